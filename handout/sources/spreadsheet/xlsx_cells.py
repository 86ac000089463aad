"""The cells of a workbook as the words that its sheet shows."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from handout.problems import Position, Problem, problem
from handout.sources.spreadsheet.date_format import split_serial
from handout.sources.spreadsheet.number_format import (
    format_number,
    general_number,
    shown_parts,
    surrounding_text,
)
from handout.sources.spreadsheet.rows import column_letter

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

    _Cell = Cell | MergedCell | EmptyCell | ReadOnlyCell

_MOST_NAMED = 8
_MOMENTS = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)


class CellReader:
    """Reads cells, and notes which have a number format that is not known here.

    Days count `from_1904` or from 1900.
    """

    def __init__(self, from_1904: bool) -> None:
        self._from_1904 = from_1904
        self._unknown: list[tuple[int, int]] = []

    def read(self, cell: _Cell, row: int, column: int) -> tuple[str, str]:
        """Return the words of a cell, with days as 2026-09-01 and times as 8:30; and what the sheet
        shows.
        """
        value: Any = cell.value
        if value is None:
            return "", ""
        if isinstance(value, str):
            # A number that is no day, in a format of days: openpyxl makes an error of it.
            if value == "#VALUE!" and shown_parts(_format_code(cell)):
                value = "########"
            # OOXML writes a carriage return as _x000D_ (ST_Xstring, ECMA-376 22.9.2.19).
            text = _shown_words(value.replace("_x000D_", ""), _format_code(cell))
            return text, text
        if isinstance(value, bool):
            return (str(value).upper(),) * 2
        serial, code = self._serial(value), _format_code(cell)
        shown = format_number(serial, code, from_1904=self._from_1904)
        if shown_parts(code):
            text = self._format_moment(serial, code)
            return text, text if shown is None else shown
        if shown is None:
            self._unknown.append((row, column))
            shown = general_number(serial)
        return shown, shown

    def problems(self, path: str) -> list[Problem]:
        """Return a warning for cells whose number format is not known."""
        if not self._unknown:
            return []
        names = [f"{column_letter(column)}{row}" for row, column in self._unknown]
        cells = ", ".join(names[:_MOST_NAMED]) + (", …" if len(names) > _MOST_NAMED else "")
        position = Position(path, *self._unknown[0])
        return [problem("workbook-format", position, warning=True, count=len(names), cells=cells)]

    def _serial(self, value: Any) -> float:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, to_excel

        if isinstance(value, _MOMENTS):
            epoch = CALENDAR_MAC_1904 if self._from_1904 else WINDOWS_EPOCH
            return float(to_excel(value, epoch))  # type: ignore[no-untyped-call]
        return float(value) if abs(value) < 2**53 else value

    def _format_moment(self, serial: float, code: str) -> str:
        """Return a day as 2026-09-01, a time as 8:30, or both, by what the format shows."""
        parts = shown_parts(code)
        if "day" not in parts:
            if serial >= 100 and serial == int(serial):
                return str(int(serial))  # 1445, typed into a cell for times without its colon
            minutes = int(round(serial * 86_400) // 60)
            if "[" not in code:  # [h]:mm counts the hours of all days
                minutes %= 24 * 60
            return f"{minutes // 60}:{minutes % 60:02}"
        day, seconds = split_serial(serial, self._from_1904)
        time = f"{seconds // 3600}:{seconds // 60 % 60:02}"
        if day is None:
            return time
        return f"{day:%Y-%m-%d} {time}" if "time" in parts and seconds else f"{day:%Y-%m-%d}"


def _shown_words(text: str, code: str) -> str:
    """Return what a sheet shows for words in a cell with this number format.

    Words that it hides are read all the same.
    """
    surroundings = surrounding_text(code)
    if surroundings is None or not any(surroundings):
        return text
    before, after = surroundings
    return f"{before}{text}{after}".strip()


def _format_code(cell: _Cell) -> str:
    return str(getattr(cell, "number_format", "General"))
