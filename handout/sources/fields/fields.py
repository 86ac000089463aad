"""The teacher's fields: kinds and limits, and reading them from a tree."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from typing import ClassVar

from handout.problems import Place, Problem, problem
from handout.sources.fields import types as kinds
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
from handout.sources.yaml.tree import Mapping, Node, Scalar, Sequence, is_in_curly_quotes

Row = dict[str, str]
Value = str | int | bool | datetime.date | tuple[str, ...] | tuple[Row, ...]


@dataclass(frozen=True)
class Placed:
    """A field's value and where it stands; `parts` are the places of its rows or lines, if it is a list."""

    value: Value
    place: Place
    parts: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Lines:
    """A list of at most `most` values."""

    most: int
    of: Text | Id
    words_for: ClassVar[str] = "lines"


@dataclass(frozen=True)
class Rows:
    """A list of at most `most` rows; layers merge them by the column `key`, if there is one."""

    most: int
    columns: Table[str, Text | Time]
    key: str = ""
    words_for: ClassVar[str] = "rows"


@dataclass(frozen=True)
class Group:
    """A few fields under one name; their values go by dotted names (emergency.fire)."""

    fields: Table[str, FieldType]
    words_for: ClassVar[str] = "group"


@dataclass(frozen=True, kw_only=True)
class Field:
    """All that is known of a field, but for its words: those are in content/<language>/fields.toml.

    `group` is the part of the starter file, the reference and the form where it is asked for.
    `box` is where it stands on the sheet: what a block with fields `holds`, or "nameplate" or
    "foot"; "" if it stands in no place of its own. `fact` names its row in Find it fast.
    `decides`: it decides how the sheet looks and what is on it, whether it is seen or not.
    `missed`: the office's index lists it where it is empty. `on_one_page`: its empty line is printed
    also where all stands on one side.
    """

    name: str = ""
    kind: FieldType | Lines | Rows | Group
    group: str
    box: str = ""
    fact: str = ""
    decides: bool = False
    missed: bool = False
    on_one_page: bool = True


_ROLES = "classroom one-to-one behavior-support personal-care language substitute early-childhood transition bus".split()
_BANDS = ("PK", "K-2", "3-5", "6-8", "9-12", "18-22")
_PAPERS = ("letter", "legal", "a4")
_PROMPT_ORDERS = ("least-to-most", "most-to-least")
_DRILLS = ("fire", "lockdown", "shelter", "medical")
_CELL = Text(60)
_NAME = Text(40, holds="name")


def _on_the_sheet(kind: FieldType) -> Field:
    """Return a field of the sheet itself."""
    return Field(kind=kind, group="sheet", decides=True)


def _fact(row: str, kind: FieldType | Lines | Rows | Group) -> Field:
    """Return a field that stands in a row of Find it fast."""
    return Field(kind=kind, group="facts", box="facts", fact=row, missed=True)


_FIELDS: Table[str, Field] = {
    "role": _on_the_sheet(Choice(tuple(_ROLES))),
    "grade_band": _on_the_sheet(Choice(_BANDS)),
    "paper": _on_the_sheet(Choice(_PAPERS)),
    "pages": _on_the_sheet(Number(1, 2)),
    "theme": _on_the_sheet(Choice(("field-guide", "plain"))),
    "ink": _on_the_sheet(Choice(("color", "mono"))),
    "accent": _on_the_sheet(Color()),
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
    "call_for_help": Field(kind=Text(60, holds="contact"), group="help", box="help", missed=True),
    "emergency": Field(
        kind=Group({drill: Text(90) for drill in _DRILLS}), group="help", box="help", missed=True
    ),
    "teacher_note": Field(kind=Note(600), group="note", box="note", missed=True),
    "arrive": _fact("hours", Time()),
    "leave": _fact("hours", Time()),
    "breaks": _fact("breaks", Rows(4, {"start": Time(), "end": Time(), "covered_by": _NAME})),
    "plans_location": _fact("plans", Text(80)),
    "wait_seconds": _fact("wait", Number(1, 30)),
    "prompt_order": Field(kind=Choice(_PROMPT_ORDERS), group="facts", decides=True),
    "room_signals": _fact("signals", Lines(6, Text(60))),
    "restroom": _fact("restroom", Text(60)),
    "your_things": _fact("things", Text(60)),
    "trainings_done": replace(
        _fact("trained", Lines(8, Text(40))), missed=False, on_one_page=False
    ),
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
    "hide_blocks": Field(kind=Lines(40, Id()), group="choice", decides=True),
    "show_blocks": Field(kind=Lines(40, Id()), group="choice", decides=True),
    "sign_off": Field(kind=Switch(), group="choice", decides=True),
}
FIELDS: Table[str, Field] = {name: replace(field, name=name) for name, field in _FIELDS.items()}
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


