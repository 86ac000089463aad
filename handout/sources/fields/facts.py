"""The rows of Find it fast: which there are, their labels, and the fields that stand in each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from handout.messages import message_table
from handout.sources.fields.fields import FIELDS, Group

MORE = "more"  # the place of the rows that somebody named
SCHEDULE_HEADS = {
    "time": "schedule.start",
    "class": "schedule.teacher_does",
    "you": "schedule.para_does",
    "where": "schedule.where",
}
"""The field under each head of the schedule, by its name in words.toml."""

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
def label_fields(language: str) -> Mapping[str, str]:
    """Return the fields that stand beside each label of the front, by the label without capitals:
    of a drill, of the name tag, of the schedule's heads, and of each row of Find it fast the first.
    """
    words = message_table("words", language)
    labels = {str(text): f"emergency.{drill}" for drill, text in words["help"].items()}
    tag = words["tag"]
    labels |= {tag["teacher"]: "teacher_name", tag["room"]: "room", tag["class"]: "class_title"}
    labels |= {words["schedule"][head]: column for head, column in SCHEDULE_HEADS.items()}
    labels |= {fact_label(row, language): names[0] for row, names in fact_fields().items()}
    return {label.casefold(): name for label, name in labels.items()}


def find_label(words: str, language: str) -> str | None:
    """Return the field with this label or this name; None if there is none on the front.

    A district's file in English names labels of sheets in any language.
    """
    labels = label_fields(language)
    if words in labels.values():
        return words
    return labels.get(words.casefold()) or label_fields("en").get(words.casefold())


def find_row(words: str, language: str) -> str | None:
    """Return the row of Find it fast with this label or with a field of this name; None if there
    is none.
    """
    field = find_label(words, language) or words
    rows = fact_fields().items()
    return next((row for row, names in rows if field in names), None)


def _field_label(row: str, language: str) -> str:
    field = fact_fields()[row][0].partition(".")[0]
    return str(message_table("fields", language)["fields"][field]["label"])
