"""The teacher's fields, their types and limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from handout.sources.fields.types import (
    Choice,
    Color,
    Date,
    FieldType,
    Id,
    Language,
    Note,
    Number,
    Switch,
    Text,
    Time,
    Url,
)


@dataclass(frozen=True)
class Lines:
    """A list of at most `most` values, each of the type `item`."""

    most: int
    item: Text | Id
    words_for: ClassVar[str] = "lines"


@dataclass(frozen=True)
class Rows:
    """A list of at most `most` rows; layers merge them by the column `key`, if there is one."""

    most: int
    columns: Mapping[str, Text | Time]
    key: str = ""
    words_for: ClassVar[str] = "rows"


@dataclass(frozen=True)
class Group:
    """A few fields under one name; their values go by dotted names (emergency.fire)."""

    fields: Mapping[str, FieldType]
    words_for: ClassVar[str] = "group"


@dataclass(frozen=True, kw_only=True)
class Field:
    """All that is known of a field, but for its words: those are in content/<language>/fields.toml.

    `group` is the part of the starter file, the reference and the form where it is asked for. `box`
    is where it stands on the sheet: what a block with fields `holds`, "nameplate", "foot" or
    "picture", or "line" if lines of blocks name it; "" if it stands in no place of its own. `fact`
    names its row in Find it fast. `decides`: it decides how the sheet looks and what is on it,
    whether it is seen or not. `missed`: the office's index lists it where it is empty.
    `on_one_page`: its empty line is printed also where all stands on one side.
    """

    name: str = ""
    kind: FieldType | Lines | Rows | Group
    group: str
    box: str = ""
    fact: str = ""
    decides: bool = False
    missed: bool = False
    on_one_page: bool = True


_ROLES = (
    "classroom one-to-one behavior-support personal-care language substitute early-childhood "
    "transition bus".split()
)
_BANDS = ("PK", "K-2", "3-5", "6-8", "9-12", "18-22")
_PAPERS = ("letter", "legal", "a4")
_PROMPT_ORDERS = ("least-to-most", "most-to-least")
_DRILLS = ("fire", "lockdown", "shelter", "medical")
_CELL = Text(60)
_LABEL = Text(40)
_NAME = Text(40, holds="name")


def _on_the_sheet(kind: FieldType) -> Field:
    """Return a field of the sheet itself."""
    return Field(kind=kind, group="sheet", decides=True)


def _in_a_line(group: str, kind: FieldType | Lines | Rows | Group) -> Field:
    """Return a field that stands where the line of a block names it."""
    return Field(kind=kind, group=group, box="line")


def _fact(row: str, kind: FieldType | Lines | Rows | Group) -> Field:
    """Return a field that stands in a row of Find it fast."""
    return Field(kind=kind, group="facts", box="facts", fact=row, missed=True)


def _further_fact(row: str, kind: FieldType | Lines | Rows | Group) -> Field:
    """Return a field of Find it fast that most sheets do without: its row stands there where it is
    filled in, or where a role asks for it.
    """
    return replace(_fact(row, kind), missed=False)


_FIELDS: Mapping[str, Field] = {
    "role": _on_the_sheet(Choice(tuple(_ROLES))),
    "grade_band": _on_the_sheet(Choice(_BANDS)),
    "paper": _on_the_sheet(Choice(_PAPERS)),
    "pages": _on_the_sheet(Number(1, 2)),
    "theme": _on_the_sheet(Choice(("field-guide", "plain"))),
    "ink": _on_the_sheet(Choice(("color", "mono"))),
    "accent": _on_the_sheet(Color()),
    "text_size": _on_the_sheet(Choice(("normal", "large"))),
    "large_print": _on_the_sheet(Switch()),
    "language": _on_the_sheet(Language()),
    "second_language": _on_the_sheet(Language()),
    "school_name": Field(kind=Text(60, holds="name"), group="school", box="foot", missed=True),
    "district_name": Field(kind=Text(60, holds="name"), group="school", box="foot"),
    "approved_by": Field(kind=Text(60, holds="name"), group="school", box="foot", missed=True),
    "valid_from": Field(kind=Date(), group="school", box="foot"),
    "valid_to": Field(kind=Date(), group="school", box="foot", missed=True),
    "logo": Field(kind=Group({"file": Text(200, holds="file"), "alt": Text(120)}), group="school"),
    "link": Field(
        kind=Group({"url": Url(200), "label": Text(60)}), group="school", box="facts", fact="link"
    ),
    "para_name": Field(kind=_NAME, group="welcome", box="nameplate", missed=True),
    "teacher_name": Field(kind=_NAME, group="welcome", box="nameplate", missed=True),
    "class_title": Field(kind=Text(40), group="welcome", box="nameplate", missed=True),
    "room": Field(kind=Text(20), group="welcome", box="nameplate", missed=True),
    "good_at": _in_a_line("welcome", Text(60)),
    "needs": _in_a_line("welcome", Text(60)),
    "tell_by": _in_a_line("welcome", Text(60)),
    "call_for_help": Field(kind=Text(60, holds="contact"), group="help", box="help", missed=True),
    "hotline": replace(_in_a_line("help", Text(60, holds="contact")), missed=True),
    "emergency": Field(
        kind=Group({drill: Text(90) for drill in _DRILLS}), group="help", box="help", missed=True
    ),
    "more_drills": _in_a_line("help", Rows(2, {"name": Text(20), "what": Text(90)}, key="name")),
    "teacher_note": Field(kind=Note(600), group="note", box="note", missed=True),
    "arrive": _fact("hours", Time()),
    "leave": _fact("hours", Time()),
    "breaks": _fact("breaks", Rows(4, {"start": Time(), "end": Time(), "covered_by": _NAME})),
    "plans_location": _fact("plans", Text(80)),
    "health_plans": _further_fact("health_plans", Text(80)),
    "emergency_medicine": _further_fact("emergency_medicine", Text(80)),
    "aed": _further_fact("aed", Text(60)),
    "counselor": _further_fact("counselor", Text(60, holds="contact")),
    "write_down": _further_fact("write_down", Text(80)),
    "wait_seconds": _fact("wait", Number(1, 30)),
    "prompt_order": Field(kind=Choice(_PROMPT_ORDERS), group="facts", decides=True),
    "room_signals": _fact("signals", Lines(6, Text(60))),
    "restroom": _fact("restroom", Text(60)),
    "your_things": _fact("things", Text(60)),
    "trainings_done": replace(
        _fact("trained", Lines(8, Text(40))), missed=False, on_one_page=False
    ),
    "more_facts": _further_fact(
        "more", Rows(8, {"label": Text(30), "answer": Text(80)}, key="label")
    ),
    "class_cover": _in_a_line("facts", _NAME),
    "second_adult": _in_a_line("facts", _NAME),
    "room_rules": _in_a_line("facts", Lines(4, Text(60))),
    "rewards": _in_a_line("facts", Text(80)),
    "talking_devices": _in_a_line("facts", Text(90)),
    "schedule": Field(
        kind=Rows(
            12,
            {
                "start": Time(),
                "end": Time(),
                "teacher_does": _CELL,
                "para_does": _CELL,
                "where": _CELL,
            },
        ),
        group="day",
        box="schedule",
        missed=True,
    ),
    "contacts": Field(
        kind=Rows(
            8, {"role": Text(40), "name": _NAME, "how": Text(40, holds="contact")}, key="role"
        ),
        group="people",
        box="contacts",
        missed=True,
    ),
    "dos_extra": Field(kind=Lines(5, Text(80)), group="words"),
    "donts_extra": Field(kind=Lines(5, Text(80)), group="words"),
    "picture": Field(
        kind=Group({"file": Text(200, holds="file"), "alt": Text(160), "caption": Text(160)}),
        group="picture",
        box="picture",
    ),
    "find_it_fast": Field(kind=Lines(20, _LABEL), group="choice", decides=True),
    "labels": Field(
        kind=Rows(20, {"label": _LABEL, "say": Text(24)}, key="label"), group="choice", decides=True
    ),
    "hide_blocks": Field(kind=Lines(40, Id()), group="choice", decides=True),
    "show_blocks": Field(kind=Lines(40, Id()), group="choice", decides=True),
    "sign_off": Field(kind=Switch(), group="choice", decides=True),
}
FIELDS: Mapping[str, Field] = {name: replace(field, name=name) for name, field in _FIELDS.items()}
"""Every field, in the order of the sheet. To add one see CONTRIBUTING.md."""


def text_limit(name: str) -> int:
    """Return how many characters the field `name`, words on one line, has room for."""
    kind = value_type(name)
    assert isinstance(kind, Text)
    return kind.limit


def columns_of(name: str) -> tuple[str, ...]:
    """Return the columns of a list of rows, in their order; none for what is no such list."""
    kind = FIELDS[name].kind if name in FIELDS else None
    return tuple(kind.columns) if isinstance(kind, Rows) else ()


def key_column(name: str) -> str:
    """Return the column by which layers merge the rows of a list; "" for what has none."""
    kind = FIELDS[name].kind if name in FIELDS else None
    return kind.key if isinstance(kind, Rows) else ""


def value_type(name: str) -> FieldType | None:
    """Return the type of the value with a dotted name, rows counted or not (breaks.2.start,
    breaks.start).

    Of a list of lines it is that of its lines. None for what is no value of a field.
    """
    top, *inner = name.split(".")
    kind = FIELDS[top].kind if top in FIELDS else None
    if isinstance(kind, Group):
        return kind.fields.get(inner[-1]) if inner else None
    if isinstance(kind, Rows):
        return kind.columns.get(inner[-1]) if inner else None
    return kind.item if isinstance(kind, Lines) else kind


def value_names() -> Iterator[str]:
    """Yield the dotted name of every value that a sheet can hold; lists by their own name."""
    for name, field in FIELDS.items():
        if isinstance(field.kind, Group):
            yield from (f"{name}.{member}" for member in field.kind.fields)
        else:
            yield name
