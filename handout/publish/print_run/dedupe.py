"""Store once what the handouts of a print run have in common: fonts, drawings and texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from handout.fonts import FACES_BY_PDF_NAME, face_path
from handout.publish.pdf import font_maps as pdf_font


@dataclass
class _Face:
    """A font as all pages of the run use it.

    Two documents can share it if no glyph means different letters in them.
    """

    font: Object
    letters: dict[int, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)


class Shared:
    """The parts of `out`. A part of another document is copied only if it is not there yet."""

    def __init__(self, out: pikepdf.Pdf) -> None:
        self.out = out
        self._parts: dict[bytes, Object] = {}
        self._known_faces: dict[str, list[_Face]] = {}
        self._files: dict[str, Object] = {}
        self._digests: dict[tuple[int, int], bytes] = {}
        self._lean: set[tuple[int, int]] = set()

    def next_document(self) -> None:
        """Say that what comes is of another document: the numbers of its objects mean something
        else.
        """
        self._digests, self._lean = {}, set()

    def part(self, thing: pikepdf.Stream) -> Object:
        """Return what is drawn on a page of another document, or a drawing on it."""
        if thing.get("/Subtype") == Name.Form and thing.objgen not in self._lean:
            self._lean.add(thing.objgen)
            _drop_unused(thing)
        digest = self._digest(thing)
        if digest not in self._parts:
            self._parts[digest] = self.out.copy_foreign(thing)
        return self._parts[digest]

    def finish(self) -> None:
        """Have every font name the letters of all documents."""
        for face in (face for same in self._known_faces.values() for face in same):
            face.font.ToUnicode = self.out.make_stream(pdf_font.to_unicode(face.letters))
            face.font.DescendantFonts[0].W = Array(
                [
                    part
                    for glyph in sorted(face.widths)
                    for part in (glyph, Array([face.widths[glyph]]))
                ]
            )

    def _digest(self, thing: Object) -> bytes:
        """Return what `thing` is with all that it refers to."""
        cached = self._digests.get(thing.objgen) if thing.is_indirect else None
        if cached:
            return cached
        digest = sha256(type(thing).__name__.encode())
        if isinstance(thing, Dictionary | pikepdf.Stream):
            for key, value in sorted(thing.items()):
                digest.update(key.encode())
                digest.update(
                    self._digest(value) if isinstance(value, Object) else repr(value).encode()
                )
            if isinstance(thing, pikepdf.Stream):
                digest.update(thing.read_raw_bytes())
        elif isinstance(thing, Array):
            for value in thing:
                digest.update(
                    self._digest(value) if isinstance(value, Object) else repr(value).encode()
                )
        else:
            digest.update(thing.unparse())
        if thing.is_indirect:
            self._digests[thing.objgen] = digest.digest()
        return digest.digest()

    def font(self, font: Object) -> Object:
        """Return a font of another document, or that of ours which stands for it."""
        name = str(font.BaseFont)[1:].partition("+")[2]
        known_as = FACES_BY_PDF_NAME.get(name)
        below = font.DescendantFonts[0] if "/DescendantFonts" in font else None
        if known_as is None or below is None or "/ToUnicode" not in font:
            return self.out.copy_foreign(font)
        widths = pdf_font.widths(font)
        # A map of letters may serve several faces: what counts is this one's.
        letters = {
            glyph: letter for glyph, letter in pdf_font.letters(font).items() if glyph in widths
        }
        faces = self._known_faces.setdefault(name, [])
        for face in faces:
            if all(face.letters.get(glyph, letter) == letter for glyph, letter in letters.items()):
                face.letters |= letters
                face.widths |= widths
                return face.font
        if name not in self._files:
            content = face_path(known_as, "ttf").read_bytes()
            self._files[name] = self.out.make_stream(content, Length1=len(content))
        del below.FontDescriptor["/FontFile2"]  # all of the face goes in its place
        copied = self.out.copy_foreign(font)
        below = copied.DescendantFonts[0]
        below.FontDescriptor.FontFile2 = self._files[name]
        # All of the face is there, so its name has no tag of a subset.
        copied.BaseFont = below.BaseFont = below.FontDescriptor.FontName = Name("/" + name)
        faces.append(_Face(copied, dict(letters), dict(widths)))
        return copied


# A drawing is given all resources of its page; what none of its operators asks for is left away.
_OPERATOR_ENDS = {
    "/Font": b"tf",
    "/XObject": b"do",
    "/Shading": b"sh",
    "/Pattern": b"cn",
    "/ColorSpace": b"cs",
}


def _drop_unused(drawing: pikepdf.Stream) -> None:
    for kind in _find_unused_kinds(drawing.read_raw_bytes(), drawing.read_bytes):
        if kind in drawing.Resources:
            del drawing.Resources[kind]


def _find_unused_kinds(packed: bytes, unpack: Callable[[], bytes]) -> tuple[str, ...]:
    if packed not in _unused_kinds:
        words = {word.lower() for word in unpack().split() if word.isalpha()}
        _unused_kinds[packed] = tuple(
            kind
            for kind, end in _OPERATOR_ENDS.items()
            if not any(word.endswith(end) for word in words)
        )
    return _unused_kinds[packed]


_unused_kinds: dict[bytes, tuple[str, ...]] = {}
