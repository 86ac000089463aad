"""An SVG drawing as a picture in pixels, or why it cannot be drawn as a browser would show it."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from handout.sources.pictures.picture import Picture
from handout.sources.pictures.svg_check import SVG, XLINK, UndrawableSvgError, check_drawing

MOST_SVG_BYTES = 2_000_000
_MOST_ENTITIES = 4_000_000  # bytes that references in a DOCTYPE may grow to
_LENGTH = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d+))?\s*(px|pt|pc|mm|cm|in|q)?\s*", re.I)
_UNITS = {
    "px": 1,
    "pt": 4 / 3,
    "pc": 16,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96,
    "q": 2.4 / 2.54,
}

ElementTree.register_namespace("", SVG[1:-1])
ElementTree.register_namespace("xlink", XLINK[1:-1])


class _Size(NamedTuple):
    width: float
    height: float


def is_svg(content: bytes) -> bool:
    """Return whether bytes are, or mean to be, an SVG drawing (also a packed one, .svgz)."""
    head = content[:200_000]
    if content[:2] == b"\x1f\x8b":
        head = zlib.decompressobj(31).decompress(content, 200_000)
    elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = content.decode("utf-16", "replace").encode()
    return re.search(rb"<(?:[\w-]+:)?svg[\s>/]", head) is not None


def render_svg(content: bytes, pixels: int) -> bytes:
    """Return an SVG as a PNG whose longer side has so many `pixels`.

    Raises UndrawableSvgError if anything in it would not be drawn as a browser draws it.
    """
    root = _parse(_unpack(content))
    check_drawing(root)
    size = _read_size(root)
    scale = pixels / max(size)
    width, height = (max(1, round(side * scale)) for side in size)
    if not root.get("viewBox"):
        root.set("viewBox", f"0 0 {size.width:g} {size.height:g}")
    root.set("width", str(width))
    root.set("height", str(height))
    return draw_svg(ElementTree.tostring(root, encoding="unicode"))


def draw_svg(text: str, width: int | None = None) -> bytes:
    """Return an SVG that is known to be safe as PNG, at its own size or `width` pixels wide."""
    import resvg_py

    try:
        # Without a dpi, lengths in mm or pt are 0, and what has them is not drawn.
        return bytes(
            resvg_py.svg_to_bytes(svg_string=text, width=width, dpi=96, skip_system_fonts=True)
        )
    except ValueError as error:
        raise UndrawableSvgError("picture-unreadable") from error


@lru_cache(maxsize=256)
def draw_sign(svg: bytes, pixels: int) -> Picture:
    """Return one of our own signs (templates/signs/) as PNG of so many pixels a side.

    For programs that show no SVG.
    """
    return Picture(draw_svg(svg.decode(), pixels), "image/png")


def _unpack(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    unpacker = zlib.decompressobj(31)
    try:
        text = unpacker.decompress(content, MOST_SVG_BYTES)
    except zlib.error as error:
        raise UndrawableSvgError("picture-unreadable") from error
    if unpacker.unconsumed_tail:
        raise UndrawableSvgError("picture-huge")
    return text


def _parse(content: bytes) -> Element:
    # Illustrator declares its namespaces as entities; what could grow without end is refused.
    entities = re.findall(rb"<!ENTITY\s[^>]*>", content.replace(b"\0", b""))
    longest = max(map(len, entities), default=0)
    if any(b"&" in entity for entity in entities) or longest * content.count(b"&") > _MOST_ENTITIES:
        raise UndrawableSvgError("picture-svg", "entity")
    if b"<?xml-stylesheet" in content:
        raise UndrawableSvgError("picture-svg", "stylesheet")
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise UndrawableSvgError("picture-unreadable") from error
    if root.tag == "svg":  # browsers show no such file, but drawing programs write and open it
        for element in root.iter():
            if not str(element.tag).startswith("{"):
                element.tag = SVG + str(element.tag)
    if root.tag != f"{SVG}svg":
        raise UndrawableSvgError("picture-unreadable")
    return root


def _read_size(root: Element) -> _Size:
    """Return the width and height of the drawing in px. Raise UndrawableSvgError if it has none."""
    width, height = (_read_length(root.get(side, "")) for side in ("width", "height"))
    if width and height:
        return _Size(width, height)
    numbers = re.findall(r"[-+.\deE]+", root.get("viewBox", ""))
    try:
        _, _, box_width, box_height = map(float, numbers)
    except ValueError as error:
        raise UndrawableSvgError("picture-svg-size") from error
    if not (0 < box_width < 1e9 and 0 < box_height < 1e9):
        raise UndrawableSvgError("picture-svg-size")
    return _Size(box_width, box_height)


def _read_length(value: str) -> float:
    """Return a length in px, 0 if it is none or a share of something (100%)."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return 0
    number = float(match[1]) * 10.0 ** min(int(match[2] or 0), 9)
    return float(number * _UNITS[(match[3] or "px").lower()])
