"""The words of a sheet that somebody wrote for it, each with its field and its position."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from handout.content_folders import is_content
from handout.layering.compose import Handout
from handout.layering.overlay import Origin, SourcedValue
from handout.privacy.people.persons import Finding
from handout.sources.content.layer import Layer, Level
from handout.sources.fields.field_reader import FieldRow
from handout.sources.fields.translations import split_translation
from handout.sources.markdown.document import Table, items_of
from handout.sources.markdown.field_marks import text_without_fields


@dataclass(frozen=True, slots=True)
class SheetText:
    """Some words of the sheet.

    `field` is its dotted name, `column` the same without the numbers of rows; of words in a box of
    ours `box` is the title. `lead` are words before them that are looked at too. `exact`: the
    origin's place is that of their first letter.
    """

    field: str
    column: str
    words: str
    origin: Origin
    lead: str = ""
    exact: bool = True
    box: str = ""


class FoundText(NamedTuple):
    text: SheetText
    finding: Finding


def sheet_texts(handout: Handout) -> Iterator[SheetText]:
    """Yield every text that somebody wrote for this sheet.

    What comes with handout itself tells of nobody.
    """
    pairs = set()  # the teacher's own dos and don'ts stand in a block too
    for name, sourced in handout.values.items():
        yield from _value_texts(name, sourced)
        pairs |= set(sourced.placed.parts) if name in ("dos_extra", "donts_extra") else set()
    for layer in handout.layers:
        yield from _translated_texts(layer)
    for block in handout.blocks:
        if _is_own(block.origin):
            yield SheetText("id", "id", block.id, block.origin, exact=False)
            yield SheetText(block.id, "title", block.title, block.origin)
        # A box of ours that somebody gave another heading keeps our owner and sources.
        if _is_own(block.origin) and not is_content(block.position.path):
            yield SheetText(f"{block.id}.owner", ".owner", block.owner, block.origin)
            yield from (
                SheetText(f"{block.id}.sources", "sources", source.name, block.origin)
                for source in block.sources
            )
        for part in block.parts:
            if isinstance(part, Table) and _is_own(block.origin):
                yield SheetText(block.id, "header", " | ".join(part.header), block.origin)
            for item in items_of(part):
                origin = block.items[item.id]
                if not _is_own(origin) or origin.position in pairs:
                    continue
                placed = Origin(
                    origin.level,
                    origin.name,
                    item.position if item.position.path else origin.position,
                )
                # The id of an item in a block that somebody wrote may be made of its words, which a
                # Problem must not say.
                own_block = _is_own(block.origin)
                yield SheetText(
                    block.id if own_block else f"{block.id}.{item.id}",
                    "item",
                    text_without_fields(item.text),
                    placed,
                    box="" if own_block else block.title,
                )
                yield SheetText("id", "id", "" if own_block else item.id, placed, exact=False)


def _translated_texts(layer: Layer) -> Iterator[SheetText]:
    """Yield what the changes of a layer say on a second sheet."""
    for block, item, change in layer.word_changes():
        field = f"{block}.{item}" if item else block
        for spoken in change.translations:
            for column, words in (("title", spoken.title), ("item", spoken.text)):
                position = spoken.text_position if column == "item" else spoken.position
                if words and position:
                    yield SheetText(field, column, words, Origin(layer.level, layer.name, position))


def _value_texts(name: str, sourced: SourcedValue) -> Iterator[SheetText]:
    value, origin = sourced.placed.value, sourced.origin
    if isinstance(value, str):
        if _is_own(origin):
            yield SheetText(
                name, name, value, Origin(origin.level, origin.name, sourced.placed.position)
            )
        return
    if not isinstance(value, tuple):
        return
    for n, (part, number) in enumerate(zip(value, _numbers_in_file(sourced), strict=True)):
        by = sourced.rows[n] if sourced.rows else origin
        if not _is_own(by):
            continue
        by = Origin(by.level, by.name, sourced.placed.parts[n])
        if not isinstance(part, dict):
            yield SheetText(f"{name}.{number}", name, str(part), by)
            continue
        yield from _row_texts(name, number, part, by)


def _row_texts(name: str, number: int, row: FieldRow, by: Origin) -> Iterator[SheetText]:
    """Yield the cells of a row; those of a translation as they are named in the row."""
    translation = split_translation(name)
    field = translation.field if translation else name
    for column, cell in row.items():
        # Whose number it is stands in the column beside.
        is_number = field == "contacts" and column == "how" and row.get("role")
        lead = f"{row['role']}: " if is_number else ""
        written = f"{column}_{translation.language}" if translation else column
        yield SheetText(
            f"{field}.{number}.{written}", f"{field}.{written}", cell, by, lead, exact=False
        )


def _numbers_in_file(sourced: SourcedValue) -> Iterator[int]:
    """Yield for each row its number in the file that it is from: rows that are merged stand in
    another order.
    """
    parts = sourced.placed.parts
    for n, position in enumerate(parts):
        by = sourced.rows[n] if sourced.rows else None
        alike = (m for m in range(len(parts)) if not by or _is_same_layer(sourced.rows[m], by))
        yield 1 + sum((parts[m], m) < (position, n) for m in alike)


def _is_same_layer(one: Origin, other: Origin) -> bool:
    return (one.level, one.name) == (other.level, other.name)


def _is_own(origin: Origin) -> bool:
    return origin.level >= Level.DISTRICT
