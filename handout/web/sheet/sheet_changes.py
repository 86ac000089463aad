"""What was changed in the boxes of a sheet: each change in words, and the sheet without it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from handout.edits.box_units import block_units, prose_units
from handout.edits.diff import Change, prose_changes, unit_changes
from handout.edits.take_back import take_back
from handout.edits.units import Units, parts_of
from handout.layering.compose import ComposedBlock, Handout
from handout.layering.field_words import field_lookup
from handout.messages import message_table
from handout.sources.content.library import load_library
from handout.sources.edited.edits_file import BlockEdit, Edits
from handout.sources.fields.written_fields import write_fields
from handout.sources.markdown.document import format_prose
from handout.web.form.answers import Answers

# Lists of boxes in a customization, and what a box in them is: taken off the sheet, or put on it.
_LISTS = {"hide_blocks": "box-removed", "show_blocks": "box-shown"}


@dataclass(frozen=True)
class SheetChange:
    """A change, and the answers and edits of the sheet without it."""

    change: Change
    answers: Answers
    edits: Edits


def sheet_changes(answers: Answers, edits: Edits, unedited: Handout) -> Iterator[SheetChange]:
    """Yield each change that `answers` and `edits` make in the boxes of a sheet, `unedited`
    without the edits.
    """
    # A new box is listed once, as it is called by now.
    new_titles = {edit.id: edit.title for edit in edits.blocks if edit.title is not None}
    added = {id for id, *_ in added_boxes(answers)}
    titles = {**_titles(unedited), **{id: new_titles[id] for id in added & new_titles.keys()}}
    yield from _answer_changes(answers, edits, titles)
    for index, edit in enumerate(edits.blocks):
        for change, changed in _block_changes(edit, unedited, titles):
            if change.kind == "heading" and edit.id in added:
                continue
            others = (*edits.blocks[:index], *changed, *edits.blocks[index + 1 :])
            yield SheetChange(change, answers, replace(edits, blocks=others))
    if edits.order:
        yield SheetChange(Change("boxes-moved", "", ""), answers, replace(edits, order={}))
    if edits.people:
        title = titles.get("people", "")
        yield SheetChange(
            Change("rows-moved", "people", title), answers, replace(edits, people=None)
        )


def describe_change(change: Change, language: str) -> str:
    """Return a change as a line of the page in `language`."""
    messages = (
        message_table("commands", language)["changes"] | message_table("web", language)["changes"]
    )
    line: str = messages[change.kind].format_map(asdict(change))
    return line.strip()


def _titles(unedited: Handout) -> Mapping[str, str]:
    """Return what the boxes there are, are called."""
    values = {name: sourced.placed.value for name, sourced in unedited.values.items()}
    role, band = str(values.get("role", "")), str(values.get("grade_band", ""))
    library = load_library(unedited.language).pick(role, band, values)
    titles = {block.id: block.title for block in library}
    return titles | {block.id: block.title for block in unedited.blocks}


def _answer_changes(
    answers: Answers, edits: Edits, titles: Mapping[str, str]
) -> Iterator[SheetChange]:
    for change, path in _answer_parts(answers, titles):
        without = without_part(answers, *path)
        if change.kind == "box-added":  # nothing else may name a box that is gone
            yield SheetChange(
                change, _without_box(without, change.where), _forget(edits, change.where)
            )
        else:
            yield SheetChange(change, without, edits)


def _without_box(answers: Answers, id: str) -> Answers:
    """Return `answers` without the places that name a box of the teacher's own."""
    for path in (("hide_blocks",), ("show_blocks",), ("blocks", "order"), ("blocks", "remove")):
        group: Any = answers
        for key in path:
            group = _mapping(group).get(key)
        if id in _list(group):
            answers = without_part(answers, *path, group.index(id))
    if id in _mapping(answers.get("items")):
        answers = without_part(answers, "items", id)
    return answers


def _forget(edits: Edits, id: str) -> Edits:
    """Return `edits` without those of one box."""
    return replace(edits, blocks=tuple(edit for edit in edits.blocks if edit.id != id))


