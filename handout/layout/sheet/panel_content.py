"""What stands in a box of the sheet: the teacher's fields, or a block's own words."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from handout.layering.block_rules import TITLE, ComposedBlock
from handout.layout.sheet.fact_rows import fact_rows
from handout.layout.sheet.field_phrases import FieldPhrases
from handout.layout.sheet.panels import (
    Drill,
    FactsContent,
    HelpContent,
    NoteContent,
    Panel,
    PeopleContent,
    ScheduleContent,
)
from handout.layout.sheet.phrase import (
    Phrase,
    fill_template,
    to_phrase,
)
from handout.layout.sheet.word_languages import phrase_language, words_language
from handout.problems import Position
from handout.sources.fields.facts import SCHEDULE_HEADS
from handout.sources.fields.field_reader import FieldRow
from handout.sources.fields.fields import columns_of
from handout.sources.markdown.document import parse_prose

_DRILL_SIGNS = {"fire": "flame", "lockdown": "lock", "shelter": "house", "medical": "cross"}
_WHOLE_DAY = 6  # rows: a day of fewer is not yet all written
_MOST_ORDERED = 3  # people who are asked one after the other; all others are for something else


def build_panel(
    block: ComposedBlock, fields: FieldPhrases, messages: dict[str, Any], pages: int
) -> Panel:
    title = to_phrase(block.title)
    match block.holds:
        case "help":
            return Panel(block, title, _help_content(fields, messages["help"]))
        case "note":
            return _note_panel(block, fields, messages["note"])
        case "facts":
            facts = FactsContent(tuple(fact_rows(fields, messages["facts"], pages)))
            return Panel(block, title, facts)
        case "schedule":
            return Panel(block, title, _schedule_content(fields, messages["schedule"]))
        case "contacts":
            return Panel(block, title, _people_content(fields, messages["people"]))
        case _:
            return _static_panel(block)


@lru_cache(maxsize=512)
def _static_panel(block: ComposedBlock) -> Panel:
    """Return a panel without fields.

    One object for all sheets it stands on, so that what is computed of it is known again.
    """
    return Panel(block, to_phrase(block.title))


def _help_content(fields: FieldPhrases, messages: dict[str, str]) -> HelpContent:
    drills = []
    for key, sign in _DRILL_SIGNS.items():
        field = f"emergency.{key}"
        label = fields.labels.get(field) or messages[key]
        drills.append(Drill(sign, label, field, fields.phrase(field)))
    return HelpContent(fields.phrase("call_for_help"), tuple(drills))


def _note_panel(block: ComposedBlock, fields: FieldPhrases, messages: dict[str, str]) -> Panel:
    teacher = to_phrase(fields.text("teacher_name"), "teacher_name")
    note = fields.text("teacher_note")
    parts, _ = parse_prose(note, Position(""))
    title = to_phrase(block.title)
    if teacher:
        title = fill_template(messages["from"], {"teacher": teacher})
        block = _with_title_language(block, phrase_language(fields.handout, title))
    content = NoteContent(parts, teacher, words_language(fields.handout, note))
    return Panel(block, title, content)


def _with_title_language(block: ComposedBlock, language: str) -> ComposedBlock:
    """Return the block of a note whose heading is not its title, and in another language."""
    if block.languages.get(TITLE, "") == language:
        return block
    languages = {id: spoken for id, spoken in block.languages.items() if id != TITLE}
    return replace(block, languages={**languages, TITLE: language} if language else languages)


def _schedule_content(fields: FieldPhrases, messages: dict[str, str]) -> ScheduleContent:
    hours, rows = fields.rows("schedule"), []
    for number, row in enumerate(hours, 1):
        rows.append(_schedule_row(row, number, fields, messages))
    heads = tuple(
        fields.labels.get(name) or messages[head] for head, name in SCHEDULE_HEADS.items()
    )
    sourced = fields.handout.values.get("schedule")
    positions = sourced.placed.parts if sourced else ()
    return ScheduleContent(heads, tuple(rows), positions, _is_to_be_continued(hours, fields))


def _is_to_be_continued(hours: tuple[FieldRow, ...], fields: FieldPhrases) -> bool:
    """Tell whether more of a day is to be written: it is short, and ends before the aide leaves."""
    if not hours:
        return True
    leave = fields.text("leave")
    return len(hours) < _WHOLE_DAY and (not leave or hours[-1].get("end") != leave)


def _schedule_row(
    row: FieldRow, number: int, fields: FieldPhrases, messages: dict[str, str]
) -> tuple[Phrase, ...]:
    cells = []
    for key in columns_of("schedule"):
        text = row.get(key, "")
        if key in ("teacher_does", "para_does"):  # the wide columns: there is room for it
            text = fields.bind(text)
        cells.append(to_phrase(text, f"schedule.{number}.{key}"))
    start, end, *others = cells
    times = start or end
    if start and end:
        times = fill_template(messages["times"], {"start": start, "end": end})
    return (times, *others)


def _people_content(fields: FieldPhrases, messages: dict[str, str]) -> PeopleContent:
    contacts = fields.rows("contacts")
    ordered = min(_MOST_ORDERED, len(contacts))
    rows = []
    for number, row in enumerate(contacts, 1):
        cells = []
        for key in columns_of("contacts"):
            words = row.get(key, "")
            # A name that is bound asks for a wider column: only where columns are narrow.
            if key == "how" or fields.text("text_size") == "large":
                words = fields.bind(words)
            cells.append(to_phrase(words, f"contacts.{number}.{key}"))
        if number <= ordered:
            values = {"number": to_phrase(str(number)), "role": cells[0]}
            cells[0] = fill_template(messages["numbered"], values)
        rows.append(tuple(cells))
    in_order = messages["ask"], messages["name"], messages["how"]
    others = messages["also"], messages["name"], messages["how"]
    return PeopleContent((in_order, others), tuple(rows), ordered)
