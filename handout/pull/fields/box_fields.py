"""The boxes of an edited page that hold fields: the values that each says by now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from handout.edits.three_way_merge import merge_units
from handout.edits.units import assign_ids, match_units, parts_of, units_of, units_of_lines
from handout.problems import problem
from handout.pull.fields.field_check import check_values
from handout.pull.fields.field_context import FieldContext
from handout.pull.fields.field_lines import BoxLines, Rows, answer_line, has_known_rows, split_lines
from handout.pull.fields.field_parser import contact_row, read_fact, schedule_row
from handout.pull.fields.field_rows import cell_units, issued_rows, row_units, row_words
from handout.pull.fields.removed_words import removed_lines
from handout.pull.page.page_words import added_words, in_note, unit_words
from handout.sources.customization.edit import Change as Value
from handout.sources.customization.edit import Row
from handout.sources.edited.html_lines import Line
from handout.sources.edited.html_page import FoundBlock
from handout.sources.edited.record import RecordedBlock
from handout.sources.fields.facts import fact_called, fact_fields
from handout.sources.fields.fields import columns_of
from handout.sources.markdown.document import Item, format_prose, parse_prose
from handout.sources.markdown.normalize import normal_parts


class BoxFieldReader:
    """Read the fields of boxes, one box after the other, into the edits of `context`."""

    def __init__(self, context: FieldContext) -> None:
        self.context = context

    def read(self, found: FoundBlock, block: RecordedBlock) -> dict[str, Value]:
        """The values that a box says otherwise than when it was issued."""
        split = split_lines(block, found.lines)
        rows, rest = split.rows, split.rest
        for words in split.beyond:
            self.context.refuse(found.id, "words-left", title=block.title, words=in_note(words))
        if self.context.page.marked:  # another program may leave out any of them
            removed = removed_lines(block, found.lines, split, self.optional_lines(block))
            self.tell_removed(block, " · ".join(removed))
        match block.holds:
            case "help":
                return self.read_help(found, block, split)
            case "note":
                return self.read_note(block, rest)
            case "facts":
                self.refuse_lines(found, rest, ())
                return self.read_facts(found, block, split)
            case "schedule":
                self.refuse_lines(found, rest, self.optional_lines(block))
                return (
                    {"schedule": value}
                    if (value := self.read_schedule(found, block, rows)) is not None
                    else {}
                )
            case _:
                self.refuse_lines(found, rest, ())
                if rows != block.rows:
                    self.read_contacts(block, rows)
                return {}

    def optional_lines(self, block: RecordedBlock) -> tuple[str, ...]:
        """Return our lines that may be missing: where a table goes on, and a name that was changed."""
        if block.holds == "schedule":
            return (self.context.messages["page"]["continued"].format(title=block.title),)
        names = self.context.page.fields.get("teacher_name", ())
        is_renamed = any(name != self.context.record.fields.get("teacher_name") for name in names)
        return block.fixed if block.holds == "note" and is_renamed else ()

    def tell_removed(self, block: RecordedBlock, removed: str) -> None:
        if removed:
            words = in_note(removed)
            self.context.edits.problems.append(
                problem(
                    "words-back",
                    self.context.position,
                    warning=True,
                    title=block.title,
                    words=words,
                )
            )

    def read_help(
        self, found: FoundBlock, block: RecordedBlock, split: BoxLines
    ) -> dict[str, Value]:
        old = {row[0]: row[1] for row in block.rows}
        labels = {
            self.context.messages["help"][key]: f"emergency.{key}"
            for key in ("fire", "lockdown", "shelter", "medical")
        }
        line = answer_line(block, split.rest, self.context.page.fields.get("call_for_help", ()))
        answer = line.text if line else ""
        self.context.edits.seen += added_words(old[""], answer)
        told: dict[str, Value] = {} if answer == old[""] else {"call_for_help": answer}
        gone: list[tuple[str, ...]] = []
        if has_known_rows(block, split):
            there = {row[0] for row in split.rows}
            gone = [(label, "") for label in labels if label in old and label not in there]
        for label, text in (*split.rows, *gone):
            if label not in labels:
                self.context.refuse(
                    found.id, "row-unknown", title=block.title, words=in_note(f"{label} {text}")
                )
            elif text != old.get(label):
                told[labels[label]] = text
                self.context.edits.seen += added_words(old.get(label, ""), text)
        return told

    def read_note(self, block: RecordedBlock, rest: Sequence[Line]) -> dict[str, Value]:
        signs = {
            self.context.record.fields.get("teacher_name"),
            *self.context.page.fields.get("teacher_name", ()),
        } - {None, ""}
        lines = list(rest[:-1] if rest and rest[-1].text in signs else rest)
        issued = units_of(parse_prose(block.text, self.context.position)[0])
        edited = assign_ids(units_of_lines(lines), issued)
        if [unit.wording for unit in edited] == [unit.wording for unit in issued]:
            return {}
        self.context.edits.seen += added_words(unit_words(issued), unit_words(edited))
        now = units_of(
            normal_parts(
                parse_prose(
                    str(self.context.handout.value("teacher_note") or ""), self.context.position
                )[0]
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

    def read_facts(
        self, found: FoundBlock, block: RecordedBlock, split: BoxLines
    ) -> dict[str, Value]:
        rows = split.rows
        issued = {row[0]: row[1:] for row in block.rows}
        told: dict[str, Value] = {}
        for label, *cells in rows:
            if label not in issued:
                words = in_note(" ".join((label, *cells)))
                self.context.refuse(found.id, "row-unknown", title=block.title, words=words)
        gone: list[tuple[str, ...]] = []
        if has_known_rows(block, split):
            there = {row[0] for row in rows}
            gone = [(label, "") for label in issued if label not in there]
        for label, *cells in (*rows, *gone):
            old, unsaid = (*issued.get(label, ()), "", "")[:2]
            text = cells[0] if cells else ""
            key = fact_called(label, self.context.record.language)
            if key is None or label not in issued:
                continue
            if text == old or (not old and _without_spaces(text) in _without_spaces(unsaid)):
                continue
            self.context.handled.update(fact_fields()[key])
            told |= self.read_fact_row(found, block, label, key, (old, text))
        return told

    def read_fact_row(
        self,
        found: FoundBlock,
        block: RecordedBlock,
        label: str,
        key: str,
        words: tuple[str, str],
    ) -> dict[str, Value]:
        """What one row of Find it fast says by now; `words` are what it said, and what it says."""
        old, text = words
        read = read_fact(key, old, text, self.context.messages["facts"], self.issued_list(key))
        self.context.edits.seen += added_words(old, read.words)
        for unread in read.unread:
            code = "words-unread" if old else "words-unread-new"
            self.context.refuse(
                found.id, code, title=label, words=in_note(unread), old=in_note(old)
            )
        if self.context.page.marked:
            self.tell_removed(block, read.removed)
        # Of two fields in one row only the one that was changed is said anew.
        issued = self.context.record.fields
        return {name: value for name, value in read.values.items() if value != issued.get(name, "")}

    def issued_list(self, key: str) -> Sequence[Any]:
        """The rows or lines of the list that a row of Find it fast shows, as they were issued."""
        name = fact_fields()[key][0]
        if columns_of(name):
            return issued_rows(name, self.context.record.fields)
        return [
            text for at, text in self.context.record.fields.items() if at.startswith(f"{name}.")
        ]

    def read_schedule(
        self, found: FoundBlock, block: RecordedBlock, rows: Rows
    ) -> tuple[Row, ...] | None:
        # Between two times that are not there stands our dash.
        rows = tuple(row for row in rows if any(row[1:]) or row[0].strip(" –") or row in block.rows)
        if rows == block.rows:
            return None
        issued = issued_rows("schedule", self.context.record.fields)
        known = dict(zip(block.rows, issued, strict=False))
        pairs = match_units(cell_units(block.rows), cell_units(rows))
        before = {m: n for n, m in pairs.items() if n < len(issued)}
        edited: list[Row] = []
        for m, cells in enumerate(rows):
            was = before.get(m)
            parsed, unread = schedule_row(cells, None if was is None else issued[was])
            if unread and cells not in known:
                old = "" if was is None else block.rows[was][0]
                code = "time-unread" if old else "time-unread-new"
                self.context.refuse(
                    found.id, code, title=block.title, words=in_note(unread), old=old
                )
            row = known.get(cells) or parsed
            if any(row.values()):
                edited.append(row)
        self.note_row_words(block.rows, rows)
        return self.merge_rows("schedule", issued, edited)

    def read_contacts(self, block: RecordedBlock, rows: Rows) -> None:
        edited = [row for cells in rows if any((row := contact_row(cells)).values())]
        self.note_row_words(
            [row.values() for row in map(contact_row, block.rows)], [row.values() for row in edited]
        )
        merged = self.merge_rows(
            "contacts", issued_rows("contacts", self.context.record.fields), edited
        )
        now = self.context.rows_now("contacts")
        if list(merged) == now:
            return
        checked = check_values({"contacts": merged}, {"contacts": now})
        for name, words, wrong in checked.refused:
            self.context.refuse_value(name, words, wrong)
        wanted = checked.values["contacts"]
        if list(wanted) != now:
            self.context.edits.contacts = wanted  # type: ignore[assignment]
            self.context.add_change("contacts", row_words(now), row_words(wanted))

    def note_row_words(
        self, before: Iterable[Iterable[str]], after: Iterable[Iterable[str]]
    ) -> None:
        """Note the words that rows have by now as taken, or told by whoever reads them."""
        old, new = ("\n".join(cell for row in rows for cell in row) for rows in (before, after))
        self.context.edits.seen += added_words(old, new)

    def merge_rows(
        self, name: str, issued: Sequence[Row], edited: Sequence[Row]
    ) -> tuple[Row, ...]:
        three = (row_units(name, rows) for rows in (issued, edited, self.context.rows_now(name)))
        cells = (Item("", unit.text).cells for unit in merge_units(*three).units)
        return tuple(
            dict(zip(columns_of(name), (*row, *[""] * len(columns_of(name))), strict=False))
            for row in cells
        )

    def refuse_lines(
        self, found: FoundBlock, rest: Iterable[Line], expected: Sequence[str]
    ) -> None:
        for line in rest:
            if line.text not in expected:
                self.context.refuse(
                    found.id, "box-of-fields", title=found.title, words=in_note(line.text)
                )


def _without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)
