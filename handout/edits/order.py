"""The order of boxes and of people as it was changed on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handout.layering.compose import ComposedBlock
from handout.layering.overlay import SourcedValue
from handout.sources.content.library import SIDES
from handout.sources.edited.edits_file import BlockEdit
from handout.sources.fields.field_reader import PlacedValue


def find_block(blocks: Iterable[ComposedBlock], id: str) -> int | None:
    """Return the index of the block with this id; None if there is none."""
    return next((index for index, block in enumerate(blocks) if block.id == id), None)


def find_insert_index(edit: BlockEdit, blocks: Sequence[ComposedBlock]) -> int:
    """Return where a new box goes: after the one it was after, else at the end of its side."""
    above = find_block(blocks, edit.after)
    if above is not None:
        return above + 1
    side = SIDES.index(edit.side or "back")
    if edit.after:
        return sum(SIDES.index(block.side) <= side for block in blocks)
    return sum(SIDES.index(block.side) < side for block in blocks)


def order_blocks(
    blocks: Sequence[ComposedBlock], order: Mapping[str, Sequence[str]]
) -> list[ComposedBlock]:
    """Return the blocks in the teacher's `order`, side by side.

    A block that was not there when the page was edited stays after the one it was after.
    """
    blocks_by_id = {block.id: block for block in blocks}
    sides: dict[str, str] = {}
    for side, ids in order.items():
        sides |= dict.fromkeys(filter(blocks_by_id.__contains__, ids), side)
    ordered = [_move_to_side(blocks_by_id[id], side, order) for id, side in sides.items()]
    previous = ""
    for block in blocks:
        if block.id not in sides:
            above = find_block(ordered, previous)
            if above is None or ordered[above].side != block.side:
                above = _last_on_sides(ordered, up_to=block.side)
            ordered.insert(above + 1, block)
        previous = block.id
    return ordered


def _last_on_sides(blocks: Sequence[ComposedBlock], *, up_to: str) -> int:
    """Return the index of the last block on the side `up_to` or one before it; -1 if none is."""
    sides = SIDES[: SIDES.index(up_to) + 1]
    return max((index for index, block in enumerate(blocks) if block.side in sides), default=-1)


def _move_to_side(
    block: ComposedBlock, side: str, order: Mapping[str, Sequence[str]]
) -> ComposedBlock:
    # On a sheet of one page what belongs on the back is on the front.
    fits = block.side == side or (block.side == "back" and side == "front" and "back" not in order)
    return block if fits else replace(block, side=side)


def person_key(row: Mapping[str, str]) -> str:
    """Return the key of a row of contacts: its role, or its name if it has no role."""
    return row["role"] or row["name"] or row["how"]


def order_people(
    contacts: SourcedValue, issued: Sequence[str], wanted_keys: Sequence[str]
) -> SourcedValue:
    """Return the rows of contacts in the order of the edited page.

    Rows that were taken out there are left out. Rows that came later stay where they are.
    """
    rows = contacts.placed.value
    assert isinstance(rows, tuple)
    entries = list(zip(rows, contacts.placed.parts, contacts.rows, strict=True))
    fresh = [person_key(row) for row in rows if isinstance(row, dict)]
    left_in_order = [key for key in issued if key in wanted_keys]
    is_reordered = [key for key in wanted_keys if key in issued] != left_in_order
    removed = set(issued) - set(wanted_keys)
    order = [key for key in (wanted_keys if is_reordered else fresh) if key in fresh]
    order = [key for key in order if key not in removed]
    for index, key in enumerate(fresh):
        if key not in order and key not in issued:
            follows = index > 0 and fresh[index - 1] in order
            order.insert(order.index(fresh[index - 1]) + 1 if follows else len(order), key)
    ordered = [entries[fresh.index(key)] for key in order]
    if not ordered:
        return contacts
    values, positions, origins = zip(*ordered, strict=True)
    placed = PlacedValue(values, contacts.placed.position, positions)
    return SourcedValue(placed, contacts.origin, origins)
