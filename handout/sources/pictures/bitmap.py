"""A bitmap as it prints: upright, in sRGB, on white, as large as its place needs."""

from __future__ import annotations

import io
import re
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from handout.sources.pictures.jpeg_segments import is_bare_jpeg
from handout.sources.pictures.picture import JPEG, PNG, Picture, PictureUse

MOST_PIXELS = 25_000_000  # that are read: a phone's picture has more, and is read smaller
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_START = re.compile(rb"(?s)\x89PNG\r\n|\xff\xd8\xff|GIF8|RIFF....WEBP|BM....\0\0\0\0")  # of these
# Bytes: an HTML file has a picture twice where it has a second sheet.
_LARGE, _MOST_KEPT = 600_000, 1_000_000
# What each kind is packed with, tried in this order.
_OPTIONS: Mapping[str, Sequence[Mapping[str, int]]] = {
    PNG: ({},),
    JPEG: ({"quality": 85}, {"quality": 70}, {"quality": 50}),
}
_SMALL = (12, 12)  # pixels of a small copy
_BLANK_BRIGHTNESS = 250  # of 255: what is lighter everywhere leaves nothing on paper


class UnreadableError(Exception):
    """A picture that is not taken: the `code` of its Problem, and what `kind` of file it is."""

    def __init__(self, code: str, kind: str = "") -> None:
        super().__init__(code, kind)
        self.code, self.kind = code, kind

    @classmethod
    def of_kind(cls, kind: str) -> UnreadableError:
        """Return the error for a file of a foreign `kind`."""
        return cls("picture-heic" if kind == "HEIC" else "picture-format", kind)


def refuse_cut_off() -> None:
    """Have Pillow refuse pictures that were cut off.

    WeasyPrint has all of its process take them: their rest would print gray or black.
    """
    from PIL import ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False


def normalize_bitmap(content: bytes, use: PictureUse) -> tuple[Picture, bool]:
    """Return a bitmap on white, upright, in sRGB and no larger than `use` needs, and whether it was
    a moving one. Where and when it was taken is not kept.
    """
    import warnings

    from PIL import Image, ImageOps

    refuse_cut_off()
    try:
        with (
            warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(content), formats=_FORMATS) as opened,
        ):
            is_jpeg = opened.format in ("JPEG", "MPO")
            is_kept = use.is_large and _is_as_it_should_be(content, opened, use)
            if use.is_large:  # a JPEG can be read at a half, a quarter or an eighth of its size
                opened.draft(None, (use.pixels, use.pixels))
            if opened.width * opened.height > MOST_PIXELS:
                raise UnreadableError("picture-bomb")
            # Phones put further pictures into a JPEG (MPO, CIPA DC-007): it does not move.
            moves = opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1
            # A phone writes how it was held beside the pixels, not into them.
            image = _flatten_on_white(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadableError("picture-bomb") from error
    except (OSError, ValueError, SyntaxError) as error:
        is_begun = _START.match(content)
        raise UnreadableError("picture-cut" if is_begun else "picture-unreadable") from error
    if image.convert("L").getextrema()[0] >= _BLANK_BRIGHTNESS:
        raise UnreadableError("picture-blank")
    if is_kept:
        return Picture(content, JPEG), moves
    image.thumbnail((use.pixels, use.pixels))
    if use.is_large:
        image.info.clear()  # Pillow writes a comment and a color profile anew
    kinds: Sequence[str] = (PNG,)
    if use.is_large:  # a photograph takes ten times the room as PNG
        kinds = (JPEG,) if is_jpeg else (PNG, JPEG)
    return _pack_small(image, kinds), moves


def small_copy(content: bytes) -> bytes | None:
    """Return the pixels of a small copy on white, by which a picture is known again that another
    program packed anew; None if it cannot be read.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            opened.draft("RGB", (256, 256))  # a JPEG can be read at a part of its size
            if opened.width * opened.height > MOST_PIXELS:
                return None
            image = _flatten_on_white(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return bytes(image.resize(_SMALL, Image.Resampling.BOX).tobytes())


def _is_as_it_should_be(content: bytes, opened: Any, use: PictureUse) -> bool:
    """Return whether a picture is a JPEG as we make them: it loses a little each time it is packed
    anew.
    """
    is_small = len(content) <= _MOST_KEPT and max(opened.size) <= use.pixels
    return is_small and opened.mode in ("RGB", "L") and is_bare_jpeg(content)


def _pack_small(image: Any, kinds: Sequence[str]) -> Picture:
    """Return a picture of the first of `kinds` in which it is not large, or of the last."""
    ways = [(kind, options) for kind in kinds for options in _OPTIONS[kind]]
    for kind, options in ways:
        picture = _pack(image, kind, options)
        if len(picture.content) <= _LARGE:
            break
    return picture


def _pack(image: Any, kind: str, options: Mapping[str, int]) -> Picture:
    packed = io.BytesIO()
    image.save(packed, "PNG" if kind == PNG else "JPEG", **options)
    return Picture(packed.getvalue(), kind)


def _flatten_on_white(image: Any) -> Any:
    """Return the picture in sRGB on white paper: printers differ on transparency."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits of gray, which Pillow would cut off at 255
        color, alpha = _reduce_to_eight_bits(image)
    elif "A" in image.mode or "a" in image.mode or "transparency" in image.info:
        rgba = image.convert("RGBA")
        alpha = rgba.getchannel("A")
        color = _to_srgb(rgba.convert("RGB"), image.info)
    else:
        color, alpha = _to_srgb(image, image.info), None
    if alpha is None:
        return color
    white = Image.new("RGB", image.size, "white")
    white.paste(color, mask=alpha)
    return white


def _reduce_to_eight_bits(image: Any) -> tuple[Any, Any]:
    """Return a gray picture of 16 bits in 8, and its mask, None without transparency."""
    from PIL import Image

    full = image.convert("I")
    color = full.point(lambda value: value * (1 / 257) + 0).convert("L").convert("RGB")
    clear = image.info.get("transparency")
    if clear is None:
        return color, None
    shown = bytes(0 if value == clear else 255 for value in array("i", full.tobytes()))
    return color, Image.frombytes("L", image.size, shown)


def _to_srgb(image: Any, info: dict[str, Any]) -> Any:
    """Return a picture as RGB, its colors as its own profile means them."""
    from PIL import ImageChops, ImageCms

    if image.mode == "CMYK" and "adobe" not in info:
        # Pillow takes each for one of Adobe's, whose numbers are upside down.
        image = ImageChops.invert(image)
    packed = info.get("icc_profile")
    if packed and image.mode in ("RGB", "CMYK", "L"):
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(packed))
            if "sRGB" not in ImageCms.getProfileDescription(profile):
                target = ImageCms.createProfile("sRGB")
                return ImageCms.profileToProfile(image, profile, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: browsers show the plain numbers too
    return image.convert("RGB")
