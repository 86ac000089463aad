"""Times and days as the form shows them once typed: 745 as 7:45, 9/1/2026 as 2026-09-01."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handout.content_folders import ENGLISH
from handout.messages import message_table
from handout.problems import Position
from handout.sources.fields.fields import FIELDS, Group, Rows
from handout.sources.fields.typed_times import half_of_day, school_time, written_time
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


def normal_forms(answers: Answers, language: str = ENGLISH) -> Iterator[NormalForm]:
    """Yield those of all times and days that are written otherwise than they were typed, for a
    sheet in `language`.
    """
    clock = message_table("words", language)["times"]
    for name, kind, typed in _typed_values(answers):
        shown = _normal_form(kind, typed, clock)
        if shown and shown != typed:
            yield NormalForm(name, typed, shown)


def _normal_form(kind: FieldType, typed: str, clock: Mapping[str, str]) -> str:
    match kind:
        case Time():
            written = written_time if clock["hours"] == "24" else school_time
            return half_of_day(written(typed), clock)
        case Date():
            day = parse_value(kind, typed, Position(""), "", [])
            return day.isoformat() if isinstance(day, datetime.date) else ""
    return ""


def _typed_values(answers: Answers) -> Iterator[tuple[str, FieldType, str]]:
    """Yield every text that was typed into a field, with its dotted name and its kind."""
    for name, field in FIELDS.items():
        answer = answers.get(name)
        match field.kind:
            case Rows(columns=columns) if isinstance(answer, list):
                for number, row in enumerate(answer, 1):
                    yield from _typed_members(f"{name}.{number}", columns, row)
            case Group(members):
                yield from _typed_members(name, members, answer)
            case Time() | Date() as kind if isinstance(answer, str):
                yield name, kind, answer


def _typed_members(
    name: str, kinds: Mapping[str, FieldType], answer: object
) -> Iterator[tuple[str, FieldType, str]]:
    if not isinstance(answer, dict):
        return
    for key, kind in kinds.items():
        typed = answer.get(key)
        if isinstance(typed, str):
            yield f"{name}.{key}", kind, typed
