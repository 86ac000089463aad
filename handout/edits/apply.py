"""The edits of a page applied to a composed handout: merged with what the blocks say now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from handout.edits.box_units import block_units, prose_units
from handout.edits.merge_problems import MergedBox, edited_language, merge_problems
from handout.edits.order import find_block, find_insert_index, order_blocks, order_people
from handout.edits.three_way_merge import MergeResult, merge_units, merge_value
from handout.edits.units import Units, parts_of
from handout.layering.block_rules import TITLE
from handout.layering.compose import ComposedBlock, Handout
from handout.layering.field_words import field_lookup
from handout.layering.fill_blocks import fill_edited_block
from handout.layering.overlay import Origin
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Level
from handout.sources.edited.edits_file import BlockEdit, Edits
from handout.sources.markdown.document import items_of

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
    look_up = field_lookup(handout.values, handout.language)
    for edit in edits.blocks:
        index = find_block(blocks, edit.id)
        edit_origin = replace(origin, position=edit.position)
        if edit.new:
            blocks.insert(find_insert_index(edit, blocks), _make_added_block(edit, edit_origin))
            continue
        if index is None:
            if not edit.removed:
                problems.append(problem("edit-nowhere", edit.position, warning=True, id=edit.id))
            continue
        block = blocks[index]
        lock_names = {"title": block.title, "owner": block.owner}
        if block.locked:
            problems.append(problem("edit-locked", edit.position, warning=True, **lock_names))
        elif edit.removed and block.present_locked_items:
            blocks[index] = _keep_locked_part(block, edit_origin)
            problems.append(problem("edit-locked-stay", edit.position, warning=True, **lock_names))
        elif edit.removed:
            del blocks[index]
        else:
            spoken = edited_language(edit, handout.language)
            is_translated = spoken != handout.language
            blocks[index], lines = _merge_block(block, edit, edit_origin, is_translated)
            merged[edit.id] = lines
            box = MergedBox(blocks[index].title, lines, spoken)
            problems += merge_problems(block, edit, box, handout.language, look_up)
    edited_ids = {edit.id for edit in edits.blocks}
    blocks = [
        fill_edited_block(block, look_up) if block.id in edited_ids else block for block in blocks
    ]
    if edits.order:
        blocks = order_blocks(blocks, edits.order)
    values = dict(handout.values)
    if edits.people and "contacts" in values:
        values["contacts"] = order_people(values["contacts"], *edits.people)
    arranged = frozenset(edits.order)
    return EditedHandout(
        replace(handout, blocks=tuple(blocks), values=values, arranged=arranged),
        merged,
        tuple(problems),
    )


def restore_locked(edited: Units, fresh: Units, locked: Iterable[str]) -> Units:
    """Return `edited` with the units named in `locked` as they are in `fresh`."""
    units, locked_ids = list(edited), set(locked)
    for fresh_index, unit in enumerate(fresh):
        if unit.id not in locked_ids:
            continue
        index = next((number for number, other in enumerate(units) if other.id == unit.id), None)
        if index is not None:
            units[index] = replace(unit, ticked=units[index].ticked)
        else:
            # It goes behind the last of the units that it stands below in `fresh`.
            above = {other.id for other in fresh[:fresh_index]}
            places = [number + 1 for number, other in enumerate(units) if other.id in above]
            units.insert(max(places, default=0), unit)
    return tuple(units)


def _merge_block(
    block: ComposedBlock, edit: BlockEdit, origin: Origin, is_translated: bool
) -> tuple[ComposedBlock, MergeResult]:
    title = block.title
    if edit.title is not None:
        issued_title = title if edit.issued_title is None else edit.issued_title
        title = merge_value(issued_title, edit.title, title)
    if edit.text is None:
        block = replace(_with_title(block, title), origin=origin)
        return block, MergeResult(units=block_units(block))
    fresh = block_units(block)
    issued = fresh if edit.issued is None else prose_units(edit.issued)
    merged = merge_units(issued, prose_units(edit.text), fresh, by_words=not is_translated)
    # What is locked by now is not for them to decide on.
    waiting = {
        id: text for id, text in merged.waiting.items() if id not in block.present_locked_items
    }
    undecided = {id: unit for id, unit in merged.issued_units.items() if id in waiting}
    units = restore_locked(merged.units, fresh, block.present_locked_items)
    # Nor is it told as merged or as left out: it prints as the content has it.
    texts = {unit.text for unit in units}
    merged = replace(
        merged,
        units=units,
        waiting=waiting,
        issued_units=undecided,
        reworded=tuple(text for text in merged.reworded if text in texts),
        gone=tuple(text for text in merged.gone if text not in texts),
    )
    return _with_units(_with_title(block, title), merged, origin), merged


def _with_title(block: ComposedBlock, title: str) -> ComposedBlock:
    """Return the block with this title, of which no language is known if it is another one."""
    if title == block.title:
        return block
    languages = {id: language for id, language in block.languages.items() if id != TITLE}
    return replace(block, title=title, languages=languages)


def _keep_locked_part(block: ComposedBlock, origin: Origin) -> ComposedBlock:
    """Return the block that was taken out, with what is locked in it and no more."""
    units = tuple(unit for unit in block_units(block) if unit.id in block.present_locked_items)
    return _with_units(block, MergeResult(units=units), origin)


def _with_units(block: ComposedBlock, merged: MergeResult, origin: Origin) -> ComposedBlock:
    """Return the block with these words.

    What the merge left alone stays as the content has it, letter by letter.
    """
    items_with_ids = chain.from_iterable(map(items_of, block.parts))
    content_items = {item.id: item for item in items_with_ids}
    plain = block_units(block)
    unchanged = {unit.id for unit in merged.units if unit.id and unit in plain}
    items = {
        unit.id: block.items[unit.id] if unit.id in unchanged else origin
        for unit in merged.units
        if unit.id
    }
    units = []
    for unit in merged.units:
        if unit.id in unchanged:
            unit = replace(unit, text=content_items[unit.id].text)
        units.append(unit)
    parts, waiting = parts_of(units), dict(merged.waiting)
    kept = {TITLE, *unchanged}
    languages = {id: language for id, language in block.languages.items() if id in kept}
    return replace(
        block, parts=parts, items=items, waiting=waiting, origin=origin, languages=languages
    )


def _make_added_block(edit: BlockEdit, origin: Origin) -> ComposedBlock:
    units = prose_units(edit.text or "")
    return ComposedBlock(
        id=edit.id,
        title=edit.title or "",
        side=edit.side or "back",
        parts=parts_of(units),
        position=edit.position,
        origin=origin,
        items={unit.id: origin for unit in units if unit.id},
    )
