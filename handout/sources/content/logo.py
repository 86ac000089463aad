"""A school's logo, checked and made safe, and the QR code of a link."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

from handout.problems import Place, Problem, problem

LOGO_ENDINGS = {"image/png": ".png", "image/svg+xml": ".svg"}
"""What the file of a logo ends in, by its kind."""

MOST_BYTES = 2_000_000
MOST_PIXELS = 25_000_000
_KEPT_PIXELS = 600  # the logo prints 50 pt wide: 600 pixels are more than any printer shows
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    "svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop title desc clipPath".split()
)
_ATTRIBUTES = re.compile(
    r"(?:id|d|x|y|x1|y1|x2|y2|cx|cy|r|rx|ry|fx|fy|width|height|points|viewBox|transform|offset|opacity|gradientUnits|"
    r"gradientTransform|clip-path|clip-rule|fill|fill-opacity|fill-rule|stop-color|stop-opacity|stroke|stroke-[a-z]+|version|"
    r"preserveAspectRatio)"
)
_ELSEWHERE = re.compile(r"url\((?!\s*['\"]?#)|[\\@]|javascript:|data:", re.I)
_MOST_SHAPES = 2000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture safe to print: its bytes and its media type."""

    content: bytes
    kind: str


def logo_name(name: str, logo: Picture) -> str:
    """What the file of a logo is called that goes with the customization `name`."""
    return f"{name}-logo{LOGO_ENDINGS[logo.kind]}"


class Emblem(NamedTuple):
    """A logo as it stands at the head of an edited page: the bytes there, whatever they are, and what it shows."""

    content: bytes
    shows: str


