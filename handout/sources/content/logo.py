"""A school's logo, checked and made safe, and the QR code of a link."""

from __future__ import annotations

import io
import re
import struct
from array import array
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from handout.interface_language import interface_messages
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.svg_logo import (
    UndrawableSvgError,
    draw_svg,
    is_svg,
    render_svg,
)
from handout.sources.yaml.enclosure import read_enclosure
from handout.sources.yaml.text_file import read_text

MOST_BYTES = 2_000_000
MOST_PIXELS = 25_000_000
_LOGO_PIXELS = 600  # the logo prints 50 pt wide: 600 pixels are more than any printer shows
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_STARTS = rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|BM.{4}\0\0\0\0"  # of these
_FOREIGN_PICTURES = (
    (rb"II\*\x00|MM\x00\*", "TIFF"),
    (rb".{4}ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1)", "HEIC"),
    (rb".{4}ftypavi[fs]", "AVIF"),
)
# What people take for a picture, by its first bytes: named in the Problem, for there is no other
# clue.
_FOREIGN = (
    (rb"%PDF", "PDF"),
    (rb"%!PS", "EPS"),
    (rb"8BPS", "PSD"),
    *_FOREIGN_PICTURES,
    (rb"\x00\x00\x01\x00", "ICO"),
    (rb"\xd7\xcd\xc6\x9a|\x01\x00\x00\x00.{36} EMF", "WMF/EMF"),
    (rb"PK\x03\x04|\xd0\xcf\x11\xe0", "Office / ZIP"),
    (rb"\s*<(?:!doctype )?html", "HTML"),
)
_BLANK_BRIGHTNESS = 250  # of 255: what is lighter everywhere leaves nothing on paper
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


def logo_name(name: str) -> str:
    """Return what the file of a logo is called that goes with the customization `name`."""
    return f"{name}-logo.png"


class Emblem(NamedTuple):
    """A logo as it stands at the head of an edited page: the bytes there, whatever they are, and
    what it shows.
    """

    content: bytes
    shows: str


