"""How closely each side is set so that it fits its page, or the Problem that says what is too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf

from handout.layout.heights import HeightCalculator, static_height
from handout.layout.metrics import Density, Metrics, load_metrics
from handout.layout.overflow import cut_word_problems, overflow_problem, wide_title_problems
from handout.layout.panels import (
    FactsContent,
    NoteContent,
    PageFoot,
    Panel,
    PanelContent,
    ScheduleContent,
    SheetLayout,
    Side,
)
from handout.layout.phrase import to_phrase
from handout.problems import Problem

MOST_HOURS = 12
_FEWEST_HOURS = 5
_FEWEST_LINES = 4
_FLOWING_LINES = 6  # large print: as many rows as one of its tables has
_NARROW = 12  # 24ths: a box this wide sets its lists and tables in one column
_WIDEST_GAP = (
    14.0  # pt of free height that goes between two rows of boxes; the rest stays at the foot
)


@dataclass(frozen=True, slots=True)
class PlacedPanel:
    """A panel, its width in 24ths of the measure, and the writing lines it shows where it has nothing to say."""

    panel: Panel
    span: int
    blank: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class FittedSide:
    """A side as it is set. `gap` (pt) stands between rows; `free` (pt) is left above the foot.

    `heights` (pt) are the outer ones of the panels without their headings, each as high as if it were alone in its row;
    none where the side flows.
    """

    side: Side
    density: Density
    rows: tuple[tuple[PlacedPanel, ...], ...]
    gap: float
    free: float
    heights: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class FittedSheet:
    """A sheet that fits: what the page templates take."""

    sheet: SheetLayout
    metrics: Metrics
    sides: tuple[FittedSide, ...]


def fit_sheet(sheet: SheetLayout) -> tuple[FittedSheet, tuple[Problem, ...]]:
    """`sheet` set as roomily as it fits, each side at the first density that does, and a Problem for each that does not.

    A side that is too long is set at the density where it is least so, so that it can still be looked at.
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
    """The side at the first density at which it fits, or where it is least too long, and by how much (pt)."""
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
    """The same for a side without fields, which is the same on many sheets."""
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
        density, heights = box.density, _Heights(box)
        rows = _rows([p for p in side.panels if p.block.id not in density.moved], density, heights)
        free = geometry.depth - geometry.table["page"]["safety"] - _height(side, rows, heights)
        if free >= 0:
            return _spread(side, rows, heights, free), 0
        if least is None or -free < least[0]:
            least = -free, FittedSide(side, density, rows, density.gap, 0, heights.all(rows))
    assert least is not None
    return least[1], least[0]


@lru_cache(maxsize=64)
def _boxes(theme: str, paper: str, lends: bool, arranged: bool) -> tuple[HeightCalculator, ...]:
    """A Box for each density, the roomiest first."""
    geometry = load_metrics(theme, paper)
    found = []
    for density in geometry.densities:
        if not lends or arranged:
            density = replace(density, moved=())
        if arranged:  # the order of the boxes is hers
            density = replace(density, order=())
        found.append(HeightCalculator(geometry, density))
    return tuple(found)


def measure_panels(side: FittedSide, geometry: Metrics) -> FittedSide:
    """`side` with the heights that its panels have by now."""
    return replace(side, heights=_Heights(HeightCalculator(geometry, side.density)).all(side.rows))


class _Heights:
    """The heights of panels in a Box, each measured once."""

    def __init__(self, box: HeightCalculator) -> None:
        self.box = box
        self._found: dict[tuple[int, int, int], float] = {}

    def panel(self, panel: Panel, span: int, blank: int) -> float:
        """Outer height of a panel without its heading; what is asked for must live as long as this does."""
        if panel.content is None:
            return static_height(self.box, panel.block, span)
        key = id(panel), span, blank if _is_empty(panel.content) else 0
        if (found := self._found.get(key)) is None:
            found = self._found[key] = self.box.panel_height(panel, span, blank)
        return found

    def bound(self, panel: Panel) -> float:
        """No width makes the panel with its heading lower than this, in tenths of pt."""
        content = panel.content
        return (
            round(
                self.box.heading_height(panel)
                + self.box.outer_height(self.box.facts_height(content, inf)),
                1,
            )
            if isinstance(content, FactsContent)
            else 0
        )

    def headed(self, placed: PlacedPanel) -> float:
        """Height of a panel with its heading."""
        return self.box.heading_height(placed.panel) + self.panel(
            placed.panel, placed.span, placed.blank
        )

    def row(self, row: Sequence[PlacedPanel]) -> float:
        """Height of panels side by side."""
        return max([self.headed(placed) for placed in row])

    def all(self, rows: Sequence[Sequence[PlacedPanel]]) -> tuple[tuple[float, ...], ...]:
        """Those of all panels, without their headings."""
        return tuple(
            [
                tuple([self.panel(placed.panel, placed.span, placed.blank) for placed in row])
                for row in rows
            ]
        )


