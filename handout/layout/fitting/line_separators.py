"""Lines end where a separator stood: none ends with one, and none begins with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import chain

from handout.layout.fitting.fitted_sheet import FittedSide, PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.heights.page_ends import tag_width
from handout.layout.heights.text_heights import SANS
from handout.layout.metrics import Metrics
from handout.layout.sheet.panels import Fact, FactsContent, Nameplate, SheetLayout, Side
from handout.layout.sheet.phrase import Phrase, end_lines_at_separators, split_at_line_ends
from handout.layout.text.line_breaking import TextStyle

_LARGE_SIZE = 18  # pt, of the tag and the foot in large print (templates/css/large.css.j2)
_LARGE_MARGINS = 136  # pt: those of its paper, and the tag's paddings


def end_lines_around_boxes(sheet: SheetLayout, geometry: Metrics, *, flows: bool) -> SheetLayout:
    """Return the sheet with each line of its name tag and foot that is too long as several.

    In large print the sheet `flows`, and its tag is as wide as the paper.
    """
    return replace(
        sheet, sides=tuple(_end_lines_of_side(side, geometry, flows) for side in sheet.sides)
    )


def _end_lines_of_side(side: Side, geometry: Metrics, flows: bool) -> Side:
    calculator = HeightCalculator(geometry, geometry.densities[0])
    tag, foot = geometry.table["nameplate"], geometry.table["foot"]
    large, width = TextStyle(SANS, _LARGE_SIZE), geometry.width - _LARGE_MARGINS

    def split(lines: tuple[Phrase, ...], size: float, measure: float) -> tuple[Phrase, ...]:
        style = large if flows else TextStyle(SANS, size)
        count_lines = partial(
            calculator.phrase_lines, style=style, measure=width if flows else measure
        )
        ended = [end_lines_at_separators(line, count_lines) for line in lines]
        return tuple(chain.from_iterable(map(split_at_line_ends, ended)))

    plate = side.nameplate
    if plate:
        plate = Nameplate(plate.name, split(plate.lines, tag["size"], tag_width(tag)))
    foot_lines = split(side.foot.lines, foot["size"], geometry.measure)
    second = side.second_half
    return replace(
        side,
        nameplate=plate,
        foot=replace(side.foot, lines=foot_lines),
        second_half=second and _end_lines_of_side(second, geometry, flows),
    )


def end_all_fact_lines(placed: PlacedPanel) -> PlacedPanel:
    """Return the panel with each item in Find it fast on a line of its own, as in large print."""
    return _with_fact_phrases(placed, lambda fact: end_lines_at_separators(fact.value, len))


def end_fact_lines(side: FittedSide, geometry: Metrics) -> FittedSide:
    """Return the side with the lists in Find it fast ended where its lines are full."""
    calculator = HeightCalculator(geometry, side.density)

    def end_lines(placed: PlacedPanel) -> PlacedPanel:
        width = geometry.body_width(placed.span)
        return _with_fact_phrases(placed, lambda fact: calculator.fact_phrase(fact, width))

    return replace(side, rows=tuple(tuple(map(end_lines, row)) for row in side.rows))


def _with_fact_phrases(placed: PlacedPanel, compose: Callable[[Fact], Phrase]) -> PlacedPanel:
    content = placed.panel.content
    if not isinstance(content, FactsContent):
        return placed
    rows = tuple(replace(fact, value=compose(fact)) for fact in content.rows)
    return replace(placed, panel=replace(placed.panel, content=FactsContent(rows)))
