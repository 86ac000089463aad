"""The words of a text one by one, and whether one is an everyday word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from handout.messages import CONTENT
from handout.privacy.text.word_lists import word_set

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_]))*")
_OPENING = " \t\"'“”‘(*_[¡¿"
_ENDINGS = (
    "s",
    "es",
    "ed",
    "d",
    "ing",
    "er",
    "r",
    "ly",
    "n't",
    "'ll",
    "'re",
    "'ve",
    "'d",
    "ier",
    "iest",
    "ies",
    "ied",
    "est",
)
# Letters whose stroke or tie is no accent of its own.
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text.

    `fold` is it in small letters without accents and without the 's of a possessive.
    """

    text: str
    fold: str
    start: int
    end: int
    owns: bool
    opens: bool  # it is the first of its sentence

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def fold(text: str) -> str:
    """Return `text` in small letters and without accents."""
    if text.isascii():
        return text.lower()
    marks = unicodedata.normalize("NFKD", text.casefold().translate(_STROKES))
    return "".join(sign for sign in marks if not unicodedata.combining(sign))


@cache
def _base_letters() -> dict[int, str]:
    letters = (chr(number) for number in range(0xC0, 0x250))
    bases = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in letters}
    return {number: base for number, base in bases.items() if base.isascii()}


def strip_accents(text: str) -> str:
    """Return `text` without accents on Latin letters, every sign in its place."""
    return text if text.isascii() else text.translate(_base_letters())


def split_words(text: str) -> list[Word]:
    """Return the words of `text`, whose apostrophes and dashes are plain ones."""
    words = []
    for match in _WORD.finditer(text):
        plain, start = fold(match[0]), match.start()
        owns = plain.endswith("'s")
        before = start - 1
        while before >= 0 and text[before] in _OPENING:
            before -= 1
        words.append(
            Word(
                match[0],
                plain[:-2] if owns else plain,
                start,
                match.end(),
                owns,
                before < 0 or text[before] in ".!?:;|\n-–•/",
            )
        )
    return words


def letters_of(text: str) -> list[str]:
    """Return the words of `text` just as they are written."""
    return _WORD.findall(text)


def folded_words(text: str) -> Iterator[str]:
    """Return the words of `text` as words_of folds them, and nothing else of them.

    Many times as fast.
    """
    return map(_fold_word, _WORD.findall(text))


@lru_cache(maxsize=65_536)
def _fold_word(word: str) -> str:
    return fold(word).removesuffix("'s")


@cache
def common_words() -> frozenset[str]:
    """Return the everyday English words of content/en/common-words.txt."""
    lines = (CONTENT / "en" / "common-words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=16_384)
def is_common(word: str) -> bool:
    """Tell whether this is an everyday word in any of its forms."""
    common, known = common_words(), word_set("known_words")
    if word in common or word in known or word.removesuffix("s") in known:
        return True
    if "-" in word and all(map(is_common, word.split("-"))):
        return True
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if len(stem) < 2 or stem == word:
            continue
        doubled = stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "aeiou" else ""
        if not common.isdisjoint(
            (stem, f"{stem}e", doubled, f"{stem}y" if ending.startswith("i") else "")
        ):
            return True
    return False


def word_before(text: str, words: Sequence[Word], index: int) -> Word | None:
    """Return the word before word `index`, if nothing but a space is between."""
    return (
        words[index - 1]
        if index and not text[words[index - 1].end : words[index].start].strip(" *_")
        else None
    )


def word_after(text: str, words: Sequence[Word], index: int) -> Word | None:
    """Return the word after word `index`, if nothing but a space is between."""
    return (
        words[index + 1]
        if index + 1 < len(words)
        and not text[words[index].end : words[index + 1].start].strip(" *_")
        else None
    )


def is_shouted(text: str) -> bool:
    """Tell whether all of a text is in capitals: of two words or more, else ELA 7 would be."""
    return text.isupper() and len(letters_of(text)) > 1
