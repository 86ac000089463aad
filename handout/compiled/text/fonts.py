"""The fonts of a compiled sheet: of each face the glyphs that are on it, as the typesetter embeds
them.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from handout.compiled.text.shaping import FontInstance, glyph_texts, nominal_letters, shape_run
from handout.fonts import FACES_BY_PDF_NAME
from handout.layout.text.face_subset import subset_face
from handout.layout.text.shaping import create_font, load_face, read_heights
from handout.publish.packing import pack
from handout.publish.pdf.font_maps import write_widths


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """A face for a PDF: its font file, packed, and the entries that go with it; its widths (W), and
    the letters of its glyphs.

    `descriptor` are the entries of its descriptor but for its name and its file. Its outlines are
    those of CFF or of TrueType.
    """

    packed: bytes
    entries: bytes
    descriptor: bytes
    widths: bytes
    letters: Mapping[int, str]
    is_cff: bool = False


@lru_cache(maxsize=300)  # 6 KB each
def embed_font(face: str, glyphs: frozenset[int]) -> EmbeddedFont:
    """Return `face` with `glyphs` and no others."""
    data = subset_face(FACES_BY_PDF_NAME[face], glyphs)
    texts = {glyph: text for glyph in glyphs if (text := glyph_text(face, glyph))}
    return EmbeddedFont(
        pack(data),
        b"/Length1 %d" % len(data),
        _descriptor_entries(face),
        write_widths(_glyph_widths(face, glyphs)),
        texts,
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


@lru_cache(maxsize=300)
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


# Signs whose glyphs are no letter's own, in parts that another process compiled.
_COMPOSED = ("fi", "fl", "ff", "ffi", "tt", "ft")
_FIGURES = "0123456789,:;–()&·/!?."


@cache
def _learn_composed_glyphs(face: str) -> None:
    """Shape what usual words have of ligatures and figures of equal width, so that their texts are
    known.
    """
    features: list[tuple[str, ...]] = [(), ("tnum",)]
    for feature in features if face.startswith("Handout-Sans") else features[:1]:
        for text in (*_COMPOSED, *_FIGURES):
            shape_run(FontInstance(face, 16, feature), text)


def glyph_text(face: str, glyph: int) -> str:
    """Return what a reader copies of a glyph; "" if it is not known."""
    _learn_composed_glyphs(face)
    return nominal_letters(face).get(glyph) or glyph_texts.get((face, glyph), "")
