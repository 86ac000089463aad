"""Read one row of a roster: undo what Excel made of it, and note what is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from handout.messages import message_table
from handout.problems import Position, Problem, has_errors, problem
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.placeholders import is_ditto, is_placeholder
from handout.sources.fields.single_line import collapse_spaces, shorten
from handout.sources.fields.types import Choice
from handout.sources.headings.columns import NEEDED, Columns
from handout.sources.pictures.picture import PICTURE_USES
from handout.sources.roster.meanings import Meanings, meant_choice
from handout.sources.roster.record import FaultyRecord, Record, read_row_layer
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
_PICTURE_COLUMNS = tuple(use.file_field for use in PICTURE_USES)
_FILE_COLUMNS = ("override_file", *_PICTURE_COLUMNS)

_collapse_spaces = lru_cache(20_000)(collapse_spaces)  # most cells say what one of another row says


class RowReader:
    """Reads one row; what is wrong with it is in `problems`."""

    def __init__(self, columns: Columns, row: Row, path: Path, meanings: Meanings) -> None:
        self.problems: list[Problem] = []
        self._columns = columns
        self._row = row
        self._path = path
        self._meanings = meanings
        self._cells = columns.cells_by_name(row.cells)
        has_whole_name = "teacher_name" in self._cells and (
            self._cells["teacher_name"] or "teacher_family" not in self._cells
        )
        teacher = "teacher_name" if has_whole_name else "teacher_family"
        self._needed = [teacher if name == "teacher_family" else name for name in NEEDED]
        self._empty: frozenset[str] = frozenset()  # the columns in which nothing was typed

    def record(self, ids: dict[str, int], bands: dict[str, str], known: KnownRows) -> Record | None:
        """Return the record of the row, None if anything is wrong with it.

        `ids` are those of the rows above, with their numbers; `bands` collects grade bands that had
        become days.
        """
        typed = tuple(self._cells.values())
        # What the sheet shows in place of its cells, and cells beyond the headings, are not in it.
        is_all = not self._row.shown and len(self._row.cells) <= self._columns.last
        if not (is_all and known.has(typed, typed=True)):
            is_noted = self._read(bands)
            cells = tuple(self._cells.values())
            if self._is_good(cells, known):
                known.add(cells, typed=is_all and cells == typed and not is_noted)
        if id := self._cells.get("handout_id", "").casefold():
            if id in ids:
                self._add_fault("roster-id-twice", "handout_id", first=ids[id])
            ids.setdefault(id, self._row.number)
        has_faults = has_errors(self.problems)
        if has_faults or not self._cells.keys() >= set(self._needed):
            return None
        return self._create_record(self._cells)

    def _read(self, bands: dict[str, str]) -> bool:
        """Undo what a spreadsheet program makes of words; read what people write as they mean it.
        Return whether anything was noted of that.
        """
        cells = self._cells
        for name, cell in cells.items():
            # The spaces of a note tell how its lines belong together; it is read as Markdown.
            if name != "teacher_note":
                cells[name] = _collapse_spaces(cell)
        self._empty = frozenset(name for name, cell in cells.items() if not cell)
        if shown := self._row.shown:
            for name, number in self._columns.numbers.items():
                if number in shown and self._meanings.is_shown(name):
                    cells[name] = shown[number]
        if may_have_faults(cells.values()):
            for name in cells:
                if fault := cell_fault(cells[name], self._position(name)):
                    self.problems.append(fault)
                    cells[name] = ""
        typed_band = cells.get("grade_band", "")
        if (band := grade_band(typed_band)) != typed_band:
            bands[typed_band] = band
        self._check_spare_cells()
        return self._meanings.read(cells, self._row.number)

    def _is_good(self, cells: Sequence[str], known: KnownRows) -> bool:
        """Check the row, unless it is known; return whether it will be good again."""
        # Files may be there or not.
        names_files = any(self._cells.get(name) for name in _FILE_COLUMNS)
        if names_files or self.problems or not known.has(cells):
            self._check()
        return not self.problems and not names_files

    def faulty_record(self) -> FaultyRecord:
        """Return what can be read of a row that is no record."""
        wrong = {fault.column for fault in self.problems if not fault.warning}
        unread = {name for name, number in self._columns.numbers.items() if number in wrong}
        cells = {name: "" if name in unread else cell for name, cell in self._cells.items()}
        return FaultyRecord(self._create_record(cells), frozenset(unread))

    def _create_record(self, cells: Mapping[str, str]) -> Record:
        override = cells.get("override_file", "")
        return Record(
            handout_id=cells.get("handout_id", ""),
            school_id=cells.get("school_id", ""),
            school_name=cells.get("school_name", ""),
            copies=int(cells.get("copies") or "1"),
            override_file=self._path.parent / override if override else None,
            position=self._position(),
            columns=self._columns,
            cells=tuple(cells.values()),
        )

    def _check(self) -> None:
        """Note everything that can be wrong with the row by itself."""
        for name in self._needed:
            if name in self._empty:
                self._add_fault("roster-needed", name)
            elif name == "school_name" and is_placeholder(self._cells.get(name, "")):
                self._add_fault("roster-needed-word", name)
        self._check_characters()
        self._check_days()
        self._check_ditto()
        for name in ("handout_id", "school_id"):
            self._check_id(name)
        self._check_copies()
        self._check_file("override_file", (".yaml", ".yml"))
        for name in _PICTURE_COLUMNS:
            self._check_file(name, ())
        self._check_choice("role")
        _, problems = read_row_layer(self._cells, self._columns, self._position())
        self.problems += map(self._name_column, problems)

    def _position(self, name: str = "") -> Position:
        return Position(str(self._path), self._row.number, self._columns.numbers.get(name, 0))

    def _add_fault(self, code: str, name: str, **values: object) -> None:
        position = self._position(name)
        letter = column_letter(position.column)
        words = shorten(self._cells.get(name, ""))
        fault = problem(
            code, position, warning=False, heading=name, letter=letter, found=words, **values
        )
        self.problems.append(fault)

    def _check_spare_cells(self) -> None:
        """Note the first cell that is filled right of all headings."""
        last = self._columns.last
        for number, cell in enumerate(self._row.cells[last:], last + 1):
            if cell:
                position = self._position()._replace(column=number)
                letter, words = column_letter(number), shorten(cell)
                ragged = problem(
                    "roster-ragged", position, row=self._row.number, letter=letter, found=words
                )
                self.problems.append(ragged)
                return

    def _check_characters(self) -> None:
        for name, cell in self._cells.items():
            if unwanted := UNWANTED.search(cell):
                sign = f"U+{ord(unwanted[0]):04X}"
                fault = problem("character", self._position(name), sign=sign)
                self.problems.append(self._name_column(fault))
                self._cells[name] = ""

    def _check_days(self) -> None:
        for name in self._meanings.never_days:
            cell = self._cells.get(name, "")
            if is_day(cell):
                self._add_fault("roster-dated", name)
            elif is_shortened(cell):
                self._add_fault("roster-mangled", name)

    def _check_ditto(self) -> None:
        """Note cells that say “as above”: each row makes a handout, which has no row above.

        A list in a row has: the second lesson may be where the first one is.
        """
        for name, cell in self._cells.items():
            if "." not in name and is_ditto(cell):
                self._add_fault("roster-ditto", name)
                self._cells[name] = ""

    def _check_id(self, name: str) -> None:
        cell = self._cells.get(name, "")
        if cell and _RESERVED.fullmatch(cell):
            self._add_fault("roster-id-reserved", name)
        elif cell and (not _ID.fullmatch(cell) or ".." in cell):
            self._add_fault("roster-id", name)

    def _check_copies(self) -> None:
        cell = self._cells.get("copies") or "1"
        if not (re.fullmatch(r"[0-9]{1,6}", cell) and 1 <= int(cell) <= MOST_COPIES):
            self._add_fault("roster-copies", "copies", most=MOST_COPIES)

    def _check_choice(self, name: str) -> None:
        """Note a choice that is none, but nearly says one."""
        kind = FIELDS[name].kind
        if near := meant_choice(name, self._cells.get(name, "")):
            assert isinstance(kind, Choice)
            options = ", ".join(kind.options)
            values = {"name": name, "found": self._cells[name], "near": near, "options": options}
            fault = problem("choice-near", self._position(name), warning=False, **values)
            self.problems.append(self._name_column(fault))
            self._cells[name] = ""

    def _check_file(self, name: str, suffixes: tuple[str, ...]) -> None:
        """Note a file that is not there, or not in the roster's folder, also when links are
        followed.
        """
        cell = self._cells.get(name, "")
        if not cell:
            return
        folder = Path(os.path.realpath(self._path)).parent
        # A drive or a share of Windows, also where this is no Windows.
        is_inside = ":" not in cell and "\\" not in cell
        try:
            is_inside = is_inside and Path(os.path.realpath(folder / cell)).is_relative_to(folder)
            exists = is_inside and (folder / cell).is_file()
        except (OSError, ValueError):
            is_inside, exists = True, False
        if not is_inside:
            self._add_fault("roster-file-outside", name)
        elif not exists:
            self._add_fault("roster-file-missing", name)
        elif suffixes and not cell.casefold().endswith(suffixes):
            self._add_fault("roster-file-kind", name)

    def _name_column(self, fault: Problem) -> Problem:
        """Return the Problem with its column's letter and heading in front."""
        for name, number in self._columns.numbers.items():
            if number == fault.column:
                values = {"letter": column_letter(number), "heading": name}
                prefix = message_table("roster-words")["cell"].format(**values)
                return replace(fault, message=prefix + fault.message)
        return fault
