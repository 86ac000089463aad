"""The picture of the icon: our emblem, as each system wants it."""

from __future__ import annotations

import struct

from handout.publish.drawings import sign_svg
from handout.publish.palette import color_palette
from handout.sources.pictures.svg_drawing import draw_svg

_SIZES_OF_ICO = (16, 32, 48, 256)  # pixels
_SIZES_OF_ICNS = {b"ic07": 128, b"ic08": 256, b"ic09": 512}  # pixels


def draw_png(pixels: int) -> bytes:
    """Return the emblem on a white plate with round corners, `pixels` a side."""
    emblem = sign_svg("emblem", color_palette("color", "pine")["accent"]).decode()
    inner = emblem.partition(">")[2].removesuffix("</svg>")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">'
        '<rect width="24" height="24" rx="5" fill="#fff"/>'
        f'<g transform="translate(1.8 1.8) scale(.85)">{inner}</g></svg>'
    )
    return draw_svg(svg, pixels)


def draw_ico() -> bytes:
    """Return a Windows icon: a directory of PNGs, which it reads since Vista."""
    pictures = [draw_png(size) for size in _SIZES_OF_ICO]
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    for size, picture in zip(_SIZES_OF_ICO, pictures, strict=True):
        side = size % 256  # 0 stands for 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + b"".join(pictures)


def draw_icns() -> bytes:
    """Return an icon of macOS: PNGs, each behind its type and length."""
    body = b""
    for kind, size in _SIZES_OF_ICNS.items():
        picture = draw_png(size)
        body += kind + struct.pack(">I", len(picture) + 8) + picture
    return b"icns" + struct.pack(">I", len(body) + 8) + body
