"""The faulty rows of a roster: written out for a person to correct, and put back into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from handout.messages import message_table
from handout.problems import Position, Problem, problem, raise_errors
from handout.sources.roster.columns import Headed, normalize_heading, read_headings
from handout.sources.roster.notes import listed
from handout.sources.roster.roster import read_roster
from handout.sources.roster.xlsx_writer import format_workbook
from handout.sources.spreadsheet.excel_quirks import is_made_of
from handout.sources.spreadsheet.rows import Row
from handout.sources.spreadsheet.spreadsheet import read_rows
from handout.sources.spreadsheet.xlsx import listed_rows


class Change(NamedTuple):
    """A cell that says something else now, by its row and column in the roster."""

    row: int
    column: int
    heading: str
    was: str
    now: str


@dataclass(frozen=True)
class Corrected:
    """The rows of a roster with corrected ones in it, the headings first.

    What changed, and how many rows are new.
    """

    rows: Sequence[Sequence[str]]
    changes: tuple[Change, ...]
    added: int
    problems: tuple[Problem, ...] = ()

    @property
    def replaced(self) -> int:
        """Return how many rows changed."""
        return len({change.row for change in self.changes})


def rows_to_correct(path: Path, problems: Iterable[Problem]) -> bytes | None:
    """Return the rows of the roster at `path` that have errors, as a workbook: as they came, with
    their number and what is wrong.

    Cells with errors are coloured, and say in a comment what is wrong. None if no error is in a
    row. Raises HandoutError if the roster cannot be read.
    """
    wrong: dict[int, list[Problem]] = {}
    for one in sorted(set(problems)):
        if not one.warning and one.path == str(path) and one.line:
            wrong.setdefault(one.line, []).append(one)
    if not wrong:
        return None
    table = read_headings(read_rows(path)[0], str(path), [], ())
    if table is None:
        return None
    width = max(len(row.cells) for row in (table.head, *table.rows))
    said = message_table("roster")["correct"]
    lines = [[*_wide(table.head, width), said["row"], said["wrong"]]]
    remarks: dict[tuple[int, int], str] = {}
    numbers = []
    for row in table.rows:
        if row.number not in wrong:
            continue
        for one in wrong[row.number]:
            at = len(lines) + 1, one.column or width + 2
            remarks[at] = "\n".join(filter(None, (remarks.get(at), _told(one))))
        told = "\n".join(map(_told, wrong[row.number]))
        lines.append([*_wide(row, width), str(row.number), told])
        numbers.append(row.number)
    return format_workbook(lines, remarks, numbers) if numbers else None


def apply_corrections(path: Path, corrected: Path) -> Corrected:
    """Return the roster at `path` with what was changed in `corrected`, a file as rows_to_correct
    makes it.

    What only a spreadsheet program changed stays as it was. A row without a number goes to the end,
    and one that was deleted there is left out. Raises HandoutError with all that is wrong with
    either file.
    """
    found: list[Problem] = []
    roster, fixed = (_table(one, found) for one in (path, corrected))
    raise_errors(found)
    assert roster is not None and fixed is not None
    merge = _Merge(roster, fixed, corrected, found)
    merge.add_rows()
    raise_errors(found)
    listed_numbers = listed_rows(corrected)
    merge.leave_out(listed_numbers)
    if not listed_numbers:  # a CSV: nobody knows whether a row was deleted or never there
        merge.note_absent(_wrong_rows(path))
    return merge.result()


class _Merge:
    """Puts the rows of `fixed` into those of `roster`; what there is to tell goes to `found`."""

    def __init__(
        self, roster: Headed, fixed: Headed, corrected: Path, found: list[Problem]
    ) -> None:
        said = message_table("roster")["correct"]
        self.fixed, self.path, self.found = fixed, str(corrected), found
        self.row_heading = said["row"]
        own = (normalize_heading(said["row"]), normalize_heading(said["wrong"]))
        self.heads = list(roster.head.cells)
        self.at = {normalize_heading(heading): n for n, heading in enumerate(self.heads) if heading}
        for heading in fixed.head.cells:
            if heading and normalize_heading(heading) not in (*self.at, *own):
                self.at[normalize_heading(heading)] = len(self.heads)
                self.heads.append(heading)
        self.rows = {row.number: [*_wide(row, len(self.heads))] for row in roster.rows}
        self.has_numbers = any(normalize_heading(heading) == own[0] for heading in fixed.head.cells)
        self.changes: list[Change] = []
        self.kept: list[tuple[Position, str, str]] = []
        self.seen: set[int] = set()
        self.new: list[list[str]] = []

    def add_rows(self) -> None:
        """Take over what was changed in each row."""
        for row in self.fixed.rows:
            cells = {
                normalize_heading(heading): row.cells[n] if n < len(row.cells) else ""
                for n, heading in enumerate(self.fixed.head.cells)
                if heading
            }
            number = self.number_of(row, cells)
            if number == 0:
                line = [""] * len(self.heads)
                for heading, cell in cells.items():
                    if heading in self.at:
                        line[self.at[heading]] = cell
                self.new.append(line)
            elif number is not None:
                self.seen.add(number)
                self.change(number, cells, Position(self.path, row.number))

    def number_of(self, row: Row, cells: Mapping[str, str]) -> int | None:
        """Return the number of the roster's row that a corrected row is, 0 for a new one.

        None if there is none: that is told.
        """
        position = Position(self.path, row.number)
        if not self.has_numbers:
            id = cells.get(normalize_heading("handout_id"), "")
            at = self.at.get(normalize_heading("handout_id"))
            same = [n for n, line in self.rows.items() if at is not None and _same(line[at], id)]
            if len(same) == 1 and same[0] not in self.seen:
                return same[0]
            shown = {"found": id[:40], "heading": self.row_heading}
            self.found.append(problem("roster-correct-lost", position, **shown))
            return None
        typed = cells.get(normalize_heading(self.row_heading), "")
        number = typed.removesuffix(".0")
        if not number:
            return 0
        if number.isdecimal() and int(number) in self.rows and int(number) not in self.seen:
            return int(number)
        shown = {"found": typed[:20], "heading": self.row_heading}
        self.found.append(problem("roster-correct-row", position, **shown))
        return None

    def change(self, number: int, cells: Mapping[str, str], position: Position) -> None:
        """Take over the cells of one row that somebody changed."""
        line = self.rows[number]
        for heading, now in cells.items():
            at = self.at.get(heading)
            if at is None or now == line[at]:
                continue
            was = line[at]
            if is_made_of(now, was):
                self.kept.append((position, was, now))
                continue
            line[at] = now
            self.changes.append(Change(number, at + 1, self.heads[at], was, now))

    def leave_out(self, there: Sequence[int]) -> None:
        """Leave out the rows that stood in the file, by the numbers in `there`, and were deleted."""
        out = [number for number in there if number in self.rows and number not in self.seen]
        for number in out:
            del self.rows[number]
        if out:
            rows = listed([str(number) for number in out])
            self.found.append(
                problem("roster-correct-out", Position(self.path), warning=True, rows=rows)
            )

    def note_absent(self, wrong: Collection[int]) -> None:
        """Note which rows with errors, by their numbers in `wrong`, the file does not have."""
        absent = [
            number for number in sorted(wrong) if number in self.rows and number not in self.seen
        ]
        if absent:
            rows = listed([str(number) for number in absent])
            self.found.append(
                problem("roster-correct-absent", Position(self.path), warning=True, rows=rows)
            )

    def result(self) -> Corrected:
        if self.kept:
            position, was, now = self.kept[0]
            shown = {"was": was, "found": now}
            note = problem(
                "roster-correct-kept", position, warning=True, count=len(self.kept), **shown
            )
            self.found.append(note)
        lines = [self.heads, *(self.rows[number] for number in sorted(self.rows)), *self.new]
        return Corrected(lines, tuple(self.changes), len(self.new), tuple(sorted(set(self.found))))


def _wrong_rows(roster: Path) -> set[int]:
    """Return the numbers of the rows of a roster that have errors."""
    problems = read_roster(roster)[1]
    return {problem.line for problem in problems if problem.line and not problem.warning}


def _same(was: str, now: str) -> bool:
    return was == now or is_made_of(now, was)


def _told(one: Problem) -> str:
    return f"{one.message} {one.hint}".strip()


def _table(path: Path, found: list[Problem]) -> Headed | None:
    rows, told = read_rows(path)
    found += told
    return read_headings(rows, str(path), found, ())


def _wide(row: Row, width: int) -> Sequence[str]:
    return [*row.cells, *[""] * (width - len(row.cells))]
