"""Heights and widths of a sheet's boxes, given to the typesetter which computes them slowly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide, PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.sheet.panels import (
    HelpContent,
    Panel,
    PeopleContent,
    has_tables_side_by_side,
    people_tables,
)
from handout.sources.fields.languages import language_direction
from handout.writing_direction import Direction


def element_lengths(fitted: FittedSheet) -> dict[str, str]:
    """Return declarations for the style attributes of a sheet's elements, by their selectors."""
    lengths: dict[str, str] = {}
    direction = language_direction(fitted.sheet.handout.language)
    for side in fitted.sides:
        calculator = HeightCalculator(fitted.metrics, side.density)
        lengths.update(_side_lengths(side, calculator, direction))
    return lengths


def picture_lengths(side: FittedSide) -> str:
    """Return the declarations of the picture on a side."""
    width, height = side.picture_size
    return f"width: {width:.2f}pt; height: {height:.2f}pt"


def people_widths(
    content: PeopleContent, span: int, calculator: HeightCalculator
) -> Iterator[tuple[int, int, float]]:
    """Yield the widths of columns of people that are not the theme's.

    Each is the number of its table, the number of its column, and its width in pt.
    """
    width, people = calculator.metrics.body_width(span), calculator.table["people"]
    if has_tables_side_by_side(content, width, people["narrow"]):
        width = (width - people["between"]) / 2
    yield from _changed_widths(content, calculator, width, people["columns"])


def large_people_widths(
    content: PeopleContent, calculator: HeightCalculator
) -> Iterator[tuple[int, int, float]]:
    """Yield the same in large print."""
    large = calculator.table["people"]["large"]
    density = replace(calculator.density, size=large["size"])
    width = calculator.metrics.measure - 2 * large["inset"]
    large_calculator = replace(calculator, density=density)
    yield from _changed_widths(content, large_calculator, width, large["columns"])


def _changed_widths(
    content: PeopleContent, calculator: HeightCalculator, width: float, columns: Sequence[float]
) -> Iterator[tuple[int, int, float]]:
    default_widths = calculator.default_people_widths(width, columns)
    for table_number, table in enumerate(people_tables(content), 1):
        widths = calculator.people_column_widths(table, width, columns)
        if widths == default_widths:
            continue
        for column_number, column_width in enumerate(widths, 1):
            yield table_number, column_number, column_width


def _side_lengths(
    side: FittedSide, calculator: HeightCalculator, direction: Direction
) -> Iterator[tuple[str, str]]:
    yield f".{side.side.name}", f"--gap: {side.gap:.2f}pt; --free: {max(0, side.free):.2f}pt"
    if side.side.nameplate:
        yield ".plate", f"height: {calculator.top_height(side.side):.3f}pt"
    if side.side.picture:
        yield ".view", picture_lengths(side)
    # A theme with edges sets headings in tabs above the boxes; without, they are inside.
    has_tabs = bool(calculator.table["box"]["edge"])
    gutter = calculator.table["page"]["gutter"]
    for row, heights in zip(side.rows, side.heights, strict=True):
        row_height = (0 if has_tabs else calculator.density.head) + max(heights)
        start = 0.0  # pt, from where lines start
        for placed in row:
            if len(row) > 1:  # the first makes room for all, the others stand beside it
                beside = f"0 0 {start:.3f}pt" if direction == "ltr" else f"{start:.3f}pt 0 0"
                margin = f"; margin: {-row_height:.3f}pt {beside}" if start else ""
                yield f"#{placed.panel.block.id}", f"min-height: {row_height:.3f}pt{margin}"
            start += calculator.metrics.panel_width(placed.span) + gutter
            yield from _panel_lengths(placed, calculator, has_tabs)


def _panel_lengths(
    placed: PlacedPanel, calculator: HeightCalculator, has_tabs: bool
) -> Iterator[tuple[str, str]]:
    panel, content = placed.panel, placed.panel.content
    if isinstance(content, PeopleContent):
        height = calculator.people_height(content, calculator.metrics.body_width(placed.span))
        yield ".people", f"height: {height:.3f}pt"
        yield ".people + .people", f"height: {height:.3f}pt; margin-top: {-height:.3f}pt"
        for table, column, width in people_widths(content, placed.span, calculator):
            yield f".people {table}.{column}", f"width: {width:.3f}pt"
    if isinstance(content, HelpContent):
        if lengths := _lifeline_lengths(panel, calculator, has_tabs):
            yield ".lifeline", lengths
    elif has_tabs:
        yield f"#{panel.block.id} h2", f"width: {calculator.heading_width(panel):.3f}pt"


def _lifeline_lengths(panel: Panel, calculator: HeightCalculator, has_tabs: bool) -> str:
    lengths = []
    if has_tabs:
        lengths.append(f"width: {calculator.lifeline_width(panel):.3f}pt")
    if calculator.has_lifeline_below(panel):
        lengths.append("white-space: normal; margin-top: 0")
    return "; ".join(lengths)
