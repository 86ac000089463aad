"""What a font in a PDF says of its glyphs: how wide they are, and which letters they stand for (ISO
32000-1, 9.7 and 9.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_ROW = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


def widths(font: Any) -> Iterator[tuple[int, float]]:
    """Yield the width (per mille of the size) of each glyph that a font tells it of."""
    parts = list(font.DescendantFonts[0].W)
    for start, run in zip(parts[::2], parts[1::2], strict=True):
        for index, width in enumerate(run):
            yield int(start) + index, float(width)


def letters(font: Any) -> dict[int, str]:
    """Return what a reader copies of each glyph."""
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in _ROW.findall(font.ToUnicode.read_bytes())
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
