"""The limits of each field and the characters that can be printed, as data for the editor in the
HTML file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from string import ascii_lowercase, digits

from handout.cache import disk
from handout.layout.text.line_breaking import printable_code_points
from handout.sources.fields.fields import FIELDS, Group, Lines, Rows
from handout.sources.fields.time_words import (
    DAY_PARTS,
    WORD_END,
    any_of,
    hour_names,
    hour_number,
    minute_names,
    minute_number,
    part_names,
    spoken_forms,
    worded_day,
    worded_time,
)
from handout.sources.fields.typed_times import TYPED_DATE
from handout.sources.fields.types import Date, FieldType, Number, Text, Time

Rule = int | str | tuple[int, int]


@cache
def field_rules() -> dict[str, Rule]:
    """Return what fields take, without the numbers of rows: a count of letters, a range of numbers,
    "time" or "date".
    """
    return {name: rule for name, kind in _kinds() if (rule := _rule(kind)) is not None}


@cache
def patterns() -> dict[str, str]:
    """Return the regular expressions of a time with words in it, of what stands before two times
    and between them, and of a date, of text with single blanks, in a form that Python and browsers
    share. A time in figures the script knows by itself.

    Each page has them: what stands in them again and again is a part of its own, and ~ with its
    name stands for it, in parts too.
    """
    return disk.cached("editor-patterns.pickle", _write_patterns)


def _write_patterns() -> dict[str, str]:
    whole = {
        "time": worded_time(),
        "begins": any_of("from"),
        "goes_on": any_of("until"),
        "date": f"{TYPED_DATE}|{worded_day()}",
    }
    return _in_parts(whole, _time_parts() | DAY_PARTS)


@cache
def spoken_patterns() -> dict[str, str]:
    """Return the regular expression of hours with minutes in words, with parts as in patterns()."""
    return _in_parts({"spoken": spoken_forms()}, _time_parts())


def _time_parts() -> dict[str, str]:
    """Return what stands in times again and again, by names that begin with different letters."""
    return {
        "half": any_of("am", "pm"),
        "at": any_of("at"),
        "clock": any_of("hour"),
        "number": hour_names(),
        "other": minute_names(),
        "part": part_names(),
        "in_minutes": any_of("minute"),
        "good_hour": hour_number(),
        "quantity": minute_number(),
        "end": WORD_END,
    }


def _in_parts(whole: Mapping[str, str], parts: Mapping[str, str]) -> dict[str, str]:
    """Return `whole` and `parts` with ~ and a letter for each part that stands in them."""
    named = {name[0]: _single_blanks(part) for name, part in parts.items()}
    longest_first = sorted(named.items(), key=lambda item: -len(item[1]))
    shortened = {}
    for name, pattern in [*whole.items(), *named.items()]:
        short = _single_blanks(pattern)
        for letter, part in longest_first:
            if letter != name:
                short = short.replace(f"(?:{part})", f"~{letter}")
                if part == WORD_END:
                    short = short.replace(part, f"~{letter}")
        shortened[name] = short
    return shortened


def _single_blanks(pattern: str) -> str:
    return pattern.replace(r"\s+", " ").replace(r"\s*", " ?")


_DIGITS = digits + ascii_lowercase
_LAST_PLAIN = 0x7E  # up to it every character that is written has a shape


@lru_cache(maxsize=64)
def letters(more: str) -> str:
    """Return the characters after "~" that have a shape in our faces, and `more`: by turns how many
    codes are left out and how many are not, to base 36; what has more than a digit is between "-".
    """
    codes = {code for code in {*printable_code_points(), *map(ord, more)} if code > _LAST_PLAIN}
    counts = [0]
    for code in range(_LAST_PLAIN + 1, max(codes) + 1):
        is_left_out = len(counts) % 2 == 1
        if is_left_out is (code in codes):
            counts.append(0)
        counts[-1] += 1
    written = map(_to_base_36, counts)
    return "".join(count if len(count) == 1 else f"-{count}-" for count in written)


def _to_base_36(number: int) -> str:
    head, last = divmod(number, len(_DIGITS))
    return (_to_base_36(head) if head else "") + _DIGITS[last]


def _kinds() -> Iterator[tuple[str, FieldType]]:
    for name, field in FIELDS.items():
        match field.kind:
            case Rows(columns=columns):
                yield from ((f"{name}.{column}", kind) for column, kind in columns.items())
            case Group(fields=fields):
                yield from ((f"{name}.{part}", kind) for part, kind in fields.items())
            case Lines(item=kind):
                yield name, kind
            case kind:
                yield name, kind


def _rule(kind: FieldType) -> Rule | None:
    match kind:
        case Text(limit=limit):
            return limit
        case Number(low=low, high=high):
            return low, high
        case Time():
            return "time"
        case Date():
            return "date"
    return None
