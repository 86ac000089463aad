"""Workbooks in which every cell is text, so that no program makes 12 of 012 or a day of 3-5."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handout.interface_language import interface_messages
from handout.messages import message_table
from handout.problems import HandoutError, Position, problem
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.types import Choice
from handout.sources.headings.columns import ROSTER
from handout.sources.headings.heading_words import find_column
from handout.sources.spreadsheet.csv import format_csv
from handout.sources.spreadsheet.rows import MOST_ROWS, column_letter

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_TEXT_FORMAT = "@"
_MOST_HEAD_LINES = 3
_LINE = 15  # pt
_WIDEST = 50  # characters
_NARROWEST = 8  # characters
_EMPTY_ROWS = 1000  # below a list, whose cells have choices too
_SAVED = "2000-01-01T00:00:00Z"  # the same words make the same file, whenever it is made
# No XML 1.0 document may have these characters.
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
    comments: Mapping[tuple[int, int], str] | None = None,
    listed: Collection[int] = (),
    marked: Collection[tuple[int, int]] = (),
    choices: Mapping[int, Sequence[str]] | None = None,
) -> bytes:
    """Return a workbook of `rows`, the first of them headings.

    `comments` say what is wrong with cells, by row and column from 1: these are coloured, and so
    are the cells that are `marked`. `listed` are the numbers of rows that go into a hidden sheet,
    where a row that somebody deletes is missed. `choices` are what columns of our own, by their
    numbers, are chosen from.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    messages = interface_messages("roster-words")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = messages["sheet"]
    _write_cells(sheet, rows)
    _format_columns(sheet, rows)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0  # as many pages as its rows need, one page wide
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    color = PatternFill("solid", fgColor="FFD9B3")
    for row, column in (*(comments or {}), *marked):
        sheet.cell(row, column).fill = color
    for (row, column), comment in (comments or {}).items():
        cell = sheet.cell(row, column)
        cell.comment = Comment(comment, messages["correct"]["author"], height=120, width=320)  # px
    if choices:
        _add_choices(book, sheet, choices, len(rows))
    if listed:
        hidden = book.create_sheet(message_table("roster")["sheets"]["to_correct"])
        hidden.sheet_state = "veryHidden"
        for number in listed:
            hidden.append([str(number)])
    stream = io.BytesIO()
    book.save(stream)
    return _without_times(stream.getvalue())


def _write_cells(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Font

    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if text:
                cell.value = _FORBIDDEN.sub("\ufffd", text)
                cell.data_type = "s"  # also what begins like a formula
            cell.number_format = _TEXT_FORMAT
            if number == 1:
                cell.font = Font(bold=True)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            elif "\n" in text:
                cell.alignment = Alignment(wrap_text=True, vertical="top")


def _format_columns(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    last_row = min(len(rows) + _EMPTY_ROWS, MOST_ROWS)
    for column, heading in enumerate(rows[0], 1):
        letter = column_letter(column)
        longest = max((len(row[column - 1]) for row in rows[1:] if len(row) >= column), default=0)
        words = heading.split() or [""]
        longest = max(longest, len(heading) // _MOST_HEAD_LINES, *map(len, words))
        if len(words) > 1 and len(heading) > longest:
            # Not every program makes a row as high as its words by itself.
            sheet.row_dimensions[1].height = _MOST_HEAD_LINES * _LINE
        dimension = sheet.column_dimensions[letter]
        dimension.width = min(max(longest, _NARROWEST) + 3, _WIDEST)
        dimension.number_format = _TEXT_FORMAT
        if options := _find_options(heading):
            choices = DataValidation("list", formula1=f'"{",".join(options)}"', allow_blank=True)
            choices.errorStyle = "warning"  # other words for a choice are read too
            choices.add(f"{letter}2:{letter}{last_row}")
            sheet.add_data_validation(choices)


def _add_choices(
    book: Workbook, sheet: Worksheet, choices: Mapping[int, Sequence[str]], last_row: int
) -> None:
    """Let the cells of columns be chosen from lists in a hidden sheet: in a formula of its own a
    list may have 255 characters only.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    title = message_table("roster")["sheets"]["choices"]
    hidden = book.create_sheet(title)
    hidden.sheet_state = "hidden"
    for column, options in choices.items():
        for row, option in enumerate(options, 1):
            hidden.cell(row, column).value = option
        letter = column_letter(column)
        source = f"{title}!${letter}$1:${letter}${len(options)}"
        validation = DataValidation("list", formula1=source, allow_blank=True)
        validation.errorStyle = "warning"  # any field can be a column too
        validation.add(f"{letter}2:{letter}{last_row}")
        sheet.add_data_validation(validation)


def _find_options(heading: str) -> tuple[str, ...]:
    """Return the choices that a column has, if it has choices."""
    column = find_column(heading)
    name = ROSTER.get(column) or column
    kind = FIELDS[name].kind if name in FIELDS else None
    return kind.options if isinstance(kind, Choice) else ()


def _without_times(content: bytes) -> bytes:
    """Return the same workbook without the time at which it was made."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source_zip,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as target_zip,
    ):
        for info in source_zip.infolist():
            part = source_zip.read(info)
            if info.filename == "docProps/core.xml":
                part = _CHANGED.sub(rb"<dcterms:\1\2>" + _SAVED.encode() + b"<", part)
            target_zip.writestr(zipfile.ZipInfo(info.filename), part, zipfile.ZIP_DEFLATED)
    return target.getvalue()
