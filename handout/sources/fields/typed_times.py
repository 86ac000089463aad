"""Times and days as people type them, read alike in a file, a roster and the page."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping

from handout.sources.fields.time_words import numeric_time, plain_signs, split_worded_day

TYPED_TIME = (
    r"(?:[01]?[0-9]|2[0-3])(?:[:.;,hH ]?[0-5][0-9])?"
    r"(?: *[AaPp](?:\.? ?[Mm])?\.?)?|[Nn]oon|[Mm]idday|[Mm]idnight"
)
TYPED_DATE = (
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}){1,2}"
    r"|[0-9A-Za-z.]+ [0-9A-Za-z.]+,? [0-9]{4}"
)

_TIME = re.compile(
    r"([0-9]{1,2})(?:[:.;,h ]?([0-9]{2}))?(?: *([ap])(?:\.? ?m)?\.?)?", re.IGNORECASE
)
_WRITTEN_TIME = re.compile(r"(\d{1,2}):([0-5]\d)(?: ?([ap])\.?m\.?)?", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_NUMBERS = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})")
_MONTH_NAMED = re.compile(r"([^\W\d_]{2,})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ([^\W\d_]{2,})\.?,? ([0-9]{4})")


def clock_time(typed: str) -> tuple[int, int, str] | None:
    """Return the hour, the minute and the half of the day ("a", "p", or "" if it was not said).

    None if it is no time. 745, 0745, 7.45 and 7:45 are the same; 8 is eight o'clock, as is 8 giờ.
    """
    text = plain_signs(typed)
    match = _TIME.fullmatch(text) or _TIME.fullmatch(numeric_time(text))
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3] or ""
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return None
    return None if hour == 0 and not match[2] else (hour, minute, half)


def written_time(typed: str) -> str:
    """Return a typed time with a colon, and am or pm if one was said: 745 -> 7:45; "" if it is no
    time.
    """
    time = clock_time(typed)
    if time is None:
        return ""
    hour, minute, half = time
    return f"{hour}:{minute:02}" + (f" {half}m" if half else "")


def typed_time(text: str) -> str:
    """Return a time as it was typed, or with a colon where it had none; "" if it is no time."""
    return text if minutes_of_day(text) else written_time(text)


def school_time(typed: str) -> str:
    """Return a typed time as people in a school write it, who say neither 13 o'clock nor which half
    a school day is in.
    """
    time = clock_time(typed)
    if time is None:
        return ""
    hour, minute, half = time
    early = 1 <= hour < 6 and unicodedata.normalize("NFKC", typed.strip()).startswith("0")
    if not half and early or hour == 0:
        half = "a"
    elif not half and hour >= 18:
        half = "p"
    return f"{hour % 12 or 12}:{minute:02}" + (f" {half}m" if half else "")


def spoken_time(typed: str, words: Mapping[str, str]) -> str:
    """Return a time as a language says it: `words` has its hours (12 or 24), am and pm.

    1:15 stays as it was typed: nobody said which half of the day it is in.
    """
    minutes = minutes_of_day(typed)
    if len(minutes) != 1:
        return typed
    hour, minute = divmod(minutes[0], 60)
    _, typed_hour, half = clock_time(typed) or (0, 0, "")
    if words["hours"] == "24":
        return f"{hour}:{minute:02}" if half else typed
    if not half and 1 <= hour <= 12:
        return typed
    said = words["pm" if hour >= 12 else "am"]
    return said.format(time=f"{hour % 12 or 12}:{minute:02}")


def half_of_day(typed: str, words: Mapping[str, str]) -> str:
    """Return a time that says its half of the day as a language says that; any other as typed."""
    _, _, half = clock_time(typed) or (0, 0, "")
    return spoken_time(typed, words) if half else typed


def minutes_of_day(text: str) -> tuple[int, ...]:
    """Return the minutes after midnight that a time of day can mean; none if it is no time.

    1:15 in a school day is a quarter past one in the afternoon, or an early bus: both are told.
    """
    match = _WRITTEN_TIME.fullmatch(text)
    if not match:
        return ()
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").casefold()
    if half:
        return (hour % 12 * 60 + minute + (720 if half == "p" else 0),) if 1 <= hour <= 12 else ()
    if hour > 23:
        return ()
    morning = hour * 60 + minute
    is_ambiguous = 1 <= hour <= 6 and not text.startswith("0")
    return (morning, morning + 720) if is_ambiguous else (morning,)


def day_of(typed: str, month_of: Callable[[str], int | None]) -> datetime.date | None:
    """Return the day that was typed.

    None if it is no day as one is written. Where it is all numbers the month is first, or where it
    has dots the day, if there is such a day. `month_of` tells the month of a name. Raises
    ValueError if there is no such day.
    """
    text = plain_signs(typed)
    if match := _YEAR_FIRST.fullmatch(text):
        return datetime.date(*map(int, match.groups()))
    if match := _NUMBERS.fullmatch(text):
        if match[2] == "." and (days := days_of_numbers(text)):
            return days[0]
        return datetime.date(_whole_year(int(match[4])), int(match[1]), int(match[3]))
    if match := _MONTH_NAMED.fullmatch(text):
        named, day, year = match[1], int(match[2]), int(match[3])
    elif match := _DAY_FIRST.fullmatch(text):
        named, day, year = match[2], int(match[1]), int(match[3])
    elif said := split_worded_day(text):
        named, day, year = said.month, said.day, said.year
    else:
        return None
    number = int(named) if named.isdecimal() else month_of(named)
    return datetime.date(year, number, day) if number else None


def days_of_numbers(typed: str) -> tuple[datetime.date, ...]:
    """Return the days that a date of numbers alone may be, the usual one first; none if it is none.

    6/1/2027 is June 1 in the United States. Dates with dots put the day first nearly everywhere.
    """
    match = _NUMBERS.fullmatch(plain_signs(typed))
    if not match:
        return ()
    first, second, year = int(match[1]), int(match[3]), _whole_year(int(match[4]))
    orders = [(first, second), (second, first)]
    if match[2] == ".":
        orders.reverse()
    days = []
    for month, day in dict.fromkeys(orders):
        try:
            days.append(datetime.date(year, month, day))
        except ValueError:
            continue
    return tuple(days)


def _whole_year(year: int) -> int:
    return year + 2000 if year < 100 else year
