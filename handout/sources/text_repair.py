"""Repair text that another program garbled: HTML entities (O&#39;Brien), UTF-8 read as Latin-1
(BegoÃ±a).
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5

# Only with its semicolon: “AT&T” and “R&D” are words.
_CODE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MOST_ROUNDS = 3  # &amp;amp;#39; was encoded three times
# The first byte of an accented letter in UTF-8, read as Windows-1252, and the byte after it.
_TWO_SIGNS = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a-\u2122\u0152-\u0192\u02c6\u02dc]"
)


def repair_text(text: str) -> str:
    """Return `text` with the codes of a web page, and accents read in a wrong encoding, put right.

    Letters of any language that are right stay; accents come as one sign each (NFC).
    """
    if "&" in text:
        for _ in range(_MOST_ROUNDS):
            decoded = _CODE.sub(_decode, text)
            if decoded == text:
                break
            text = decoded
    if text.isascii():
        return text
    if _TWO_SIGNS.search(text):
        text = repair_encoding(text)
    return unicodedata.normalize("NFC", text)


def repair_encoding(text: str) -> str:
    """Return `text` with all letters put right that were read in a wrong encoding, whichever it
    was.
    """
    import ftfy

    return ftfy.fix_encoding(text)


def _decode(code: re.Match[str]) -> str:
    if code[0][1] != "#" and code[0][1:] not in html5:
        return code[0]
    return html.unescape(code[0])
