"""The boxes of the teacher's fields in the Word file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handout.layout.fitting.fitted_sheet import PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.heights.text_heights import EM_SPACE
from handout.layout.sheet.panels import (
    Drill,
    Fact,
    FactsContent,
    HelpContent,
    NoteContent,
    Panel,
    PeopleContent,
    ScheduleContent,
    has_tables_side_by_side,
    is_lifeline,
    people_tables,
)
from handout.layout.sheet.phrase import Phrase, empty_field_phrase, fill_template, has_blank
from handout.publish.docx.runs import END, RunWriter
from handout.publish.docx.xml import Borders, Cell, Row, Upright, paragraph, run, space, table
from handout.sources.fields.fields import columns_of
from handout.sources.markdown.document import items_of

_SPARE = 12.0  # pt: for words that must stay on one line, whichever face stands in


def help_card(
    writer: RunWriter, placed: PlacedPanel, content: HelpContent, width: float, height: float
) -> str:
    """Return the help card: in colour, the words beside a band with a hand where there is room for
    one, and the drills below both.
    """
    look, palette = writer.look, writer.look.palette
    card = writer.fitted.metrics.table["help"]
    top, right, _, left = card["pad"]
    band_width = 0 if look.large or look.plain else card["left"]
    edge = (2.2, palette["danger"])
    edges: Borders = {"top": edge, "bottom": edge}
    if not look.plain:
        edges |= {"left": edge, "right": edge}
    margins = (0.0, 0.0, 3.0, 0.0) if band_width else (top, right, 3, left)
    inner_width = width - margins[1] - margins[3]
    words_width = inner_width - (band_width + left + right if band_width else 0)
    body = _help_words(writer, placed.panel, content, words_width)
    if band_width:
        hand = writer.picture(writer.parts.signs("hand", "#FFFFFF"), 43, 43, "sign")
        drawn = paragraph("Normal", hand)
        band = Cell(drawn, 0, fill=palette["danger"], margins=(4, 4, 4, 11), upright="center")
        words = Cell(body, 0, margins=(top, right, 0, left))
        widths = [band_width, inner_width - band_width]
        body = table("SheetBoxes", widths, [Row([band, words])]) + space(END)
    body += _drill_tables(writer, placed, content, inner_width)
    tint = palette["danger_tint"]
    cell = Cell(body, 0, fill=tint, margins=margins, borders=edges)
    return table("SheetBoxes", [width], [Row([cell], height=height)])


def _help_words(writer: RunWriter, panel: Panel, content: HelpContent, width: float) -> str:
    """Return the heading, the lifeline, whom to call, and the words below."""
    answer = writer.phrase(content.answer)
    if not answer:
        answer = writer.blank("call_for_help", width - 20, writer.look.fixed_size(16))
    lifelines = [part for part in panel.block.parts if is_lifeline(part)]
    others = [part for part in panel.block.parts if not is_lifeline(part)]
    words = writer.heading(panel, writer.look.palette["danger"], "HelpHeading")
    lifeline = ""
    for part in lifelines:
        for item in items_of(part):
            lifeline += writer.item("Lifeline", item, panel)
    calculator = HeightCalculator(writer.fitted.metrics, writer.look.density)
    if lifeline and not writer.look.large and not calculator.has_lifeline_below(panel):
        beside = calculator.lifeline_width(panel) + _SPARE
        cells = [Cell(words, 0, upright="center"), Cell(lifeline, 0, upright="center")]
        words = table("SheetBoxes", [width - beside, beside], [Row(cells)])
    else:
        words += lifeline
    words += paragraph("HelpAnswer", answer)
    return words + writer.prose(others, width, panel) + space(3)


def _drill_tables(
    writer: RunWriter, placed: PlacedPanel, content: HelpContent, width: float
) -> str:
    """Return the drills, four side by side, in large print two."""
    columns = 2 if writer.look.large else 4
    column_width = width / columns
    tables = ""
    for first in range(0, len(content.drills), columns):
        heads, bodies = [], []
        for column, drill in enumerate(content.drills[first : first + columns]):
            heads.append(_drill_head(writer, drill, column))
            bodies.append(_drill_body(writer, drill, column, column_width, placed.blank))
        rows = [Row(heads, header=True), Row(bodies)]
        title = placed.panel.block.title
        tables += table("SheetTable", [column_width] * columns, rows, title=title)
        tables += space(END)
    return tables


def _drill_head(writer: RunWriter, drill: Drill, column: int) -> Cell:
    red, size = writer.look.palette["danger"], writer.look.fixed_size(10.5)
    sign = writer.picture(writer.parts.signs(drill.sign, red), size, size, "sign")
    card, (divider, left) = writer.fitted.metrics.table["help"], _drill_divider(writer, column)
    borders: Borders = {"top": (1, red)}
    words = paragraph("DrillHead", sign + writer.own_words(" " + drill.label))
    return Cell(words, 0, borders=borders | divider, margins=(3, card["cell"], 0, left))


def _drill_body(writer: RunWriter, drill: Drill, column: int, width: float, blank: int) -> Cell:
    card = writer.fitted.metrics.table["help"]
    words, style = writer.phrase(drill.value), "Drill"
    if not words:
        # On paper the first of them stands beside the drill's name.
        lines = 1 if writer.look.large else max(1, blank - 1)
        blank_width = width - 2 * card["cell"] - 2
        words = writer.blank(drill.field, blank_width, writer.look.fixed_size(9.5), lines)
    if not drill.value:
        style = "DrillRuled"
    divider, left = _drill_divider(writer, column)
    margins = (0, card["cell"], 2, left)
    return Cell(paragraph(style, words), 0, borders=divider, margins=margins)


def _drill_divider(writer: RunWriter, column: int) -> tuple[Borders, float]:
    """Return the hairline on the left of a drill, and the room beside it; the first has no line."""
    card = writer.fitted.metrics.table["help"]
    if column == 0:
        return {}, 0 if writer.look.large or writer.look.plain else card["cell"]
    return {"left": (card["divider"], writer.look.palette["danger_hair"])}, card["cell"]


def note(writer: RunWriter, content: NoteContent, placed: PlacedPanel) -> str:
    """Return the teacher's note, or lines to write one on."""
    if not content.parts:
        return paragraph("WritingLine") * placed.blank
    words = writer.prose(content.parts, 0, placed.panel, placed.span)
    words = writer.speak(words, content.language)
    if content.sign:
        words += paragraph("NoteSignature", writer.phrase(content.sign))
    return words


