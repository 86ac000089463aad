"""What a page changes in a box that was issued, merged with what the box says now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from handout.edits.apply import restore_locked
from handout.edits.box_units import block_units, prose_units
from handout.edits.diff import Change, prose_changes, readable_unit
from handout.edits.merge_problems import overruled_units
from handout.edits.three_way_merge import MergeResult, merge_units, merge_value, restore_undecided
from handout.edits.units import Unit, Units, parts_of, restore_ids
from handout.layering.compose import ComposedBlock
from handout.pull.boxes.box_context import BoxContext
from handout.pull.boxes.box_text import read_heading, read_words
from handout.pull.fields.field_context import field_label
from handout.pull.page.page_words import added_words, in_note, unit_words
from handout.sources.edited.edits_file import BlockEdit
from handout.sources.edited.html_page import PageBox
from handout.sources.edited.record import RecordedBlock
from handout.sources.fields.single_line import shorten
from handout.sources.fields.written_fields import write_fields
from handout.sources.markdown.document import format_prose
from handout.sources.markdown.field_marks import find_marks, readable_text


def read_issued_box(context: BoxContext, box: PageBox, issued: RecordedBlock) -> None:
    """Read a box that was issued: its heading, and its words unless they are fields'."""
    title = read_heading(context, box, issued)
    base = prose_units(issued.text)
    units = read_words(context, box, issued, base) if issued.holds in ("", "help") else base
    if issued.locked:
        _refuse_locked_changes(context, box.id, issued, base, units, title)
        return
    block = context.blocks.get(box.id)
    allowed = restore_locked(units, base, block.present_locked_items if block else ())
    if [unit.wording for unit in allowed] != [unit.wording for unit in units]:
        words = in_note(_changed_words(context, allowed, units))
        names = context.lock_names(box.id, issued)
        context.refuse(box.id, "locked-items-edit", words=words, **names)
    _merge_box(context, box, issued, base, allowed, title)


def _refuse_locked_changes(
    context: BoxContext, id: str, issued: RecordedBlock, base: Units, units: Units, title: str
) -> None:
    """Tell what was changed in a locked box; what was moved or ticked there has no new words."""
    changed = [] if title == issued.title else [title]
    if units != base:
        changed.append(_changed_words(context, base, units))
    if changed:
        words = in_note(" / ".join(filter(None, changed)))
        context.refuse(id, "locked-edit", words=words, **context.lock_names(id, issued))


def _merge_box(
    context: BoxContext,
    box: PageBox,
    issued: RecordedBlock,
    base: Units,
    units: Units,
    title: str,
) -> None:
    """Put the changes from `base` to `units` on what the box says now."""
    block = context.blocks.get(box.id)
    unedited = context.unedited_blocks.get(box.id)
    old_edit = context.edits.get(box.id)
    decided = _decided_items(context, box, issued)
    is_changed = units != base or title != issued.title
    if not is_changed and not decided and not context.as_it_stands:
        return
    is_added_box = old_edit is not None and old_edit.new
    if block is None or (unedited is None and not is_added_box):
        heading_words = title if title != issued.title else ""
        changed_words = filter(None, (heading_words, _changed_words(context, base, units)))
        words = in_note(" / ".join(changed_words))
        context.refuse(box.id, "box-not-here", title=issued.title, words=words)
        return
    result = context.result
    result.seen += added_words(
        unit_words(base, context.issued_words), unit_words(units, context.page_words)
    )
    result.seen += added_words(issued.title, title)
    _tell_removed_fields(context, issued, base, units)
    merged, heading = _merge_with_block(context, issued, base, units, title, block)
    _add_changes(context, block, merged, heading, decided)
    _tell_merge(context, block.title, merged)
    if unedited and heading == title != issued.title != unedited.title != heading:
        # Both the teacher and a new edition changed the heading; the teacher's prints.
        context.warn("edit-heading", title=heading, old=issued.title, new=unedited.title)
    if old_edit and old_edit.new:
        context.edits[box.id] = replace(old_edit, title=heading, text=prose_text(merged.units))
        return
    assert unedited is not None
    _store_edit(context, unedited, merged, heading, decided)


def _tell_removed_fields(
    context: BoxContext, issued: RecordedBlock, base: Units, units: Units
) -> None:
    """Tell of each line that shows a field no more, unless the field went to another line."""
    removed = _count_fields(base) - _count_fields(units)
    before = {unit.id: unit for unit in base}
    for unit in units:
        if unit.id not in before:
            continue
        for name in _count_fields([before[unit.id]]) - _count_fields([unit]) & removed:
            words = in_note(readable_unit(unit, context.page_words))
            label = field_label(name)
            context.warn("line-without-field", title=issued.title, words=words, name=label)


