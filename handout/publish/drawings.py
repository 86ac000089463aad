"""The small drawings of a sheet, as SVG: its signs, the ruler, a page's number."""

from __future__ import annotations

import base64
import re
from functools import cache
from urllib.parse import quote

from handout.messages import TEMPLATES

_OTHER_SIGNS = {"emblem", "string", "box", "check", "no"}  # signs that head no box


@cache
def sign_svg(name: str, color: str) -> bytes:
    """Return the sign templates/signs/<name>.svg in a color."""
    svg = (TEMPLATES / "signs" / f"{name}.svg").read_text(encoding="utf-8").strip()
    return svg.replace("currentColor", color).encode()


_ONE_GROUP = re.compile(rb"(<svg [^>]*)><g ([^>]*)>((?:(?!</?g\b).)*)</g></svg>")


def slim_sign(svg: bytes) -> bytes:
    """Return a sign of ours as short as it can be said: it has the size of its place, and says once
    how all of its lines are drawn.
    """
    svg = svg.replace(b" width='24' height='24'", b"")
    match = _ONE_GROUP.fullmatch(svg)
    return b"%s %s>%s</svg>" % match.groups() if match else svg


def ruler_svg(width: float, color: str) -> bytes:
    """Return an inch ruler of `width` pt: a tick each eighth, longer at the half, longest at the
    inch.
    """
    lengths = (9, 4, 4, 4, 6.5, 4, 4, 4)  # pt, of the ticks of an inch
    ticks = f"M.4 0v{lengths[0]}"
    for eighth in range(1, int(width / 9) + 1):
        ticks += f"m9-{lengths[(eighth - 1) % 8]}v{lengths[eighth % 8]}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="10" viewBox="0 0 '
        f'{width:g} 10" preserveAspectRatio="none">'
        f'<path d="{ticks}" stroke="{color}" stroke-width=".7" fill="none"/>'
        f'<path d="M0 .4H{width:g}" stroke="{color}" stroke-width=".9"/></svg>'
    ).encode()


def number_svg(number: int, color: str) -> bytes:
    """Return a page number, 60 x 24 pt, at the right."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="24" viewBox="0 0 60 24"><text '
        f'x="60" y="18" fill="{color}"'
        f' text-anchor="end" font-family="Handout Sans" font-weight="600" font-size="18">{number}'
        "</text></svg>"
    ).encode()


def data_uri(content: bytes, kind: str) -> str:
    """Return `content` as a data: address (RFC 2397); SVG stays readable."""
    if kind == "image/svg+xml":
        text = quote(content.decode(), safe="/:=<> ,.-()'")
        return f'"data:{kind},{text.replace("<", "%3C").replace(">", "%3E")}"'
    return f'"data:{kind};base64,{base64.b64encode(content).decode()}"'


def heading_signs() -> list[str]:
    """Return the names of the signs that may stand in a heading."""
    names = [path.stem for path in (TEMPLATES / "signs").glob("*.svg")]
    return sorted(name for name in names if name not in _OTHER_SIGNS)
