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
    ScheduleContent,
    SheetLayout,
    Side,
)
from handout.problems import Problem

MOST_HOURS = 12
_FLOWING_LINES = 6  # large print: as many rows as one of its tables has
_NARROW = 12  # 24ths: a box this wide sets its lists and tables in one column
_WIDEST_GAP = (
    14.0  # pt of free height that goes between two rows of boxes; the rest stays at the foot
)


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
        sides = tuple(_flowing(side, geometry.densities[0]) for side in sheet.sides)
        return FittedSheet(sheet, geometry, sides), ()
    fitted_sides: list[FittedSide] = []
    problems: list[Problem] = []
    waiting = {side.name: side for side in sheet.sides}
    for name in list(waiting):
        lends = "back" in waiting and name == "front"
        fitted, over = _fit_side(waiting[name], geometry, lends, arranged=name in handout.arranged)
        fitted_sides.append(fitted)
        problems += wide_title_problems(fitted, geometry)
        problems += cut_word_problems(fitted, geometry, sheet)
        if lent := tuple(
            p
            for p in waiting[name].panels
            if p.block.id in fitted.density.moved and name == "front"
        ):
            waiting["back"] = replace(waiting["back"], panels=(*waiting["back"].panels, *lent))
        if over > 0:
            problems.append(overflow_problem(fitted, over, geometry, sheet))
    return FittedSheet(sheet, geometry, tuple(fitted_sides)), tuple(problems)


def _flowing(side: Side, density: Density) -> FittedSide:
    rows = tuple((PlacedPanel(panel, _NARROW, _FLOWING_LINES),) for panel in side.panels)
    return FittedSide(side, density, rows, 0, 0)


def _fit_side(
    side: Side, geometry: Metrics, lends: bool, arranged: bool
) -> tuple[FittedSide, float]:
    """Return the side at the first density that fits, and 0.

    If none fits: the side at the density where it is least too long, and by how much in pt.
    """
    if side.nameplate is None and all(panel.content is None for panel in side.panels):
        about = side.name, side.foot, side.title, side.lead
        return fit_static_side(side.panels, about, geometry, lends, arranged)
    return _fit(side, geometry, lends, arranged)


@lru_cache(maxsize=64)
def fit_static_side(
    panels: tuple[Panel, ...],
    about: tuple[str, PageFoot, str, str],
    geometry: Metrics,
    lends: bool,
    arranged: bool,
) -> tuple[FittedSide, float]:
    """Return what _fit does for a side without fields: many sheets share it."""
    name, foot, title, lead = about
    return _fit(
        Side(name, panels, foot, None, title, lead),
        geometry,
        lends,
        arranged,
    )


def _fit(side: Side, geometry: Metrics, lends: bool, arranged: bool) -> tuple[FittedSide, float]:
    least: tuple[float, FittedSide] | None = None
    for box in _boxes(geometry.theme, geometry.paper, lends, arranged):
        density, heights = box.density, PanelHeights(box)
        rows = arrange_rows(
            [p for p in side.panels if p.block.id not in density.moved], density, heights
        )
        free = geometry.depth - geometry.table["page"]["safety"] - _height(side, rows, heights)
        if free >= 0:
            return _spread(side, rows, heights, free), 0
        if least is None or -free < least[0]:
            least = -free, FittedSide(side, density, rows, density.gap, 0, heights.all(rows))
    assert least is not None
    return least[1], least[0]


@lru_cache(maxsize=64)
def _boxes(theme: str, paper: str, lends: bool, arranged: bool) -> tuple[HeightCalculator, ...]:
    """Return a calculator for each density, the roomiest first."""
    geometry = load_metrics(theme, paper)
    found = []
    for density in geometry.densities:
        if not lends or arranged:
            density = replace(density, moved=())
        if arranged:  # the teacher ordered the boxes
            density = replace(density, order=())
        found.append(HeightCalculator(geometry, density))
    return tuple(found)


def measure_panels(side: FittedSide, geometry: Metrics) -> FittedSide:
    """Return `side` with its panels measured anew."""
    return replace(
        side, heights=PanelHeights(HeightCalculator(geometry, side.density)).all(side.rows)
    )


def _height(side: Side, rows: Sequence[Sequence[PlacedPanel]], heights: PanelHeights) -> float:
    box = heights.box
    return (
        box.top_height(side)
        + box.foot_height(side.foot)
        + sum([box.density.gap + heights.row(row) for row in rows])
    )


def _spread(
    side: Side, rows: tuple[tuple[PlacedPanel, ...], ...], heights: PanelHeights, free: float
) -> FittedSide:
    """Return the side with its `free` height used.

    It goes to further lines of an empty schedule, then between the rows.
    """
    density = heights.box.density
    line = density.line
    spread = []
    for row in rows:
        head = row[0]
        if (
            len(row) == 1
            and isinstance(head.panel.content, ScheduleContent)
            and not head.panel.content.rows
        ):
            more = min(MOST_HOURS - head.blank, int(free // line))
            free -= more * line
            row = (PlacedPanel(head.panel, head.span, head.blank + more),)
        spread.append(row)
    wider = min(_WIDEST_GAP, free / (len(rows) + 1)) if rows else 0
    return FittedSide(
        side,
        density,
        tuple(spread),
        density.gap + wider,
        free - wider * len(rows),
        heights.all(spread),
    )
