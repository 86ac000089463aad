"""The fields that a tree of YAML sets, with where each value stands."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from handout.problems import Position, Problem, problem
from handout.sources.fields.fields import FIELDS, Field, Group, Lines, Rows
from handout.sources.fields.near_words import find_near_field
from handout.sources.fields.single_line import shorten
from handout.sources.fields.translations import (
    can_be_typed,
    find_field,
    split_outer,
    split_rows,
    split_translation,
    translatable_members,
    with_translated_members,
)
from handout.sources.fields.typed_times import minutes_of_day
from handout.sources.fields.types import FieldType, Language, Note, Single, Text
from handout.sources.fields.value_parser import parse_value
from handout.sources.yaml.curly_quotes import is_in_curly_quotes
from handout.sources.yaml.nodes import Mapping, Node, Scalar, Sequence

FieldRow = dict[str, str]
Value = str | int | bool | datetime.date | tuple[str, ...] | tuple[FieldRow, ...]


@dataclass(frozen=True)
class PlacedValue:
    """A field's value and where it stands.

    `parts` are the positions of its rows or lines, if it is a list.
    """

    value: Value
    position: Position
    parts: tuple[Position, ...] = ()

    @property
    def rows(self) -> list[FieldRow]:
        """Return the rows of the value; none if it is no list of rows."""
        lines: Iterable[object] = self.value if isinstance(self.value, tuple) else ()
        return [line for line in lines if isinstance(line, dict)]


def read_fields(
    tree: Mapping, problems: list[Problem], *, more_names: Iterable[str] = ()
) -> dict[str, PlacedValue]:
    """Return the fields set in `tree`, by dotted name; empty ones are left out.

    What is wrong is added to `problems`. `more_names` are names that may stand beside the fields;
    they are not read here.
    """
    values: dict[str, PlacedValue] = {}
    nodes = {key.text: node for key, node in tree.entries}
    translated = [name for name in nodes if can_be_typed(name)]
    for key, node in known_entries(tree, (*FIELDS, *more_names, *translated), problems):
        field, translation = find_field(key.text), split_translation(key.text)
        if field and translation and isinstance(field.kind, Lines):
            original = nodes.get(translation.field)
            values.update(_read_translated_lines(field, field.kind, node, original, problems))
        elif field:
            values.update(_read_field(field, node, problems))
    for start, end in (("arrive", "leave"), ("valid_from", "valid_to")):
        if start in values and end in values:
            _check_order(values[start].value, values[end].value, values[end].position, problems)
    return values


def known_entries(
    tree: Mapping, names: Iterable[str], problems: list[Problem]
) -> Iterator[tuple[Scalar, Node]]:
    """Yield the entries of `tree` that have one of `names`; a Problem is found for each of the
    others.
    """
    names = tuple(names)
    for key, node in tree.entries:
        if key.text in names:
            yield key, node
            continue
        if translation := split_outer(key.text):
            inside = translatable_members(translation.field)
            names_inside = ", ".join(f"{name}_{translation.language}" for name in inside)
            said = {"key": key.text, "field": translation.field, "inside": names_inside}
            problems.append(problem("translation-inside", key.position, warning=False, **said))
            continue
        guess = find_near_field(key.text, names)
        code = "unknown-key-near" if guess else "unknown-key"
        values = {"key": shorten(key.text), "near": guess, "names": ", ".join(names)}
        problems.append(problem(code, key.position, warning=False, **values))


def read_value(kind: FieldType, node: Node, name: str, problems: list[Problem]) -> Single | None:
    """Return the one value of `node`; None if it is empty or wrong."""
    if isinstance(node, Scalar):
        if isinstance(kind, Text | Note):
            problems += _sign_warnings(node, name)
        return parse_value(kind, node.text, node.position, name, problems)
    if isinstance(kind, Language) and isinstance(node, Sequence) and len(node.items) > 1:
        texts = [item.text for item in node.items if isinstance(item, Scalar)]
        problems.append(kind.several_problem(texts, node.position, name))
        return None
    other = "list" if isinstance(node, Sequence) else "group"
    problems.append(problem(f"words-not-{other}", node.position, name=name))
    return None


def _sign_warnings(node: Scalar, name: str) -> Iterator[Problem]:
    """Note a hash that cuts words off, and quotes that are none in YAML."""
    spaces = len(node.comment) - len(node.comment.lstrip())
    # Two spaces before a comment are the rule; where lives may depend on it, ask anyway.
    if node.comment and (spaces == 1 or name.startswith(("call_for_help", "emergency"))):
        position = node.position if node.end == Position("") else node.end
        words = shorten(node.comment.strip())
        yield problem("yaml-comment", position, warning=True, name=name, words=words)
    if not node.quoted and not node.block and is_in_curly_quotes(node.text):
        words = shorten(node.text)
        yield problem("yaml-curly-printed", node.position, warning=True, name=name, words=words)


def list_items(node: Node, want: str, name: str, problems: list[Problem]) -> tuple[Node, ...]:
    """Return what is in the list `node`, without what was left empty.

    `want`, list or rows, words the Problem.
    """
    if isinstance(node, Sequence):
        items: list[Node] = []
        for item in node.items:
            if isinstance(item, Scalar) and not item.text:
                problems += _sign_warnings(item, name)
            else:
                items.append(item)
        return tuple(items)
    _refuse_unless_empty(node, want, name, problems)
    return ()


def as_mapping(node: Node, want: str, name: str, problems: list[Problem]) -> Mapping:
    """Return `node` if it has names and values, else an empty one.

    `want`, group or row, words the Problem.
    """
    if isinstance(node, Mapping):
        return node
    _refuse_unless_empty(node, want, name, problems)
    return Mapping((), node.position)


def text_position(node: Node) -> Position:
    """Return where the words of `node` begin: those after | or > lose the empty lines on top of
    them.
    """
    if isinstance(node, Scalar) and node.block:
        above = node.text[: len(node.text) - len(node.text.lstrip())].count("\n")
        return node.position._replace(line=node.position.line + above)
    return node.position


def _refuse_unless_empty(node: Node, want: str, name: str, problems: list[Problem]) -> None:
    if isinstance(node, Scalar):
        if node.text:
            code, words = f"{want}-not-words", shorten(node.text)
            problems.append(problem(code, node.position, name=name, found=words))
    else:
        other = "list" if isinstance(node, Sequence) else "group"
        problems.append(problem(f"{want}-not-{other}", node.position, name=name))


def _read_field(
    field: Field, node: Node, problems: list[Problem]
) -> Iterator[tuple[str, PlacedValue]]:
    match field.kind:
        case Lines() as lines:
            items = list_items(node, "list", field.name, problems)
            read = [
                (read_value(lines.item, item, field.name, problems), item.position)
                for item in items
            ]
            set_lines = [(value, position) for value, position in read if isinstance(value, str)]
            _check_count(field.name, lines.most, [position for _, position in read], problems)
            if set_lines:
                texts, positions = zip(*set_lines, strict=True)
                yield field.name, PlacedValue(texts, node.position, positions)
        case Rows() as rows:
            placed_rows = _read_rows(field.name, rows, node, problems)
            if placed_rows:
                table, positions = zip(*placed_rows, strict=True)
                for name, spoken in split_rows(field.name, rows.columns, table).items():
                    yield name, PlacedValue(spoken, node.position, positions)
        case Group() as group:
            members = as_mapping(node, "group", field.name, problems)
            kinds = with_translated_members(
                field.name, group.fields, [key.text for key, _ in members.entries]
            )
            for key, value in known_entries(members, kinds, problems):
                name = f"{field.name}.{key.text}"
                inner = replace(field, name=name, kind=kinds[key.text])
                yield from _read_field(inner, value, problems)
        case kind:
            single = read_value(kind, node, field.name, problems)
            if single is not None:
                yield field.name, PlacedValue(single, text_position(node))


def _read_translated_lines(
    field: Field, lines: Lines, node: Node, original: Node | None, problems: list[Problem]
) -> Iterator[tuple[str, PlacedValue]]:
    """Yield the lines of a translation, "" where one is empty: each stands for the line of the
    `original` that has its number. Lines that are empty there are left out of both.
    """
    if not isinstance(node, Sequence):
        list_items(node, "list", field.name, problems)
        return
    beside = original.items if isinstance(original, Sequence) else ()
    read: list[tuple[str, Position]] = []
    for number, item in enumerate(node.items):
        other = beside[number] if number < len(beside) else item
        if isinstance(other, Scalar) and not other.text:
            continue
        words = read_value(lines.item, item, field.name, problems)
        read.append((str(words or ""), item.position))
    while read and not read[-1][0]:
        read.pop()
    _check_count(field.name, lines.most, [position for _, position in read], problems)
    if read:
        texts, positions = zip(*read, strict=True)
        yield field.name, PlacedValue(texts, node.position, positions)


def _read_rows(
    name: str, rows: Rows, node: Node, problems: list[Problem]
) -> list[tuple[FieldRow, Position]]:
    result: list[tuple[FieldRow, Position]] = []
    keys: dict[str, Position] = {}
    for item in list_items(node, "rows", name, problems):
        cells = {column: "" for column in rows.columns}
        positions: dict[str, Position] = {}
        row = as_mapping(item, "row", name, problems)
        kinds = with_translated_members(name, rows.columns, [key.text for key, _ in row.entries])
        for key, value in known_entries(row, kinds, problems):
            text = read_value(kinds[key.text], value, key.text, problems)
            if isinstance(text, str):
                cells[key.text], positions[key.text] = text, value.position
        if "start" in positions and "end" in positions:
            _check_order(cells["start"], cells["end"], positions["end"], problems)
        key_words = cells.get(rows.key, "").casefold()
        if key_words and key_words in keys:
            words, line = cells[rows.key], keys[key_words].line
            problems.append(problem("row-twice", positions[rows.key], words=words, line=line))
        elif key_words:
            keys[key_words] = positions[rows.key]
        if positions:
            result.append((cells, item.position))
    _check_count(name, rows.most, [position for _, position in result], problems)
    return result


def _check_count(name: str, most: int, positions: list[Position], problems: list[Problem]) -> None:
    if len(positions) > most:
        values = {"name": name, "count": len(positions), "most": most}
        problems.append(problem("too-many", positions[most], warning=False, **values))


def _check_order(start: Value, end: Value, position: Position, problems: list[Problem]) -> None:
    if isinstance(start, datetime.date) and isinstance(end, datetime.date):
        in_order = start <= end
    else:
        # 7:45 to 2:45 without am and pm: some reading of the two has to be in order.
        starts, ends = minutes_of_day(str(start)), minutes_of_day(str(end))
        in_order = bool(starts and ends) and min(starts) <= max(ends)
    if not in_order:
        problems.append(problem("ends-early", position, start=start, end=end))
