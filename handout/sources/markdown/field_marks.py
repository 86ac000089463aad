"""A teacher's field within the Markdown of an item: a mark with its name and the words it shows.

A mark is made of noncharacters (Unicode 23.7), which nobody's text holds: no words that a person
writes can be taken for one. `bare` marks have no words: in that form a line of a block is compared,
merged and recorded, whatever the classroom's values are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_OPEN, _WORDS, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
FIRST_NONCHARACTER, LAST_NONCHARACTER = "\ufdd0", "\ufdef"
NONCHARACTERS = re.compile(f"[{FIRST_NONCHARACTER}-{LAST_NONCHARACTER}]")
_MARK = re.compile(
    f"{_OPEN}(?P<name>[a-z0-9_.]+)(?::(?P<blank>[0-9]+))?"
    f"(?:{_WORDS}(?P<words>[^\ufdd0-\ufdef]*))?{_CLOSE}"
)
ANY_MARK = rf"{_OPEN}[^{_CLOSE}]*{_CLOSE}"
"""A regular expression for a mark, as one word of a line."""
_SPLIT = re.compile(f"({ANY_MARK})")
_BLANK_SHOWN = "____"


class FieldMark(NamedTuple):
    """A field in a line: its dotted name, its words (None in a bare mark), and how wide a blank it
    is where it has none (pt; 0: no blank).
    """

    name: str
    words: str | None = None
    blank: int = 0


def make_mark(field: FieldMark) -> str:
    """Return the mark of `field`, with its words."""
    blank = f":{field.blank}" if field.blank else ""
    words = NONCHARACTERS.sub("", " ".join((field.words or "").split()))
    return f"{_OPEN}{field.name}{blank}{_WORDS}{words}{_CLOSE}"


def bare_mark(name: str) -> str:
    """Return the mark of the field `name` without its words."""
    return f"{_OPEN}{name}{_CLOSE}"


def has_marks(text: str) -> bool:
    """Tell whether a field stands in `text`."""
    return _OPEN in text


def find_marks(text: str) -> list[FieldMark]:
    """Return the fields in `text`, in order."""
    return [_field(match) for match in _MARK.finditer(text)] if _OPEN in text else []


def replace_marks(text: str, write: Callable[[FieldMark], str]) -> str:
    """Return `text` with what `write` makes of each field in it."""
    return _MARK.sub(lambda match: write(_field(match)), text) if _OPEN in text else text


def split_marks(text: str) -> list[str]:
    """Return `text` in pieces: each of its marks, and what stands between two."""
    return _SPLIT.split(text)


def bare_text(text: str) -> str:
    """Return `text` with its fields as bare marks."""
    return replace_marks(text, lambda field: bare_mark(field.name))


def shown_text(text: str) -> str:
    """Return `text` with the words of its fields."""
    return replace_marks(text, lambda field: field.words or "")


def readable_text(text: str, look_up: Callable[[str], str | int]) -> str:
    """Return `text` as people are told of it: with the words that `look_up` gives for a field where
    its mark has none, and a blank where it is empty.
    """

    def write(field: FieldMark) -> str:
        words = str(look_up(field.name)) if field.words is None else field.words
        return words or _BLANK_SHOWN

    return replace_marks(text, write)


def text_without_fields(text: str) -> str:
    """Return what of `text` is no field's words."""
    return replace_marks(text, lambda field: "")


def _field(match: re.Match[str]) -> FieldMark:
    return FieldMark(match["name"], match["words"], int(match["blank"] or 0))
