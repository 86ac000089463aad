"""Layers applied to the blocks, one after another; what many sheets share is applied once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import chain, zip_longest
from typing import NamedTuple

from handout.layering.block_rules import (
    BlockRules,
    ComposedBlock,
    compose_block,
    fields_only_problems,
    lock_problems,
)
from handout.layering.item_rules import BlockContent, ItemLock, nonempty_parts, overlay_items
from handout.layering.overlay import Origin, SourcedValue, overlay
from handout.problems import Position, Problem, problem
from handout.sources.content.block import Block
from handout.sources.content.layer import Changes, Layer, Level
from handout.sources.content.library import Library
from handout.sources.fields.near_words import find_near_word
from handout.sources.markdown.document import Item, Table, row_text

_PAIRS, _PAIR_PREFIX = "dos-donts", "extra-"  # the table of dos and don'ts, and rows added to it


class BlockSet(NamedTuple):
    """The blocks with the layers so far.

    `known` are the ids of all blocks and of their items, also of those that are not on this sheet.
    """

    blocks: tuple[ComposedBlock, ...]
    known: Mapping[str, frozenset[str]]
    problems: tuple[Problem, ...] = ()


def content_layers(library: Library, role: str, band: str) -> list[Layer]:
    """Return the library's own layers for this role and grade band."""
    layers = (library.base, library.roles.get(role), library.bands.get(band))
    return [layer for layer in layers if layer]


def base_blocks(
    library: Library,
    role: str,
    band: str,
    values: Mapping[str, SourcedValue],
    layers: tuple[Layer, ...],
) -> BlockSet:
    """Return the blocks for this role, grade band and `values`, with the layers below the
    teacher's.

    These are the library's own layers, and `layers` on top of them.
    """
    optional, problems = _optional_blocks(library, values)
    names = [name for name in _condition_names(library) if name in values]
    conditions = tuple((name, str(values[name].placed.value)) for name in names)
    shown = frozenset(optional)
    block_set, base_ids = _apply_layers(library, role, band, conditions, shown, layers)
    for id, position in optional.items():
        if id in _optional_ids(library) and id not in base_ids:
            problems.append(problem("block-not-here", position, warning=True, id=id))
    return block_set._replace(problems=(*problems, *block_set.problems))


@lru_cache(maxsize=128)
def _apply_layers(
    library: Library,
    role: str,
    band: str,
    conditions: tuple[tuple[str, str], ...],
    optional: frozenset[str],
    layers: tuple[Layer, ...],
) -> tuple[BlockSet, frozenset[str]]:
    """Return the blocks with `layers`, and the ids of the blocks before any layer.

    `conditions` are the values that blocks ask for.
    """
    if layers:
        block_set, base_ids = _apply_layers(library, role, band, conditions, optional, layers[:-1])
        return apply_layer(block_set, layers[-1]), base_ids
    known: dict[str, frozenset[str]] = {}
    for block in library.blocks:
        known[block.id] = known.get(block.id, frozenset()).union(block.item_ids)
    blocks = tuple(
        compose_block(block, library.base)
        for block in library.pick(role, band, dict(conditions))
        if block.side != "extra" or block.id in optional
    )
    block_set = BlockSet(blocks, known)
    for layer in content_layers(library, role, band):
        block_set = apply_layer(block_set, layer)
    return block_set, frozenset(block.id for block in blocks)


@lru_cache(maxsize=16)
def _condition_names(library: Library) -> tuple[str, ...]:
    names = chain.from_iterable(block.when for block in library.blocks)
    return tuple(sorted(set(names)))


@lru_cache(maxsize=16)
def _optional_ids(library: Library) -> frozenset[str]:
    return frozenset(block.id for block in library.blocks if block.side == "extra")


@lru_cache(maxsize=128)
def optional_blocks(library: Library, role: str, band: str) -> tuple[Block, ...]:
    """Return the optional blocks that there are for a role and a grade band."""
    return tuple(block for block in library.pick(role, band, {}) if block.side == "extra")


def _optional_blocks(
    library: Library, values: Mapping[str, SourcedValue]
) -> tuple[dict[str, Position], list[Problem]]:
    """Return the optional blocks that are asked for, and where."""
    positions: dict[str, Position] = {}
    problems: list[Problem] = []
    optional = _optional_ids(library)
    for id, origin in _placed_lines(values.get("show_blocks")):
        positions[id] = origin.position
        if id not in optional:
            guess = find_near_word(id, optional)
            names = ", ".join(sorted(optional))
            code = "block-not-optional-near" if guess else "block-not-optional"
            problems.append(problem(code, origin.position, id=id, near=guess, names=names))
    return positions, problems


