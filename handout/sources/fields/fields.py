"""The teacher's fields: kinds and limits, and reading them from a tree."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass

from handout.problems import Place, Problem, problem
from handout.sources.fields import types as kinds
from handout.sources.fields.types import (
    Choice,
    Colour,
    Date,
    Id,
    Kind,
    Language,
    Markdown,
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


@dataclass(frozen=True)
class Rows:
    """A list of at most `most` rows; layers merge them by the column `key`, if there is one."""

    most: int
    columns: Table[str, Text | Time]
    key: str = ""


@dataclass(frozen=True)
class Group:
    """A few fields under one name; their values go by dotted names (emergency.fire)."""

    fields: Table[str, Kind]


@dataclass(frozen=True)
class Field:
    name: str
    kind: Kind | Lines | Rows | Group


_ROLES = "classroom one-to-one behavior-support personal-care language substitute early-childhood transition bus".split()
_CELL = Text(60)

_KINDS: Table[str, Kind | Lines | Rows | Group] = {
    "language": Language(),
    "second_language": Language(),
    "role": Choice(tuple(_ROLES)),
    "grade_band": Choice(("PK", "K-2", "3-5", "6-8", "9-12", "18-22")),
    "paper": Choice(("letter", "legal", "a4")),
    "theme": Choice(("field-guide", "plain")),
    "ink": Choice(("color", "mono")),
    "accent": Colour(),
    "large_print": Switch(),
    "pages": Number(1, 2),
    "school_name": Text(60),
    "district_name": Text(60),
    "approved_by": Text(60),
    "logo": Group({"file": Text(200), "alt": Text(120)}),
    "link": Group({"url": Url(200), "label": Text(60)}),
    "valid_from": Date(),
    "valid_to": Date(),
    "para_name": Text(40),
    "teacher_name": Text(40),
    "class_title": Text(40),
    "room": Text(20),
    "call_for_help": Text(60),
    "emergency": Group({drill: Text(90) for drill in ("fire", "lockdown", "shelter", "medical")}),
    "teacher_note": Note(600),
    "arrive": Time(),
    "leave": Time(),
    "breaks": Rows(4, {"start": Time(), "end": Time(), "covered_by": Text(40)}),
    "plans_location": Text(80),
    "wait_seconds": Number(1, 30),
    "prompt_order": Choice(("least-to-most", "most-to-least")),
    "room_signals": Lines(6, Text(60)),
    "restroom": Text(60),
    "your_things": Text(60),
    "schedule": Rows(
        12,
        {"start": Time(), "end": Time(), "teacher_does": _CELL, "para_does": _CELL, "where": _CELL},
    ),
    "contacts": Rows(8, {"role": Text(40), "name": Text(40), "how": Text(40)}, key="role"),
    "dos_extra": Lines(5, Text(80)),
    "donts_extra": Lines(5, Text(80)),
    "trainings_done": Lines(8, Text(40)),
    "hide_blocks": Lines(40, Id()),
    "show_blocks": Lines(40, Id()),
    "sign_off": Switch(),
}
FIELDS: Table[str, Field] = {name: Field(name, kind) for name, kind in _KINDS.items()}
"""Every field, in the order of the sheet."""


def text_limit(name: str) -> int:
    """How many characters the field `name`, a line of words, may have."""
    kind = FIELDS[name].kind
    assert isinstance(kind, kinds.Text)
    return kind.limit


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


def single(kind: Kind, node: Node, name: str, found: list[Problem]) -> kinds.Single | None:
    """The one value of `node`; None if it is empty or wrong."""
    if isinstance(node, Scalar):
        if isinstance(kind, Text | Note | Markdown):
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
                yield from _read(Field(name, group.fields[key.text]), value, found)
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
