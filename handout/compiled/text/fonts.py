"""The fonts of a compiled sheet: one subset with the glyphs that most classrooms need, a larger
one on demand.

The typesetter gives each document fonts with just its glyphs; their numbers stay, so that ours may
hold more.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from handout.compiled.text.shaping import FontInstance, glyph_texts, nominal_letters, shape_run
from handout.fonts import FACES_BY_PDF_NAME
from handout.layout.text.shaping import create_font, load_face, read_heights, subset_face
from handout.publish.pdf.font_maps import to_unicode, write_widths

# What names, times, rooms and notes are made of. Anything else makes a font with a few glyphs more.
_HEADING_SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .’-"
_BODY_SIGNS = _HEADING_SIGNS + "0123456789,:;–()&·/!?"
_LIGATURES = ("fi", "fl", "ff", "ffi", "tt", "ft")


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """A face for a PDF: its font file, packed, and the entries that go with it; its widths (W) and
    letters (ToUnicode, packed).

    `descriptor` are the entries of its descriptor but for its name and its file. Its outlines are
    those of CFF or of TrueType.
    """

    packed: bytes
    entries: bytes
    descriptor: bytes
    widths: bytes
    letters: bytes
    is_cff: bool = False


@lru_cache(maxsize=2000)
def common_glyphs(face: str) -> frozenset[int]:
    """Return the glyphs of the letters and signs that nearly all words are made of; in a face for
    headings, those of names; none in a face that is not ours.
    """
    if face not in FACES_BY_PDF_NAME:
        return frozenset()
    is_body = face.startswith("Handout-Sans")
    texts = (*(_BODY_SIGNS if is_body else _HEADING_SIGNS), *_LIGATURES)
    features: list[tuple[str, ...]] = [(), ("tnum",)] if is_body else [()]
    glyphs: set[int] = set()
    for feature in features:
        for text in texts:
            glyphs.update(shape_run(FontInstance(face, 16, feature), text).glyphs)
    return frozenset(glyphs)


@lru_cache(maxsize=500)
def embed_font(face: str, glyphs: frozenset[int]) -> EmbeddedFont:
    """Return `face` with `glyphs` (which have been shaped before) and no others."""
    data = subset_face(FACES_BY_PDF_NAME[face], glyphs)
    texts = {glyph: text for glyph in glyphs if (text := glyph_text(face, glyph))}
    return EmbeddedFont(
        zlib.compress(data, 9),
        b"/Length1 %d" % len(data),
        _descriptor_entries(face),
        write_widths(_glyph_widths(face, glyphs)),
        zlib.compress(to_unicode(texts), 9),
    )


def _descriptor_entries(face: str) -> bytes:
    """Return a font's descriptor as the typesetter writes it (ISO 32000-1, 9.8)."""
    font_face, metrics = FACES_BY_PDF_NAME[face], _face_metrics(face)
    flags = 4 + (64 if font_face.style == "italic" else 0)  # symbolic; italic
    up, down = metrics.ascent, metrics.descent
    box = b"%d %d %d %d" % metrics.box
    return (
        b"/FontFamily(%b)/Flags %d/FontBBox[%b]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight %d/StemV 80/StemH 80" % (font_face.family.encode(), flags, box, up, down, up)
    )


def subset_tag(face: str, glyphs: frozenset[int]) -> str:
    """Return the six letters that tell one subset of a face from others (ISO 32000-1, 9.6.4)."""
    number = zlib.crc32(b",".join(b"%d" % glyph for glyph in sorted(glyphs))) + sum(face.encode())
    return "".join(chr(65 + number // 26**place % 26) for place in range(6))


class _FaceMetrics(NamedTuple):
    """What a descriptor says of a face, in 1/1000 of its size, and its font, for widths."""

    font: Any
    upem: int
    box: tuple[int, int, int, int]
    ascent: int
    descent: int


@cache
def _face_metrics(face: str) -> _FaceMetrics:
    font_face = FACES_BY_PDF_NAME[face]
    loaded = load_face(font_face)
    head = bytes(loaded.file.reference_table("head").data)  # ISO/IEC 14496-22, 5.2
    lengths = *struct.unpack(">4h", head[36:44]), *read_heights(loaded.file)
    left, bottom, right, top, up, down = (round(each * 1000 / loaded.upem) for each in lengths)
    box = left, bottom, right, top
    return _FaceMetrics(create_font(font_face), loaded.upem, box, ascent=up, descent=down)


def _glyph_widths(face: str, glyphs: frozenset[int]) -> dict[int, float]:
    """Return the widths of glyphs, per mille of the size."""
    metrics = _face_metrics(face)
    advances = {glyph: metrics.font.get_glyph_h_advance(glyph) for glyph in glyphs}
    return {glyph: round(each * 1000 / metrics.upem) for glyph, each in advances.items()}


def glyph_text(face: str, glyph: int) -> str:
    """Return what a reader copies of a glyph; "" if it is not known."""
    return nominal_letters(face).get(glyph) or glyph_texts.get((face, glyph), "")
