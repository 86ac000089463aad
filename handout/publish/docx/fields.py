"""The boxes of the teacher's fields in the Word file."""

from __future__ import annotations

from handout.layout.fitting.fitted_sheet import PlacedPanel
from handout.layout.sheet.panels import (
    Fact,
    FactsContent,
    HelpContent,
    NoteContent,
    Panel,
    PeopleContent,
    ScheduleContent,
    has_tables_side_by_side,
    people_tables,
)
from handout.layout.sheet.phrase import empty_field_phrase, fill_template
from handout.publish.docx.runs import END, Words
from handout.publish.docx.xml import Borders, Cell, Row, paragraph, run, space, table
from handout.sources.fields.fields import columns_of
from handout.sources.markdown.document import Paragraph, Part, items_of


def help_card(w: Words, panel: Panel, content: HelpContent, width: float) -> str:
    c, m = w.look.palette, w.fitted.metrics.table["help"]
    band = 0 if w.look.large or w.look.plain else m["left"]
    edge = (2.2, c["danger"])
    inner = width - band - m["pad"][3] - m["pad"][1]
    answer = w.phrase(content.answer) or w.blank("call_for_help", inner - 20, w.look.at(14.5))
    first = [part for part in panel.block.parts if _is_lifeline(part)]
    rest = [part for part in panel.block.parts if not _is_lifeline(part)]
    body = w.heading(panel, c["danger"], "HelpHeading")
    body += "".join(w.item("Lifeline", item, panel) for part in first for item in items_of(part))
    body += paragraph("HelpAnswer", answer) + w.prose(rest, inner, panel) + space(3)
    each = 2 if w.look.large else 4
    for n in range(0, len(content.drills), each):
        drills = content.drills[n : n + each]
        heads, cells = [], []
        for k, drill in enumerate(drills):
            left = 0 if k == 0 else m["cell"] - 2
            beside: Borders = {"left": (m["divider"], c["danger_hair"])} if k else {}
            sign = w.picture(
                w.parts.signs(drill.sign, c["danger"]), w.look.at(13), w.look.at(13), "sign"
            )
            above: Borders = {"top": (1, c["danger"])}
            heads.append(
                Cell(
                    paragraph("DrillHead", sign + run(" " + drill.label)),
                    0,
                    borders=above | beside,
                    margins=(3, 4, 0, left),
                )
            )
            lines = 1 if w.look.large else m["cell_lines"]
            wide = inner / each - m["cell"] - 6
            said = w.phrase(drill.value) or w.blank(drill.field, wide, w.look.at(9.5), lines)
            cells.append(
                Cell(
                    paragraph("Drill" if drill.value else "DrillRuled", said),
                    0,
                    borders=beside,
                    margins=(0, 4, 2, left),
                )
            )
        body += table(
            "SheetTable",
            [inner / each] * each,
            [Row(heads, header=True), Row(cells)],
            title=panel.block.title,
        ) + space(END)
    edges: Borders = {"top": edge, "bottom": edge}
    if not w.look.plain:
        edges |= {"left": edge, "right": edge}
    card = Cell(
        body,
        0,
        fill=c["danger_tint"],
        margins=(m["pad"][0], m["pad"][1], 3, m["pad"][3]),
        borders=edges,
    )
    if not band:
        return table("SheetBoxes", [width], [Row([card])])
    hand = w.picture(w.parts.signs("hand", "#FFFFFF"), 43, 43, "sign")
    red = Cell(
        paragraph("Normal", hand),
        0,
        fill=c["danger"],
        margins=(4, 4, 4, 11),
        middle=True,
        borders=card.borders,
    )
    return table("SheetBoxes", [band, width - band], [Row([red, card])])


def note(w: Words, content: NoteContent, placed: PlacedPanel) -> str:
    if not content.parts:
        return "".join(paragraph("WritingLine") for _ in range(placed.blank))
    body = w.prose(content.parts, 0, placed.panel, placed.span)
    return body + (paragraph("NoteSignature", w.phrase(content.sign)) if content.sign else "")


def facts(w: Words, content: FactsContent, width: float, panel: Panel) -> str:
    d, m = w.look.density, w.fitted.metrics.table["text"]
    labels = 132 if w.look.large else m["labels"]
    code = 96 if w.look.large else m["code"]
    rows = []
    for n, fact in enumerate(content.rows):
        borders = w.rule(n > 0)
        label = Cell(
            paragraph("CellLabel", run(fact.label)),
            0,
            borders=borders,
            margins=(d.pad, 4, d.pad, 0),
        )
        value = Cell(
            paragraph("Normal", _fact(w, fact, width - labels, code)),
            0,
            borders=borders,
            margins=(d.pad, 0, d.pad, 0),
        )
        rows.append(Row([label, value], height=0 if fact.value else w.look.line - 1))
    return table("SheetFacts", [labels, width - labels], rows, title=panel.block.title) + space(END)


