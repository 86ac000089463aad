"""The fonts of a sheet as objects of its PDF (ISO 32000-1, 9.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from handout.compiled.text.extra_font import EXTRA_FACE, embed_extra_font
from handout.compiled.text.fonts import EmbeddedFont, embed_font, subset_tag
from handout.publish.packing import pack
from handout.publish.pdf.font_maps import share_letters, to_unicode
from handout.publish.pdf.writing.objects import NumberedObject, ObjectTable, stream

FaceGlyphs = tuple[str, frozenset[int]]
"""A face and the glyphs of it that are on a sheet."""


class FontNumbers(NamedTuple):
    """The numbers of the objects that a font is made of; pages refer to the first."""

    font: int
    descendant: int
    descriptor: int
    file: int

    @classmethod
    def reserve(cls, objects: ObjectTable) -> FontNumbers:
        """Return the next four."""
        return cls(*(objects.reserve() for _ in cls._fields))


class FontObjects(NamedTuple):
    """The objects of a sheet's fonts, those that are streams and those that are not."""

    streams: list[NumberedObject]
    small: list[NumberedObject]


def font_objects(
    faces: Mapping[FaceGlyphs, FontNumbers], free: Iterator[int], extra_font: bytes
) -> FontObjects:
    """Return fonts for these `faces`; letters get numbers from `free`.

    `extra_font` has the letters that are in none of our faces.
    """
    objects = FontObjects([], [])
    maps, packed_maps = _pack_letters(tuple(faces), extra_font)
    map_numbers = [next(free) for _ in packed_maps]
    for number, packed in zip(map_numbers, packed_maps, strict=True):
        objects.streams.append((number, stream(b"/Filter/FlateDecode", packed)))
    for (face_glyphs, numbers), letters in zip(faces.items(), maps, strict=True):
        _add_font(objects, face_glyphs, numbers, map_numbers[letters], extra_font)
    return objects


@lru_cache(maxsize=100)
def _pack_letters(
    faces: tuple[FaceGlyphs, ...], extra_font: bytes
) -> tuple[list[int], list[bytes]]:
    """Return which map of letters each face has, and the maps (ToUnicode), packed."""
    fonts = (_embed(face_glyphs, extra_font) for face_glyphs in faces)
    maps, shared = share_letters([font.letters for font in fonts])
    return maps, [pack(to_unicode(letters)) for letters in shared]


def _embed(face_glyphs: FaceGlyphs, extra_font: bytes) -> EmbeddedFont:
    face, glyphs = face_glyphs
    if face == EXTRA_FACE:
        return embed_extra_font(extra_font, glyphs)
    return embed_font(face, glyphs)


def _add_font(
    objects: FontObjects,
    face_glyphs: FaceGlyphs,
    numbers: FontNumbers,
    letters: int,
    extra_font: bytes,
) -> None:
    font = _embed(face_glyphs, extra_font)
    name = f"{subset_tag(*face_glyphs)}+{face_glyphs[0]}".encode()
    file = stream(b"%b/Filter/FlateDecode" % font.entries, font.packed)
    descriptor = b"<</Type/FontDescriptor/FontName/%b%b/FontFile%d %d 0 R>>" % (
        name,
        font.descriptor,
        3 if font.is_cff else 2,
        numbers.file,
    )
    descendant = (
        b"<</Type/Font/Subtype/CIDFontType%d/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>"
        b"/CIDToGIDMap/Identity/W%b/FontDescriptor %d 0 R>>"
        % (0 if font.is_cff else 2, name, font.widths, numbers.descriptor)
    )
    whole = (
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/ToUnicode %d 0 R/Encoding/Identity-H"
        b"/DescendantFonts[%d 0 R]>>" % (name, letters, numbers.descendant)
    )
    objects.streams.append((numbers.file, file))
    for number, entries in (
        (numbers.descriptor, descriptor),
        (numbers.descendant, descendant),
        (numbers.font, whole),
    ):
        objects.small.append((number, entries))
