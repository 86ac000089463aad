"""Excel workbooks (.xlsx) as rows of text."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from xml.etree import ElementTree

from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, has_errors, problem
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
_MOST_NAMED = 8  # rows, columns, cells or sheets in one message
_XML_START = 65_536  # bytes in which a document type would stand
# The attribute r:id of a sheet, in transitional and in strict OOXML (ISO/IEC 29500).
_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


class _Sheet(NamedTuple):
    name: str
    part: str
    is_hidden: bool


@dataclass
class _Survey:
    """What openpyxl would not tell of a sheet, or would choke on."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)  # without a value
    far_cell: Position | None = None  # beyond the rows and columns that are read
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
        try:
            sheets = _find_sheets(archive, position)
            surveys = {
                sheet: _survey_sheet(archive, sheet.part, position.path)
                for sheet in sheets
                if not sheet.is_hidden
            }
        except (*DAMAGED, ElementTree.ParseError, KeyError, ValueError) as error:
            raise HandoutError([problem("workbook-damaged", position)]) from error
    filled = [sheet for sheet, survey in surveys.items() if survey.columns]
    if not filled:
        return (), ()
    chosen = _choose_sheet(filled)
    problems = _note_other_sheets(sheets, filled, chosen, position)
    problems += _check_survey(surveys[chosen], position.path)
    if has_errors(problems):
        raise HandoutError(problems)
    rows = tuple(_read_sheet(path, chosen.name, surveys[chosen], problems))
    repairs = RepairCounter(str(path))
    for row in rows:
        repairs.add(row)
    return rows, (*problems, *repairs.problems())


def _choose_sheet(filled: Sequence[_Sheet]) -> _Sheet:
    for sheet in filled:
        if sheet.name.strip().casefold() == _ROSTER:
            return sheet
    return filled[0]


def _note_other_sheets(
    sheets: Sequence[_Sheet], filled: Sequence[_Sheet], chosen: _Sheet, position: Position
) -> list[Problem]:
    """Return a note on the sheets that are not read, but for the one that we hide ourselves."""
    ours = message_table("roster")["correct"]["sheet"]
    others = []
    for sheet in sheets:
        may_be_meant = sheet.is_hidden or sheet in filled
        if sheet != chosen and may_be_meant and sheet.name != ours:
            others.append(sheet.name)
    if not others:
        return []
    names = ", ".join(others[:_MOST_NAMED])
    return [problem("workbook-sheets", position, warning=True, read=chosen.name, others=names)]


def read_listed_rows(path: Path) -> tuple[int, ...]:
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
    except Exception as error:  # as in _read_sheet
        raise HandoutError([problem("workbook-damaged", Position(str(path)))]) from error
    return tuple(int(cell) for cell in cells if cell.isdecimal())


def _find_sheets(archive: zipfile.ZipFile, position: Position) -> list[_Sheet]:
    """Return the worksheets, in the order of their tabs."""
    # Names of parts are compared without regard to case (OPC, ISO/IEC 29500-2).
    parts = {name.casefold(): name for name in archive.namelist()}
    if "xl/workbook.xml" not in parts:
        if kind := kind_of_zip(parts):
            raise other_kind(Path(position.path), kind)
        code = "workbook-binary" if "xl/workbook.bin" in parts else "workbook-other"
        raise HandoutError([problem(code, position)])
    _refuse_document_types(archive, position)
    parts_by_id = {}
    for relation in ElementTree.fromstring(archive.read(parts["xl/_rels/workbook.xml.rels"])):
        target = relation.get("Target", "")
        if relation.get("Type", "").endswith("/worksheet"):
            full = target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)
            parts_by_id[relation.get("Id")] = parts[full.casefold()]
    book = ElementTree.fromstring(archive.read(parts["xl/workbook.xml"]))
    sheets = []
    for element in book.iter():
        transitional_id, strict_id = map(element.get, _RELATION_IDS)
        id = transitional_id or strict_id
        if _tag(element) == "sheet" and id in parts_by_id:
            is_hidden = element.get("state", "visible") != "visible"
            sheets.append(_Sheet(element.get("name", ""), parts_by_id[id], is_hidden))
    return sheets


