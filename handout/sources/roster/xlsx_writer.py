"""Workbooks in which every cell is text, so that no program makes 12 of 012 or a day of 3-5."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handout.messages import message_table
from handout.problems import HandoutError, Position, problem
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.types import Choice
from handout.sources.roster.columns import ROSTER, normalize_heading
from handout.sources.spreadsheet.csv import format_csv
from handout.sources.spreadsheet.rows import MOST_ROWS, column_letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_TEXT = "@"  # the number format of text
_WIDEST = 50  # characters
_EMPTY_ROWS = 1000  # below a list, for which cells are text too
_SAVED = "2000-01-01T00:00:00Z"  # the same words make the same file, whenever it is made
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CHANGED = re.compile(rb"<dcterms:(created|modified)([^>]*)>[^<]*<")


def require_table_name(path: Path) -> None:
    """Raise HandoutError unless a table can be written under this name: .csv, .xlsx, or none for a
    stream.
    """
    if path.suffix.casefold() not in (".csv", ".xlsx", ""):
        raise HandoutError([problem("roster-output-kind", Position(str(path)), ending=path.suffix)])


def format_table(path: Path, rows: Sequence[Sequence[str]]) -> bytes:
    """Return `rows`, the first of them headings, in the format that the name `path` asks for."""
    return format_workbook(rows) if path.suffix.casefold() == ".xlsx" else format_csv(rows)


def format_workbook(
    rows: Sequence[Sequence[str]],
    remarks: Mapping[tuple[int, int], str] | None = None,
    listed: Collection[int] = (),
) -> bytes:
    """Return a workbook of `rows`, the first of them headings.

    `remarks` are what is wrong with cells, by row and column from 1: these are coloured. `listed`
    are the numbers of rows that go into a hidden sheet, where a row that somebody deletes is
    missed.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    said = message_table("roster")["correct"]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = message_table("roster")["sheet"]
    _fill(sheet, rows)
    fault = PatternFill("solid", fgColor="FFD9B3")
    for (row, column), remark in (remarks or {}).items():
        cell = sheet.cell(row, column)
        cell.fill = fault
        cell.comment = Comment(remark, said["author"], height=120, width=320)
    if listed:
        hidden = book.create_sheet(said["sheet"])
        hidden.sheet_state = "veryHidden"
        for number in listed:
            hidden.append([str(number)])
    stream = io.BytesIO()
    book.save(stream)
    return _without_times(stream.getvalue())


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.datavalidation import DataValidation

    heads = rows[0]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if text:
                cell.value = _FORBIDDEN.sub("\ufffd", text)
                cell.data_type = "s"  # also what begins like a formula
            cell.number_format = _TEXT
            if number == 1:
                cell.font = Font(bold=True)
            elif "\n" in text:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, head in enumerate(heads, 1):
        longest = max((len(line) for row in rows for line in row[column - 1 : column]), default=0)
        width = min(max(longest, 8) + 3, _WIDEST)
        dimension = sheet.column_dimensions[column_letter(column)]
        dimension.width, dimension.number_format = width, _TEXT
        if options := _options(head):
            choices = DataValidation("list", formula1=f'"{",".join(options)}"', allow_blank=True)
            choices.errorStyle = "warning"  # other words for a choice are read too
            letter = column_letter(column)
            choices.add(f"{letter}2:{letter}{min(len(rows) + _EMPTY_ROWS, MOST_ROWS)}")
            sheet.add_data_validation(choices)
    sheet.freeze_panes = "A2"


def _options(heading: str) -> tuple[str, ...]:
    """Return the choices that a column has, if it has choices."""
    names = {normalize_heading(name): field or name for name, field in ROSTER.items()}
    name = names.get(normalize_heading(heading), heading)
    kind = FIELDS[name].kind if name in FIELDS else None
    return kind.options if isinstance(kind, Choice) else ()


def _without_times(content: bytes) -> bytes:
    """Return the same workbook without the time at which it was made."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "docProps/core.xml":
                part = _CHANGED.sub(rb"<dcterms:\1\2>" + _SAVED.encode() + b"<", part)
            new.writestr(zipfile.ZipInfo(info.filename), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()
