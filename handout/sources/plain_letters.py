"""Words in plain Latin letters, for the names of files and for a search: Đặng is dang."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LETTERS = {
    "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ð": "d", "đ": "d", "ł": "l", "ø": "o", "ħ": "h",
    "ŧ": "t", "ı": "i", "ŋ": "n", "ə": "e",
}  # fmt: skip
"""Letters of Latin alphabets that no accent can be taken from."""

# Others have the plain one in their name: LATIN SMALL LETTER I WITH STROKE.
_NAMED = re.compile(r"LATIN SMALL LETTER ([A-Z])(?: WITH .+)?")


@lru_cache(maxsize=4096)
def plain_letters(words: str) -> str:
    """Return `words` in small letters, those of Latin alphabets without accents and strokes;
    other scripts as they are.
    """
    text = words.casefold()
    if text.isascii():
        return text
    # № is taken apart to No: small letters are made after that too.
    signs = unicodedata.normalize("NFKD", text).casefold()
    return "".join(_plain_letter(sign) for sign in signs if not unicodedata.combining(sign))


def _plain_letter(sign: str) -> str:
    if sign.isascii():
        return sign
    named = _NAMED.fullmatch(unicodedata.name(sign, ""))
    return LETTERS.get(sign) or (named[1].lower() if named else sign)
