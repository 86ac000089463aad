"""Read the values of fields from the boxes of an edited page that show fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from handout.edits.box_units import prose_units
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
from handout.sources.edited.html_line import Line
from handout.sources.edited.html_page import PageBox
from handout.sources.edited.record import RecordedBlock
from handout.sources.fields.facts import MORE, fact_fields
from handout.sources.fields.fields import columns_of
from handout.sources.markdown.document import Item, format_prose, parse_prose
from handout.sources.markdown.normalize import normal_parts

# The id of an item at the end of a line or of a table's row: a note in a customization has none.
_ITEM_ID = re.compile(r" \{#[^{}\s]*\}(?=$| \|)", re.M)


class BoxFieldReader:
    """Read the fields of boxes, one box after the other, into the edits of `context`."""

    def __init__(self, context: FieldContext) -> None:
        self.context = context

    def read_box(self, box: PageBox, block: RecordedBlock) -> dict[str, Value]:
        """Return the values that a box says otherwise than when it was issued."""
        split = split_lines(block, box.lines)
        rows, loose_lines = split.rows, split.rest
        for words in split.beyond:
            self.context.refuse(box.id, "words-left", title=block.title, words=in_note(words))
        if self.context.page.marked:  # another program may leave out any of them
            removed = removed_lines(block, box.lines, split, self.optional_lines(block))
            self.add_removed_warning(block, " · ".join(removed))
        match block.holds:
            case "help":
                return self.read_help(box, block, split)
            case "note":
                return self.read_note(block, loose_lines)
            case "facts":
                self.refuse_lines(box, loose_lines, ())
                return self.read_facts(box, block, split)
            case "schedule":
                self.refuse_lines(box, loose_lines, self.optional_lines(block))
                schedule = self.read_schedule(box, block, rows)
                return {} if schedule is None else {"schedule": schedule}
            case _:
                self.refuse_lines(box, loose_lines, ())
                if rows != block.rows:
                    self.read_contacts(block, rows)
                return {}

    def optional_lines(self, block: RecordedBlock) -> tuple[str, ...]:
        """Return our lines that may be missing: where a table goes on, a name that was changed."""
        if block.holds == "schedule":
            return (self.context.messages["page"]["continued"].format(title=block.title),)
        names = self.context.page.fields.get("teacher_name", ())
        is_renamed = any(name != self.context.record.fields.get("teacher_name") for name in names)
        return block.fixed if block.holds == "note" and is_renamed else ()

    def add_removed_warning(self, block: RecordedBlock, removed: str) -> None:
        if removed:
            values = {"title": block.title, "words": in_note(removed)}
            self.context.edits.problems.append(
                problem("words-back", self.context.position, warning=True, **values)
            )

    def read_help(self, box: PageBox, block: RecordedBlock, split: BoxLines) -> dict[str, Value]:
        issued_values = {row[0]: row[1] for row in block.rows}
        labels = {
            self.context.record.labels.get(f"emergency.{key}") or label: f"emergency.{key}"
            for key, label in self.context.messages["help"].items()
        }
        line = answer_line(block, split.rest, self.context.page.fields.get("call_for_help", ()))
        answer = line.text if line else ""
        self.context.edits.seen += added_words(issued_values[""], answer)
        values: dict[str, Value] = {} if answer == issued_values[""] else {"call_for_help": answer}
        issued_labels = [label for label in labels if label in issued_values]
        for label, text in (*split.rows, *_removed_rows(block, split, issued_labels)):
            if label not in labels:
                words = in_note(f"{label} {text}")
                self.context.refuse(box.id, "row-unknown", title=block.title, words=words)
            elif text != issued_values.get(label):
                values[labels[label]] = text
                self.context.edits.seen += added_words(issued_values.get(label, ""), text)
        return values

    def read_note(self, block: RecordedBlock, loose_lines: Sequence[Line]) -> dict[str, Value]:
        signs = {
            self.context.record.fields.get("teacher_name"),
            *self.context.page.fields.get("teacher_name", ()),
        } - {None, ""}
        is_signed = loose_lines and loose_lines[-1].text in signs
        lines = loose_lines[:-1] if is_signed else loose_lines
        issued = prose_units(block.text)
        # A note is the teacher's own words: a field that was pasted into it is none there.
        edited = assign_ids(units_of_lines(line.keep_fields(no_field) for line in lines), issued)
        if [unit.wording for unit in edited] == [unit.wording for unit in issued]:
            return {}
        self.context.edits.seen += added_words(unit_words(issued), unit_words(edited))
        note = str(self.context.handout.value("teacher_note") or "")
        now = units_of(normal_parts(parse_prose(note, self.context.position)[0]))
        merged = merge_units(issued, edited, now)
        if [unit.wording for unit in merged.units] == [unit.wording for unit in now]:
            return {}
        text = format_prose(parts_of(merged.units))
        return {"teacher_note": _ITEM_ID.sub("", text).strip()}

    def read_facts(self, box: PageBox, block: RecordedBlock, split: BoxLines) -> dict[str, Value]:
        rows = split.rows
        issued = {row[0]: row[1:] for row in block.rows}
        values: dict[str, Value] = {}
        for label, *cells in rows:
            if label not in issued:
                words = in_note(" ".join((label, *cells)))
                self.context.refuse(box.id, "row-unknown", title=block.title, words=words)
        for label, *cells in (*rows, *_removed_rows(block, split, issued)):
            old, empty_words = (*issued.get(label, ()), "", "")[:2]
            text = cells[0] if cells else ""
            key = self.context.fact_keys.get(label)
            if key is None or label not in issued:
                continue
            if text == old:
                continue
            # Our own words of an empty row, or some of them, are no value.
            if not old and _without_spaces(text) in _without_spaces(empty_words):
                continue
            if key == MORE:
                more_rows = values.get("more_facts", self.context.rows_now("more_facts"))
                values["more_facts"] = _answer_row(more_rows, label, text)
                self.context.edits.seen += added_words(old, text)
                continue
            self.context.handled.update(fact_fields()[key])
            values |= self.read_fact_row(box, block, label, key, (old, text))
        return values

    def read_fact_row(
        self,
        box: PageBox,
        block: RecordedBlock,
        label: str,
        key: str,
        words: tuple[str, str],
    ) -> dict[str, Value]:
        """Return what one row of Find it fast says by now; `words` are what it said, and what it
        says.
        """
        old, text = words
        reading = read_fact(key, old, text, self.context.messages["facts"], self.issued_list(key))
        self.context.edits.seen += added_words(old, reading.words)
        for unreadable in reading.unreadable:
            code = "words-unread" if old else "words-unread-new"
            words_told = {"words": in_note(unreadable), "old": in_note(old)}
            self.context.refuse(box.id, code, title=label, **words_told)
        if self.context.page.marked:
            self.add_removed_warning(block, reading.removed)
        # Of two fields in one row only the one that was changed is said anew.
        issued = self.context.record.fields
        values = reading.values
        return {name: value for name, value in values.items() if value != issued.get(name, "")}

    def issued_list(self, key: str) -> Sequence[Any]:
        """Return the rows or lines of the list that a row of Find it fast shows, as they were
        issued.
        """
        name = fact_fields()[key][0]
        fields = self.context.record.fields
        if columns_of(name):
            return issued_rows(name, fields)
        return [text for field, text in fields.items() if field.startswith(f"{name}.")]

    def read_schedule(
        self, box: PageBox, block: RecordedBlock, rows: Rows
    ) -> tuple[Row, ...] | None:
        # Between two times that are not there stands our dash.
        rows = tuple(row for row in rows if any(row[1:]) or row[0].strip(" –") or row in block.rows)
        if rows == block.rows:
            return None
        issued = issued_rows("schedule", self.context.record.fields)
        known = dict(zip(block.rows, issued, strict=False))
        pairs = match_units(cell_units(block.rows), cell_units(rows))
        issued_cells: dict[int, tuple[str, ...]] = {}
        before: dict[int, Row] = {}
        for issued_index, index in pairs.items():
            if issued_index < len(issued):
                issued_cells[index] = block.rows[issued_index]
                before[index] = issued[issued_index]
        edited: list[Row] = []
        for index, cells in enumerate(rows):
            parsed, unreadable = schedule_row(cells, before.get(index))
            if unreadable and cells not in known:
                old = issued_cells[index][0] if index in issued_cells else ""
                code = "time-unread" if old else "time-unread-new"
                words = in_note(unreadable)
                self.context.refuse(box.id, code, title=block.title, words=words, old=old)
            row = known.get(cells) or parsed
            if any(row.values()):
                edited.append(row)
        self.note_row_words(block.rows, rows)
        return self.merge_rows("schedule", issued, edited)

    def read_contacts(self, block: RecordedBlock, rows: Rows) -> None:
        edited = [row for row in map(contact_row, rows) if any(row.values())]
        issued_words = [row.values() for row in map(contact_row, block.rows)]
        self.note_row_words(issued_words, [row.values() for row in edited])
        issued = issued_rows("contacts", self.context.record.fields)
        merged = self.merge_rows("contacts", issued, edited)
        now = self.context.rows_now("contacts")
        if list(merged) == now:
            return
        checked = check_values({"contacts": merged}, {"contacts": now})
        for name, words, reason in checked.refused:
            self.context.refuse_value(name, words, reason)
        contacts = checked.values["contacts"]
        if list(contacts) != now:
            self.context.edits.contacts = contacts  # type: ignore[assignment]
            self.context.add_change("contacts", row_words(now), row_words(contacts))

    def note_row_words(
        self, before: Iterable[Iterable[str]], after: Iterable[Iterable[str]]
    ) -> None:
        """Note the words that rows have by now as taken, or told by whoever reads them."""
        old, new = ("\n".join(chain.from_iterable(rows)) for rows in (before, after))
        self.context.edits.seen += added_words(old, new)

    def merge_rows(
        self, name: str, issued: Sequence[Row], edited: Sequence[Row]
    ) -> tuple[Row, ...]:
        three = (row_units(name, rows) for rows in (issued, edited, self.context.rows_now(name)))
        columns = columns_of(name)
        merged = []
        for unit in merge_units(*three).units:
            cells = (*Item("", unit.text).cells, *[""] * len(columns))
            merged.append(dict(zip(columns, cells, strict=False)))
        return tuple(merged)

    def refuse_lines(
        self, box: PageBox, loose_lines: Iterable[Line], expected: Sequence[str]
    ) -> None:
        for line in loose_lines:
            if line.text not in expected:
                words = in_note(line.text)
                self.context.refuse(box.id, "box-of-fields", title=box.title, words=words)


def _answer_row(rows: Iterable[object], label: str, answer: str) -> tuple[Row, ...]:
    """Return the further rows of Find it fast, that with this label with its new answer.

    A row that no layer names any more is the teacher's own from now on.
    """
    known: list[Row] = [row for row in rows if isinstance(row, dict)]
    if all(row["label"] != label for row in known):
        known.append({"label": label, "answer": ""})
    return tuple({**row, "answer": answer} if row["label"] == label else row for row in known)


def no_field(name: str) -> bool:
    return False


def _removed_rows(
    block: RecordedBlock, split: BoxLines, labels: Iterable[str]
) -> Iterable[tuple[str, ...]]:
    """Return an empty row for each of `labels` that was taken out of the page."""
    if not has_known_rows(block, split):
        return ()
    present = {row[0] for row in split.rows}
    return [(label, "") for label in labels if label not in present]


def _without_spaces(text: str) -> str:
    return re.sub(r"\s+", "", text)
