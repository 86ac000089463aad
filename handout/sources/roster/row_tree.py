"""The cells of a row as the tree that the same customization would be in YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from handout.problems import Position
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows, value_type
from handout.sources.fields.types import FieldType, Id
from handout.sources.yaml.nodes import Mapping as Tree
from handout.sources.yaml.nodes import Node, Scalar, Sequence


class Cell(NamedTuple):
    text: str
    position: Position


def row_tree(cells: Mapping[str, Cell], position: Position) -> Tree:
    """Return the tree of the cells that are filled, by dotted field name: room, emergency.fire,
    schedule.3.para_does.

    A list may also be one cell with an entry a line. Every scalar has the place of its cell.
    """
    fields: dict[str, dict[str, Cell]] = {}
    for name, cell in cells.items():
        if cell.text:
            top, _, rest = name.partition(".")
            fields.setdefault(top, {})[rest] = cell
    entries = (
        (Scalar(top, next(iter(members.values())).position), _node(top, members))
        for top, members in fields.items()
    )
    return Tree(tuple(entries), position)


def kind_of(name: str) -> FieldType | None:
    """Return the type of value that the column `name` takes; None for a list, and for what is no
    field.
    """
    top = name.partition(".")[0]
    if top not in FIELDS or isinstance(FIELDS[top].kind, Lines):
        return None
    return value_type(name)


def _node(top: str, members: Mapping[str, Cell]) -> Node:
    kind, position = FIELDS[top].kind, next(iter(members.values())).position
    match kind:
        case Group():
            return _mapping(members)
        case Lines(of=of):
            # Ids have no spaces, and people write them with commas.
            between = r"[\s,;]+" if isinstance(of, Id) else r"\n"
            cells = [members[key] for key in sorted(members, key=lambda key: int(key or 0))]
            lines = (
                Scalar(line.strip(), cell.position)
                for cell in cells
                for line in re.split(between, cell.text)
            )
            return Sequence(tuple(lines), position)
        case Rows():
            rows: dict[int, dict[str, Cell]] = {}
            for rest, cell in members.items():
                number, _, column = rest.partition(".")
                rows.setdefault(int(number), {})[column] = cell
            return Sequence(tuple(_mapping(rows[number]) for number in sorted(rows)), position)
        case _:
            return Scalar(members[""].text, position)


def _mapping(members: Mapping[str, Cell]) -> Tree:
    entries = tuple(
        (Scalar(name, cell.position), Scalar(cell.text, cell.position))
        for name, cell in members.items()
    )
    return Tree(entries, entries[0][0].position)
