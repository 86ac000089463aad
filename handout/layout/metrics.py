"""The geometry of a theme on a paper.

What the style sheet is written from and the fit is computed with. In pt.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from handout.layout.density import Density, read_arrangements, read_densities
from handout.layout.larger_text import (
    magnify,
    magnify_density,
    magnify_table,
    raise_density,
    reduce_table,
)
from handout.messages import TEMPLATES

# Width and height in pt: US Letter and Legal (ANSI/ASME Y14.1), ISO 216 A4.
PAPERS: Mapping[str, tuple[float, float]] = {
    "letter": (612, 792),
    "legal": (612, 1008),
    "a4": (595.28, 841.89),
}


@dataclass(frozen=True, eq=False)
class Metrics:
    """A theme's numbers on one paper.

    With a `scale` all but the paper and its margins is so many times as large as usual.

    `table` is the theme's metrics.toml, for what only one kind of box needs. A side is set in the
    first of the `arrangements` (fields of a Density) in which it fits, at the roomiest density.
    """

    theme: str
    paper: str
    width: float
    height: float
    table: Mapping[str, Any]
    densities: tuple[Density, ...]
    arrangements: tuple[Mapping[str, Any], ...]
    scale: float = 1

    @property
    def measure(self) -> float:
        """Return the width of the type area, pt."""
        page = self.table["page"]
        return float(self.width - page["punch"] - page["outer"])

    @property
    def depth(self) -> float:
        """Return the height of the type area, pt."""
        page = self.table["page"]
        return float(self.height - page["top"] - page["bottom"])

    def panel_width(self, span: int) -> float:
        """Return the outer width in pt of a box that takes `span` 24ths of the measure."""
        gutter = self.table["page"]["gutter"]
        return float((self.measure + gutter) * span / 24 - gutter)

    def body_width(self, span: int) -> float:
        """Return width in pt of the words in such a box."""
        box = self.table["box"]
        return self.panel_width(span) - 2 * float(box["edge"] + box["side"])


@cache
def load_metrics(theme: str, paper: str, scale: float = 1) -> Metrics:
    """Return the geometry of `theme` (field-guide, plain) on `paper` (letter, legal, a4), all but
    the margins `scale` times as large.
    """
    reduced = load_reduced_metrics(theme, paper, scale)
    if scale == 1:
        return reduced
    width, height = PAPERS[paper]
    return replace(
        reduced,
        width=width,
        height=height,
        table=magnify_table(reduced.table, scale),
        densities=tuple(magnify_density(density, scale) for density in reduced.densities),
    )


@cache
def load_reduced_metrics(theme: str, paper: str, scale: float) -> Metrics:
    """Return the geometry before it is magnified: that of a paper that is `scale` times smaller."""
    table = tomllib.loads((TEMPLATES / theme / "metrics.toml").read_text(encoding="utf-8"))
    if scale != 1:
        table = reduce_table(table, scale)
    nameplate = table["nameplate"]
    h1 = nameplate["h1_on"].get(paper, nameplate["h1"])
    width, height = (magnify(length, 1 / scale) for length in PAPERS[paper])
    densities = read_densities(table, h1)
    if scale != 1:
        densities = tuple(raise_density(density, h1) for density in densities)
    arrangements = read_arrangements(table["arrangement"])
    return Metrics(theme, paper, width, height, table, densities, arrangements, scale)
