"""The columns of a roster: which there are, and finding them by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from handout.messages import words
from handout.problems import Place, Problem, problem
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.types import near, shortened
from handout.sources.roster.csv import Row, column_letter

_LOOKED_AT = 10  # rows: a title may stand above the headings


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
    "large_print": "large_print",
    "copies": "",
    "override_file": "",
}
"""The columns that every roster may have, in the order of the template, and the field that each is by itself."""

NEEDED = ("handout_id", "school_name", "teacher_family", "role")
"""The columns that every row must fill."""


_OF_ALL_ROWS = ("roster-heading", "roster-column")


def are_of_all_rows(problems: Iterable[Problem]) -> bool:
    """Whether one of `problems` is an error in the headings, and so in every row below them."""
    return any(one.code.startswith(_OF_ALL_ROWS) and not one.warning for one in problems)


@dataclass(frozen=True)
class Columns:
    """The number of each known column by its name, from 1, and the last that has a heading of any kind."""

    number: Mapping[str, int]
    last: int

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Which of the known columns each is, from 0."""
        return {name: n for n, name in enumerate(self.number)}

    def named(self, cells: Sequence[str]) -> dict[str, str]:
        """The cells of a row by the names of their columns; those that a short row lacks are empty."""
        return {name: cells[at - 1] if at <= len(cells) else "" for name, at in self.number.items()}


@dataclass(frozen=True)
class Headed:
    """A table with its row of headings and the rows below it."""

    head: Row
    columns: Columns
    rows: Sequence[Row]


@cache
def field_columns() -> tuple[str, ...]:
    """Every field of a customization as a column: room, emergency.fire, schedule.3.para_does, dos_extra.1, ..."""
    return tuple(_field_columns())


def read_headings(
    rows: Sequence[Row], path: str, found: list[Problem], needed: Sequence[str]
) -> Headed | None:
    """`rows` with their headings read; None if there are none. What is wrong is added to `found`.

    `needed` are the columns without which it cannot go on.
    """
    if not rows:
        found.append(problem("roster-empty", Place(path)))
        return None
    known = _by_squeezed()
    count = [sum(squeezed(cell) in known for cell in row.cells) for row in rows[:_LOOKED_AT]]
    at = next(
        (n for n, headings in enumerate(count) if headings > 1),
        count.index(1) if 1 in count else None,
    )
    if at is None:
        found.append(problem("roster-no-headings", Place(path, rows[0].number)))
        return None
    for row in rows[:at]:
        found.append(problem("roster-above", Place(path, row.number), warning=True, row=row.number))
    head = rows[at]
    number: dict[str, int] = {}
    for column, cell in enumerate(head.cells, 1):
        name, place = known.get(squeezed(cell), ""), Place(path, head.number, column)
        letter = column_letter(column)
        if name in number:
            first = column_letter(number[name])
            found.append(
                problem("roster-heading-twice", place, heading=name, letter=letter, first=first)
            )
        elif name:
            number[name] = column
        elif squeezed(cell) in _ours():
            pass
        elif cell:
            guess = _guess(cell)
            code = "roster-heading" if guess and guess not in number else "roster-heading-unknown"
            own = code != "roster-heading"
            found.append(
                problem(
                    code, place, warning=own, heading=shortened(cell), letter=letter, near=guess
                )
            )
        elif full := next(
            (row for row in rows[at + 1 :] if len(row.cells) >= column and row.cells[column - 1]),
            None,
        ):
            found.append(problem("roster-heading-empty", place, letter=letter, row=full.number))
    for name in needed:
        if name not in number:
            found.append(problem("roster-column", Place(path, head.number), heading=name))
    if at + 1 == len(rows):
        found.append(problem("roster-empty", Place(path, head.number)))
    return Headed(head, Columns(number, len(head.cells)), rows[at + 1 :])


def _field_columns() -> Iterator[str]:
    for name, field in FIELDS.items():
        match field.kind:
            case Group(fields):
                yield from (f"{name}.{member}" for member in fields)
            case Rows(most, columns):
                yield from (
                    f"{name}.{n}.{column}" for n in range(1, most + 1) for column in columns
                )
            case Lines(most):
                yield name
                yield from (f"{name}.{n}" for n in range(1, most + 1))
            case _:
                yield name


@cache
def _by_squeezed() -> dict[str, str]:
    return {squeezed(name): name for name in (*ROSTER, *field_columns())}


@cache
def _ours() -> frozenset[str]:
    """Headings of what we write beside the rows that are to be corrected."""
    return frozenset(map(squeezed, words("roster")["correct"].values()))


def squeezed(heading: str) -> str:
    """A heading without what people write differently: School Name, school-name and SchoolName are one."""
    return re.sub(r"[\W_]+", "", heading.casefold())


def _guess(heading: str) -> str:
    meant = {squeezed(name): column for name, column in words("roster")["meant"].items()}
    own = squeezed(heading)
    return meant.get(own) or _by_squeezed().get(near(own, _by_squeezed()), "")
