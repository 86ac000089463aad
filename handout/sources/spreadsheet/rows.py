"""The rows of a spreadsheet file: their cells as tidy text, and the bounds on their size."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.fields.single_line import shorten
from handout.sources.text_repair import repair_text
from handout.sources.unseen_signs import remove_unseen, unseen_codes

MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_767  # characters, as in Excel

# What a spreadsheet program takes as the start of a formula, also in its full-width forms.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# ="012": a student system writes a formula so that Excel keeps the zeros.
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_NO_CELLS: Mapping[int, str] = MappingProxyType({})
_MOST_KNOWN = 50_000  # cells that are kept of a file, however many rows it has


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has anything in it; `number` as a spreadsheet program counts it, from 1.

    By the number of their column, from 1: `spoilt` are the words of cells as they came whose signs
    were put right, and `shown` what a sheet shows for the days and times among the cells, which
    themselves say 2026-09-01 or 8:30.
    """

    number: int
    cells: tuple[str, ...]
    spoilt: Mapping[int, str] = field(default_factory=lambda: _NO_CELLS)
    shown: Mapping[int, str] = field(default_factory=lambda: _NO_CELLS)


class RowMaker:
    """Makes the rows of a file. Most cells say what one of another row says: each is tidied once,
    and equal ones are one text in memory.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._tidy_cells = _TidyCells()

    def make(
        self, number: int, cells: Sequence[str], shown: Mapping[int, str] = _NO_CELLS
    ) -> Row | None:
        """Return the row with these cells tidied, or None if all are empty.

        Raises HandoutError if there is too much in it.
        """
        known = self._tidy_cells
        if len(known) > _MOST_KNOWN:
            known = self._tidy_cells = _TidyCells()
        tidy = list(map(known.__getitem__, cells))
        spoilt = _NO_CELLS
        if known.spoilt and not known.spoilt.isdisjoint(cells):
            spoilt = {column: cell for column, cell in enumerate(cells, 1) if cell in known.spoilt}
        while tidy and not tidy[-1]:
            del tidy[-1]
        if not tidy:
            return None
        if known.longest > LONGEST_CELL or len(tidy) > MOST_COLUMNS:
            _check_size(number, tidy, self._path)
        return Row(number, tuple(tidy), spoilt, shown)


class _TidyCells(dict[str, str]):
    """Cells by what they were typed as, each tidied where it is first asked for.

    `spoilt` are those of them whose signs were put right or left out; `longest` is how many
    characters the longest has.
    """

    def __init__(self) -> None:
        super().__init__()
        self.spoilt: set[str] = set()
        self.longest = 0

    def __missing__(self, cell: str) -> str:
        repaired = cell
        if "&" in cell or not cell.isascii():
            repaired = remove_unseen(repair_text(cell))
            if repaired != unicodedata.normalize("NFC", cell):
                self.spoilt.add(cell)
        tidy = self[cell] = _tidy_cell(repaired)
        self.longest = max(self.longest, len(tidy))
        return tidy


class RepairCounter:
    """Counts the cells of a file whose spoilt signs were put right, and those that lost invisible
    ones, to tell each kind in one warning.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._spoilt: list[tuple[Position, str, str]] = []  # as they came, as they are read
        self._unseen: list[tuple[Position, str]] = []  # the signs in them

    def add(self, row: Row) -> None:
        """Count the cells of `row`."""
        for column, before in row.spoilt.items():
            position = Position(self._path, row.number, column)
            after = row.cells[column - 1] if column <= len(row.cells) else ""
            repaired = repair_text(before)
            if repaired != unicodedata.normalize("NFC", before):
                self._spoilt.append((position, before, after))
            if signs := unseen_codes(repaired):
                self._unseen.append((position, signs))

    def problems(self) -> list[Problem]:
        """Return the warnings; none if no cell had such signs."""
        found = []
        if self._spoilt:
            position, before, after = self._spoilt[0]
            said = {"found": shorten(before), "read": shorten(after)}
            found.append(self._problem("table-spoilt", position, len(self._spoilt), **said))
        if self._unseen:
            position, _ = self._unseen[0]
            signs = dict.fromkeys(sign for _, signs in self._unseen for sign in signs.split(", "))
            count = len(self._unseen)
            found.append(self._problem("table-unseen", position, count, signs=", ".join(signs)))
        return found

    def _problem(self, code: str, first: Position, count: int, **said: str) -> Problem:
        return problem(
            code,
            first if count == 1 else Position(self._path),
            warning=True,
            count=count,
            where=f"{column_letter(first.column)}{first.line}",
            **said,
        )


def column_letter(column: int) -> str:
    """Return the name of a column (from 1) in a spreadsheet program: A, B, ..., Z, AA, ..."""
    letters = ""
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def _check_size(number: int, cells: Sequence[str], path: str) -> None:
    if len(cells) > MOST_COLUMNS:
        position = Position(path, number, MOST_COLUMNS + 1)
        too_wide = problem("table-columns", position, count=len(cells), most=MOST_COLUMNS)
        raise HandoutError([too_wide])
    if max(map(len, cells)) <= LONGEST_CELL:
        return
    for column, cell in enumerate(cells, 1):
        if len(cell) > LONGEST_CELL:
            position = Position(path, number, column)
            too_long = problem("table-cell-long", position, number=number, most=LONGEST_CELL)
            raise HandoutError([too_long])


def _tidy_cell(cell: str) -> str:
    text = cell.strip()
    if text.startswith('="') and (quoted := _QUOTED_FORMULA.fullmatch(text)):
        return quoted[1].strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    # The apostrophe that csv.escape_formula puts before a formula.
    if text.startswith("'") and (formula := text[1:].lstrip()).startswith(FORMULA_STARTS):
        return formula
    return text
