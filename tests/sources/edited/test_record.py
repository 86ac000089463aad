"""The record at the end of a page: what it holds, that it cannot end its element, and what of it is not believed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.messages import CONTENT
from handout.pipeline import prepare
from handout.problems import Place, Problem
from handout.publish.html.record import record_of
from handout.pull import snapshot as shown
from handout.pull.snapshot import issued
from handout.sources.edited.record import Record, RecordedBlock, format_record, read_record
from handout.sources.markdown.writer import Stretch, plain_text, tidy

SAMPLE = CONTENT / "en" / "sample.yaml"
HERE = Place("room.html")


@pytest.fixture(scope="module")
def record() -> Record:
    return issued(prepare(SAMPLE).fitted, "room")


@given(
    st.text(alphabet=st.sampled_from("ab  .–’\u00a0\u2003\u200b\t\n\x85\x1f"), max_size=12)
    | st.text(max_size=12)
)
def test_words_that_are_tidy_are_left_alone_and_others_made_so(text: str) -> None:
    assert shown._tidy(text) == plain_text(tidy([Stretch(text)]))


def test_it_holds_every_box_and_every_field_that_stands_on_the_sheet(record: Record) -> None:
    assert record.name == "room"
    assert {id for ids in record.sides.values() for id in ids} == set(record.blocks)
    assert record.fields["room"] == "Room 12"
    assert record.fields["schedule.3.para_does"] == "Watch first, then circulate at stations"
    assert record.blocks["at-a-glance"].locked
    assert "{#exits}" in record.blocks["checklist"].text


def test_it_is_read_as_it_was_written(record: Record) -> None:
    text = record_of(prepare(SAMPLE).fitted, "room")
    assert read_record(text, HERE) == record
    assert read_record(text.replace("\n", "\r\n"), HERE) == record


words = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)


@given(words, words, words)
def test_whatever_it_holds_it_cannot_end_its_element(title: str, text: str, field: str) -> None:
    block = RecordedBlock(
        title=title + "</script>", text=text + "<!--", rows=(("<b>", text),), waiting={"x": title}
    )
    record = Record(
        name="x", tool="1", language="en", content="", fields={"room": field}, blocks={"a": block}
    )
    written = format_record(record)
    assert "<" not in written
    assert read_record(written, HERE) == record


def test_what_the_customization_says_and_the_page_does_not_is_not_in_it(tmp_path: Path) -> None:
    path = tmp_path / "room.yaml"
    path.write_text(
        "# a private thought\nroom: 12\nyour_things: a secret shelf\nhide_blocks: [find-it-fast]\n"
        "items:\n  checklist:\n    replace:\n      - id: exits\n        text: Walk out the back\n"
    )
    record = issued(prepare(path).fitted, "room")
    for private in ("private thought", "secret shelf"):
        assert private not in format_record(record)
    assert "room: 12" in record.customization
    assert "Walk out the back" in record.edits


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda table: table.update(format=2), "page-newer"),
        (lambda table: table.update(format="x"), "page-newer"),
        (lambda table: table["fields"].update(room="9"), "record-broken"),
        (lambda table: table.pop("sum"), "record-broken"),
        (lambda table: table.pop("format"), "record-broken"),
        (lambda table: table.pop("blocks"), "record-broken"),
    ],
)
def test_a_changed_record_is_not_believed(record: Record, change: object, code: str) -> None:
    table = json.loads(format_record(record))
    change(table)  # type: ignore[operator]
    found = read_record(json.dumps(table), HERE)
    assert isinstance(found, Problem)
    assert found.code == code


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "[" * 100_000, '{"format": 1}', '{"format": 1, "sum": ""}']
)
def test_what_is_no_record_is_a_problem(text: str) -> None:
    found = read_record(text, HERE)
    assert isinstance(found, Problem)
    assert found.code == "record-broken"


def test_equal_sheets_have_equal_records() -> None:
    first, second = (record_of(prepare(SAMPLE).fitted, "room") for _ in range(2))
    assert first == second
    assert replace(issued(prepare(SAMPLE).fitted, "other"), name="room") == issued(
        prepare(SAMPLE).fitted, "room"
    )
