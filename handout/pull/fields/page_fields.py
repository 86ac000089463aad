"""The teacher's fields on an edited page, as values for the customization."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handout.layering.compose import Handout
from handout.messages import message_table
from handout.problems import Position, problem
from handout.pull.fields.box_fields import BoxFieldReader
from handout.pull.fields.field_check import MOST_CONTACTS, check_values
from handout.pull.fields.field_context import FieldContext, FieldEdits, field_label
from handout.pull.fields.field_rows import row_words
from handout.pull.fields.line_fields import LineFieldReader, is_in_list
from handout.pull.page.page_words import FRAME_FIELDS, added_words, in_note, words_in
from handout.sources.customization.edit import Change as Value
from handout.sources.customization.edit import Row
from handout.sources.edited.html_page import Page
from handout.sources.edited.record import Record


def field_edits(
    record: Record, page: Page, handout: Handout, displayed: Mapping[str, str]
) -> FieldEdits:
    """Return what `page` says of the fields otherwise than `record`.

    `handout` and `displayed`, the words of each field by its dotted name, are what the fields say
    now.
    """
    return _FieldReader(FieldContext(record, page, handout, displayed)).read()


class _FieldReader:
    """Read the fields in the boxes that hold them, and those whose words stand in marks of their
    own.
    """

    def __init__(self, context: FieldContext) -> None:
        self.context = context
        self.record, self.page, self.edits = context.record, context.page, context.edits

    def read(self) -> FieldEdits:
        boxes = BoxFieldReader(self.context)
        values: dict[str, Value] = {}
        for block in self.page.blocks:
            issued = self.record.blocks.get(block.id)
            if issued and issued.holds:
                values |= boxes.read_box(block, issued)
        LineFieldReader(self.context, values).read()
        for name, text in (self.read_marks(values) | self.read_removed_marks()).items():
            values.setdefault(name, text)
        for name, value in self.valid_values(values).items():
            self.add_value(name, value)
        return self.edits

    def valid_values(self, values: dict[str, Value]) -> Mapping[str, Value]:
        """Return those of `values` that a customization can hold; the others are refused."""
        for name in ("valid_from", "valid_to"):
            if isinstance(value := values.get(name), str) and value:
                values[name] = _iso_date(value, self.context.messages["dates"])
        # What is as it is now need not be checked, whatever is wrong with it.
        value_now = self.context.value_now
        new = {name: value for name, value in values.items() if value != value_now(name)}
        checked = check_values(new, {name: value_now(name) for name in _names_to_check_with(new)})
        for name, words, reason in checked.refused:
            self.context.refuse_value(name, words, reason)
        return checked.values

    def unread_marks(self, values_read: dict[str, Value]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the fields that were not read in a row, with their words in all their places."""
        for name, texts in self.page.fields.items():
            if name in self.context.handled:
                self.refuse_mixed_line(name, values_read)
            elif not is_in_list(name):
                yield name, texts

    def refuse_mixed_line(self, name: str, values_read: dict[str, Value]) -> None:
        """Tell of a line that says another new value than the row that the field was read from."""
        value, old = str(values_read.get(name, "")), self.record.fields.get(name, "")
        for words in self.context.line_words.get(name, ()):
            if words == value:
                self.edits.seen += added_words(old, words)
            elif words != old:
                self.refuse_mixed("field-mixed", name, value, words)
                self.edits.seen += words_in(words)
                values_read.pop(name, None)

    def read_marks(self, values_read: dict[str, Value]) -> dict[str, Value]:
        """Return the fields whose marks say something new: all of them, or some where the others
        are as issued. `values_read` are those that the boxes say.
        """
        values: dict[str, Value] = {}
        for name, texts in self.unread_marks(values_read):
            old = self.record.fields.get(name, "")
            new = sorted(set(texts) - {old})
            if not _is_field(name, self.record):
                for text in new:
                    values_shown = {"name": in_note(name), "words": in_note(text)}
                    self.context.refuse("", "field-unknown", **values_shown)
            elif new == [""] and len(set(texts)) > 1:
                self.refuse_mixed("field-half-emptied", name, old, "")
            elif len(new) > 1:
                self.refuse_mixed("field-mixed", name, new[0], "”, “".join(new[1:]))
                for text in texts:
                    self.edits.seen += added_words(old, text)
            elif new:
                values[name] = new[0]
                for _ in range(texts.count(new[0])):
                    self.edits.seen += added_words(old, new[0])
        return values

    def read_removed_marks(self) -> dict[str, Value]:
        """Return the fields outside the boxes whose words were taken out with their marks, as
        empty.
        """
        boxes_present = {block.id for block in self.page.blocks}
        is_marked = self.page.marked and self.page.fields  # in boxes, fields are known without, too
        if not is_marked or not self.record.blocks.keys() <= boxes_present:
            return {}  # a page without marks, or less than all of one
        return {
            name: ""
            for name, old in self.record.fields.items()
            if name in FRAME_FIELDS and name not in self.page.fields and old not in self.page.frame
        }

    def refuse_mixed(self, code: str, name: str, old: str, new: str) -> None:
        label = field_label(name)
        self.context.refuse("", code, name=label, old=in_note(old), new=in_note(new))
        self.edits.refused |= self.record.blocks.keys()

    def add_value(self, name: str, value: Value) -> None:
        """Take `value`, unless the field has it already."""
        handout = self.context.handout
        if isinstance(value, str):
            if issued := self.record.fields.get(name):
                self.edits.replaced[issued] = value
            is_note = name == "teacher_note"
            note = str(handout.value(name) or "") if is_note else ""
            old = note if is_note else self.context.displayed.get(name, "")
            if value != old:
                self.edits.values[name] = value
                self.context.add_change(name, [old], [value])
            return
        now = handout.value(name)
        rows = now if isinstance(now, tuple) else ()
        if tuple(value) != rows:
            self.edits.values[name] = value
            self.context.add_change(name, row_words(rows), row_words(value))


