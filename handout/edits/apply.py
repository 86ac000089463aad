"""The edits of a page applied to a composed handout: merged with what the blocks say now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from handout.edits.three_way_merge import MergeResult, merge_units, merge_value
from handout.edits.units import Units, parts_of, units_of
from handout.layering.compose import ComposedBlock, Handout
from handout.layering.overlay import Origin, SourcedValue
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Level
from handout.sources.content.library import SIDES
from handout.sources.edited.edits_file import BlockEdit, Edits
from handout.sources.fields.field_reader import PlacedValue
from handout.sources.fields.single_line import shorten
from handout.sources.markdown.document import items_of, parse_prose
from handout.sources.markdown.normalize import normal_parts

ADDED_BOX_PREFIX = "own-"
"""How the ids of added boxes begin: no block of the content is called so."""


@dataclass(frozen=True)
class EditedHandout:
    """A handout with the edits of its page. `merged` are the changed blocks by their ids."""

    handout: Handout
    merged: Mapping[str, MergeResult] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def apply_edits(handout: Handout, edits: Edits, path: str) -> EditedHandout:
    """Return `handout` with `edits`, which stand in the file `path`.

    Where both changed something the edit prints. Problems are warnings: of new wordings that wait
    for the teacher's decision, and of edits that have no place on this handout.
    """
    problems: list[Problem] = []
    merged: dict[str, MergeResult] = {}
    origin = Origin(Level.CUSTOMIZATION, path, Position(path))
    blocks = list(handout.blocks)
    for edit in edits.blocks:
        at = next((n for n, block in enumerate(blocks) if block.id == edit.id), None)
        here = replace(origin, position=edit.position)
        if edit.new:
            blocks.insert(_place_of(edit, blocks), _own_block(edit, here))
        elif at is None:
            if not edit.removed:
                problems.append(problem("edit-nowhere", edit.position, warning=True, id=edit.id))
        elif blocks[at].locked:
            problems.append(
                problem(
                    "edit-locked",
                    edit.position,
                    warning=True,
                    title=blocks[at].title,
                    owner=blocks[at].owner,
                )
            )
        elif edit.removed and blocks[at].present_locked_items:
            blocks[at] = _locked_part(blocks[at], here)
            named = {"title": blocks[at].title, "owner": blocks[at].owner}
            problems.append(problem("edit-locked-stay", edit.position, warning=True, **named))
        elif edit.removed:
            del blocks[at]
        else:
            problems += _overruled(blocks[at], edit)
            blocks[at], merged[edit.id] = _merged_block(blocks[at], edit, here)
            problems += _told(blocks[at], merged[edit.id], edit.position)
    if edits.order:
        blocks = _in_order(blocks, edits.order)
    values = dict(handout.values)
    if edits.people and "contacts" in values:
        values["contacts"] = people_in_order(values["contacts"], *edits.people)
    arranged = frozenset(edits.order)
    return EditedHandout(
        replace(handout, blocks=tuple(blocks), values=values, arranged=arranged),
        merged,
        tuple(problems),
    )


def block_units(block: ComposedBlock) -> Units:
    """Return the words of a block in the normal form."""
    return _units(block)


@lru_cache(maxsize=512)  # most blocks are the same on most sheets
def _units(block: ComposedBlock) -> Units:
    return units_of(normal_parts(block.parts))


def prose_units(text: str) -> Units:
    """Return the units of block Markdown in the normal form, which has nothing wrong in it."""
    return units_of(normal_parts(parse_prose(text, Position(""))[0]))


def restore_locked(edited: Units, fresh: Units, locked: Iterable[str]) -> Units:
    """Return `edited` with the units named in `locked` as they are in `fresh`."""
    found, kept = list(edited), set(locked)
    for n, unit in enumerate(fresh):
        if unit.id not in kept:
            continue
        at = next((m for m, other in enumerate(found) if other.id == unit.id), None)
        if at is not None:
            found[at] = replace(unit, ticked=found[at].ticked)
        else:
            before = {other.id for other in fresh[:n]}
            found.insert(
                max((m + 1 for m, other in enumerate(found) if other.id in before), default=0), unit
            )
    return tuple(found)


def _merged_block(
    block: ComposedBlock, edit: BlockEdit, origin: Origin
) -> tuple[ComposedBlock, MergeResult]:
    title = block.title
    if edit.title is not None:
        title = merge_value(
            title if edit.issued_title is None else edit.issued_title, edit.title, title
        )
    if edit.text is None:
        return replace(block, title=title, origin=origin), MergeResult(units=block_units(block))
    fresh = block_units(block)
    issued = fresh if edit.issued is None else prose_units(edit.issued)
    merged = merge_units(issued, prose_units(edit.text), fresh)
    # What is locked by now is not for them to decide on.
    waiting = {
        id: text for id, text in merged.waiting.items() if id not in block.present_locked_items
    }
    bases = {id: unit for id, unit in merged.issued_units.items() if id in waiting}
    units = restore_locked(merged.units, fresh, block.present_locked_items)
    merged = replace(merged, units=units, waiting=waiting, issued_units=bases)
    return _with_units(replace(block, title=title), merged, origin), merged


def _locked_part(block: ComposedBlock, origin: Origin) -> ComposedBlock:
    """Return the block that was taken out, with what is locked in it and no more."""
    units = tuple(unit for unit in block_units(block) if unit.id in block.present_locked_items)
    return _with_units(block, MergeResult(units=units), origin)


def _with_units(block: ComposedBlock, merged: MergeResult, origin: Origin) -> ComposedBlock:
    """Return the block with these words.

    What the merge left alone stays as the content has it, letter by letter.
    """
    as_is = {item.id: item for part in block.parts for item in items_of(part)}
    plain = block_units(block)
    unchanged = {unit.id for unit in merged.units if unit.id and unit in plain}
    items = {
        unit.id: block.items[unit.id] if unit.id in unchanged else origin
        for unit in merged.units
        if unit.id
    }
    units = [replace(u, text=as_is[u.id].text) if u.id in unchanged else u for u in merged.units]
    return replace(
        block, parts=parts_of(units), items=items, waiting=dict(merged.waiting), origin=origin
    )


def _overruled(block: ComposedBlock, edit: BlockEdit) -> Iterable[Problem]:
    """Yield where a new edition of `block` and the edit differ, and nothing waits for a decision."""
    issued_title, title = edit.issued_title, edit.title
    if title and issued_title and len({title, issued_title, block.title}) == 3:
        yield problem(
            "edit-heading",
            edit.position,
            warning=True,
            title=title,
            old=issued_title,
            new=block.title,
        )
    if edit.text is None or edit.issued is None:
        return
    before = {unit.id: unit for unit in prose_units(edit.issued)}
    theirs = {unit.id: unit for unit in prose_units(edit.text)}
    for unit in block_units(block):
        id = unit.id
        if id not in block.present_locked_items or id not in before:
            continue
        words = theirs[id].text if id in theirs else ""
        if words not in (before[id].text, unit.text):
            code = "edit-line-locked" if words else "edit-line-back"
            values = {"owner": block.owner, "words": words, "new": unit.text}
            yield problem(code, edit.position, warning=True, title=block.title, **values)


def _told(block: ComposedBlock, merged: MergeResult, position: Position) -> Iterable[Problem]:
    words = {unit.id: shorten(unit.text) for unit in merged.units}
    for id, text in merged.waiting.items():
        code = "edit-waits" if text else "edit-waits-gone"
        yield problem(
            code, position, warning=True, title=block.title, words=words[id], new=shorten(text)
        )
    for text in merged.reworded:
        yield problem("edit-look", position, warning=True, title=block.title, words=text)
    for text in merged.gone:
        yield problem("edit-gone", position, warning=True, title=block.title, words=shorten(text))


def _own_block(edit: BlockEdit, origin: Origin) -> ComposedBlock:
    units = prose_units(edit.text or "")
    return ComposedBlock(
        id=edit.id,
        title=edit.title or "",
        side=edit.side or "back",
        parts=parts_of(units),
        at=edit.position,
        origin=origin,
        items={unit.id: origin for unit in units if unit.id},
    )


def _place_of(edit: BlockEdit, blocks: Sequence[ComposedBlock]) -> int:
    """Return where a new box goes: after the one it was after, else at the end of its side."""
    after = next((n + 1 for n, block in enumerate(blocks) if block.id == edit.after), None)
    if after is not None:
        return after
    side = SIDES.index(edit.side or "back")
    if edit.after:
        return sum(SIDES.index(block.side) <= side for block in blocks)
    return sum(SIDES.index(block.side) < side for block in blocks)


def _in_order(
    blocks: Sequence[ComposedBlock], order: Mapping[str, Sequence[str]]
) -> list[ComposedBlock]:
    """Return the blocks in the teacher's `order`, side by side.

    A block that was not there when the page was edited stays after the one it was after.
    """
    at = {block.id: block for block in blocks}
    sides = {id: side for side, ids in order.items() for id in ids if id in at}
    found = [_on_side(at[id], side, order) for id, side in sides.items()]
    previous = ""
    for block in blocks:
        if block.id not in sides:
            place = next((n + 1 for n, other in enumerate(found) if other.id == previous), None)
            if place is None or found[place - 1].side != block.side:
                same = [
                    n
                    for n, other in enumerate(found)
                    if SIDES.index(other.side) <= SIDES.index(block.side)
                ]
                place = max(same, default=-1) + 1
            found.insert(place, block)
        previous = block.id
    return found


def _on_side(block: ComposedBlock, side: str, order: Mapping[str, Sequence[str]]) -> ComposedBlock:
    # On a sheet of one page what belongs on the back is on the front.
    fits = block.side == side or (block.side == "back" and side == "front" and "back" not in order)
    return block if fits else replace(block, side=side)


def person_key(row: Mapping[str, str]) -> str:
    """Return the key of a row of contacts: its role, or its name if it has no role."""
    return row["role"] or row["name"] or row["how"]


def people_in_order(
    contacts: SourcedValue, issued: Sequence[str], now: Sequence[str]
) -> SourcedValue:
    """Return the rows of contacts in the order of the edited page.

    Rows that were taken out there are left out. Rows that came later stay where they are.
    """
    rows = contacts.placed.value
    assert isinstance(rows, tuple)
    entries = list(zip(rows, contacts.placed.parts, contacts.rows, strict=True))
    fresh = [person_key(row) for row in rows if isinstance(row, dict)]
    moved = [key for key in now if key in issued] != [key for key in issued if key in now]
    order = [
        key
        for key in (now if moved else fresh)
        if key in fresh and (key in now or key not in issued)
    ]
    for n, key in enumerate(fresh):
        if key not in order and key not in issued:
            order.insert(
                order.index(fresh[n - 1]) + 1 if n and fresh[n - 1] in order else len(order), key
            )
    found = [entries[fresh.index(key)] for key in order]
    if not found:
        return contacts
    kept, positions, origins = zip(*found, strict=True)
    return SourcedValue(
        PlacedValue(kept, contacts.placed.position, positions), contacts.origin, origins
    )
