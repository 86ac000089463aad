"""A side's panels put side by side in rows, as wide as makes each row fill the measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

from handout.layout.fitting.fitted_sheet import PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator, static_height
from handout.layout.metrics import Density
from handout.layout.sheet.panels import (
    FactsContent,
    NoteContent,
    Panel,
    PanelContent,
    ScheduleContent,
)
from handout.layout.sheet.phrase import to_phrase

_FEWEST_HOURS = 5
_FEWEST_LINES = 4


class PanelHeights:
    """The heights of panels in one calculator, each measured once."""

    def __init__(self, box: HeightCalculator) -> None:
        self.box = box
        self._found: dict[tuple[int, int, int], float] = {}

    def panel(self, panel: Panel, span: int, blank: int) -> float:
        """Outer height of a panel without its heading.

        What is asked for must live as long as this does.
        """
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
        """Return height of a panel with its heading."""
        return self.box.heading_height(placed.panel) + self.panel(
            placed.panel, placed.span, placed.blank
        )

    def row(self, row: Sequence[PlacedPanel]) -> float:
        """Return height of panels side by side."""
        return max([self.headed(placed) for placed in row])

    def all(self, rows: Sequence[Sequence[PlacedPanel]]) -> tuple[tuple[float, ...], ...]:
        """Return those of all panels, without their headings."""
        return tuple(
            [
                tuple([self.panel(placed.panel, placed.span, placed.blank) for placed in row])
                for row in rows
            ]
        )


def _is_empty(content: PanelContent) -> bool:
    """Tell whether it shows lines to write on: only then their number matters."""
    return (
        isinstance(content, NoteContent)
        and not content.parts
        or isinstance(content, ScheduleContent)
        and not content.rows
    )


def arrange_rows(
    panels: Sequence[Panel], density: Density, heights: PanelHeights
) -> tuple[tuple[PlacedPanel, ...], ...]:
    """Return panels side by side as far as the measure allows.

    A panel that is alone in its row takes all of it.
    """
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
    """Return `placed` without the name in its heading if that is too long for the box."""
    panel = placed.panel
    if not any(span.field for span in panel.title) or box.heading_width(
        panel
    ) <= box.metrics.panel_width(placed.span):
        return placed
    return replace(placed, panel=replace(panel, title=to_phrase(panel.block.title)))


def _widen(row: Sequence[tuple[Panel, int]], heights: PanelHeights) -> tuple[PlacedPanel, ...]:
    """Return the row's panels so wide that they fill it.

    Beside a note, as wide as makes the row lowest.
    """
    spans = [span for _, span in row]
    spans[-1] += 24 - sum(spans)
    panels = [panel for panel, _ in row]
    if len(row) == 2 and isinstance(panels[0].content, NoteContent) and panels[0].content.parts:
        return _placed(panels, _lowest(panels, spans, heights), heights)
    return _placed(panels, spans, heights)


def _lowest(panels: Sequence[Panel], spans: Sequence[int], heights: PanelHeights) -> Sequence[int]:
    """Return the spans of a note and of what is beside it with which their row is lowest.

    Of equals the first.
    """
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
    panels: Sequence[Panel], spans: Sequence[int], heights: PanelHeights
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