def refuse_contacts(edits: FieldEdits, record: Record, path: str, rows: Sequence[Row]) -> None:
    """Take `rows`, for which there is no room, out of the contacts in `edits`, and tell it."""
    label = field_label("contacts")
    box_ids = {id for id, block in record.blocks.items() if block.holds == "contacts"}
    for row, text in zip(rows, row_words(rows), strict=True):
        values = {"name": label, "words": in_note(text), "most": MOST_CONTACTS}
        edits.problems.append(problem("rows-too-many", Position(path), warning=True, **values))
        edits.contacts = tuple(each for each in edits.contacts or () if each != row)
        edits.changes = [
            change for change in edits.changes if (change.where, change.new) != ("contacts", text)
        ]
        edits.refused |= {*box_ids, "contacts"}


def _names_to_check_with(new: Mapping[str, Value]) -> set[str]:
    """Return the fields whose values are checked together with those in `new`."""
    pairs = {"arrive", "leave"}, {"valid_from", "valid_to"}
    names = set(new)
    for pair in pairs:
        if pair & new.keys():
            names |= pair
    return names


def _is_field(name: str, record: Record) -> bool:
    top, _, member = name.partition(".")
    table = message_table("fields", record.language)["fields"].get(top)
    return table is not None and (not member or member in table.get("columns", {}))


def _iso_date(text: str, dates: Mapping[str, Any]) -> str:
    """Return a day that is written as the language's `dates` are, as YYYY-MM-DD; `text` itself if
    it is none.
    """
    months = "|".join(map(re.escape, dates["months"]))
    # More letters, as in June, and no digit: one is of tháng 10, or of the day in 1月10日.
    pattern = re.escape(dates["format"]).replace(r"\{month\}", rf"(?P<month>{months})[^\W\d]*\.?")
    pattern = pattern.replace(r"\{day\}", r"(?P<day>\d{1,2})")
    pattern = pattern.replace(r"\{year\}", r"(?P<year>\d{4})").replace(r"\ ", r"\s+")
    date = re.fullmatch(pattern, text.strip())
    if not date:
        return text
    month = dates["months"].index(date["month"]) + 1
    try:
        return datetime.date(int(date["year"]), month, int(date["day"])).isoformat()
    except ValueError:  # the 31st of a month that has none
        return text
