"""The faulty rows of a roster: written out for a person to correct, and put back into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from handout.interface_language import (
    interface_language,
    interface_messages,
    tables_in_all_languages,
)
from handout.problems import HandoutError, Position, Problem, problem, raise_errors, reword_problem
from handout.sources.headings.columns import HeadedTable
from handout.sources.headings.heading_words import normalize_heading
from handout.sources.headings.notes import join_few
from handout.sources.headings.table import read_table
from handout.sources.roster.roster import read_roster
from handout.sources.roster.xlsx_writer import format_workbook
from handout.sources.spreadsheet.excel_quirks import is_made_of
from handout.sources.spreadsheet.rows import Row
from handout.sources.spreadsheet.spreadsheet import read_rows
from handout.sources.spreadsheet.xlsx import read_listed_rows


class Change(NamedTuple):
    """A cell that says something else now, by its row and column in the roster."""

    row: int
    column: int
    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class CorrectedRoster:
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
    errors = errors_by_row(path, problems)
    if not errors:
        return None
    table = read_table(path, [])
    if table is None:
        return None
    width = max(len(row.cells) for row in (table.head, *table.rows))
    headings = interface_messages("roster-words")["correct"]
    lines = [[*_pad_row(table.head, width), headings["row"], headings["wrong"]]]
    comments: dict[tuple[int, int], str] = {}
    numbers = []
    for row in table.rows:
        if row.number not in errors:
            continue
        line_number = len(lines) + 1
        messages = [_format_message(error) for error in errors[row.number]]
        for error, message in zip(errors[row.number], messages, strict=True):
            # What concerns no cell stands at the column that says what is wrong.
            cell = line_number, error.column or width + 2
            comments[cell] = f"{comments[cell]}\n{message}" if cell in comments else message
        lines.append([*_pad_row(row, width), str(row.number), "\n".join(messages)])
        numbers.append(row.number)
    return format_workbook(lines, comments, numbers) if numbers else None


def apply_corrections(path: Path, corrected: Path) -> CorrectedRoster:
    """Return the roster at `path` with what was changed in `corrected`, a file as rows_to_correct
    makes it.

    What only a spreadsheet program changed stays as it was. A row without a number goes to the end,
    and one that was deleted there is left out. Raises HandoutError with all that is wrong with
    either file.
    """
    files = (path, "roster-missing"), (corrected, "corrections-missing")
    raise_errors([problem(code, Position(str(file))) for file, code in files if not file.exists()])
    problems: list[Problem] = []
    roster = read_table(path, problems)
    corrections = read_table(corrected, problems, roster=path)
    raise_errors(problems)
    assert roster is not None and corrections is not None
    merge = _CorrectionMerge(roster, corrections, corrected, problems)
    merge.add_rows()
    raise_errors(problems)
    listed_numbers = read_listed_rows(corrected)
    merge.remove_deleted(listed_numbers)
    if not listed_numbers:  # a CSV: nobody knows whether a row was deleted or never there
        merge.note_absent(_faulty_rows(path))
    return merge.result()


def is_corrections_file(path: Path) -> bool:
    """Return whether the table at `path` has the two columns that rows_to_correct adds."""
    try:
        rows, _ = read_rows(path)
    except HandoutError:
        return False
    if not rows:
        return False
    headings = {normalize_heading(cell) for cell in rows[0].cells}
    return bool(headings & _heading_keys("row")) and bool(headings & _heading_keys("wrong"))


def _heading_keys(name: str) -> set[str]:
    """Return what a column of ours is called in each language, normalized."""
    tables = tables_in_all_languages("roster-words")
    return {normalize_heading(table["correct"][name]) for table in tables}


class _CorrectionMerge:
    """Puts the rows of `corrections` into those of `roster`; notes and errors go to `problems`."""

    def __init__(
        self,
        roster: HeadedTable,
        corrections: HeadedTable,
        corrected: Path,
        problems: list[Problem],
    ) -> None:
        self._corrections = corrections
        self._path = str(corrected)
        self._problems = problems
        row_keys, wrong_keys = _heading_keys("row"), _heading_keys("wrong")
        found = [cell for cell in corrections.head.cells if normalize_heading(cell) in row_keys]
        self._has_numbers = bool(found)
        self._row_heading = found[0] if found else ""
        self._headings = list(roster.head.cells)
        self._indexes = {
            normalize_heading(heading): index
            for index, heading in enumerate(self._headings)
            if heading
        }
        for heading in corrections.head.cells:
            key = normalize_heading(heading)
            if heading and key not in self._indexes and key not in row_keys | wrong_keys:
                self._indexes[key] = len(self._headings)
                self._headings.append(heading)
        width = len(self._headings)
        self._rows = {row.number: [*_pad_row(row, width)] for row in roster.rows}
        self._changes: list[Change] = []
        self._undone: list[tuple[Position, str, str]] = []  # what a program changed by itself
        self._corrected_rows: set[int] = set()
        self._new_rows: list[list[str]] = []

    def add_rows(self) -> None:
        """Take over what was changed in each row."""
        headings = self._corrections.head.cells
        for row in self._corrections.rows:
            cells = {}
            for heading, cell in zip(headings, _pad_row(row, len(headings)), strict=False):
                if heading:
                    cells[normalize_heading(heading)] = cell
            number = self._find_number(row, cells)
            if number == 0:
                self._add_new_row(cells)
            elif number is not None:
                self._corrected_rows.add(number)
                self._change_row(number, cells, Position(self._path, row.number))

    def _add_new_row(self, cells: Mapping[str, str]) -> None:
        line = [""] * len(self._headings)
        for key, cell in cells.items():
            if key in self._indexes:
                line[self._indexes[key]] = cell
        self._new_rows.append(line)

    def _find_number(self, row: Row, cells: Mapping[str, str]) -> int | None:
        """Return the number of the roster's row that a corrected row is, 0 for a new one.

        None if there is none: that is an error.
        """
        if not self._has_numbers:
            return self._find_number_by_id(row, cells)
        typed = cells.get(normalize_heading(self._row_heading), "")
        number = typed.removesuffix(".0")  # a spreadsheet program may make a number of it
        if not number:
            return 0
        if number.isdecimal() and self._is_open(int(number)):
            return int(number)
        self._add_row_error("roster-correct-row", row, typed[:20])
        return None

    def _find_number_by_id(self, row: Row, cells: Mapping[str, str]) -> int | None:
        key = normalize_heading("handout_id")
        id, index = cells.get(key, ""), self._indexes.get(key)
        matches = []
        if index is not None:
            matches = [
                number for number, line in self._rows.items() if _is_same_cell(line[index], id)
            ]
        if len(matches) == 1 and self._is_open(matches[0]):
            return matches[0]
        self._add_row_error("roster-correct-lost", row, id[:40])
        return None

    def _is_open(self, number: int) -> bool:
        """Return whether the roster has a row of this number, and none was given for it yet."""
        return number in self._rows and number not in self._corrected_rows

    def _add_row_error(self, code: str, row: Row, words: str) -> None:
        position = Position(self._path, row.number)
        self._problems.append(problem(code, position, found=words, heading=self._row_heading))

    def _change_row(self, number: int, cells: Mapping[str, str], position: Position) -> None:
        """Take over the cells of one row that somebody changed."""
        line = self._rows[number]
        for key, after in cells.items():
            index = self._indexes.get(key)
            if index is None or after == line[index]:
                continue
            before = line[index]
            if is_made_of(after, before):
                self._undone.append((position, before, after))
                continue
            line[index] = after
            self._changes.append(Change(number, index + 1, self._headings[index], before, after))

    def remove_deleted(self, listed: Sequence[int]) -> None:
        """Leave out the rows that were `listed` in the file, by their numbers, and were deleted."""
        deleted = [number for number in listed if self._is_open(number)]
        for number in deleted:
            del self._rows[number]
        self._note_rows("roster-correct-out", deleted)

    def note_absent(self, faulty: Collection[int]) -> None:
        """Note which of the `faulty` rows, by their numbers, the file does not have."""
        self._note_rows("roster-correct-absent", list(filter(self._is_open, sorted(faulty))))

    def _note_rows(self, code: str, numbers: Sequence[int]) -> None:
        if numbers:
            rows = join_few([str(number) for number in numbers])
            self._problems.append(problem(code, Position(self._path), warning=True, rows=rows))

    def result(self) -> CorrectedRoster:
        if self._undone:
            position, before, after = self._undone[0]
            values = {"count": len(self._undone), "was": before, "found": after}
            note = problem("roster-correct-kept", position, warning=True, **values)
            self._problems.append(note)
        rows = [self._rows[number] for number in sorted(self._rows)]
        return CorrectedRoster(
            [self._headings, *rows, *self._new_rows],
            tuple(self._changes),
            len(self._new_rows),
            tuple(sorted(set(self._problems))),
        )


def errors_by_row(path: Path, problems: Iterable[Problem]) -> dict[int, list[Problem]]:
    """Return the errors in the rows of the roster at `path`, by the numbers of the rows."""
    errors: dict[int, list[Problem]] = {}
    for error in sorted(set(problems)):
        if not error.warning and error.path == str(path) and error.line:
            errors.setdefault(error.line, []).append(error)
    return errors


def _faulty_rows(roster: Path) -> set[int]:
    """Return the numbers of the rows of a roster that have errors."""
    _, problems = read_roster(roster)
    return set(errors_by_row(roster, problems))


def _is_same_cell(before: str, after: str) -> bool:
    return before == after or is_made_of(after, before)


def _format_message(error: Problem) -> str:
    error = reword_problem(error, interface_language())
    return f"{error.message} {error.hint}".strip()


def _pad_row(row: Row, width: int) -> Sequence[str]:
    """Return the cells of a row, with empty ones up to `width` columns."""
    return [*row.cells, *[""] * (width - len(row.cells))]
