"""What she changed in the teacher's fields on a page, as values for the customization."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handout.edits.diff import Change, prose_changes
from handout.edits.three_way_merge import merge
from handout.edits.units import Unit, parts_of, units_of, units_of_lines, with_ids
from handout.layering.compose import Handout
from handout.messages import words
from handout.problems import Place, Problem, problem
from handout.pull.field_parser import (
    COLUMNS,
    Rows,
    Unread,
    contact_row,
    fact_values,
    schedule_row,
    split_lines,
)
from handout.sources.customization.edit import Change as Value
from handout.sources.customization.edit import Row
from handout.sources.edited.html_lines import Line
from handout.sources.edited.html_page import FoundBlock, Page
from handout.sources.edited.record import Record, RecordedBlock
from handout.sources.fields.types import shortened
from handout.sources.markdown.document import Item, format_prose, parse_prose, row_text
from handout.sources.markdown.normalize import normal_parts

# Fields whose words are read where they stand in a table, not from their spans.
_IN_TABLES = re.compile(r"(?:schedule|contacts|breaks|room_signals|trainings_done)\.")


@dataclass
class FieldEdits:
    """`values` are for the customization; `contacts` are all the rows of people as she wants them, None: unchanged.

    `problems` tell what was not taken, `refused` are the boxes that will not come out as they are in the file.
    """

    values: dict[str, Value] = field(default_factory=dict)
    contacts: tuple[Row, ...] | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)


def field_edits(
    record: Record, page: Page, handout: Handout, shown: Mapping[str, str]
) -> FieldEdits:
    """What `page` says of the fields otherwise than `record`. `handout` and `shown` are what they say now."""
    return _Reader(record, page, handout, shown).read()


class _Reader:
    def __init__(
        self, record: Record, page: Page, handout: Handout, shown: Mapping[str, str]
    ) -> None:
        self.record, self.page, self.handout, self.shown = record, page, handout, shown
        self.said: dict[str, Any] = words("words", record.language)
        self.place = Place(page.path)
        self.found = FieldEdits()

    def read(self) -> FieldEdits:
        told: dict[str, Value] = {}
        for found in self.page.blocks:
            block = self.record.blocks.get(found.id)
            if block and block.holds:
                told |= self.box(found, block)
        for name, text in self.spans().items():
            told.setdefault(name, text)
        for name, value in told.items():
            self.take(name, value)
        return self.found

    def box(self, found: FoundBlock, block: RecordedBlock) -> dict[str, Value]:
        """The values that a box says otherwise than when it was issued."""
        rows, rest = split_lines(block, found.lines)
        match block.holds:
            case "help":
                return self.help(found, block, rows, rest)
            case "note":
                return self.note(block, rest)
            case "facts":
                self.no_words(found, rest, ())
                return self.facts(found, block, rows)
            case "schedule":
                again = self.said["page"]["continued"].format(title=block.title)
                self.no_words(found, rest, (again,))
                return (
                    {"schedule": value}
                    if (value := self.schedule(found, block, rows)) is not None
                    else {}
                )
            case _:
                self.no_words(found, rest, ())
                if rows != block.rows:
                    self.contacts(rows)
                return {}

    def help(
        self, found: FoundBlock, block: RecordedBlock, rows: Rows, rest: Sequence[Line]
    ) -> dict[str, Value]:
        prose = {unit.text for unit in units_of(parse_prose(block.text, self.place)[0])}
        other = [
            line
            for line, unit in zip(rest, units_of_lines(rest), strict=True)
            if unit.text not in prose
        ]
        old = {row[0]: row[1] for row in block.rows}
        labels = {
            self.said["help"][key]: f"emergency.{key}"
            for key in ("fire", "lockdown", "shelter", "medical")
        }
        answer = other[0].text if len(other) == 1 else old[""] if other else ""
        told: dict[str, Value] = {} if answer == old[""] else {"call_for_help": answer}
        for label, text in rows:
            if label in labels and text != old.get(label):
                told[labels[label]] = text
            elif label not in labels:
                self.refuse(found.id, "row-unknown", title=block.title, words=label)
        return told

    def note(self, block: RecordedBlock, rest: Sequence[Line]) -> dict[str, Value]:
        signs = {
            self.record.fields.get("teacher_name"),
            *self.page.fields.get("teacher_name", ()),
        } - {None, ""}
        lines = list(rest[:-1] if rest and rest[-1].text in signs else rest)
        issued = units_of(parse_prose(block.text, self.place)[0])
        edited = with_ids(units_of_lines(lines), issued)
        if [unit.wording for unit in edited] == [unit.wording for unit in issued]:
            return {}
        now = units_of(
            normal_parts(parse_prose(str(self.handout.value("teacher_note") or ""), self.place)[0])
        )
        merged = merge(issued, edited, now)
        if [unit.wording for unit in merged.units] == [unit.wording for unit in now]:
            return {}
        return {
            "teacher_note": re.sub(
                r" \{#[^{}\s]*\}(?=$| \|)", "", format_prose(parts_of(merged.units)), flags=re.M
            ).strip()
        }

    def facts(self, found: FoundBlock, block: RecordedBlock, rows: Rows) -> dict[str, Value]:
        issued = {row[0]: row[1:] for row in block.rows}
        told: dict[str, Value] = {}
        unknown = [label for label, *_ in rows if label not in issued]
        for label in unknown:
            self.refuse(found.id, "row-unknown", title=block.title, words=label)
        missing = (
            []
            if unknown
            else [(label, "") for label in issued if label not in {row[0] for row in rows}]
        )
        for label, text, *_ in (*rows, *missing):
            old, unsaid = issued.get(label, (text, ""))
            if text == old or (not old and _squeezed(text) in _squeezed(unsaid)):
                continue
            try:
                told |= fact_values(label, text, self.said["facts"])
            except Unread:
                self.refuse(
                    found.id, "words-unread", title=label, words=shortened(text), old=shortened(old)
                )
        return told

    def schedule(
        self, found: FoundBlock, block: RecordedBlock, rows: Rows
    ) -> tuple[Row, ...] | None:
        # Between two times that are not there stands our dash.
        rows = tuple(row for row in rows if any(row[1:]) or row[0].strip(" –") or row in block.rows)
        if rows == block.rows:
            return None
        issued = rows_of("schedule", self.record.fields)
        known = dict(zip(block.rows, issued, strict=False))
        edited = []
        for row in rows:
            try:
                edited.append(known.get(row) or schedule_row(row))
            except Unread:
                self.refuse(
                    found.id, "words-unread", title=block.title, words=shortened(row[0]), old=""
                )
                return None
        return self.merged_rows("schedule", issued, edited)

    def contacts(self, rows: Rows) -> None:
        edited = [contact_row(row) for row in rows]
        merged = self.merged_rows("contacts", rows_of("contacts", self.record.fields), edited)
        now = self.rows_now("contacts")
        if list(merged) != now:
            self.found.contacts = merged
            self.tell("contacts", _row_words(now), _row_words(merged))

    def merged_rows(
        self, name: str, issued: Sequence[Row], edited: Sequence[Row]
    ) -> tuple[Row, ...]:
        three = (_row_units(name, rows) for rows in (issued, edited, self.rows_now(name)))
        cells = (Item("", unit.text).cells for unit in merge(*three).units)
        return tuple(
            dict(zip(COLUMNS[name], (*row, *[""] * len(COLUMNS[name])), strict=False))
            for row in cells
        )

    def rows_now(self, name: str) -> list[Row]:
        value = self.handout.value(name)
        return [row for row in value if isinstance(row, dict)] if isinstance(value, tuple) else []

    def no_words(self, found: FoundBlock, rest: Iterable[Line], expected: Sequence[str]) -> None:
        for line in rest:
            if line.text not in expected:
                self.refuse(
                    found.id, "box-of-fields", title=found.title, words=shortened(line.text)
                )

    def spans(self) -> dict[str, Value]:
        """The fields whose spans all say something new."""
        told: dict[str, Value] = {}
        gone = {
            id for id in self.record.blocks if all(block.id != id for block in self.page.blocks)
        }
        for name, texts in self.page.fields.items():
            old, new = (
                self.record.fields.get(name, ""),
                sorted(set(texts) - {self.record.fields.get(name, "")}),
            )
            if _IN_TABLES.match(name) or not new:
                continue
            if not _is_field(name, self.record):
                self.refuse("", "field-unknown", name=shortened(name), words=shortened(new[0]))
                continue
            if len(set(texts)) > 1:
                self.refuse(
                    "",
                    "field-mixed",
                    name=_label(name, self.record),
                    old=shortened(old),
                    new=shortened(new[0]),
                )
                self.found.refused |= self.record.blocks.keys()
            else:
                told[name] = new[0]
        for name, old in self.record.fields.items():
            outside = (
                name in _FRAME
                and name not in self.page.fields
                and self.page.fields
                and old not in self.page.frame
            )
            if outside and not gone:
                told[name] = ""
        return told

    def take(self, name: str, value: Value) -> None:
        if name in ("valid_from", "valid_to") and isinstance(value, str) and value:
            value = _day(value, self.said["dates"])
        elif name == "wait_seconds" and isinstance(value, str):
            value = "".join(re.findall(r"\d+", value)[:1])
        if isinstance(value, str):
            old = (
                str(self.handout.value(name) or "")
                if name == "teacher_note"
                else self.shown.get(name, "")
            )
            if value != old:
                self.found.values[name] = value
                self.tell(name, [old], [value])
            return
        now = self.handout.value(name)
        if tuple(value) != (now if isinstance(now, tuple) else ()):
            self.found.values[name] = value
            self.tell(name, _row_words(now) if isinstance(now, tuple) else [], _row_words(value))

    def tell(self, name: str, old: Sequence[str], new: Sequence[str]) -> None:
        label = _label(name, self.record)
        if isinstance(self.handout.value(name), str) or len(old) == len(new) == 1:
            self.found.changes.append(Change("field", name, label, "".join(old), "".join(new)))
            return
        before, after = (tuple(Unit("p", row) for row in rows) for rows in (old, new))
        self.found.changes += prose_changes(name, label, before, after)

    def refuse(self, id: str, code: str, **values: object) -> None:
        self.found.problems.append(problem(code, self.place, warning=True, **values))
        self.found.refused.add(id)


_FRAME = frozenset(
    "para_name teacher_name class_title room school_name district_name approved_by valid_from valid_to".split()
)


def rows_of(name: str, fields: Mapping[str, str]) -> list[Row]:
    """The rows of a list as its fields say them."""
    numbers = sorted({int(key.split(".")[1]) for key in fields if key.startswith(f"{name}.")})
    return [
        {column: fields.get(f"{name}.{n}.{column}", "") for column in COLUMNS[name]}
        for n in numbers
    ]


def _row_units(name: str, rows: Iterable[Row]) -> tuple[Unit, ...]:
    return tuple(Unit("row", row_text(row[column] for column in COLUMNS[name])) for row in rows)


def _row_words(rows: Iterable[object]) -> list[str]:
    return [
        " · ".join(filter(None, row.values())) if isinstance(row, Mapping) else str(row)
        for row in rows
    ]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _is_field(name: str, record: Record) -> bool:
    top, _, member = name.partition(".")
    table = words("fields", record.language)["fields"].get(top)
    return table is not None and (not member or member in table.get("columns", {}))


def _label(name: str, record: Record) -> str:
    top, _, member = name.partition(".")
    table = words("fields", record.language)["fields"][top]
    label = str(table["label"])
    return f"{label}: {table['columns'][member]}" if member in table.get("columns", {}) else label


def _day(text: str, dates: Mapping[str, Any]) -> str:
    """The day that people write as in `dates`, as YYYY-MM-DD; `text` itself if it is none."""
    months = "|".join(map(re.escape, dates["months"]))
    pattern = re.escape(dates["format"]).replace(r"\{month\}", rf"(?P<month>{months})\w*\.?")
    pattern = pattern.replace(r"\{day\}", r"(?P<day>\d{1,2})").replace(
        r"\{year\}", r"(?P<year>\d{4})"
    )
    found = re.fullmatch(pattern.replace(r"\ ", r"\s+"), text.strip())
    try:
        month = dates["months"].index(found["month"]) + 1 if found else 0
        return (
            datetime.date(int(found["year"]), month, int(found["day"])).isoformat()
            if found
            else text
        )
    except ValueError:
        return text
