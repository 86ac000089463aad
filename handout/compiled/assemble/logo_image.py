"""A logo in a page and in its tag: each school may have its own. Lengths in CSS px."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import NamedTuple

from handout.compiled.assemble.qr_code import figure_entries
from handout.compiled.parts.slots import Logo
from handout.compiled.pdf.types import NotCompilableError
from handout.publish.pdf.writing.objects import pdf_number, stream

NAME = b"Logo"
"""What it is called in the resources of its page."""
_PNG_HEAD = 8
_RGB = (8, 2, 0, 0, 0)  # bits, color type, and how an IHDR says that nothing is unusual


class LogoImage(NamedTuple):
    """A logo and its box: it is as large as fits there, and stands in the middle."""

    logo: Logo
    x: float
    y: float
    width: float
    height: float

    def operators(self) -> bytes:
        """Return the operators that draw it."""
        wide, high = _size(self.logo.picture.content)
        scale = min(self.width / wide, self.height / high)
        left = self.x + (self.width - wide * scale) / 2
        bottom = self.y + (self.height + high * scale) / 2
        numbers = (wide * scale, -high * scale, left, bottom)
        matrix = b"%b 0 0 %b %b %b cm\n" % tuple(pdf_number(number, 6) for number in numbers)
        return b"q\n%b/%b Do\nQ\n" % (matrix, NAME)

    def tag_entries(self, alt: str, height: float) -> bytes:
        """Return the entries of its tag, on a page `height` pt high. `alt` stands for its words."""
        box = self.x, self.y, self.x + self.width, self.y + self.height
        return figure_entries(self.logo.shows, box, height)

    def stream(self) -> bytes:
        """Return the picture as an object of the file."""
        return _stream(self.logo.picture.content)


def _size(png: bytes) -> tuple[int, int]:
    """Return the pixels of a PNG (ISO/IEC 15948, 11.2.2), from side to side and down.

    Raises NotCompilableError if it is none of those that logos are made into.
    """
    wide, high, *kind = struct.unpack(">II5B", png[16:29])
    if tuple(kind) != _RGB:
        raise NotCompilableError("picture")
    return wide, high


@lru_cache(maxsize=128)
def _stream(png: bytes) -> bytes:
    """Return a PNG as it stands in a PDF, which knows how its pixels are packed (ISO 32000-1,
    7.4.4.4).
    """
    wide, high = _size(png)
    packed, start = [], _PNG_HEAD
    while start < len(png):
        length, kind = struct.unpack(">I4s", png[start : start + 8])
        if kind == b"IDAT":
            packed.append(png[start + 8 : start + 8 + length])
        start += length + 12  # its length, its kind, and its checksum
    return stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
        b"/Interpolate true/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns %d/Colors 3>>"
        % (wide, high, wide),
        b"".join(packed),
    )
