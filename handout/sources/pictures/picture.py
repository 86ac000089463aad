"""A picture that is safe to print, and what the pictures of a sheet are for."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import NamedTuple

PNG, JPEG = "image/png", "image/jpeg"

_WIDE = 1.8  # times as wide as high: such a logo has more room


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture safe to print: its bytes and its media type.

    `stands_for` are the width and height in pixels of another, in the place of which it stands.
    """

    content: bytes
    kind: str
    stands_for: tuple[int, int] | None = None

    @property
    def is_wide(self) -> bool:
        """Tell whether a logo, a PNG, is far wider than high (its IHDR chunk: ISO/IEC 15948)."""
        width, height = struct.unpack(">II", self.content[16:24])
        return bool(width > _WIDE * height)

    @property
    def size(self) -> tuple[int, int]:
        """Return its width and height in pixels."""
        if self.stands_for:
            return self.stands_for
        from PIL import Image

        with Image.open(BytesIO(self.content)) as image:
            return image.size

    @property
    def ending(self) -> str:
        """Return how the name of its file ends."""
        return ".jpg" if self.kind == JPEG else ".png"


@dataclass(frozen=True, slots=True)
class PictureUse:
    """What a picture is for: the `field` that names its file and says what it shows.

    `mark` is the class of its element on a page, and its name in a Word file. `pixels` are as many
    on its longer side as print there; a file has at most so many bytes. With `is_large` a
    photograph stays a JPEG, many times smaller than PNG.
    """

    field: str
    mark: str
    pixels: int
    most_bytes: int
    is_large: bool = False

    @property
    def file_field(self) -> str:
        return f"{self.field}.file"

    @property
    def words_field(self) -> str:
        return f"{self.field}.alt"

    @property
    def words_fields(self) -> tuple[str, ...]:
        """Return the fields that say something of the picture."""
        return (self.words_field, f"{self.field}.caption") if self.is_large else (self.words_field,)

    def file_name(self, name: str, picture: Picture) -> str:
        """Return what the file of a picture is called that goes with the customization `name`."""
        return f"{name}-{self.field}{picture.ending}"


# It prints 50 pt wide: 600 pixels are more than any printer shows.
LOGO = PictureUse("logo", "emblem", pixels=600, most_bytes=2_000_000)
# It is as large as the paper: at 200 dots an inch the words on a map can be read.
FURTHER_SIDE = PictureUse("picture", "view", pixels=1800, most_bytes=20_000_000, is_large=True)
PICTURE_USES = (LOGO, FURTHER_SIDE)


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
    return Picture(png.getvalue(), PNG)
