"""A snapshot of what a sheet says: the words of its boxes and the values of its fields."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from itertools import chain
from math import ceil
from pathlib import Path

from handout import __version__
from handout.content_folders import content_folders, content_roots
from handout.layering.block_rules import ComposedBlock
from handout.layering.compose import Handout
from handout.layering.front_labels import new_labels, value_rows
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.sheet.panels import (
    Fact,
    FactsContent,
    HelpContent,
    NoteContent,
    Panel,
    PanelContent,
    PeopleContent,
    ScheduleContent,
    SheetLayout,
    people_tables,
)
from handout.layout.sheet.phrase import Phrase, PhrasePart, phrase_text
from handout.messages import message_table
from handout.pull.issued_layers import record_layers
from handout.pull.issued_pictures import record_pictures
from handout.pull.source_files import source_files
from handout.sources.edited.record import Record, RecordedBlock, RecordedLayer
from handout.sources.fields.written_fields import write_fields
from handout.sources.markdown.document import Part, Table, format_prose, items_of
from handout.sources.markdown.field_marks import find_marks
from handout.sources.markdown.normalize import normal_parts
from handout.sources.markdown.writer import Stretch, plain_text, tidy
from handout.sources.pictures.picture import Picture

Rows = tuple[tuple[str, ...], ...]
_LARGE_TABLE = 6  # rows of a day in large print, after which a table begins anew


def take_snapshot(fitted: FittedSheet, name: str, logo: Picture | None = None) -> Record:
    """Return what a page made of `fitted` with `logo` says; `name` is its customization file's,
    without the ending.
    """
    sheet = fitted.sheet
    fields = displayed_fields(sheet)
    customization, edits = source_texts(fitted)
    panels: dict[str, list[Panel]] = {}
    for side in fitted.sides:
        side_panels = panels.setdefault(side.side.half_of, [])
        side_panels += [placed.panel for placed in chain.from_iterable(side.rows)]
    all_panels = list(chain.from_iterable(panels.values()))
    return Record(
        name=name,
        tool=__version__,
        language=sheet.handout.language,
        content=_content_digest(sheet.handout.language, content_roots()),
        fields=fields,
        sides={
            side: tuple(panel.block.id for panel in side_panels)
            for side, side_panels in panels.items()
        },
        blocks={panel.block.id: _record_panel(panel, sheet) for panel in all_panels},
        customization=customization,
        edits=edits,
        frame=tuple(filter(None, map(_tidy_text, _frame_lines(fitted)))),
        labels=_labels(sheet.handout),
        layers=issued_layers(sheet),
        pictures=record_pictures(sheet, logo),
    )


def _labels(handout: Handout) -> dict[str, str]:
    """Return the labels that layers gave, by the field that stands beside each."""
    further = {
        f"more_facts.{number}.label": _tidy_text(row["label"])
        for number, row in enumerate(value_rows(handout.values, "more_facts"), 1)
    }
    return {**new_labels(handout.values, handout.language), **further}


def source_texts(fitted: FittedSheet) -> tuple[str, str]:
    """Return the texts of the customization and of the edits ("" if there are none) that say what
    `fitted` says.
    """
    return _source_texts(fitted.sheet)


@lru_cache(maxsize=2)  # its PDF has them, and its HTML
def _source_texts(sheet: SheetLayout) -> tuple[str, str]:
    return source_files(sheet.handout, _displayed_fields(sheet).keys())


def _record_panel(panel: Panel, sheet: SheetLayout) -> RecordedBlock:
    if panel.content is None:
        return _record_prose_panel(panel)
    return replace(_make_record(panel), fixed=tuple(_fixed_lines(panel, sheet)))


@lru_cache(maxsize=512)  # most blocks are the same on most sheets
def _record_prose_panel(panel: Panel) -> RecordedBlock:
    return _make_record(panel)


def _make_record(panel: Panel) -> RecordedBlock:
    block, content = panel.block, panel.content
    return RecordedBlock(
        title=phrase_words(panel.title),
        text=_format_normal(content.parts)
        if isinstance(content, NoteContent)
        else _block_text(block),
        locked=block.locked,
        holds=block.holds,
        rows=displayed_rows(content),
        waiting={id: write_fields(text) for id, text in block.waiting.items()},
        locked_items=() if block.locked else tuple(sorted(block.present_locked_items)),
        owner=block.owner,
    )


def _fixed_lines(panel: Panel, sheet: SheetLayout) -> Iterator[str]:
    """Yield our own words in a block that holds fields: over its tables, under its note."""
    messages = message_table("words", sheet.handout.language)
    match panel.content:
        case NoteContent(sign=sign) if sign:
            yield phrase_words(sign)
        case ScheduleContent(heads, rows):
            large = sheet.handout.value("large_print") is True
            tables = ceil((len(rows) or 2 * _LARGE_TABLE) / _LARGE_TABLE) if large else 1
            continued = messages["page"]["continued"].format(title=panel.block.title)
            yield from (*heads * tables, *[continued] * (tables - 1))
        case PeopleContent() as people:
            for table in people_tables(people):
                yield from table.heads


def _frame_lines(fitted: FittedSheet) -> Iterator[str]:
    """Yield the lines outside the boxes, and what the page is called."""
    messages = message_table("words", fitted.sheet.handout.language)
    foot = messages["foot"]
    yield fitted.sheet.title
    for side in [placed.side for placed in fitted.sides]:
        yield from (side.title, side.lead)
        if side.nameplate:
            if side.nameplate.name:
                yield messages["tag"]["welcome"]
            yield from map(phrase_text, (side.nameplate.name, *side.nameplate.lines))
        if side.picture:
            yield phrase_text(side.picture.caption)
        if side.foot.note_lines:
            yield foot["notes"] if side.foot.turn else " ".join((foot["names"], foot["notes"]))
        if side.foot.turn:
            yield " ".join((foot["names"], *side.foot.turn))
        yield from map(phrase_text, side.foot.lines)
        yield phrase_text(side.foot.rules)
        if side.foot.signed:
            yield " ".join((foot["signed"], *side.foot.signed))


@lru_cache(maxsize=512)
def _block_text(block: ComposedBlock) -> str:
    return _format_normal(block.parts)


def _format_normal(parts: Iterable[Part]) -> str:
    return write_fields(format_prose(normal_parts(parts)))


@cache
def _content_digest(language: str, roots: tuple[Path, ...]) -> str:
    """Return the checksum of all content of a language, in `roots`."""
    digest = hashlib.sha256()
    for folder in content_folders(language):
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".md", ".yaml", ".toml"):
                name = file.relative_to(folder.parent).as_posix()
                digest.update(f"{name}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def displayed_rows(content: PanelContent | None) -> Rows:
    """Return the table of a block that holds fields: its rows without their headings; () for a note
    and for prose.

    How to call for help is ("", the answer), and a drill's name with what it says. A fact has a
    third cell: the words of ours that stand there while it says nothing.
    """
    match content:
        case HelpContent(answer, drills):
            drill_rows = [(drill.label, phrase_words(drill.value)) for drill in drills]
            return (("", phrase_words(answer)), *drill_rows)
        case FactsContent(rows):
            return tuple(map(_fact_row, rows))
        case ScheduleContent(rows=rows) | PeopleContent(rows=rows):
            word_rows = (tuple(map(phrase_words, row)) for row in rows)
            return tuple(row for row in word_rows if any(row))
        case _:
            return ()


def _fact_row(fact: Fact) -> tuple[str, str, str]:
    empty_words = _tidy_text(phrase_text(fact.empty_value) + fact.hint)
    return fact.label, phrase_words(fact.value), empty_words


@lru_cache(maxsize=2)  # its PDF has them, and its HTML
def issued_layers(sheet: SheetLayout) -> tuple[RecordedLayer, ...]:
    """Return what each district's or school's file says on the sheet."""
    return tuple(record_layers(sheet.handout, displayed_fields(sheet)))


def displayed_fields(sheet: SheetLayout) -> dict[str, str]:
    """Return every field that stands on the sheet, by its dotted name, and its words there."""
    return dict(_displayed_fields(sheet))


@lru_cache(maxsize=2)  # its PDF asks for them twice, and its HTML
def _displayed_fields(sheet: SheetLayout) -> Mapping[str, str]:
    return {part.field: _tidy_text(part.text) for part in _field_parts(sheet)}


def _field_parts(sheet: SheetLayout) -> Iterator[PhrasePart]:
    """Yield the words of the sheet that are a field's."""
    for part in chain.from_iterable(_sheet_phrases(sheet)):
        if part.field and part.text:
            yield part
    for side in sheet.sides:
        for panel in side.panels:
            yield from _line_parts(panel.block)


