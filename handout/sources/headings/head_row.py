"""The row of headings of a spreadsheet: found among its first rows, and read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from handout.problems import Position, Problem, problem
from handout.sources.fields.single_line import shorten
from handout.sources.headings.columns import Columns, HeadedTable
from handout.sources.headings.heading_words import (
    columns_by_heading,
    guess_column,
    heading_key,
    headings_of_corrections,
    sure_column,
)
from handout.sources.headings.notes import join_few
from handout.sources.headings.remarks import drop_remarks
from handout.sources.spreadsheet.rows import Row, column_letter

MOST_ROWS_ABOVE = 20  # rows: a title may stand above the headings

_HEADING_ERRORS = ("roster-heading", "roster-column")


def has_heading_errors(problems: Iterable[Problem]) -> bool:
    """Return whether `problems` has an error in the headings, and so in every row below them."""
    return any(
        problem.code.startswith(_HEADING_ERRORS) and not problem.warning for problem in problems
    )


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


def count_headings(rows: Sequence[Row], mapped: Mapping[str, str]) -> int:
    """Return how many headings that are known, or may be meant, the best of the first rows has.

    `mapped` has the columns that somebody chose for headings, normalized.
    """
    first_rows = rows[:MOST_ROWS_ABOVE]
    known = _count_known(first_rows, mapped)
    guesses = _count_guesses(first_rows)
    return max((*known, *guesses), default=0)


def _find_head(rows: Sequence[Row], mapped: Mapping[str, str]) -> int | None:
    """Return which of `rows` has the headings: the first with two that are known, else the one with
    most that may be meant.
    """
    counts = _count_known(rows, mapped)
    for index, count in enumerate(counts):
        if count > 1:
            return index
    guesses = _count_guesses(rows)
    if max(guesses) > 1:
        return guesses.index(max(guesses))
    return counts.index(1) if 1 in counts else None


def _count_known(rows: Sequence[Row], mapped: Mapping[str, str]) -> list[int]:
    known = columns_by_heading().keys() | mapped.keys()
    return [sum(heading_key(cell) in known for cell in row.cells) for row in rows]


def _count_guesses(rows: Sequence[Row]) -> list[int]:
    return [sum(bool(guess_column(cell)) for cell in row.cells) for row in rows]


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
        known, ours = columns_by_heading(), headings_of_corrections()
        others = []
        for number, cell in enumerate(self._head.cells, 1):
            heading = heading_key(cell)
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
        sure = sure_column(cell)
        if sure and sure not in self.numbers:
            self.numbers[sure] = number
            values = {"near": sure, "heading": heading}
            self._add_problem("roster-heading-read", number, warning=True, **values)
            return
        guess = guess_column(cell)
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
