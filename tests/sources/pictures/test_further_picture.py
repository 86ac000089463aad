"""A picture for a side of its own: what is kept of it, and what is not."""

from __future__ import annotations

import io
import random
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFile, ImageFilter

from handout.problems import Position
from handout.sources.pictures.jpeg_segments import is_bare_jpeg
from handout.sources.pictures.picture import FURTHER_SIDE, Picture
from handout.sources.pictures.picture_reader import clean_picture

HERE = Position("room.yaml", 3, 9)
_SECRET = b"zephyr-quartz"  # in what a camera or a program writes beside the pixels
_GPS, _TURNED = 0x8825, 0x0112


@cache
def photo(width: int, height: int) -> Image.Image:
    """A picture with as much in it as a photograph, its top left corner red."""
    image = noise(64, 48).resize((width, height)).filter(ImageFilter.GaussianBlur(2))
    image.paste("red", (0, 0, width // 4, height // 4))
    return image


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))


@cache
def plan(width: int = 900, height: int = 600) -> Image.Image:
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).line([9, 9, width - 9, 9, width - 9, height - 9], "black", 5)
    return image


def packed(image: Image.Image, kind: str, **options: Any) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def from_a_phone(turned: int = 1) -> bytes:
    exif = photo(2400, 1800).getexif()
    exif[_TURNED], exif[0x010F] = turned, _SECRET.decode()
    place = exif.get_ifd(_GPS)
    place[1], place[2] = "N", (40.0, 5.0, 1.0)
    exif[_GPS] = place
    return packed(photo(2400, 1800), "JPEG", exif=exif, comment=_SECRET)


def bare(width: int = 800, height: int = 600) -> bytes:
    return packed(photo(width, height), "JPEG", quality=90)


def clean(content: bytes) -> Picture:
    picture, problems = clean_picture(FURTHER_SIDE, content, "way-out", HERE)
    assert picture is not None and problems == ()
    return picture


GIVEN: dict[str, Callable[[], bytes]] = {
    "phone": from_a_phone,
    "bare": bare,
    "comment": lambda: packed(photo(800, 600), "JPEG", comment=_SECRET),
    "thumbnail": lambda: bare()[:2] + b"\xff\xe0\0\x15JFXX\0\x13" + _SECRET + bare()[2:],
    "behind the end": lambda: bare() + _SECRET,
    "between": lambda: bare()[:-2] + b"\xff\xfe\0\x0f" + _SECRET + b"\xff\xd9",
    "progressive": lambda: packed(photo(800, 600), "JPEG", progressive=True, comment=_SECRET),
    "gray": lambda: packed(photo(800, 600).convert("L"), "JPEG"),
    "cmyk": lambda: packed(photo(800, 600).convert("CMYK"), "JPEG"),
    "two": lambda: packed(
        photo(800, 600), "MPO", save_all=True, append_images=[photo(400, 300)], comment=_SECRET
    ),
    "png": lambda: packed(plan(), "PNG"),
    "png of a photo": lambda: packed(noise(700, 500), "PNG"),
    "clear": lambda: packed(plan().convert("RGBA"), "PNG"),
    "webp": lambda: packed(plan(), "WEBP", lossless=True),
    "wide": lambda: packed(plan(6000, 300), "PNG"),
}  # fmt: skip


@pytest.mark.parametrize("case", GIVEN)
def test_its_pixels_are_all_that_is_kept(case: str) -> None:
    content = GIVEN[case]()
    picture = clean(content)
    assert max(picture.size) <= FURTHER_SIDE.pixels and len(picture.content) < 1_000_000
    assert _SECRET not in picture.content and b"Exif" not in picture.content
    with Image.open(io.BytesIO(picture.content)) as shown:
        assert not shown.getexif() and shown.mode in ("RGB", "L")
        assert not {"comment", "icc_profile", "exif"} & shown.info.keys()
    # Made anew, or read back from a page, it is the same: none is packed again and again.
    assert clean(content) == picture == clean(picture.content)


def test_a_photograph_is_a_jpeg_and_a_drawing_a_png() -> None:
    kinds = {case: clean(GIVEN[case]()).kind for case in ("phone", "png of a photo", "png")}
    assert list(kinds.values()) == ["image/jpeg", "image/jpeg", "image/png"]


@pytest.mark.parametrize(("turned", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1))])
def test_a_photograph_stands_upright(turned: int, corner: tuple[int, int]) -> None:
    """Its corner is where the camera was held to have it (Exif 2.32, Orientation)."""
    picture = clean(from_a_phone(turned))
    with Image.open(io.BytesIO(picture.content)) as shown:
        width, height = shown.size
        x, y = (20 + part * (length - 41) for part, length in zip(corner, shown.size, strict=True))
        red, green, blue = shown.convert("RGB").getpixel((x, y))  # type: ignore[misc]
    assert (width > height) is (turned in (1, 3))
    assert red > 200 and green < 60 and blue < 60


def test_a_phone_of_48_million_pixels() -> None:
    content = packed(Image.new("RGB", (8000, 6000), "teal"), "JPEG")
    assert clean(content).size == (1800, 1350)
    _, [told] = clean_picture(FURTHER_SIDE, packed(plan(6000, 5000), "PNG"), "a.png", HERE)
    assert told.code == "picture-bomb" and "25 million" in told.message


def test_a_picture_of_few_pixels_is_told() -> None:
    content = packed(plan(120, 80), "PNG")
    picture, [told] = clean_picture(FURTHER_SIDE, content, "way-out.png", HERE)
    assert picture is not None and picture.size == (120, 80)
    assert told.code == "picture-small" and told.warning and "120 by 80" in told.message


def test_what_is_bare() -> None:
    assert is_bare_jpeg(bare()) and not is_bare_jpeg(b"") and not is_bare_jpeg(bare()[:400])
    assert not is_bare_jpeg(bare()[:-2])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.99])
def test_a_picture_that_was_cut_off_is_refused(
    kind: str, part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a process that has typeset a sheet: WeasyPrint lets Pillow fill the rest with gray
    or black, for all that is read from then on.
    """
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole = packed(noise(640, 480), kind)
    half = whole[: int(len(whole) * part)]
    assert clean_picture(FURTHER_SIDE, whole, "map", HERE)[0]
    in_drawing = f'<image href="data:image/{kind.lower()};base64,{b64encode(half).decode()}"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{in_drawing}</svg>'
    for content in (half, *([] if kind == "BMP" else [drawing.encode()])):
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
        picture, (refused,) = clean_picture(FURTHER_SIDE, content, "map", HERE)
        assert picture is None
        assert refused.code == "picture-cut"
