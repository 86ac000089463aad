"""Blocks whose lines name fields, through all layers to the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handout.layering.block_rules import ComposedBlock
from handout.layering.field_words import field_lookup
from handout.layering.fill_blocks import empty_locked_fields, fill_edited_block
from handout.pipeline import PreparedHandout, prepare
from handout.problems import HandoutError, Position
from handout.publish.html.render import render
from handout.publish.pdf.typeset import typeset_sheet
from handout.sources.markdown.document import Table, items_of
from handout.sources.markdown.field_marks import bare_text, has_marks, shown_text

WAIT = (
    "items:\n  participation:\n    replace:\n"
    "      - id: wait\n        text: '**Wait** {% if wait_seconds %}{{ wait_seconds }}"
    " {{ wait_seconds | plural(\"second\", \"seconds\") }}{% else %}a while{% endif %}."
    " In {{ room | default(\"your room\") }}.'\n"
    "    add:\n      - {id: maybe, after: wait, text: '{% if restroom %}Restroom: {{ restroom }}{% endif %}'}\n"
    "      - {id: write, after: wait, text: 'Red folder: {{ plans_location | blank(80) }}'}\n"
)  # fmt: skip


def prepare_room(folder: Path, room: str, district: str = WAIT) -> PreparedHandout:
    (folder / "room.yaml").write_text(room, encoding="utf-8")
    (folder / "district.yaml").write_text(district, encoding="utf-8")
    return prepare(folder / "room.yaml", folder / "district.yaml")


def block(handout: PreparedHandout, name: str) -> ComposedBlock:
    return next(block for block in handout.handout.blocks if block.id == name)


def lines(handout: PreparedHandout, name: str = "participation") -> dict[str, str]:
    parts = block(handout, name).parts
    return {item.id: shown_text(item.text) for part in parts for item in items_of(part)}


def test_a_line_says_the_room(tmp_path: Path) -> None:
    full = prepare_room(
        tmp_path, "room: '12'\nwait_seconds: 1\nrestroom: by the gym\nplans_location: top drawer\n"
    )
    shown = lines(full)
    assert shown["wait"] == "**Wait** 1 second. In Room 12."
    assert shown["maybe"] == "Restroom: by the gym"
    assert shown["write"] == "Red folder: top drawer"
    named = block(full, "participation").named_fields
    assert sorted(named) == ["plans_location", "restroom", "room", "wait_seconds"]
    html = render(full.fitted, "file").html
    assert '<strong>Wait</strong> <span data-field="wait_seconds">1</span> second.' in html
    assert 'In <span data-field="room">Room 12</span>.' in html


def test_an_empty_field_has_its_other_words(tmp_path: Path) -> None:
    empty = prepare_room(tmp_path, "")
    shown = lines(empty)
    assert shown["wait"] == "**Wait** a while. In your room."
    assert "maybe" not in shown
    html = render(empty.fitted, "file").html
    assert 'Red folder: <span class="u u80" data-field="plans_location"></span>' in html
    assert ".u80 { width: 80pt }" in html


def test_what_a_field_says_is_no_markdown_no_html_and_no_template(tmp_path: Path) -> None:
    words = r"a*b* **c** & 1 < 2 \_x_ {{ wait_seconds }} {% if %} [x](y) | z"
    full = prepare_room(tmp_path, f"plans_location: '{words}'\nwait_seconds: 7\n")
    assert lines(full)["write"] == f"Red folder: {words}"
    html = render(full.fitted, "file").html
    assert "a*b* **c** &amp; 1 &lt; 2 \\_x_ {{ wait_seconds }} {% if %} [x](y) | z</span>" in html


@pytest.mark.parametrize(
    "customization",
    [
        "items: {participation: {replace: [{id: wait, text: 'In {{ room }} {% if x %}'}]}}",
        "blocks: {add: [{id: mine, title: Mine, place: back, text: 'In {{ room }} {% if x %}'}]}",
        "teacher_note: 'In {{ room }} {% if x %}'",
        "restroom: 'In {{ room }} {% if x %}'",
    ],
)
def test_a_teachers_words_are_never_a_template(tmp_path: Path, customization: str) -> None:
    full = prepare_room(tmp_path, f"room: '12'\n{customization}\n", "room: '1'\n")
    assert "In {{ room }} {% if x %}" in render(full.fitted, "file").html
    changed = [part for part in full.handout.blocks if part.origin.name == "room"]
    assert not any(has_marks(i.text) for b in changed for part in b.parts for i in items_of(part))


def test_a_box_that_would_be_empty_is_told(tmp_path: Path) -> None:
    box = "blocks: {add: [{id: who, title: Who, place: back, text: '{% if room %}{{ room }}{% endif %}'}]}"
    assert lines(prepare_room(tmp_path, "room: '12'\n", box), "who")
    with pytest.raises(HandoutError) as caught:
        prepare_room(tmp_path, "", box)
    [reason] = caught.value.problems
    assert reason.code == "template-nothing" and reason.path.endswith("district.yaml")


def test_an_empty_field_that_a_locked_box_names_is_told(tmp_path: Path) -> None:
    box = (
        "blocks: {add: [{id: line, title: Hotline, place: back, locked: true, owner: Office, "
        "review: 2027-01-01, text: 'Call {{ call_for_help | default(\"the office\") }}'}]}"
    )
    for room, names in (("", ["call_for_help"]), ("call_for_help: 555-0100\n", [])):
        handout = prepare_room(tmp_path, room, box).handout
        look_up = field_lookup(handout.values, "en")
        messages = list(empty_locked_fields(handout.blocks, look_up, Position("room.yaml")))
        field_names = [problem.message.split("”")[0].strip("“") for problem in messages]
        assert [name for name in field_names if name != "hotline"] == names
        assert {problem.path for problem in messages} <= {"room.yaml"}


def test_a_bar_in_a_field_of_an_edited_row_begins_no_cell(tmp_path: Path) -> None:
    row = "items: {watch-for: {replace: [{id: door, text: 'A door | In {{ room | default(\"it\") }}.'}]}}"
    table = block(prepare_room(tmp_path, "room: A | B\n", row), "watch-for")
    (part,) = table.parts
    assert isinstance(part, Table)
    edited = replace(part, rows=tuple(replace(r, text=bare_text(r.text)) for r in part.rows))
    filled = fill_edited_block(replace(table, parts=(edited,)), lambda name: "A | B")
    cells = [item.cells for part in filled.parts for item in items_of(part) if item.id == "door"]
    assert [shown_text(cell) for cell in cells[0]] == ["A door", "In A | B."]


@pytest.mark.slow
def test_it_fits_as_it_is_measured(tmp_path: Path) -> None:
    full = prepare_room(
        tmp_path, "room: '12'\nwait_seconds: 10\nplans_location: " + "long words " * 6
    )
    typeset_sheet(full.fitted, full.logo)  # raises if a page is more than was fitted
