"""The form and the customization file are made from one model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handout.content_folders import list_languages
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.types import Note, Text, Url
from handout.web.form.inputs import (
    FIRST_FIELDS,
    Input,
    InputGroup,
    InputList,
    Part,
    asked_fields,
    first_question,
    quick_questions,
    sections,
)


def parts() -> Iterator[Part]:
    yield from first_question()
    yield from quick_questions()
    for section in sections():
        yield from section.parts


def test_every_field_is_asked_for_once() -> None:
    assert asked_fields() == set(FIELDS)
    names = [part.name for part in parts()]
    assert len(names) == len(set(names))
    missing = {"hide_blocks", "show_blocks"} | (
        {"language", "second_language"} if len(list_languages()) < 2 else set()
    )
    assert set(names) == set(FIELDS) - missing


def test_only_the_role_and_the_grade_band_come_first() -> None:
    assert [part.name for part in first_question()] == list(FIRST_FIELDS)


def test_limits_are_those_of_the_fields() -> None:
    checked = 0
    for part in parts():
        kind = FIELDS[part.name].kind
        shown: Mapping[str, Input]
        cells: Mapping[str, object]
        match part, kind:
            case InputList(most=most, columns=columns), Rows(limit, cells):
                assert most == limit and [column.name for column in columns] == list(cells)
                shown = {column.name: column for column in columns}
            case InputList(most=most, columns=(column,)), Lines(limit, of):
                assert most == limit
                shown, cells = {"": column}, {"": of}
            case InputGroup(inputs=inputs), Group(fields):
                shown, cells = {each.name.partition(".")[2]: each for each in inputs}, fields
                assert set(shown) <= set(fields)
            case Input(), _:
                shown, cells = {"": part}, {"": kind}
        for name, column in shown.items():
            cell = cells[name]
            if isinstance(cell, Text | Note | Url):
                assert column.limit == cell.limit, part.name
                checked += 1
    assert checked > 25
