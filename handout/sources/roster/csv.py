"""CSV files and Excel workbooks, as they come from spreadsheet programs, as rows of text.

And CSV written back.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import IO

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.fields.single_line import shorten
from handout.sources.roster.encoding import detect_encoding
from handout.sources.roster.file_kind import (
    COMPOUND,
    LOOKED_AT,
    kind_of_zip,
    other_kind,
    refuse_other_kinds,
)
from handout.sources.roster.text_repair import repair_text

LARGEST = 64 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 500
LONGEST_CELL = 32_767  # as in Excel

_DELIMITERS = ",;\t|"
# What a spreadsheet program takes as the start of a formula, also in its full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_KEPT = re.compile(r'="([^"]*)"')  # ="012": how a program has Excel keep the zeros


_NONE: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """A row that has anything in it; `number` as a spreadsheet program counts it, from 1.

    By the number of their column, from 1: `spoilt` are the words of cells as they came whose signs
    were put right, and `shown` what a sheet shows for the days and times among the cells, which
    themselves say 2026-09-01 or 8:30.
    """

    number: int
    cells: tuple[str, ...]
    spoilt: Mapping[int, str] = field(default_factory=lambda: _NONE)
    shown: Mapping[int, str] = field(default_factory=lambda: _NONE)


def read_rows(path: Path) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Return the rows of a CSV or XLSX file, their cells without spaces around them, and warnings
    about how it was read.

    The place of a cell has its row's number as line, and as column that of its column, both from 1.
    What kind of file it is is seen from its content, not from its name. Raises HandoutError with
    all that is wrong if it cannot be read.
    """
    position = Position(str(path))
    try:
        with path.open("rb") as file:
            start = file.read(LOOKED_AT)
            other = start.startswith((b"PK", COMPOUND))
            raw = b"" if other else start + file.read(LARGEST + 1 - len(start))
    except FileNotFoundError:
        raise HandoutError([problem("roster-missing", position)]) from None
    except OSError as error:
        code = "roster-folder" if path.is_dir() else "file-unreadable"
        if path.is_dir() and kind_of_zip([one.name for one in path.iterdir()]) == "oneroster":
            raise other_kind(path, "oneroster") from None
        raise HandoutError([problem(code, position, reason=error.strerror or str(error))]) from None
    refuse_other_kinds(path, start)
    if start.startswith(b"PK"):
        from handout.sources.roster.xlsx import read_workbook

        return read_workbook(path)
    if len(raw) > LARGEST:
        raise HandoutError([problem("archive-large", position, limit=LARGEST // 2**20)])
    encoding, problems = detect_encoding([raw], position)
    rows: list[Row] = []
    repairs = Repairs(str(path))
    for row in parse_csv(io.StringIO(raw.decode(encoding), newline=""), str(path)):
        if len(rows) == MOST_ROWS:
            raise HandoutError(
                [problem("table-rows", Position(str(path), row.number), most=MOST_ROWS)]
            )
        rows.append(row)
        repairs.add(row)
    return tuple(rows), (*problems, *repairs.problems())


def parse_csv(text: IO[str], path: str) -> Iterator[Row]:
    """Yield the rows of a CSV text, opened with newline="".

    Raises HandoutError where it cannot go on.
    """
    delimiter, skipped = _delimiter(text)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    number = 0
    start = (
        skipped + 1
    )  # the line of the file, which is another thing as soon as a cell has two lines
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            said = str(error)
            long, opened = "field limit" in said, "unexpected end" in said
            code = "table-cell-long" if long else "table-quote-open" if opened else "table-quote"
            raise HandoutError(
                [problem(code, Position(path, number), number=start, most=LONGEST_CELL)]
            ) from None
        start = skipped + reader.line_num + 1
        if row := make_row(number, cells, path):
            yield row


def make_row(
    number: int, cells: Sequence[str], path: str, shown: Mapping[int, str] = _NONE
) -> Row | None:
    """Return the row with these cells tidied, or None if all are empty.

    Raises HandoutError if there is too much in it.
    """
    spoilt: dict[int, str] = {}
    tidy = []
    for column, cell in enumerate(cells, 1):
        text = cell
        if "&" in cell or not cell.isascii():
            text = repair_text(cell)
            if text != unicodedata.normalize("NFC", cell):
                spoilt[column] = cell
        tidy.append(_tidy(text))
    while tidy and not tidy[-1]:
        del tidy[-1]
    if len(tidy) > MOST_COLUMNS:
        position = Position(path, number, MOST_COLUMNS + 1)
        raise HandoutError([problem("table-columns", position, count=len(tidy), most=MOST_COLUMNS)])
    for column, cell in enumerate(tidy, 1):
        if len(cell) > LONGEST_CELL:
            raise HandoutError(
                [
                    problem(
                        "table-cell-long",
                        Position(path, number, column),
                        number=number,
                        most=LONGEST_CELL,
                    )
                ]
            )
    return Row(number, tuple(tidy), spoilt or _NONE, shown) if tidy else None


class Repairs:
    """Counts the cells of a file whose spoilt signs were put right, to tell them in one warning."""

    def __init__(self, path: str) -> None:
        self._path, self._count = path, 0
        self._first: tuple[Position, str, str] | None = None

    def add(self, row: Row) -> None:
        """Count the cells of `row`."""
        self._count += len(row.spoilt)
        if row.spoilt and not self._first:
            column, was = next(iter(row.spoilt.items()))
            now = row.cells[column - 1] if column <= len(row.cells) else ""
            self._first = Position(self._path, row.number, column), was, now

    def problems(self) -> list[Problem]:
        """Return the warning; nothing if no cell was spoilt."""
        if not self._first:
            return []
        position, was, now = self._first
        where = f"{column_letter(position.column)}{position.line}"
        return [
            problem(
                "table-spoilt",
                position if self._count == 1 else Position(self._path),
                warning=True,
                count=self._count,
                where=where,
                found=shorten(was),
                read=shorten(now),
            )
        ]


def column_letter(column: int) -> str:
    """Return the name of a column (from 1) as a spreadsheet program shows it: A, B, ..., Z, AA, ..."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def format_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return `rows` as a CSV that Excel opens rightly: UTF-8 with its mark, and no cell that it
    would take for a formula.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(
        [safe_cell(cell) for cell in row] for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def safe_cell(text: str) -> str:
    """Return `text`, with an apostrophe before what a spreadsheet program would take for a formula.

    Reading takes it away.
    """
    if text[:1].isalnum():  # nearly every cell
        return text
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _tidy(cell: str) -> str:
    text = cell.strip()
    if text.startswith('="') and (kept := _KEPT.fullmatch(text)):
        return kept[1].strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(_FORMULA) else text


def _delimiter(text: IO[str]) -> tuple[str, int]:
    """Return what stands between the cells, and how many lines say just that.

    `text` is then at the first row.
    """
    start = text.read(65_536)
    said = re.match(r"\ufeff?sep=(.)\r?\n?", start)
    if said:  # Excel's own way of telling
        text.seek(0)
        text.readline()
        return said[1], 1
    text.seek(0)
    quoted = False
    counts = dict.fromkeys(_DELIMITERS, 0)
    for sign in start.lstrip("\r\n"):
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign in counts:
            counts[sign] += 1
        elif not quoted and sign in "\r\n" and any(counts.values()):
            break
    return max(counts, key=lambda sign: counts[sign]), 0
