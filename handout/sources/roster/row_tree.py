"""The cells of a row as the tree that the same customization would be in YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from handout.problems import Position
from handout.sources.fields.fields import Group, Lines, Rows
from handout.sources.fields.translations import find_field, split_translation, written_type
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
            field, _, member = name.partition(".")
            fields.setdefault(field, {})[member] = cell
    entries = []
    for field, members in fields.items():
        first_position = next(iter(members.values())).position
        if (translation := split_translation(field)) and "" not in members:
            members = _beside(members, fields.get(translation.field, {}), first_position)
        entries.append((Scalar(field, first_position), _create_node(field, members)))
    return Tree(tuple(entries), position)


def _beside(
    members: Mapping[str, Cell], originals: Mapping[str, Cell], position: Position
) -> dict[str, Cell]:
    """Return the numbered lines of a translation, with an empty one for each of the `originals`
    that has none: a list leaves out its empty cells.
    """
    numbers = {key for key in originals if key} | members.keys()
    return {number: members.get(number, Cell("", position)) for number in numbers}


def column_type(name: str) -> FieldType | None:
    """Return the type of value that the column `name` takes; None for a list, and for what is no
    field.
    """
    field = name.partition(".")[0]
    known = find_field(field)
    if known is None or isinstance(known.kind, Lines):
        return None
    return written_type(name)


def _create_node(field: str, members: Mapping[str, Cell]) -> Node:
    position = next(iter(members.values())).position
    if field == "privacy":  # what the row lets stand of what the privacy check finds
        return _create_rows(members, position)
    known = find_field(field)
    assert known is not None, field
    match known.kind:
        case Group():
            return _create_mapping(members)
        case Lines(item=item_type):
            # Ids have no spaces, and people write them with commas.
            separator = r"[\s,;]+" if isinstance(item_type, Id) else r"\n"
            lines = []
            for key in sorted(members, key=lambda key: int(key or 0)):
                cell = members[key]
                for line in re.split(separator, cell.text):
                    lines.append(Scalar(line.strip(), cell.position, quoted=True))
            return Sequence(tuple(lines), position)
        case Rows():
            return _create_rows(members, position)
        case _:
            return Scalar(members[""].text, position, quoted=True)


def _create_rows(members: Mapping[str, Cell], position: Position) -> Sequence:
    rows: dict[int, dict[str, Cell]] = {}
    for member, cell in members.items():
        number, _, column = member.partition(".")
        rows.setdefault(int(number), {})[column] = cell
    mappings = [_create_mapping(rows[number]) for number in sorted(rows)]
    return Sequence(tuple(mappings), position)


def _create_mapping(members: Mapping[str, Cell]) -> Tree:
    entries = tuple(
        (Scalar(name, cell.position), Scalar(cell.text, cell.position, quoted=True))
        for name, cell in members.items()
    )
    return Tree(entries, entries[0][0].position)
