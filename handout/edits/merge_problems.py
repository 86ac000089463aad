"""What there is to say of a box in which an edit and the words of by now differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from handout.edits.box_units import block_units, prose_units
from handout.edits.issued_language import issued_language
from handout.edits.three_way_merge import MergeResult
from handout.edits.units import Unit
from handout.interface_language import spoken_language
from handout.layering.compose import ComposedBlock
from handout.problems import Position, Problem, problem
from handout.sources.content.line_nodes import Lookup
from handout.sources.edited.edits_file import BlockEdit
from handout.sources.fields.languages import language_called
from handout.sources.fields.single_line import shorten
from handout.sources.markdown.field_marks import readable_text


class MergedBox(NamedTuple):
    """What came of an edited box: its title, its lines, and the language it was edited in."""

    title: str
    lines: MergeResult
    spoken: str


def merge_problems(
    block: ComposedBlock, edit: BlockEdit, merged: MergedBox, language: str, look_up: Lookup
) -> Iterator[Problem]:
    """Yield what there is to say of `edit` on `block`, of a sheet in `language`."""
    yield from _overruled_problems(block, edit, look_up)
    yield from _waiting_problems(edit, merged, language, look_up)
    if merged.spoken == language:  # a line that was taken out stays out in any language
        yield from _line_problems(merged, edit.position, look_up)


def edited_language(edit: BlockEdit, language: str) -> str:
    """Return the language of a box before it was edited, on a sheet that is in `language` now."""
    if edit.issued is None and edit.issued_title is None:
        return language
    texts = {unit.text for unit in prose_units(edit.issued or "")}
    return issued_language(edit.id, texts | {edit.issued_title or ""}, language)


def overruled_units(block: ComposedBlock, edit: BlockEdit) -> Iterator[tuple[Unit, Unit | None]]:
    """Yield the lines that `edit` changed and that are locked in `block` by now: as issued, and as
    edited; None if the edit took the line out.
    """
    if edit.text is None or edit.issued is None:
        return
    before = {unit.id: unit for unit in prose_units(edit.issued)}
    theirs = {unit.id: unit for unit in prose_units(edit.text)}
    for unit in block_units(block):
        if unit.id not in block.present_locked_items or unit.id not in before:
            continue
        edited_unit = theirs.get(unit.id)
        words = edited_unit.text if edited_unit else None
        if words not in (before[unit.id].text, unit.text):
            yield before[unit.id], edited_unit


def _overruled_problems(
    block: ComposedBlock, edit: BlockEdit, look_up: Lookup
) -> Iterable[Problem]:
    """Yield where `block` by now and the edit differ and nothing is to be decided."""
    issued_title, title = edit.issued_title, edit.title
    if title and issued_title and len({title, issued_title, block.title}) == 3:
        values = {"title": title, "old": issued_title, "new": block.title}
        yield problem("edit-heading", edit.position, warning=True, **values)
    for before, theirs in overruled_units(block, edit):
        code = "edit-line-locked" if theirs else "edit-line-back"
        fresh = next(unit for unit in block_units(block) if unit.id == before.id)
        shown = readable_text(theirs.text, look_up) if theirs else ""
        values = {"owner": block.owner, "words": shown, "new": readable_text(fresh.text, look_up)}
        yield problem(code, edit.position, warning=True, title=block.title, **values)


def _waiting_problems(
    edit: BlockEdit, box: MergedBox, language: str, look_up: Lookup
) -> Iterable[Problem]:
    """Yield the lines that are otherwise by now: in a new edition, or in the `language` that the
    sheet has in place of that in which they were edited.
    """
    words = {unit.id: unit.text for unit in box.lines.units}
    for id, text in box.lines.waiting.items():
        values = {
            "title": box.title,
            "words": _in_short(words[id], look_up),
            "new": _in_short(text, look_up),
        }
        code = "edit-waits" if text else "edit-waits-gone"
        if box.spoken != language:
            values["language"] = language_called(box.spoken, spoken_language("words"))
            code = "edit-other-language" if text else code
        yield problem(code, edit.position, warning=True, **values)


def _line_problems(box: MergedBox, position: Position, look_up: Lookup) -> Iterable[Problem]:
    for text in box.lines.reworded:
        shown = readable_text(text, look_up)
        yield problem("edit-look", position, warning=True, title=box.title, words=shown)
    for text in box.lines.gone:
        shown = _in_short(text, look_up)
        yield problem("edit-gone", position, warning=True, title=box.title, words=shown)


def _in_short(text: str, look_up: Lookup) -> str:
    return shorten(readable_text(text, look_up))
