"""The columns of a roster: which there are, and finding them by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from handout.interface_language import tables_in_all_languages
from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.near_words import find_near_word
from handout.sources.fields.privacy_overrides import OVERRIDE
from handout.sources.fields.single_line import shorten
from handout.sources.fields.translations import (
    find_field,
    translated_members,
    translated_names,
)
from handout.sources.roster.notes import join_few
from handout.sources.roster.remarks import drop_remarks
from handout.sources.spreadsheet.rows import Row, column_letter

MOST_ROWS_ABOVE = 20  # rows: a title may stand above the headings

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


# What stands in brackets at the end of a heading.
_IN_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")
_HEADING_ERRORS = ("roster-heading", "roster-column")


def has_heading_errors(problems: Iterable[Problem]) -> bool:
    """Return whether `problems` has an error in the headings, and so in every row below them."""
    return any(
        problem.code.startswith(_HEADING_ERRORS) and not problem.warning for problem in problems
    )


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
        padded = [*cells, *[""] * (self.last - len(cells))]
        return {name: padded[number - 1] for name, number in self.numbers.items()}


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


def read_headings(
    rows: Sequence[Row],
    path: str,
    problems: list[Problem],
    needed: Sequence[str],
    mapped: Mapping[str, str],
) -> HeadedTable | None:
    """Return `rows` with their headings read; None if there are none.

    What is wrong is added to `problems`. `needed` are the columns without which it cannot go on.
    `mapped` has the columns that somebody chose for headings, normalized; "" is for none.
    """
    if not rows:
        problems.append(problem("roster-empty", Position(path)))
        return None
    index = _find_head(rows[:MOST_ROWS_ABOVE], mapped)
    if index is None:
        problems.append(problem("roster-no-headings", Position(path, rows[0].number), file=path))
        return None
    if index:
        position = Position(path, rows[0].number)
        above = join_few([str(row.number) for row in rows[:index]])
        problems.append(problem("roster-above", position, warning=True, rows=above))
    head, below = rows[index], rows[index + 1 :]
    reader = _HeadingReader(head, below, path, problems)
    reader.read(mapped)
    if reader.is_asked:
        position = Position(path, head.number)
        problems.append(problem("roster-map", position, warning=True, file=path))
    for name in needed:
        if not reader.has_column(name):
            problems.append(problem("roster-column", Position(path, head.number), heading=name))
    filled = [reader.numbers[name] for name in needed if name in reader.numbers]
    below = drop_remarks(below, head, filled, path, problems)
    if not below:
        problems.append(problem("roster-empty", Position(path, head.number)))
    return HeadedTable(head, Columns(reader.numbers, len(head.cells)), below)


def _find_head(rows: Sequence[Row], mapped: Mapping[str, str]) -> int | None:
    """Return which of `rows` has the headings: the first with two that are known, else the one with
    most that may be meant.
    """
    known = _columns_by_heading().keys() | mapped.keys()
    counts = [sum(_heading_key(cell) in known for cell in row.cells) for row in rows]
    for index, count in enumerate(counts):
        if count > 1:
            return index
    guesses = [sum(bool(_guess_column(cell)) for cell in row.cells) for row in rows]
    if max(guesses) > 1:
        return guesses.index(max(guesses))
    return counts.index(1) if 1 in counts else None


class _HeadingReader:
    """Reads a row of headings.

    `numbers` are those of the columns that are known by their heading, or by another beyond doubt;
    `doubtful` the columns that a heading may mean, which is asked. What is wrong is added to
    `problems`.
    """

    def __init__(self, head: Row, below: Sequence[Row], path: str, problems: list[Problem]) -> None:
        self.numbers: dict[str, int] = {}
        self.doubtful: set[str] = set()
        self.is_asked = False  # whether a heading is an error
        self._head = head
        self._below = below
        self._path = path
        self._problems = problems

    def has_column(self, name: str) -> bool:
        """Return whether a column is there, is asked about, or can be read from another."""
        if name in self.numbers or name in self.doubtful:
            return True
        return name == "teacher_family" and "teacher_name" in self.numbers

    def read(self, mapped: Mapping[str, str]) -> None:
        """Read the headings that are mapped or ours first, so that no other is taken for one."""
        known, ours = _columns_by_heading(), _headings_of_corrections()
        others = []
        for number, cell in enumerate(self._head.cells, 1):
            heading = _heading_key(cell)
            if heading in mapped:
                if mapped[heading]:
                    self._read_known(number, mapped[heading])
            elif heading in known:
                self._read_known(number, known[heading])
            elif heading not in ours:
                others.append((number, cell))
        for number, cell in others:
            if cell:
                self._read_other(number, cell)
            else:
                self._check_empty(number)

    def _read_known(self, number: int, name: str) -> None:
        if name not in self.numbers:
            self.numbers[name] = number
            return
        first = column_letter(self.numbers[name])
        self._add_problem("roster-heading-twice", number, heading=name, first=first)

    def _check_empty(self, number: int) -> None:
        """Note a column that has no heading, if there is anything in it."""
        for row in self._below:
            if len(row.cells) >= number and row.cells[number - 1]:
                self._add_problem("roster-heading-empty", number, row=row.number)
                return

    def _read_other(self, number: int, cell: str) -> None:
        heading = shorten(cell)
        sure = _message_words("same").get(normalize_heading(cell), "")
        if sure and sure not in self.numbers:
            self.numbers[sure] = number
            values = {"near": sure, "heading": heading}
            self._add_problem("roster-heading-read", number, warning=True, **values)
            return
        guess = _guess_column(cell)
        is_unknown = not guess or guess in self.numbers
        self.doubtful.add(guess)
        self.is_asked = self.is_asked or not is_unknown
        code = "roster-heading-unknown" if is_unknown else "roster-heading"
        self._add_problem(code, number, warning=is_unknown, near=guess, heading=heading)

    def _add_problem(
        self, code: str, number: int, *, warning: bool = False, **values: object
    ) -> None:
        position = Position(self._path, self._head.number, number)
        letter = column_letter(number)
        self._problems.append(problem(code, position, warning=warning, letter=letter, **values))


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


@cache
def _columns_by_heading() -> dict[str, str]:
    """Return the names of all columns by their normalized headings."""
    return {normalize_heading(name): name for name in (*ROSTER, *field_columns())}


@cache
def _headings_of_corrections() -> frozenset[str]:
    """Return the headings of what we write beside the rows of a roster for people to fill in."""
    headings: list[str] = []
    for messages in tables_in_all_languages("roster"):
        form = messages["form"]
        headings += (*messages["correct"].values(), form["teacher"], form["also"])
    return frozenset(map(normalize_heading, headings))


def normalize_heading(heading: str) -> str:
    """Return a heading without what people write differently: School Name, school-name and
    SchoolName are one.
    """
    return re.sub(r"[\W_]+", "", heading.casefold())


def _heading_key(heading: str) -> str:
    """Return the normalized heading: of “Good until (term_end)”, as forms have it, the column."""
    in_brackets = _IN_BRACKETS.search(heading)
    key = normalize_heading(in_brackets[1]) if in_brackets else ""
    return key if key in _columns_by_heading() else normalize_heading(heading)


def find_column(name: str) -> str:
    """Return the column that is called `name`, however it is written; "" if there is none."""
    return _columns_by_heading().get(_heading_key(name), "")


def guess_column(heading: str) -> str:
    """Return the column that a heading is, or may mean; "" if none comes to mind."""
    return find_column(heading) or _guess_column(heading)


def _guess_column(heading: str) -> str:
    """Return the column that a heading which is none of ours may mean; "" if none comes to mind."""
    key = normalize_heading(heading)
    if listed := _message_words("meant").get(key) or _message_words("same").get(key):
        return listed
    known = _columns_by_heading()
    return known.get(find_near_word(key, known), "")


@cache
def _message_words(table: str) -> dict[str, str]:
    """Return a table of other headings, normalized, and the columns that they mean."""
    headings = message_table("roster")[table]
    return {normalize_heading(heading): column for heading, column in headings.items()}
