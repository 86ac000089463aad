"""What a sheet says, as a reader of the page finds it: its boxes' words, and those of the teacher's
fields.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from math import ceil

from handout import __version__
from handout.layering.block_rules import ComposedBlock
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.sheet.panels import (
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
from handout.layout.sheet.phrase import Phrase, phrase_text
from handout.messages import CONTENT, message_table
from handout.pull.source_files import source_files
from handout.sources.edited.record import Record, RecordedBlock
from handout.sources.markdown.document import Part, format_prose
from handout.sources.markdown.normalize import normal_parts
from handout.sources.markdown.writer import Stretch, plain_text, tidy

Rows = tuple[tuple[str, ...], ...]
_LARGE_TABLE = 6  # rows of a day in large print, after which a table begins anew


def take_snapshot(fitted: FittedSheet, name: str) -> Record:
    """What a page made of `fitted` says; `name` is its customization file's, without the ending."""
    sheet = fitted.sheet
    customization, edits = source_texts(fitted)
    panels = {
        side.side.name: [placed.panel for row in side.rows for placed in row]
        for side in fitted.sides
    }
    return Record(
        name=name,
        tool=__version__,
        language=sheet.handout.language,
        content=_digest(sheet.handout.language),
        fields=displayed_fields(sheet),
        sides={side: tuple(panel.block.id for panel in on_it) for side, on_it in panels.items()},
        blocks={
            panel.block.id: _recorded(panel, sheet) for on_it in panels.values() for panel in on_it
        },
        customization=customization,
        edits=edits,
        frame=tuple(filter(None, map(_tidy, _frame(sheet)))),
    )


def source_texts(fitted: FittedSheet) -> tuple[str, str]:
    """The texts of the customization and of the edits ("" if there are none) that say what `fitted`
    says.
    """
    return _sources(fitted.sheet)


@lru_cache(maxsize=2)  # its PDF has them, and its HTML
def _sources(sheet: SheetLayout) -> tuple[str, str]:
    names = {
        span.field for phrase in _phrases(sheet) for span in phrase if span.field and span.text
    }
    return source_files(sheet.handout, names)


def _recorded(panel: Panel, sheet: SheetLayout) -> RecordedBlock:
    if panel.content is None:
        return _recorded_still(panel)
    return replace(_record(panel), fixed=tuple(_fixed(panel, sheet)))


@lru_cache(maxsize=512)  # most blocks are the same on most sheets
def _recorded_still(panel: Panel) -> RecordedBlock:
    return _record(panel)


def _record(panel: Panel) -> RecordedBlock:
    block, content = panel.block, panel.content
    return RecordedBlock(
        title=words(panel.title),
        text=_normal(content.parts) if isinstance(content, NoteContent) else _text(block),
        locked=block.locked,
        holds=block.holds,
        rows=displayed_rows(content),
        waiting=dict(block.waiting),
        locked_items=() if block.locked else tuple(sorted(block.present_locked_items)),
        owner=block.owner,
    )


def _fixed(panel: Panel, sheet: SheetLayout) -> Iterator[str]:
    """Our own words in a block that holds fields: over its tables, under its note."""
    said = message_table("words", sheet.handout.language)
    match panel.content:
        case NoteContent(sign=sign) if sign:
            yield words(sign)
        case ScheduleContent(heads, rows):
            large = sheet.handout.value("large_print") is True
            tables = ceil((len(rows) or 2 * _LARGE_TABLE) / _LARGE_TABLE) if large else 1
            again = said["page"]["continued"].format(title=panel.block.title)
            yield from (*heads * tables, *[again] * (tables - 1))
        case PeopleContent() as people:
            for table in people_tables(people):
                yield from table.heads


def _frame(sheet: SheetLayout) -> Iterator[str]:
    """The lines outside the boxes, and what the page is called."""
    said = message_table("words", sheet.handout.language)
    foot = said["foot"]
    yield sheet.title
    for side in sheet.sides:
        yield from (side.title, side.lead)
        if side.nameplate:
            yield said["tag"]["welcome"]
            yield from map(phrase_text, (side.nameplate.name, *side.nameplate.lines))
        if side.foot.turn:
            yield f"{foot['names']} {foot['turn']} {foot['turn_rest']}"
        yield from map(phrase_text, side.foot.lines)
        yield side.foot.rules
        if side.foot.signed:
            yield f"{foot['signed']} {foot['aide']} {foot['teacher']} {foot['date']}"


@lru_cache(maxsize=512)
def _text(block: ComposedBlock) -> str:
    return _normal(block.parts)


def _normal(parts: Iterable[Part]) -> str:
    return format_prose(normal_parts(parts))


@cache
def _digest(language: str) -> str:
    """The checksum of all content of a language."""
    found = hashlib.sha256()
    for file in sorted((CONTENT / language).rglob("*")):
        if file.suffix in (".md", ".yaml", ".toml"):
            found.update(f"{file.relative_to(CONTENT).as_posix()}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def displayed_rows(content: PanelContent | None) -> Rows:
    """The table of a block that holds fields: its rows without their headings; () for a note and
    for prose.

    How to call for help is ("", the answer), and a drill's name with what it says. A fact has a
    third cell: the words of ours that stand there while it says nothing.
    """
    match content:
        case HelpContent(answer, drills):
            return (("", words(answer)), *((drill.label, words(drill.value)) for drill in drills))
        case FactsContent(rows):
            return tuple(
                (fact.label, words(fact.value), _tidy(phrase_text(fact.empty_value) + fact.hint))
                for fact in rows
            )
        case ScheduleContent(rows=rows) | PeopleContent(rows=rows):
            found = (tuple(map(words, row)) for row in rows)
            return tuple(row for row in found if any(row))
        case _:
            return ()


def displayed_fields(sheet: SheetLayout) -> dict[str, str]:
    """Every field that stands on the sheet, by its dotted name, and its words there."""
    return {
        span.field: _tidy(span.text)
        for phrase in _phrases(sheet)
        for span in phrase
        if span.field and span.text
    }


def words(phrase: Phrase) -> str:
    """What the phrase says, its spaces as read_page finds them."""
    return _tidy(phrase_text(phrase))


def _tidy(text: str) -> str:
    if text.isascii() and text.isprintable():  # nearly always, and many times as fast
        return " ".join(text.split())
    return _tidied(text)


@lru_cache(maxsize=4096)
def _tidied(text: str) -> str:
    return plain_text(tidy([Stretch(text)]))


def _phrases(sheet: SheetLayout) -> Iterator[Phrase]:
    for side in sheet.sides:
        if side.nameplate:
            yield from (side.nameplate.name, *side.nameplate.lines)
        for panel in side.panels:
            yield from _panel(panel)
        yield from side.foot.lines


def _panel(panel: Panel) -> Iterator[Phrase]:
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