def read_named_logo(name: str, position: Position) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return the logo that a customization names at `position`, as clean_logo does: the file beside
    it, or else the picture enclosed in it.
    """
    customization = Path(position.path)
    path = customization.parent / name
    if not path.exists() and customization.is_file():
        with suppress(HandoutError):  # it has been told of, or is a roster
            picture = read_enclosure(read_text(customization), position.path).picture
            if picture:
                return clean_logo(picture, path.name, position)
    return read_logo(path, position)


def read_logo(path: Path, position: Position) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return the logo at `path` as clean_logo does; `place` is where the customization names it."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError):
        return None, (problem("logo-missing", position, name=str(path)),)
    return clean_logo(content, path.name, position)


def clean_logo(
    content: bytes, name: str, position: Position
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """Return the logo in the bytes of the file `name`, and what there is to tell.

    It is always a PNG without transparency, in sRGB, upright: paper, page and Word file show the
    same. A picture that cannot be shown as it is gives a Problem at `place` and no picture.
    """
    is_foreign = bool(_foreign_kind(content))
    # Of a kind that cannot be printed, a smaller one would not do either.
    if len(content) > MOST_BYTES and not is_foreign:
        return None, (_too_large_problem(name, position),)
    try:
        if is_foreign:
            raise _unreadable_error(content)
        picture, moves = _normalize_bitmap(_to_bitmap(content))
    except UndrawableSvgError as error:
        if error.code == "logo-huge":
            return None, (_too_large_problem(name, position),)
        named = interface_messages("logo")["svg"].get(error.detail, error.detail)
        return None, (problem(error.code, position, name=name, what=named),)
    except _UnreadableError as error:
        return None, (problem(error.code, position, name=name, kind=error.kind),)
    warnings = (problem("logo-animated", position, warning=True, name=name),) if moves else ()
    return picture, warnings


@cache
def blank_logo(wide: bool) -> Picture:
    """Return a black picture that may stand for any logo that is `wide`, or is not."""
    from PIL import Image

    png = io.BytesIO()
    Image.new("RGB", (16 if wide else 8, 8)).save(png, "PNG")
    return Picture(png.getvalue(), "image/png")


def _too_large_problem(name: str, position: Position) -> Problem:
    return problem("logo-huge", position, name=name, most=MOST_BYTES // 1_000_000)


class _UnreadableError(Exception):
    """A picture that is not taken: the `code` of its Problem, and what `kind` of file it is."""

    def __init__(self, code: str, kind: str = "") -> None:
        super().__init__(code, kind)
        self.code, self.kind = code, kind


def _to_bitmap(content: bytes) -> bytes:
    """Return the bytes of a bitmap: an SVG is drawn. Raise if that cannot be done as it is."""
    return render_svg(content, _LOGO_PIXELS) if is_svg(content) else content


def _normalize_bitmap(content: bytes) -> tuple[Picture, bool]:
    """Return a bitmap as PNG on white, upright and in sRGB, and whether it was a moving one."""
    import warnings

    from PIL import Image, ImageOps

    try:
        with (
            warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(content), formats=_FORMATS) as opened,
        ):
            if opened.width * opened.height > MOST_PIXELS:
                raise _UnreadableError("logo-bomb")
            moves = getattr(opened, "n_frames", 1) > 1
            # A phone writes how it was held beside the pixels, not into them.
            image = _flatten_on_white(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _UnreadableError("logo-bomb") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _unreadable_error(content) from error
    if image.convert("L").getextrema()[0] >= _BLANK_BRIGHTNESS:
        raise _UnreadableError("logo-blank")
    image.thumbnail((_LOGO_PIXELS, _LOGO_PIXELS))
    png = io.BytesIO()
    image.save(png, "PNG")
    return Picture(png.getvalue(), "image/png"), moves


def _unreadable_error(content: bytes) -> _UnreadableError:
    kind = _foreign_kind(content)
    if kind == "HEIC":
        return _UnreadableError("logo-heic")
    return _UnreadableError("logo-format", kind) if kind else _UnreadableError("logo-unreadable")


def is_photograph(start: bytes) -> bool:
    """Return whether a file that begins so is a picture of pixels, also one that is refused."""
    patterns = (_STARTS, *(pattern for pattern, _ in _FOREIGN_PICTURES))
    return any(re.match(pattern, start, re.S) for pattern in patterns)


def _foreign_kind(content: bytes) -> str:
    """Return the kind of a file that people take for a picture to print; "" if it is none."""
    for pattern, kind in _FOREIGN:
        if re.match(pattern, content, re.S | re.I):
            return kind
    return ""


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


_QUIET_ZONE = 4  # modules: the white border of a QR code (ISO/IEC 18004, 6.3.8)


@lru_cache(maxsize=256)
def code_picture(url: str) -> Picture:
    """Return the QR code of `url`."""
    output = io.BytesIO()
    _make_qr_code(url).save(
        output,
        kind="svg",
        scale=4,
        border=_QUIET_ZONE,
        xmldecl=False,
        svgclass=None,
        lineclass=None,
    )
    return Picture(output.getvalue().strip(), "image/svg+xml")


def code_bitmap(url: str) -> Picture:
    """Return the same as PNG, for programs that show no SVG."""
    output = io.BytesIO()
    _make_qr_code(url).save(output, kind="png", scale=8, border=_QUIET_ZONE)
    return Picture(output.getvalue(), "image/png")


def code_rows(url: str) -> tuple[bytes, ...]:
    """Return the same as rows of modules from the top, with their border: 1 is dark."""
    return tuple(bytes(row) for row in _make_qr_code(url).matrix_iter(border=_QUIET_ZONE))


@lru_cache(maxsize=64)
def _make_qr_code(url: str) -> Any:
    import segno

    return segno.make(url, error="m", micro=False)


@lru_cache(maxsize=256)
def draw_sign(svg: bytes, pixels: int) -> Picture:
    """Return one of our own signs (templates/signs/) as PNG of so many pixels a side.

    For programs that show no SVG.
    """
    return Picture(draw_svg(svg.decode(), pixels), "image/png")