@lru_cache(maxsize=512)
def _line_parts(block: ComposedBlock) -> tuple[PhrasePart, ...]:
    """Return the words in the lines of a block that are a field's."""
    texts: list[str] = []
    for part in block.parts:
        for item in items_of(part):
            texts += item.cells if isinstance(part, Table) else [item.text]
    marks = chain.from_iterable(map(find_marks, texts))
    return tuple(PhrasePart(mark.words, mark.name) for mark in marks if mark.words)


def phrase_words(phrase: Phrase) -> str:
    """Return what the phrase says, its spaces as read_page finds them."""
    return _tidy_text(phrase_text(phrase))


def _tidy_text(text: str) -> str:
    if text.isascii() and text.isprintable():  # nearly always, and many times as fast
        return " ".join(text.split())
    return _tidy_markdown(text)


@lru_cache(maxsize=4096)
def _tidy_markdown(text: str) -> str:
    return plain_text(tidy([Stretch(text)]))


def _sheet_phrases(sheet: SheetLayout) -> Iterator[Phrase]:
    for side in sheet.sides:
        if side.nameplate:
            yield from (side.nameplate.name, *side.nameplate.lines)
        if side.picture:
            yield side.picture.caption
        for panel in side.panels:
            yield from _panel_phrases(panel)
        yield from side.foot.lines


def _panel_phrases(panel: Panel) -> Iterator[Phrase]:
    yield panel.title
    match panel.content:
        case HelpContent(answer, drills):
            yield from (answer, *(drill.value for drill in drills))
        case NoteContent(sign=sign):
            yield sign
        case FactsContent(rows):
            yield from (fact.value for fact in rows)
        case ScheduleContent(rows=rows) | PeopleContent(rows=rows):
            for row in rows:
                yield from row
        case _:
            pass
