"""The record at the end of a page: what it holds, that it cannot end its element, and what of it is
not believed.
"""

from __future__ import annotations

import hashlib
import json
import re
import textwrap
import zlib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handout.layout.sheet.phrase import PhrasePart
from handout.messages import CONTENT
from handout.pipeline import prepare
from handout.problems import Position, Problem
from handout.publish.html.record import build_record
from handout.pull.snapshot import phrase_words, take_snapshot
from handout.sources.edited.record import (
    Record,
    RecordedBlock,
    format_record,
    pack_bytes,
    read_record,
)
from handout.sources.markdown.writer import Stretch, plain_text, tidy

SAMPLE = CONTENT / "en" / "sample.yaml"
HERE = Position("room.html")


@pytest.fixture(scope="module")
def record() -> Record:
    return take_snapshot(prepare(SAMPLE).fitted, "room")


@given(
    st.text(alphabet=st.sampled_from("ab  .–’\u00a0\u2003\u200b\t\n\x85\x1f"), max_size=12)
    | st.text(max_size=12)
)
def test_words_that_are_tidy_are_left_alone_and_others_made_so(text: str) -> None:
    assert phrase_words((PhrasePart(text),)) == plain_text(tidy([Stretch(text)]))


def test_it_holds_every_box_and_every_field_that_stands_on_the_sheet(record: Record) -> None:
    assert record.name == "room"
    assert {id for ids in record.sides.values() for id in ids} == set(record.blocks)
    assert record.fields["room"] == "Room 12"
    assert record.fields["schedule.3.para_does"] == "Watch first, then circulate at stations"
    assert record.blocks["at-a-glance"].locked
    assert "{#exits}" in record.blocks["checklist"].text


def test_it_is_read_as_it_was_written(record: Record) -> None:
    text = build_record(prepare(SAMPLE).fitted, "room")
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
    record = take_snapshot(prepare(path).fitted, "room")
    for private in ("private thought", "secret shelf"):
        assert private not in repr(record)
    assert "room: 12" in record.customization
    assert "Walk out the back" in record.edits


def as_before(record: Record) -> dict[str, Any]:
    """Return the record as earlier versions wrote it: readable, with a checksum."""
    blocks = {id: vars(block) for id, block in record.blocks.items()}
    table = json.loads(json.dumps({"format": 1, **vars(record), "blocks": blocks}))
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**table, "sum": hashlib.sha256(text.encode()).hexdigest()[:16]}


def test_records_of_earlier_versions_are_read(record: Record) -> None:
    plain = as_before(record)
    assert read_record(json.dumps(plain, indent=1), HERE) == record
    packed = pack_bytes(zlib.compress(json.dumps(plain).encode()))
    assert read_record(json.dumps({"format": 2, "packed": packed}), HERE) == record


def test_the_words_that_records_are_packed_with_are_never_changed() -> None:
    digest = hashlib.sha256((files("handout.sources.edited") / "record_words.txt").read_bytes())
    assert digest.hexdigest() == "79e6eef2906513796d9c6f8bf41cd8b675e14b10822a072e042d876e0a6108de"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda table: table.update(format=4), "page-newer"),
        (lambda table: table.update(format="x"), "page-newer"),
        (lambda table: table["fields"].update(room="9"), "record-broken"),
        (lambda table: table.pop("sum"), "record-broken"),
        (lambda table: table.pop("format"), "record-broken"),
        (lambda table: table.pop("blocks"), "record-broken"),
    ],
)
def test_a_changed_record_is_not_believed(record: Record, change: object, code: str) -> None:
    table = as_before(record)
    change(table)  # type: ignore[operator]
    result = read_record(json.dumps(table), HERE)
    assert isinstance(result, Problem)
    assert result.code == code


def test_no_search_for_words_finds_anything_in_it(record: Record) -> None:
    written = format_record(record)
    packed = json.loads(written)["packed"]
    words = [*record.fields.values(), *(block.title for block in record.blocks.values())]
    shown = "\n".join([*words, *(" ".join(row) for b in record.blocks.values() for row in b.rows)])
    sought = {shown[at : at + length] for length in (2, 3, 9) for at in range(len(shown))}
    assert [part for part in sought if part.casefold() in packed] == []
    changed = written
    for part in ("Ms. Rivera", "Ito", "PE", "12", "...", "--", "Room", "room", "é", "<b>"):
        changed = re.sub(re.escape(part), "Chen", changed, flags=re.IGNORECASE)
    assert read_record(changed, HERE) == record


def test_tools_that_write_it_anew_do_no_harm(record: Record) -> None:
    table = json.loads(format_record(record))
    wrapped = "\n  ".join(textwrap.wrap(table["packed"], 80, break_on_hyphens=False))
    for text in (
        json.dumps(table, indent=4),
        json.dumps(table, separators=(",", ":"), sort_keys=True),
        format_record(record).replace(table["packed"], wrapped),
        format_record(record).replace(table["packed"], table["packed"].upper()),
    ):
        assert read_record(text, HERE) == record


@given(st.integers(0, 10**6), st.sampled_from(["", "x", "#", "c#", "\u20ac", "0"]))
def test_any_change_in_it_is_seen(record: Record, at: int, character: str) -> None:
    table = json.loads(format_record(record))
    packed = table["packed"]
    at %= len(packed)
    changed = packed[:at] + character + packed[at + 1 :]
    result = read_record(json.dumps({**table, "packed": changed}), HERE)
    assert result == record if changed == packed else isinstance(result, Problem)


def test_a_record_that_unpacks_to_very_much_is_refused() -> None:
    bomb = pack_bytes(zlib.compress(b" " * 64_000_000 + b"{}"))
    result = read_record(json.dumps({"format": 2, "packed": bomb}), HERE)
    assert isinstance(result, Problem)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "[" * 100_000, '{"format": 1}', '{"format": 1, "sum": ""}']
)
def test_what_is_no_record_is_a_problem(text: str) -> None:
    result = read_record(text, HERE)
    assert isinstance(result, Problem)
    assert result.code == "record-broken"


def test_equal_sheets_have_equal_records() -> None:
    first, second = (build_record(prepare(SAMPLE).fitted, "room") for _ in range(2))
    assert first == second
    assert replace(take_snapshot(prepare(SAMPLE).fitted, "other"), name="room") == take_snapshot(
        prepare(SAMPLE).fitted, "room"
    )
