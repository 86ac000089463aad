"""The parts of a workbook as XML: its sheets, and what openpyxl would not tell of one."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

from handout.problems import HandoutError, Position, problem
from handout.sources.spreadsheet.file_kind import kind_of_zip, other_kind
from handout.sources.spreadsheet.rows import MOST_COLUMNS, MOST_ROWS
from handout.sources.spreadsheet.xlsx_markup import (
    StruckText,
    find_remarks,
    parts_of,
    tag_of,
)

_XML_START = 65_536  # bytes in which a document type would stand
# The attribute r:id of a sheet, in transitional and in strict OOXML (ISO/IEC 29500).
_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)


class Sheet(NamedTuple):
    name: str
    part: str
    is_hidden: bool


@dataclass
class Survey:
    """What openpyxl would not tell of a sheet, or would choke on."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    struck_rows: list[int] = field(default_factory=list)  # in which words have a line through them
    remarks: list[str] = field(default_factory=list)  # cells with a comment
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)  # without a value
    far_cell: Position | None = None  # beyond the rows and columns that are read
    columns: int = 0  # the last that has anything in it; 0: the sheet is empty


def find_sheets(archive: zipfile.ZipFile, position: Position) -> list[Sheet]:
    """Return the worksheets, in the order of their tabs."""
    parts = parts_of(archive)
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
        if tag_of(element) == "sheet" and id in parts_by_id:
            is_hidden = element.get("state", "visible") != "visible"
            sheets.append(Sheet(element.get("name", ""), parts_by_id[id], is_hidden))
    return sheets


def _refuse_document_types(archive: zipfile.ZipFile, position: Position) -> None:
    """Raise HandoutError if a part has a document type: OOXML has none, and entities may bomb."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                start = part.read(_XML_START).replace(b"\0", b"")  # UTF-16 as well
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise HandoutError([problem("workbook-damaged", position)])


def survey_sheet(archive: zipfile.ZipFile, part: str, path: str, struck: StruckText) -> Survey:
    survey = Survey(remarks=find_remarks(archive, part))
    with archive.open(part) as source:
        row = column = 0
        for event, element in ElementTree.iterparse(source, events=("start", "end")):
            tag = tag_of(element)
            if event == "start":
                if tag == "row":
                    row = int(element.get("r", row + 1))
                    column = 0
                continue
            if tag == "c":
                column = _column_number(element.get("r", "")) or column + 1
                _survey_cell(element, Position(path, row, column), survey, struck)
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
    cell: ElementTree.Element, position: Position, survey: Survey, struck: StruckText
) -> None:
    row, column = position.line, position.column
    formula = next((child for child in cell if tag_of(child) == "f"), None)
    has_saved_value = any(tag_of(child) == "v" and child.text for child in cell)
    # An empty text is a value too; any other formula without one has never been calculated.
    if formula is not None and not has_saved_value and cell.get("t") != "str":
        survey.formulas[row, column] = f"={formula.text or '()'}"
    if formula is None and not _has_value(cell):
        return
    survey.columns = max(survey.columns, column)
    if row > MOST_ROWS or column > MOST_COLUMNS:
        survey.far_cell = position
    if row not in survey.struck_rows[-1:] and struck.has(cell):
        survey.struck_rows.append(row)


def _is_hidden(element: ElementTree.Element) -> bool:
    return element.get("hidden") in ("1", "true")


def _has_value(cell: ElementTree.Element) -> bool:
    return any(tag_of(child) in ("v", "is", "f") for child in cell)


def _column_number(reference: str) -> int:
    """Return the number of the column of a cell called `reference`: 3 for C14; 0 without a name."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
