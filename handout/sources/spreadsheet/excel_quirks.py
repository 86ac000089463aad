"""Undo what spreadsheet programs do to typed values: 3-5 becomes a day, 8:30 gets seconds, a long
number is cut short.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from handout.problems import Position, Problem, problem
from handout.sources.fields.single_line import shorten
from handout.sources.spreadsheet.day_order import plain_day
from handout.sources.spreadsheet.rows import column_letter

# Days of this century, and parts of a day, as the numbers that they are in a workbook.
_DAY_NUMBER = re.compile(r"([34567]\d{4})(?:[.,]\d+)?")
_DAY_PART = re.compile(r"(?:[34567]\d{4}|0?)[.,](\d{3,})")
_MINUTES_PER_DAY = 1440
_FIRST_DAY = datetime.date(1899, 12, 30)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "|".join(_MONTHS)
_DAY_MONTH = re.compile(rf"(\d{{1,2}})-({_MONTH})|({_MONTH})-(\d{{1,2}})", re.IGNORECASE)
_WHOLE_DAY = re.compile(r"\d{4}-(\d\d)-(\d\d)|(\d{1,2})/(\d{1,2})/(?:\d{4}|\d\d)")
_SECONDS = re.compile(r"(\d{1,2}:\d\d):00\b")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
# What a cell shows whose formula failed, in the languages of spreadsheet programs: #REF!, #¡VALOR!,
# #NOM?, #DEEL/0!.
_ERROR = re.compile(
    r"#[¡¿]?[^\W\d_a-zß-ÿ][^\W_a-zß-ÿ]+(?:/0)?[!?]"
    r"|#(?:N/A|N/D|NV|N/B|I/T|YOK|Н/Д|HIÁNYZIK|SAKNAS!|PUUTTUU!)"
    r"|#(?:GETTING_DATA|FMT|EXTERNAL!|BLOCKED!|CALC!|SPILL!|BUSY!)|Err:5\d\d|#{3,}"
)
_ERROR_INSIDE = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE
)
_RANGE = re.compile(r"0?(\d{1,2})[-–/]0?(\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::00)? ?(?:([ap])\.?m\.?)?", re.IGNORECASE)
_FAULT_SIGNS = re.compile("[#=\ufffd]|Err:")
_FORMULA = re.compile(r"=[\w$'\"(+\-@{\[#]")
_BANDS = {"K-2": range(1, 3), "3-5": range(3, 6), "6-8": range(6, 9), "9-12": range(9, 13)}


def grade_band(cell: str) -> str:
    """Return the grade band of the grades that became a day: 3-5 for 5-Mar or 2026-03-05, K-2 for
    2-Jan, which was 1/2.

    Anything else as it is.
    """
    grades = set(_month_and_day(cell))
    bands = [band for band, known in _BANDS.items() if len(grades) == 2 and grades <= set(known)]
    return bands[0] if bands else cell


def is_day(cell: str) -> bool:
    """Return whether this is how a spreadsheet program shows a day: 5-Mar, 3/5/2026, 2026-03-05."""
    return bool(_month_and_day(cell))


def is_shortened(cell: str) -> bool:
    """Return whether this is a long number of which digits are lost: 1.23457E+11."""
    return _SHORTENED.fullmatch(cell) is not None


def error_word(cell: str) -> str:
    """Return the word for a failed formula that the cell shows, such as #REF! or ########.

    "" if it shows none.
    """
    match = _ERROR.fullmatch(cell) or _ERROR_INSIDE.search(cell)
    return match[0] if match else ""


def is_formula(cell: str) -> bool:
    """Return whether this is a formula, and not the words that it should give."""
    return _FORMULA.match(cell) is not None


def may_have_faults(cells: Iterable[str]) -> bool:
    """Return whether cell_fault is worth a look: hardly any row has one of these signs."""
    return _FAULT_SIGNS.search("\n".join(cells)) is not None


def cell_fault(cell: str, position: Position) -> Problem | None:
    """Return what is wrong with a cell that shows a formula or its error in place of words, or
    lacks letters.
    """
    where = f"{column_letter(position.column)}{position.line}"
    if "\ufffd" in cell:
        return problem("table-lost", position, where=where, found=shorten(cell))
    if word := error_word(cell):
        return problem("workbook-error", position, where=where, found=word)
    return problem("workbook-formula", position, where=where) if is_formula(cell) else None


def is_made_of(saved: str, typed: str) -> bool:
    """Return whether `saved` is what a spreadsheet program makes of `typed` by itself: 4 of 004,
    5-Mar of 3-5, TRUE of true.
    """
    if not saved or not typed:
        return False
    if saved.casefold() == typed.casefold() and saved.casefold() in ("true", "false"):
        return True
    if _is_same_number(saved, typed):
        return True
    if numbers := _RANGE.fullmatch(typed):
        return set(_month_and_day(saved)) == {int(numbers[1]), int(numbers[2])}
    if _CLOCK.match(typed) and _read_clock(saved) is not None:
        return _read_clock(saved) == _read_clock(typed)
    if plain_day(saved) == plain_day(typed):
        return True
    return _has_lost_letters(saved, typed)


def _has_lost_letters(saved: str, typed: str) -> bool:
    """Return whether `saved` was written in an encoding that lacks some letters of `typed`."""
    if len(saved) != len(typed):
        return False
    for sign, typed_sign in zip(saved, typed, strict=True):
        if sign != typed_sign and (sign not in "?\ufffd" or typed_sign.isascii()):
            return False
    return True


def _is_same_number(saved: str, typed: str) -> bool:
    """Return whether both are the same number, written otherwise or cut short: 12 for 012, 2.50 for
    2.5, 1.23457E+11.
    """
    try:
        saved_number = Decimal(saved.replace(",", ""))
        typed_number = Decimal(typed.replace(",", ""))
    except InvalidOperation:
        return False
    if not (saved_number.is_finite() and typed_number.is_finite()):
        return False
    if is_shortened(saved) and typed_number:
        return abs(saved_number - typed_number) <= abs(typed_number) * Decimal("0.00001")
    return saved_number == typed_number


def _read_clock(text: str) -> tuple[int, int] | None:
    """Return the hour and minute of a time, with seconds or not; None if it is none."""
    match = _CLOCK.fullmatch(text)
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2])
    if half := (match[3] or "").casefold():
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, minute


def plain_time(cell: str) -> str:
    """Return a time without seconds: 8:30 AM for 8:30:00 AM. Anything else as it is."""
    return _SECONDS.sub(r"\1", cell)


def bare_time(cell: str) -> str:
    """Return the time of a cell that lost its format: 7:45 for 0.322916666666667.

    Anything else, also a number that is no whole minute, as it is.
    """
    match = _DAY_PART.fullmatch(cell)
    if not match:
        return cell
    digits = match[1]
    minutes = float(f"0.{digits}") * _MINUTES_PER_DAY
    cut = 0.5 * 10 ** -len(digits) * _MINUTES_PER_DAY  # minutes that a rounded number may be off
    if abs(minutes - round(minutes)) > max(min(cut, 0.1), 0.01):
        return cell
    hour, minute = divmod(round(minutes), 60)
    return f"{hour}:{minute:02}"


def bare_day(cell: str) -> str:
    """Return the day of a cell that lost its format: 2026-09-01 for 46266.

    Anything else as it is.
    """
    match = _DAY_NUMBER.fullmatch(cell)
    if not match:
        return cell
    return (_FIRST_DAY + datetime.timedelta(int(match[1]))).isoformat()


def _month_and_day(cell: str) -> tuple[int, ...]:
    """Return the month and the day of the month that a cell shows; nothing if it shows no day."""
    if short := _DAY_MONTH.fullmatch(cell):
        return _MONTHS.index((short[2] or short[3]).casefold()) + 1, int(short[1] or short[4])
    if whole := _WHOLE_DAY.fullmatch(cell):
        return int(whole[1] or whole[3]), int(whole[2] or whole[4])
    return ()
