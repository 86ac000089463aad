"""The limits of each field and the characters that can be printed, as data for the editor in the
HTML file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from handout.layout.text.line_breaking import printable_code_points
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.time_words import worded_day
from handout.sources.fields.typed_times import TYPED_DATE
from handout.sources.fields.types import TIME, Date, FieldType, Number, Text, Time

Rule = int | str | tuple[int, int]


@cache
def field_rules() -> dict[str, Rule]:
    """Return what fields take, without the numbers of rows: a count of letters, a range of numbers,
    "time" or "date".
    """
    return {name: rule for name, kind in _kinds() if (rule := _rule(kind)) is not None}


def patterns() -> dict[str, str]:
    """Return the regular expressions of a time and a date, in a form that Python and browsers
    share.
    """
    return {"time": TIME, "date": f"{TYPED_DATE}|{worded_day()}"}


@cache
def letters() -> str:
    """Return the characters that have a shape in the faces: the runs of their codes, in
    hexadecimal.
    """
    codes = sorted(code for code in printable_code_points() if code > 0x7E)
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return " ".join(f"{first:x}" + (f"-{last:x}" if last > first else "") for first, last in runs)


def _kinds() -> Iterator[tuple[str, FieldType]]:
    for name, field in FIELDS.items():
        match field.kind:
            case Rows(columns=columns):
                yield from ((f"{name}.{column}", kind) for column, kind in columns.items())
            case Group(fields=fields):
                yield from ((f"{name}.{part}", kind) for part, kind in fields.items())
            case Lines(item=kind):
                yield name, kind
            case kind:
                yield name, kind


def _rule(kind: FieldType) -> Rule | None:
    match kind:
        case Text(limit=limit):
            return limit
        case Number(low=low, high=high):
            return low, high
        case Time():
            return "time"
        case Date():
            return "date"
    return None
