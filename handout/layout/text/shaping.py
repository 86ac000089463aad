"""HarfBuzz with our faces: words into glyphs."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from handout.fonts import Face, face_path


class LoadedFace(NamedTuple):
    """A face's file, the units in its em, and the characters it has glyphs for."""

    file: Any
    upem: int
    characters: frozenset[int]


@cache
def load_face(face: Face) -> LoadedFace:
    """Return the file of `face`, read once."""
    import uharfbuzz

    file = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face_path(face, "ttf"))))
    return LoadedFace(file, int(file.upem), frozenset(file.unicodes))


def read_heights(file: Any) -> tuple[int, int]:
    """Return the ascender and descender of a font's file, in its units: they stand in `hhea`
    (ISO/IEC 14496-22, 5.2).
    """
    ascender, descender = struct.unpack(">2h", bytes(file.reference_table("hhea").data)[4:8])
    return ascender, descender


def create_font(face: Face, scale: int = 0) -> Any:
    """Return `face` with its lengths in `scale` units to the em; in its own units if that is 0."""
    import uharfbuzz

    font = uharfbuzz.Font(load_face(face).file)
    if scale:
        font.scale = (scale, scale)
    return font


def shape_text(font: Any, text: str, features: Iterable[str] = ()) -> Any:
    """Return `text` on one line: a buffer with glyph_infos and glyph_positions."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    # HarfBuzz would take the language of the computer, and shape otherwise on another one.
    buffer.language = "en"
    uharfbuzz.shape(font, buffer, {name: True for name in features})
    return buffer
