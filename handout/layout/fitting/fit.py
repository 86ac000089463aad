"""The fit of a sheet: the density at which each side fits its page, or what is too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide, PlacedPanel
from handout.layout.fitting.overflow import cut_word_problems, overflow_problem, wide_title_problems
from handout.layout.fitting.panel_rows import PanelHeights, arrange_rows
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.metrics import Density, Metrics, load_metrics
from handout.layout.sheet.panels import (
    PageFoot,
    Panel,
    PanelContent,
    ScheduleContent,
    SheetLayout,
    Side,
)
from handout.problems import Problem

MOST_HOURS = 12
_FLOWING_LINES = 6  # large print: as many rows as one of its tables has
_NARROW = 12  # 24ths: a box this wide sets its lists and tables in one column
# pt of free height that goes between two rows of boxes; the rest stays at the foot
_WIDEST_GAP = 14.0

_SideWords = tuple[str, PageFoot, str, str]
"""The name, foot, title and lead of a side without fields."""


def fit_sheet(sheet: SheetLayout) -> tuple[FittedSheet, tuple[Problem, ...]]:
    """Return `sheet` with each side at the roomiest density that fits, and what is too long.

    A side that is too long is set at the density where it is least so, so that it can still be
    looked at.
    """
    handout = sheet.handout
    geometry = load_metrics(
        str(handout.value("theme") or "field-guide"), str(handout.value("paper") or "letter")
    )
    if handout.value("large_print") is True:  # it flows over as many pages as it takes
        sides = tuple(_flow_side(side, geometry.densities[0]) for side in sheet.sides)
        return FittedSheet(sheet, geometry, sides), ()
    fitted_sides: list[FittedSide] = []
    problems: list[Problem] = []
    waiting = {side.name: side for side in sheet.sides}
    for name in list(waiting):
        lends = "back" in waiting and name == "front"
        arranged = name in handout.arranged
        fitted, excess = _fit_side(waiting[name], geometry, lends, arranged)
        fitted_sides.append(fitted)
        problems += wide_title_problems(fitted, geometry)
        problems += cut_word_problems(fitted, geometry, sheet)
        if name == "front" and (lent := _lent_panels(fitted)):
            waiting["back"] = replace(waiting["back"], panels=(*waiting["back"].panels, *lent))
        if excess > 0:
            problems.append(overflow_problem(fitted, excess, geometry, sheet))
    return FittedSheet(sheet, geometry, tuple(fitted_sides)), tuple(problems)


def _lent_panels(front: FittedSide) -> tuple[Panel, ...]:
    """Return the panels that a front at its density lends to the back."""
    return tuple(panel for panel in front.side.panels if panel.block.id in front.density.moved)


def _flow_side(side: Side, density: Density) -> FittedSide:
    """Return a side of large print: each panel in a row of its own, on as many pages as needed."""
    rows = tuple((PlacedPanel(panel, _NARROW, _FLOWING_LINES),) for panel in side.panels)
    return FittedSide(side, density, rows, 0, 0)


def _fit_side(
    side: Side, geometry: Metrics, lends: bool, arranged: bool
) -> tuple[FittedSide, float]:
    """Return the side at the first density that fits, and 0.

    If none fits: the side at the density where it is least too long, and by how much in pt.
    """
    if side.nameplate is None and all(panel.content is None for panel in side.panels):
        words = side.name, side.foot, side.title, side.lead
        return fit_static_side(side.panels, words, geometry, lends, arranged)
    return _choose_density(side, geometry, lends, arranged)


@lru_cache(maxsize=64)
def fit_static_side(
    panels: tuple[Panel, ...],
    words: _SideWords,
    geometry: Metrics,
    lends: bool,
    arranged: bool,
) -> tuple[FittedSide, float]:
    """Return what _choose_density does for a side without fields: many sheets share it."""
    name, foot, title, lead = words
    side = Side(name, panels, foot, None, title, lead)
    return _choose_density(side, geometry, lends, arranged)


def _choose_density(
    side: Side, geometry: Metrics, lends: bool, arranged: bool
) -> tuple[FittedSide, float]:
    closest: tuple[FittedSide, float] | None = None
    for calculator in _calculators(geometry.theme, geometry.paper, lends, arranged):
        density, heights = calculator.density, PanelHeights(calculator)
        panels = [panel for panel in side.panels if panel.block.id not in density.moved]
        rows = arrange_rows(panels, density, heights)
        # A browser's lines may be a hair taller than computed: a little height stays free for that.
        depth = geometry.depth - geometry.table["page"]["safety"]
        free = depth - _side_height(side, rows, heights)
        if free >= 0:
            return _spread_rows(side, rows, heights, free), 0
        if closest is None or -free < closest[1]:
            fitted = FittedSide(side, density, rows, density.gap, 0, heights.of_rows(rows), -free)
            closest = fitted, -free
    assert closest is not None  # a theme has at least one density
    return closest


@lru_cache(maxsize=64)
def _calculators(
    theme: str, paper: str, lends: bool, arranged: bool
) -> tuple[HeightCalculator, ...]:
    """Return a calculator for each density, the roomiest first."""
    geometry = load_metrics(theme, paper)
    calculators = []
    for density in geometry.densities:
        if not lends or arranged:
            density = replace(density, moved=())
        if arranged:  # the teacher ordered the boxes
            density = replace(density, order=())
        calculators.append(HeightCalculator(geometry, density))
    return tuple(calculators)


def measure_panels(side: FittedSide, geometry: Metrics) -> FittedSide:
    """Return `side` with its panels measured anew."""
    heights = PanelHeights(HeightCalculator(geometry, side.density))
    return replace(side, heights=heights.of_rows(side.rows))


def _side_height(side: Side, rows: Sequence[Sequence[PlacedPanel]], heights: PanelHeights) -> float:
    calculator = heights.calculator
    gap = calculator.density.gap
    row_heights = sum([gap + heights.of_row(row) for row in rows])
    return calculator.top_height(side) + calculator.foot_height(side.foot) + row_heights


def _spread_rows(
    side: Side, rows: tuple[tuple[PlacedPanel, ...], ...], heights: PanelHeights, free: float
) -> FittedSide:
    """Return the side with its `free` height used.

    It goes to further lines of an empty schedule, then between the rows.
    """
    density = heights.calculator.density
    spread_rows = []
    for row in rows:
        first = row[0]
        if len(row) == 1 and _is_empty_schedule(first.panel.content):
            extra_lines = min(MOST_HOURS - first.blank, int(free // density.line))
            free -= extra_lines * density.line
            row = (replace(first, blank=first.blank + extra_lines),)
        spread_rows.append(row)
    extra_gap = min(_WIDEST_GAP, free / (len(rows) + 1)) if rows else 0
    return FittedSide(
        side,
        density,
        tuple(spread_rows),
        density.gap + extra_gap,
        free - extra_gap * len(rows),
        heights.of_rows(spread_rows),
    )


def _is_empty_schedule(content: PanelContent | None) -> bool:
    return isinstance(content, ScheduleContent) and not content.rows