def _fact(w: Words, fact: Fact, width: float, code: float) -> str:
    if fact.value:
        drawn = ""
        if fact.picture:
            alt = w.said["facts"]["link_alt"].format(url=fact.picture)
            drawn = w.picture(w.parts.code, code, code, "code", alt) + run(" ")
        return drawn + w.phrase(fact.value)
    words = sum(len(span.text) for span in fact.empty_value) * w.look.size / 2
    blanks = [span for span in fact.empty_value if span.field]
    each = (width - 4 - words) / max(1, len(blanks))
    return "".join(
        w.blank(span.field, each) if span.field else run(span.text) for span in fact.empty_value
    )


def schedule(w: Words, content: ScheduleContent, width: float, placed: PlacedPanel) -> str:
    c, d, m = w.look.palette, w.look.density, w.fitted.metrics.table["schedule"]
    columns = [104, 124, 0, 92] if w.look.large else m["columns"]
    widths = [column or width - sum(columns) for column in columns]
    head = [
        w.head(name, c["accent"], c["sage"] if n == 2 else "", m["you"] if n > 1 else 0)
        for n, name in enumerate(content.heads)
    ]
    rows = [Row(head, header=True)]
    styles = ("CellStrong", "Normal", "CellStrong", "Normal")
    for k, row in enumerate(content.rows or [()] * placed.blank):
        cells = []
        for n, style in enumerate(styles):
            words = (
                w.phrase(row[n])
                if row and row[n]
                else _unsaid_hour(w, k + 1, columns_of("schedule")[n + 1] if n else "")
            )
            left = m["you"] if n > 1 else 0
            fill = c["sage"] if n == 2 else ""
            cells.append(
                Cell(
                    paragraph(style, words),
                    0,
                    fill=fill,
                    borders=w.rule(k > 0),
                    margins=(d.pad, m["pad"] - 2, d.pad, left),
                )
            )
        rows.append(Row(cells, height=0 if row else w.look.line - 0.5))
    return table("SheetTable", widths, rows, title=placed.panel.block.title) + space(END)


def _unsaid_hour(w: Words, row: int, name: str) -> str:
    """Return a cell of the day that is still to be written; the first holds two times."""
    if name:
        return w.empty(f"schedule.{row}.{name}")
    cells = {key: w.empty(f"schedule.{row}.{key}", 2) for key in ("start", "end")}
    between = fill_template(
        w.said["schedule"]["times"], {key: empty_field_phrase(key) for key in cells}
    )
    return "".join(
        cells[span.field] if span.field else run(span.text, style="WritingSpace")
        for span in between
    )


def people(w: Words, content: PeopleContent, width: float, placed: PlacedPanel) -> str:
    c, d, m = w.look.palette, w.look.density, w.fitted.metrics.table["people"]
    number = 0
    groups = people_tables(content)
    beside = not w.look.large and has_tables_side_by_side(content, width, m["narrow"])
    wide = (width - m["between"]) / 2 if beside else width
    columns = [150, 130, 0] if w.look.large else m["columns"]
    widths = [column or wide - sum(columns) for column in columns]
    tables: list[str] = []
    for group in groups:
        rows = [Row([w.head(name, c["warm"]) for name in group.heads], header=True)]
        for k, row in enumerate(group.rows):
            number += 1
            cells = []
            for n, phrase in enumerate(row):
                style = "CellStrong" if n == 0 else "Normal"
                said_there = w.phrase(phrase) or w.empty(
                    f"contacts.{number}.{columns_of('contacts')[n]}"
                )
                cells.append(
                    Cell(
                        paragraph(style, said_there),
                        0,
                        borders=w.rule(k > 0),
                        margins=(d.pad, 3, d.pad, 0),
                    )
                )
            rows.append(Row(cells, height=0 if all(row) else w.look.line))
        tables.append(
            table("SheetTable", widths, rows, title=placed.panel.block.title) + space(END)
        )
    if not beside:
        return "".join(tables)
    cells = [Cell(tables[0], 0), Cell(space(END), 0), Cell(tables[1], 0)]
    return table("SheetBoxes", [wide, m["between"], wide], [Row(cells)]) + space(END)


def _is_lifeline(part: Part) -> bool:
    return isinstance(part, Paragraph) and part.item.id == "lifeline"
