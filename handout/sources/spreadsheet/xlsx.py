"""Excel workbooks (.xlsx) as rows of text."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from handout.interface_language import tables_in_all_languages
from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, has_errors, problem
from handout.sources.spreadsheet.rows import (
    MOST_COLUMNS,
    MOST_ROWS,
    RepairCounter,
    Row,
    RowMaker,
    column_letter,
)
from handout.sources.spreadsheet.safe_zip import DAMAGED, Limits, open_archive
from handout.sources.spreadsheet.xlsx_cells import CellReader
from handout.sources.spreadsheet.xlsx_markup import find_struck_text
from handout.sources.spreadsheet.xlsx_parts import Sheet, Survey, find_sheets, survey_sheet

if TYPE_CHECKING:
    from openpyxl import Workbook

_LIMITS = Limits(packed=32 * 2**20, unpacked=128 * 2**20, ratio=100)
_MOST_NAMED = 8  # rows, columns, cells or sheets in one message
_RATED_ROWS = 20  # the first rows of a sheet, by which it is told from others

RateSheet = Callable[[Sequence[Row]], int]
"""Says how many signs of the table that is wanted the first rows of a sheet show."""


def read_workbook(
    path: Path, rate_sheet: RateSheet | None = None
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Return the rows of the sheet called "Roster", in any of our languages, or else of the first
    that shows what is wanted; and warnings.

    A workbook may begin with a sheet of instructions or sums: of several sheets the first is read
    that `rate_sheet` gives at least half of what it gives the best, and without it the first that
    shows anything. Numbers come as they are shown (012, not 12; Rm 012), days as 2026-09-01, times
    of day as 8:30, formulas as the value they had when the file was saved, or as the formula if
    they have none. Raises HandoutError if the file cannot be read.
    """
    position = Position(str(path))
    with open_archive(path, _LIMITS) as archive:
        try:
            sheets = find_sheets(archive, position)
            struck = find_struck_text(archive)
            surveys = {
                sheet: survey_sheet(archive, sheet.part, position.path, struck)
                for sheet in sheets
                if not sheet.is_hidden
            }
        except (*DAMAGED, ElementTree.ParseError, KeyError, ValueError) as error:
            raise HandoutError([problem("workbook-damaged", position)]) from error
    filled = {sheet: survey for sheet, survey in surveys.items() if survey.columns}
    if not filled:
        return (), ()
    with _open_book(path) as book:
        chosen = _choose_sheet(book, filled, rate_sheet, str(path))
        problems = _note_other_sheets(sheets, filled, chosen, position)
        problems += _check_survey(surveys[chosen], position.path)
        if has_errors(problems):
            raise HandoutError(problems)
        reader = _cell_reader(book)
        rows = tuple(_read_sheet(book, chosen.name, surveys[chosen], reader, str(path)))
    repairs = RepairCounter(str(path))
    for row in rows:
        repairs.add(row)
    return rows, (*problems, *reader.problems(str(path)), *repairs.problems())


def read_listed_rows(path: Path) -> tuple[int, ...]:
    """Return the numbers in the hidden sheet of a workbook that we wrote for corrections.

    None of any other file.
    """
    name = message_table("roster")["sheets"]["to_correct"]
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            return ()
    with _open_book(path) as book:
        if name not in book.sheetnames:
            return ()
        cells = [str(row[0]) for row in book[name].iter_rows(max_col=1, values_only=True)]
    return tuple(int(cell) for cell in cells if cell.isdecimal())


@contextmanager
def _open_book(path: Path) -> Iterator[Workbook]:
    """Open a workbook; whatever is wrong with it is raised as a HandoutError."""
    from openpyxl import load_workbook

    try:
        with path.open("rb") as file, warnings.catch_warnings():
            # openpyxl's warnings, about features of Excel that hold no words.
            warnings.simplefilter("ignore")
            # A file, not its name: openpyxl goes by the ending, and people leave it away.
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except (HandoutError, MemoryError):
        raise
    except Exception as error:  # openpyxl meets a damaged file with whatever exception comes along
        raise HandoutError([problem("workbook-damaged", Position(str(path)))]) from error


def _choose_sheet(
    book: Workbook, filled: Mapping[Sheet, Survey], rate_sheet: RateSheet | None, path: str
) -> Sheet:
    rosters = {table["sheet"].casefold() for table in tables_in_all_languages("roster-words")}
    for sheet in filled:
        if sheet.name.strip().casefold() in rosters:
            return sheet
    if rate_sheet is None or len(filled) == 1:
        return next(iter(filled))
    ratings = {}
    for sheet, survey in filled.items():
        reader = _cell_reader(book)
        first_rows = _read_sheet(book, sheet.name, survey, reader, path, most_rows=_RATED_ROWS)
        ratings[sheet] = rate_sheet(tuple(first_rows))
    best = max(ratings.values())
    return next(sheet for sheet, rating in ratings.items() if 2 * rating >= best)


def _note_other_sheets(
    sheets: Sequence[Sheet], filled: Collection[Sheet], chosen: Sheet, position: Position
) -> list[Problem]:
    """Return a note on the sheets that are not read, but for those that we hide ourselves."""
    ours = set(message_table("roster")["sheets"].values())
    others = []
    for sheet in sheets:
        may_be_meant = sheet.is_hidden or sheet in filled
        is_ours = sheet.is_hidden and sheet.name in ours
        if sheet != chosen and may_be_meant and not is_ours:
            others.append(sheet.name)
    if not others:
        return []
    names = ", ".join(others[:_MOST_NAMED])
    return [problem("workbook-sheets", position, warning=True, read=chosen.name, others=names)]


def _check_survey(survey: Survey, path: str) -> Iterator[Problem]:
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
    if survey.struck_rows:
        rows = _list_few([str(row) for row in survey.struck_rows])
        position = Position(path, survey.struck_rows[0])
        yield problem("workbook-struck", position, warning=True, rows=rows)
    if survey.remarks:
        cells = _list_few(survey.remarks)
        yield problem("workbook-remarks", Position(path), warning=True, cells=cells)
    if survey.merged:
        cells = _list_few(survey.merged)
        yield problem("workbook-merged", Position(path), warning=True, cells=cells)


def _list_few(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")


def _cell_reader(book: Workbook) -> CellReader:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    return CellReader(from_1904=book.epoch == CALENDAR_MAC_1904)


def _read_sheet(
    book: Workbook,
    name: str,
    survey: Survey,
    reader: CellReader,
    path: str,
    *,
    most_rows: int = MOST_ROWS,
) -> Iterator[Row]:
    sheet = book[name]
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    most_columns = min(survey.columns, MOST_COLUMNS)
    rows = RowMaker(path)
    cell_rows = sheet.iter_rows(max_row=most_rows, max_col=most_columns)
    for number, cells in enumerate(cell_rows, 1):
        texts, shown = _read_cells(cells, number, reader, survey)
        if row := rows.make(number, texts, shown):
            yield row


def _read_cells(
    cells: Sequence[Any], row: int, reader: CellReader, survey: Survey
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
