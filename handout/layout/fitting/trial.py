"""A side tried at densities: the roomiest at which it fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handout.layout.density import Density
from handout.layout.fitting.fitted_sheet import FittedSide, PlacedPanel
from handout.layout.fitting.panel_rows import PanelHeights, WritingRoom, arrange_rows
from handout.layout.sheet.panels import Side

_GROWTH = 1.15  # headings and gaps grow faster than lines from one density to a roomier one


@dataclass(frozen=True)
class Trial:
    """A side arranged in rows at one density; `free` is the height in pt that is left."""

    side: Side
    rows: tuple[tuple[PlacedPanel, ...], ...]
    heights: PanelHeights
    free: float

    @property
    def density(self) -> Density:
        """The density at which it is measured."""
        return self.heights.calculator.density

    def set_side(
        self, rows: tuple[tuple[PlacedPanel, ...], ...], gap: float, free: float
    ) -> FittedSide:
        """Return the side with `rows`, `gap` pt apart, and `free` pt above its foot."""
        heights, excess = self.heights.of_rows(rows), max(0.0, -self.free)
        return FittedSide(self.side, self.density, rows, gap, free, heights, excess)


def find_roomiest(side: Side, steps: Sequence[PanelHeights], room: WritingRoom) -> Trial:
    """Return the side at the first of `steps`, the roomiest first, that fits, or at the last.

    What is tried next is where the closest try so far lets one expect it: three or four are enough
    for most sheets, of 21 steps.
    """
    tightest = best = nearest = try_density(side, steps[-1], room)
    roomier, closer = 0, len(steps) - 1
    while best.free >= 0 and roomier < closer:  # closer fits, and what is before roomier does not
        expected = _expect_step(tightest, nearest, steps)
        middle = (roomier + closer) // 2 if expected < roomier else min(expected, closer - 1)
        trial = try_density(side, steps[middle], room)
        if trial.free >= 0:
            best, closer = trial, middle
        else:
            roomier = middle + 1
        nearest = min(nearest, trial, key=lambda tried: abs(tried.free))
    return best


def _expect_step(tightest: Trial, nearest: Trial, steps: Sequence[PanelHeights]) -> int:
    """Return the first of `steps` in which the side would fit if it grew evenly with its leading:
    as between the two trials, or in proportion to it.
    """
    leading, free = nearest.density.leading, nearest.free
    looser = leading - tightest.density.leading
    if looser > 0 and tightest.free > free:
        growth = (tightest.free - free) / looser
    else:
        growth = _GROWTH * (nearest.heights.calculator.metrics.depth - free) / leading
    limit = leading + free / growth
    fitting = (n for n, step in enumerate(steps) if step.calculator.density.leading <= limit)
    return next(fitting, len(steps) - 1)


def try_density(side: Side, heights: PanelHeights, room: WritingRoom) -> Trial:
    """Return the side arranged in rows at the density of `heights`, and what height is left."""
    geometry, density = heights.calculator.metrics, heights.calculator.density
    panels = [panel for panel in side.panels if panel.block.id not in density.moved]
    if density.frugal:
        side = replace(side, foot=side.foot.printed)
    rows = arrange_rows(panels, density, heights, room)
    # A browser's lines may be a hair taller than computed: a little height stays free for that.
    depth = geometry.depth - geometry.table["page"]["safety"]
    return Trial(side, rows, heights, depth - _side_height(side, rows, heights))


def _side_height(side: Side, rows: Sequence[Sequence[PlacedPanel]], heights: PanelHeights) -> float:
    calculator = heights.calculator
    gap = calculator.density.gap
    row_heights = sum([gap + heights.of_row(row) for row in rows])
    return calculator.top_height(side) + calculator.foot_height(side.foot) + row_heights