def _refuse_document_types(archive: zipfile.ZipFile, position: Position) -> None:
    """Raise HandoutError if a part has a document type: OOXML has none, and entities may bomb."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                start = part.read(_XML_START).replace(b"\0", b"")  # UTF-16 as well
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise HandoutError([problem("workbook-damaged", position)])


def _survey_sheet(archive: zipfile.ZipFile, part: str, path: str) -> _Survey:
    survey = _Survey()
    with archive.open(part) as source:
        row = column = 0
        for event, element in ElementTree.iterparse(source, events=("start", "end")):
            tag = _tag(element)
            if event == "start":
                if tag == "row":
                    row = int(element.get("r", row + 1))
                    column = 0
                continue
            if tag == "c":
                column = _column_number(element.get("r", "")) or column + 1
                _survey_cell(element, row, column, survey, path)
            elif tag == "row":
                if _is_hidden(element) and any(map(_has_value, element)):
                    survey.hidden_rows.append(row)
                element.clear()
            elif tag == "col" and _is_hidden(element):
                first, last = int(element.get("min", 1)), int(element.get("max", 1))
                survey.hidden_columns += range(first, min(last, MOST_COLUMNS) + 1)
            elif tag == "mergeCell":
                survey.merged.append(element.get("ref", ""))
            if survey.far_cell:
                break
    return survey


def _survey_cell(
    cell: ElementTree.Element, row: int, column: int, survey: _Survey, path: str
) -> None:
    formula = next((child for child in cell if _tag(child) == "f"), None)
    has_saved_value = any(_tag(child) == "v" and child.text for child in cell)
    # An empty text is a value too; any other formula without one has never been calculated.
    if formula is not None and not has_saved_value and cell.get("t") != "str":
        survey.formulas[row, column] = f"={formula.text or '()'}"
    if formula is None and not _has_value(cell):
        return
    survey.columns = max(survey.columns, column)
    if row > MOST_ROWS or column > MOST_COLUMNS:
        survey.far_cell = Position(path, row, column)


def _is_hidden(element: ElementTree.Element) -> bool:
    return element.get("hidden") in ("1", "true")


def _has_value(cell: ElementTree.Element) -> bool:
    return any(_tag(child) in ("v", "is", "f") for child in cell)


def _check_survey(survey: _Survey, path: str) -> Iterator[Problem]:
    if survey.far_cell:
        row, column = survey.far_cell.line, survey.far_cell.column
        cell = f"{column_letter(column)}{row}"
        yield problem(
            "workbook-far", survey.far_cell, where=cell, rows=MOST_ROWS, columns=MOST_COLUMNS
        )
    if survey.hidden_rows:
        rows = _list_few([str(row) for row in survey.hidden_rows])
        position = Position(path, survey.hidden_rows[0])
        yield problem("workbook-hidden-rows", position, warning=True, rows=rows)
    if survey.hidden_columns:
        columns = _list_few([column_letter(column) for column in survey.hidden_columns])
        yield problem("workbook-hidden-columns", Position(path), warning=True, columns=columns)
    if survey.merged:
        cells = _list_few(survey.merged)
        yield problem("workbook-merged", Position(path), warning=True, cells=cells)


def _list_few(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


def _read_sheet(path: Path, name: str, survey: _Survey, problems: list[Problem]) -> Iterator[Row]:
    from openpyxl import load_workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    try:
        with path.open("rb") as file, warnings.catch_warnings():
            # openpyxl's warnings, about features of Excel that hold no words.
            warnings.simplefilter("ignore")
            # A file, not its name: openpyxl goes by the ending, and people leave it away.
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                sheet = book[name]
                sheet.reset_dimensions()  # what the file says of its own size may be wrong
                reader = CellReader(from_1904=book.epoch == CALENDAR_MAC_1904)
                cell_rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=survey.columns)
                for number, cells in enumerate(cell_rows, 1):
                    texts, shown = _read_cells(cells, number, reader, survey)
                    if row := make_row(number, texts, str(path), shown):
                        yield row
                problems += reader.problems(str(path))
            finally:
                book.close()
    except (HandoutError, MemoryError):
        raise
    except Exception as error:  # openpyxl meets a damaged file with whatever exception comes along
        raise HandoutError([problem("workbook-damaged", Position(str(path)))]) from error


def _read_cells(
    cells: Sequence[Any], row: int, reader: CellReader, survey: _Survey
) -> tuple[list[str], dict[int, str]]:
    """Return the texts of the cells of a row, and by column what the sheet shows if it differs."""
    texts = []
    shown_texts: dict[int, str] = {}
    for column, cell in enumerate(cells, 1):
        text, shown = reader.read(cell, row, column)
        if shown != text:
            shown_texts[column] = shown
        if survey.formulas:
            text = survey.formulas.get((row, column), text)
        texts.append(text)
    return texts, shown_texts


def _column_number(reference: str) -> int:
    """Return the number of the column of a cell called `reference`: 3 for C14; 0 without a name."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _tag(element: ElementTree.Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]
