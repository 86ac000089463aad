"""Widths and letters of the glyphs of a font in a PDF (ISO 32000-1, 9.7 and 9.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

# Of one glyph, or of glyphs whose letters follow each other too.
_ROW = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>(?: <([0-9a-f]{4})>)?")
_START = re.compile(rb"(\d+)\s*\[([^\]]*)\]")
_CACHE_SIZE = 512  # maps: the handouts of a district have many fonts alike


def widths(font: Any) -> Mapping[int, float]:
    """Return the width (per mille of the size) of each glyph that a font tells it of."""
    return parse_widths(font.DescendantFonts[0].W.unparse(resolved=True))


def letters(font: Any) -> Mapping[int, str]:
    """Return what a reader copies of each glyph."""
    return parse_letters(font.ToUnicode.read_bytes())


@lru_cache(_CACHE_SIZE)
def parse_widths(array: bytes) -> Mapping[int, float]:
    """Return the width of each glyph in the array W of a font."""
    widths = {}
    for start, run in _START.findall(array):
        for index, width in enumerate(run.split()):
            widths[int(start) + index] = float(width)
    return widths


def write_widths(widths: Mapping[int, float]) -> bytes:
    """Return the array W of a font: runs of glyphs with their widths (ISO 32000-1, 9.7.4.3)."""
    runs: list[str] = []
    previous = -2
    for glyph in sorted(widths):
        width = f"{widths[glyph]:g}"
        if glyph == previous + 1:
            runs[-1] += " " + width
        else:
            runs.append(f"{glyph} [{width}")
        previous = glyph
    return f"[{''.join(f'{run}]' for run in runs)}]".encode()


@lru_cache(_CACHE_SIZE)
def parse_letters(content: bytes) -> Mapping[int, str]:
    """Return the letters of each glyph in a ToUnicode map."""
    letters: dict[int, str] = {}
    for first, text, begins in _ROW.findall(content.partition(b"endcodespacerange")[2]):
        glyph = int(first, 16)
        if begins:
            for index in range(int(text, 16) - glyph + 1):
                letters[glyph + index] = chr(int(begins, 16) + index)
        else:
            letters[glyph] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return letters


def to_unicode(letters: Mapping[int, str]) -> bytes:
    """Return the ToUnicode map that says so."""
    singles: list[bytes] = []
    ranges: list[bytes] = []
    for run in _runs(letters):
        first, last = letters[run[0]], run[-1]
        if len(run) > _FEW:
            ranges.append(b"<%04x> <%04x> <%04x>" % (run[0], last, ord(first)))
            continue
        for glyph in run:
            text = letters[glyph].encode("utf-16-be").hex().encode()
            singles.append(b"<%04x> <%b>" % (glyph, text))
    maps = b"\n".join([*_sections(b"bfchar", singles), *_sections(b"bfrange", ranges)])
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n<< "
        b"/Registry (Adobe)\n/Ordering (UCS)\n"
        b"/Supplement 0\n>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 "
        b"begincodespacerange\n<0000> <ffff>\n"
        b"endcodespacerange\n"
        + maps
        + b"\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def share_letters(maps: Sequence[Mapping[int, str]]) -> tuple[list[int], list[dict[int, str]]]:
    """Return fewer maps, in which no glyph stands for other letters, and the index of that for each
    of `maps`: the weights of a typeface have the same glyphs.
    """
    indexes: list[int] = []
    shared: list[dict[int, str]] = []
    for letters in maps:
        index = next(
            (number for number, other in enumerate(shared) if letters_agree(letters, other)),
            len(shared),
        )
        if index == len(shared):
            shared.append({})
        shared[index] |= letters
        indexes.append(index)
    return indexes, shared


def letters_agree(letters: Mapping[int, str], others: Mapping[int, str]) -> bool:
    """Return whether no glyph stands for other letters there."""
    return all(others.get(glyph, letter) == letter for glyph, letter in letters.items())


_FEW = 2  # as short one by one


def _runs(letters: Mapping[int, str]) -> Iterator[list[int]]:
    """Yield the glyphs, those together whose letters follow each other as they do.

    The first byte of a glyph's number, and all but the last one of its letter, must stay the same
    in a range (ISO 32000-1, 9.10.3).
    """
    run: list[int] = []
    for glyph in sorted(letters):
        if run and not _follows(letters, run[-1], glyph):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _follows(letters: Mapping[int, str], before: int, glyph: int) -> bool:
    letter, next_letter = letters[before], letters[glyph]
    if len(letter) != 1 or len(next_letter) != 1 or ord(next_letter) > 0xFFFF:
        return False
    in_order = glyph == before + 1 and ord(next_letter) == ord(letter) + 1
    return in_order and bool(glyph & 0xFF and ord(next_letter) & 0xFF)


def _sections(name: bytes, rows: Sequence[bytes]) -> Iterator[bytes]:
    # A section may hold 100 of them (Adobe Technical Note 5014).
    for first in range(0, len(rows), 100):
        part = rows[first : first + 100]
        yield b"%d begin%b\n%b\nend%b" % (len(part), name, b"\n".join(part), name)
