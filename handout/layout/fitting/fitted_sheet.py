"""A sheet that fits: its panels with their places, widths and densities."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from handout.layout.density import Density
from handout.layout.metrics import Metrics
from handout.layout.sheet.panels import Panel, SheetLayout, Side


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A panel, its width in 24ths of the measure, and its writing lines: those of a note, of an
    empty drill, and of a day below what it says.
    """

    panel: Panel
    span: int
    blank: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class FittedSide:
    """A side as it is set. `gap` (pt) stands between rows; `free` (pt) is left above the foot.

    `excess` (pt) is what does not fit. `heights` (pt) are the outer ones of the panels without
    their headings, each as high as if it were alone in its row; none where the side flows.
    `picture_size` is the width and height (pt) of its picture, if it has one.
    """

    side: Side
    density: Density
    rows: tuple[tuple[PlacedPanel, ...], ...]
    gap: float
    free: float
    heights: tuple[tuple[float, ...], ...] = ()
    excess: float = 0
    picture_size: tuple[float, float] = (0, 0)

    @property
    def excess_lines(self) -> int:
        """Return what does not fit in lines, as the side is set."""
        return ceil(self.excess / self.density.leading)


@dataclass(frozen=True, slots=True)
class FittedSheet:
    """A sheet that fits: what the page templates take."""

    sheet: SheetLayout
    metrics: Metrics
    sides: tuple[FittedSide, ...]
