"""A fitted sheet as the body of a Word file: the same boxes in the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide, PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.heights.text_heights import EM_SPACE
from handout.layout.sheet.panels import (
    FactsContent,
    HelpContent,
    Nameplate,
    NoteContent,
    PageFoot,
    PeopleContent,
    ScheduleContent,
    SidePicture,
)
from handout.layout.sheet.phrase import Phrase, has_blank, join_phrases
from handout.publish.docx.fields import facts, help_card, note, people, schedule
from handout.publish.docx.look import Look
from handout.publish.docx.runs import END, RunWriter, is_locked_whole
from handout.publish.docx.xml import (
    Borders,
    Cell,
    Row,
    bookmark,
    paragraph,
    set_leading,
    space,
    table,
)
from handout.sources.edited.docx_bookmarks import side_bookmark
from handout.sources.fields.languages import language_direction
from handout.sources.pictures.picture import FURTHER_SIDE

# pt: kept free on each side, as other programs set lines a hair taller.
_SLACK, _SLACK_PLAIN = 14.0, 28.0
_LENGTHS_OF_SIDE = ("pad", "gap", "top", "bottom", "line")  # of a density
# Before an em space LibreOffice 7.4 sets the full stop of a sentence in Arabic apart from it.
_LEFTWARD_DIVIDER = "\xa0\xa0 "
_SIGNATURE_WIDTHS = (130, 130, 64)  # pt


@dataclass(frozen=True)
class Body:
    """Puts the boxes of one sheet where they belong."""

    fitted: FittedSheet
    look: Look
    writer: RunWriter

    def xml(self) -> str:
        """Return all sides, one after another."""
        sides = enumerate(self.fitted.sides)
        return "".join(self.on_side(side).side(side, further=index > 0) for index, side in sides)

    def side(self, fitted: FittedSide, further: bool) -> str:
        """Return a side; a `further` one begins on a new page."""
        side, own = fitted.side, self.writer.own_words
        if side.nameplate:
            top = self.plate(side.title, side.lead, side.nameplate)
        else:
            title = bookmark(side_bookmark(side.name), self.writer.next_number(), own(side.title))
            top = paragraph("Heading1", title, page_break=further)
            top += paragraph("Subtitle", own(side.lead))
        if side.picture:
            top += self.picture(side.picture, fitted.picture_size)
        gap, above_foot = self.gaps(fitted)
        heights = self.row_heights(fitted)
        rows = "".join(
            space(gap) + self.row(row, height)
            for row, height in zip(fitted.rows, heights, strict=True)
        )
        xml = top + rows + space(above_foot) + self.foot(side.foot)
        leading = self.look.line_height(fitted.density.leading)
        return xml if leading == self.look.leading else set_leading(xml, leading)

    def on_side(self, fitted: FittedSide) -> Body:
        """Return what puts the boxes of one side in their places, as closely as it is set.

        Only sizes are the same in the whole file, those of the closest side.
        """
        own = fitted.density
        lengths = {name: getattr(own, name) for name in _LENGTHS_OF_SIDE}
        look = replace(self.look, density=replace(self.look.density, **lengths))
        self.writer.look = look
        return replace(self, look=look)

    def gaps(self, fitted: FittedSide) -> tuple[float, float]:
        """Return the height between rows of boxes and that above the foot, in pt: what the sheet
        has, less a share of what is kept free.
        """
        if self.look.large:
            return 14, 2
        slack = (_SLACK_PLAIN if self.look.plain else _SLACK) / (len(fitted.rows) + 1)
        return max(2, fitted.gap - slack), max(2, fitted.free - slack)

    def row_heights(self, fitted: FittedSide) -> list[float]:
        """Return how high each row of boxes is on the sheet, in pt; 0 where it flows."""
        if self.look.large:
            return [0.0] * len(fitted.rows)
        calculator = HeightCalculator(self.fitted.metrics, fitted.density)
        return [
            max(
                calculator.heading_height(placed.panel) + height
                for placed, height in zip(row, heights, strict=True)
            )
            for row, heights in zip(fitted.rows, fitted.heights, strict=True)
        ]

    def picture(self, shown: SidePicture, size: tuple[float, float]) -> str:
        """Return a picture, so wide and high in pt as far as the page is, and the line below it."""
        scale = min(1, self.writer.measure / size[0])
        width, height = (length * scale for length in size)
        content, mark = shown.picture.content, FURTHER_SIDE.mark
        drawn = self.writer.picture(content, width, height, mark, shown.shows)
        name = "picture.caption"
        caption = self.writer.phrase(shown.caption) or self.writer.empty(name)
        return space(6) + paragraph("Normal", drawn) + paragraph("Subtitle", caption)

    def plate(self, title: str, lead: str, plate: Nameplate) -> str:
        """Return the top of the front: what the sheet is, and for whom."""
        palette, metrics = self.look.palette, self.fitted.metrics.table["nameplate"]
        measure = self.writer.measure
        own = self.writer.own_words
        heading = paragraph("Title", own(title)) + paragraph("Subtitle", own(lead))
        tag = self.tag_words(plate)
        rule: Borders = {"bottom": (2.2, palette["accent"])}
        if self.look.large:
            heading_cell = Cell(heading, 0, borders=rule)
            tag_cell = Cell(tag, 0, fill=palette["sand"], margins=(6, 9, 6, 9))
            return table("SheetBoxes", [measure], [Row([heading_cell]), Row([tag_cell])])
        edge = (1, palette["accent"])
        edges: Borders = {} if self.look.plain else {"top": edge, "left": edge, "right": edge}
        tag_cell = Cell(tag, 0, fill=palette["sand"], margins=(3, 8, 3, 10), borders=edges | rule)
        cells = [Cell(heading, 0, borders=rule), tag_cell]
        widths = [measure - metrics["tag"], metrics["tag"]]
        parts = self.writer.parts
        if parts.logo_alt or not self.look.plain:
            emblem = self.writer.picture(parts.emblem, 43, 43, "emblem", parts.logo_alt)
            cells.insert(0, Cell(paragraph("Normal", emblem), 0, borders=rule))
            widths = [54, widths[0] - 54, widths[1]]
        return table("SheetBoxes", widths, [Row(cells, height=metrics["height"] - 4)])

    def tag_words(self, plate: Nameplate) -> str:
        """Return the words of the name tag: who is welcome, and where."""
        words = ""
        if plate.name:
            words += paragraph(
                "TagWelcome", self.writer.own_words(self.writer.messages["tag"]["welcome"])
            )
            words += paragraph("TagName", self.writer.phrase(plate.name))
        for line in plate.lines:
            words += paragraph(_style_for(line, "TagPlace"), self.writer.phrase(line))
        return words

    def foot(self, foot: PageFoot) -> str:
        """Return the last lines of a side."""
        messages, lines, own = self.writer.messages["foot"], "", self.writer.own_words
        is_leftward = language_direction(self.writer.handout.language) == "rtl"
        divider = _LEFTWARD_DIVIDER if is_leftward else EM_SPACE
        if foot.note_lines:
            words = own(messages["notes"], style="FootStrong")
            if not foot.turn:
                words += own(f"{divider}{messages['names']}")
            lines += paragraph("FootNotes", words)
            lines += paragraph("WritingLine") * (foot.note_lines - 1)
        if foot.turn:
            words = own(foot.turn[0], style="FootStrong") + own(f" {foot.turn[1]}")
            lines += paragraph("Foot", words + own(f"{divider}{messages['names']}"))
        calculator = HeightCalculator(self.fitted.metrics, self.fitted.sides[0].density)
        for parts in calculator.foot_rows(foot):
            line = join_phrases(parts, divider)
            lines += paragraph(_style_for(line, "Foot"), self.writer.phrase(line))
        if foot.rules:
            lines += paragraph("Foot", self.writer.phrase(foot.rules))
        if foot.signed:
            words = own(messages["signed"], style="FootStrong")
            for word, width in zip(foot.signed, _SIGNATURE_WIDTHS, strict=True):
                words += own(f" {word} ") + self.writer.line(width)
            lines += paragraph("FootRuled", words)
        return lines or paragraph("Foot")

    def row(self, row: Sequence[PlacedPanel], height: float) -> str:
        """Return boxes side by side, at least `height` pt high, an empty column between two."""
        gutter = self.fitted.metrics.table["page"]["gutter"]
        widths: list[float] = []
        cells: list[Cell] = []
        for placed in row:
            if cells:
                cells.append(Cell(space(END), 0))
                widths.append(gutter)
            width = self.fitted.metrics.panel_width(placed.span)
            if self.look.large or len(row) == 1:
                width = self.writer.measure
            if isinstance(placed.panel.content, HelpContent):
                return help_card(self.writer, placed, placed.panel.content, width, height)
            widths.append(width)
            cells.append(self.box(placed, width))
        return table("SheetBoxes", widths, [Row(cells, height=height)])

    def box(self, placed: PlacedPanel, width: float) -> Cell:
        """Return a box, `width` pt wide, as a cell of its row."""
        palette, density, block = self.look.palette, self.look.density, placed.panel.block
        side = self.fitted.metrics.table["box"]["side"]
        colour = palette[{"danger": "danger", "sand": "warm"}.get(block.tint, "accent")]
        edge = (0.75, palette["danger" if block.tint == "danger" else "edge"])
        borders: Borders = {"top": (1.5, colour)}
        if not self.look.plain:
            borders |= {"left": edge, "bottom": edge, "right": edge}
        body = self.writer.heading(placed.panel, colour) + self.content(placed, width - 2 * side)
        if is_locked_whole(placed.panel):
            # LibreOffice mixes up the first paragraph in such a control, so that is an empty one.
            body = self.writer.lock(placed.panel, space(END) + body)
        return Cell(
            body + space(END),
            width,
            fill={"sage": palette["sage"], "sand": palette["sand"]}.get(block.tint, ""),
            borders=borders,
            margins=(density.top - 1, side, max(1, density.bottom - END), side),
        )

    def content(self, placed: PlacedPanel, width: float) -> str:
        """Return what a box says below its heading."""
        panel, content = placed.panel, placed.panel.content
        match content:
            case NoteContent():
                return note(self.writer, content, placed)
            case FactsContent():
                return facts(self.writer, content, width, panel)
            case ScheduleContent():
                return schedule(self.writer, content, width, placed)
            case PeopleContent():
                return people(self.writer, content, width, placed)
            case _:
                return self.writer.prose(panel.block.parts, width, panel, placed.span)


def _style_for(phrase: Phrase, style: str) -> str:
    """Return `style`, or the one with room for writing if the phrase has a blank."""
    return f"{style}Ruled" if has_blank(phrase) else style