def _count_fields(units: Iterable[Unit]) -> Counter[str]:
    return Counter(field.name for unit in units for field in find_marks(unit.text))


def _merge_with_block(
    context: BoxContext,
    issued: RecordedBlock,
    base: Units,
    units: Units,
    title: str,
    block: ComposedBlock,
) -> tuple[MergeResult, str]:
    """Return the words and the heading of `block` with the changes of the page."""
    current = block_units(block)
    if context.as_it_stands:
        merged, heading = MergeResult(units=units), title
    else:
        merged = merge_units(base, units, current)
        heading = merge_value(issued.title, title, block.title)
    if issued.holds:  # the words are fields'
        merged = replace(merged, units=current)
    if issued.holds == "note":  # a field is part of its heading
        heading = block.title
    return merged, heading


def _add_changes(
    context: BoxContext,
    block: ComposedBlock,
    merged: MergeResult,
    heading: str,
    decided: Iterable[str],
) -> None:
    changes = context.result.changes
    changes += prose_changes(
        block.id, block.title, block_units(block), merged.units, context.page_words
    )
    changes += [Change("decided", block.id, block.title, new=item) for item in decided]
    if heading != block.title:
        changes.append(Change("heading", block.id, block.title, block.title, heading))


def _tell_merge(context: BoxContext, title: str, merged: MergeResult) -> None:
    for text in merged.reworded:
        shown = readable_text(text, context.page_words)
        context.warn("edit-look", title=title, words=shown)
    for text in merged.gone:
        shown = readable_text(text, context.page_words)
        context.warn("edit-gone", title=title, words=shorten(shown))


def _store_edit(
    context: BoxContext,
    unedited: ComposedBlock,
    merged: MergeResult,
    heading: str,
    decided: set[str],
) -> None:
    """Store what the box says otherwise than `unedited`, as its edit; no edit if it does not."""
    undecided: dict[str, Unit] = {}
    if not context.as_it_stands:
        waiting = _issued_units(context, unedited.id)
        undecided = {item: unit for item, unit in waiting.items() if item not in decided}
        undecided |= merged.issued_units
    base = restore_undecided(block_units(unedited), undecided)
    units = restore_ids(merged.units, base)
    base, units = _keep_overruled(context, unedited, base, units)
    is_reworded = units != base
    is_retitled = heading != unedited.title
    if not is_reworded and not is_retitled:
        context.edits.pop(unedited.id, None)
        return
    context.edits[unedited.id] = BlockEdit(
        id=unedited.id,
        issued=prose_text(base) if is_reworded else None,
        text=prose_text(units) if is_reworded else None,
        issued_title=unedited.title if is_retitled else None,
        title=heading if is_retitled else None,
    )


def _keep_overruled(
    context: BoxContext, unedited: ComposedBlock, base: Units, units: Units
) -> tuple[Units, Units]:
    """Return `base` and `units` with the earlier edits of lines that are locked by now.

    They were told to be kept in the file, and print again if the lock goes.
    """
    old_edit = context.edits.get(unedited.id)
    if old_edit is None:
        return base, units
    for issued_unit, edited_unit in overruled_units(unedited, old_edit):
        base = _replace_unit(base, issued_unit.id, issued_unit)
        units = _replace_unit(units, issued_unit.id, edited_unit)
    return base, units


def _replace_unit(units: Units, id: str, new: Unit | None) -> Units:
    """Return `units` with `new` for the unit `id`, or without it."""
    replaced = (new if unit.id == id else unit for unit in units)
    return tuple(unit for unit in replaced if unit is not None)


def _issued_units(context: BoxContext, id: str) -> Mapping[str, Unit]:
    """Return the items of a box on whose newer wording the teacher has not decided, as issued."""
    merged = context.current.merged
    return merged[id].issued_units if id in merged else {}


def _decided_items(context: BoxContext, box: PageBox, issued: RecordedBlock) -> set[str]:
    """Return the items whose newer wording was taken or put away on the page."""
    if not context.page.marked or box.id not in context.blocks:
        return set()
    waiting = context.blocks[box.id].waiting
    return {
        item
        for item, text in issued.waiting.items()
        if item not in box.waiting and write_fields(waiting.get(item, "")) == text
    }


def _changed_words(context: BoxContext, base: Units, units: Units) -> str:
    """Return the lines that were changed, as they are by now; those taken out, as they were."""
    changes = prose_changes("", "", base, units, context.page_words)
    return " / ".join(dict.fromkeys(change.new or change.old for change in changes))


def prose_text(units: Units) -> str:
    """Return `units` as the Markdown of a block."""
    return write_fields(format_prose(parts_of(units)))
