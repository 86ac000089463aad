"""One row of a roster, read: what Excel made of it is undone, and what is wrong is noted."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.placeholders import is_placeholder
from handout.sources.fields.single_line import collapse_spaces, shorten
from handout.sources.fields.types import Choice
from handout.sources.roster.columns import NEEDED, Columns
from handout.sources.roster.meanings import NEVER_DAYS, Meanings, meant_choice
from handout.sources.roster.record import Record, read_row_layer
from handout.sources.roster.seen_rows import KnownRows
from handout.sources.spreadsheet.excel_quirks import (
    cell_fault,
    grade_band,
    is_day,
    is_shortened,
    may_have_faults,
)
from handout.sources.spreadsheet.rows import Row, column_letter
from handout.sources.yaml.tree import UNWANTED

MOST_COPIES = 1000

_ID = re.compile(r"[^\W_](?:[\w .-]{0,58}[\w-])?")
# Names that no file may have in Windows.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_FILES = ("override_file", "logo.file")


class RowReader:
    """Reads one row; what is wrong with it is in `found`."""

    def __init__(self, columns: Columns, row: Row, path: Path, meanings: Meanings) -> None:
        self.columns, self.row, self.path, self.meanings = columns, row, path, meanings
        self.found: list[Problem] = []
        # The spaces of a note tell how its lines belong together; it is read as Markdown.
        self.cells = {
            name: cell if name == "teacher_note" else collapse_spaces(cell)
            for name, cell in columns.named(row.cells).items()
        }
        one_column = "teacher_name" in self.cells and (
            self.cells["teacher_name"] or "teacher_family" not in self.cells
        )
        teacher = "teacher_name" if one_column else "teacher_family"
        self.needed = [teacher if name == "teacher_family" else name for name in NEEDED]
        self.empty = frozenset(name for name, cell in self.cells.items() if not cell)

    def undo_excel(self, bands: dict[str, str]) -> None:
        """Undo what a spreadsheet program makes of words; read what people write as they mean it.

        `bands` collects grade bands that had become days.
        """
        cells = self.cells
        if self.row.shown:
            for name, number in self.columns.number.items():
                if number in self.row.shown and self.meanings.is_shown(name):
                    cells[name] = self.row.shown[number]
        if may_have_faults(cells.values()):
            for name in cells:
                if fault := cell_fault(cells[name], self.position(name)):
                    self.found.append(fault)
                    cells[name] = ""
        was = cells.get("grade_band", "")
        if (band := grade_band(was)) != was:
            bands[was] = band
        self.meanings.read(cells, self.row.number)

    def record(self, ids: dict[str, int], known: KnownRows) -> Record | None:
        """Return the record of the row, None if anything is wrong with it.

        `ids` are those of the rows above, with their numbers.
        """
        self.check_spare_cells()
        cells = tuple(self.cells.values())
        names_files = any(self.cells.get(name) for name in _FILES)  # which may be there or not
        if self.found or names_files or not known.has(cells):
            self.check()
            if not self.found and not names_files:
                known.add(cells)
        if id := self.cells.get("handout_id", "").casefold():
            if id in ids:
                self.add_fault("roster-id-twice", "handout_id", first=ids[id])
            ids.setdefault(id, self.row.number)
        if any(not one.warning for one in self.found) or not set(self.needed) <= set(self.cells):
            return None
        override = self.cells.get("override_file", "")
        return Record(
            handout_id=self.cells["handout_id"],
            school_id=self.cells.get("school_id", ""),
            school_name=self.cells["school_name"],
            copies=int(self.cells.get("copies") or "1"),
            override_file=self.path.parent / override if override else None,
            position=self.position(),
            columns=self.columns,
            cells=tuple(self.cells.values()),
        )

    def check(self) -> None:
        """Note everything that can be wrong with the row by itself."""
        for name in self.needed:
            if name in self.empty:
                self.add_fault("roster-needed", name)
            elif name == "school_name" and is_placeholder(self.cells.get(name, "")):
                self.add_fault("roster-needed-word", name)
        self.check_characters()
        self.check_days()
        for name in ("handout_id", "school_id"):
            self.check_id(name)
        self.check_copies()
        self.check_file("override_file", (".yaml", ".yml"))
        self.check_file("logo.file", ())
        self.check_choice("role")
        _, problems = read_row_layer(self.cells, self.columns, self.position())
        self.found += map(self.name_column, problems)

    def position(self, name: str = "") -> Position:
        return Position(str(self.path), self.row.number, self.columns.number.get(name, 0))

    def add_fault(self, code: str, name: str, **values: object) -> None:
        shown = {
            "letter": column_letter(self.columns.number.get(name, 0)),
            "found": shorten(self.cells.get(name, "")),
        }
        self.found.append(
            problem(code, self.position(name), warning=False, heading=name, **shown, **values)
        )

    def check_spare_cells(self) -> None:
        for at, cell in enumerate(self.row.cells[self.columns.last :], self.columns.last + 1):
            if cell:
                position, shown = self.position()._replace(column=at), shorten(cell)
                self.found.append(
                    problem(
                        "roster-ragged",
                        position,
                        row=self.row.number,
                        letter=column_letter(at),
                        found=shown,
                    )
                )
                return

    def check_characters(self) -> None:
        for name, cell in self.cells.items():
            if unwanted := UNWANTED.search(cell):
                self.found.append(
                    self.name_column(
                        problem("character", self.position(name), sign=f"U+{ord(unwanted[0]):04X}")
                    )
                )
                self.cells[name] = ""

    def check_days(self) -> None:
        for name in NEVER_DAYS:
            cell = self.cells.get(name, "")
            if is_day(cell):
                self.add_fault("roster-dated", name)
            elif is_shortened(cell):
                self.add_fault("roster-mangled", name)

    def check_id(self, name: str) -> None:
        cell = self.cells.get(name, "")
        if cell and _RESERVED.fullmatch(cell):
            self.add_fault("roster-id-reserved", name)
        elif cell and (not _ID.fullmatch(cell) or ".." in cell):
            self.add_fault("roster-id", name)

    def check_copies(self) -> None:
        cell = self.cells.get("copies") or "1"
        if not (re.fullmatch(r"[0-9]{1,6}", cell) and 1 <= int(cell) <= MOST_COPIES):
            self.add_fault("roster-copies", "copies", most=MOST_COPIES)

    def check_choice(self, name: str) -> None:
        """Note a choice that is none, but nearly says one."""
        kind = FIELDS[name].kind
        if near := meant_choice(name, self.cells.get(name, "")):
            assert isinstance(kind, Choice)
            options = ", ".join(kind.options)
            position, found = self.position(name), self.cells[name]
            told = problem(
                "choice-near", position, name=name, found=found, near=near, options=options
            )
            self.found.append(self.name_column(told))
            self.cells[name] = ""

    def check_file(self, name: str, suffixes: tuple[str, ...]) -> None:
        """Note a file that is not there, or not in the roster's folder, also when links are
        followed.
        """
        cell = self.cells.get(name, "")
        if not cell:
            return
        folder = self.path.resolve().parent
        try:
            inside = (
                ":" not in cell
                and "\\" not in cell
                and (folder / cell).resolve().is_relative_to(folder)
            )
            there = inside and (folder / cell).is_file()
        except (OSError, ValueError):
            inside, there = True, False
        if not inside:
            self.add_fault("roster-file-outside", name)
        elif not there:
            self.add_fault("roster-file-missing", name)
        elif suffixes and not cell.casefold().endswith(suffixes):
            self.add_fault("roster-file-kind", name)

    def name_column(self, one: Problem) -> Problem:
        """Return the Problem with its column's letter and heading in front."""
        heading = next(
            (name for name, number in self.columns.number.items() if number == one.column), ""
        )
        if not heading:
            return one
        start = message_table("roster")["cell"].format(
            letter=column_letter(one.column), heading=heading
        )
        return replace(one, message=start + one.message)
