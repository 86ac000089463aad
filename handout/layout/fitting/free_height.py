"""What becomes of the height that a fitted side leaves free: lines to write on, and wider gaps."""

from __future__ import annotations

from dataclasses import replace

from handout.layout.fitting.fitted_sheet import FittedSide, PlacedPanel
from handout.layout.fitting.panel_rows import MOST_HOURS
from handout.layout.fitting.trial import Trial
from handout.layout.sheet.panels import NoteContent, PanelContent, ScheduleContent

_FEWEST_NOTE_LINES = 3  # fewer look like an oversight
_MORE_NOTE_LINES = 6
# By this share a gap between two rows of boxes may grow before a side is known to be chosen.
_WIDER_GAP = 0.5


def spread_rows(trial: Trial) -> FittedSide:
    """Return the side with its free height used.

    It goes to further lines of an empty day or, on a side that has none, of an empty note that is
    alone in its row, then between the rows.
    """
    density, free = trial.density, trial.free
    has_schedule = any(_is_schedule(panel.content) for panel in trial.side.panels)
    rows = []
    for row in trial.rows:
        extra_lines = 0
        if len(row) == 1:
            most = _most_lines(row[0], has_schedule)
            extra_lines = max(0, min(most, int(free // density.line)))
        if extra_lines:
            free -= extra_lines * density.line
            row = (replace(row[0], blank=row[0].blank + extra_lines),)
        rows.append(row)
    extra_gap = 0.0
    if rows:
        extra_gap = min(_WIDER_GAP * density.gap, free / (len(rows) + 1))
    gap, free = density.gap + extra_gap, free - extra_gap * len(rows)
    return trial.set_side(tuple(rows), gap, free)


def _most_lines(placed: PlacedPanel, has_schedule: bool) -> int:
    """Return how many further lines a panel may have that is alone in its row."""
    content = placed.panel.content
    if isinstance(content, ScheduleContent) and not content.rows:
        return MOST_HOURS - placed.blank
    if isinstance(content, NoteContent) and not content.parts and not has_schedule:
        return _MORE_NOTE_LINES
    return 0


def _is_schedule(content: PanelContent | None) -> bool:
    return isinstance(content, ScheduleContent)


def fill_free_height(side: FittedSide) -> FittedSide:
    """Return a side so that it looks finished.

    Where there is room for some lines to write on, they stand above its foot; else what is free is
    shared out between its rows and its foot.
    """
    if not side.rows or side.excess or side.side.picture:
        return side
    density, places = side.density, len(side.rows) + 1  # between two rows, and above the foot
    free = side.free + (side.gap - density.gap) * len(side.rows)
    lines = int((free - density.gap) // density.line)
    if lines >= _FEWEST_NOTE_LINES:
        foot = replace(side.side.foot, note_lines=lines)
        free -= lines * density.line
        side = replace(side, side=replace(side.side, foot=foot))
        # The foot begins as far below the boxes as they stand apart.
        extra = (free - density.gap) / places
        return replace(side, gap=density.gap + extra, free=density.gap + extra)
    extra = free / places
    return replace(side, gap=density.gap + extra, free=extra)
