"""What does not fit, in words: the side or the heading that is too long, and what to shorten."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING

from handout.layout.heights import Box
from handout.layout.line_breaking import width
from handout.layout.metrics import Metrics
from handout.layout.panels import Help, Schedule, Sheet
from handout.layout.phrase import text_of
from handout.messages import words
from handout.problems import Place, Problem, problem

if TYPE_CHECKING:
    from handout.layout.fit import FittedSide


def too_long(fitted: FittedSide, over: float, geometry: Metrics, sheet: Sheet) -> Problem:
    """That a side is `over` pt too long for its page: by how many lines, and the boxes to shorten, the longest first."""
    box, density = Box(geometry, fitted.density), fitted.density
    said = words("words", sheet.handout.language)["fit"]
    longest: list[tuple[int, Place, str]] = []
    for row, heights in zip(fitted.rows, fitted.heights, strict=True):
        for placed, height in zip(row, heights, strict=True):
            block = placed.panel.block
            count = ceil(height / density.leading)
            field = sheet.handout.values.get(_FIELD.get(block.holds, ""))
            place = field.placed.place if field else block.origin.place
            longest.append((count, place, said["box"].format(title=block.title, lines=count)))
    longest = sorted((one for one in longest if one[1].path), key=lambda one: -one[0])[:3] or [
        (0, Place(""), "")
    ]
    return problem(
        "side-too-long",
        longest[0][1],
        side=said[fitted.side.name],
        lines=ceil(over / density.leading),
        boxes="; ".join(text for _, _, text in longest),
        wrapped=_wrapped(fitted, box, said),
    )


def wide_titles(fitted: FittedSide, geometry: Metrics) -> Iterator[Problem]:
    """Headings, and a lifeline, that are wider than their places: somebody's own, for those of ours are short."""
    box = Box(geometry, fitted.density)
    for placed in (placed for row in fitted.rows for placed in row):
        panel = placed.panel
        title, place = panel.block.title, panel.block.origin.place
        if not isinstance(panel.content, Help):
            over = box.tab(panel) - geometry.panel_width(placed.span)
            if over > 0:
                most = _letters(title, width(title, box.title), over)
                yield problem("title-too-long", place, title=title, most=most)
            continue
        style, room, most_lines = box.help_title(panel)
        over = box.lifeline(panel) - box.help_measure
        if over > 0:
            most = _letters("x" * 100, box.lifeline(panel), over)
            yield problem("lifeline-too-long", place, percent=most)
        elif box.text_lines(title, style, room) > most_lines:
            wide = width(title, style)
            most = _letters(title, wide, wide - most_lines * room)
            yield problem("title-too-long", place, title=title, most=most)


def _letters(text: str, wide: float, over: float) -> int:
    """How many letters of `text`, `wide` pt, are left if it is to be narrower by `over` pt."""
    return int(len(text) * max(0, 1 - over / wide))


_FIELD = {
    "note": "teacher_note",
    "schedule": "schedule",
    "contacts": "contacts",
    "help": "call_for_help",
    "facts": "breaks",
}


def _wrapped(fitted: FittedSide, box: Box, said: dict[str, str]) -> str:
    """The rows of the schedule that take more than one line, by their times."""
    for placed in (placed for row in fitted.rows for placed in row):
        if isinstance(placed.panel.content, Schedule):
            width = box.metrics.body_width(placed.span)
            long = [
                text_of(row[0])
                for row in placed.panel.content.rows
                if box.hour_lines(row, width) > 1
            ]
            return said["rows"].format(rows=", ".join(long)) if long else ""
    return ""
