"""Blocks whose lines name fields, with the values of one classroom in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain

from handout.layering.block_rules import ComposedBlock
from handout.layering.field_words import field_lookup
from handout.layering.overlay import SourcedValue
from handout.problems import Position, Problem, problem
from handout.sources.content.block import Block
from handout.sources.content.layer import Level
from handout.sources.content.line_nodes import SHEET_LANGUAGE, Lookup
from handout.sources.content.line_template import (
    fill_line,
    has_tags,
    line_fields,
)
from handout.sources.fields.fields import FIELDS
from handout.sources.markdown.document import Item, Table, change_items, items_of, row_text
from handout.sources.markdown.field_marks import (
    FieldMark,
    has_marks,
    make_mark,
    replace_marks,
)

_INDEX = re.compile(r"\[(\d+)\]")
_BLANK = 54  # pt: where an edited line names a field that is empty by now


def fill_blocks(
    blocks: Iterable[ComposedBlock], values: Mapping[str, SourcedValue], language: str
) -> tuple[tuple[ComposedBlock, ...], list[Problem]]:
    """Return `blocks` with the words of the fields that their lines name, and what is wrong.

    A line that says nothing where its fields are empty is left out. Each block knows the fields it
    names.
    """
    look_up = field_lookup(values, language)
    filled, problems = [], []
    for block in blocks:
        if not _is_template(block):
            filled.append(block)
            continue
        names = chain.from_iterable(_item_fields(block).values())
        known = (*_known_words(names, look_up, values), (SHEET_LANGUAGE, language))
        full = _fill(block, known)
        if block.item_ids and not full.item_ids:
            problems.append(problem("template-nothing", block.position, title=block.title))
        filled.append(full)
    return tuple(filled), problems


def fill_edited_block(block: ComposedBlock, look_up: Lookup) -> ComposedBlock:
    """Return an edited block, the fields in whose lines have no words, with the words they have
    now.

    One that is empty by now is a blank to write on.
    """

    rows = {row.id for part in block.parts if isinstance(part, Table) for row in part.rows}

    def fill_text(text: str, is_row: bool) -> str:
        def write(field: FieldMark) -> str:
            if field.words is not None:
                return make_mark(field)
            words = str(look_up(field.name))
            if is_row:  # where a bar would begin another cell
                words = words.replace("|", "\\|")
            return make_mark(FieldMark(field.name, words, 0 if words else _BLANK))

        return replace_marks(text, write)

    def fill(item: Item, is_row: bool) -> Item:
        return replace(item, text=fill_text(item.text, is_row))

    waiting = {id: fill_text(text, id in rows) for id, text in block.waiting.items()}
    return replace(block, parts=change_items(block.parts, fill), waiting=waiting)


@lru_cache(maxsize=1024)
def has_fields(block: ComposedBlock) -> bool:
    """Tell whether a field stands in a line of `block`."""
    return any(has_marks(item.text) for part in block.parts for item in items_of(part))


def empty_locked_fields(
    blocks: Iterable[ComposedBlock], look_up: Lookup, position: Position
) -> Iterator[Problem]:
    """Yield a Problem, at the `position` of the teacher's file, for each field that a locked line
    names and that is empty, though an office is expected to fill it in.
    """
    for block in blocks:
        locked = {id: block.item_fields.get(id, ()) for id in block.present_locked_items}
        for name in dict.fromkeys(chain.from_iterable(locked[id] for id in sorted(locked))):
            if FIELDS[_root(name)].missed and not look_up(_dotted_name(name)):
                shown = {"title": block.title, "name": name}
                yield problem("template-locked-empty", position, warning=True, **shown)


def _is_in_a_line(name: str) -> bool:
    top = name.partition(".")[0]
    return top in FIELDS and FIELDS[top].box == "line"


def unplaced_problems(
    blocks: Iterable[ComposedBlock], values: Mapping[str, SourcedValue], optional: Iterable[Block]
) -> Iterator[Problem]:
    """Yield a Problem for each field of the teacher's that lines name, and no line on the sheet
    does.

    `optional` are the blocks that could be shown for this role.
    """
    typed = {
        name: sourced
        for name, sourced in values.items()
        if sourced.origin.level is Level.CUSTOMIZATION and _is_in_a_line(name)
    }
    named = _named_roots(blocks) if typed else set()
    for name, sourced in typed.items():
        if name in named:
            continue
        ids = [block.id for block in optional if name in _named_roots([block])]
        code = "field-nowhere" if ids else "field-no-place"
        shown = {"name": name, "block": ids[0] if ids else ""}
        yield problem(code, sourced.placed.position, warning=True, **shown)


def _named_roots(blocks: Iterable[Block]) -> set[str]:
    """Return the fields that the lines of `blocks` name, without rows and columns."""
    names: set[str] = set()
    for block in blocks:
        fields = block.item_fields if isinstance(block, ComposedBlock) else _item_fields(block)
        for line_names in fields.values():
            names |= set(map(_root, line_names))
    return names


def _root(name: str) -> str:
    """Return contacts for contacts[0].name."""
    return re.split(r"[.\[]", name)[0]


@lru_cache(maxsize=1024)
def _is_template(block: ComposedBlock) -> bool:
    return any(has_tags(item.text) for part in block.parts for item in items_of(part))


@lru_cache(maxsize=1024)
def _item_fields(block: Block) -> dict[str, tuple[str, ...]]:
    """Return the fields that each line of a block names, as it writes them, by the item's id."""
    fields = {}
    for part in block.parts:
        for item in items_of(part):
            cells = item.cells if isinstance(part, Table) else (item.text,)
            names = dict.fromkeys(chain.from_iterable(map(line_fields, cells)))
            if names:
                fields[item.id] = tuple(names)
    return fields


def _known_words(
    names: Iterable[str], look_up: Lookup, values: Mapping[str, SourcedValue]
) -> tuple[tuple[str, str | int], ...]:
    """Return the words of the named fields, and of all in the lists among them: a cache's key."""
    tops = dict.fromkeys(map(_root, names))
    # Groups, and fields that are empty.
    known = [(top, look_up(top)) for top in tops if top not in values]
    for name, sourced in values.items():
        top, value = name.partition(".")[0], sourced.placed.value
        if top not in tops:
            continue
        known.append((name, look_up(name)))
        if not isinstance(value, tuple):
            continue
        for number, row in enumerate(value, 1):
            if isinstance(row, dict):
                known += [(f"{name}.{number}.{column}", words) for column, words in row.items()]
            else:
                known.append((f"{name}.{number}", str(row)))
    return tuple(known)


@lru_cache(maxsize=512)  # a district's classrooms have many of their values in common
def _fill(block: ComposedBlock, known: tuple[tuple[str, str | int], ...]) -> ComposedBlock:
    words = dict(known)

    def look_up(name: str) -> str | int:
        return words.get(name, "")

    fill = partial(_fill_item, look_up=look_up)
    return replace(block, parts=change_items(block.parts, fill), item_fields=_item_fields(block))


def _fill_item(item: Item, is_row: bool, look_up: Lookup) -> Item | None:
    """Return an item with the words of its fields; None if it says nothing then."""
    if not has_tags(item.text):
        return item
    if not is_row:
        text = fill_line(item.text, look_up)
        return replace(item, text=text) if text else None
    cells = [fill_line(cell, look_up) for cell in item.cells]
    return replace(item, text=row_text(cells)) if any(cells) else None


def _dotted_name(name: str) -> str:
    """Return contacts.1.name for contacts[0].name."""
    return _INDEX.sub(lambda match: f".{int(match[1]) + 1}", name)