def _answer_parts(
    answers: Answers, titles: Mapping[str, str]
) -> Iterator[tuple[Change, tuple[str | int, ...]]]:
    """Yield what changes boxes in a customization, and where it stands there."""
    for name, kind in _LISTS.items():
        for index, id in enumerate(_list(answers.get(name))):
            yield Change(kind, str(id), titles.get(str(id), str(id))), (name, index)
    blocks = _mapping(answers.get("blocks"))
    for index, id in enumerate(_list(blocks.get("remove"))):
        yield (
            Change("box-removed", str(id), titles.get(str(id), str(id))),
            ("blocks", "remove", index),
        )
    for verb, kind in (("add", "box-added"), ("replace", "box-changed")):
        for index, entry in enumerate(map(_mapping, _list(blocks.get(verb)))):
            id = str(entry.get("id", ""))
            written = str(entry.get("title", ""))
            title = titles.get(id, written) if verb == "add" else written or titles.get(id, id)
            yield Change(kind, id, title), ("blocks", verb, index)
    if blocks.get("order"):
        yield Change("boxes-moved", "", ""), ("blocks", "order")
    for id in _mapping(answers.get("items")):
        yield Change("box-changed", id, titles.get(id, id)), ("items", id)


def added_boxes(answers: Answers) -> Iterator[tuple[str, str, str]]:
    """Yield the id, the title and the side of each box that the answers add."""
    for entry in map(_mapping, _list(_mapping(answers.get("blocks")).get("add"))):
        yield (
            str(entry.get("id", "")),
            str(entry.get("title", "")),
            str(entry.get("place") or "back"),
        )


def without_part(answers: Answers, *path: str | int) -> Answers:
    """Return a copy of `answers` without what stands at `path`, and without what is then empty."""
    changed = copy.deepcopy(answers)
    groups: list[Any] = [changed]
    for key in path[:-1]:
        groups.append(groups[-1][key])
    for group, key in zip(reversed(groups), reversed(path), strict=True):
        del group[key]
        if group:
            break
    return changed


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _block_changes(
    edit: BlockEdit, unedited: Handout, titles: Mapping[str, str]
) -> Iterator[tuple[Change, tuple[BlockEdit, ...]]]:
    """Yield each change in a box, and its edit without that one: none if nothing is left of it."""
    title = edit.title or titles.get(edit.id, edit.id)
    if edit.new or edit.removed:
        yield Change("box-added" if edit.new else "box-removed", edit.id, title), ()
        return
    block = next((block for block in unedited.blocks if block.id == edit.id), None)
    if edit.title is not None:
        old = edit.issued_title or titles.get(edit.id, edit.id)
        without = replace(edit, title=None, issued_title=None)
        yield Change("heading", edit.id, title, old, edit.title), _drop_if_empty(without)
    if edit.text is not None:
        yield from _line_changes(edit, title, _issued_units(edit, block), unedited)


def _issued_units(edit: BlockEdit, block: ComposedBlock | None) -> Units:
    if edit.issued is not None:
        return prose_units(edit.issued)
    return block_units(block) if block else ()


def _line_changes(
    edit: BlockEdit, title: str, issued: Units, unedited: Handout
) -> Iterator[tuple[Change, tuple[BlockEdit, ...]]]:
    units = prose_units(edit.text or "")
    look_up = field_lookup(unedited.values, unedited.language)
    changes = prose_changes(edit.id, title, issued, units, look_up)
    for change, unit_change in zip(changes, unit_changes(issued, units), strict=True):
        remaining = take_back(issued, units, unit_change)
        text = write_fields(format_prose(parts_of(remaining)))
        without = replace(edit, text=text)
        if remaining == issued:
            without = replace(edit, text=None, issued=None)
        yield change, _drop_if_empty(without)


def _drop_if_empty(edit: BlockEdit) -> tuple[BlockEdit, ...]:
    """Return the edit of a box; none if it changes neither words nor heading."""
    return () if edit.text is None and edit.title is None else (edit,)
