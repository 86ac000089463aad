"""What does not fit, in words: the side or the heading that is too long, and what to shorten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path

from handout.content_folders import is_content
from handout.interface_language import interface_messages, say_counted
from handout.layering.block_rules import ComposedBlock
from handout.layout.fitting.fitted_sheet import FittedSide, PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.metrics import Metrics
from handout.layout.sheet.panels import (
    HelpContent,
    Panel,
    ScheduleContent,
    SheetLayout,
)
from handout.layout.sheet.phrase import phrase_text
from handout.layout.text.line_breaking import text_width
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Level
from handout.sources.fields.fields import FIELDS, Rows, value_names
from handout.sources.markdown.document import items_of


def overflow_problem(fitted: FittedSide, geometry: Metrics, sheet: SheetLayout) -> Problem:
    """Return the Problem of a side that is too long for its page.

    It says by how many lines, and which boxes to shorten, the longest first.
    """
    calculator = HeightCalculator(geometry, fitted.density)
    messages = interface_messages("words")["fit"]
    position, boxes = _find_longest_boxes(fitted, sheet)
    more = (
        _describe_wrapped_rows(fitted, calculator, messages),
        _describe_shared_boxes(fitted, messages),
    )
    return problem(
        "side-too-long",
        position,
        side=messages[fitted.side.name],
        count=fitted.excess_lines,
        boxes=boxes,
        more=" ".join(filter(None, more)),
    )


def page_count_problem(fitted: FittedSide, sheet: SheetLayout, pages: int) -> Problem:
    """Return the Problem that the typesetter made `pages` pages of this side."""
    messages = interface_messages("words")["fit"]
    position, boxes = _find_longest_boxes(fitted, sheet)
    name = messages[fitted.side.name]
    return problem("pages-not-sides", position, count=pages, side=name, boxes=boxes)


def outside_page_problem(fitted: FittedSide, sheet: SheetLayout, words: str) -> Problem:
    """Return the Problem that `words` stand outside their page."""
    messages = interface_messages("words")["fit"]
    position, _ = _find_longest_boxes(fitted, sheet)
    return problem("words-off-the-page", position, side=messages[fitted.side.name], words=words)


def _find_longest_boxes(fitted: FittedSide, sheet: SheetLayout) -> tuple[Position, str]:
    """Return where the side's long words are written, and its three longest boxes in words.

    A file of ours is never named: nobody is to change it.
    """
    messages = interface_messages("words")["fit"]
    boxes = []
    for row, heights in zip(fitted.rows, fitted.heights, strict=True):
        for placed, height in zip(row, heights, strict=True):
            boxes.append((ceil(height / fitted.density.leading), placed.panel.block))
    boxes.sort(key=lambda box: -box[0])
    longest = [say_counted(messages, "box", lines, title=block.title) for lines, block in boxes[:3]]
    for position in _word_positions([block for _, block in boxes], sheet):
        if position.path and not is_content(position.path):
            return position, "; ".join(longest)
    return Position(""), "; ".join(longest)


def _word_positions(blocks: Sequence[ComposedBlock], sheet: SheetLayout) -> Iterator[Position]:
    """Yield where the words of `blocks` are written, what a teacher is likely to shorten first."""
    values = sheet.handout.values
    for block in blocks:
        for name in _fields_in_box(block.holds):
            if name in values:
                yield values[name].placed.position
    for block in blocks:
        yield block.origin.position
    for block in blocks:
        for part in block.parts:
            for item in items_of(part):
                yield item.position
    for value in values.values():
        yield Position(value.placed.position.path)


def _fields_in_box(box: str) -> list[str]:
    """Return the fields in a box; those that take the most lines first."""
    if not box:
        return []
    lists: list[str] = []
    others: list[str] = []
    for name in value_names():
        field = FIELDS[name.partition(".")[0]]
        if field.box == box:
            (lists if isinstance(field.kind, Rows) else others).append(name)
    return [*lists, *others]


def wide_title_problems(fitted: FittedSide, geometry: Metrics) -> Iterator[Problem]:
    """Yield a Problem for each heading that is wider than its place.

    They are somebody's own: those of the content are short.
    """
    calculator = HeightCalculator(geometry, fitted.density)
    for placed in _placed_panels(fitted):
        if isinstance(placed.panel.content, HelpContent):
            yield from _help_title_problems(placed.panel, calculator)
        else:
            yield from _title_problems(placed, calculator)


def _placed_panels(fitted: FittedSide) -> Iterator[PlacedPanel]:
    for row in fitted.rows:
        yield from row


def _title_problems(placed: PlacedPanel, calculator: HeightCalculator) -> Iterator[Problem]:
    panel, title = placed.panel, placed.panel.block.title
    excess = calculator.heading_width(panel) - calculator.metrics.panel_width(placed.span)
    if excess > 0:
        limit = _letters_that_fit(title, text_width(title, calculator.title_style), excess)
        yield problem("title-too-long", panel.block.origin.position, title=title, count=limit)


def _help_title_problems(panel: Panel, calculator: HeightCalculator) -> Iterator[Problem]:
    title, position = panel.block.title, panel.block.origin.position
    style, width, max_lines = calculator.help_title_limits(panel)
    if calculator.text_lines(title, style, width) > max_lines:
        title_width = text_width(title, style)
        limit = _letters_that_fit(title, title_width, title_width - max_lines * width)
        yield problem("title-too-long", position, title=title, count=limit)


def _letters_that_fit(text: str, width: float, excess: float) -> int:
    """Return how many letters of `text`, `width` pt wide, are left when `excess` pt are cut."""
    return int(len(text) * max(0, 1 - excess / width))


def _describe_shared_boxes(fitted: FittedSide, messages: dict[str, str]) -> str:
    """Return which boxes of a district's or school's file may say what gives way, and do not."""
    titles_by_file: dict[str, list[str]] = {}
    for placed in _placed_panels(fitted):
        block = placed.panel.block
        is_added = block.origin.position == block.position
        if block.origin.level in (Level.DISTRICT, Level.SCHOOL) and is_added and not block.if_full:
            titles_by_file.setdefault(Path(block.position.path).name, []).append(f"“{block.title}”")
    sentences = []
    for file, titles in titles_by_file.items():
        sentences.append(messages["shared"].format(titles=", ".join(titles), file=file))
    return " ".join(sentences)


def _describe_wrapped_rows(
    fitted: FittedSide, calculator: HeightCalculator, messages: dict[str, str]
) -> str:
    """Return the rows of the schedule that take more than one line, by their times."""
    for placed in _placed_panels(fitted):
        if not isinstance(placed.panel.content, ScheduleContent):
            continue
        width = calculator.metrics.body_width(placed.span)
        times = []
        for row in placed.panel.content.rows:
            if calculator.schedule_row_lines(row, width) > 1:
                times.append(phrase_text(row[0]))
        return messages["rows"].format(rows=", ".join(times)) if times else ""
    return ""
