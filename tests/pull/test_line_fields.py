"""Fields within the lines of blocks: edited on the page, and read back."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pages import RECORD, Room
from paths import CASES

from handout.pull.comparison import changes_since_issue
from handout.pull.page.issued_page import open_issued_page
from handout.pull.snapshot import displayed_fields
from handout.sources.edited.edits_file import edits_path
from handout.sources.edited.html_document import parse_html
from handout.sources.edited.html_lines import words_of
from handout.sources.fields.written_fields import read_written_fields, write_fields
from handout.sources.markdown.field_marks import NONCHARACTERS, bare_mark

FOLDER = CASES / "line_fields"
TABLE: list[dict[str, Any]] = tomllib.loads((FOLDER / "edits.toml").read_text("utf-8"))["case"]
_FIELD = re.compile(
    r'<span (?:class="u u\d+" )?data-field="(?P<name>[^"]*)">(?P<words>[^<]*)</span>'
)
_SHORT = re.compile(r"\[\[(?P<name>[a-z0-9_.]+)(?P<new>=(?P<words>[^]]*))?\]\]")


@pytest.fixture
def room(tmp_path: Path) -> Room:
    for name in ("room.yaml", "district.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    return Room(tmp_path / "room.yaml", tmp_path / "district.yaml")


@cache
def _issued(page: str) -> Mapping[str, re.Match[str]]:
    """The last place of each field on a page, which is in a line."""
    return {match["name"]: match for match in _FIELD.finditer(page)}


def spans(text: str, page: str) -> str:
    """[[room=Gym]] as the page has that field."""

    def write(match: re.Match[str]) -> str:
        issued = _issued(page)[match["name"]]
        if match["new"] is None:
            return issued[0]
        return issued[0].replace(f">{issued['words']}<", f">{match['words']}<")

    return _SHORT.sub(write, text)


def short(line: str) -> str:
    """A line of the page with its fields as [[room=Gym]]."""
    marked = _FIELD.sub(r"[[\g<name>=\g<words>]]", line)
    return words_of(parse_html(marked))


def edit(room: Room, *edits: tuple[str, str]) -> str:
    page = room.made().split(RECORD)[0]
    room.edited(*((spans(old, page), spans(new, page)) for old, new in edits))
    return page


@pytest.mark.slow
@pytest.mark.parametrize("case", TABLE, ids=[case["what"] for case in TABLE])
def test_an_edit_of_a_line_with_fields(room: Room, case: Mapping[str, Any]) -> None:
    page = edit(room, *map(tuple, case["edits"]))
    before = room.customization.read_text("utf-8").splitlines()
    diff = changes_since_issue(open_issued_page(room.page))
    pull = room.pull()
    changes = [[change.kind, change.old, change.new] for change in pull.changes]
    assert changes == case.get("changes", [])
    # diff, which looks at the page alone, says the same.
    assert [[change.kind, change.old, change.new] for change in diff] == changes
    assert [problem.code for problem in pull.problems] == case.get("codes", [])
    messages = " ".join(problem.message for problem in pull.problems)
    assert case.get("told", "") in messages
    assert not NONCHARACTERS.search(f"{changes}{messages}{room.edits}")
    after = [line.strip() for line in room.customization.read_text("utf-8").splitlines()]
    assert set(case.get("values", [])) <= set(after)
    if "values" not in case:
        assert room.customization.read_text("utf-8").splitlines() == before
    page_after = room.made()
    lines = [short(line) for line in page_after.split(RECORD)[0].splitlines()]
    if "page" in case:
        assert short(spans(case["page"], page)) in lines
    # The next edition, read back, has nothing to take.
    room.page.write_text(page_after, encoding="utf-8")
    again = room.plan()
    assert (again.changes, again.files, again.problems) == ((), {}, ())


@pytest.mark.slow
def test_a_page_that_nobody_touched_has_no_edits(room: Room) -> None:
    room.edited()
    issue = open_issued_page(room.page)
    assert not changes_since_issue(issue)
    assert (room.plan().changes, room.plan().problems, room.plan().files) == ((), (), {})


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["Gym 2", "*a* **b** 1*2*3", "{{ room }} | {% x %}", r"a < b & \_d_ [x](y)"]
)
def test_a_value_is_taken_from_each_of_its_places(room: Room, words: str) -> None:
    whole_page = room.made()
    page = whole_page.split(RECORD)[0]
    for name in ("room", "class_title", "plans_location", "contacts.1.name", "room_signals.2"):
        for match in _FIELD.finditer(page):
            if match["name"] != name or _is_elsewhere(page, match):
                continue
            typed = words.replace("&", "&amp;").replace("<", "&lt;")
            new = match[0].replace(f">{match['words']}<", f">{typed}<")
            start, end = match.span()
            room.page.write_text(page[:start] + new + whole_page[end:], encoding="utf-8")
            pull = room.plan()
            assert not pull.problems
            assert displayed_fields(pull.prepared.fitted.sheet)[name] == words


def _is_elsewhere(page: str, match: re.Match[str]) -> bool:
    """A row of a table of fields, whose words are read with their row."""
    line = page[page.rindex("\n", 0, match.start()) : match.start()]
    return '<th scope="row">' in line or 'class="tag' in line


def test_a_new_value_stands_in_a_line_that_was_reworded(room: Room) -> None:
    edit(room, ("In [[room]], ask", "Inside [[room]] ask"), ("Red folder: ", "Red folder here: "))
    room.pull()
    text = room.customization.read_text("utf-8")
    room.customization.write_text(text.replace('room: "12"', 'room: "31"'), encoding="utf-8")
    page = room.made().split(RECORD)[0]
    lines = [short(line) for line in page.splitlines()]
    assert (
        "Wait [[wait_seconds=10]] seconds. Inside [[room=Room 31]] ask"
        " [[contacts.1.name=Ms. Rivera]]." in lines
    )
    assert "Red folder here: [[plans_location=]]" in lines


@pytest.mark.slow
def test_a_new_wording_that_waits_has_the_fields_too(room: Room) -> None:
    edit(room, ("In [[room]], ask", "Inside [[room]] ask"))
    room.pull()
    district = room.district
    assert district
    text = district.read_text("utf-8").replace(". In {{ room", ". Within {{ room")
    district.write_text(text, encoding="utf-8")
    room.edited()
    issue = open_issued_page(room.page)
    assert "wait" in issue.record.blocks["participation"].waiting
    assert (room.plan().changes, room.plan().files) == ((), {})
    # Decided on the page: the edit goes on, and the wording waits no more.
    html = re.sub(r'<li class="waiting".*?</li>', "", room.page.read_text("utf-8"), flags=re.S)
    room.page.write_text(html, encoding="utf-8")
    assert [change.kind for change in room.pull().changes] == ["decided"]
    assert 'class="waiting"' not in room.made()
    assert "Inside {{ room }} ask" in edits_path(room.customization).read_text("utf-8")


def test_a_page_without_marks_has_its_fields_known_again(room: Room) -> None:
    html = re.sub(r' (?:data-\w+|class|id)="[^"]*"', "", room.made().split(RECORD)[0])
    rest = room.made().split(RECORD)[1]
    html = html.replace("In <span>Room 12</span>, ask", "In <span>Room 12</span>, kindly ask")
    room.page.write_text(html + RECORD + rest, encoding="utf-8")
    pull = room.plan()
    assert [(change.kind, change.new) for change in pull.changes] == [
        ("reworded", "Wait 10 seconds. In Room 12, kindly ask Ms. Rivera.")
    ]
    text = next(block.text for block in pull.edits.blocks if block.id == "participation")
    assert text and "In {{ room }}, kindly ask {{ contacts.1.name }}" in text


@pytest.mark.parametrize("slashes", ["", "\\", "\\\\", "\\\\\\"])
def test_fields_are_written_and_read_again(slashes: str) -> None:
    mark = bare_mark("room")
    text = f"{slashes}{mark} {slashes}{{{{ room }}}} {slashes}{{{{ x {mark}{slashes}{mark}"
    assert read_written_fields(write_fields(text)) == text


def test_a_long_line_without_marks_takes_no_time(room: Room) -> None:
    edit(room, ("Ask [[contacts.1.name]]", "Ask " + "x, then " * 3_000))
    assert "locked-edit" in [problem.code for problem in room.plan().problems]


def test_a_line_of_the_help_card_is_no_answer_however_it_is_reworded(room: Room) -> None:
    assert room.district
    room.district.write_text(
        "items:\n  at-a-glance:\n    replace:\n      - id: say\n        text: >-\n"
        "          You are in {{ room | default('the room') }}. Say what you need.\n",
        encoding="utf-8",
    )
    edit(room, ("You are in [[room]]", "You stand in [[room=Gym]]"))
    pull = room.plan()
    assert [(change.where, change.new) for change in pull.changes] == [("room", "Gym")]
    assert [problem.code for problem in pull.problems] == ["locked-edit"]
    assert "“You stand in Gym. Say what you need.”" in pull.problems[0].message
