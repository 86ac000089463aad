"""The rows of Find it fast: which there are, their labels, and the fields that stand in each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from handout.messages import message_table
from handout.sources.fields.fields import FIELDS, Group

_LAST = "link"  # its code stands below all rows


@cache
def fact_fields() -> Mapping[str, tuple[str, ...]]:
    """Return the dotted names of the fields in each row, by the row's name, in the order of the
    sheet.
    """
    rows: dict[str, tuple[str, ...]] = {}
    for name, field in FIELDS.items():
        if field.fact:
            kind = field.kind
            members = kind.fields if isinstance(kind, Group) else ()
            names = tuple(f"{name}.{member}" for member in members) or (name,)
            rows[field.fact] = (*rows.get(field.fact, ()), *names)
    return {**{row: names for row, names in rows.items() if row != _LAST}, _LAST: rows[_LAST]}


@cache
def fact_label(row: str, language: str) -> str:
    """Return what a row is called on the sheet: its own words, else the label of its field."""
    fact_words = message_table("words", language)["facts"]
    return str(fact_words[row] if row in fact_words else _field_label(row, language))


@cache
def find_fact(label: str, language: str) -> str | None:
    """Return the row with this label, None if there is none."""
    return next((row for row in fact_fields() if fact_label(row, language) == label), None)


def _field_label(row: str, language: str) -> str:
    field = fact_fields()[row][0].partition(".")[0]
    return str(message_table("fields", language)["fields"][field]["label"])
