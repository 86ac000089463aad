"""What she changed in the teacher's fields on a page, as values for the customization."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from handout.edits.diff import Change, prose_changes
from handout.edits.three_way_merge import merge_units
from handout.edits.units import Unit, assign_ids, match_units, parts_of, units_of, units_of_lines
from handout.layering.compose import Handout
from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.pull.field_check import MOST_CONTACTS, check_values
from handout.pull.field_parser import (
    FRAME_FIELDS,
    BoxLines,
    Rows,
    contact_row,
    read_fact,
    schedule_row,
    split_lines,
)
from handout.pull.page_words import added_words, in_note, new_part, unit_words, words_in
from handout.pull.removed_words import has_known_rows, removed_lines
from handout.sources.customization.edit import Change as Value
from handout.sources.customization.edit import Row
from handout.sources.edited.html_lines import Line
from handout.sources.edited.html_page import FoundBlock, Page
from handout.sources.edited.record import Record, RecordedBlock
from handout.sources.fields.facts import fact_called, fact_fields
from handout.sources.fields.fields import FIELDS, Lines, columns_of
from handout.sources.markdown.document import Item, format_prose, parse_prose, row_text
from handout.sources.markdown.normalize import normal_parts


# Fields whose words are read where they stand in a table, not from their spans.
def _is_in_table(name: str) -> bool:
    top, _, member = name.partition(".")
    if not member or top not in FIELDS:
        return False
    return bool(columns_of(top)) or isinstance(FIELDS[top].kind, Lines)


@dataclass
class FieldEdits:
    """`values` are for the customization; `contacts` are all the rows of people as she wants them, None: unchanged.

    `problems` tell what was not taken, `refused` are the boxes that will not come out as they are in the file. `seen`
    are the words that were taken or told.
    """

    values: dict[str, Value] = field(default_factory=dict)
    contacts: tuple[Row, ...] | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)


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
        self.said: dict[str, Any] = message_table("words", record.language)
        self.position = Position(page.path)
        self.found = FieldEdits()
        self.handled: set[str] = set()  # fields that were read where they stand in a row

    def read(self) -> FieldEdits:
        told: dict[str, Value] = {}
        for found in self.page.blocks:
            block = self.record.blocks.get(found.id)
            if block and block.holds:
                told |= self.box(found, block)
        for name, text in self.spans().items():
            told.setdefault(name, text)
        for name, value in self.sound(told).items():
            self.take(name, value)
        return self.found

    def sound(self, told: dict[str, Value]) -> dict[str, Value]:
        """What was read, without what no customization can hold: that is told."""
        for name in ("valid_from", "valid_to"):
            if isinstance(value := told.get(name), str) and value:
                told[name] = _day(value, self.said["dates"])
        # What is as it is now need not be looked at, whatever is wrong with it.
        new = {name: value for name, value in told.items() if value != self.value_now(name)}
        checked = check_values(new, {name: self.value_now(name) for name in _checked_with(new)})
        for name, words, wrong in checked.refused:
            self.refuse_value(name, words, wrong)
        return checked.values

    def value_now(self, name: str) -> Value:
        value = self.handout.value(name)
        if isinstance(value, tuple):
            return value
        return "" if value is None else str(value)

    def refuse_value(self, name: str, words: str, wrong: Problem) -> None:
        box = FIELDS[name.partition(".")[0]].box
        ids = [id for id, block in self.record.blocks.items() if block.holds == box] or [""]
        code = "row-again" if wrong.code == "row-twice" else "value-untaken"
        label = _label(name, self.record)
        now = self.value_now(name) if "." not in name else ""
        shown = in_note(new_part(now if isinstance(now, str) else "", words))
        for id in ids:
            self.refuse(id, code, name=label, words=shown, why=wrong.message, hint=wrong.hint)

    def box(self, found: FoundBlock, block: RecordedBlock) -> dict[str, Value]:
        """The values that a box says otherwise than when it was issued."""
        split = split_lines(block, found.lines)
        rows, rest = split.rows, split.rest
        for words in split.beyond:
            self.refuse(found.id, "words-left", title=block.title, words=in_note(words))
        if self.page.marked:  # another program may leave out any of them
            removed = removed_lines(block, found.lines, split, self.optional_lines(block))
            self.tell_removed(block, " · ".join(removed))
        match block.holds:
            case "help":
                return self.help(found, block, split)
            case "note":
                return self.note(block, rest)
            case "facts":
                self.no_words(found, rest, ())
                return self.facts(found, block, split)
            case "schedule":
                self.no_words(found, rest, self.optional_lines(block))
                return (
                    {"schedule": value}
                    if (value := self.schedule(found, block, rows)) is not None
                    else {}
                )
            case _:
                self.no_words(found, rest, ())
                if rows != block.rows:
                    self.contacts(block, rows)
                return {}

    def optional_lines(self, block: RecordedBlock) -> tuple[str, ...]:
        """Return the lines of ours that need not stand in a box: where a table goes on, and the name that was there."""
        if block.holds == "schedule":
            return (self.said["page"]["continued"].format(title=block.title),)
        names = self.page.fields.get("teacher_name", ())
        is_renamed = any(name != self.record.fields.get("teacher_name") for name in names)
        return block.fixed if block.holds == "note" and is_renamed else ()

    def tell_removed(self, block: RecordedBlock, removed: str) -> None:
        if removed:
            words = in_note(removed)
            self.found.problems.append(
                problem("words-back", self.position, warning=True, title=block.title, words=words)
            )

    def help(self, found: FoundBlock, block: RecordedBlock, split: BoxLines) -> dict[str, Value]:
        old = {row[0]: row[1] for row in block.rows}
        labels = {
            self.said["help"][key]: f"emergency.{key}"
            for key in ("fire", "lockdown", "shelter", "medical")
        }
        line = answer_line(block, split.rest, self.page.fields.get("call_for_help", ()))
        answer = line.text if line else ""
        self.found.seen += added_words(old[""], answer)
        told: dict[str, Value] = {} if answer == old[""] else {"call_for_help": answer}
        gone: list[tuple[str, ...]] = []
        if has_known_rows(block, split):
            there = {row[0] for row in split.rows}
            gone = [(label, "") for label in labels if label in old and label not in there]
        for label, text in (*split.rows, *gone):
            if label not in labels:
                self.refuse(
                    found.id, "row-unknown", title=block.title, words=in_note(f"{label} {text}")
                )
            elif text != old.get(label):
                told[labels[label]] = text
                self.found.seen += added_words(old.get(label, ""), text)
        return told

    def note(self, block: RecordedBlock, rest: Sequence[Line]) -> dict[str, Value]:
        signs = {
            self.record.fields.get("teacher_name"),
            *self.page.fields.get("teacher_name", ()),
        } - {None, ""}
        lines = list(rest[:-1] if rest and rest[-1].text in signs else rest)
        issued = units_of(parse_prose(block.text, self.position)[0])
        edited = assign_ids(units_of_lines(lines), issued)
        if [unit.wording for unit in edited] == [unit.wording for unit in issued]:
            return {}
        self.found.seen += added_words(unit_words(issued), unit_words(edited))
        now = units_of(
            normal_parts(
                parse_prose(str(self.handout.value("teacher_note") or ""), self.position)[0]
            )
        )
        merged = merge_units(issued, edited, now)
        if [unit.wording for unit in merged.units] == [unit.wording for unit in now]:
            return {}
        return {
            "teacher_note": re.sub(
                r" \{#[^{}\s]*\}(?=$| \|)", "", format_prose(parts_of(merged.units)), flags=re.M
            ).strip()
        }

    def facts(self, found: FoundBlock, block: RecordedBlock, split: BoxLines) -> dict[str, Value]:
        rows = split.rows
        issued = {row[0]: row[1:] for row in block.rows}
        told: dict[str, Value] = {}
        for label, *cells in rows:
            if label not in issued:
                words = in_note(" ".join((label, *cells)))
                self.refuse(found.id, "row-unknown", title=block.title, words=words)
        gone: list[tuple[str, ...]] = []
        if has_known_rows(block, split):
            there = {row[0] for row in rows}
            gone = [(label, "") for label in issued if label not in there]
        for label, *cells in (*rows, *gone):
            old, unsaid = (*issued.get(label, ()), "", "")[:2]
            text = cells[0] if cells else ""
            key = fact_called(label, self.record.language)
            if key is None or label not in issued:
                continue
            if text == old or (not old and _squeezed(text) in _squeezed(unsaid)):
                continue
            self.handled.update(fact_fields()[key])
            told |= self.fact(found, block, label, key, (old, text))
        return told

    def fact(
        self,
        found: FoundBlock,
        block: RecordedBlock,
        label: str,
        key: str,
        words: tuple[str, str],
    ) -> dict[str, Value]:
        """What one row of Find it fast says by now; `words` are what it said, and what it says."""
        old, text = words
        read = read_fact(key, old, text, self.said["facts"], self.issued_list(key))
        self.found.seen += added_words(old, read.words)
        for unread in read.unread:
            code = "words-unread" if old else "words-unread-new"
            self.refuse(found.id, code, title=label, words=in_note(unread), old=in_note(old))
        if self.page.marked:
            self.tell_removed(block, read.removed)
        # Of two fields in one row only the one that was changed is said anew.
        issued = self.record.fields
        return {name: value for name, value in read.values.items() if value != issued.get(name, "")}

    def issued_list(self, key: str) -> Sequence[Any]:
        """The rows or lines of the list that a row of Find it fast shows, as they were issued."""
        name = fact_fields()[key][0]
        if columns_of(name):
            return rows_of(name, self.record.fields)
        return [text for at, text in self.record.fields.items() if at.startswith(f"{name}.")]

    def schedule(
        self, found: FoundBlock, block: RecordedBlock, rows: Rows
    ) -> tuple[Row, ...] | None:
        # Between two times that are not there stands our dash.
        rows = tuple(row for row in rows if any(row[1:]) or row[0].strip(" –") or row in block.rows)
        if rows == block.rows:
            return None
        issued = rows_of("schedule", self.record.fields)
        known = dict(zip(block.rows, issued, strict=False))
        pairs = match_units(_cell_units(block.rows), _cell_units(rows))
        before = {m: n for n, m in pairs.items() if n < len(issued)}
        edited: list[Row] = []
        for m, cells in enumerate(rows):
            was = before.get(m)
            parsed, unread = schedule_row(cells, None if was is None else issued[was])
            if unread and cells not in known:
                old = "" if was is None else block.rows[was][0]
                code = "time-unread" if old else "time-unread-new"
                self.refuse(found.id, code, title=block.title, words=in_note(unread), old=old)
            row = known.get(cells) or parsed
            if any(row.values()):
                edited.append(row)
        self.see_rows(block.rows, rows)
        return self.merged_rows("schedule", issued, edited)

    def contacts(self, block: RecordedBlock, rows: Rows) -> None:
        edited = [row for cells in rows if any((row := contact_row(cells)).values())]
        self.see_rows(
            [row.values() for row in map(contact_row, block.rows)], [row.values() for row in edited]
        )
        merged = self.merged_rows("contacts", rows_of("contacts", self.record.fields), edited)
        now = self.rows_now("contacts")
        if list(merged) == now:
            return
        checked = check_values({"contacts": merged}, {"contacts": now})
        for name, words, wrong in checked.refused:
            self.refuse_value(name, words, wrong)
        wanted = checked.values["contacts"]
        if list(wanted) != now:
            self.found.contacts = wanted  # type: ignore[assignment]
            self.tell("contacts", _row_words(now), _row_words(wanted))

    def see_rows(self, before: Iterable[Iterable[str]], after: Iterable[Iterable[str]]) -> None:
        """Note the words that rows have by now as taken, or told by whoever reads them."""
        old, new = ("\n".join(cell for row in rows for cell in row) for rows in (before, after))
        self.found.seen += added_words(old, new)

    def merged_rows(
        self, name: str, issued: Sequence[Row], edited: Sequence[Row]
    ) -> tuple[Row, ...]:
        three = (_row_units(name, rows) for rows in (issued, edited, self.rows_now(name)))
        cells = (Item("", unit.text).cells for unit in merge_units(*three).units)
        return tuple(
            dict(zip(columns_of(name), (*row, *[""] * len(columns_of(name))), strict=False))
            for row in cells
        )

    def rows_now(self, name: str) -> list[Row]:
        value = self.handout.value(name)
        return [row for row in value if isinstance(row, dict)] if isinstance(value, tuple) else []

    def no_words(self, found: FoundBlock, rest: Iterable[Line], expected: Sequence[str]) -> None:
        for line in rest:
            if line.text not in expected:
                self.refuse(found.id, "box-of-fields", title=found.title, words=in_note(line.text))

    def spans(self) -> dict[str, Value]:
        """The fields whose spans say something new: all of them, or some where the others are as issued."""
        told: dict[str, Value] = {}
        gone = {
            id for id in self.record.blocks if all(block.id != id for block in self.page.blocks)
        }
        for name, texts in self.page.fields.items():
            if name in self.handled or _is_in_table(name):
                continue
            old = self.record.fields.get(name, "")
            new = sorted(set(texts) - {old})
            if not _is_field(name, self.record):
                for text in new:
                    self.refuse("", "field-unknown", name=in_note(name), words=in_note(text))
            elif new == [""] and len(set(texts)) > 1:
                self.refuse_mixed("field-half-emptied", name, old, "")
            elif len(new) > 1:
                self.refuse_mixed("field-mixed", name, new[0], "”, “".join(new[1:]))
                for text in texts:
                    self.found.seen += added_words(old, text)
            elif new:
                told[name] = new[0]
                for _ in range(texts.count(new[0])):
                    self.found.seen += added_words(old, new[0])
        for name, old in self.record.fields.items():
            outside = (
                name in FRAME_FIELDS
                and name not in self.page.fields
                and self.page.fields
                and old not in self.page.frame
            )
            if outside and not gone:
                told[name] = ""
        return told

    def refuse_mixed(self, code: str, name: str, old: str, new: str) -> None:
        label = _label(name, self.record)
        self.refuse("", code, name=label, old=in_note(old), new=in_note(new))
        self.found.refused |= self.record.blocks.keys()

    def take(self, name: str, value: Value) -> None:
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
        self.found.problems.append(problem(code, self.position, warning=True, **values))
        self.found.refused.add(id)
        self.found.seen += words_in(str(values.get("words", "")))


def refuse_contacts(fields: FieldEdits, record: Record, path: str, rows: Sequence[Row]) -> None:
    """Take these rows, for which there is no room, out of what is to be taken, and tell it."""
    label = _label("contacts", record)
    for row, text in zip(rows, _row_words(rows), strict=True):
        values = {"name": label, "words": in_note(text), "most": MOST_CONTACTS}
        fields.problems.append(problem("rows-too-many", Position(path), warning=True, **values))
        fields.contacts = tuple(one for one in fields.contacts or () if one != row)
        fields.changes = [
            one for one in fields.changes if (one.where, one.new) != ("contacts", text)
        ]
        fields.refused |= {id for id, block in record.blocks.items() if block.holds == "contacts"}
        fields.refused.add("contacts")


def rows_of(name: str, fields: Mapping[str, str]) -> list[Row]:
    """The rows of a list as its fields say them."""
    numbers = sorted({int(key.split(".")[1]) for key in fields if key.startswith(f"{name}.")})
    return [
        {column: fields.get(f"{name}.{n}.{column}", "") for column in columns_of(name)}
        for n in numbers
    ]


def answer_line(block: RecordedBlock, lines: Sequence[Line], fields: Sequence[str]) -> Line | None:
    """The line that says how to call for help; `fields` are the words of the field on the page. None if there is none."""
    prose = {unit.text for unit in units_of(parse_prose(block.text, Position(""))[0])}
    other = [
        line
        for line, unit in zip(lines, units_of_lines(lines), strict=True)
        if unit.text not in prose
    ]
    old = next((row[1] for row in block.rows if not row[0]), "")
    return next(
        (line for wanted in (old, *fields) for line in other if wanted and line.text == wanted),
        # Without its mark it is a line that is like it; where nothing was said, the first that is new.
        next((line for line in other if not old or _is_like(line.text, old)), None)
        or (other[0] if other and not fields else None),
    )


def _is_like(text: str, old: str) -> bool:
    return bool(match_units((Unit("p", old),), (Unit("p", text),)))


def _checked_with(new: Mapping[str, Value]) -> set[str]:
    """The fields whose values are looked at with those in `new`."""
    pairs = {"arrive", "leave"}, {"valid_from", "valid_to"}
    return {*new, *(name for pair in pairs if pair & new.keys() for name in pair)}


def _cell_units(rows: Iterable[Sequence[str]]) -> list[Unit]:
    return [Unit("row", row_text(row)) for row in rows]


def _row_units(name: str, rows: Iterable[Row]) -> tuple[Unit, ...]:
    return tuple(Unit("row", row_text(row[column] for column in columns_of(name))) for row in rows)


def _row_words(rows: Iterable[object]) -> list[str]:
    return [
        " · ".join(filter(None, row.values())) if isinstance(row, Mapping) else str(row)
        for row in rows
    ]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _is_field(name: str, record: Record) -> bool:
    top, _, member = name.partition(".")
    table = message_table("fields", record.language)["fields"].get(top)
    return table is not None and (not member or member in table.get("columns", {}))


def _label(name: str, record: Record) -> str:
    top, _, member = name.partition(".")
    table = message_table("fields", record.language)["fields"][top]
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
