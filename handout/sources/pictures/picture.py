"""A picture that is safe to print, and what the pictures of a sheet are for."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import NamedTuple

_WIDE = 1.8  # times as wide as high: such a logo has more room


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture safe to print: its bytes and its media type."""

    content: bytes
    kind: str

    @property
    def is_wide(self) -> bool:
        """Tell whether a logo, a PNG, is far wider than high (its IHDR chunk: ISO/IEC 15948)."""
        width, height = struct.unpack(">II", self.content[16:24])
        return bool(width > _WIDE * height)


@dataclass(frozen=True, slots=True)
class PictureUse:
    """What a picture is for: the `field` that names its file and says what it shows.

    `pixels` are as many on its longer side as print there; a file has at most so many bytes, and
    so many pixels in all.
    """

    field: str
    pixels: int
    most_bytes: int
    most_pixels: int

    @property
    def file_field(self) -> str:
        return f"{self.field}.file"

    @property
    def words_field(self) -> str:
        return f"{self.field}.alt"

    def file_name(self, name: str) -> str:
        """Return what the file of the picture is called that goes with the customization `name`."""
        return f"{name}-{self.field}.png"


# It prints 50 pt wide: 600 pixels are more than any printer shows.
LOGO = PictureUse("logo", pixels=600, most_bytes=2_000_000, most_pixels=25_000_000)


class PagePicture(NamedTuple):
    """A picture as it stands on an edited page: the bytes there, whatever they are, and what it
    shows.
    """

    content: bytes
    shows: str


@cache
def blank_logo(wide: bool) -> Picture:
    """Return a black picture that may stand for any logo that is `wide`, or is not."""
    from PIL import Image

    png = BytesIO()
    Image.new("RGB", (16 if wide else 8, 8)).save(png, "PNG")
    return Picture(png.getvalue(), "image/png")
