"""Changes to the boxes of a page: words, headings, order, boxes removed and added."""

from __future__ import annotations

from handout.edits.apply import EditedHandout
from handout.layering.compose import Handout
from handout.pull.boxes.box_arrangement import (
    name_above,
    name_boxes,
    read_added_box,
    read_order,
    read_removed_boxes,
)
from handout.pull.boxes.box_changes import read_issued_box
from handout.pull.boxes.box_context import BoxContext, BoxEdits
from handout.sources.edited.edits_file import Edits
from handout.sources.edited.html_page import Page
from handout.sources.edited.record import Record


def box_edits(
    record: Record,
    page: Page,
    unedited: Handout,
    current: EditedHandout,
    edits: Edits,
    *,
    as_it_stands: bool = False,
) -> BoxEdits:
    """Return `edits` and what `page` says otherwise than `record`.

    With `as_it_stands` it is what the page says otherwise than the content does now. `unedited` is
    the handout without any edits, `current` with `edits`.
    """
    context = BoxContext(record, page, unedited, current, edits, as_it_stands=as_it_stands)
    names = name_boxes(context)
    for index, (box, name) in enumerate(zip(page.blocks, names, strict=True)):
        issued = record.blocks.get(box.id)
        if issued is None:
            read_added_box(context, box, name, name_above(context, names, index))
        else:
            read_issued_box(context, box, issued)
    read_removed_boxes(context)
    order = read_order(context, names)
    blocks = tuple(context.edits.values())
    context.result.edits = Edits(blocks=blocks, order=order, people=edits.people)
    return context.result
