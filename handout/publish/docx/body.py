"""A fitted sheet as the body of a Word file: the same boxes in the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide, PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.heights.text_heights import EM_SPACE
from handout.layout.sheet.panels import (
    FactsContent,
    HelpContent,
    NoteContent,
    PageFoot,
    PeopleContent,
    ScheduleContent,
)
from handout.layout.sheet.phrase import Phrase, has_blank, join_phrases
from handout.publish.docx.fields import facts, help_card, note, people, schedule
from handout.publish.docx.runs import END, Words
from handout.publish.docx.styles import Look
from handout.publish.docx.xml import Borders, Cell, Row, bookmark, paragraph, run, space, table
from handout.sources.edited.docx_bookmarks import side_bookmark

_SLACK, _SLACK_PLAIN, _WIDEST_GAP = (
    10.0,
    30.0,
    15.0,
)  # pt: kept free, as other programs set lines a hair taller


@dataclass(frozen=True)
class Body:
    """Puts the boxes of one sheet where they belong."""

    fitted: FittedSheet
    look: Look
    words: Words

    def xml(self) -> str:
        """Return all sides, one after another."""
        return "".join(self.side(side, n > 0) for n, side in enumerate(self.fitted.sides))

    def side(self, fitted: FittedSide, further: bool) -> str:
        side = fitted.side
        if side.nameplate:
            top = self.plate(side.title, side.lead, side.nameplate.name, side.nameplate.lines)
        else:
            title = bookmark(side_bookmark(side.name), self.words.next(), run(side.title))
            top = paragraph("Heading1", title, page_break=further) + paragraph(
                "Subtitle", run(side.lead)
            )
        rows = "".join(space(self.gap(fitted)) + self.row(row) for row in fitted.rows)
        return top + rows + space(2) + self.foot(side.foot)

    def gap(self, fitted: FittedSide) -> float:
        """Between rows of boxes: what the file's density leaves free on the side goes there, as far
        as it looks well.
        """
        if self.look.large:
            return 14
        d, geometry = self.look.density, self.fitted.metrics
        box = HeightCalculator(geometry, d)
        high = sum(
            max(
                box.heading_height(p.panel) + box.panel_height(p.panel, p.span, p.blank)
                for p in row
            )
            for row in fitted.rows
        )
        free = (
            geometry.depth
            - high
            - box.top_height(fitted.side)
            - box.foot_height(fitted.side.foot)
            - (_SLACK_PLAIN if self.look.plain else _SLACK)
        )
        return max(2, min(_WIDEST_GAP, free / len(fitted.rows)))

    def plate(self, title: str, lead: str, name: Phrase, lines: Sequence[Phrase]) -> str:
        c, m = self.look.palette, self.fitted.metrics.table["nameplate"]
        named = paragraph("Title", run(title)) + paragraph("Subtitle", run(lead))
        tag = self.words.said["tag"]
        if name:
            who = paragraph("TagWelcome", run(tag["welcome"])) + paragraph(
                "TagName", self.words.phrase(name)
            )
        else:
            who = paragraph(
                "TagWelcome", run(tag["welcome"] + " ") + self.words.blank("para_name", 100)
            )
        who += "".join(
            paragraph(_ruled(line, "TagPlace"), self.words.phrase(line)) for line in lines
        )
        below: Borders = {"bottom": (2.2, c["accent"])}
        if self.look.large:
            rows = [
                Row([Cell(named, 0, borders=below)]),
                Row([Cell(who, 0, fill=c["sand"], margins=(6, 9, 6, 9))]),
            ]
            return table("SheetBoxes", [self.words.measure], rows)
        edge = (1, c["accent"])
        sides: Borders = {} if self.look.plain else {"top": edge, "left": edge, "right": edge}
        tagged = Cell(who, 0, fill=c["sand"], margins=(3, 8, 3, 10), borders=sides | below)
        cells, widths = (
            [Cell(named, 0, borders=below), tagged],
            [self.words.measure - m["tag"], m["tag"]],
        )
        if self.words.parts.logo_alt or not self.look.plain:
            emblem = self.words.picture(
                self.words.parts.emblem, 43, 43, "emblem", self.words.parts.logo_alt
            )
            cells.insert(0, Cell(paragraph("Normal", emblem), 0, borders=below))
            widths = [54, widths[0] - 54, widths[1]]
        return table("SheetBoxes", widths, [Row(cells, height=m["height"] - 4)])

    def foot(self, foot: PageFoot) -> str:
        said, found = self.words.said["foot"], ""
        if foot.turn:
            found += paragraph(
                "Foot",
                run(said["turn"], style="FootStrong")
                + run(f" {said['turn_rest']}{EM_SPACE}{said['names']}"),
            )
        for parts in HeightCalculator(self.fitted.metrics, self.fitted.sides[0].density).foot_rows(
            foot
        ):
            line = join_phrases(parts, EM_SPACE)
            found += paragraph(_ruled(line, "Foot"), self.words.phrase(line))
        if foot.rules:
            found += paragraph("Foot", run(foot.rules))
        if foot.signed:
            who = "".join(
                run(f" {said[key]} ") + self.words.line(wide)
                for key, wide in (("aide", 130), ("teacher", 130), ("date", 64))
            )
            found += paragraph("FootRuled", run(said["signed"], style="FootStrong") + who)
        return found or paragraph("Foot")

    def row(self, placed: Sequence[PlacedPanel]) -> str:
        """Boxes side by side, with an empty column between two."""
        gutter = self.fitted.metrics.table["page"]["gutter"]
        widths: list[float] = []
        cells: list[Cell] = []
        for one in placed:
            if cells:
                cells.append(Cell(space(END), 0))
                widths.append(gutter)
            wide = (
                self.words.measure
                if self.look.large or len(placed) == 1
                else self.fitted.metrics.panel_width(one.span)
            )
            if isinstance(one.panel.content, HelpContent):
                return help_card(self.words, one.panel, one.panel.content, wide)
            widths.append(wide)
            cells.append(self.box(one, wide))
        return table("SheetBoxes", widths, [Row(cells)])

    def box(self, placed: PlacedPanel, width: float) -> Cell:
        c, d, block = self.look.palette, self.look.density, placed.panel.block
        side = self.fitted.metrics.table["box"]["side"]
        strong = (
            c["danger"]
            if block.tint == "danger"
            else c["warm"]
            if block.tint == "sand"
            else c["accent"]
        )
        edge = (0.75, c["danger"] if block.tint == "danger" else c["edge"])
        borders: Borders = {"top": (1.5, strong)}
        if not self.look.plain:
            borders |= {"left": edge, "bottom": edge, "right": edge}
        body = self.words.heading(placed.panel, strong) + self.content(placed, width - 2 * side)
        if block.locked:
            # LibreOffice mixes up the first paragraph in such a control, so that is an empty one.
            body = self.words.locked(placed.panel, space(END) + body)
        return Cell(
            body + space(END),
            width,
            fill={"sage": c["sage"], "sand": c["sand"]}.get(block.tint, ""),
            borders=borders,
            margins=(d.top - 1, side, max(1, d.bottom - END), side),
        )

    def content(self, placed: PlacedPanel, width: float) -> str:
        panel, content = placed.panel, placed.panel.content
        match content:
            case NoteContent():
                return note(self.words, content, placed)
            case FactsContent():
                return facts(self.words, content, width, panel)
            case ScheduleContent():
                return schedule(self.words, content, width, placed)
            case PeopleContent():
                return people(self.words, content, width, placed)
            case _:
                return self.words.prose(panel.block.parts, width, panel, placed.span)


def _ruled(phrase: Phrase, style: str) -> str:
    """Return a style with room for writing, if the phrase has a blank."""
    return f"{style}Ruled" if has_blank(phrase) else style
