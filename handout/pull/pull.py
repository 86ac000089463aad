"""Pull an edited page, or a print that is opened again, into a customization and its edits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from handout.edits.box_units import block_units
from handout.layering.compose import Handout
from handout.pipeline import PreparedHandout, prepare_layers, read_layers
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.pull.boxes.page_boxes import box_edits
from handout.pull.comparison import page_problems
from handout.pull.fields.contacts import contact_order, customization_contacts
from handout.pull.fields.field_check import MOST_CONTACTS
from handout.pull.fields.field_context import FieldEdits
from handout.pull.fields.field_rows import own_rows
from handout.pull.fields.page_fields import field_edits, refuse_contacts
from handout.pull.fields.translated_fields import move_translated_lines, translation_problems
from handout.pull.issued_layers import layer_problems
from handout.pull.page.issued_page import IssuedPage
from handout.pull.result import Pull, picture_path
from handout.pull.round_trip import verify_round_trip
from handout.pull.snapshot import displayed_fields
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.customization.edit import Change as Value
from handout.sources.customization.edit import set_values
from handout.sources.edited.edits_file import (
    Edits,
    edits_path,
    parse_edits,
    read_edits,
)
from handout.sources.pictures.picture import PICTURE_USES, Picture
from handout.sources.pictures.picture_reader import clean_picture
from handout.sources.yaml.text_file import read_text
from handout.sources.yaml.tree import parse_yaml

Prepare = Callable[[str, Edits], tuple[PreparedHandout, tuple[Problem, ...]]]
"""Return the handout that the texts of a customization and of its edits make, and what is wrong
with it.
"""


@dataclass(frozen=True, kw_only=True)
class PullTarget:
    """The two files that a page is pulled into: as they are, and the texts that the pull starts
    from.

    `whole`: what the customization names it says whole, also that a field is empty, whatever the
    layers under it say. The pictures of the fields `pictures_taken` are those of the page.
    """

    customization: Path
    text: str
    text_before: str | None
    edits: Edits
    edits_before: Edits
    prepare: Prepare
    whole: bool = False
    pictures_taken: frozenset[str] = frozenset()


def pull_page(
    issued_page: IssuedPage,
    customization: Path,
    district: Path | None = None,
    school: Path | None = None,
    *,
    as_it_stands: bool = False,
) -> Pull:
    """Return what `issued_page` makes of the file `customization`, which is made if it is not
    there.

    With `as_it_stands` all of the page is the teacher's, whatever the content says by now. Raise
    HandoutError if a file has something wrong, or if the result would not say what the page says.
    """
    upper_layers, problems = read_layers(None, district, school)
    raise_errors(problems)
    record, is_there = issued_page.record, customization.exists()
    text = read_text(customization) if is_there else record.customization
    edits_before = edits = read_edits(customization) if is_there else Edits()
    if not is_there and record.edits:
        edits = parse_edits(record.edits, issued_page.page.path)

    pictures, picture_problems = ({}, ()) if is_there else _page_pictures(issued_page, upper_layers)
    for use in PICTURE_USES:
        if picture := pictures.get(use.field):
            path = picture_path(use, customization, picture)
            if path.exists() and path.read_bytes() != picture.content:
                raise HandoutError([problem("is-there-already", Position(str(path)))])
            words = issued_page.pictures[use.field].shows
            text = set_values(text, {use.file_field: path.name, use.words_field: words})

    @cache  # for this page alone: it is prepared with the same text and other edits
    def read(text: str) -> Layer:
        layer, problems = parse_layer(parse_yaml(text, str(customization)), Level.CUSTOMIZATION)
        raise_errors(problems)
        return layer

    def prepare(text: str, edits: Edits) -> tuple[PreparedHandout, tuple[Problem, ...]]:
        # What is wrong with the words is for build to say: the teacher's are kept all the same.
        return prepare_layers(
            [*upper_layers, read(text)],
            edits=edits,
            edits_file=str(edits_path(customization)),
            pictures=pictures,
        )

    target = PullTarget(
        customization=customization,
        text=text,
        text_before=text if is_there else None,
        edits=edits,
        edits_before=edits_before,
        prepare=prepare,
        pictures_taken=frozenset() if is_there else _taken_pictures(pictures, upper_layers),
    )
    pull = pull_into(target, issued_page, as_it_stands=as_it_stands)
    return replace(pull, pictures=pictures, problems=(*pull.problems, *picture_problems))


def _page_pictures(
    issued_page: IssuedPage, upper_layers: Sequence[Layer]
) -> tuple[Mapping[str, Picture], tuple[Problem, ...]]:
    """Return the pictures on the page by their fields, unless a district's or school's layer brings
    them, and warnings if one is no picture.
    """
    pictures: dict[str, Picture] = {}
    problems: list[Problem] = []
    path = issued_page.path
    for use in PICTURE_USES:
        found = issued_page.pictures.get(use.field)
        described = [layer.values.get(use.words_field) for layer in upper_layers]
        shown_above = [str(value.value) for value in described if value][-1:]
        if found is None or not found.content or found.shows in shown_above:
            continue
        picture, said = clean_picture(use, found.content, path.name, Position(str(path)))
        problems += [replace(each, warning=True) for each in said]
        if picture:
            pictures[use.field] = picture
    return pictures, tuple(problems)


def _taken_pictures(pictures: Collection[str], upper_layers: Sequence[Layer]) -> frozenset[str]:
    """Return the fields whose pictures are as on the page: taken, or left out with it."""
    fields = set()
    for use in PICTURE_USES:
        is_named_above = any(use.file_field in layer.values for layer in upper_layers)
        if use.field in pictures or not is_named_above:
            fields.add(use.field)
    return frozenset(fields)


def pull_into(target: PullTarget, issued_page: IssuedPage, *, as_it_stands: bool = False) -> Pull:
    """Return what `issued_page` makes of the files of `target`.

    Raise HandoutError as pull_page does.
    """
    record, page = issued_page.record, issued_page.page
    now, _ = target.prepare(target.text, target.edits)
    fields = field_edits(record, page, now.handout, displayed_fields(now.fitted.sheet))
    text = _change_values(target, _values_to_write(target, now, issued_page, fields))
    text = move_translated_lines(target.text, text)
    behind = translation_problems(target.text, text, str(target.customization))
    try:
        prepared = now if text == target.text else target.prepare(text, target.edits)[0]
    except HandoutError as error:  # the words on the page are wrong, not the file
        located = [replace(each, path=page.path, line=0, column=0) for each in error.problems]
        raise HandoutError(located) from error
    # New values may make other lines: then those are what the page's edits are put on.
    refilled = _refilled_boxes(now.unedited, prepared.unedited)
    current = prepared if refilled else now
    boxes = box_edits(
        record, page, current.unedited, current.edited, target.edits, as_it_stands=as_it_stands
    )
    prepared, problems = target.prepare(text, boxes.edits)
    if fields.contacts is not None:
        order = contact_order(prepared.unedited, fields.contacts)
        boxes.edits = replace(boxes.edits, people=order)
        prepared, problems = target.prepare(text, boxes.edits)
    pull = Pull(
        issued_page=issued_page,
        customization=target.customization,
        text=text,
        edits=boxes.edits,
        text_before=target.text_before,
        edits_before=target.edits_before,
        changes=(*fields.changes, *boxes.changes),
        problems=(
            *page_problems(issued_page, fields, boxes, target.pictures_taken),
            *layer_problems(record.layers, now.handout.layers, Position(page.path)),
            *behind,
        ),
        prepared=prepared,
        prepared_problems=problems,
    )
    verify_round_trip(now, pull, fields.refused | boxes.refused, refilled)
    return pull


def _refilled_boxes(before: Handout, after: Handout) -> set[str]:
    """Return the boxes whose words differ between two handouts of the same layers, because values
    decide which lines stand in them, and with which words around a field.
    """
    units = {block.id: block_units(block) for block in before.blocks}
    units_after = {block.id: block_units(block) for block in after.blocks}
    ids = units.keys() | units_after.keys()
    return {id for id in ids if units.get(id) != units_after.get(id)}


def _values_to_write(
    target: PullTarget, now: PreparedHandout, issued_page: IssuedPage, fields: FieldEdits
) -> Mapping[str, Value]:
    """Return the values for the customization.

    People for whom there is no room are refused in `fields`.
    """
    values = fields.values
    if not target.whole:
        values = {name: own_rows(now.handout, name, value) for name, value in values.items()}
    if fields.contacts is None:
        return values
    rows = list(fields.contacts)
    if not target.whole:
        path = str(target.customization)
        rows = customization_contacts(target.text, path, now.handout, fields.contacts)
    refuse_contacts(fields, issued_page.record, issued_page.page.path, rows[MOST_CONTACTS:])
    return {**values, "contacts": rows[:MOST_CONTACTS]}


def _change_values(target: PullTarget, values: Mapping[str, Value]) -> str:
    text = target.text
    if target.whole:  # a name that is not there cannot be emptied
        text = set_values(text, {name: "x" for name, value in values.items() if not value})
    return set_values(text, values)
