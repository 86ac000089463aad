"""What the readers of a page's fields share: the page, the issued and the current handout, the
edits so far.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from handout.edits.diff import Change, prose_changes
from handout.edits.units import Unit
from handout.interface_language import interface_messages
from handout.layering.compose import Handout
from handout.layering.front_labels import row_label
from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.pull.page.page_words import in_note, new_part, words_in
from handout.sources.customization.edit import Change as Value
from handout.sources.customization.edit import Row
from handout.sources.edited.html_page import Page
from handout.sources.edited.record import Record
from handout.sources.fields.facts import MORE, fact_fields
from handout.sources.fields.fields import FIELDS

_ROW_NUMBER = re.compile(r"\.\d+")


@dataclass
class FieldEdits:
    """What a page changes in the fields.

    `values` are for the customization; `contacts` are all rows of people as the teacher wants them,
    None: unchanged. `problems` tell what was not taken; `refused` are the boxes and fields that
    will not come out as they are in the file. `seen` are the words that were taken or told, and
    `replaced` what fields of one line said as issued, with what they say now: other lines repeat
    it.
    """

    values: dict[str, Value] = field(default_factory=dict)
    contacts: tuple[Row, ...] | None = None
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    replaced: dict[str, str] = field(default_factory=dict)


class FieldContext:
    """A page, the record of what was issued, and the handout and the words on it now.

    `edits` grow as it is read.
    """

    def __init__(
        self, record: Record, page: Page, handout: Handout, displayed: Mapping[str, str]
    ) -> None:
        self.record, self.page, self.handout, self.displayed = record, page, handout, displayed
        self.messages: dict[str, Any] = message_table("words", record.language)
        self.position = Position(page.path)
        self.edits = FieldEdits()
        self.handled: set[str] = set()  # fields that were read where they stand in a row
        self.line_words = _line_words(page, record)

    @cached_property
    def fact_keys(self) -> Mapping[str, str]:
        """Return the rows of Find it fast by their labels on the sheet."""
        language, labels = self.record.language, self.record.labels
        keys = dict.fromkeys(self.record.row_labels.values(), MORE)
        return keys | {row_label(row, language, labels): row for row in fact_fields()}

    def value_now(self, name: str) -> Value:
        value = self.handout.value(name)
        if isinstance(value, tuple):
            return value
        return "" if value is None else str(value)

    def refuse_value(self, name: str, words: str, reason: Problem) -> None:
        box = FIELDS[name.partition(".")[0]].box
        ids = [id for id, block in self.record.blocks.items() if block.holds == box] or [""]
        code = "row-again" if reason.code == "row-twice" else "value-untaken"
        label = field_label(name)
        now = self.value_now(name) if "." not in name else ""
        shown = in_note(new_part(now if isinstance(now, str) else "", words))
        for id in ids:
            self.refuse(id, code, name=label, words=shown, why=reason.message, hint=reason.hint)

    def rows_now(self, name: str) -> list[Row]:
        value = self.handout.value(name)
        return [row for row in value if isinstance(row, dict)] if isinstance(value, tuple) else []

    def add_change(self, name: str, old: Sequence[str], new: Sequence[str]) -> None:
        label = field_label(name)
        if isinstance(self.handout.value(name), str) or len(old) == len(new) == 1:
            self.edits.changes.append(Change("field", name, label, "".join(old), "".join(new)))
            return
        before, after = (tuple(Unit("p", row) for row in rows) for rows in (old, new))
        self.edits.changes += prose_changes(name, label, before, after)

    def refuse(self, id: str, code: str, **values: object) -> None:
        self.edits.problems.append(problem(code, self.position, warning=True, **values))
        self.edits.refused.add(id)
        self.edits.seen += words_in(str(values.get("words", "")))


def _line_words(page: Page, record: Record) -> Mapping[str, tuple[str, ...]]:
    """Return the words of the fields that stand within the lines of boxes, by their names."""
    words: dict[str, tuple[str, ...]] = {}
    for box in page.blocks:
        issued = record.blocks.get(box.id)
        if issued and issued.holds not in ("", "help"):
            continue
        for line in box.lines:
            for mark in line.fields:
                words[mark.name] = (*words.get(mark.name, ()), mark.words or "")
    return words


def field_label(name: str) -> str:
    """Return what the field, or its column or member, is called where problems are told."""
    top, _, member = _ROW_NUMBER.sub("", name).partition(".")
    table = interface_messages("fields")["fields"][top]
    label = str(table["label"])
    return f"{label}: {table['columns'][member]}" if member in table.get("columns", {}) else label
