"""The geometry of a theme on a paper.

What the style sheet is written from and the fit is computed with. In pt.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from handout.messages import TEMPLATES

# Width and height in pt: US Letter and Legal (ANSI/ASME Y14.1), ISO 216 A4.
PAPERS: Mapping[str, tuple[float, float]] = {
    "letter": (612, 792),
    "legal": (612, 1008),
    "a4": (595.28, 841.89),
}


@dataclass(frozen=True, kw_only=True)
class Density:
    """One step of how closely a side is set; lengths in pt.

    `size` and `leading` of the body, `pad` above and below a table's row, `gap` between boxes,
    `head` of a box's heading, `top` and `bottom` padding of a box, `line` the pitch of writing
    lines, `para` between paragraphs, `drill` size and leading of the four drills, `plate` the
    height of the nameplate, `h1` its size. `order` and `spans` set the front's blocks in another
    order and at other widths; `moved` are those it lends to the back.
    """

    name: str
    size: float
    leading: float
    pad: float
    gap: float
    head: float
    top: float
    bottom: float
    line: float
    para: float
    drill: tuple[float, float]
    plate: float
    h1: float
    order: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    spans: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Metrics:
    """A theme's numbers on one paper.

    `table` is the theme's metrics.toml, for what only one kind of box needs.
    """

    theme: str
    paper: str
    width: float
    height: float
    table: Mapping[str, Any]
    densities: tuple[Density, ...]

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
def load_metrics(theme: str, paper: str) -> Metrics:
    """Return the geometry of `theme` (field-guide, plain) on `paper` (letter, legal, a4)."""
    table = tomllib.loads((TEMPLATES / theme / "metrics.toml").read_text(encoding="utf-8"))
    nameplate = table["nameplate"]
    h1 = nameplate["h1_on"].get(paper, nameplate["h1"])
    steps: dict[str, dict[str, Any]] = {}
    for step in table["density"]:
        base = steps[step["like"]] if "like" in step else {"plate": nameplate["height"], "h1": h1}
        steps[step["name"]] = base | {key: value for key, value in step.items() if key != "like"}
    densities = tuple(_read_density(step) for step in steps.values())
    width, height = PAPERS[paper]
    return Metrics(theme, paper, width, height, table, densities)


def _read_density(step: dict[str, Any]) -> Density:
    """Return one step of metrics.toml, its lists as tuples."""
    lists: dict[str, Any] = {
        name: tuple(step[name]) for name in ("drill", "order", "moved") if name in step
    }
    return Density(**(step | lists))
