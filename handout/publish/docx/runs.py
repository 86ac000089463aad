"""Words as they stand in the Word file: in runs, in fields that can be typed in, in lists and
tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from handout.layering.block_rules import TITLE
from handout.layering.compose import Handout
from handout.layering.fill_blocks import has_fields
from handout.layout.fitting.fitted_sheet import FittedSheet
from handout.layout.heights.text_heights import EM_SPACE
from handout.layout.sheet.panels import HelpContent, Panel, list_columns
from handout.layout.sheet.phrase import Phrase, PhrasePart
from handout.layout.sheet.word_languages import part_language, phrase_language, words_language
from handout.layout.text.binding import unbind
from handout.messages import message_table
from handout.publish.docx.look import Look
from handout.publish.docx.numbering import DONT
from handout.publish.docx.xml import (
    LINE_BREAK,
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
    speak_runs,
    table,
    tick_box,
)
from handout.sources.edited.docx_bookmarks import box_bookmark, field_bookmark
from handout.sources.fields.languages import language_name
from handout.sources.markdown.document import Bullets, Heading, Item, Paragraph, Part, Table
from handout.sources.markdown.field_marks import FieldMark, find_marks, has_marks, split_marks
from handout.sources.markdown.normalize import stretches
from handout.sources.markdown.writer import Stretch

END = 1.0  # pt: the empty paragraph that a cell ends with, as Word wants one after a table
_OTHER_SCRIPTS = re.compile(
    "[\u0590-\u1dff\u2e80-\ua63f\ua700-\ud7ff\uf900-\ufdff\ufe70-\U0010ffff]"
)
_NO_WIDTH, _EN_SPACE = "\u200b", "\u2002"
_SIGN_LESS = 5  # pt: a sign that is higher would push its line apart
_EM, _OTHER_EM = 0.5, 0.556  # width of an underscore against its size, in ours and in Arial


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
class RunWriter:
    """Writes the words of one sheet.

    `number` counts up the ids, so that equal sheets give equal bytes; `ordered` the numbered lists.
    """

    fitted: FittedSheet
    look: Look
    parts: Parts
    number: int = 0
    ordered: int = 0

    @cached_property
    def messages(self) -> dict[str, Any]:
        """Return the words of the page that are in no block."""
        return message_table("words", self.fitted.sheet.handout.language)

    @cached_property
    def labels(self) -> dict[str, Any]:
        """Return what people call the fields."""
        table = message_table("fields", self.fitted.sheet.handout.language)
        labels: dict[str, Any] = table["fields"]
        return labels

    @cached_property
    def is_in_other_script(self) -> bool:
        """Tell whether the sheet's language is written with other letters than Latin, Greek or
        Cyrillic ones.
        """
        return has_other_script(language_name(self.fitted.sheet.handout.language))

    def next_number(self) -> int:
        """Return an id that nothing else in the file has."""
        self.number += 1
        return self.number

    @property
    def measure(self) -> float:
        return self.fitted.metrics.width - 108 if self.look.large else self.fitted.metrics.measure

    def inline(self, text: str) -> str:
        """Return one item's Markdown in runs."""
        return "".join(runs for _, runs in self.inline_parts(text))

    def inline_parts(self, text: str) -> Iterator[tuple[bool, str]]:
        """Yield one item's Markdown in runs, and for each part whether it is a field's."""
        fields = iter(find_marks(text))
        for stretch in stretches(text):
            for words in filter(None, split_marks(stretch.text)):
                is_field = has_marks(words)
                face = stretch._replace(text=words)
                runs = self.line_field(next(fields), face) if is_field else _face_run(face)
                if stretch.href:
                    runs = hyperlink(self.parts.link(stretch.href), runs)
                yield is_field, runs

    def line_field(self, field: FieldMark, face: Stretch) -> str:
        """Return a field that stands within a line, in the face of its stretch."""
        has_face = face.bold or face.italic
        if not field.blank:
            words = unbind(field.words or "")
            runs = _face_run(face._replace(text=words))
            return self.control(field.name, runs, has_face=has_face)
        line = self.underscores(field.blank, self.look.size)
        runs = run(line, bold=face.bold, italic=face.italic, style="WritingSpace")
        return self.control(field.name, runs, empty=True, has_face=has_face)

    def own_words(self, text: str, style: str = "") -> str:
        """Return words of ours that stand in no box."""
        return self.speak(run(text, style=style), words_language(self.handout, text))

    @property
    def handout(self) -> Handout:
        return self.fitted.sheet.handout

    def phrase(self, phrase: Phrase) -> str:
        language = phrase_language(self.handout, phrase)
        parts = [self.phrase_part(part) for part in phrase]
        if language:
            return speak_runs("".join(parts), language)
        languages = [part_language(self.handout, part) for part in phrase]
        return "".join(map(self.speak, parts, languages))

    @staticmethod
    def speak(runs: str, language: str) -> str:
        """Return `runs` in a language, "" where it is the sheet's."""
        return speak_runs(runs, language) if language else runs

    def phrase_part(self, part: PhrasePart) -> str:
        """Return a part of a phrase: words, a field in a control, or a line to write on."""
        if part.blank:
            return self.blank(part.field, part.blank) if part.field else self.line(part.blank)
        if part.ends_line:  # hidden: a line does not end with it, and pull finds two items
            return run(part.text.strip(), hidden=True) + LINE_BREAK
        words = run(unbind(part.text))
        return self.control(part.field, words) if part.field else words

    def line(self, width: float, size: float = 0, lines: int = 1) -> str:
        """Return a line to write on, about so wide in pt."""
        words = self.underscores(width, size or self.look.size)
        return run(" ".join([words] * lines), style="WritingSpace")

    def underscores(self, width: float, size: float) -> str:
        """Return a line to write on, about so wide in pt."""
        em = _EM if self.look.share == 1 else _OTHER_EM
        return "_" * max(3, int(width / (em * size)) - 1)

    def blank(self, name: str, width: float, size: float = 0, lines: int = 1) -> str:
        """Return a line to write on that typing on the screen fills in."""
        return self.control(name, self.line(width, size, lines), empty=True)

    def empty(self, name: str, ems: int = 4) -> str:
        """Return an empty cell to type in, `ems` wide; its rule is the line to write on."""
        return self.control(name, run(EM_SPACE * ems, style="WritingSpace"), empty=True)

    def control(self, name: str, runs: str, *, empty: bool = False, has_face: bool = False) -> str:
        """Return the words of a field. A bookmark names it too: some programs keep that alone."""
        number = self.next_number()
        label = str(self.labels[name.partition(".")[0]]["label"])
        has_scripts = not empty and (self.is_in_other_script or has_other_script(runs))
        is_rich = has_face or has_scripts
        control = field_control(name, label, number, runs, empty=empty, is_rich=is_rich)
        return bookmark(field_bookmark(name, number), number, control)

    def picture(self, content: bytes, width: float, height: float, name: str, alt: str = "") -> str:
        return picture(self.parts.image(content), self.next_number(), name, alt, width, height)

    def lock(self, panel: Panel, content: str) -> str:
        owner = self.messages["html"]["lock_note"].format(owner=panel.block.owner)
        return locked_control(owner, self.next_number(), content)

    def heading(self, panel: Panel, colour: str, style: str = "Heading2") -> str:
        """Return the heading with the block's bookmark around its words."""
        words = ""
        name = panel.block.sign
        if name and style == "Heading2" and not self.look.plain:
            size = self.look.line_height(self.look.density.head) - _SIGN_LESS
            words += self.picture(self.parts.signs(name, colour), size, size, "sign") + run(
                _EN_SPACE
            )
        title = self.phrase(panel.title)
        if language := panel.block.languages.get(TITLE):
            title = speak_runs(title, language)
        # Numbers are given in this order: the lock's before the bookmark's.
        lock = ""
        if panel.locked:
            sign = self.parts.signs("lock", self.look.palette["soft"])
            lock = run(_EN_SPACE) + self.picture(sign, 9, 9, "sign")
        words += bookmark(box_bookmark(panel.block.id), self.next_number(), title) + lock
        return paragraph(style, words)

    def prose(self, parts: Iterable[Part], width: float, panel: Panel, span: int = 12) -> str:
        return "".join(self.part(part, width, panel, span) for part in parts)

    def part(self, part: Part, width: float, panel: Panel, span: int) -> str:
        match part:
            case Heading(item):
                return self.item("Heading3", item, panel)
            case Paragraph(item):
                return self.item("Prose", item, panel)
            case Bullets():
                columns = 1 if self.look.large else list_columns(part, span)
                return self.list(part, width, panel, columns)
            case Table():
                return self.grid(part, width, panel)

    def item(
        self, style: str, item: Item, panel: Panel, *, lead: str = "", numbering: int = 0
    ) -> str:
        """Return a paragraph of one item; `lead` are runs in front of its words."""
        return paragraph(style, lead + self.words_of(item.text, item, panel), numbering=numbering)

    def words_of(self, text: str, item: Item, panel: Panel) -> str:
        """Return the words of an item, or of one cell, locked if they are and the box is not."""
        words = self._locked_words(text, item, panel)
        language = panel.block.languages.get(item.id)
        return speak_runs(words, language) if language else words

    def _locked_words(self, text: str, item: Item, panel: Panel) -> str:
        """Return the words of an item with locks around them, if they have any."""
        is_locked = item.id in panel.block.present_locked_items
        if not is_locked or is_locked_whole(panel):
            return self.inline(text)
        # The fields between locked words can be typed in.
        controls = []
        for is_field, parts in groupby(self.inline_parts(text), key=lambda part: part[0]):
            runs = "".join(part for _, part in parts)
            controls.append(runs if is_field else self.lock(panel, runs))
        # LibreOffice 7.4 saves no end of a control that another one follows at once.
        return run(_NO_WIDTH).join(controls)

    def list(self, part: Bullets, width: float, panel: Panel, columns: int) -> str:
        numbering = 0
        if part.ordered:
            self.ordered += 1
            numbering = DONT + self.ordered
        style = "ListNumber" if part.ordered else "ListBullet"
        if part.ticks:
            style = "ListTick"
        items = []
        for item in part.items:
            tick = ""
            if part.ticks:
                tick = tick_box(self.next_number(), item.ticked) + "<w:r><w:tab/></w:r>"
            items.append(self.item(style, item, panel, lead=tick, numbering=numbering))
        if columns == 1:
            return "".join(items)
        items += [space(END)] * (-len(items) % columns)
        cells = [Cell(item, 0) for item in items]
        rows = [Row(cells[first : first + columns]) for first in range(0, len(cells), columns)]
        return table("SheetBoxes", [width / columns] * columns, rows)

    def grid(self, part: Table, width: float, panel: Panel) -> str:
        palette, metrics = self.look.palette, self.fitted.metrics.table
        pairs = panel.block.id == "dos-donts"
        shares = metrics["columns"].get(panel.block.id) or [1] * len(part.header)
        widths = [width * share / sum(shares) for share in shares]
        if pairs:
            styles, colours = ["ListDo", "ListDont"], [palette["accent"], palette["danger"]]
        else:
            colour = palette["warm" if panel.block.tint == "sand" else "accent"]
            styles, colours = ["Normal"] * len(widths), [colour] * len(widths)
        heads = [self.head(cell, hue) for cell, hue in zip(part.header, colours, strict=True)]
        rows = [Row(heads, header=True)]
        for index, item in enumerate(part.rows):
            borders = self.rule(index > 0)
            margins = (self.look.density.pad, metrics["text"]["cell"], self.look.density.pad, 0)
            texts = [*item.cells, *[""] * (len(widths) - len(item.cells))]
            cells = []
            for text, style in zip(texts, styles, strict=True):
                # An empty cell has no sign of a do or a don't.
                words = self.words_of(text, item, panel)
                content = paragraph(style if text else "Normal", words)
                cells.append(Cell(content, 0, borders=borders, margins=margins))
            rows.append(Row(cells))
        return table("SheetTable", widths, rows, title=panel.block.title) + space(END)

    def head(self, text: str, colour: str, fill: str = "", left: float = 0) -> Cell:
        """Return a cell of a header row; `left` is the room on its left, in pt."""
        words = f'<w:r><w:rPr><w:color w:val="{colour.removeprefix("#")}"/></w:rPr>'
        runs = self.inline(text).replace("<w:r>", words)
        runs = self.speak(runs, words_language(self.handout, text))
        content = paragraph("CellHead", runs)
        return Cell(content, 0, fill=fill, borders={"bottom": (1, colour)}, margins=(0, 5, 0, left))

    def rule(self, ruled: bool) -> Borders:
        """Return the hairline above a row, or none."""
        return {"top": (0.6, self.look.palette["hair"])} if ruled else {}

    def rules(self, index: int, rows: int, *, has_lines: bool) -> Borders:
        """Return the hairlines of row `index` of a table: each is a line to write on, where it
        `has_lines`, the last one too.
        """
        last: Borders = {"bottom": (0.6, self.look.palette["hair"])}
        return self.rule(index > 0) | (last if has_lines and index == rows - 1 else {})


def has_other_script(text: str) -> bool:
    """Tell whether there are Asian or African letters in `text`."""
    return bool(_OTHER_SCRIPTS.search(text))


def is_locked_whole(panel: Panel) -> bool:
    """Tell whether the box is locked as a whole, and not word by word around the teacher's
    fields.
    """
    has_own_fields = isinstance(panel.content, HelpContent) or has_fields(panel.block)
    return panel.block.locked and not has_own_fields


def _face_run(face: Stretch) -> str:
    style = "Hyperlink" if face.href else ""
    return run(face.text, bold=face.bold, italic=face.italic, style=style)
