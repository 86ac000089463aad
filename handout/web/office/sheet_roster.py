"""The roster that sent sheets make: a row for each, and files beside it for what no cell holds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from handout.batch.plan.filenames import safe_name
from handout.problems import Position, Problem, problem
from handout.sources.headings.columns import ROSTER, field_columns
from handout.sources.roster.record import Record
from handout.sources.spreadsheet.csv import format_csv
from handout.sources.spreadsheet.rows import Row
from handout.sources.spreadsheet.spreadsheet import read_rows
from handout.web.office.sent_sheet import SentSheet, column_of

FOLDER = "sheets"
"""The folder beside the roster, of what no cell can hold."""

# The columns that every such roster has, also where no sheet fills them: an office may.
_ALWAYS = (
    *("handout_id", "school_id", "school_name", "teacher_name", "teacher_email"),
    *("para_name", "role", "grade_band", "room", "copies"),
)
_LONGEST_ID = 50  # characters: a number may come behind it
_ID = "handout_id"


@dataclass(frozen=True)
class SheetRow:
    """A row of the roster, by its `number`: its cells as they are now, and the sheet that it was
    made of.
    """

    number: int
    cells: Mapping[str, str]
    sheet: SentSheet

    @property
    def is_corrected(self) -> bool:
        """Return whether the row says something else than the sheet."""
        return _tidy(self.cells) != _tidy(self.sheet.cells)


@dataclass
class SheetRoster:
    """The roster in the file at `path`, and the sheets that its rows were made of, by their ids.

    `refused` tells of the files that are no sheets.
    """

    path: Path
    sheets: dict[str, SentSheet] = field(default_factory=dict)
    refused: list[Problem] = field(default_factory=list)

    def add(self, sheets: Iterable[SentSheet]) -> list[Problem]:
        """Add a row for each sheet, and return notes; one that is there already is not added."""
        rows = self._read_rows()
        used = {row.get(_ID, "").casefold() for row in rows}
        present = [row.sheet for row in self.sheet_rows()]
        notes = []
        for sheet in sheets:
            if same := next((other for other in present if _is_same(other, sheet)), None):
                position = Position(sheet.file)
                values = {"file": sheet.file, "other": same.file}
                notes.append(problem("web-sheet-same", position, warning=True, **values))
                continue
            id = _free_id(sheet, used)
            used.add(id.casefold())
            cells = {_ID: id, **sheet.cells}
            if sheet.beside:
                cells["override_file"] = name = f"{FOLDER}/{id}.yaml"
                (self.path.parent / FOLDER).mkdir(exist_ok=True)
                (self.path.parent / name).write_text(sheet.beside, encoding="utf-8", newline="")
            self.sheets[id] = replace(sheet, cells=cells)
            present.append(sheet)
            rows.append(cells)
        self._write_rows(rows)
        return notes

    def leave_out(self, id: str) -> None:
        """Take the row with the handout_id `id` out."""
        self.sheets.pop(id, None)
        self._write_rows([row for row in self._read_rows() if row.get(_ID) != id])

    def sheet_rows(self) -> list[SheetRow]:
        """Return the rows that were made of sheets, in their order."""
        headings, lines = self._read_lines()
        rows = []
        for line in lines:
            cells = _filled(zip(headings, line.cells, strict=False))
            if sheet := self.sheets.get(cells.get(_ID, "")):
                rows.append(SheetRow(line.number, cells, sheet))
        return rows

    def problems(self) -> list[Problem]:
        """Return what is wrong with the sheets, each at its cell of the roster, and with files.

        What was wrong with a row that was corrected since is not told.
        """
        headings, _ = self._read_lines()
        problems = [*self.refused]
        for row in self.sheet_rows():
            position = Position(str(self.path), row.number)
            for entry in () if row.is_corrected else row.sheet.problems:
                column = _find_column(entry.path, headings)
                path, line, _ = position
                problems.append(replace(entry, path=path, line=line, column=column))
            if name := row.cells.get("override_file"):
                values = {"file": row.sheet.file, "path": name}
                problems.append(problem("web-sheet-beside", position, warning=True, **values))
        return problems

    def format(self) -> tuple[bytes, str]:
        """Return the roster as a workbook with what it is called; with files beside it, as a zip of
        all.
        """
        from handout.sources.roster.xlsx_writer import format_workbook

        workbook = format_workbook([line.cells for line in read_rows(self.path)[0]])
        named = {row.cells.get("override_file", "") for row in self.sheet_rows()}
        files = sorted(
            path for path in self.path.parent.glob(f"{FOLDER}/*.yaml") if _name_of(path) in named
        )
        if not files:
            return workbook, "roster.xlsx"
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("roster.xlsx", workbook)
            for file in files:
                archive.write(file, _name_of(file))
        return stream.getvalue(), "roster.zip"

    def _read_lines(self) -> tuple[tuple[str, ...], list[Row]]:
        """Return the headings, and the lines below them."""
        if not self.path.is_file():
            return (), []
        head, *lines = read_rows(self.path)[0]
        return head.cells, lines

    def _read_rows(self) -> list[dict[str, str]]:
        headings, lines = self._read_lines()
        return [_filled(zip(headings, line.cells, strict=False)) for line in lines]

    def _write_rows(self, rows: Sequence[Mapping[str, str]]) -> None:
        names = {name for row in rows for name in row} | {*_ALWAYS}
        order = [*_ALWAYS[:-1], *ROSTER, *field_columns()]
        headings = [name for name in dict.fromkeys((*order, *sorted(names))) if name in names]
        lines = [[row.get(name, "") for name in headings] for row in rows]
        self.path.write_bytes(format_csv([headings, *lines]))


def find_doubles(records: Iterable[Record]) -> list[Problem]:
    """Return a Problem for each record of which another is for the same aide in the same room."""
    by_place: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        place = tuple(record.cell(name).casefold() for name in ("room", "para_name"))
        if any(place):
            school = (record.school_id or record.school_name).casefold()
            by_place.setdefault((school, *place), []).append(record)
    problems = []
    for group in by_place.values():
        for record in group if len(group) > 1 else ():
            others = [other.handout_id for other in group if other is not record]
            position = record.position._replace(column=record.columns.numbers[_ID])
            ids = ", ".join(others)
            problems.append(problem("web-sheet-twice", position, id=record.handout_id, others=ids))
    return problems


def _free_id(sheet: SentSheet, used: set[str]) -> str:
    """Return what the handout is called: by room and aide, or teacher, or else as its file is."""
    who = sheet.cells.get("para_name") or sheet.cells.get("teacher_name", "")
    words = " ".join(filter(None, (sheet.cells.get("room", ""), who)))
    name = safe_name(words) or safe_name(Path(sheet.file).stem) or "sheet"
    name = name[:_LONGEST_ID].strip("-")
    free, number = name, 1
    while free.casefold() in used:
        number += 1
        free = f"{name}-{number}"
    return free


def _name_of(path: Path) -> str:
    """Return what the roster calls a file beside it."""
    return f"{FOLDER}/{path.name}"


def _is_same(sheet: SentSheet, other: SentSheet) -> bool:
    names = {*sheet.cells, *other.cells} - {_ID, "override_file"}
    is_same_row = all(sheet.cells.get(name, "") == other.cells.get(name, "") for name in names)
    return is_same_row and sheet.beside == other.beside


def _filled(cells: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: text for name, text in cells if name and text}


def _tidy(cells: Mapping[str, str]) -> dict[str, str]:
    """Return cells as they compare after they were written and read: without spaces to spare."""
    return {name: " ".join(text.split()) for name, text in cells.items()}


def _find_column(name: str, headings: Sequence[str]) -> int:
    """Return the number of the column of a field, from 1; of the list that it is in, if it has none
    by itself, and 0 if there is none.
    """
    while name:
        if column_of(name) in headings:
            return headings.index(column_of(name)) + 1
        name = name.rpartition(".")[0]
    return 0
