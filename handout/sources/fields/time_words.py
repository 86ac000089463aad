"""Words in times as people type them, in all languages at once: 8 giờ 30, 上午8点, às 8h."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from handout.content_folders import content_roots, list_languages
from handout.messages import message_table
from handout.sources.word_patterns import escape, one_of

# Letters are what is no digit, blank or sign: a browser's \w has none but English ones.
DAY_PARTS = {"year": "[0-9]{4}", "month": r"[0-9]{1,2}|[^\s0-9.,/-]{2,}\.?", "day": "[0-9]{1,2}"}
_LATIN = "[a-z\u00df-\u024f\u1e00-\u1eff]"
WORD_END = f"(?!{_LATIN})"
_GROUP_NAME = re.compile(r"\(\?P<\w+>")
TIME_WORDS = (
    *("from", "until", "at", "noon", "midnight"),
    *("am", "pm", "hour", "minute"),
)
"""The names of the lists of words in content/<language>/times.toml."""

# No clock has more hours.
_LAST_HOUR = 23
_MINUTES = 60


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
    return one_of(word for name in names for word in time_words(name))


def hour_names() -> str:
    """Return a regular expression of the names of hours: ocho, 十, eight."""
    return _any_name(name for name, number in _numbers().items() if number <= _LAST_HOUR)


def minute_names() -> str:
    """Return a regular expression of the names of minutes that no hour has: cuarto, 半, thirty."""
    hours = {name for name, number in _numbers().items() if number <= _LAST_HOUR}
    return _any_name({*_numbers(), *_parts()} - hours)


def part_names() -> str:
    """Return a regular expression of the names of parts of an hour: cuarto, 半, half."""
    return _any_name(_parts())


def hour_number() -> str:
    """Return a regular expression of an hour in figures or words."""
    return rf"[01]?\d|2[0-3]|(?:{hour_names()})"


def minute_number() -> str:
    """Return a regular expression of minutes in figures or words."""
    # 一刻 before 一: a browser looks for times in a line, and takes what comes first.
    return rf"[0-5]?\d|(?:{minute_names()})|(?:{hour_names()})"


def worded_time() -> str:
    """Return a regular expression of times with words in them, as JSON Schema takes it."""
    forms = _without_groups("|".join(_time_forms(content_roots())))
    return f"{any_of('noon', 'midnight')}|{_without_groups(_in_half_of_day(f'(?:{forms})'))}"


def spoken_forms() -> str:
    """Return a regular expression of an hour and its minutes in words (quarter past nine, 十点半),
    without half of the day.
    """
    return _without_groups("|".join(_spoken_forms(content_roots())))


def _without_groups(pattern: str) -> str:
    return _GROUP_NAME.sub("(?:", pattern)


def numeric_time(text: str) -> str:
    """Return a time with words in it as hour, colon, minutes and am or pm; other text as it is.

    `text` is as plain_signs returns it.
    """
    if text in time_words("noon"):
        return "12:00 pm"
    if text in time_words("midnight"):
        return "12:00 am"
    for pattern in _time_patterns(content_roots()):
        match = pattern.fullmatch(text)
        if match is None or (match["ahead"] and match["behind"]):
            continue
        hour = _number(match["hour"])
        minutes = _minutes(match.groupdict())
        half = _day_half(match["ahead"] or match["behind"] or "")
        if minutes >= 0:
            return f"{hour}:{minutes:02}{half}"
        # A quarter to 12 pm is in the morning, a quarter to 1 pm after noon.
        if hour == _NOON and half:
            half = _OTHER_HALF[half]
        earlier = hour - 1 or (_NOON if hour == 1 else 0)
        return f"{earlier % (_LAST_HOUR + 1)}:{minutes + _MINUTES:02}{half}"
    return text


_NOON = 12
_OTHER_HALF = {" am": " pm", " pm": " am"}


def _minutes(parts: Mapping[str, str | None]) -> int:
    """Return the minutes after the hour, less than 0 if they are before it."""
    before = parts.get("before")
    return -_number(before) if before else _number(parts.get("after") or "0")


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else {**_numbers(), **_parts()}[said]


def _day_half(words: str) -> str:
    if not words:
        return ""
    is_morning = words in time_words("am") or re.fullmatch(r"a\.?\s?m\.?", words)
    return " am" if is_morning else " pm"


def _numbers() -> Mapping[str, int]:
    return _named_numbers("numbers", content_roots())


def _parts() -> Mapping[str, int]:
    return _named_numbers("parts", content_roots())


@cache
def _named_numbers(name: str, roots: tuple[Path, ...]) -> Mapping[str, int]:
    """Return the number of each name in a list whose entries are a number, a blank and a name.

    What is written otherwise is no number of anything.
    """
    entries = (entry.partition(" ") for entry in time_words(name))
    return {said: int(number) for number, _, said in entries if said and number.isdecimal()}


def _any_name(names: Iterable[str]) -> str:
    """Return a regular expression of these names; one in Latin letters ends where a word does, or
    dez and an hour's “è” were dezè.
    """
    known = frozenset(names)
    latin = frozenset(name for name in known if re.search(f"{_LATIN}$", name))
    alternatives = [f"(?:{one_of(latin)}){WORD_END}"] if latin else []
    if others := known - latin:
        alternatives.append(one_of(others))
    return "|".join(alternatives)


@cache
def _time_patterns(roots: tuple[Path, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_in_half_of_day(form)) for form in _time_forms(roots))


def _in_half_of_day(form: str) -> str:
    """Return a regular expression of a time and its half of the day (`ahead` or `behind`)."""
    half = any_of("am", "pm")
    return (
        rf"(?:(?:{any_of('at')})\s*)?(?P<ahead>{half})?\s*"
        rf"{form}\s*(?P<behind>(?:{half})|[ap]\.?\s?m\.?)?"
    )


@cache
def _time_forms(roots: tuple[Path, ...]) -> tuple[str, ...]:
    """Return regular expressions of times with words in them, each with the groups `hour` and
    `after` or `before`.
    """
    hour_word = any_of("hour")
    minutes = rf"(?P<after>[0-5]\d|(?:{hour_names()})|(?:{minute_names()}))"
    return (
        rf"{_hour()}\s*(?:{hour_word})\.?\s*{minutes}\s*(?:{any_of('minute')})?",
        rf"{_hour()}\s*[:.](?P<after>[0-5]\d)\s*(?:(?:{hour_word})\.?)?",
        rf"{_hour()}\s*(?:(?:{hour_word})\.?)?",
        *_spoken_forms(roots),
    )


def _hour() -> str:
    return f"(?P<hour>{hour_number()})"


@cache
def _spoken_forms(roots: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the list `spoken` of all languages as regular expressions: a number may have the word
    for hours or minutes behind it, blanks beside it may be missing. A form without two numbers is
    left out.
    """
    names, number = f"(?:{minute_names()})|(?:{hour_names()})", minute_number()
    hour_word, minute_word = rf"\s*(?:{any_of('hour')})?\.?\s*", rf"\s*(?:{any_of('minute')})?\s*"
    signs = {
        "hour": rf"\s*{_hour()}{hour_word}",
        "after": rf"\s*(?P<after>{number}){minute_word}",
        "before": rf"\s*(?P<before>{number}){minute_word}",
        "after_name": rf"\s*(?P<after>{names})\s*",
        "before_part": rf"\s*(?P<before>(?:{part_names()}))\s*",
    }
    placed = re.compile(r"(.*)\{(\w+)\}(.*)\{(\w+)\}(.*)")
    between: dict[tuple[str, ...], list[str]] = {}
    for form in time_words("spoken"):
        if (match := placed.fullmatch(form)) and {match[2], match[4]} <= signs.keys():
            before, first, word, second, after = (part.strip() for part in match.groups())
            between.setdefault((before, first, second, after), []).append(word)
    # Forms that differ in the word between their numbers are one: a page has few bytes for them.
    return tuple(
        escape(before) + signs[first] + f"(?:{_any_name(words)})" + signs[second] + escape(after)
        for (before, first, second, after), words in between.items()
    )


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
    return _without_groups("|".join(_day_patterns(content_roots())))


@cache
def _day_patterns(roots: tuple[Path, ...]) -> tuple[str, ...]:
    patterns = []
    for form in time_words("days"):
        pattern = escape(form)
        for name, signs in DAY_PARTS.items():
            pattern = pattern.replace(rf"\{{{name}\}}", f"(?P<{name}>{signs})")
        patterns.append(pattern)
    return tuple(patterns)
