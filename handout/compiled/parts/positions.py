"""Where the parts of a side stand on its page. Lengths in CSS px from the page's top left."""

from __future__ import annotations

from dataclasses import dataclass

from handout.compiled.parts.slots import FOOT, NAMEPLATE
from handout.compiled.pdf.types import PX
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide
from handout.layout.heights.height_calculator import HeightCalculator


@dataclass(frozen=True, slots=True)
class PartPosition:
    """A part: where its box starts, how high its row is, how high it would be alone, and how far
    above a heading reaches.

    `words` is where its words start, from the left, and `width` how wide the box is.
    """

    x: float
    y: float
    depth: float
    own: float
    head: float
    words: float
    width: float


def part_positions(fitted: FittedSheet, side: FittedSide) -> dict[str, PartPosition]:
    """Return where each part of `side` stands, by its name."""
    page, calculator = fitted.metrics.table["page"], HeightCalculator(fitted.metrics, side.density)
    left = page["outer" if side.side.name == "back" else "punch"]
    y, gap = page["top"], round(side.gap, 2)  # as the style sheet has it
    top, inset = (
        calculator.top_height(side.side),
        fitted.metrics.table["box"]["edge"] + fitted.metrics.table["box"]["side"],
    )
    whole = fitted.metrics.panel_width(24) * PX
    positions = {NAMEPLATE: PartPosition(left * PX, y * PX, top * PX, top * PX, 0, 0, whole)}
    y += top
    for row, box_heights in zip(side.rows, side.heights, strict=True):
        heads = [calculator.heading_height(placed.panel) for placed in row]
        most = max(head + box_height for head, box_height in zip(heads, box_heights, strict=True))
        x = left
        for placed, head, box_height in zip(row, heads, box_heights, strict=True):
            width = fitted.metrics.panel_width(placed.span)
            positions[placed.panel.block.id] = PartPosition(
                x * PX,
                (y + gap + head) * PX,
                (most - head) * PX,
                box_height * PX,
                head * PX,
                (x + inset) * PX,
                width * PX,
            )
            x += width + page["gutter"]
        y += gap + most
    y += round(max(0, side.free), 2)
    foot = calculator.foot_height(side.side.foot)
    positions[FOOT] = PartPosition(left * PX, y * PX, foot * PX, foot * PX, 0, 0, whole)
    return positions


def boxes_beside(side: FittedSide) -> tuple[tuple[str, ...], ...]:
    """Return the names of the boxes that stand side by side, for each such row of a side."""
    rows = [tuple(placed.panel.block.id for placed in row) for row in side.rows if len(row) > 1]
    return tuple(rows)