def _is_empty(content: PanelContent) -> bool:
    """Whether it shows lines to write on: only then their number matters."""
    return (
        isinstance(content, NoteContent)
        and not content.parts
        or isinstance(content, ScheduleContent)
        and not content.rows
    )


def _rows(
    panels: Sequence[Panel], density: Density, heights: _Heights
) -> tuple[tuple[PlacedPanel, ...], ...]:
    """Panels side by side as far as the measure allows; one left alone in its row takes all of it."""
    rank = {block: n for n, block in enumerate(density.order)}
    ordered = sorted(panels, key=lambda panel: rank.get(panel.block.id, len(rank)))
    rows: list[list[tuple[Panel, int]]] = []
    room = 0
    for panel in ordered:
        span = density.spans.get(panel.block.id, panel.block.span)
        if span > room or not rows:
            rows.append([])
            room = 24
        rows[-1].append((panel, span))
        room -= span
    return tuple(
        [tuple([_titled(placed, heights.box) for placed in _widen(row, heights)]) for row in rows]
    )


def _titled(placed: PlacedPanel, box: HeightCalculator) -> PlacedPanel:
    """`placed` without the name in its heading if that is too long for the box."""
    panel = placed.panel
    if not any(span.field for span in panel.title) or box.heading_width(
        panel
    ) <= box.metrics.panel_width(placed.span):
        return placed
    return replace(placed, panel=replace(panel, title=to_phrase(panel.block.title)))


def _widen(row: Sequence[tuple[Panel, int]], heights: _Heights) -> tuple[PlacedPanel, ...]:
    """The row's panels so wide that they fill it. Beside a note, as wide as makes the row lowest."""
    spans = [span for _, span in row]
    spans[-1] += 24 - sum(spans)
    panels = [panel for panel, _ in row]
    if len(row) == 2 and isinstance(panels[0].content, NoteContent) and panels[0].content.parts:
        return _placed(panels, _lowest(panels, spans, heights), heights)
    return _placed(panels, spans, heights)


def _lowest(panels: Sequence[Panel], spans: Sequence[int], heights: _Heights) -> Sequence[int]:
    """The spans of a note and of what is beside it with which their row is lowest; of equals the first."""
    note, other = panels
    best, least = spans, inf
    bound = heights.bound(other)
    for more in (0, 1, -1, 2, -2, 3):
        if bound >= least:
            break
        way = spans[0] + more, spans[1] - more
        tall = round(heights.headed(PlacedPanel(other, way[1], _FEWEST_HOURS)), 1)
        if tall < least:
            tall = max(tall, round(heights.headed(PlacedPanel(note, way[0])), 1))
        if tall < least:
            best, least = way, tall
    return best


def _placed(
    panels: Sequence[Panel], spans: Sequence[int], heights: _Heights
) -> tuple[PlacedPanel, ...]:
    wide = list(zip(panels, spans, strict=True))
    if not any([isinstance(p.content, NoteContent) for p in panels]):
        return tuple([PlacedPanel(p, s, _FEWEST_HOURS) for p, s in wide])
    box = heights.box
    beside = [heights.panel(p, s, 0) for p, s in wide if not isinstance(p.content, NoteContent)]
    inset = 2 * box.table["box"]["edge"] + box.density.top + box.density.bottom
    note = max(_FEWEST_LINES, int((max(beside, default=0) - inset + 0.01) // box.density.line))
    return tuple(
        [
            PlacedPanel(p, s, note if isinstance(p.content, NoteContent) else _FEWEST_HOURS)
            for p, s in wide
        ]
    )


def _height(side: Side, rows: Sequence[Sequence[PlacedPanel]], heights: _Heights) -> float:
    box = heights.box
    return (
        box.top_height(side)
        + box.foot_height(side.foot)
        + sum([box.density.gap + heights.row(row) for row in rows])
    )


def _spread(
    side: Side, rows: tuple[tuple[PlacedPanel, ...], ...], heights: _Heights, free: float
) -> FittedSide:
    """The free height as further writing lines of an empty schedule, then between the rows."""
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
