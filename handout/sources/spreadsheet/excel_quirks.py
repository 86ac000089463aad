"""What spreadsheet programs make of what people typed: 3-5 becomes a day, 8:30 gets seconds, a long
number is cut short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from handout.problems import Position, Problem, problem
from handout.sources.fields.single_line import shorten
from handout.sources.spreadsheet.rows import column_letter

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = "|".join(_MONTHS)
_DAY_MONTH = re.compile(rf"(\d{{1,2}})-({_NAME})|({_NAME})-(\d{{1,2}})", re.IGNORECASE)
_WHOLE_DAY = re.compile(r"\d{4}-(\d\d)-(\d\d)|(\d{1,2})/(\d{1,2})/(?:\d{4}|\d\d)")
_US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)")
_SECONDS = re.compile(r"(\d{1,2}:\d\d):00\b")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
# What a cell shows whose formula failed, in the languages of spreadsheet programs: #REF!, #¡VALOR!,
# #NOM?, #DEEL/0!.
_ERROR = re.compile(
    r"#[¡¿]?[^\W\d_a-zß-ÿ][^\W_a-zß-ÿ]+(?:/0)?[!?]|#(?:N/A|N/D|NV|N/B|I/T|YOK|Н/Д|HIÁNYZIK|SAKNAS!|PUUTTUU!)"
    r"|#(?:GETTING_DATA|FMT|EXTERNAL!|BLOCKED!|CALC!|SPILL!|BUSY!)|Err:5\d\d|#{3,}"
)
_ERROR_INSIDE = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE
)
_RANGE = re.compile(r"0?(\d{1,2})[-–/]0?(\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::00)? ?(?:([ap])\.?m\.?)?", re.IGNORECASE)
_FAULTY = re.compile("[#=\ufffd]|Err:")
_FORMULA = re.compile(r"=[\w$'\"(+\-@{\[#]")
_BANDS = {frozenset((3, 5)): "3-5", frozenset((6, 8)): "6-8", frozenset((9, 12)): "9-12"}


def grade_band(cell: str) -> str:
    """Return the grade band that became a day: 3-5 for 5-Mar or 2026-03-05.

    Anything else as it is.
    """
    return _BANDS.get(frozenset(_month_and_day(cell)), cell)


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
    found = _ERROR.fullmatch(cell) or _ERROR_INSIDE.search(cell)
    return found[0] if found else ""


def is_formula(cell: str) -> bool:
    """Return whether this is a formula, and not the words that it should give."""
    return _FORMULA.match(cell) is not None


def may_have_faults(cells: Iterable[str]) -> bool:
    """Return whether cell_fault is worth a look: hardly any row has one of these signs."""
    return _FAULTY.search("\n".join(cells)) is not None


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


def is_made_of(now: str, was: str) -> bool:
    """Return whether `now` is what a spreadsheet program makes of `was` by itself: 4 of 004, 5-Mar
    of 3-5, TRUE of true.
    """
    if not now or not was:
        return False
    if now.casefold() == was.casefold() and now.casefold() in ("true", "false"):
        return True
    if _same_number(now, was):
        return True
    if found := _RANGE.fullmatch(was):
        return set(_month_and_day(now)) == {int(found[1]), int(found[2])}
    if _CLOCK.match(was) and _clock(now) is not None:
        return _clock(now) == _clock(was)
    if plain_day(now) == plain_day(was):
        return True
    # Saved in an encoding that lacks the letters.
    return len(now) == len(was) and all(
        one == other or (one in "?\ufffd" and not other.isascii())
        for one, other in zip(now, was, strict=True)
    )


def _same_number(now: str, was: str) -> bool:
    """Return whether both are the same number, written otherwise or cut short: 12 for 012, 2.50 for
    2.5, 1.23457E+11.
    """
    try:
        one, other = Decimal(now.replace(",", "")), Decimal(was.replace(",", ""))
    except InvalidOperation:
        return False
    if not (one.is_finite() and other.is_finite()):
        return False
    if is_shortened(now) and other:
        return abs(one - other) <= abs(other) * Decimal("0.00001")
    return one == other


def _clock(text: str) -> tuple[int, int] | None:
    """Return the hour and minute of a time, with seconds or not; None if it is none."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, half = int(found[1]), (found[3] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(found[2])


def plain_time(cell: str) -> str:
    """A time without seconds: 8:30 AM for 8:30:00 AM. Anything else as it is."""
    return _SECONDS.sub(r"\1", cell)


def plain_day(cell: str) -> str:
    """A day as 2026-09-01, written as it is in the United States, 9/1/2026 or 9/1/26.

    Anything else as it is.
    """
    found = _US_DAY.fullmatch(cell)
    if not found or int(found[1]) > 12:
        return cell
    year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
    return f"{year}-{int(found[1]):02}-{int(found[2]):02}"


def _month_and_day(cell: str) -> tuple[int, ...]:
    if short := _DAY_MONTH.fullmatch(cell):
        return _MONTHS.index((short[2] or short[3]).casefold()) + 1, int(short[1] or short[4])
    if whole := _WHOLE_DAY.fullmatch(cell):
        return int(whole[1] or whole[3]), int(whole[2] or whole[4])
    return ()
