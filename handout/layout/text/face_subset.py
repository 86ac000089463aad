"""A face with some of its glyphs, as a TrueType font for a PDF (ISO/IEC 14496-22, 5.3).

Each outline is cut out of the face once in a process; a font is those it needs, joined. A font
library would take half a millisecond for each face of each sheet.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from handout.fonts import Face
from handout.layout.text.shaping import load_face

_FOUR_BYTES = 0xFFFFFFFF
_COMPOSITE = b"\x80"  # how such an outline begins: with fewer contours than none
_MAGIC = 0xB1B0AFBA  # what the sums of all tables make together with the one that says so


class _Outlines(NamedTuple):
    """A face's glyphs by their numbers: outlines and widths, each as it is written; and tables that
    say little else than how many there are.
    """

    outlines: Sequence[bytes]
    metrics: Sequence[bytes]
    head: bytes
    hhea: bytes
    maxp: bytes


def subset_face(face: Face, glyphs: Iterable[int]) -> bytes:
    """Return a TrueType font with `glyphs` of `face`, and what they are composed of, in their
    places: the page was drawn with their numbers, and a print run merges fonts.

    It has the tables that a PDF needs of a font whose glyphs are named by their numbers (ISO
    32000-1, 9.9): the words were shaped before, and our faces have no hints.
    """
    whole = _cut_outlines(face)
    kept = sorted(_with_components(whole.outlines, glyphs))
    outlines: list[bytes] = []
    metrics: list[bytes] = []
    places: list[int] = []
    place, before = 0, -1
    for glyph in kept:
        outlines.append(whole.outlines[glyph])
        metrics += (bytes(4 * (glyph - before - 1)), whole.metrics[glyph])
        places += [place] * (glyph - before)
        place += len(outlines[-1]) // 2
        before = glyph
    places.append(place)
    count = struct.pack(">H", before + 1)
    return _write_font(
        {
            b"glyf": b"".join(outlines),
            b"head": whole.head,
            b"hhea": whole.hhea[:-2] + count,
            b"hmtx": b"".join(metrics),
            b"loca": struct.pack(f">{len(places)}H", *places),
            b"maxp": whole.maxp[:4] + count + whole.maxp[6:],
        }
    )


def _with_components(outlines: Sequence[bytes], glyphs: Iterable[int]) -> set[int]:
    """Return `glyphs` with those that they are composed of, and the one for a missing letter."""
    kept: set[int] = set()
    found = {0, *glyphs}
    while found:
        kept |= found
        composites = [outline for glyph in found if (outline := outlines[glyph])[:1] >= _COMPOSITE]
        found = {part for outline in composites for part in _components(outline)} - kept
    return kept


def _components(outline: bytes) -> Iterator[int]:
    """Yield the glyphs that the outline of a composite glyph names (5.3.4)."""
    more, at = True, 10
    while more:
        flags, glyph = struct.unpack_from(">2H", outline, at)
        yield glyph
        at += 8 if flags & 0x1 else 6
        at += 2 if flags & 0x8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0
        more = bool(flags & 0x20)


@cache
def _cut_outlines(face: Face) -> _Outlines:
    """Return the glyphs of `face`, whose tables have short places and a width for each glyph."""
    file = load_face(face).file
    table = {tag: bytes(file.reference_table(tag).data) for tag in file.table_tags}
    head, hhea, glyf, hmtx = (table[tag] for tag in ("head", "hhea", "glyf", "hmtx"))
    places = [2 * place for (place,) in struct.iter_unpack(">H", table["loca"])]
    (width_count,) = struct.unpack(">H", hhea[34:36])
    if head[50:52] != b"\0\0" or width_count != len(places) - 1:
        raise ValueError("a face of another kind")
    return _Outlines(
        [glyf[start:end] for start, end in pairwise(places)],
        [hmtx[at : at + 4] for at in range(0, len(hmtx), 4)],
        head[:8] + bytes(4) + head[12:],
        hhea,
        table["maxp"],
    )


def _write_font(tables: dict[bytes, bytes]) -> bytes:
    """Return the font file that `tables`, in the order of their names, make."""
    count = len(tables)
    power = count.bit_length() - 1
    start = struct.pack(">I4H", 0x10000, count, 16 << power, power, (count - (1 << power)) * 16)
    place = len(start) + 16 * count
    entries, contents = [start], []
    total = head_place = 0
    for name, content in tables.items():
        content_sum = _checksum(content)
        total += content_sum
        if name == b"head":
            head_place = place
        entries.append(struct.pack(">4s3I", name, content_sum, place, len(content)))
        contents.append(content + bytes(-len(content) % 4))
        place += len(contents[-1])
    directory = b"".join(entries)
    font = bytearray(directory + b"".join(contents))
    adjustment = _MAGIC - total - _checksum(directory) & _FOUR_BYTES
    struct.pack_into(">I", font, head_place + 8, adjustment)
    return bytes(font)


def _checksum(content: bytes) -> int:
    content += bytes(-len(content) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(content) // 4}I", content)
    return sum(words) & _FOUR_BYTES