def read_logo(path: Path, place: Place) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The logo at `path`, re-encoded as PNG or cleaned as SVG; `place` is where the customization names it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, (
                problem("logo-huge", place, name=path.name, most=MOST_BYTES // 1_000_000),
            )
        content = path.read_bytes()
    except (OSError, ValueError):
        return None, (problem("logo-missing", place, name=str(path)),)
    return clean_logo(content, path.name, place)


def clean_logo(
    content: bytes, name: str, place: Place
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The logo in the bytes of the file `name`, as read_logo gives it."""
    if len(content) > MOST_BYTES:
        return None, (problem("logo-huge", place, name=name, most=MOST_BYTES // 1_000_000),)
    picture = _svg(content) if b"<svg" in content[:2000] else _bitmap(content)
    if isinstance(picture, str):
        return None, (problem(picture, place, name=name),)
    return picture, ()


def _bitmap(content: bytes) -> Picture | str:
    import warnings

    from PIL import Image

    try:
        with (
            warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened,
        ):
            if opened.width * opened.height > MOST_PIXELS:
                return "logo-bomb"
            image = opened.convert("RGBA" if opened.mode in ("RGBA", "LA", "P", "PA") else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "logo-bomb"
    except (OSError, ValueError, SyntaxError):
        return "logo-unreadable"
    image.thumbnail((_KEPT_PIXELS, _KEPT_PIXELS))
    if image.mode == "RGBA":  # transparency stays out of the PDF: printers differ on it
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return Picture(kept.getvalue(), "image/png")


def _svg(content: bytes) -> Picture | str:
    """Shapes, colours and gradients of an SVG; anything else in it is refused, for it may run or fetch something."""
    if b"<!ENTITY" in content or b"<!DOCTYPE" in content and b"[" in content.split(b"<svg", 1)[0]:
        return "logo-unsafe"
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return "logo-unreadable"
    for count, element in enumerate(root.iter()):
        tag = str(element.tag).removeprefix(_SVG)
        if count > _MOST_SHAPES or tag not in _SHAPES:
            return "logo-unsafe"
        for name, value in list(element.attrib.items()):
            if name.startswith("on") or _ELSEWHERE.search(value):
                return "logo-unsafe"
            if not _ATTRIBUTES.fullmatch(name):
                del element.attrib[name]
    if not root.get("viewBox") and not (root.get("width") and root.get("height")):
        return "logo-unreadable"
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    return Picture(ElementTree.tostring(root), "image/svg+xml")


@lru_cache(maxsize=256)
def code_picture(url: str) -> Picture:
    """The QR code of `url`."""
    drawn = io.BytesIO()
    _code(url).save(
        drawn, kind="svg", scale=4, border=1, xmldecl=False, svgclass=None, lineclass=None
    )
    return Picture(drawn.getvalue().strip(), "image/svg+xml")


def code_bitmap(url: str) -> Picture:
    """The same as PNG, for programs that show no SVG."""
    drawn = io.BytesIO()
    _code(url).save(drawn, kind="png", scale=8, border=1)
    return Picture(drawn.getvalue(), "image/png")


def code_rows(url: str) -> tuple[bytes, ...]:
    """The same as rows of modules from the top, with a border of one: 1 is dark."""
    return tuple(bytes(row) for row in _code(url).matrix_iter(border=1))


@lru_cache(maxsize=64)
def _code(url: str) -> Any:
    import segno

    return segno.make(url, error="m", micro=False)


@lru_cache(maxsize=256)
def draw_sign(svg: bytes, pixels: int) -> Picture:
    """One of our own signs (templates/signs/) as PNG of so many pixels a side, for programs that show no SVG."""
    from PIL import Image, ImageDraw

    root = ElementTree.fromstring(svg)
    scale = 4 * pixels / float(root.get("width", "24"))  # drawn four times as large, then smoothed
    image = Image.new("RGBA", (4 * pixels, 4 * pixels), (255, 255, 255, 0))
    for shape, given in _painted(root, {}):
        for line in _lines(shape, given.get("transform", ""), scale):
            if given.get("fill", "none") != "none":
                ImageDraw.Draw(image).polygon(line, fill=given["fill"])
            if given.get("stroke", "none") != "none":
                wide = float(given.get("stroke-width", "1")) * scale
                ImageDraw.Draw(image).line(line, given["stroke"], round(wide))
                for x, y in line:
                    ImageDraw.Draw(image).ellipse(
                        (x - wide / 2, y - wide / 2, x + wide / 2, y + wide / 2), given["stroke"]
                    )
    kept = io.BytesIO()
    image.resize((pixels, pixels), Image.Resampling.LANCZOS).save(kept, "PNG")
    return Picture(kept.getvalue(), "image/png")


def _painted(
    element: ElementTree.Element, given: dict[str, str]
) -> Iterator[tuple[ElementTree.Element, dict[str, str]]]:
    """The shapes with what they inherit."""
    given = given | element.attrib
    if len(element) == 0:
        yield element, given
    for child in element:
        yield from _painted(child, given)


def _lines(
    shape: ElementTree.Element, transform: str, scale: float
) -> Iterator[list[tuple[float, float]]]:
    """The outlines of a shape in points close enough for a straight line between two."""
    from fontTools.misc.bezierTools import segmentPointAtT
    from fontTools.misc.transform import Identity
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.svgLib.path import parse_path
    from fontTools.svgLib.path.shapes import PathBuilder

    moved = Identity.scale(scale)
    if transform:
        degrees, x, y = map(float, re.findall(r"[-\d.]+", transform))
        moved = moved.translate(x, y).rotate(math.radians(degrees)).translate(-x, -y)
    builder = PathBuilder()
    builder.add_path_from_element(shape)
    pen = DecomposingRecordingPen({})
    for path in builder.paths:
        parse_path(path, TransformPen(pen, moved))
    line: list[tuple[float, float]] = []
    for name, points in pen.value:
        if name == "moveTo":
            line = [points[0]]
        elif name == "lineTo":
            line.append(points[0])
        elif name in ("curveTo", "qCurveTo"):
            start = line[-1]
            line += [segmentPointAtT((start, *points), n / 16) for n in range(1, 17)]
        else:
            yield [*line, line[0]] if name == "closePath" else line
