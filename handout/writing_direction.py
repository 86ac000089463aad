"""Which way words are written, and which words have to be kept apart from those around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Direction = Literal["ltr", "rtl"]

_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
# Figures in several groups: telephone numbers, dates with hyphens. Beside Arabic letters their
# groups would change places (UAX 9, W2 and N1). A time span reads as the sheet does.
_GROUPS = re.compile(r"[+(]?\d+(?:[ ()/*+-]{1,3}\d+)+|\+\d+")

# Letters that run to the left, with the spaces and signs between them, and with the figures if more
# of them follow: beside such a name in English a number would change places with it (UAX 9, W2).
_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_LEFTWARD = re.compile(rf"[{_LEFT}](?:(?:[^\w&<>{_LEFT}]|\d)*[{_LEFT}])*")

# Between a sentence and the next; the spaces stay, as stretches of their own.
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])(\s+)")


class DirectedPiece(NamedTuple):
    """A stretch of words; `direction` is None where it is that of the words around it."""

    text: str
    direction: Direction | None = None


def first_direction(text: str) -> Direction | None:
    """Return the direction of the first letter of `text` that has one (UAX 9, rule P2)."""
    for sign in text:
        if direction := _STRONG.get(unicodedata.bidirectional(sign)):
            return direction
    return None


def has_leftward_letters(text: str) -> bool:
    """Return whether letters that run to the left stand in `text`."""
    return _LEFTWARD.search(text) is not None


def other_direction(text: str, around: Direction) -> Direction | None:
    """Return the direction of `text` if it is not that of the words around it, else None.

    It begins in another direction, and most of its words have that: a sentence that begins with a
    name in another script stays in its language's. Figures without letters run to the right.
    """
    if around == "ltr" and text.isascii():
        return None
    directions = [first_direction(word) for word in text.split()]
    known = [direction for direction in directions if direction]
    if not known:
        return "ltr" if around == "rtl" and _GROUPS.search(text) else None
    if known[0] == around or 2 * known.count(around) >= len(known):
        return None
    return known[0]


def phrase_direction(own: str, fields: Sequence[str], around: Direction) -> Direction | None:
    """Return the direction of a phrase if it is not that of the sheet around it, else None.

    It is that of our `own` words in it: those that are not translated yet keep the order of their
    language around what the `fields` say. Words without letters ("1. ") go with the only field.
    """
    if around == "ltr":  # what is not translated runs to the right as the sheet does
        return None
    if first_direction(own):
        return other_direction(own, around)
    return other_direction(fields[0], around) if len(fields) == 1 and own.strip() else None


def split_by_direction(text: str, around: Direction) -> list[DirectedPiece]:
    """Return `text` with the stretches apart that must keep their own direction.

    That is all of it if it is written the other way, else what split_within finds.
    """
    if direction := other_direction(text, around):
        return [DirectedPiece(text, direction)]
    return split_within(text, around)


def split_within(text: str, around: Direction) -> list[DirectedPiece]:
    """Return `text`, which is written as `around`, with the stretches in it apart that are not.

    To the left: the figures in groups, and sentences that run to the right. To the right: the words
    that run to the left; a number behind them stays behind them.
    """
    if around == "ltr":
        return _set_apart(text, () if text.isascii() else _LEFTWARD.finditer(text), "rtl")
    pieces: list[DirectedPiece] = []
    for stretch in _SENTENCE_ENDS.split(text):
        if _is_whole_sentence(stretch):
            pieces.append(DirectedPiece(stretch, "ltr"))
        else:
            pieces += _split_groups(stretch)
    return pieces


def _is_whole_sentence(text: str) -> bool:
    """Tell whether `text` is a sentence in letters that run to the right, among others."""
    letters = {_STRONG.get(unicodedata.bidirectional(sign)) for sign in text} - {None}
    return letters == {"ltr"} and text.endswith((".", "!", "?"))


def _split_groups(text: str) -> list[DirectedPiece]:
    return _set_apart(text, _GROUPS.finditer(text), "ltr")


def _set_apart(
    text: str, matches: Iterable[re.Match[str]], direction: Direction
) -> list[DirectedPiece]:
    pieces: list[DirectedPiece] = []
    end = 0
    for match in matches:
        pieces += [DirectedPiece(text[end : match.start()]), DirectedPiece(match[0], direction)]
        end = match.end()
    return [piece for piece in (*pieces, DirectedPiece(text[end:])) if piece.text]
