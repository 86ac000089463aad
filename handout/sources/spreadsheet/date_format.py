"""Days and times as a sheet shows them, from the number that they are in its cell."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY = 86_400  # seconds
_LAST = 2_958_465  # 9999-12-31
_LEAP = 60  # 1900-02-29, which never was: a mistake of the first spreadsheet programs that all have kept


def split_serial(value: float, from_1904: bool = False) -> tuple[datetime.date | None, int]:
    """Return the day that a cell's number is, None for less than a day, and the seconds since
    midnight.
    """
    days, seconds = divmod(round(value * _DAY), _DAY)
    if from_1904:
        return datetime.date(1904, 1, 1) + datetime.timedelta(days), seconds
    if days < 1 or days > _LAST:
        return None, seconds
    start = datetime.date(1899, 12, 31 if days < _LEAP else 30)
    return start + datetime.timedelta(days), seconds


def format_date(
    value: float, tokens: Sequence[tuple[str, str]], english: bool, from_1904: bool
) -> str | None:
    """Return the day or time `value` in a format of these `tokens`; None if its words are not known
    here.
    """
    if value < 0 or value > _LAST + 1:
        return "########"
    day, seconds = split_serial(value, from_1904)
    half = any(kind == "half" for kind, _ in tokens)
    shown = []
    for at, (kind, text) in enumerate(tokens):
        if kind == "date":
            letters = text.casefold()
            if letters[0] in "hs" or (letters[0] == "m" and _are_minutes(tokens, at)):
                shown.append(_clock(letters, seconds, half))
            elif day is None or (not english and len(letters) > 2 and letters[0] in "md"):
                return None
            else:
                shown.append(_calendar(letters, day))
        elif kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0].casefold()]
            shown.append(str(round(value * _DAY) // unit).zfill(len(text)))
        elif kind == "half":
            morning, evening = text.split("/")
            shown.append(morning if seconds < _DAY // 2 else evening)
        else:
            shown.append(text)
    return "".join(shown)


def _are_minutes(tokens: Sequence[tuple[str, str]], at: int) -> bool:
    """Return whether the m at `at` follows hours or comes before seconds: it is a month anywhere
    else.
    """
    if len(tokens[at][1]) > 2:
        return False
    near = [n for n, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    own = near.index(at)
    before = tokens[near[own - 1]][1][0].casefold() if own else ""
    after = tokens[near[own + 1]][1][0].casefold() if own + 1 < len(near) else ""
    return before == "h" or after == "s"


def _clock(letters: str, seconds: int, half: bool) -> str:
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    if half:
        hour = hour % 12 or 12
    number = {"h": hour, "m": minute, "s": second}[letters[0]]
    return str(number).zfill(min(len(letters), 2))


def _calendar(letters: str, day: datetime.date) -> str:
    if letters[0] == "y":
        return f"{day.year:04}" if len(letters) > 2 else f"{day.year % 100:02}"
    number, name = (
        (day.month, _MONTHS[day.month - 1])
        if letters[0] == "m"
        else (day.day, _DAYS[day.weekday()])
    )
    match len(letters):
        case 1 | 2:
            return str(number).zfill(len(letters))
        case 3:
            return name[:3]
        case 5 if letters[0] == "m":
            return name[:1]
    return name
