"""The heading and the words that an issued box has on the page now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handout.edits.units import Unit, Units, assign_ids, units_of_lines
from handout.messages import message_table
from handout.pull.boxes.box_context import BoxContext
from handout.pull.fields.field_lines import answer_line
from handout.pull.page.page_words import in_note
from handout.sources.edited.html_line import Line
from handout.sources.edited.html_page import PageBox
from handout.sources.edited.record import RecordedBlock
from handout.sources.fields.written_fields import read_written_fields
from handout.sources.markdown.normalize import normal_text


def read_heading(context: BoxContext, box: PageBox, issued: RecordedBlock) -> str:
    """Return the heading of `box`; the one it had, if it is gone or cannot be changed here."""
    if box.title in ("", issued.title):
        if not box.title and context.page.marked:
            context.refuse(box.id, "heading-back", title=issued.title)
        return issued.title
    block = context.blocks.get(box.id)
    if issued.holds == "note" and (block is None or issued.title != block.title):
        if box.title not in _note_headings(context):
            new = in_note(box.title)
            context.refuse(box.id, "heading-fixed", title=issued.title, new=new)
        return issued.title
    return box.title


def _note_headings(context: BoxContext) -> set[str]:
    """Return the headings of a note from the teacher, whose name is a field and part of them."""
    names = {
        context.record.fields.get("teacher_name", ""),
        *context.page.fields.get("teacher_name", ()),
    }
    pattern = message_table("words", context.record.language)["note"]["from"]
    return {pattern.format(teacher=name).strip() for name in names}


def read_words(context: BoxContext, box: PageBox, issued: RecordedBlock, base: Units) -> Units:
    """Return the words of `box` with the ids that they have in `base`, its words as issued."""
    if issued.holds == "help":
        return _read_help_words(context, box, issued, base)
    units = _read_units(context, box.lines, issued, base)
    if context.page.marked and context.page.classed:
        return units
    # An office program keeps the words of a list, not what kind of list it is.
    issued_units = {unit.id: unit for unit in base}
    return tuple(_restore_list_kind(unit, issued_units.get(unit.id), base) for unit in units)


def _read_help_words(
    context: BoxContext, box: PageBox, issued: RecordedBlock, base: Units
) -> Units:
    """Return the words beside the drills and the answer, which are fields; in the order issued."""
    lines = [line for line in box.lines if line.kind not in ("row", "head")]
    answer = answer_line(issued, lines, context.page.fields.get("call_for_help", ()))
    lines = [line for line in lines if line is not answer]
    units = _read_units(context, lines, issued, base)
    # The order is the template's: the fields stand between these words.
    units_by_id = {unit.id: unit for unit in units}
    in_base_order = [units_by_id[unit.id] for unit in base if unit.id in units_by_id]
    base_ids = {unit.id for unit in base}
    return (*in_base_order, *(unit for unit in units if unit.id not in base_ids))


def _read_units(
    context: BoxContext, lines: Sequence[Line], issued: RecordedBlock, base: Units
) -> Units:
    # An office program takes the newer wording that stood on the screen for words like all others.
    waiting = set[str]()
    if not context.page.marked:
        waiting = {normal_text(read_written_fields(text)) for text in issued.waiting.values()}
    base_texts = {unit.text for unit in base}
    units = []
    lines = [line.keep_fields(context.is_line_field) for line in lines]
    filled = [line for line in lines if any(line.cells)]
    for line, unit in zip(filled, units_of_lines(filled), strict=True):
        # An empty field alone is a line if it was one: where how to call for help is still to be
        # written stands such a field.
        is_line = bool(line.text) or unit.text in base_texts
        if is_line and unit.text not in waiting:
            units.append(unit)
    return assign_ids(units, base)


def _restore_list_kind(unit: Unit, issued: Unit | None, base: Sequence[Unit]) -> Unit:
    """Return `unit` as the kind of list that it was in, or that the box has."""
    if unit.kind not in ("ul", "ol"):
        return unit
    bullets = (other for other in base if other.kind in ("ul", "ol"))
    model = issued or next(bullets, unit)
    ticked = unit.ticked or (model.ticked and not unit.ticks)
    return replace(unit, kind=model.kind, ticks=model.ticks, ticked=ticked)