def value_type(name: str) -> FieldType | None:
    """Return the type of the value with a dotted name, rows counted or not (breaks.2.start, breaks.start).

    Of a list of lines it is that of its lines. None for what is no value of a field.
    """
    top, *inner = name.split(".")
    kind = FIELDS[top].kind if top in FIELDS else None
    if isinstance(kind, Group):
        return kind.fields.get(inner[-1]) if inner else None
    if isinstance(kind, Rows):
        return kind.columns.get(inner[-1]) if inner else None
    return kind.of if isinstance(kind, Lines) else kind


def value_names() -> Iterator[str]:
    """Yield the dotted name of every value that a sheet can hold; lists by their own name."""
    for name, field in FIELDS.items():
        if isinstance(field.kind, Group):
            yield from (f"{name}.{member}" for member in field.kind.fields)
        else:
            yield name


def read_fields(
    tree: Mapping, found: list[Problem], *, also: Iterable[str] = ()
) -> dict[str, Placed]:
    """The fields set in `tree`, by dotted name; empty ones are left out. What is wrong is added to `found`.

    `also` are names that may stand beside the fields; they are not read here.
    """
    values: dict[str, Placed] = {}
    for key, node in known(tree, (*FIELDS, *also), found):
        if field := FIELDS.get(key.text):
            values.update(_read(field, node, found))
    for start, end in (("arrive", "leave"), ("valid_from", "valid_to")):
        if start in values and end in values:
            _check_order(values[start].value, values[end].value, values[end].place, found)
    return values


def known(
    tree: Mapping, names: Iterable[str], found: list[Problem]
) -> Iterator[tuple[Scalar, Node]]:
    """The entries of `tree` that have one of `names`; a Problem is found for each of the others."""
    names = tuple(names)
    for key, node in tree.entries:
        if key.text in names:
            yield key, node
            continue
        guess = kinds.near(key.text.replace(" ", "_"), names)
        code = "unknown-key-near" if guess else "unknown-key"
        found.append(
            problem(
                code, key.place, key=kinds.shortened(key.text), near=guess, names=", ".join(names)
            )
        )


def single(kind: FieldType, node: Node, name: str, found: list[Problem]) -> kinds.Single | None:
    """The one value of `node`; None if it is empty or wrong."""
    if isinstance(node, Scalar):
        if isinstance(kind, Text | Note):
            found += _lost_or_printed(node, name)
        return kinds.parse(kind, node.text, node.place, name, found)
    other = "list" if isinstance(node, Sequence) else "group"
    found.append(problem(f"words-not-{other}", node.place, name=name))
    return None


def _lost_or_printed(node: Scalar, name: str) -> Iterator[Problem]:
    """Note a hash that cuts words off, and quotes that are none in YAML."""
    spaces = len(node.comment) - len(node.comment.lstrip())
    # Two spaces before a comment are the rule; where lives may depend on it, ask anyway.
    if node.comment and (spaces == 1 or name.startswith(("call_for_help", "emergency"))):
        at = node.place if node.end == Place("") else node.end
        words = kinds.shortened(node.comment.strip())
        yield problem("yaml-comment", at, warning=True, name=name, words=words)
    if not node.quoted and not node.block and is_in_curly_quotes(node.text):
        words = kinds.shortened(node.text)
        yield problem("yaml-curly-printed", node.place, warning=True, name=name, words=words)


