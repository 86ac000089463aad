"""The CSS rules of one sheet alone: its gaps, the widths of its blanks and of its columns of
people.
"""

from __future__ import annotations

from collections.abc import Iterator

from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.sheet.panels import PeopleContent
from handout.layout.sheet.phrase import Phrase
from handout.publish.html.context import all_placed
from handout.publish.html.print_lengths import (
    large_people_widths,
    people_widths,
    picture_lengths,
)
from handout.sources.markdown.document import items_of
from handout.sources.markdown.field_marks import find_marks

# pt: the blanks that stand in the templates: of a date, a name, and a signature.
_SIGNATURE = 130
_TEMPLATE_BLANKS = {64, 101, _SIGNATURE}


def sheet_rules(fitted: FittedSheet, *, paper: bool) -> str:
    """Return the rules of this sheet, for `paper` alone or for screens too."""
    large = fitted.sheet.handout.value("large_print") is True
    rules: list[str] = []
    if not large:
        rules += map(_gap_rule, fitted.sides)
    signature = fitted.metrics.table["foot"]["signature"]
    for width in _blank_widths(fitted):
        drawn = signature if width == _SIGNATURE else width
        rules.append(f".u{width} {{ width: {drawn:g}pt }}")
    rules += [f".view {{ {picture_lengths(side)} }}" for side in fitted.sides if side.side.picture]
    rules += _column_rules(fitted, large, paper)
    return "\n".join(rules)


def _gap_rule(side: FittedSide) -> str:
    free = max(0, side.free)
    return f".{side.side.name} {{ --gap: {side.gap:.2f}pt; --free: {free:.2f}pt }}"


def _blank_widths(fitted: FittedSheet) -> list[int]:
    widths = set(_TEMPLATE_BLANKS)
    for phrase in _phrases(fitted):
        widths |= {int(part.blank) for part in phrase if part.blank}
    for placed in all_placed(fitted.sides):
        for part in placed.panel.block.parts:
            for item in items_of(part):
                widths |= {field.blank for field in find_marks(item.text) if field.blank}
    return sorted(widths)


def _phrases(fitted: FittedSheet) -> Iterator[Phrase]:
    """Yield the phrases of a sheet that may hold blanks."""
    for side in fitted.sides:
        yield from side.side.foot.lines
        if side.side.nameplate:
            yield from side.side.nameplate.lines
    for placed in all_placed(fitted.sides):
        for row in getattr(placed.panel.content, "rows", ()):
            yield from (row if isinstance(row, tuple) else (row.value,))


def _column_rules(fitted: FittedSheet, large: bool, paper: bool) -> Iterator[str]:
    """Yield the rules of columns of people that are wider than usual, so that no name is cut on
    paper.
    """
    # px: on a narrower screen it is a page to read (screen.css.j2)
    screen = int(fitted.metrics.width * 4 / 3) + 33
    for side in fitted.sides:
        calculator = HeightCalculator(fitted.metrics, side.density)
        for placed in all_placed([side]):
            content = placed.panel.content
            if not isinstance(content, PeopleContent):
                continue
            if large:
                widths = large_people_widths(content, calculator)
            else:
                widths = people_widths(content, placed.span, calculator)
            for table, column, width in widths:
                selector = f"#{placed.panel.block.id} .people:nth-of-type({table}) .p{column}"
                rule = f"{selector} {{ width: {width:.2f}pt }}"
                # The typesetter knows no widths of screens.
                yield rule if paper else f"@media print, (min-width: {screen}px) {{ {rule} }}"
