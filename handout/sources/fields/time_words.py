"""Words in times as people type them, in all languages at once: 8 giờ 30, 上午8点, às 8h."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from handout.content_folders import content_roots, list_languages
from handout.messages import message_table

# Letters are what is no digit, blank or sign: a browser's \w has none but English ones.
DAY_PARTS = {"year": "[0-9]{4}", "month": r"[0-9]{1,2}|[^\s0-9.,/-]{2,}\.?", "day": "[0-9]{1,2}"}
_GROUP_NAME = re.compile(r"\(\?P<\w+>")
TIME_WORDS = (
    *("from", "until", "at", "noon", "midnight"),
    *("am", "pm", "hour", "minute", "half"),
)
"""The names of the lists in content/<language>/times.toml."""


def plain_signs(typed: str) -> str:
    """Return what was typed in small letters, one blank between words, every digit as 0 to 9."""
    text = " ".join(unicodedata.normalize("NFKC", typed).split()).casefold()
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def time_words(name: str) -> tuple[str, ...]:
    """Return the words of `name` in content/<language>/times.toml of each language, long ones
    first.
    """
    return _time_words(name, content_roots())


@cache
def _time_words(name: str, roots: tuple[Path, ...]) -> tuple[str, ...]:
    words: set[str] = set()
    for language in list_languages():
        words.update(map(plain_signs, message_table("times", language)[name]))
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def any_of(*names: str) -> str:
    """Return a regular expression of any of these words, for Python and browsers alike."""
    words = {word for name in names for word in time_words(name)}
    # Always in the same order: what is made of them stands in files.
    return "|".join(map(escape, sorted(words, key=lambda word: (-len(word), word))))


def escape(word: str) -> str:
    """Return a word for a regular expression; a blank in it stands for any number of them."""
    return re.sub(r"[.*+?^${}()|\[\]\\]", r"\\\g<0>", word).replace(" ", r"\s+")


def worded_time() -> str:
    """Return a regular expression of times with words in them, as JSON Schema takes it."""
    named = any_of("noon", "midnight")
    return f"{named}|{_GROUP_NAME.sub('(?:', _spoken_time(content_roots()).pattern)}"


def numeric_time(text: str) -> str:
    """Return a time with words in it as hour, colon, minutes and am or pm; other text as it is.

    `text` is as plain_signs returns it.
    """
    if text in time_words("noon"):
        return "12:00 pm"
    if text in time_words("midnight"):
        return "12:00 am"
    match = _spoken_time(content_roots()).fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        return text
    minute = match["minute"] or match["colon"] or ("30" if match["half"] else "00")
    return f"{match['hour']}:{minute}{_day_half(match['before'] or match['after'] or '')}"


def _day_half(words: str) -> str:
    if not words:
        return ""
    is_morning = words in time_words("am") or re.fullmatch(r"a\.?\s?m\.?", words)
    return " am" if is_morning else " pm"


class WordedDay(NamedTuple):
    """The parts of a day; `month` is a name or a number."""

    year: int
    month: str
    day: int


def split_worded_day(text: str) -> WordedDay | None:
    """Return the parts of a day as a language writes one: 27 de noviembre de 2026, 2026年11月27日.

    `text` is as plain_signs returns it. None if it is no such day.
    """
    for pattern in _day_patterns(content_roots()):
        if match := re.fullmatch(pattern, text):
            return WordedDay(int(match["year"]), match["month"], int(match["day"]))
    return None


def worded_day() -> str:
    """Return a regular expression of such days, for JSON Schema and browsers."""
    return _GROUP_NAME.sub("(?:", "|".join(_day_patterns(content_roots())))


@cache
def _day_patterns(roots: tuple[Path, ...]) -> tuple[str, ...]:
    patterns = []
    for form in time_words("days"):
        pattern = escape(form)
        for name, signs in DAY_PARTS.items():
            pattern = pattern.replace(rf"\{{{name}\}}", f"(?P<{name}>{signs})")
        patterns.append(pattern)
    return tuple(patterns)


@cache
def _spoken_time(roots: tuple[Path, ...]) -> re.Pattern[str]:
    day_half, hour = any_of("am", "pm"), any_of("hour")
    return re.compile(
        rf"(?:(?:{any_of('at')})\s*)?(?P<before>{day_half})?\s*(?P<hour>[01]?\d|2[0-3])\s*(?:"
        rf"(?:{hour})\.?\s*(?P<minute>[0-5]\d)\s*(?:{any_of('minute')})?"
        rf"|(?:{hour})?\.?\s*(?P<half>{any_of('half')})"
        rf"|[:.](?P<colon>[0-5]\d)\s*(?:(?:{hour})\.?)?"
        rf"|(?:{hour})\.?"
        rf")?\s*(?P<after>(?:{day_half})|[ap]\.?\s?m\.?)?"
    )
