"""What people write where they know no name or word yet: TBD, N/A, Vacant, ?."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from handout.messages import message_table

NAMES = re.compile(r"(?:teacher|para)_(?:name|given|family)|contacts\.\d+\.name")
"""The fields and columns that hold a person's name."""

_PARTS = re.compile(r"[^\s,;()\[\]]+")
_MARKS = re.compile(r"[()#,;:]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST_DITTO = 24  # characters
_VACANT = ("vacant", "vacancy", "vacante")


def is_placeholder(text: str) -> bool:
    """Return whether `text`, wherever it stands, says no more than that something is not known."""
    return _normalize(text) in _word_list("always")


def is_ditto(text: str) -> bool:
    """Return whether `text` says no more than that it is the same as above."""
    return len(text) <= _LONGEST_DITTO and _normalize(text).rstrip(".") in _word_list("ditto")


@lru_cache(20_000)
def real_name(text: str, beside: str = "") -> str:
    """Return what of `text` is a name: nothing of Vacant, TBD or Open Position, Gideon of “Gideon
    N/A”.

    `beside` is the other half of the name, if it has one: Null is a surname where a given name
    stands beside it, and behind a title: Ms. Null.
    """
    plain = _normalize(text)
    if not plain or (plain in _word_list("surnames") and _is_written_as(text, beside)):
        return text
    if _is_surname_behind_title(f"{beside} {text}") or _is_surname_behind_title(text):
        return text
    if plain in _word_list("without_capital"):
        return text if text.istitle() or _is_written_as(text, beside) else ""
    if plain in _word_list("alone") or _says_nothing(plain):
        return ""
    parts = _PARTS.findall(text)
    other_parts = [part for part in parts if not _is_sure(_normalize(part))]
    return " ".join(other_parts) if len(other_parts) < len(parts) else text


def _is_written_as(text: str, beside: str) -> bool:
    """Return whether `text` is written as the other half of a name: Sam Null, SAM NULL.

    Beside “Sam”, “null” and “NULL” are what a program writes for an empty cell.
    """
    letters = "".join(filter(str.isalpha, beside))
    if text.istitle():
        return bool(letters)
    is_upper = text.isupper() and letters.isupper()
    return len(letters) > 1 and (is_upper or (text.islower() and letters.islower()))


def _is_surname_behind_title(text: str) -> bool:
    """Return whether `text` is a title and a word that is a surname then: MS. NULL, Sra. Na."""
    parts = text.split()
    if len(parts) != 2 or (parts[1].islower() and not parts[0].islower()):  # Ms. null
        return False
    title, word = (part.casefold() for part in parts)
    return title.rstrip(".") in _word_list("titles") and word in _word_list("behind_title")


def _says_nothing(plain: str) -> bool:
    """Return whether nothing is left of `plain` without placeholders, and the words and numbers
    that go around them.
    """
    if plain.startswith(_VACANT):
        return True
    remaining, has_placeholder = f" {_MARKS.sub(' ', plain)} ", False
    if not _any_phrase().search(remaining):
        return False
    for phrase in _phrases():
        if f" {phrase} " in remaining:
            remaining, has_placeholder = remaining.replace(f" {phrase} ", "  "), True
    return has_placeholder and set(_LETTERS.findall(remaining)) <= (
        _word_list("around") | _word_list("titles")
    )


def _is_sure(plain: str) -> bool:
    """Return whether `plain` is a placeholder beside a real name too, where “Null” or “Open” would
    be a surname.
    """
    return plain in _word_list("always") and plain not in _word_list("surnames")


def _normalize(text: str) -> str:
    return " ".join(text.casefold().split())


@cache
def _word_list(name: str) -> frozenset[str]:
    return frozenset(message_table("placeholders")[name])


@cache
def _any_phrase() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(f" {phrase} ") for phrase in _phrases()))


@cache
def _phrases() -> tuple[str, ...]:
    """Return the placeholders where a name is wanted, the longest first."""
    return tuple(sorted(_word_list("always") | _word_list("names"), key=len, reverse=True))
