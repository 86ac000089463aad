"""The fit of a sheet: the density at which each side fits its page, or what is too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from handout.layering.compose import Handout
from handout.layout.fitting.cut_words import cut_word_problems
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide, PlacedPanel
from handout.layout.fitting.free_height import fill_free_height, spread_rows
from handout.layout.fitting.halves import fit_halves
from handout.layout.fitting.line_separators import (
    end_all_fact_lines,
    end_fact_lines,
    end_lines_around_boxes,
)
from handout.layout.fitting.overflow import overflow_problem, wide_title_problems
from handout.layout.fitting.page_titles import page_title_problems
from handout.layout.fitting.panel_rows import PanelHeights, writing_rooms
from handout.layout.fitting.picture_side import fit_picture_side
from handout.layout.fitting.trial import Trial, find_roomiest
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.larger_text import TEXT_SCALES
from handout.layout.metrics import Metrics, load_metrics
from handout.layout.sheet.build import has_larger_text
from handout.layout.sheet.panels import (
    HelpContent,
    PageFoot,
    Panel,
    PanelContent,
    ScheduleContent,
    SheetLayout,
    Side,
)
from handout.problems import Problem, problem

_FLOWING_LINES = 6  # large print: as many rows as one of its tables has
_FLOWING_DRILL = 2
_NARROW = 12  # 24ths: a box this wide sets its lists and tables in one column

_SMALL = 9.75  # pt: words under it are small, and boxes are arranged otherwise first

_SideWords = tuple[str, PageFoot, str, str]
"""The name, foot, title and lead of a side without fields."""


def fit_sheet(sheet: SheetLayout) -> tuple[FittedSheet, tuple[Problem, ...]]:
    """Return `sheet` with each side at the roomiest density that fits, and what is too long.

    A side that is too long is set at the density where it is least so, so that it can still be
    looked at.
    """
    handout = sheet.handout
    scale = TEXT_SCALES["large"] if has_larger_text(handout) else 1
    geometry = load_metrics(
        str(handout.value("theme") or "field-guide"),
        str(handout.value("paper") or "letter"),
        scale,
    )
    flows = handout.value("large_print") is True
    sheet = end_lines_around_boxes(sheet, geometry, flows=flows)
    if flows:  # it flows over as many pages as it takes
        sides = tuple(_flow_side(side, geometry) for side in sheet.sides)
        return FittedSheet(sheet, geometry, sides), tuple(_unused_text_size(handout))
    if scale != 1:
        fitted_sides = _fit_halves(sheet, geometry)
        sheet = replace(sheet, sides=tuple(fitted.side for fitted in fitted_sides))
    else:
        fitted_sides = _fit_sides(sheet, geometry, lends=True)
        if any(side.excess for side in fitted_sides):  # the back may have no room for it
            alone = _fit_sides(sheet, geometry, lends=False)
            fitted_sides = min(fitted_sides, alone, key=_total_excess)
    problems: list[Problem] = []
    for fitted in fitted_sides:
        problems += wide_title_problems(fitted, geometry)
        problems += cut_word_problems(fitted, geometry, sheet)
        if fitted.excess > 0:
            problems.append(overflow_problem(fitted, geometry, sheet))
    fitted_sides = tuple(fill_free_height(end_fact_lines(side, geometry)) for side in fitted_sides)
    fitted_sheet = FittedSheet(sheet, geometry, fitted_sides)
    return fitted_sheet, (*problems, *page_title_problems(fitted_sheet))


def _unused_text_size(handout: Handout) -> Iterator[Problem]:
    """Yield a warning where large print makes nothing of a text size."""
    size = handout.values.get("text_size")
    if size and size.placed.value == "large":
        yield problem("text-size-unused", size.placed.position, warning=True)


def _fit_sides(sheet: SheetLayout, geometry: Metrics, lends: bool) -> tuple[FittedSide, ...]:
    """Return the sides fitted; a front that is full `lends` some of it to the back."""
    fitted_sides = []
    waiting = {side.name: side for side in sheet.sides if not side.picture}
    for name in list(waiting):
        is_lender = lends and "back" in waiting and name == "front"
        arranged = name in sheet.handout.arranged
        fitted = _fit_side(waiting[name], geometry, is_lender, arranged)
        fitted_sides.append(fitted)
        if is_lender:
            waiting["back"] = _lend(waiting["front"], waiting["back"], fitted)
    return tuple(fitted_sides) + _fit_pictures(sheet, geometry)


def _fit_halves(sheet: SheetLayout, geometry: Metrics) -> tuple[FittedSide, ...]:
    """Return each side fitted on two."""
    halves: list[FittedSide] = []
    for side in sheet.sides:
        if side.picture:
            continue
        arranged = side.name in sheet.handout.arranged
        fit = partial(_fit_side, geometry=geometry, lends=False, arranged=arranged)
        halves += fit_halves(side, fit, arranged)
    return tuple(halves) + _fit_pictures(sheet, geometry)


def _fit_pictures(sheet: SheetLayout, geometry: Metrics) -> tuple[FittedSide, ...]:
    """Return the sides of pictures fitted."""
    sides = [side for side in sheet.sides if side.picture]
    return tuple(fit_picture_side(side, geometry, flows=False) for side in sides)


def _total_excess(sides: Sequence[FittedSide]) -> float:
    return sum(side.excess for side in sides)


def _lend(front: Side, back: Side, fitted: FittedSide) -> Side:
    """Return the back with what a front at its density lends to it."""
    lent = tuple(panel for panel in front.panels if panel.block.id in fitted.density.moved)
    if fitted.density.frugal:
        back = replace(back, foot=back.foot.with_blanks_of(front.foot))
    return replace(back, panels=(*back.panels, *lent)) if lent else back


def _flow_side(side: Side, geometry: Metrics) -> FittedSide:
    """Return a side of large print: each panel in a row of its own, on as many pages as needed."""
    if side.picture:
        return fit_picture_side(side, geometry, flows=True)
    density = geometry.densities[0]
    rows = tuple(
        (end_all_fact_lines(PlacedPanel(panel, _NARROW, _flowing_lines(panel.content))),)
        for panel in side.panels
    )
    return FittedSide(side, density, rows, 0, 0)


def _flowing_lines(content: PanelContent | None) -> int:
    """Return the writing lines of a panel of large print."""
    if isinstance(content, HelpContent):
        return _FLOWING_DRILL
    if isinstance(content, ScheduleContent) and content.rows:
        return 0
    return _FLOWING_LINES


def _fit_side(side: Side, geometry: Metrics, lends: bool, arranged: bool) -> FittedSide:
    """Return the side at the roomiest density that fits, or where it is least too long."""
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
) -> FittedSide:
    """Return what _choose_density does for a side without fields: many sheets share it."""
    name, foot, title, lead = words
    side = Side(name, panels, foot, None, title, lead)
    return _choose_density(side, geometry, lends, arranged)


def _choose_density(side: Side, geometry: Metrics, lends: bool, arranged: bool) -> FittedSide:
    """Return the side in the first arrangement that fits with words that are not small.

    If there is none, in that with the largest of those that fit.
    """
    ladders = [
        [PanelHeights(calculator) for calculator in ladder]
        for ladder in _calculators(geometry, lends, arranged)
    ]
    closest: Trial | None = None
    for room in writing_rooms(side.panels):
        small: list[Trial] = []
        for ladder in ladders:
            steps = [step for step in ladder if step.calculator.density.size >= room.smallest]
            trial = find_roomiest(side, steps, room)
            if trial.free >= 0 and trial.density.size >= _SMALL:
                return spread_rows(trial)
            if trial.free >= 0:
                small.append(trial)
            elif closest is None or trial.free > closest.free:
                closest = trial
        if small:
            return spread_rows(max(small, key=lambda trial: trial.density.leading))
    assert closest is not None  # a theme has at least one arrangement
    gap = closest.density.gap
    return closest.set_side(closest.rows, gap, 0)


@lru_cache(maxsize=64)
def _calculators(
    geometry: Metrics, lends: bool, arranged: bool
) -> tuple[tuple[HeightCalculator, ...], ...]:
    """Return a calculator for each density in each arrangement, the roomiest first."""
    ladders = []
    for arrangement in geometry.arrangements:
        fields = dict(arrangement)
        if not lends or arranged:
            fields |= {"moved": (), "frugal": False}
        if arranged:  # the teacher ordered the boxes
            fields |= {"order": (), "keeps_order": True}
        densities = [replace(density, **fields) for density in geometry.densities]
        ladders.append(tuple(HeightCalculator(geometry, density) for density in densities))
    return tuple(ladders)


def measure_panels(side: FittedSide, geometry: Metrics) -> FittedSide:
    """Return `side` with its panels measured anew."""
    heights = PanelHeights(HeightCalculator(geometry, side.density))
    return replace(side, heights=heights.of_rows(side.rows))
