"""One change that is made on the sheet itself: words of a box, a box added or moved, a change taken
back.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from handout.messages import message_table
from handout.problems import HandoutError
from handout.publish.html.render import render
from handout.sources.content.library import SIDES, load_library
from handout.sources.edited.edits_file import Edits, format_edits, parse_edits
from handout.web.form.answers import Answers
from handout.web.http.request_body import not_answers_error
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import prepare_draft
from handout.web.sheet.open_file import reword_sheet
from handout.web.sheet.sheet_changes import sheet_changes

Edit = Mapping[str, Any]
"""What the page asks for: `do` says what, the rest of it is what that takes."""


def edit_sheet(base_files: LayerFiles, sheet: FormSheet, edit: Edit) -> dict[str, Any]:
    """Return what differs once `edit` is made: `answers`, `edits`, `text` of the file that was
    opened, and `problems`.

    Raises HandoutError if it cannot be made.
    """
    does: dict[str, Callable[[LayerFiles, FormSheet, Edit], dict[str, Any]]] = {
        "reword": _reword_box,
        "add": _add_box,
        "order": _order_boxes,
        "forget": _forget_box,
        "back": _take_back,
    }
    do = does.get(str(edit.get("do")))
    if do is None:
        raise not_answers_error()
    return do(base_files, sheet, edit)


def _reword_box(base_files: LayerFiles, sheet: FormSheet, edit: Edit) -> dict[str, Any]:
    """Take the words of one box as they read on the preview: `html` is the box `box`."""
    prepared, problems = prepare_draft(base_files, sheet)
    if prepared is None:
        raise HandoutError(problems)
    page = render(prepared.fitted, "file", prepared.logo, sheet.name, prepared.second).html
    id = re.escape(str(edit.get("box")))
    box = re.compile(
        rf'^<div class="block [^\n]*data-block="{id}">\n.*?^</div>$', re.DOTALL | re.MULTILINE
    )
    page, count = box.subn(lambda _: str(edit.get("html")), page, 1)
    if not count:
        raise not_answers_error()
    return reword_sheet(base_files, sheet, page)


def _add_box(base_files: LayerFiles, sheet: FormSheet, edit: Edit) -> dict[str, Any]:
    """Add the box that is `ready`, in the sheet's language, below the box `after` if there is one;
    its id is `added`.
    """
    language = str(sheet.answers.get("language", "en"))
    ready = message_table("ready-boxes", language).get(str(edit.get("ready")))
    if ready is None:
        raise not_answers_error()
    answers = copy.deepcopy(sheet.answers)
    blocks = answers.setdefault("blocks", {})
    added = blocks.setdefault("add", [])
    taken = {block.id for block in load_library(language).blocks}
    taken |= {str(entry.get("id")) for entry in added}
    stem = str(edit["ready"])
    id = next(id for id in (stem, *(f"{stem}-{n}" for n in range(2, 99))) if id not in taken)
    entry = {"id": id, "title": ready["title"], "place": "back", "text": ready["text"].strip()}
    if after := edit.get("after"):
        entry |= {"after": str(after)}
    added.append(entry)
    return _changed(sheet, answers=answers) | {"added": id}


def _order_boxes(base_files: LayerFiles, sheet: FormSheet, edit: Edit) -> dict[str, Any]:
    """Put the boxes of each side into an order; they may have come from another side."""
    order = edit.get("order")
    if not isinstance(order, dict) or not order.keys() <= set(SIDES):
        raise not_answers_error()
    edits = parse_edits(sheet.edits, "")
    sides = {side: tuple(map(str, ids)) for side, ids in order.items()}
    return _changed(sheet, edits=replace(edits, order={**edits.order, **sides}))


def _forget_box(base_files: LayerFiles, sheet: FormSheet, edit: Edit) -> dict[str, Any]:
    """Take back that the box `box` was added or taken out by rewording the sheet."""
    edits = parse_edits(sheet.edits, "")
    blocks = tuple(block for block in edits.blocks if block.id != edit.get("box"))
    return _changed(sheet, edits=replace(edits, blocks=blocks))


def _take_back(base_files: LayerFiles, sheet: FormSheet, edit: Edit) -> dict[str, Any]:
    """Take back the change whose `number` is its place in the list that the page shows."""
    prepared, problems = prepare_draft(base_files, sheet)
    if prepared is None:
        raise HandoutError(problems)
    changes = list(sheet_changes(sheet.answers, parse_edits(sheet.edits, ""), prepared.unedited))
    number = edit.get("number")
    if not isinstance(number, int) or not 0 <= number < len(changes):
        raise not_answers_error()
    return _changed(sheet, answers=changes[number].answers, edits=changes[number].edits)


def _changed(
    sheet: FormSheet, *, answers: Answers | None = None, edits: Edits | None = None
) -> dict[str, Any]:
    text = sheet.edits
    if edits is not None:
        text = format_edits(edits) if edits else ""
    return {"answers": answers or sheet.answers, "edits": text, "text": "", "problems": []}
