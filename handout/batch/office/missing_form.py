"""The form of what is missing at a school: a workbook that a school fills in and sends back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handout.batch.office.listed_handouts import ListedHandout
from handout.batch.plan.local_edits import field_label
from handout.interface_language import interface_messages
from handout.sources.fields.fields import FIELDS, Rows, value_names
from handout.sources.headings.columns import ROSTER
from handout.sources.roster.xlsx_writer import format_workbook

_HEAD_ROWS = 1
_MOST_ROWS = 4


def format_missing_form(handouts: Sequence[ListedHandout]) -> bytes | None:
    """Return the form of a school's handouts: a row for each that lacks something.

    Its columns are the roster's; the cells to fill in are colored, and those that need nothing
    say so. What does not fit a cell is named in the last column. None if nothing is missing.
    """
    words = interface_messages("roster-words")["form"]
    lacking = [handout for handout in handouts if handout.empty]
    if not lacking:
        return None
    columns = _columns_to_fill(lacking)
    headings = [_heading(column) for column in columns]
    table = [[words["id"], words["teacher"], *headings, words["also"]]]
    to_fill = set()
    for row, handout in enumerate(lacking, _HEAD_ROWS + 1):
        wanted = {column for field in handout.empty for column in _columns_of_field(field)}
        cells = ["" if column in wanted else words["done"] for column in columns]
        to_fill |= {(row, index) for index, column in enumerate(columns, 3) if column in wanted}
        table.append([handout.id, handout.teacher, *cells, _list_others(handout.empty)])
    comments = {(1, 3): words["help"]} if columns else {}
    return format_workbook(table, comments, marked=to_fill)


def count_missing(handouts: Iterable[ListedHandout]) -> int:
    """Return how many of `handouts` lack something."""
    return sum(bool(handout.empty) for handout in handouts)


def _columns_to_fill(handouts: Iterable[ListedHandout]) -> list[str]:
    """Return the roster's columns for all fields that are empty somewhere."""
    empty = {field for handout in handouts for field in handout.empty}
    columns: list[str] = []
    for field in value_names():
        if field in empty:
            columns += _columns_of_field(field)
    return columns


def _columns_of_field(field: str) -> tuple[str, ...]:
    """Return the columns of a roster that set `field`; none if it is a table of its own."""
    if field in ("teacher_name", "para_name"):
        role = field.partition("_")[0]
        return (f"{role}_given", f"{role}_family")
    kind = FIELDS[field.partition(".")[0]].kind
    if isinstance(kind, Rows):
        is_short = kind.most <= _MOST_ROWS  # of breaks one is asked for, of a day's hours none
        return tuple(f"{field}.1.{column}" for column in kind.columns) if is_short else ()
    return (next((column for column, name in ROSTER.items() if name == field), field),)


def _heading(column: str) -> str:
    """Return a heading in words, with the roster's column behind it by which it is read back."""
    words = interface_messages("roster-words")["form"]
    names: dict[str, str] = words["names"]
    if column in names:
        label = names[column]
    else:
        field, _, row = ROSTER.get(column, column).partition(".")
        label = field_label(ROSTER.get(column) or column)
        kind = FIELDS[field].kind
        if isinstance(kind, Rows):
            number, _, part = row.partition(".")
            meaning = interface_messages("fields")["fields"][field]["columns"][part]
            label = words["row"].format(label=label, number=number, part=meaning)
    return f"{label} ({column})"


def _list_others(empty: Iterable[str]) -> str:
    """Return the fields that no single cell can hold, as people call them."""
    return ", ".join(field_label(name) for name in empty if not _columns_of_field(name))
