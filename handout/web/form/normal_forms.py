"""Times and days as the form shows them once they are typed: 745 as 7:45, 9/1/2026 as 2026-09-01."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handout.problems import Position
from handout.sources.fields.fields import FIELDS, Group, Rows
from handout.sources.fields.typed_times import school_time
from handout.sources.fields.types import Date, FieldType, Time
from handout.sources.fields.value_parser import parse_value
from handout.web.form.answers import Answers


@dataclass(frozen=True)
class NormalForm:
    """What was `typed` in the field with this dotted name, rows counted from 1, and how it is
    `shown`.
    """

    field: str
    typed: str
    shown: str


def normal_forms(answers: Answers) -> Iterator[NormalForm]:
    """Those of all times and days that are written otherwise than they were typed."""
    for name, kind, typed in _typed(answers):
        shown = _shown(kind, typed)
        if shown and shown != typed:
            yield NormalForm(name, typed, shown)


def _shown(kind: FieldType, typed: str) -> str:
    match kind:
        case Time():
            return school_time(typed)
        case Date():
            day = parse_value(kind, typed, Position(""), "", [])
            return day.isoformat() if isinstance(day, datetime.date) else ""
    return ""


def _typed(answers: Answers) -> Iterator[tuple[str, FieldType, str]]:
    """Every word that was typed into a field, with its dotted name and its kind."""
    for name, field in FIELDS.items():
        given = answers.get(name)
        match field.kind:
            case Rows(columns=columns) if isinstance(given, list):
                for n, row in enumerate(given, 1):
                    yield from _members(f"{name}.{n}", columns, row)
            case Group(members):
                yield from _members(name, members, given)
            case Time() | Date() as kind if isinstance(given, str):
                yield name, kind, given


def _members(
    name: str, kinds: Mapping[str, FieldType], given: object
) -> Iterator[tuple[str, FieldType, str]]:
    if not isinstance(given, dict):
        return
    for key, kind in kinds.items():
        if isinstance(typed := given.get(key), str):
            yield f"{name}.{key}", kind, typed
