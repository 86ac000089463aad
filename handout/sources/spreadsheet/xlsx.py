"""Excel workbooks (.xlsx) as rows of text."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.spreadsheet.file_kind import kind_of_zip, other_kind
from handout.sources.spreadsheet.rows import (
    MOST_COLUMNS,
    MOST_ROWS,
    RepairCounter,
    Row,
    column_letter,
    make_row,
)
from handout.sources.spreadsheet.safe_zip import DAMAGED, Limits, open_archive
from handout.sources.spreadsheet.xlsx_cells import CellReader

_LIMITS = Limits(packed=32 * 2**20, unpacked=128 * 2**20, ratio=100)
_ROSTER = "roster"  # a sheet of this name goes before all others
_MOST_TOLD = 8
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT_RELATIONS = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"


class _Sheet(NamedTuple):
    name: str
    part: str
    hidden: bool


@dataclass
class _Survey:
    """What openpyxl would not tell, or would choke on."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)  # without a value
    far: Position | None = None
    columns: int = 0  # the last that has anything in it; 0: the sheet is empty


def read_workbook(path: Path) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Return the rows of the sheet called "roster", or of the first one that shows anything; and
    warnings.

    Numbers come as they are shown (012, not 12; Rm 012), days as 2026-09-01, times of day as 8:30,
    formulas as the value they had when the file was saved, or as the formula if they have none.
    Raises HandoutError if the file cannot be read.
    """
    position = Position(str(path))
    with open_archive(path, _LIMITS) as archive:
        found: list[Problem] = []
        try:
            sheets = _sheets(archive, position)
            surveys = {
                sheet: _survey(archive, sheet.part, position.path)
                for sheet in sheets
                if not sheet.hidden
            }
        except (*DAMAGED, ElementTree.ParseError, KeyError, ValueError) as error:
            raise HandoutError([problem("workbook-damaged", position)]) from error
        filled = [sheet for sheet, survey in surveys.items() if survey.columns]
        if not filled:
            return (), ()
        chosen = next(
            (sheet for sheet in filled if sheet.name.strip().casefold() == _ROSTER), filled[0]
        )
        others = [
            sheet.name
            for sheet in sheets
            if sheet != chosen
            and (sheet.hidden or sheet in filled)
            and sheet.name != message_table("roster")["correct"]["sheet"]
        ]
        if others:
            names = ", ".join(others[:_MOST_TOLD])
            found.append(
                problem("workbook-sheets", position, warning=True, read=chosen.name, others=names)
            )
        found += _warnings(surveys[chosen], position.path)
        if any(not one.warning for one in found):
            raise HandoutError(found)
    rows = tuple(_rows(path, chosen.name, surveys[chosen], found))
    repairs = RepairCounter(str(path))
    for row in rows:
        repairs.add(row)
    found += repairs.problems()
    return rows, tuple(found)


def listed_rows(path: Path) -> tuple[int, ...]:
    """Return the numbers in the hidden sheet of a workbook that we wrote for corrections.

    None of any other file.
    """
    from openpyxl import load_workbook

    name = message_table("roster")["correct"]["sheet"]
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if file.read(2) != b"PK":
                return ()
            file.seek(0)
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                if name not in book.sheetnames:
                    return ()
                cells = [str(row[0]) for row in book[name].iter_rows(max_col=1, values_only=True)]
            finally:
                book.close()
    except Exception as error:  # as in _rows
        raise HandoutError([problem("workbook-damaged", Position(str(path)))]) from error
    return tuple(int(cell) for cell in cells if cell.isdecimal())


def _sheets(archive: zipfile.ZipFile, position: Position) -> list[_Sheet]:
    """Return the worksheets, in the order of their tabs."""
    names = {name.casefold(): name for name in archive.namelist()}
    if "xl/workbook.xml" not in names:
        if kind := kind_of_zip(names):
            raise other_kind(Path(position.path), kind)
        code = "workbook-binary" if "xl/workbook.bin" in names else "workbook-other"
        raise HandoutError([problem(code, position)])
    for name in names.values():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                start = part.read(65_536).replace(b"\0", b"")
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise HandoutError([problem("workbook-damaged", position)])
    targets = {}
    for relation in ElementTree.fromstring(archive.read(names["xl/_rels/workbook.xml.rels"])):
        target = relation.get("Target", "")
        if relation.get("Type", "").endswith("/worksheet"):
            full = target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)
            targets[relation.get("Id")] = names[full.casefold()]
    book = ElementTree.fromstring(archive.read(names["xl/workbook.xml"]))
    sheets = []
    for sheet in book.iter():
        id = sheet.get(f"{_RELATIONS}id") or sheet.get(f"{_STRICT_RELATIONS}id")
        if _tag(sheet) == "sheet" and id in targets:
            sheets.append(
                _Sheet(
                    sheet.get("name", ""), targets[id], sheet.get("state", "visible") != "visible"
                )
            )
    return sheets


def _survey(archive: zipfile.ZipFile, part: str, path: str) -> _Survey:
    survey = _Survey()
    with archive.open(part) as source:
        row = 0
        for event, element in ElementTree.iterparse(source, events=("start", "end")):
            tag = _tag(element)
            if event == "start":
                if tag == "row":
                    row = int(element.get("r", row + 1))
                    column = 0
                continue
            if tag == "c":
                column = _column(element.get("r", "")) or column + 1
                _look_at(element, row, column, survey, path)
            elif tag == "row":
                if element.get("hidden") in ("1", "true") and any(
                    _has_value(cell) for cell in element
                ):
                    survey.hidden_rows.append(row)
                element.clear()
            elif tag == "col" and element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", 1)), int(element.get("max", 1))
                survey.hidden_columns += range(first, min(last, MOST_COLUMNS) + 1)
            elif tag == "mergeCell":
                survey.merged.append(element.get("ref", ""))
            if survey.far:
                break
    return survey


def _look_at(cell: ElementTree.Element, row: int, column: int, survey: _Survey, path: str) -> None:
    formula = next((child for child in cell if _tag(child) == "f"), None)
    saved = any(_tag(child) == "v" and child.text for child in cell)
    # An empty text is a value too; any other formula without one has never been calculated.
    if formula is not None and not saved and cell.get("t") != "str":
        survey.formulas[row, column] = f"={formula.text or '()'}"
    if formula is None and not _has_value(cell):
        return
    survey.columns = max(survey.columns, column)
    if row > MOST_ROWS or column > MOST_COLUMNS:
        survey.far = Position(path, row, column)


def _has_value(cell: ElementTree.Element) -> bool:
    return any(_tag(child) in ("v", "is", "f") for child in cell)


def _warnings(survey: _Survey, path: str) -> Iterator[Problem]:
    if survey.far:
        row, column = survey.far.line, survey.far.column
        where = f"{column_letter(column)}{row}"
        yield problem("workbook-far", survey.far, where=where, rows=MOST_ROWS, columns=MOST_COLUMNS)
    if survey.hidden_rows:
        rows = _listed([str(row) for row in survey.hidden_rows])
        yield problem(
            "workbook-hidden-rows", Position(path, survey.hidden_rows[0]), warning=True, rows=rows
        )
    if survey.hidden_columns:
        columns = _listed([column_letter(column) for column in survey.hidden_columns])
        yield problem("workbook-hidden-columns", Position(path), warning=True, columns=columns)
    if survey.merged:
        yield problem("workbook-merged", Position(path), warning=True, cells=_listed(survey.merged))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_MOST_TOLD]) + (", …" if len(names) > _MOST_TOLD else "")


def _rows(path: Path, name: str, survey: _Survey, found: list[Problem]) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl's, about features of Excel that hold no words
            # A file, not its name: openpyxl goes by the ending, and people leave it away.
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                sheet = book[name]
                sheet.reset_dimensions()  # what the file says of its own size may be wrong
                reader = CellReader(from_1904=book.epoch == CALENDAR_MAC_1904)
                for number, cells in enumerate(
                    sheet.iter_rows(max_row=MOST_ROWS, max_col=survey.columns), 1
                ):
                    texts, shown = [], dict[int, str]()
                    for column, cell in enumerate(cells, 1):
                        text, seen = reader.read(cell, number, column)
                        if seen != text:
                            shown[column] = seen
                        if survey.formulas:
                            text = survey.formulas.get((number, column), text)
                        texts.append(text)
                    if row := make_row(number, texts, str(path), shown):
                        yield row
                found += reader.problems(str(path))
            finally:
                book.close()
    except (HandoutError, MemoryError):
        raise
    except Exception as error:  # openpyxl meets a damaged file with whatever exception comes along
        raise HandoutError([problem("workbook-damaged", Position(str(path)))]) from error


def _column(reference: str) -> int:
    """Return the number of the column of a cell called `reference`: 3 for C14; 0 if it has no name."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
