"""What does not fit, in words: the side or the heading that is too long, and what to shorten."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from pathlib import Path

from handout.layout.fitting.fitted_sheet import FittedSide
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.metrics import Metrics
from handout.layout.sheet.panels import (
    HelpContent,
    PanelContent,
    PeopleContent,
    ScheduleContent,
    SheetLayout,
    has_tables_side_by_side,
    people_tables,
)
from handout.layout.sheet.phrase import phrase_text
from handout.layout.text.line_breaking import TextStyle, text_width
from handout.messages import CONTENT, message_table
from handout.problems import Position, Problem, problem
from handout.sources.fields.fields import FIELDS, Rows, value_names
from handout.sources.markdown.document import items_of


def overflow_problem(
    fitted: FittedSide, over: float, geometry: Metrics, sheet: SheetLayout
) -> Problem:
    """Return the Problem of a side that is `over` pt too long for its page.

    It says by how many lines, and which boxes to shorten, the longest first.
    """
    box, density = HeightCalculator(geometry, fitted.density), fitted.density
    said = message_table("words", sheet.handout.language)["fit"]
    position, boxes = _longest(fitted, sheet)
    return problem(
        "side-too-long",
        position,
        side=said[fitted.side.name],
        lines=ceil(over / density.leading),
        boxes=boxes,
        wrapped=_wrapped(fitted, box, said),
    )


def page_count_problem(fitted: FittedSide, sheet: SheetLayout, pages: int) -> Problem:
    """Return the Problem that the typesetter made `pages` pages of this side."""
    said = message_table("words", sheet.handout.language)["fit"]
    position, boxes = _longest(fitted, sheet)
    name = said[fitted.side.name]
    return problem("pages-not-sides", position, pages=pages, side=name, boxes=boxes)


def outside_page_problem(fitted: FittedSide, sheet: SheetLayout, found: str) -> Problem:
    """Return the Problem that the words `found` stand outside their page."""
    said = message_table("words", sheet.handout.language)["fit"]
    position, _ = _longest(fitted, sheet)
    return problem("words-off-the-page", position, side=said[fitted.side.name], words=found)


def _longest(fitted: FittedSide, sheet: SheetLayout) -> tuple[Position, str]:
    """Return where the side's long words are written, and its three longest boxes in words.

    A file of ours is never named: nobody is to change it.
    """
    said = message_table("words", sheet.handout.language)["fit"]
    boxes = [
        (ceil(height / fitted.density.leading), placed.panel.block)
        for row, heights in zip(fitted.rows, fitted.heights, strict=True)
        for placed, height in zip(row, heights, strict=True)
    ]
    boxes.sort(key=lambda box: -box[0])
    values = sheet.handout.values
    named = [name for _, block in boxes for name in _fields_in(block.holds)]
    fields = [values[name] for name in named if name in values]
    items = [item for _, block in boxes for part in block.parts for item in items_of(part)]
    positions = [
        *(field.placed.position for field in fields),
        *(block.origin.position for _, block in boxes),
        *(item.position for item in items),
        *(Position(value.placed.position.path) for value in values.values()),
    ]
    own = [position for position in positions if position.path and not _is_ours(position)]
    longest = [said["box"].format(title=block.title, lines=count) for count, block in boxes[:3]]
    return own[0] if own else Position(""), "; ".join(longest)


def _fields_in(box: str) -> Iterator[str]:
    """Yield the fields in a box; those that take the most lines first."""
    names = [name for name in value_names() if box and FIELDS[name.partition(".")[0]].box == box]
    yield from sorted(
        names, key=lambda name: not isinstance(FIELDS[name.partition(".")[0]].kind, Rows)
    )


def _is_ours(position: Position) -> bool:
    return Path(position.path).is_relative_to(CONTENT)


def wide_title_problems(fitted: FittedSide, geometry: Metrics) -> Iterator[Problem]:
    """Yield a Problem for each heading or lifeline that is wider than its place.

    They are somebody's own: those of the content are short.
    """
    box = HeightCalculator(geometry, fitted.density)
    for placed in (placed for row in fitted.rows for placed in row):
        panel = placed.panel
        title, position = panel.block.title, panel.block.origin.position
        if not isinstance(panel.content, HelpContent):
            over = box.heading_width(panel) - geometry.panel_width(placed.span)
            if over > 0:
                most = _letters(title, text_width(title, box.title_style), over)
                yield problem("title-too-long", position, title=title, most=most)
            continue
        style, room, most_lines = box.help_title_limits(panel)
        over = box.lifeline_width(panel) - box.help_width
        if over > 0:
            most = _letters("x" * 100, box.lifeline_width(panel), over)
            yield problem("lifeline-too-long", position, percent=most)
        elif box.text_lines(title, style, room) > most_lines:
            wide = text_width(title, style)
            most = _letters(title, wide, wide - most_lines * room)
            yield problem("title-too-long", position, title=title, most=most)


def _letters(text: str, wide: float, over: float) -> int:
    """Return how many letters of `text`, `wide` pt wide, are left when `over` pt are cut."""
    return int(len(text) * max(0, 1 - over / wide))


def cut_word_problems(
    fitted: FittedSide, geometry: Metrics, sheet: SheetLayout
) -> Iterator[Problem]:
    """Yield a warning for each word that is too wide for its cell or tag: names above all.

    A line's end cuts such a word without a hyphen.
    """
    box = HeightCalculator(geometry, fitted.density)
    found: list[tuple[str, str]] = []
    if plate := fitted.side.nameplate:
        t = geometry.table["nameplate"]
        style = TextStyle(t["family"], t["name_long"][0], 700)
        room = t["tag"] - t["tag_left"] - t["tag_right"]
        found += [("para_name", word) for word in box.find_cut_words(plate.name, style, room)]
    for placed in (placed for row in fitted.rows for placed in row):
        found += _cut_in(placed.panel.content, box, geometry.body_width(placed.span))
    for field, word in dict.fromkeys(found):
        value = sheet.handout.values.get(field)
        position = value.placed.position if value else Position("")
        yield problem("word-cut", position, warning=True, word=word)


def _cut_in(
    content: PanelContent | None, box: HeightCalculator, width: float
) -> Iterator[tuple[str, str]]:
    """Yield the words in cells of a box that are cut, each with its field."""
    people = box.table["people"]
    if isinstance(content, ScheduleContent):
        for row in content.rows:
            for said, (style, room) in zip(row, box.schedule_cells(width), strict=True):
                yield from (("schedule", word) for word in box.find_cut_words(said, style, room))
    elif isinstance(content, PeopleContent):
        if has_tables_side_by_side(content, width, people["narrow"]):
            width = (width - people["between"]) / 2
        for table in people_tables(content):
            columns = box.people_column_widths(table, width)
            for row in table.rows:
                cells = box.people_cells(columns, not (row[1] and row[2]))
                for said, (style, room) in zip(row, cells, strict=True):
                    yield from (
                        ("contacts", word) for word in box.find_cut_words(said, style, room)
                    )


def _wrapped(fitted: FittedSide, box: HeightCalculator, said: dict[str, str]) -> str:
    """Return the rows of the schedule that take more than one line, by their times."""
    for placed in (placed for row in fitted.rows for placed in row):
        if isinstance(placed.panel.content, ScheduleContent):
            width = box.metrics.body_width(placed.span)
            long = [
                phrase_text(row[0])
                for row in placed.panel.content.rows
                if box.schedule_row_lines(row, width) > 1
            ]
            return said["rows"].format(rows=", ".join(long)) if long else ""
    return ""
