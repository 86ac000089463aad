"""What the typesetter need not find out itself, for it is slow at that: how high and wide the boxes
of a sheet are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.sheet.panels import (
    HelpContent,
    PeopleContent,
    has_tables_side_by_side,
    people_tables,
)


def element_lengths(fitted: FittedSheet) -> dict[str, str]:
    """Declarations for the style attributes of a sheet's elements, by selectors of these."""
    return {
        name: rules
        for side in fitted.sides
        for name, rules in _of_side(side, HeightCalculator(fitted.metrics, side.density))
    }


def people_widths(
    content: PeopleContent, span: int, box: HeightCalculator
) -> Iterator[tuple[int, int, float]]:
    """Yield the widths of columns of people that are not the usual ones: of which table, which
    column, in pt.
    """
    width, people = box.metrics.body_width(span), box.table["people"]
    if has_tables_side_by_side(content, width, people["narrow"]):
        width = (width - people["between"]) / 2
    yield from _unusual(content, box, width, people["columns"])


def large_people_widths(
    content: PeopleContent, box: HeightCalculator
) -> Iterator[tuple[int, int, float]]:
    """Yield the same in large print."""
    large = box.table["people"]["large"]
    wide = replace(box, density=replace(box.density, size=large["size"]))
    width = box.metrics.measure - 2 * large["inset"]
    yield from _unusual(content, wide, width, large["columns"])


def _unusual(
    content: PeopleContent, box: HeightCalculator, width: float, given: Sequence[float]
) -> Iterator[tuple[int, int, float]]:
    usual = box.default_people_widths(width, given)
    for number, table in enumerate(people_tables(content), 1):
        columns = box.people_column_widths(table, width, given)
        if columns != usual:
            yield from ((number, n, wide) for n, wide in enumerate(columns, 1))


def _of_side(side: FittedSide, box: HeightCalculator) -> Iterator[tuple[str, str]]:
    yield f".{side.side.name}", f"--gap: {side.gap:.2f}pt; --free: {max(0, side.free):.2f}pt"
    if side.side.nameplate:
        yield ".plate", f"height: {box.top_height(side.side):.3f}pt"
    tabs = bool(
        box.table["box"]["edge"]
    )  # panels with tabs; without, a heading is in its box and as wide
    for row, heights in zip(side.rows, side.heights, strict=True):
        tall = (0 if tabs else box.density.head) + max(heights)
        left = 0.0
        for placed in row:
            block, content = f"#{placed.panel.block.id}", placed.panel.content
            if len(row) > 1:  # the first makes room for all, the others stand beside it
                yield (
                    block,
                    f"min-height: {tall:.3f}pt"
                    + (f"; margin: {-tall:.3f}pt 0 0 {left:.3f}pt" if left else ""),
                )
            left += box.metrics.panel_width(placed.span) + box.table["page"]["gutter"]
            if isinstance(content, PeopleContent):
                table = box.people_height(content, box.metrics.body_width(placed.span))
                yield ".people", f"height: {table:.3f}pt"
                yield ".people + .people", f"height: {table:.3f}pt; margin-top: {-table:.3f}pt"
                for number, n, wide in people_widths(content, placed.span, box):
                    yield f".people {number}.{n}", f"width: {wide:.3f}pt"
            if tabs and isinstance(content, HelpContent):
                yield ".lifeline", f"width: {box.lifeline_width(placed.panel):.3f}pt"
            elif tabs:
                yield f"{block} h2", f"width: {box.heading_width(placed.panel):.3f}pt"
