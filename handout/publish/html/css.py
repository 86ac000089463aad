"""The style sheets: geometry from the metrics, looks from the theme, signs and fonts as they are
fetched or embedded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any, Literal

from handout.cache import disk
from handout.fonts import FACES, face_path
from handout.layout.density import Density
from handout.layout.larger_text import magnify, magnify_density
from handout.layout.metrics import PAPERS, Metrics, load_reduced_metrics
from handout.publish.drawings import (
    data_uri,
    heading_signs,
    number_svg,
    ruler_svg,
    sign_svg,
    slim_sign,
)
from handout.publish.html.direction import write_sides
from handout.publish.palette import color_palette
from handout.publish.templates import create_environment
from handout.writing_direction import Direction

StyleMedium = Literal["print", "file"]


# What build_style_sheet takes, in its order.
_Look = tuple[str, str, str, str, bool, StyleMedium, str, float, Direction]


@dataclass(frozen=True)
class StyleSheet:
    """A style sheet and, for print, the pictures and fonts it may fetch, by asset: addresses."""

    css: str
    assets: dict[str, bytes] = field(default_factory=dict)


@cache
def build_style_sheet(
    theme: str,
    paper: str,
    ink: str,
    accent: str,
    large: bool,
    medium: StyleMedium,
    density: str = "",
    scale: float = 1,
    direction: Direction = "ltr",
) -> StyleSheet:
    """Return all rules that do not depend on one handout's words.

    If all sides have the same `density`, its lengths stand in the rules of print: a tenth less for
    the typesetter to do. Larger text is written for a smaller paper, then all of it is magnified.
    """
    look = theme, paper, ink, accent, large, medium, density, scale, direction
    if medium != "file":  # its pictures and typefaces would be too much to keep
        return _write_style_sheet(look)
    key = sha256(repr(look).encode()).hexdigest()[:32]
    return disk.cached(f"style-{key}.pickle", lambda: _write_style_sheet(look))


def _write_style_sheet(look: _Look) -> StyleSheet:
    theme, paper, ink, accent, large, medium, density, scale, direction = look
    geometry = load_reduced_metrics(theme, paper, scale)
    fixed = [step for step in geometry.densities if step.name == density]
    assets: dict[str, bytes] = {}

    def address(name: str, content: bytes) -> str:
        if medium == "file":  # our own pictures: no attribute of theirs has an apostrophe
            content = slim_sign(content.replace(b'"', b"'"))
            # In a style sheet, other than in an attribute, these may stand as they are.
            return data_uri(content, "image/svg+xml").replace("%3C", "<").replace("%3E", ">")
        assets[f"asset:{name}.svg"] = content
        return f'"asset:{name}.svg"'

    palette = color_palette(ink, accent)
    values: dict[str, Any] = {
        "m": geometry.table,
        "width": geometry.width,
        "height": geometry.height,
        "measure": geometry.measure,
        "paper_width": PAPERS[paper][0],
        # pt: the blanks in the templates, of a date, a name and a signature
        "blanks": {64: 64 / scale, 101: 101 / scale, 130: geometry.table["foot"]["signature"]},
        "verso": ".back" if scale == 1 else ".verso",
        "body_width": geometry.body_width(24),
        "spans": range(6, 19),
        "c": palette,
        "rtl": direction == "rtl",
        "mono": ink == "mono",
        "large": large,
        "medium": medium,
        "bare": medium == "print" and not large,
        "number": lambda page, color: address(f"page-{page}", number_svg(page, color)),
        "densities": [] if fixed else _density_rules(geometry.densities),
        "signs": heading_signs(),
        "sign": lambda name, color: address(f"{name}-{color.strip('#')}", sign_svg(name, color)),
        "ruler": lambda color: address("ruler", ruler_svg(geometry.measure, color)),
    }
    sheets = [
        "geometry",
        theme,
        *(["large"] if large else []),
        *(["screen", "editor"] if medium == "file" else []),
    ]
    jinja = create_environment()
    first, *rest = (
        _magnify_lengths(jinja.get_template(f"css/{name}.css.j2").render(values).strip(), scale)
        for name in ["page", *sheets]
    )
    css = "\n".join([first, *rest])
    if medium == "file":  # office programs know no @supports and so keep to the first, plain rules
        office = jinja.get_template("css/office.css.j2").render(values).strip()
        css = "\n".join([office, first, "@supports (display: grid) {", *rest, "}"])
    else:
        css = write_sides(css, direction)
        for step in fixed:
            css = _write_lengths(css, magnify_density(step, scale))
        css += font_face_rules(geometry, assets.setdefault)
    return StyleSheet(remove_empty_lines(css), assets)


# Not what is quoted: addresses and names of typefaces.
_QUOTED_OR_LENGTH = re.compile(r'"[^"]*"|(?<![\w.])(\d*\.?\d+)pt\b')


def _magnify_lengths(css: str, scale: float) -> str:
    """Return `css` with all its lengths in pt `scale` times as large."""

    def write_length(match: re.Match[str]) -> str:
        return f"{magnify(float(match[1]), scale):g}pt" if match[1] else match[0]

    return css if scale == 1 else _QUOTED_OR_LENGTH.sub(write_length, css)


def _named_lengths(density: Density) -> dict[str, float]:
    """Return the lengths of a density, pt, by the names that style sheets know them by."""
    size, leading = density.drill
    lengths = asdict(density) | {"drill": size, "drill-leading": leading}
    return {name: length for name, length in lengths.items() if type(length) in (int, float)}


def _density_rules(densities: Sequence[Density]) -> list[tuple[str, dict[str, float]]]:
    """Return what rules say of the densities: the class, and the lengths by their names.

    What most of them have in common is said once, for every side.
    """
    lists = [_named_lengths(density) for density in densities]
    usual = {
        name: Counter(lengths[name] for lengths in lists).most_common(1)[0][0] for name in lists[0]
    }
    rules = [("side", usual)]
    for density, lengths in zip(densities, lists, strict=True):
        if own := {name: n for name, n in lengths.items() if n != usual[name]}:
            rules.append((density.name, own))
    return rules


def _write_lengths(css: str, density: Density) -> str:
    """Return `css` with the lengths of a density in place of their names."""
    lengths = _named_lengths(density)
    del lengths["gap"]  # each handout has its own

    def write_length(variable: re.Match[str]) -> str:
        name = variable[1]
        return f"{lengths[name]}pt" if name in lengths else variable[0]

    return re.sub(r"var\(--([\w-]+)\)", write_length, css)


def font_face_rules(geometry: Metrics, keep: Callable[[str, bytes], object]) -> str:
    """Return the @font-face rules of the theme's families for print: whole TTFs to be fetched."""
    rules = []
    for face in FACES:
        if face.family not in geometry.table["families"]:
            continue
        address = f"asset:{face.file}.ttf"
        keep(address, face_path(face, "ttf").read_bytes())
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: '
            f'{face.style}; src: url("{address}") }}'
        )
    return "\n" + "\n".join(rules)


def remove_empty_lines(css: str) -> str:
    """Return `css` with no more than one empty line in a row."""
    return re.sub(r"\n{3,}", "\n\n", css).strip()
