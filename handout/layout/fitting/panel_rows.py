"""A side's panels arranged in rows, each as wide as the measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from handout.layout.density import Density
from handout.layout.fitting.fitted_sheet import PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator, static_height
from handout.layout.sheet.panels import (
    FactsContent,
    HelpContent,
    NoteContent,
    Panel,
    PanelContent,
    ScheduleContent,
)
from handout.layout.sheet.phrase import to_phrase

_Spanned = tuple[Panel, int]

_MEASURE = 24  # 24ths
MOST_HOURS = 12
_WANTED_HOURS = 10
_FEWEST_LINES = 4
_NOTE_STEPS = (0, 1, -1, 2, -2, 3)  # 24ths by which a note is widened, in the order of trying


@dataclass(frozen=True, slots=True)
class WritingRoom:
    """How much a side leaves to be written by hand: rows of a day, those that are filled in among
    them, and lines of an empty drill.

    No words are set smaller than `smallest` pt for it. A note is `signed` below its words, though
    its heading says who wrote it.
    """

    hours: int
    drill: int
    smallest: float = 0
    signed: bool = True

    def lines_of(self, content: PanelContent | None) -> int:
        """Return the writing lines of a panel; those of a note depend on what is beside it."""
        match content:
            case HelpContent():
                return self.drill
            case ScheduleContent(rows=rows, to_be_continued=True):
                return max(0, self.hours - len(rows))
        return 0


FILLED_IN = WritingRoom(0, 3)
_EMPTY_DAY = (
    WritingRoom(_WANTED_HOURS, 3),
    WritingRoom(_WANTED_HOURS, 2),
    *(WritingRoom(hours, 2) for hours in range(_WANTED_HOURS - 1, 2, -1)),
)
# A day that is begun gets further rows, but not words of the smallest size for them.
_BEGUN_DAY = (
    *(WritingRoom(hours, 3, smallest=9.75) for hours in range(_WANTED_HOURS, 3, -1)),
    FILLED_IN,
    WritingRoom(0, 2),
)


def writing_rooms(panels: Sequence[Panel]) -> tuple[WritingRoom, ...]:
    """Return how much of `panels` may be left to a hand, the most first."""
    rooms: tuple[WritingRoom, ...] = (FILLED_IN, WritingRoom(0, 2))
    for panel in panels:
        if isinstance(panel.content, ScheduleContent) and panel.content.to_be_continued:
            rooms = _BEGUN_DAY if panel.content.rows else _EMPTY_DAY
    if any(isinstance(panel.content, NoteContent) and panel.content.parts for panel in panels):
        rooms += (replace(rooms[-1], signed=False),)
    return rooms


class PanelHeights:
    """The heights of panels in one calculator, each measured once."""

    def __init__(self, calculator: HeightCalculator) -> None:
        self.calculator = calculator
        # With each height its panel: its id is part of the key, and must not become another's.
        self._cache: dict[tuple[int, int, int], tuple[float, Panel]] = {}
        self._frugal: dict[int, tuple[Panel, Panel]] = {}
        self._unsigned: dict[int, tuple[Panel, Panel]] = {}

    def of_panel(self, panel: Panel, span: int, blank: int) -> float:
        """Return the outer height of a panel without its heading."""
        if panel.content is None:
            return static_height(self.calculator, panel.block, span)
        key = id(panel), span, blank if _is_written_on(panel.content) else 0
        if key not in self._cache:
            self._cache[key] = self.calculator.panel_height(panel, span, blank), panel
        return self._cache[key][0]

    def frugal_panel(self, panel: Panel) -> Panel:
        """Return `panel` without what can be spared."""
        if not isinstance(panel.content, FactsContent):
            return panel
        if id(panel) not in self._frugal:
            self._frugal[id(panel)] = replace(panel, content=panel.content.frugal), panel
        return self._frugal[id(panel)][0]

    def unsigned_panel(self, panel: Panel) -> Panel:
        """Return `panel` without the name below its note."""
        content = panel.content
        if not isinstance(content, NoteContent) or not (content.parts and content.sign):
            return panel
        if id(panel) not in self._unsigned:
            unsigned = replace(panel, content=replace(content, sign=()))
            self._unsigned[id(panel)] = unsigned, panel
        return self._unsigned[id(panel)][0]

    def lower_bound(self, panel: Panel) -> float:
        """Return a height, rounded to tenths of pt, that the headed panel has at every width."""
        content = panel.content
        if not isinstance(content, FactsContent):
            return 0
        body = self.calculator.facts_height(content, inf)
        heading = self.calculator.heading_height(panel)
        return round(heading + self.calculator.outer_height(body), 1)

    def with_heading(self, placed: PlacedPanel) -> float:
        """Return the height of a panel with its heading."""
        heading = self.calculator.heading_height(placed.panel)
        return heading + self.of_panel(placed.panel, placed.span, placed.blank)

    def of_row(self, row: Sequence[PlacedPanel]) -> float:
        """Return the height of panels side by side."""
        return max([self.with_heading(placed) for placed in row])

    def of_rows(self, rows: Sequence[Sequence[PlacedPanel]]) -> tuple[tuple[float, ...], ...]:
        """Return the heights of all panels, without their headings."""
        heights = []
        for row in rows:
            row_heights = [self.of_panel(placed.panel, placed.span, placed.blank) for placed in row]
            heights.append(tuple(row_heights))
        return tuple(heights)


def _is_written_on(content: PanelContent) -> bool:
    """Tell whether it may show lines to write on: only then their number matters."""
    match content:
        case NoteContent():
            return not content.parts
        case HelpContent() | ScheduleContent():
            return True
    return False


def arrange_rows(
    panels: Sequence[Panel], density: Density, heights: PanelHeights, room: WritingRoom
) -> tuple[tuple[PlacedPanel, ...], ...]:
    """Return panels side by side as far as the measure allows.

    A panel that is alone in its row takes all of it. One as wide as the measure does not part two
    that would stand side by side: it comes after both, unless somebody ordered the boxes.
    """
    rank = {block: place for place, block in enumerate(density.order)}
    ordered = sorted(panels, key=lambda panel: rank.get(panel.block.id, len(rank)))
    spanned = []
    for panel in ordered:
        if density.frugal:
            panel = heights.frugal_panel(panel)
        if not room.signed:
            panel = heights.unsigned_panel(panel)
        spanned.append((panel, density.spans.get(panel.block.id, panel.block.span)))
    rows = _group_in_rows(spanned, keeps_order=density.keeps_order)
    return tuple([_place_row(row, heights, room) for row in rows])


def _group_in_rows(panels: Sequence[_Spanned], keeps_order: bool) -> list[list[_Spanned]]:
    """Return panels in rows that are at most as wide as the measure."""
    rows: list[list[_Spanned]] = []
    waiting: list[_Spanned] = []  # as wide as the measure, until the row before them is full
    free_span = 0
    for panel, span in panels:
        if span == _MEASURE and 0 < free_span < _MEASURE and not keeps_order:
            waiting.append((panel, span))
            continue
        if span > free_span:
            rows += [[each] for each in waiting]
            waiting.clear()
            rows.append([])
            free_span = _MEASURE
        rows[-1].append((panel, span))
        free_span -= span
    return rows + [[each] for each in waiting]


def _place_row(
    row: Sequence[_Spanned], heights: PanelHeights, room: WritingRoom
) -> tuple[PlacedPanel, ...]:
    row_panels = _fill_measure(row, heights, room)
    return tuple([_shorten_title(placed, heights.calculator) for placed in row_panels])


def _shorten_title(placed: PlacedPanel, calculator: HeightCalculator) -> PlacedPanel:
    """Return `placed` without the name in its heading if that is too long for the box."""
    panel = placed.panel
    if not any(part.field for part in panel.title):
        return placed
    if calculator.heading_width(panel) <= calculator.metrics.panel_width(placed.span):
        return placed
    return replace(placed, panel=replace(panel, title=to_phrase(panel.block.title)))


def _fill_measure(
    row: Sequence[_Spanned], heights: PanelHeights, room: WritingRoom
) -> tuple[PlacedPanel, ...]:
    """Return the row's panels so wide that they fill it: what is free is shared out evenly.

    Beside a note, as wide as makes the row lowest.
    """
    panels = [panel for panel, _ in row]
    spans: Sequence[int] = [span for _, span in row]
    share, rest = divmod(_MEASURE - sum(spans), len(spans))
    spans = [*(span + share for span in spans[:-1]), spans[-1] + share + rest]
    if len(row) == 2 and isinstance(panels[0].content, NoteContent) and panels[0].content.parts:
        spans = _find_lowest_spans(panels, spans, heights)
    return _place_panels(panels, spans, heights, room)


def _find_lowest_spans(
    panels: Sequence[Panel], spans: Sequence[int], heights: PanelHeights
) -> Sequence[int]:
    """Return the spans of a note and of what is beside it with which their row is lowest.

    Of equals the first.
    """
    note, other = panels
    best_spans, best_height = spans, inf
    bound = heights.lower_bound(other)
    for step in _NOTE_STEPS:
        if bound >= best_height:  # no width can make the row lower
            break
        note_span, other_span = spans[0] + step, spans[1] - step
        if step < 0 and not _has_room_for_title(note, note_span, heights.calculator):
            continue
        # The note is measured only where the other panel leaves a chance: measuring is slow.
        height = round(heights.with_heading(PlacedPanel(other, other_span)), 1)
        if height < best_height:
            note_height = round(heights.with_heading(PlacedPanel(note, note_span)), 1)
            height = max(height, note_height)
        if height < best_height:
            best_spans, best_height = (note_span, other_span), height
    return best_spans


def _has_room_for_title(panel: Panel, span: int, calculator: HeightCalculator) -> bool:
    titled = replace(panel, title=to_phrase(panel.block.title))
    return calculator.heading_width(titled) <= calculator.metrics.panel_width(span)


def _place_panels(
    panels: Sequence[Panel], spans: Sequence[int], heights: PanelHeights, room: WritingRoom
) -> tuple[PlacedPanel, ...]:
    """Return the panels at their spans; a note has as many lines as stand beside it."""
    note_lines = 0
    if any([isinstance(panel.content, NoteContent) for panel in panels]):
        note_lines = _count_note_lines(panels, spans, heights)
    placed = []
    for panel, span in zip(panels, spans, strict=True):
        is_note = isinstance(panel.content, NoteContent)
        blank = note_lines if is_note else room.lines_of(panel.content)
        placed.append(PlacedPanel(panel, span, blank))
    return tuple(placed)


def _count_note_lines(panels: Sequence[Panel], spans: Sequence[int], heights: PanelHeights) -> int:
    """Return the writing lines of an empty note that is as high as what is beside it."""
    neighbors = []
    for panel, span in zip(panels, spans, strict=True):
        if not isinstance(panel.content, NoteContent):
            neighbors.append(heights.of_panel(panel, span, 0))
    calculator, density = heights.calculator, heights.calculator.density
    inset = 2 * calculator.table["box"]["edge"] + density.top + density.bottom
    # 0.01 pt: a sum of lengths that should be whole lines may be a hair less.
    lines = (max(neighbors, default=0) - inset + 0.01) // density.line
    return max(_FEWEST_LINES, int(lines))
