"""Days and times as a sheet shows them, from the number that they are in its cell."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SECONDS_PER_DAY = 86_400
_LAST_SERIAL = 2_958_465  # 9999-12-31
# 1900-02-29, which never was: a mistake of Lotus 1-2-3 that OOXML has kept (ECMA-376 18.17.4.1).
_LEAP_SERIAL = 60


def split_serial(value: float, from_1904: bool = False) -> tuple[datetime.date | None, int]:
    """Return the day that a cell's number is, None for less than a day, and the seconds since
    midnight.
    """
    days, seconds = divmod(round(value * _SECONDS_PER_DAY), _SECONDS_PER_DAY)
    if from_1904:
        return datetime.date(1904, 1, 1) + datetime.timedelta(days), seconds
    if days < 1 or days > _LAST_SERIAL:
        return None, seconds
    start = datetime.date(1899, 12, 31 if days < _LEAP_SERIAL else 30)
    return start + datetime.timedelta(days), seconds


def format_date(
    value: float, tokens: Sequence[tuple[str, str]], english: bool, from_1904: bool
) -> str | None:
    """Return the day or time `value` in a format of these `tokens`; None if its words are not known
    here.
    """
    if value < 0 or value > _LAST_SERIAL + 1:
        return "########"
    day, seconds = split_serial(value, from_1904)
    has_half_days = any(kind == "half" for kind, _ in tokens)
    parts = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "date":
            letters = text.casefold()
            if letters[0] in "hs" or _are_minutes(tokens, index):
                parts.append(_format_clock(letters, seconds, has_half_days))
            elif day is None or (not english and len(letters) > 2 and letters[0] in "md"):
                return None
            else:
                parts.append(_format_calendar(letters, day))
        elif kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0].casefold()]
            elapsed = round(value * _SECONDS_PER_DAY) // unit
            parts.append(str(elapsed).zfill(len(text)))
        elif kind == "half":
            morning, evening = text.split("/")
            parts.append(morning if seconds < _SECONDS_PER_DAY // 2 else evening)
        else:
            parts.append(text)
    return "".join(parts)


def _are_minutes(tokens: Sequence[tuple[str, str]], index: int) -> bool:
    """Return whether the token at `index` is m or mm and follows hours or comes before seconds.

    Anywhere else m and mm are months.
    """
    if tokens[index][1].casefold() not in ("m", "mm"):
        return False
    units = [text[0].casefold() if kind in ("date", "elapsed") else "" for kind, text in tokens]
    before = [unit for unit in units[:index] if unit]
    after = [unit for unit in units[index + 1 :] if unit]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _format_clock(letters: str, seconds: int, has_half_days: bool) -> str:
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    if has_half_days:
        hour = hour % 12 or 12
    number = {"h": hour, "m": minute, "s": second}[letters[0]]
    return str(number).zfill(min(len(letters), 2))


def _format_calendar(letters: str, day: datetime.date) -> str:
    if letters[0] == "y":
        return f"{day.year:04}" if len(letters) > 2 else f"{day.year % 100:02}"
    if letters[0] == "m":
        number, name = day.month, _MONTHS[day.month - 1]
    else:
        number, name = day.day, _DAYS[day.weekday()]
    match len(letters):
        case 1 | 2:
            return str(number).zfill(len(letters))
        case 3:
            return name[:3]
        case 5 if letters[0] == "m":
            return name[:1]
    return name