def facts(writer: RunWriter, content: FactsContent, width: float, panel: Panel) -> str:
    """Return Find it fast as a table of labels and facts."""
    look, text = writer.look, writer.fitted.metrics.table["text"]
    pad = look.density.pad
    label_width = 132 if look.large else text["labels"]
    code_size = 96 if look.large else text["code"]
    rows = []
    for index, fact in enumerate(content.rows):
        # Between two rows to be written the line of the upper one parts them.
        is_parted = index > 0 and (_is_said(fact) or _is_said(content.rows[index - 1]))
        borders = writer.rule(is_parted)
        label = paragraph("CellLabel", writer.own_words(fact.label))
        style = "Normal" if _is_said(fact) else "CellRuled"
        value = paragraph(style, _fact_words(writer, fact, width - label_width, code_size))
        upright: Upright = "" if fact.value else "bottom"  # a hand writes above the line
        beside = pad if _is_said(fact) else 0
        cells = [
            Cell(label, 0, borders=borders, margins=(beside, 4, beside, 0), upright=upright),
            Cell(value, 0, borders=borders, margins=(beside, 0, beside, 0), upright=upright),
        ]
        rows.append(Row(cells, height=0 if fact.value else look.line - 1))
    widths = [label_width, width - label_width]
    return table("SheetFacts", widths, rows, title=panel.block.title) + space(END)


def _is_said(fact: Fact) -> bool:
    """Tell whether nothing is to be written in a row."""
    return bool(fact.value) and not has_blank(fact.value)


def _fact_words(writer: RunWriter, fact: Fact, width: float, code_size: float) -> str:
    if fact.value and fact.picture:
        alt = writer.messages["facts"]["link_alt"].format(url=fact.picture)
        code = writer.picture(writer.parts.code, code_size, code_size, "code", alt)
        return code + run(" ") + writer.phrase(fact.value)
    if fact.value:
        return writer.phrase(fact.value)
    # Letters are about half as wide as high: what they leave is shared by the blanks.
    words_width = sum(len(part.text) for part in fact.empty_value) * writer.look.size / 2
    blanks = [part for part in fact.empty_value if part.field]
    blank_width = (width - 4 - words_width) / max(1, len(blanks))
    words = ""
    for part in fact.empty_value:
        words += (
            writer.blank(part.field, blank_width) if part.field else writer.own_words(part.text)
        )
    return words


