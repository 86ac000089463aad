"""The columns that a roster may have, and a table that has some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter

from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.privacy_overrides import OVERRIDE
from handout.sources.fields.translations import (
    find_field,
    translated_members,
    translated_names,
)
from handout.sources.spreadsheet.rows import Row

ROSTER = {
    "handout_id": "",
    "school_id": "",
    "school_name": "school_name",
    "class_id": "",
    "class_title": "class_title",
    "teacher_given": "",
    "teacher_family": "",
    "teacher_email": "",
    "para_given": "",
    "para_family": "",
    "role": "role",
    "grade_band": "grade_band",
    "room": "room",
    "period": "",
    "start_time": "arrive",
    "end_time": "leave",
    "term_start": "valid_from",
    "term_end": "valid_to",
    "language": "language",
    "second_language": "second_language",
    "paper": "paper",
    "text_size": "text_size",
    "large_print": "large_print",
    "copies": "",
    "override_file": "",
}
"""The columns that every roster may have, in the order of the template, and the field that each is
by itself.
"""

MOST_ROW_OVERRIDES = 5
"""How many findings of the privacy check a row can let stand."""

NEEDED = ("handout_id", "school_name", "teacher_family", "role")
"""The columns that every row must fill."""


@dataclass(frozen=True, eq=False)
class Columns:
    """The `numbers` of the known columns by their names, from 1, and that of the `last` column that
    has a heading of any kind.
    """

    numbers: Mapping[str, int]
    last: int

    @cached_property
    def indexes(self) -> Mapping[str, int]:
        """Return which of the known columns each is, from 0."""
        return {name: index for index, name in enumerate(self.numbers)}

    def cells_by_name(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells of a row by the names of their columns; those that a short row lacks are
        empty.
        """
        padded = [*cells, *[""] * (self.last + 1 - len(cells))]
        return dict(zip(self.numbers, self._pick(padded), strict=False))

    @cached_property
    def _pick(self) -> Callable[[Sequence[str]], tuple[str, ...]]:
        """Return what picks the known columns of a row, and one more: of one it makes no tuple."""
        return itemgetter(*(number - 1 for number in self.numbers.values()), self.last)


@dataclass(frozen=True)
class HeadedTable:
    """A table with its row of headings and the rows below it."""

    head: Row
    columns: Columns
    rows: Sequence[Row]


@cache
def field_columns() -> tuple[str, ...]:
    """Return every field of a customization as a column: room, emergency.fire,
    schedule.3.para_does, dos_extra.1, ...
    """
    return tuple(_field_columns())


def _field_columns() -> Iterator[str]:
    for name, field in FIELDS.items():
        match field.kind:
            case Group(fields):
                members = (*fields, *translated_members(name))
                yield from (f"{name}.{member}" for member in members)
            case Rows(most, columns):
                members = (*columns, *translated_members(name))
                for number in range(1, most + 1):
                    yield from (f"{name}.{number}.{member}" for member in members)
            case Lines(most):
                yield name
                yield from (f"{name}.{number}" for number in range(1, most + 1))
            case _:
                yield name
    for name in translated_names():
        yield name
        translated = find_field(name)
        if translated and isinstance(translated.kind, Lines):
            most = translated.kind.most
            yield from (f"{name}.{number}" for number in range(1, most + 1))
    for number in range(1, MOST_ROW_OVERRIDES + 1):
        yield from (f"privacy.{number}.{column}" for column in OVERRIDE)
