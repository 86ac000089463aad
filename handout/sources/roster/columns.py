"""The columns of a roster: which there are, and finding them by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.near_words import find_near_word
from handout.sources.fields.single_line import shorten
from handout.sources.roster.notes import listed
from handout.sources.roster.remarks import drop_remarks
from handout.sources.spreadsheet.rows import Row, column_letter

_LOOKED_AT = 20  # rows: a title may stand above the headings


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
"""The columns that every roster may have, in the order of the template, and the field that each is
by itself.
"""

NEEDED = ("handout_id", "school_name", "teacher_family", "role")
"""The columns that every row must fill."""


_OF_ALL_ROWS = ("roster-heading", "roster-column")


def are_of_all_rows(problems: Iterable[Problem]) -> bool:
    """Return whether one of `problems` is an error in the headings, and so in every row below them."""
    return any(one.code.startswith(_OF_ALL_ROWS) and not one.warning for one in problems)


@dataclass(frozen=True, eq=False)
class Columns:
    """The number of each known column by its name, from 1, and the last that has a heading of any
    kind.
    """

    number: Mapping[str, int]
    last: int

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Return which of the known columns each is, from 0."""
        return {name: n for n, name in enumerate(self.number)}

    def named(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells of a row by the names of their columns; those that a short row lacks are
        empty.
        """
        return {name: cells[at - 1] if at <= len(cells) else "" for name, at in self.number.items()}


@dataclass(frozen=True)
class Headed:
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


def read_headings(
    rows: Sequence[Row], path: str, found: list[Problem], needed: Sequence[str]
) -> Headed | None:
    """`rows` with their headings read; None if there are none. What is wrong is added to `found`.

    `needed` are the columns without which it cannot go on.
    """
    if not rows:
        found.append(problem("roster-empty", Position(path)))
        return None
    at = _find_head(rows[:_LOOKED_AT])
    if at is None:
        found.append(problem("roster-no-headings", Position(path, rows[0].number)))
        return None
    if at:
        above = listed([str(row.number) for row in rows[:at]])
        found.append(
            problem("roster-above", Position(path, rows[0].number), warning=True, rows=above)
        )
    head = rows[at]
    number, asked = _read_head(head, rows[at + 1 :], path, found)
    for name in needed:
        if name not in (*number, *asked) and not (
            name == "teacher_family" and "teacher_name" in number
        ):
            found.append(problem("roster-column", Position(path, head.number), heading=name))
    columns = Columns(number, len(head.cells))
    filled = [number[name] for name in needed if name in number]
    below = drop_remarks(rows[at + 1 :], head, filled, path, found)
    if not below:
        found.append(problem("roster-empty", Position(path, head.number)))
    return Headed(head, columns, below)


def _find_head(rows: Sequence[Row]) -> int | None:
    """Return which of `rows` has the headings: the first with two that are known, else the one with
    most that may be meant.
    """
    known = _by_squeezed()
    counts = [sum(normalize_heading(cell) in known for cell in row.cells) for row in rows]
    for n, count in enumerate(counts):
        if count > 1:
            return n
    meant = [sum(bool(_meant(cell)) for cell in row.cells) for row in rows]
    if max(meant) > 1:
        return meant.index(max(meant))
    return counts.index(1) if 1 in counts else None


def _read_head(
    head: Row, below: Sequence[Row], path: str, found: list[Problem]
) -> tuple[dict[str, int], set[str]]:
    """Return the number of each column that is known by its heading, or by another beyond doubt.

    And those that are asked about. What is wrong is added to `found`.
    """
    known, number, asked = _by_squeezed(), dict[str, int](), set[str]()
    for column, cell in enumerate(head.cells, 1):
        name, position = known.get(normalize_heading(cell), ""), Position(path, head.number, column)
        if name in number:
            letter, first = column_letter(column), column_letter(number[name])
            found.append(
                problem("roster-heading-twice", position, heading=name, letter=letter, first=first)
            )
        elif name:
            number[name] = column
    same = _listed("same")
    for column, cell in enumerate(head.cells, 1):
        plain, position = normalize_heading(cell), Position(path, head.number, column)
        letter, heading = column_letter(column), shorten(cell)
        if plain in known or plain in _ours():
            continue
        if not cell:
            filled = (row for row in below if len(row.cells) >= column and row.cells[column - 1])
            if full := next(filled, None):
                found.append(
                    problem("roster-heading-empty", position, letter=letter, row=full.number)
                )
        elif (own := same.get(plain, "")) and own not in number:
            number[own] = column
            code, note = "roster-heading-read", True
            found.append(
                problem(code, position, warning=note, near=own, heading=heading, letter=letter)
            )
        else:
            guess = _meant(cell)
            unknown = not guess or guess in number
            asked.add(guess)
            code = "roster-heading-unknown" if unknown else "roster-heading"
            found.append(
                problem(code, position, warning=unknown, near=guess, heading=heading, letter=letter)
            )
    return number, asked


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
    return {normalize_heading(name): name for name in (*ROSTER, *field_columns())}


@cache
def _ours() -> frozenset[str]:
    """Headings of what we write beside the rows that are to be corrected."""
    return frozenset(map(normalize_heading, message_table("roster")["correct"].values()))


def normalize_heading(heading: str) -> str:
    """A heading without what people write differently: School Name, school-name and SchoolName are
    one.
    """
    return re.sub(r"[\W_]+", "", heading.casefold())


def _meant(heading: str) -> str:
    """Return the column that a heading which is none of ours may mean; "" if none comes to mind."""
    own = normalize_heading(heading)
    meant = _listed("meant").get(own) or _listed("same").get(own)
    return meant or _by_squeezed().get(find_near_word(own, _by_squeezed()), "")


@cache
def _listed(table: str) -> dict[str, str]:
    return {
        normalize_heading(name): column for name, column in message_table("roster")[table].items()
    }