def apply_layer(block_set: BlockSet, layer: Layer) -> BlockSet:
    """Return the blocks with one layer applied to them."""
    if not layer.items and layer.blocks == Changes(position=layer.blocks.position):
        return block_set
    known = dict(block_set.known)
    rules = BlockRules(layer, known)
    overlaid, layer_problems = overlay(block_set.blocks, layer.blocks, rules)
    problems, blocks = [*block_set.problems, *layer_problems], list(overlaid)
    for addition in layer.blocks.add:
        known.setdefault(addition.id, frozenset())
    indexes = {block.id: index for index, block in enumerate(blocks)}
    for block in blocks:
        known[block.id] = known[block.id].union(block.item_ids)
    for id, changes in layer.items.items():
        if id not in indexes:
            problems += rules.absence_problems(id, changes.position, indexes)
            continue
        block = blocks[indexes[id]]
        refusals = [
            *lock_problems(block, layer.level, changes.position),
            *fields_only_problems(block, changes.position),
        ]
        if refusals:
            problems += refusals
            continue
        locked_items = frozenset() if layer.level == Level.DISTRICT else block.locked_items
        content, item_problems = overlay_items(
            BlockContent(block.parts, block.items, block.former),
            changes,
            layer,
            block=id,
            lock=ItemLock(locked_items, block.title, block.owner),
            known=known[id],
        )
        problems += item_problems
        blocks[indexes[id]] = block = replace(block, parts=content.parts, items=content.origins)
        known[id] = known[id].union(block.item_ids)
    return BlockSet(tuple(blocks), known, tuple(problems))


def confirm_blocks(
    blocks: tuple[ComposedBlock, ...],
    layers: Iterable[Layer],
    known: Iterable[str],
    today: datetime.date,
) -> tuple[tuple[ComposedBlock, ...], list[Problem]]:
    """Return `blocks` with the day on which a district says it has checked them.

    `known` are the ids of all blocks there are, also of those that are not on this sheet.
    """
    confirmation = next((layer.confirmed for layer in layers if layer.confirmed), None)
    if confirmation is None:
        return blocks, []
    problems = []
    if confirmation.day > today:
        written = confirmation.day.isoformat()
        problems.append(problem("confirmed-later", confirmation.position, day=written))
    for ref in confirmation.blocks:
        if ref.id not in known:
            near = find_near_word(ref.id, known)
            names = ", ".join(sorted(known))
            code = "block-none-near" if near else "block-none"
            problems.append(problem(code, ref.position, id=ref.id, near=near, names=names))
    ids = {ref.id for ref in confirmation.blocks}
    day = confirmation.day
    return tuple(
        _mark_confirmed(block, day) if block.id in ids else block for block in blocks
    ), problems


@lru_cache(maxsize=512)  # the same block stands on most sheets of a district
def _mark_confirmed(block: ComposedBlock, day: datetime.date) -> ComposedBlock:
    return replace(block, confirmed=day)


def is_teacher_pair(block: str, item: str) -> bool:
    """Return whether an item is one of the teacher's own dos and don'ts."""
    return block == _PAIRS and item.startswith(_PAIR_PREFIX)


def add_teacher_dos_donts(
    blocks: tuple[ComposedBlock, ...], values: Mapping[str, SourcedValue]
) -> tuple[tuple[ComposedBlock, ...], list[Problem]]:
    """Return `blocks` with the teacher's own dos and don'ts at the end of the table dos-donts."""
    dos, donts = (values.get(name) for name in ("dos_extra", "donts_extra"))
    first = dos or donts
    if first is None:
        return blocks, []
    index = next((index for index, block in enumerate(blocks) if block.id == _PAIRS), None)
    if index is None or not any(isinstance(part, Table) for part in blocks[index].parts):
        return blocks, [problem("pairs-nowhere", first.placed.position, warning=True)]
    block = blocks[index]
    rows: list[Item] = []
    origins = dict(block.items)
    problems: list[Problem] = []
    for number, pair in enumerate(zip_longest(_placed_lines(dos), _placed_lines(donts)), 1):
        cells = [line[0] if line else "" for line in pair]
        origin = next(line[1] for line in pair if line)
        problems += lock_problems(block, origin.level, origin.position)
        rows.append(Item(f"{_PAIR_PREFIX}{number}", row_text(cells), origin.position))
        origins[rows[-1].id] = origin
    last = max(number for number, part in enumerate(block.parts) if isinstance(part, Table))
    parts = list(block.parts)
    table = parts[last]
    assert isinstance(table, Table)
    parts[last] = replace(table, rows=(*table.rows, *rows))
    block = replace(block, parts=tuple(parts), items=origins)
    return (*blocks[:index], block, *blocks[index + 1 :]), problems


def _placed_lines(sourced: SourcedValue | None) -> list[tuple[str, Origin]]:
    """Return the lines of a list of texts, each with its layer and place."""
    if sourced is None or not isinstance(sourced.placed.value, tuple):
        return []
    lines = zip(sourced.placed.value, sourced.placed.parts, strict=True)
    return [(str(line), replace(sourced.origin, position=position)) for line, position in lines]


@lru_cache(maxsize=512)
def without_empty_parts(block: ComposedBlock) -> ComposedBlock:
    """Return the block without lists and tables that have become empty."""
    parts = nonempty_parts(block.parts)
    return block if parts == block.parts else replace(block, parts=parts)
