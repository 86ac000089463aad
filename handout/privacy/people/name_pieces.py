"""The pieces of words that names are made of: the letters between blanks, marks, apostrophes and
capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from handout.privacy.text.tokens import fold, is_common
from handout.privacy.text.word_lists import hand_listed, word_set

_MOST_JOINED = 6  # pieces that may be one name: d'an-dre-mc-don-ald
LETTERS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-Z])")
# What may stand inside a name and leaves it one: marks, an apostrophe, a hyphen, also one that ends
# a line.
_INSIDE = re.compile(r"|[*_~'\\-]{1,6}|[-*_~]{0,3}-[ \t]*\n[ \t]*")
_BROKEN = re.compile(r"-[ \t]*\n")
_SPELLED = re.compile(r"(?<!\w)[^\W\d_](?:(?: ?' ?|[ .*_·-])[^\W\d_]){3,}(?!\w)")  # Z a b r i n a
_SPACE = re.compile(r"[\s*_~'\"\\-]{1,8}")
# A digit or sign in place of a letter, in the middle of a word that is no address.
_FOR_LETTER = re.compile(r"(?<=[^\W\d_])(?:[013457$!]|@(?!\w+[\w.-]*\.\w))(?=[^\W\d_])")
_LETTER_FOR = dict(zip("013457$!@", "oieastsia", strict=True))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters of a text in small letters.

    `inside`: it goes on from the piece before it, as one word may.
    """

    letters: str
    start: int
    end: int
    capital: bool
    inside: bool


@lru_cache(maxsize=1024)
def split_pieces(text: str) -> tuple[Piece, ...]:
    """Return the pieces of `text`, which is in its normal form."""
    text = _FOR_LETTER.sub(lambda match: _LETTER_FOR[match[0]], text)
    spelled = {match.start(): match.end() for match in _SPELLED.finditer(text)}
    pieces: list[Piece] = []
    last, until = 0, -1
    for match in LETTERS.finditer(text):
        if match.start() < until:
            continue
        if until := spelled.get(match.start(), 0):
            parts = ["".join(LETTERS.findall(text[match.start() : until]))]
            spans = [(match.start(), until)]
        else:
            parts = _CAMEL.split(match[0])
            cuts = [match.start()]
            for part in parts:
                cuts.append(cuts[-1] + len(part))
            spans = list(pairwise(cuts))
        for part, (start, end) in zip(parts, spans, strict=True):
            inside = bool(pieces) and _INSIDE.fullmatch(text, last, start) is not None
            pieces.append(Piece(fold(part), start, end, part[0].isupper(), inside))
            last = end
    return tuple(pieces)


def letters_in(text: str) -> frozenset[str]:
    """Return every name of one piece, or joined to one word, that `text` could hold.

    `text` is in its normal form.
    """
    if _BROKEN.search(text) or _SPELLED.search(text):
        return _letters_in(text)
    return frozenset().union(*map(_letters_in, text.split()))


@lru_cache(maxsize=65_536)  # of most texts every word is known
def _letters_in(text: str) -> frozenset[str]:
    pieces = split_pieces(text)
    names = {letters for piece in pieces for letters in _without_s(piece.letters)}
    for index, piece in enumerate(pieces):
        joined = piece.letters
        for other in pieces[index + 1 : index + _MOST_JOINED]:
            if not other.inside:
                break
            joined += other.letters
            names.add(joined)
    return frozenset(names)


def _without_s(letters: str) -> Iterator[str]:
    """Yield a piece, and what it is if the apostrophe of a possessive was forgotten."""
    yield letters
    if len(letters) > 3 and letters.endswith("s") and not is_word(letters):
        yield letters[:-1]


def is_word(letters: str) -> bool:
    """Tell whether this is a word too, so that it alone is no name."""
    return is_common(letters) or letters in word_set("ambiguous_names")


def is_usual_word(letters: str) -> bool:
    """Tell whether this is a word that somebody listed, or an everyday one.

    Of others it is known from word counts alone that they are words as well.
    """
    return is_common(letters) or letters in hand_listed("ambiguous_names")


def is_telling(family: str) -> bool:
    """Tell whether a family name alone tells of a person.

    No word, and no name of a city or of somebody in lessons.
    """
    return len(family) > 1 and not is_word(family) and family not in word_set("family_neutral")


def forms_at(pieces: Sequence[Piece], n: int, text: str) -> Iterator[tuple[int, str]]:
    """Yield what the pieces from piece `n` on may be as one name, and how many they are."""
    joined = spaced = pieces[n].letters
    is_joined = is_spaced = True
    for letters in _without_s(joined):
        yield 1, letters
    for length, piece in enumerate(pieces[n + 1 : n + _MOST_JOINED], 2):
        is_joined &= piece.inside
        is_spaced &= (
            length < 5
            and _SPACE.fullmatch(text, pieces[n + length - 2].end, piece.start) is not None
        )
        if not (is_joined or is_spaced):
            return
        joined += piece.letters
        spaced += f" {piece.letters}"
        if is_joined:
            yield length, joined
        if is_spaced:
            yield length, spaced
