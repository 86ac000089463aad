"""A CSV file or an Excel workbook as rows of text, whichever of them it is."""

from __future__ import annotations

import io
from pathlib import Path

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.spreadsheet.csv import parse_csv
from handout.sources.spreadsheet.encoding import detect_encoding
from handout.sources.spreadsheet.file_kind import (
    COMPOUND,
    LOOKED_AT,
    kind_of_zip,
    other_kind,
    refuse_other_kinds,
)
from handout.sources.spreadsheet.rows import MOST_ROWS, RepairCounter, Row
from handout.sources.spreadsheet.xlsx import RateSheet, read_workbook

MOST_BYTES = 64 * 2**20
_ZIP = b"PK"


def read_rows(
    path: Path, rate_sheet: RateSheet | None = None
) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Return the rows of a CSV or XLSX file, their cells without spaces around them, and warnings
    about how it was read.

    The place of a cell has its row's number as line, and as column that of its column, both from 1.
    What kind of file it is is seen from its content, not from its name. `rate_sheet` says of a
    workbook's sheets which is meant, as in `read_workbook`. Raises HandoutError with
    all that is wrong if it cannot be read.
    """
    start, content = _read_file(path)
    refuse_other_kinds(path, start)
    if start.startswith(_ZIP):
        return read_workbook(path, rate_sheet)
    return _decode_rows(content, str(path))


def _read_file(path: Path) -> tuple[bytes, bytes]:
    """Return the start of a file, and if it may be text its content up to one byte too many."""
    position = Position(str(path))
    try:
        with path.open("rb") as file:
            start = file.read(LOOKED_AT)
            if start.startswith((_ZIP, COMPOUND)):
                return start, b""
            return start, start + file.read(MOST_BYTES + 1 - len(start))
    except FileNotFoundError:
        raise HandoutError([problem("roster-missing", position)]) from None
    except OSError as error:
        is_folder = path.is_dir()
        if is_folder and kind_of_zip([entry.name for entry in path.iterdir()]) == "oneroster":
            raise other_kind(path, "oneroster") from None
        code = "roster-folder" if is_folder else "file-unreadable"
        raise HandoutError([problem(code, position, reason=error.strerror or str(error))]) from None


def _decode_rows(content: bytes, path: str) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    position = Position(path)
    if len(content) > MOST_BYTES:
        raise HandoutError([problem("archive-large", position, limit=MOST_BYTES // 2**20)])
    encoding, problems = detect_encoding(lambda: [content], position)
    # With Ctrl-Z programs from the time of DOS end a text.
    decoded = content.decode(encoding).rstrip("\r\n").removesuffix("\x1a")
    text = io.StringIO(decoded, newline="")
    rows: list[Row] = []
    repairs = RepairCounter(path)
    for row in parse_csv(text, path):
        if len(rows) == MOST_ROWS:
            many = problem("table-rows", Position(path, row.number), most=MOST_ROWS)
            raise HandoutError([many])
        rows.append(row)
        repairs.add(row)
    return tuple(rows), (*problems, *repairs.problems())
