"""A roster: a spreadsheet with a row for each handout, every row a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.layer import Layer, Level, parse_layer
from handout.sources.fields.fields import FIELDS, text_limit
from handout.sources.fields.placeholders import is_placeholder
from handout.sources.fields.single_line import collapse_spaces, shorten
from handout.sources.fields.types import Choice
from handout.sources.roster.columns import NEEDED, ROSTER, Columns, read_headings
from handout.sources.roster.csv import Row, column_letter, read_rows
from handout.sources.roster.excel_quirks import (
    cell_fault,
    grade_band,
    is_day,
    is_shortened,
    may_have_faults,
)
from handout.sources.roster.meanings import NEVER_DAYS, Meanings, meant_choice
from handout.sources.roster.notes import Notes
from handout.sources.roster.row_tree import Cell, row_tree
from handout.sources.roster.schools import unify_schools
from handout.sources.roster.seen_rows import KnownRows
from handout.sources.yaml.tree import UNWANTED

MOST_COPIES = 1000

_ID = re.compile(r"[^\W_](?:[\w .-]{0,58}[\w-])?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_FILES = ("override_file", "logo.file")


@dataclass(frozen=True, kw_only=True)
class Record:
    """What one handout of a batch has of its own; `override_file` is a customization that goes on top of its layer.

    A roster may have many thousand records, so one holds no more than the cells of its known columns, in their order.
    """

    handout_id: str
    school_id: str
    school_name: str
    copies: int
    override_file: Path | None
    position: Position
    columns: Columns
    cells: tuple[str, ...]

    def cell(self, name: str) -> str:
        """The cell in the column `name`; "" if there is none."""
        at = self.columns.order.get(name)
        return self.cells[at] if at is not None else ""

    @property
    def layer(self) -> Layer:
        """The customization that the row is, read through the same fields as YAML."""
        return layer_of(self.columns, self.cells, self.position)


def layer_of(columns: Columns, cells: Iterable[str], position: Position) -> Layer:
    """The customization that the row at `place` is, whose cells are those of the known columns, in their order."""
    return _read_layer(dict(zip(columns.number, cells, strict=True)), columns, position)[0]


def read_roster(
    path: Path, known: KnownRows | None = None
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """The records of the roster at `path` (CSV or XLSX), and all that is wrong with it.

    A row with anything wrong is left out of the records; the lines of the Problems are the numbers of the rows. If the
    file cannot be read, or a column is missing that every row needs, there are no records; the rows are looked at all
    the same. Rows that are `known` are not looked at again, which makes it many times as fast and changes nothing of
    what comes out.
    """
    known = known or KnownRows()
    try:
        rows, told = read_rows(path)
    except HandoutError as error:
        return (), error.problems
    found = list(told)
    table = read_headings(rows, str(path), found, NEEDED)
    if table is None:
        return (), tuple(sorted(set(found)))
    columns = table.columns
    ids: dict[str, int] = {}
    bands: dict[str, str] = {}
    records = []
    known.read_as((f"{name}={number}" for name, number in columns.number.items()))
    notes = Notes(str(path), columns.number)
    meanings = Meanings(list(columns.number), notes)
    for row in table.rows:
        reader = _Reader(columns, row, path, meanings)
        reader.put_right(bands)
        record = reader.record(ids, known)
        found += reader.found
        if record:
            records.append(record)
    if bands:
        position = Position(str(path), table.head.number, columns.number["grade_band"])
        was, now = ", ".join(bands), ", ".join(dict.fromkeys(bands.values()))
        found.append(problem("roster-band-dated", position, warning=True, found=was, read=now))
    found += notes.problems()
    unified = unify_schools(records, found)
    return unified, tuple(sorted(set(found)))


class _Reader:
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

    def put_right(self, bands: dict[str, str]) -> None:
        """Put right what a spreadsheet program makes of words, and read what people write as what they mean.

        `bands` collects grade bands that had become days.
        """
        cells = self.cells
        for name, number in self.columns.number.items() if self.row.shown else ():
            if number in self.row.shown and self.meanings.is_shown(name):
                cells[name] = self.row.shown[number]
        for name in cells if may_have_faults(cells.values()) else ():
            if fault := cell_fault(cells[name], self.position(name)):
                self.found.append(fault)
                cells[name] = ""
        was = cells.get("grade_band", "")
        if (band := grade_band(was)) != was:
            bands[was] = band
        self.meanings.read(cells, self.row.number)

    def record(self, ids: dict[str, int], known: KnownRows) -> Record | None:
        """The record of the row, or None if anything is wrong with it. `ids` are those of the rows above, with their rows."""
        self.spare_cells()
        cells = tuple(self.cells.values())
        names_files = any(self.cells.get(name) for name in _FILES)  # which may be there or not
        if self.found or names_files or not known.has(cells):
            self.look()
            if not self.found and not names_files:
                known.add(cells)
        if own := self.cells.get("handout_id", "").casefold():
            if own in ids:
                self.fault("roster-id-twice", "handout_id", first=ids[own])
            ids.setdefault(own, self.row.number)
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

    def look(self) -> None:
        """Look for everything that can be wrong with the row by itself."""
        for name in self.needed:
            if name in self.empty:
                self.fault("roster-needed", name)
            elif name == "school_name" and is_placeholder(self.cells.get(name, "")):
                self.fault("roster-needed-word", name)
        self.characters()
        self.days()
        for name in ("handout_id", "school_id"):
            self.id(name)
        self.copies()
        self.file("override_file", (".yaml", ".yml"))
        self.file("logo.file", ())
        self.guess("role")
        _, problems = _read_layer(self.cells, self.columns, self.position())
        self.found += map(self.named, problems)

    def position(self, name: str = "") -> Position:
        return Position(str(self.path), self.row.number, self.columns.number.get(name, 0))

    def fault(self, code: str, name: str, **values: object) -> None:
        shown = {
            "letter": column_letter(self.columns.number.get(name, 0)),
            "found": shorten(self.cells.get(name, "")),
        }
        self.found.append(
            problem(code, self.position(name), warning=False, heading=name, **shown, **values)
        )

    def spare_cells(self) -> None:
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

    def characters(self) -> None:
        for name, cell in self.cells.items():
            if unwanted := UNWANTED.search(cell):
                self.found.append(
                    self.named(
                        problem("character", self.position(name), sign=f"U+{ord(unwanted[0]):04X}")
                    )
                )
                self.cells[name] = ""

    def days(self) -> None:
        for name in NEVER_DAYS:
            cell = self.cells.get(name, "")
            if is_day(cell):
                self.fault("roster-dated", name)
            elif is_shortened(cell):
                self.fault("roster-mangled", name)

    def id(self, name: str) -> None:
        cell = self.cells.get(name, "")
        if cell and _RESERVED.fullmatch(cell):
            self.fault("roster-id-reserved", name)
        elif cell and (not _ID.fullmatch(cell) or ".." in cell):
            self.fault("roster-id", name)

    def copies(self) -> None:
        cell = self.cells.get("copies") or "1"
        if not (re.fullmatch(r"[0-9]{1,6}", cell) and 1 <= int(cell) <= MOST_COPIES):
            self.fault("roster-copies", "copies", most=MOST_COPIES)

    def guess(self, name: str) -> None:
        """Tell a choice that is none, but nearly says one."""
        kind = FIELDS[name].kind
        if near := meant_choice(name, self.cells.get(name, "")):
            assert isinstance(kind, Choice)
            options = ", ".join(kind.options)
            position, found = self.position(name), self.cells[name]
            told = problem(
                "choice-near", position, name=name, found=found, near=near, options=options
            )
            self.found.append(self.named(told))
            self.cells[name] = ""

    def file(self, name: str, suffixes: tuple[str, ...]) -> None:
        """The file that a cell names must be there and in the roster's folder, also when links are followed."""
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
            self.fault("roster-file-outside", name)
        elif not there:
            self.fault("roster-file-missing", name)
        elif suffixes and not cell.casefold().endswith(suffixes):
            self.fault("roster-file-kind", name)

    def named(self, one: Problem) -> Problem:
        """The Problem with its column's letter and heading in front."""
        heading = next(
            (name for name, number in self.columns.number.items() if number == one.column), ""
        )
        if not heading:
            return one
        start = message_table("roster")["cell"].format(
            letter=column_letter(one.column), heading=heading
        )
        return replace(one, message=start + one.message)


