"""Words that are wider than their place on the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from handout.layout.fitting.fitted_sheet import FittedSide
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.heights.page_ends import tag_width
from handout.layout.heights.text_heights import SANS
from handout.layout.metrics import Metrics
from handout.layout.sheet.panels import (
    FactsContent,
    HelpContent,
    Nameplate,
    PanelContent,
    PeopleContent,
    ScheduleContent,
    SheetLayout,
    has_tables_side_by_side,
    people_tables,
)
from handout.layout.sheet.phrase import Phrase, to_phrase
from handout.layout.text.line_breaking import TextStyle
from handout.problems import Position, Problem, problem
from handout.sources.fields.facts import MORE


def cut_word_problems(
    fitted: FittedSide, geometry: Metrics, sheet: SheetLayout
) -> Iterator[Problem]:
    """Yield a warning for each word that is too wide for its cell or tag: names above all.

    A line's end cuts such a word without a hyphen.
    """
    calculator = HeightCalculator(geometry, fitted.density)
    cut_words: list[tuple[str, str]] = []
    if plate := fitted.side.nameplate:
        cut_words += _cut_tag_words(plate, calculator)
    for placed in chain.from_iterable(fitted.rows):
        width = geometry.body_width(placed.span)
        cut_words += _cut_cell_words(placed.panel.content, calculator, width)
        cut_words += _cut_answer_words(placed.panel.content, calculator, width)
        cut_words += _cut_label_words(placed.panel.content, calculator)
    for field, word in dict.fromkeys(cut_words):
        values = sheet.handout.values
        value = values.get(field) or values.get(field.partition(".")[0])  # of a row's cell
        position = value.placed.position if value else Position("")
        yield problem("word-cut", position, warning=True, word=word)


def _cut_tag_words(plate: Nameplate, calculator: HeightCalculator) -> Iterator[tuple[str, str]]:
    """Yield the words of a name tag that are cut, each with its field."""
    table = calculator.table["nameplate"]
    width = tag_width(table)
    name = TextStyle(table["family"], table["name_long"][0], 700)
    yield from _cut_field_words(plate.name, calculator, name, width)
    for line in plate.lines:
        yield from _cut_field_words(line, calculator, TextStyle(SANS, table["size"]), width)


def _cut_answer_words(
    content: PanelContent | None, calculator: HeightCalculator, width: float
) -> Iterator[tuple[str, str]]:
    """Yield the words of answers beside or under their labels that are cut, each with its field."""
    style = calculator.body_style()
    if isinstance(content, HelpContent):
        answer, _ = calculator.answer_style(content.answer)
        yield from _cut_field_words(content.answer, calculator, answer, calculator.help_width)
        drill_width = calculator.drill_width - calculator.table["help"]["divider"]
        for drill in content.drills:
            yield from _cut_field_words(drill.value, calculator, style, drill_width)
    elif isinstance(content, FactsContent):
        for fact in content.rows:
            _, words_width = calculator.fact_cell_size(fact, width)
            yield from _cut_field_words(fact.value, calculator, style, words_width)


def _cut_field_words(
    phrase: Phrase, calculator: HeightCalculator, style: TextStyle, width: float
) -> Iterator[tuple[str, str]]:
    for part in phrase:
        if part.field:
            for word in calculator.find_cut_words((part,), style, width):
                yield part.field, word


def _cut_label_words(
    content: PanelContent | None, calculator: HeightCalculator
) -> Iterator[tuple[str, str]]:
    """Yield the words of labels that are cut, each with the field that named them."""
    if isinstance(content, HelpContent):
        for drill in content.drills:
            for word in calculator.find_cut_words(to_phrase(drill.label), *calculator.drill_label):
                yield "labels", word
    elif isinstance(content, FactsContent):
        for fact in content.rows:
            for word in calculator.find_cut_words(to_phrase(fact.label), *calculator.fact_label):
                yield "more_facts" if fact.key.startswith(MORE) else "labels", word


def _cut_cell_words(
    content: PanelContent | None, calculator: HeightCalculator, width: float
) -> Iterator[tuple[str, str]]:
    """Yield the words in cells of a box that are cut, each with its field."""
    if isinstance(content, ScheduleContent):
        cells = calculator.schedule_cells(width)
        for row in content.rows:
            for word in _cut_row_words(row, cells, calculator):
                yield "schedule", word
    elif isinstance(content, PeopleContent):
        people = calculator.table["people"]
        if has_tables_side_by_side(content, width, people["narrow"]):
            width = (width - people["between"]) / 2
        for table in people_tables(content):
            columns = calculator.people_column_widths(table, width)
            for row in table.rows:
                cells = calculator.people_cells(columns)
                for word in _cut_row_words(row, cells, calculator):
                    yield "contacts", word


def _cut_row_words(
    row: Sequence[Phrase], cells: Sequence[tuple[TextStyle, float]], calculator: HeightCalculator
) -> Iterator[str]:
    for phrase, (style, width) in zip(row, cells, strict=True):
        yield from calculator.find_cut_words(phrase, style, width)
