"""Forms of what is missing, as schools sent them back: put into the roster."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from handout.interface_language import tables_in_all_languages
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.sources.fields.single_line import collapse_spaces, shorten
from handout.sources.headings.columns import HeadedTable
from handout.sources.headings.heading_words import normalize_heading
from handout.sources.headings.table import read_table
from handout.sources.roster.corrections import Change, CorrectedRoster
from handout.sources.spreadsheet.excel_quirks import is_made_of
from handout.sources.spreadsheet.spreadsheet import read_rows


class _Conflict(NamedTuple):
    position: Position
    before: str
    found: str


def apply_forms(path: Path, forms: Sequence[Path]) -> CorrectedRoster:
    """Return the roster at `path` with what was filled in in `forms`, as format_missing_form makes
    them.

    A cell of the roster that says something already stays. Raises HandoutError with all that is
    wrong with any of the files.
    """
    problems: list[Problem] = []
    roster = read_table(path, problems)
    tables = [(form, read_table(form, problems)) for form in forms]
    raise_errors(problems)
    assert roster is not None
    filler = _RosterFiller(roster, problems)
    for form, table in tables:
        assert table is not None
        filler.add_form(form, table)
    raise_errors(problems)
    return filler.result()


def is_filled_form(path: Path) -> bool:
    """Return whether the table at `path` is a form of what is missing."""
    try:
        rows, _ = read_rows(path)
    except HandoutError:
        return False
    headings = {normalize_heading(cell) for cell in rows[0].cells} if rows else set()
    forms = [table["form"] for table in tables_in_all_languages("roster-words")]
    return any(
        {normalize_heading(words["teacher"]), normalize_heading(words["also"])} <= headings
        for words in forms
    )


class _RosterFiller:
    """Fills the empty cells of `roster`; what is wrong is added to `problems`."""

    def __init__(self, roster: HeadedTable, problems: list[Problem]) -> None:
        self._problems = problems
        self._headings = list(roster.head.cells)
        self._rows = {row.number: list(row.cells) for row in roster.rows}
        # By our names, so that a heading which is read as one of ours is that one.
        self._indexes = {name: number - 1 for name, number in roster.columns.numbers.items()}
        self._changes: list[Change] = []
        self._conflicts: dict[Path, list[_Conflict]] = {}
        forms = [table["form"] for table in tables_in_all_languages("roster-words")]
        self._done = {words["done"].casefold() for words in forms}
        self._not_to_read = {
            normalize_heading(words[key]) for words in forms for key in ("id", "teacher", "also")
        }

    def add_form(self, path: Path, form: HeadedTable) -> None:
        """Take what was filled in in one form."""
        if "handout_id" not in form.columns.numbers:
            self._problems.append(problem("form-no-ids", Position(str(path), form.head.number)))
            return
        names = {number: name for name, number in form.columns.numbers.items()}
        id_column = form.columns.numbers["handout_id"]
        for row in form.rows:
            id = row.cells[id_column - 1] if len(row.cells) >= id_column else ""
            number = self._find_row(id)
            if number is None:
                position = Position(str(path), row.number, id_column)
                self._problems.append(problem("form-id", position, found=shorten(id)))
                continue
            for column, cell in enumerate(row.cells, 1):
                text = "\n".join(filter(None, map(collapse_spaces, cell.splitlines())))
                heading = form.head.cells[column - 1] if column <= len(form.head.cells) else ""
                is_ours = normalize_heading(heading) in self._not_to_read
                if column in names and text and not is_ours and text.casefold() not in self._done:
                    self._fill(number, names[column], text, Position(str(path), row.number, column))

    def _find_row(self, id: str) -> int | None:
        """Return the number of the roster's row with this id, also if Excel changed the id."""
        index = self._indexes.get("handout_id", -1)
        matches = []
        for number, cells in self._rows.items():
            cell = cells[index] if 0 <= index < len(cells) else ""
            if cell and cell.casefold() == id.casefold():
                return number
            if cell and is_made_of(id, cell):
                matches.append(number)
        return matches[0] if len(matches) == 1 else None

    def _fill(self, number: int, name: str, text: str, position: Position) -> None:
        if name not in self._indexes:
            self._indexes[name] = len(self._headings)
            self._headings.append(name)
        index, cells = self._indexes[name], self._rows[number]
        cells += [""] * (index + 1 - len(cells))
        before = cells[index]
        if before and before != text and not is_made_of(text, before):
            conflict = _Conflict(position, before, text)
            self._conflicts.setdefault(Path(position.path), []).append(conflict)
        elif not before:
            cells[index] = text
            self._changes.append(Change(number, index + 1, self._headings[index], "", text))

    def result(self) -> CorrectedRoster:
        for conflicts in self._conflicts.values():
            first = conflicts[0]
            values = {"count": len(conflicts), "was": shorten(first.before)}
            note = problem(
                "form-both", first.position, warning=True, found=shorten(first.found), **values
            )
            self._problems.append(note)
        width = len(self._headings)
        rows = [cells + [""] * (width - len(cells)) for cells in self._rows.values()]
        table = [self._headings, *rows]
        return CorrectedRoster(table, tuple(self._changes), 0, tuple(sorted(set(self._problems))))
