"""One subset of each face for all pages of a document, with what a reader of it needs.

The typesetter embeds a subset for each page that was laid out apart, with tables that serve for
shaping words, which is done by then: 17 KB of a sheet.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handout.fonts import FACES_BY_PDF_NAME
from handout.layout.text.face_subset import subset_face
from handout.publish.packing import pack
from handout.publish.pdf.font_maps import (
    letters_agree,
    parse_letters,
    parse_widths,
    share_letters,
    to_unicode,
    write_widths,
)
from handout.publish.pdf.raw_object import drop_object, replace_object

_FACE = re.compile(rb"/BaseFont /[A-Z]{6}\+([\w-]+)")
_IDENTITY = b"/Encoding /Identity-H"
_WIDTHS = re.compile(rb"/W (\[(?:\d+ \[[^\]]*\] ?)*\])")


@dataclass(frozen=True)
class _Font:
    """The numbers of the objects that make up a font, its widths (per mille) and its letters."""

    number: int
    descendant: int
    descriptor: int
    file: int
    map: int
    widths: Mapping[int, float]
    letters: Mapping[int, str]


@dataclass(frozen=True)
class _Shared:
    """The fonts of one face, which become that which is `kept`, and the letters of its glyphs."""

    kept: _Font
    fonts: Sequence[_Font]
    letters: dict[int, str]


def share_fonts(pdf: Any) -> None:
    """Have all pages of `pdf`, a pydyf.PDF that is about to be written, use one subset of each of
    our faces.
    """
    by_face: dict[str, list[_Font]] = {}
    for pdf_object in list(pdf.objects):
        if (face := _face(pdf_object)) in FACES_BY_PDF_NAME:
            by_face.setdefault(face, []).append(_read_font(pdf, pdf_object))
    # Of a font whose glyphs we cannot read, as another typesetter may write it, none may go.
    shared = [
        _share(pdf, face, fonts)
        for face, fonts in by_face.items()
        if all(font.widths for font in fonts)
    ]
    indexes, maps = share_letters([one.letters for one in shared])
    numbers = [shared[indexes.index(index)].kept.map for index in range(len(maps))]
    for number, letters in zip(numbers, maps, strict=True):
        replace_object(pdf, number, _stream(b"", to_unicode(letters)), stream=True)
    for one, index in zip(shared, indexes, strict=True):
        _redirect(pdf, one, numbers[index])


def _face(pdf_object: Any) -> str:
    """Return the face of a font whose glyphs are named by their numbers; "" of anything else."""
    is_dictionary = isinstance(pdf_object, dict)
    if is_dictionary and pdf_object.get("Subtype") != "/Type0" or not pdf_object.compressible:
        return ""
    data = pdf_object.data
    found = _FACE.search(data) if _IDENTITY in data else None
    return found[1].decode() if found else ""


def _read_font(pdf: Any, font: Any) -> _Font:
    descendant = _refer(font.data, b"DescendantFonts [")
    below = pdf.objects[descendant].data
    descriptor, map_number = _refer(below, b"FontDescriptor "), _refer(font.data, b"ToUnicode ")
    widths = _WIDTHS.search(below)
    return _Font(
        font.number,
        descendant,
        descriptor,
        _refer(pdf.objects[descriptor].data, b"FontFile2 "),
        map_number,
        parse_widths(widths[1]) if widths else {},
        parse_letters(_unpack(pdf.objects[map_number])),
    )


def _refer(data: bytes, key: bytes) -> int:
    """Return the number of the object that is `key` of a dictionary."""
    return int(data.partition(b"/" + key)[2].split(None, 1)[0])


def _unpack(stream: Any) -> bytes:
    content = stream.data.partition(b"stream\n")[2].removesuffix(b"\nendstream")
    return zlib.decompress(content) if b"FlateDecode" in stream.data[:100] else content


def _share(pdf: Any, face: str, fonts: Sequence[_Font]) -> _Shared:
    """Have one of `fonts` serve for all, but for their letters."""
    # That with the most glyphs: of digits alone the typesetter says that all are as wide.
    kept = max(fonts, key=lambda font: len(font.widths))
    widths: dict[int, float] = {}
    letters: dict[int, str] = dict(kept.letters)
    for font in fonts:
        widths |= font.widths
        if font is not kept and letters_agree(font.letters, letters):
            letters |= font.letters
    packed = subset_face(FACES_BY_PDF_NAME[face], widths)
    replace_object(pdf, kept.file, _stream(b"/Length1 %d" % len(packed), packed), stream=True)
    below = pdf.objects[kept.descendant].data
    array = b"/W %b" % write_widths(widths)
    replace_object(pdf, kept.descendant, _WIDTHS.sub(lambda _: array, below))
    return _Shared(kept, fonts, letters)


def _redirect(pdf: Any, shared: _Shared, map_number: int) -> None:
    """Have all fonts of a face be that which is kept, with the letters of `map_number`; one that
    has others keeps them.
    """
    kept = shared.kept
    data = pdf.objects[kept.number].data
    needed = {kept.descendant, kept.descriptor, kept.file, map_number}
    for font in shared.fonts:
        own = font.map if not letters_agree(font.letters, shared.letters) else map_number
        needed.add(own)
        letters = b"/ToUnicode %d 0 R" % own
        replace_object(pdf, font.number, data.replace(b"/ToUnicode %d 0 R" % kept.map, letters))
    for font in shared.fonts:
        for number in {font.descendant, font.descriptor, font.file, font.map} - needed:
            drop_object(pdf, number)


def _stream(entries: bytes, content: bytes) -> bytes:
    packed = pack(content)
    head = b"<<%b/Filter/FlateDecode/Length %d>>" % (entries, len(packed))
    return b"%b\nstream\n%b\nendstream" % (head, packed)
