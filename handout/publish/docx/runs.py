"""Words as they stand in the Word file: in runs, in fields that can be typed in, in lists and
tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.heights.text_heights import EM_SPACE
from handout.layout.sheet.panels import HelpContent, Panel, list_columns
from handout.layout.sheet.phrase import Phrase, PhrasePart
from handout.layout.text.binding import unbind
from handout.messages import message_table
from handout.publish.docx.styles import DONT, Look
from handout.publish.docx.xml import (
    Borders,
    Cell,
    Row,
    bookmark,
    field_control,
    hyperlink,
    locked_control,
    paragraph,
    picture,
    run,
    space,
    table,
    tick_box,
)
from handout.sources.edited.docx_bookmarks import box_bookmark, field_bookmark
from handout.sources.markdown.document import Bullets, Heading, Item, Paragraph, Part, Table
from handout.sources.markdown.normalize import stretches

END = 1.0  # pt: the empty paragraph that a cell ends with, as Word wants one after a table
_EM = 0.556  # width of an underscore against its size


@dataclass(frozen=True)
class Parts:
    """What the body refers to: `link` and `image` give the relation of an address and of a
    picture's bytes.
    """

    link: Callable[[str], str]
    image: Callable[[bytes], str]
    emblem: bytes
    signs: Callable[[str, str], bytes]
    code: bytes = b""
    logo_alt: str = ""


@dataclass
class Words:
    """Writes the words of one sheet.

    `number` counts up the ids, so that equal sheets give equal bytes; `ordered` the numbered lists.
    """

    fitted: FittedSheet
    look: Look
    parts: Parts
    number: int = 0
    ordered: int = 0

    @cached_property
    def said(self) -> dict[str, Any]:
        """The words of the page that are in no block."""
        return message_table("words", self.fitted.sheet.handout.language)

    @cached_property
    def labels(self) -> dict[str, Any]:
        """What people call the fields."""
        labels: dict[str, Any] = message_table("fields", self.fitted.sheet.handout.language)[
            "fields"
        ]
        return labels

    def next(self) -> int:
        self.number += 1
        return self.number

    @property
    def measure(self) -> float:
        return self.fitted.metrics.width - 108 if self.look.large else self.fitted.metrics.measure

    def inline(self, text: str) -> str:
        """One item's Markdown in runs."""
        found = ""
        for said, bold, italic, href in stretches(text):
            made = run(said, bold=bold, italic=italic, style="Hyperlink" if href else "")
            found += hyperlink(self.parts.link(href), made) if href else made
        return found

    def phrase(self, phrase: Phrase) -> str:
        return "".join(self.span(span) for span in phrase)

    def span(self, span: PhrasePart) -> str:
        if span.blank:
            return self.blank(span.field, span.blank) if span.field else self.line(span.blank)
        words = run(unbind(span.text))
        return self.control(span.field, words) if span.field else words

    def line(self, width: float, size: float = 0, lines: int = 1) -> str:
        """Return a line to write on, about so wide in pt."""
        count = max(3, int(width / (_EM * (size or self.look.size))) - 1)
        return run(" ".join(["_" * count] * lines), style="WritingSpace")

    def blank(self, name: str, width: float, size: float = 0, lines: int = 1) -> str:
        """Return a line to write on that typing on the screen fills in."""
        return self.control(name, self.line(width, size, lines), empty=True)

    def empty(self, name: str, wide: int = 4) -> str:
        """Return an empty cell that can be typed in, so many ems wide; its rule is the line to
        write on.
        """
        return self.control(name, run(EM_SPACE * wide, style="WritingSpace"), empty=True)

    def control(self, name: str, runs: str, *, empty: bool = False) -> str:
        """Return the words of a field. A bookmark names it too: some programs keep that alone."""
        number = self.next()
        label = str(self.labels[name.partition(".")[0]]["label"])
        return bookmark(
            field_bookmark(name, number),
            number,
            field_control(name, label, number, runs, empty=empty),
        )

    def picture(self, content: bytes, width: float, height: float, name: str, alt: str = "") -> str:
        return picture(self.parts.image(content), self.next(), name, alt, width, height)

    def locked(self, panel: Panel, content: str) -> str:
        owner = self.said["html"]["lock_note"].format(owner=panel.block.owner)
        return locked_control(owner, self.next(), content)

    def heading(self, panel: Panel, colour: str, style: str = "Heading2") -> str:
        """Return the heading with the block's bookmark around its words."""
        high = self.look.at(14)
        name = panel.block.sign
        sign = (
            self.picture(self.parts.signs(name, colour), high, high, "sign") + run(" ")
            if name and style == "Heading2" and not self.look.plain
            else ""
        )
        title = self.phrase(panel.title)
        lock = (
            run(" ")
            + self.picture(self.parts.signs("lock", self.look.palette["soft"]), 9, 9, "sign")
            if panel.locked
            else ""
        )
        return paragraph(
            style, sign + bookmark(box_bookmark(panel.block.id), self.next(), title) + lock
        )

    def prose(self, parts: Iterable[Part], width: float, panel: Panel, span: int = 12) -> str:
        return "".join(self.part(part, width, panel, span) for part in parts)

    def part(self, part: Part, width: float, panel: Panel, span: int) -> str:
        match part:
            case Heading(item):
                return self.item("Heading3", item, panel)
            case Paragraph(item):
                return self.item("Prose", item, panel)
            case Bullets():
                return self.list(
                    part, width, panel, 1 if self.look.large else list_columns(part, span)
                )
            case Table():
                return self.grid(part, width, panel)

    def item(
        self, style: str, item: Item, panel: Panel, *, before: str = "", numbering: int = 0
    ) -> str:
        """Return a paragraph of one item; `before` are runs in front of its words."""
        return paragraph(style, before + self.words_of(item.text, item, panel), numbering=numbering)

    def words_of(self, text: str, item: Item, panel: Panel) -> str:
        """Return the words of an item, or of one cell, locked if they are and the box is not."""
        words = self.inline(text)
        return (
            self.locked(panel, words)
            if words and item.id in panel.block.present_locked_items and not whole(panel)
            else words
        )

    def list(self, part: Bullets, width: float, panel: Panel, columns: int) -> str:
        numbering = 0
        if part.ordered:
            self.ordered += 1
            numbering = DONT + self.ordered
        style = "ListTick" if part.ticks else "ListNumber" if part.ordered else "ListBullet"
        items = []
        for item in part.items:
            tick = tick_box(self.next(), item.ticked) + "<w:r><w:tab/></w:r>" if part.ticks else ""
            items.append(self.item(style, item, panel, before=tick, numbering=numbering))
        if columns == 1:
            return "".join(items)
        items += [space(END)] * (-len(items) % columns)
        rows = [
            Row([Cell(item, 0) for item in items[n : n + columns]])
            for n in range(0, len(items), columns)
        ]
        return table("SheetBoxes", [width / columns] * columns, rows)

    def grid(self, part: Table, width: float, panel: Panel) -> str:
        c, d, m = self.look.palette, self.look.density, self.fitted.metrics.table
        pairs = panel.block.id == "dos-donts"
        shares = m["columns"].get(panel.block.id) or [1] * len(part.header)
        widths = [width * share / sum(shares) for share in shares]
        styles = ("ListDo", "ListDont") if pairs else ("Normal",) * len(widths)
        warm = c["warm"] if panel.block.tint == "sand" else c["accent"]
        heads = [c["accent"], c["danger"]] if pairs else [warm] * len(widths)
        rows = [
            Row(
                [self.head(cell, hue) for cell, hue in zip(part.header, heads, strict=True)],
                header=True,
            )
        ]
        for n, item in enumerate(part.rows):
            borders = self.rule(n > 0)
            cells = [*item.cells, *[""] * (len(widths) - len(item.cells))]
            rows.append(
                Row(
                    [
                        Cell(
                            paragraph(
                                style if cell else "Normal", self.words_of(cell, item, panel)
                            ),
                            0,
                            borders=borders,
                            margins=(d.pad, m["text"]["cell"], d.pad, 0),
                        )
                        for cell, style in zip(cells, styles, strict=True)
                    ]
                )
            )
        return table("SheetTable", widths, rows, title=panel.block.title) + space(END)

    def head(self, text: str, colour: str, fill: str = "", left: float = 0) -> Cell:
        """Return a cell of a header row."""
        words = f'<w:r><w:rPr><w:color w:val="{colour.removeprefix("#")}"/></w:rPr>'
        content = paragraph("CellHead", self.inline(text).replace("<w:r>", words))
        return Cell(content, 0, fill=fill, borders={"bottom": (1, colour)}, margins=(0, 5, 0, left))

    def rule(self, wanted: bool) -> Borders:
        return {"top": (0.6, self.look.palette["hair"])} if wanted else {}


def whole(panel: Panel) -> bool:
    """Return whether the box is locked as a whole, and not word by word around the teacher's
    fields.
    """
    return panel.block.locked and not isinstance(panel.content, HelpContent)
