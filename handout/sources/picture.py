"""A school's logo, checked and made safe, and the QR code of a link."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from handout.problem import Place, Problem, problem

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


def read_logo(path: Path, place: Place) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The logo at `path`, re-encoded as PNG or cleaned as SVG; `place` is where the customization names it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, (problem("logo-huge", place, name=path.name, most=MOST_BYTES // 1_000_000),)
        content = path.read_bytes()
    except (OSError, ValueError):
        return None, (problem("logo-missing", place, name=str(path)),)
    picture = _svg(content) if b"<svg" in content[:2000] else _bitmap(content)
    if isinstance(picture, str):
        return None, (problem(picture, place, name=path.name),)
    return picture, ()


def _bitmap(content: bytes) -> Picture | str:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return "logo-bomb"
            image = opened.convert("RGBA" if opened.mode in ("RGBA", "LA", "P", "PA") else "RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
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
    import segno

    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", scale=4, border=1, xmldecl=False, svgclass=None, lineclass=None)
    return Picture(drawn.getvalue().strip(), "image/svg+xml")
