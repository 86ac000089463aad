"""CSV, as spreadsheet programs write it, as rows of text; and rows written as CSV."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from handout.problems import HandoutError, Position, problem
from handout.sources.spreadsheet.rows import FORMULA_STARTS, LONGEST_CELL, Row, RowMaker

_DELIMITERS = ",;\t|"
# Excel takes the delimiter from a first line sep=; and does not show that line.
_DELIMITER_LINE = re.compile(r"\ufeff?sep=(.)\r?\n?")
_SAMPLE_LENGTH = 65_536  # characters


def parse_csv(text: IO[str], path: str) -> Iterator[Row]:
    """Yield the rows of a CSV text, opened with newline="".

    Raises HandoutError where it cannot go on.
    """
    delimiter, skipped = _detect_delimiter(text)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    rows = RowMaker(path)
    number = 0
    # RFC 4180 allows line breaks within quotes, so a row's number is not that of its first line.
    first_line = skipped + 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            position = Position(path, number)
            code = _problem_code(str(error))
            broken = problem(code, position, number=first_line, most=LONGEST_CELL)
            raise HandoutError([broken]) from None
        first_line = skipped + reader.line_num + 1
        if row := rows.make(number, cells):
            yield row


def format_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return `rows` as a CSV that Excel opens rightly: UTF-8 with its mark, and no cell that it
    would take for a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([escape_formula(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def escape_formula(text: str) -> str:
    """Return `text`, with an apostrophe before what a spreadsheet program would take for a formula.

    Reading takes it away.
    """
    if text[:1].isalnum():  # nearly every cell
        return text
    is_formula = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if is_formula else text


def _problem_code(message: str) -> str:
    """Return the code of our problem for a message of the csv module, which has no codes."""
    if "field limit" in message:
        return "table-cell-long"
    if "unexpected end" in message:
        return "table-quote-open"
    return "table-quote"


def _detect_delimiter(text: IO[str]) -> tuple[str, int]:
    """Return the delimiter of the cells, and how many lines say just that.

    `text` is then at the first row.
    """
    start = text.read(_SAMPLE_LENGTH)
    text.seek(0)
    if delimiter_line := _DELIMITER_LINE.match(start):
        text.readline()
        return delimiter_line[1], 1
    is_quoted = False
    counts = dict.fromkeys(_DELIMITERS, 0)
    for sign in start.lstrip("\r\n"):
        if sign == '"':
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif sign in counts:
            counts[sign] += 1
        elif sign in "\r\n" and any(counts.values()):
            break
    return max(counts, key=lambda sign: counts[sign]), 0
