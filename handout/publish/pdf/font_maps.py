"""Widths and letters of the glyphs of a font in a PDF (ISO 32000-1, 9.7 and 9.10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_ROW = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
_START = re.compile(rb"(\d+)\s*\[([^\]]*)\]")
_CACHE_SIZE = 512  # maps: the handouts of a district have many fonts alike


def widths(font: Any) -> Mapping[int, float]:
    """Return the width (per mille of the size) of each glyph that a font tells it of."""
    return _parse_widths(font.DescendantFonts[0].W.unparse(resolved=True))


def letters(font: Any) -> Mapping[int, str]:
    """Return what a reader copies of each glyph."""
    return _parse_letters(font.ToUnicode.read_bytes())


@lru_cache(_CACHE_SIZE)
def _parse_widths(array: bytes) -> Mapping[int, float]:
    widths = {}
    for start, run in _START.findall(array):
        for index, width in enumerate(run.split()):
            widths[int(start) + index] = float(width)
    return widths


@lru_cache(_CACHE_SIZE)
def _parse_letters(content: bytes) -> Mapping[int, str]:
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in _ROW.findall(content)
    }


def to_unicode(letters: Mapping[int, str]) -> bytes:
    """Return the ToUnicode map that says so."""
    rows = [
        b"<%04x> <%s>" % (glyph, letters[glyph].encode("utf-16-be").hex().encode())
        for glyph in sorted(letters)
    ]
    # A section may hold 100 of them (Adobe Technical Note 5014).
    parts = [rows[first : first + 100] for first in range(0, len(rows), 100)]
    maps = b"\n".join(
        b"%d beginbfchar\n%s\nendbfchar" % (len(part), b"\n".join(part)) for part in parts
    )
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< "
        b"/Registry (Adobe)\n/Ordering (UCS)\n"
        b"/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 "
        b"begincodespacerange\n<0000> <ffff>\n"
        b"endcodespacerange\n"
        + maps
        + b"\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )
