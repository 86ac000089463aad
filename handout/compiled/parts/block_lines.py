"""The lines of a block that name fields, or all of them: each line is a slot for all of its words,
with the measure from the fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handout.compiled.parts.key_builder import KeyBuilder
from handout.compiled.parts.slots import Slot, is_slot, slot_fields
from handout.compiled.pdf.types import NotCompilableError
from handout.layering.block_rules import ComposedBlock
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.heights.text_heights import SANS
from handout.layout.sheet.panels import is_quote, list_columns, quote_start
from handout.layout.text.binding import bind_pieces
from handout.layout.text.line_breaking import TextStyle
from handout.sources.markdown.document import (
    Bullets,
    Heading,
    Item,
    Paragraph,
    Part,
    Table,
    row_text,
)
from handout.sources.markdown.field_marks import bare_text
from handout.sources.markdown.inline_html import Run, printed_runs

Cell = tuple[str, TextStyle, float]
"""The Markdown of a line, or of a cell, how its words are set, and how wide a line may be (pt)."""


@dataclass(frozen=True)
class LineSplitter:
    """Puts lines into slots, of which `key_builder` makes the key.

    `blank_color` is that of blanks in them. `grows` tells whether a box grows with their words. If
    it does not, all of a key have the same number of lines. With `in_lines` each line is a slot,
    else those in which a field says something.
    """

    calculator: HeightCalculator
    key_builder: KeyBuilder
    blank_color: tuple[float, ...]
    grows: bool = True
    in_lines: bool = False

    @property
    def style(self) -> TextStyle:
        """Return how words of the body are set."""
        return self.calculator.body_style()

    @property
    def leading(self) -> float:
        return self.calculator.density.leading

    def split(self, block: ComposedBlock, width: float, span: int) -> ComposedBlock:
        """Return `block`, whose words are `width` pt wide, with what stands for its slots.

        Raises NotCompilableError.
        """
        if not self.in_lines and not slot_fields(block):
            return block
        parts = tuple(self._part(part, block.id, width, span) for part in block.parts)
        return replace(block, parts=parts)

    def _part(self, part: Part, block: str, width: float, span: int) -> Part:
        match part:
            case Heading(item):
                style = TextStyle(SANS, self.style.size, 700)
                return Heading(self._row([item], style, width)[0])
            case Paragraph(item):
                style = self.calculator.paragraph_style(item, self.style)
                return Paragraph(self._row([item], style, width, is_quote(item))[0])
            case Bullets(items=items):
                columns = list_columns(part, span)
                measure = self.calculator.list_measure(part, width, span)
                filled: list[Item] = []
                for first in range(0, len(items), columns):
                    filled += self._row(items[first : first + columns], self.style, measure)
                return replace(part, items=tuple(filled))
            case Table(rows=rows):
                cells = self.calculator.table_cells(part, width, self.style, block)
                return replace(part, rows=tuple(self._table_row(row, cells) for row in rows))

    def _row(
        self, items: Sequence[Item], style: TextStyle, measure: float, quote: bool = False
    ) -> list[Item]:
        """Return items that stand side by side."""
        texts = self._cells([(item.text, style, measure) for item in items], quote)
        return [replace(item, text=text) for item, text in zip(items, texts, strict=True)]

    def _table_row(self, row: Item, cells: Sequence[tuple[TextStyle, float]]) -> Item:
        if not self._is_slot(row.text):
            return row
        texts = row.cells
        if len(texts) > len(cells):
            raise NotCompilableError("table")
        filled = self._cells([(text, *cell) for text, cell in zip(texts, cells, strict=False)])
        return replace(row, text=row_text(filled))

    def _cells(self, cells: Sequence[Cell], quote: bool = False) -> list[str]:
        """Return the texts of lines side by side: the highest of them makes their row."""
        slots = [self._is_slot(text) for text, _, _ in cells]
        if not any(slots):
            return [text for text, _, _ in cells]
        cells_in_slots = list(zip(cells, slots, strict=True))
        lines = [self.calculator.prose_lines(*cell) for cell, slot in cells_in_slots if not slot]
        least = max([1, *lines]) * self.leading
        group = self.key_builder.add_group(least) if self.grows else -1
        return [
            self._slot(cell, group, quote) if slot else cell[0] for cell, slot in cells_in_slots
        ]

    def _is_slot(self, text: str) -> bool:
        return self.in_lines or is_slot(text)

    def _slot(self, cell: Cell, group: int, quote: bool) -> str:
        text, style, measure = cell
        key_builder = self.key_builder
        lines = 1
        if group < 0:
            lines = self.calculator.prose_lines(text, style, measure)
            key_builder.add_to_key(lines)
        pieces = _quoted_pieces(text, style) if quote else _line_pieces(text)
        slot = Slot(
            pieces,
            measure,
            self.leading,
            group,
            blank_color=self.blank_color,
            blank_line=self.calculator.table["text"]["line"],
        )
        token = key_builder.add_slot(slot)
        if not key_builder.tokens:
            return text
        token = key_builder.fill_lines(token, lines, style, measure)
        return f"{quote_start(text)}{token}*" if quote else token


def _line_pieces(text: str) -> tuple[Run, ...]:
    """Return the words of a line. Raises NotCompilableError."""
    if "](" in bare_text(text):
        raise NotCompilableError("link")
    return bind_runs(printed_runs(text))


def bind_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return the runs of a line with what stays on one line bound, across them too."""
    bound = bind_pieces([run.text for run in runs])
    return tuple(run._replace(text=text) for run, text in zip(runs, bound, strict=True))


def _quoted_pieces(text: str, style: TextStyle) -> tuple[Run, ...]:
    """Return the words of a paragraph of words to say, without what opens it.

    Raises NotCompilableError.
    """
    first, *others = _line_pieces(text)
    mark = quote_start(text)[1:]
    if not first.text.startswith(mark):  # its marks do not close: they are printed as typed
        raise NotCompilableError("quote")
    pieces = [first._replace(text=first.text.removeprefix(mark)), *others]
    # What is not in italics is upright, unless all of the paragraph is in italics.
    if not style.italic and not all(run.italic or run.blank for run in pieces):
        raise NotCompilableError("quote")
    return tuple(run._replace(italic=False) for run in pieces if run.text or run.blank)