def schedule(writer: RunWriter, content: ScheduleContent, width: float, placed: PlacedPanel) -> str:
    """Return the day as a table, or as many empty rows as the sheet has."""
    look, metrics = writer.look, writer.fitted.metrics.table["schedule"]
    accent, sage, pad = look.palette["accent"], look.palette["sage"], look.density.pad
    columns = [104, 124, 0, 92] if look.large else metrics["columns"]
    widths = [column or width - sum(columns) for column in columns]
    # What the aide does is on a tint, with room on its left as the column after it has.
    before = metrics["before"]
    fills, lefts = ("", "", sage, ""), (0, before, metrics["you"], metrics["you"])
    heads = zip(content.heads, fills, lefts, strict=True)
    rows = [Row([writer.head(name, accent, fill, left) for name, fill, left in heads], header=True)]
    styles = ("CellStrong", "Normal", "CellStrong", "Normal")
    rows_in_all = len(content.rows) + placed.blank
    for index, row in enumerate([*content.rows, *([()] * placed.blank)]):
        cells = []
        for column, (style, fill, left) in enumerate(zip(styles, fills, lefts, strict=True)):
            right = metrics["pad"] - 2 - (0 if column else before)
            if row and row[column]:
                words = writer.phrase(row[column])
            else:
                words = _empty_hour(writer, index + 1, column)
            cells.append(
                Cell(
                    paragraph(style, words),
                    0,
                    fill=fill,
                    borders=writer.rules(index, rows_in_all, has_lines=bool(placed.blank)),
                    margins=(pad, right, pad, left),
                    upright="bottom" if placed.blank else "",
                )
            )
        rows.append(Row(cells, height=look.line - 0.5 if placed.blank else 0))
    return table("SheetTable", widths, rows, title=placed.panel.block.title) + space(END)


def _empty_hour(writer: RunWriter, number: int, column: int) -> str:
    """Return a cell of the day that is still to be written; the first holds two times."""
    if column:
        return writer.empty(f"schedule.{number}.{columns_of('schedule')[column + 1]}")
    cells = {key: writer.empty(f"schedule.{number}.{key}", 2) for key in ("start", "end")}
    empty_times = {key: empty_field_phrase(key) for key in cells}
    words = ""
    for part in fill_template(writer.messages["schedule"]["times"], empty_times):
        # As on paper no dash: between two times that nobody has written it says nothing.
        words += cells[part.field] if part.field else run(EM_SPACE, style="WritingSpace")
    return words


def people(writer: RunWriter, content: PeopleContent, width: float, placed: PlacedPanel) -> str:
    """Return the people in one table, or in two, side by side where there is room."""
    look, metrics = writer.look, writer.fitted.metrics.table["people"]
    has_columns = not look.large and has_tables_side_by_side(content, width, metrics["narrow"])
    table_width = (width - metrics["between"]) / 2 if has_columns else width
    columns = [150, 130, 0] if look.large else metrics["columns"]
    widths = [column or table_width - sum(columns) for column in columns]
    title = placed.panel.block.title
    tables: list[str] = []
    first = 1  # the number of the table's first person among all
    for group in people_tables(content):
        warm, before = look.palette["warm"], metrics["pad"]
        heads = [
            writer.head(name, warm, left=before if column else 0)
            for column, name in enumerate(group.heads)
        ]
        rows = [Row(heads, header=True)]
        for index, row in enumerate(group.rows):
            upright: Upright = "bottom" if content.has_gaps else ""
            cells = _person_cells(writer, row, first + index, before)
            borders = writer.rules(index, len(group.rows), has_lines=content.has_gaps)
            cells = [replace(cell, borders=borders, upright=upright) for cell in cells]
            rows.append(Row(cells, height=look.line if content.has_gaps else 0))
        tables.append(table("SheetTable", widths, rows, title=title) + space(END))
        first += len(group.rows)
    if not has_columns:
        return "".join(tables)
    cells = [Cell(tables[0], 0), Cell(space(END), 0), Cell(tables[1], 0)]
    box_widths = [table_width, metrics["between"], table_width]
    return table("SheetBoxes", box_widths, [Row(cells)]) + space(END)


def _person_cells(
    writer: RunWriter, row: Sequence[Phrase], number: int, before: float
) -> list[Cell]:
    """Return a person's cells; all but the first have `before` pt on their left."""
    pad = writer.look.density.pad
    cells = []
    for column, phrase in enumerate(row):
        style = "CellStrong" if column == 0 else "Normal"
        words = writer.phrase(phrase)
        if not words:
            words = writer.empty(f"contacts.{number}.{columns_of('contacts')[column]}")
        left = before if column else 0
        cells.append(Cell(paragraph(style, words), 0, margins=(pad, 0, pad, left)))
    return cells