def entries(node: Node, want: str, name: str, found: list[Problem]) -> tuple[Node, ...]:
    """What is in the list `node`, without what was left empty. `want`, list or rows, words the Problem."""
    if isinstance(node, Sequence):
        kept: list[Node] = []
        for item in node.items:
            if isinstance(item, Scalar) and not item.text:
                found += _lost_or_printed(item, name)
            else:
                kept.append(item)
        return tuple(kept)
    _refuse_unless_empty(node, want, name, found)
    return ()


def mapping(node: Node, want: str, name: str, found: list[Problem]) -> Mapping:
    """`node` if it has names and values, else an empty one. `want`, group or row, words the Problem."""
    if isinstance(node, Mapping):
        return node
    _refuse_unless_empty(node, want, name, found)
    return Mapping((), node.place)


def text_place(node: Node) -> Place:
    """Where the words of `node` begin: those after | or > lose the empty lines on top of them."""
    if isinstance(node, Scalar) and node.block:
        above = node.text[: len(node.text) - len(node.text.lstrip())].count("\n")
        return node.place._replace(line=node.place.line + above)
    return node.place


def _refuse_unless_empty(node: Node, want: str, name: str, found: list[Problem]) -> None:
    if isinstance(node, Scalar):
        if node.text:
            found.append(
                problem(
                    f"{want}-not-words", node.place, name=name, found=kinds.shortened(node.text)
                )
            )
    else:
        other = "list" if isinstance(node, Sequence) else "group"
        found.append(problem(f"{want}-not-{other}", node.place, name=name))


def _read(field: Field, node: Node, found: list[Problem]) -> Iterator[tuple[str, Placed]]:
    match field.kind:
        case Lines() as lines:
            read = [
                (single(lines.of, i, field.name, found), i.place)
                for i in entries(node, "list", field.name, found)
            ]
            set_lines = [(value, place) for value, place in read if isinstance(value, str)]
            _check_count(field.name, lines.most, [place for _, place in read], found)
            if set_lines:
                texts, places = zip(*set_lines, strict=True)
                yield field.name, Placed(texts, node.place, places)
        case Rows() as rows:
            found_rows = _rows(field.name, rows, node, found)
            if found_rows:
                table, places = zip(*found_rows, strict=True)
                yield field.name, Placed(table, node.place, places)
        case Group() as group:
            for key, value in known(mapping(node, "group", field.name, found), group.fields, found):
                name = f"{field.name}.{key.text}"
                inner = replace(field, name=name, kind=group.fields[key.text])
                yield from _read(inner, value, found)
        case kind:
            one = single(kind, node, field.name, found)
            if one is not None:
                yield field.name, Placed(one, text_place(node))


def _rows(name: str, rows: Rows, node: Node, found: list[Problem]) -> list[tuple[Row, Place]]:
    read: list[tuple[Row, Place]] = []
    keys: dict[str, Place] = {}
    for item in entries(node, "rows", name, found):
        cells = {column: "" for column in rows.columns}
        places: dict[str, Place] = {}
        for key, value in known(mapping(item, "row", name, found), rows.columns, found):
            text = single(rows.columns[key.text], value, key.text, found)
            if isinstance(text, str):
                cells[key.text], places[key.text] = text, value.place
        if "start" in places and "end" in places:
            _check_order(cells["start"], cells["end"], places["end"], found)
        own = cells.get(rows.key, "").casefold()
        if own and own in keys:
            found.append(
                problem("row-twice", places[rows.key], words=cells[rows.key], line=keys[own].line)
            )
        elif own:
            keys[own] = places[rows.key]
        if places:
            read.append((cells, item.place))
    _check_count(name, rows.most, [place for _, place in read], found)
    return read


def _check_count(name: str, most: int, places: list[Place], found: list[Problem]) -> None:
    if len(places) > most:
        found.append(problem("too-many", places[most], name=name, count=len(places), most=most))


def _check_order(start: Value, end: Value, place: Place, found: list[Problem]) -> None:
    if isinstance(start, datetime.date) and isinstance(end, datetime.date):
        in_order = start <= end
    else:
        in_order = any(a <= b for a in kinds.minutes(str(start)) for b in kinds.minutes(str(end)))
    if not in_order:
        found.append(problem("ends-early", place, start=start, end=end))
