"""The fields of lists that stand within the lines of boxes: a person's name, one of the signals."""

from __future__ import annotations

from collections.abc import Sequence

from handout.problems import Problem
from handout.pull.fields.field_check import check_values
from handout.pull.fields.field_context import FieldContext, field_label
from handout.pull.fields.field_rows import row_words
from handout.pull.page.page_words import added_words, in_note
from handout.sources.customization.edit import Change as Value
from handout.sources.customization.edit import Row
from handout.sources.fields.fields import FIELDS, Lines, columns_of


def is_in_list(name: str) -> bool:
    """Return whether the field is in a list: its words in a table are read with their row."""
    top, _, member = name.partition(".")
    if not member or top not in FIELDS:
        return False
    return bool(columns_of(top)) or isinstance(FIELDS[top].kind, Lines)


class LineFieldReader:
    """Read what the lines of boxes say of lists, after the boxes that show the lists themselves."""

    def __init__(self, context: FieldContext, values: dict[str, Value]) -> None:
        self.context, self.values = context, values

    def read(self) -> None:
        """Put what is new into the contacts of the context's edits, and into the values."""
        for name in self.context.line_words:
            if is_in_list(name):
                self.read_field(name)

    def read_field(self, name: str) -> None:
        texts = self.context.page.fields.get(name, ())
        old = self.context.record.fields.get(name, "")
        new = sorted(set(texts) - {old})
        for text in texts:
            self.context.edits.seen += added_words(old, text)
        if len(new) > 1:
            self.refuse("field-mixed", name, new[0], "”, “".join(new[1:]))
        elif new == [""] and old in texts:
            self.refuse("field-half-emptied", name, old, "")
        elif new:
            self.change_list(name, old, new[0])

    def refuse(self, code: str, name: str, old: str, new: str) -> None:
        label = field_label(name)
        self.context.refuse("", code, name=label, old=in_note(old), new=in_note(new), words=new)
        self.context.edits.refused |= self.context.record.blocks.keys()

    def change_list(self, name: str, old: str, new: str) -> None:
        """Put the words `new` into the list that has `old` in the row of the field `name`."""
        top, number, *rest = name.split(".")
        column = rest[0] if rest else ""
        rows = self.rows_of(top)
        index = _find_row([_cell(row, column) for row in rows], int(number) - 1, old, new)
        if index is None:
            label = field_label(name)
            self.context.refuse("", "line-field-row-gone", name=label, words=in_note(new))
            return
        if index == len(rows):
            rows.append(dict.fromkeys(columns_of(top), "") if column else "")
        row = rows[index]
        if _cell(row, column) == new:
            return  # its table says so as well
        rows[index] = new if isinstance(row, str) else {**row, column: new}
        self.take_rows(top, [row for row in rows if _is_filled(row)])

    def rows_of(self, top: str) -> list[str | Row]:
        """Return the list as the page has it, as far as it was read, else as it is now."""
        edits = self.context.edits
        if top == "contacts" and edits.contacts is not None:
            return list(edits.contacts)
        value = self.values.get(top, self.context.value_now(top))
        return [] if isinstance(value, str) else list(value)

    def take_rows(self, top: str, rows: Sequence[str | Row]) -> None:
        value: Value = tuple(rows)  # type: ignore[assignment]
        if top != "contacts":
            self.values[top] = value
            return
        now = self.context.rows_now("contacts")
        checked = check_values({"contacts": value}, {"contacts": now})
        refused: list[tuple[str, str, Problem]] = checked.refused
        for name, words, reason in refused:
            self.context.refuse_value(name, words, reason)
        edits = self.context.edits
        contacts = checked.values["contacts"]
        edits.changes = [change for change in edits.changes if change.where != "contacts"]
        edits.contacts = None
        if list(contacts) != now:
            edits.contacts = contacts  # type: ignore[assignment]
            self.context.add_change("contacts", row_words(now), row_words(contacts))


def _cell(row: str | Row, column: str) -> str:
    return row if isinstance(row, str) else row.get(column, "")


def _is_filled(row: str | Row) -> bool:
    return bool(row) if isinstance(row, str) else any(row.values())


def _find_row(cells: Sequence[str], index: int, old: str, new: str) -> int | None:
    """Return which of `cells` the one is that was at `index` and said `old`; None if it is gone."""
    if index < len(cells) and cells[index] in (old, new):
        return index
    if index == len(cells) and not old:
        return index
    for words in filter(None, (old, new)):
        if cells.count(words) == 1:
            return cells.index(words)
    return None
