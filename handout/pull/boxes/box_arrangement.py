"""Boxes that were added to a page, removed from it or moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handout.edits.apply import ADDED_BOX_PREFIX
from handout.edits.diff import Change, prose_changes
from handout.edits.units import assign_ids, units_of_lines
from handout.messages import message_table
from handout.pull.boxes.box_changes import prose_text
from handout.pull.boxes.box_context import BoxContext
from handout.pull.page.page_words import unit_words, words_in
from handout.sources.content.library import SIDES
from handout.sources.edited.edits_file import BlockEdit
from handout.sources.edited.html_page import PageBox
from handout.sources.edited.record import RecordedBlock
from handout.sources.markdown.document import slug

_LONGEST_STEM = 36  # characters of an id that is made of a heading


def name_boxes(context: BoxContext) -> list[str]:
    """Return the ids of the boxes on the page; those of new ones are made of their headings."""
    names: list[str] = []
    for box in context.page.blocks:
        stem = f"{ADDED_BOX_PREFIX}{slug(box.title or 'box')}"[:_LONGEST_STEM].strip("-")
        name, number = box.id or stem, 1
        while name in names or (not box.id and name in context.record.blocks):
            number += 1
            name = f"{stem}-{number}"
        names.append(name)
    return names


def name_above(context: BoxContext, names: Sequence[str], index: int) -> str:
    """Return the name of the box above the one at `index`; "" if it is the first on its side."""
    boxes = context.page.blocks
    is_below_another = index > 0 and boxes[index - 1].side == boxes[index].side
    return names[index - 1] if is_below_another else ""


def read_added_box(context: BoxContext, box: PageBox, id: str, after: str) -> None:
    """Read a box that the teacher added below the box `after`; one that is empty is none."""
    lines = [line.keep_fields(context.is_line_field) for line in box.lines if line.text]
    units = assign_ids(units_of_lines(lines), ())
    if not units and not box.title:
        return
    messages = message_table("words", context.record.language)
    title = box.title or messages["edits"]["untitled"]
    side = box.side or "back"
    context.result.seen += words_in(f"{box.title}\n{unit_words(units, context.page_words)}")
    text = prose_text(units)
    edit = BlockEdit(id=id, new=True, title=title, text=text, side=side, after=after)
    if context.edits.get(id) != edit:
        context.result.changes.append(Change("box-added", id, title))
        context.result.changes += prose_changes(id, title, (), units, context.page_words)
    context.edits[id] = edit


def read_removed_boxes(context: BoxContext) -> None:
    """Remove the boxes that are no more on the page, unless they may not be."""
    present = {box.id for box in context.page.blocks}
    for id, issued in context.record.blocks.items():
        is_known = id in context.blocks or id in context.edits
        if is_known and id not in present:
            _remove_box(context, id, issued)


def _remove_box(context: BoxContext, id: str, issued: RecordedBlock) -> None:
    if not context.page.marked:
        # The marks of a box may have been lost, and its words be elsewhere on the page.
        context.refuse(id, "box-not-found", title=issued.title)
    elif issued.locked:
        context.refuse(id, "locked-removed", **context.lock_names(id, issued))
    elif id in context.blocks:
        if context.blocks[id].present_locked_items:
            context.refuse(id, "locked-items-stay", **context.lock_names(id, issued))
        context.result.changes.append(Change("box-removed", id, issued.title))
        old_edit = context.edits.pop(id, None)
        if not (old_edit and old_edit.new):
            context.edits[id] = BlockEdit(id=id, removed=True)


def read_order(context: BoxContext, names: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the boxes of each side, if any was moved; else the order there was."""
    boxes = context.page.blocks
    if not context.page.marked or any(not box.side for box in boxes):
        return context.edits_before.order
    sides = [box.side for box in boxes]
    order: dict[str, tuple[str, ...]] = {}
    for side, name in zip(sides, names, strict=True):
        order[side] = (*order.get(side, ()), name)
    placed = list(zip(sides, names, strict=True))
    known = [(side, name) for side, name in placed if name in context.record.blocks]
    if known == _issued_order(context, names):
        return context.edits_before.order
    context.result.changes.append(Change("boxes-moved", "", ""))
    return order


def _issued_order(context: BoxContext, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return the sides and names of the boxes that are still there, in the order issued."""
    issued = []
    for side in SIDES:
        ids = context.record.sides.get(side, ())
        issued += [(side, id) for id in ids if id in names]
    return issued