def _read_layer(
    cells: Mapping[str, str], columns: Columns, position: Position
) -> tuple[Layer, tuple[Problem, ...]]:
    """The layer of a row whose cells go by the names of their columns."""

    def cell(text: str, column: str) -> Cell:
        return Cell(text, position._replace(column=columns.number.get(column, 0)))

    fields = {}
    for whose in ("teacher", "para"):
        full = " ".join(
            filter(None, (cells.get(f"{whose}_{part}") for part in ("given", "family")))
        )
        fields[f"{whose}_name"] = cell(full, f"{whose}_family")
    # A column that has the field's own name goes before one that has another.
    for own in (False, True):
        for name, text in cells.items():
            field = ROSTER.get(name, name)
            if text and field and (field == name) is own:
                fields[field] = cell(text, name)
    found: tuple[Problem, ...] = ()
    if (title := fields.get("class_title")) and (period := cells.get("period")):
        joined = message_table("roster")["period"].format(title=title.text, period=period)
        limit, length = text_limit("class_title"), len(title.text)
        if len(joined) <= limit:
            fields["class_title"] = title._replace(text=joined)
        elif length <= limit:  # else the title itself is told
            shown = {"behind": joined[length:], "over": len(joined) - limit}
            found = (
                problem("roster-period-long", title.position, length=length, limit=limit, **shown),
            )
    layer, problems = parse_layer(row_tree(fields, position), Level.CUSTOMIZATION)
    return layer, (*problems, *found)
