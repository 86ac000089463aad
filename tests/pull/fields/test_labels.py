"""Rows that a role or a school calls by names of its own are read by the names on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from press import prepare_text

from handout.publish.html.render import render
from handout.pull.comparison import Comparison, compare_page
from handout.pull.fields.page_fields import field_edits
from handout.pull.page.issued_page import IssuedPage, read_issued_page
from handout.sources.edited.html_page import parse_document

_DRILL_CELL = 'data-field="emergency.fire">'
_RADIO_CELL = 'data-field="more_facts.1.answer">'


def issued_page(text: str, *edits: tuple[str, str]) -> IssuedPage:
    prepared = prepare_text(text)
    html = render(prepared.fitted, "file", None, "room").html
    for old, new in edits:
        assert old in html
        html = html.replace(old, new, 1)
    return read_issued_page(parse_document(html, "room.html"), Path("room.html"))


def changed(comparison: Comparison) -> dict[str, str]:
    assert comparison.problems == ()
    return {change.where: change.new for change in comparison.changes}


@pytest.mark.slow
def test_an_untouched_page_of_each_role_is_as_it_was_made() -> None:
    for role in ("bus", "transition", "personal-care", "language", "substitute"):
        assert not compare_page(issued_page(f"role: {role}\nroom: 12\n")).is_edited


def test_what_is_written_into_such_rows_is_seen() -> None:
    filled = "role: bus\nemergency: {fire: Off by the back}\nmore_facts: [{label: Radio channel, answer: '2'}]\n"
    page = issued_page(
        filled,
        (f"{_DRILL_CELL}Off by", f"{_DRILL_CELL}Out by"),
        (f"{_RADIO_CELL}2", f"{_RADIO_CELL}5"),
    )
    edits = changed(compare_page(page))
    assert edits["emergency.fire"] == "Out by the back"
    assert "Radio channel · 5" in edits["more_facts"]


def test_a_row_is_read_by_the_name_it_had_when_the_page_was_made() -> None:
    text = "emergency: {fire: Back door}\nlabels: [{label: Fire, say: Evacuate}]\n"
    page = issued_page(text, (f"{_DRILL_CELL}Back", f"{_DRILL_CELL}Front"))
    now = prepare_text("emergency: {fire: Back door}\n").handout
    edits = field_edits(page.record, page.page, now, page.record.fields)
    assert edits.values == {"emergency.fire": "Front door"} and edits.problems == []


def test_an_answer_in_a_row_that_is_gone_is_kept_with_its_row() -> None:
    text = "more_facts: [{label: Radio, answer: '2'}]\n"
    page = issued_page(text, (f"{_RADIO_CELL}2", f"{_RADIO_CELL}5"))
    edits = field_edits(page.record, page.page, prepare_text("").handout, page.record.fields)
    assert edits.values["more_facts"] == ({"label": "Radio", "answer": "5"},)
