"""The normal form in which words of a sheet and names are compared.

It is never printed. What hides a name from a search and not from a reader's eye is undone: accents
set as signs of their own, signs without ink, letters of other scripts that look like Latin ones,
HTML entities, curly apostrophes, dashes and blanks of all kinds.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from handout.privacy.text.word_lists import look_alikes

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("’‘‛ʼʻʹˈ′´`＇\N{LATIN SMALL LETTER SALTILLO}", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
# Letters of Cyrillic and Greek that look like Latin ones, beside those of Unicode's list. Both
# sides are read so, a name in Cyrillic letters too.
_LOOK_ALIKES = str.maketrans(
    "АВЕІЈКМНОРСТУХЅԚԜаеорсухіјѕԁһӏԛԝкΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχ",
    "ABEIJKMHOPCTYXSQWaeopcyxijsdhlqwkABEZHIKMNOPTYXaiknopux",
)
_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
_SIGN = re.compile(rf"{_ENTITY}|.", re.DOTALL)
_NEEDED = re.compile(rf"[^\x00-\x5f\x61-\x7f]|{_ENTITY}")  # of ASCII the ` alone


@dataclass(frozen=True, slots=True)
class NormalForm:
    """Words as they are looked at; `starts` and `ends` tell where in the words as written each sign
    stands.

    Both are empty if every sign stays where it is.
    """

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the words as written those from `start` to `end` stand."""
        if not self.starts or start >= end:
            return start, end
        return self.starts[start], self.ends[end - 1]


@lru_cache(maxsize=2048)  # most cells say what many others say
def normal_form(text: str) -> NormalForm:
    """Return the form of `text` in which it is looked at."""
    if not _NEEDED.search(text):
        return NormalForm(text)
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _SIGN.finditer(text):
        written = html.unescape(found[0]) if len(found[0]) > 1 else found[0]
        plain = list(_plain_signs(written))
        if not plain and ends:
            ends[-1] = found.end()  # an accent of its own belongs to its letter
        for sign in plain:
            signs.append(sign)
            starts.append(found.start())
            ends.append(found.end())
    return NormalForm("".join(signs), tuple(starts), tuple(ends))


def normalize(text: str) -> str:
    """Return `text` in the form in which it is looked at."""
    return normal_form(text).text


def _plain_signs(written: str) -> Iterator[str]:
    for sign in written:
        if sign.isascii() and sign != "`":
            yield sign
            continue
        category = unicodedata.category(sign)
        if category in ("Cf", "Mn", "Me"):
            continue
        if category == "Zs":
            yield " "
            continue
        alike = sign.translate(_PLAIN)
        if alike == sign:
            alike = _letters(sign)
        yield from alike


def _letters(sign: str) -> str:
    """Return a letter as a Latin one if it looks like that.

    A full-width or bold letter is one; a trade mark is none.
    """
    composed = unicodedata.normalize("NFKC", sign)
    if not (sign.isalpha() or len(composed) == 1):
        return sign
    return composed.translate(_LOOK_ALIKES).translate(look_alikes())
