"""The number of lines that words take, and their height in pt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from handout.layout.density import Density
from handout.layout.metrics import Metrics
from handout.layout.sheet.panels import is_quote, list_columns
from handout.layout.sheet.phrase import Phrase, has_blank, phrase_text, to_phrase
from handout.layout.text.binding import bind_pieces
from handout.layout.text.line_breaking import (
    MeasuredText,
    StyledText,
    TextStyle,
    count_lines,
    extra_characters,
    measure_text,
    text_width,
)
from handout.layout.text.line_of_face import line_growth
from handout.sources.markdown.document import Bullets, Heading, Item, Paragraph, Part, Table
from handout.sources.markdown.inline_html import Run, printed_runs

EM_SPACE = "\u2003"
SANS = "Handout Sans"
_COLUMN_SHARES = {1: 1.0, 2: 0.49998, 3: 0.33333}  # of a list: as geometry.css.j2 has them


class _TableStyle(NamedTuple):
    """How a table of a block is set; lengths in pt.

    `insets` are what each column's words are narrower by than the column, `cells` the styles of
    its words. `head_line` is the pitch of a head's lines, `pad` stands above and below each row.
    """

    insets: Sequence[float]
    cells: Sequence[TextStyle]
    head: TextStyle
    head_line: float
    above_head: float
    pad: float


@dataclass(frozen=True, eq=False)
class TextCalculator:
    """Measures words in one theme, paper and density. Identity compares it: it is a cache's key."""

    metrics: Metrics
    density: Density

    @property
    def table(self) -> Any:
        return self.metrics.table

    def body_style(self, weight: int = 400) -> TextStyle:
        """Return the style of the words in a box."""
        return _sans(self.density.size, weight)

    @property
    def title_style(self) -> TextStyle:
        """Return the style of the headings of boxes."""
        return TextStyle(self.table["title"]["family"], self.table["title"]["size"], 700)

    def phrase_lines(self, phrase: Phrase, style: TextStyle, measure: float) -> int:
        """Return the number of lines that a phrase takes at `measure` pt."""
        if not has_blank(phrase):
            return self.text_lines(phrase_text(phrase), style, measure)
        family, weight, italic, features = _face(style)
        words = [
            StyledText(span.text, family, weight, italic, span.blank, features) for span in phrase
        ]
        return count_lines(measure_text(*words), style.size, measure)

    def text_lines(self, text: str, style: TextStyle, measure: float) -> int:
        """Return the number of lines that plain words take at `measure` pt."""
        measured = _measure_plain(text, style.family, style.weight, style.italic, style.features)
        return count_lines(measured, style.size, measure)

    def prose_lines(self, text: str, style: TextStyle, measure: float) -> int:
        """Return the number of lines that one item's Markdown takes at `measure` pt."""
        return count_lines(_measure_prose(text, *_face(style)), style.size, measure)

    def paragraph_style(self, item: Item, style: TextStyle) -> TextStyle:
        """Return the style of a paragraph among words of `style`."""
        if not is_quote(item):
            return style
        family, size, weight, italic = self.table["text"]["quote"]
        return TextStyle(family, self.density.size * size, weight, italic)

    def longest_word_width(self, phrase: Phrase, style: TextStyle) -> float:
        """Return the width in pt of the longest word of `phrase`."""
        return _measure_plain(phrase_text(phrase), *_face(style)).longest * style.size

    def find_cut_words(self, phrase: Phrase, style: TextStyle, measure: float) -> list[str]:
        """Return the words of `phrase` wider than `measure`: a line's end cuts them."""
        if self.longest_word_width(phrase, style) <= measure:
            return []
        words = phrase_text(phrase).split()
        return [word for word in words if self.longest_word_width(to_phrase(word), style) > measure]

    def prose_height(
        self,
        parts: Sequence[Part],
        width: float,
        style: TextStyle,
        leading: float,
        block: str = "",
        span: int = 12,
    ) -> float:
        """Return the height of `parts` in a box `width` pt wide that takes `span` 24ths."""
        height = self.density.para * max(0, len(parts) - 1)
        for part in parts:
            match part:
                case Heading(item):
                    heading_style = TextStyle(SANS, style.size, 700)
                    height += leading * self.prose_lines(item.text, heading_style, width)
                case Paragraph(item):
                    paragraph_style = self.paragraph_style(item, style)
                    height += leading * self.prose_lines(item.text, paragraph_style, width)
                case Bullets():
                    height += leading * self._list_lines(part, width, style, span)
                case Table():
                    height += self._table_height(part, width, style, leading, block)
        return float(height)

    def _list_lines(self, part: Bullets, width: float, style: TextStyle, span: int) -> int:
        """Return the number of lines of a list, whose items may stand in columns."""
        columns, measure = list_columns(part, span), self.list_measure(part, width, span)
        counts = [self.prose_lines(item.text, style, measure) for item in part.items]
        # Items side by side begin at one height: the longest of them makes the row.
        rows = range(0, len(counts), columns)
        return sum([max(counts[first : first + columns]) for first in rows])

    def list_measure(self, part: Bullets, width: float, span: int) -> float:
        """Return the width in pt of the words of a list's items."""
        text, columns = self.table["text"], list_columns(part, span)
        indent = text["ticks"] if part.ticks else text["steps"] if part.ordered else text["indent"]
        between = text["between"] if columns > 1 else 0
        return float(width * _COLUMN_SHARES[columns] - indent - between)

    def table_cells(
        self, part: Table, width: float, style: TextStyle, block: str
    ) -> list[tuple[TextStyle, float]]:
        """Return the style and the width for words of the cells in a row of a block's table."""
        table, measures = self._table_columns(part, width, style, block)
        return list(zip(table.cells, measures, strict=True))

    def _table_columns(
        self, part: Table, width: float, style: TextStyle, block: str
    ) -> tuple[_TableStyle, list[float]]:
        """Return how a table is set, and the width for words of each of its columns."""
        shares = self.table["columns"].get(block) or [1] * len(part.header)
        widths = [width * share / sum(shares) for share in shares]
        table = self._table_style(style, len(widths), pairs=block == "dos-donts")
        return table, [column - inset for column, inset in zip(widths, table.insets, strict=True)]

    def _table_height(
        self, part: Table, width: float, style: TextStyle, leading: float, block: str
    ) -> float:
        text = self.table["text"]
        table, measures = self._table_columns(part, width, style, block)
        # A row that a person wrote may have fewer cells than the head, or more.
        heads = zip(part.header, measures, strict=False)
        head_lines = [self.prose_lines(cell, table.head, measure) for cell, measure in heads]
        head_line = table.head_line + _line_growth(part.header, table.head)
        height = max(head_lines) * head_line + table.above_head + text["head_rule"]
        for row in part.rows:
            cells = zip(row.cells, table.cells, measures, strict=False)
            cell_lines = [self.prose_lines(cell, cell_style, m) for cell, cell_style, m in cells]
            height += leading * max(cell_lines) + 2 * table.pad
        return float(height + text["rule"] * max(0, len(part.rows) - 1))

    def _table_style(self, style: TextStyle, columns: int, pairs: bool) -> _TableStyle:
        """Return how a table of `columns` is set; `pairs` is that of dos and don'ts."""
        if not pairs:
            text = self.table["text"]
            head_style = TextStyle(SANS, style.size, text["head_weight"])
            insets = [text["cell"]] * (columns - 1) + [0]
            pad, cells = self.density.pad, [style] * columns
            return _TableStyle(insets, cells, head_style, text["head"], 0, pad)
        table = self.table["pairs"]
        family, size, weight = table["th"]
        further = table["left2"] + table["right"]
        insets = [table["left"] + table["right"]] + [further] * (columns - 1)
        cells = [TextStyle(SANS, style.size, 600)] + [style] * (columns - 1)
        pad, above_head = self.density.pad + table["pad"], 2
        head_style, head_line = TextStyle(family, size, weight), table["head"] - above_head
        return _TableStyle(insets, cells, head_style, head_line, above_head, pad)

    def phrase_width(self, phrase: Phrase, style: TextStyle) -> float:
        """Return the width in pt of a phrase on a line; a blank has none."""
        return text_width(phrase_text(phrase), style)

    def prose_width(self, text: str, style: TextStyle) -> float:
        """Return the width in pt of one item's Markdown on a line."""
        pieces = printed_runs(text)
        bound = bind_pieces([run.text for run in pieces])
        widths = [
            text_width(said, _run_style(style, run))
            for run, said in zip(pieces, bound, strict=True)
        ]
        return sum(widths)


def _line_growth(texts: Iterable[str], style: TextStyle) -> float:
    """Return by how much a line is higher, in pt, for letters that our faces have not."""
    return style.size * line_growth(style.family) if any(map(extra_characters, texts)) else 0


@lru_cache(maxsize=64)
def _sans(size: float, weight: int) -> TextStyle:
    return TextStyle(SANS, size, weight)


def _face(style: TextStyle) -> tuple[str, int, bool, tuple[str, ...]]:
    """Return all of a style but its size."""
    return style.family, style.weight, style.italic, style.features


@lru_cache(maxsize=4096)
def _measure_prose(
    text: str, family: str, weight: int, italic: bool, features: tuple[str, ...]
) -> MeasuredText:
    """Return one item's Markdown measured, each word in the face that its marks ask for."""
    style = TextStyle(family, 0, weight, italic, features)
    pieces = printed_runs(text)
    # A field's words are bound to what stands beside them: "Room" and a number stay together.
    bound = bind_pieces([run.text for run in pieces])
    words = []
    for run, said in zip(pieces, bound, strict=True):
        face = _run_style(style, run)
        words.append(StyledText(said, family, face.weight, face.italic, run.blank, features))
    return measure_text(*words)


def _run_style(style: TextStyle, run: Run) -> TextStyle:
    """Return `style` with the bold and italics of `run`."""
    weight = max(700, style.weight) if run.bold else style.weight
    return replace(style, weight=weight, italic=style.italic or run.italic)


@lru_cache(maxsize=4096)
def _measure_plain(
    text: str, family: str, weight: int, italic: bool, features: tuple[str, ...]
) -> MeasuredText:
    return measure_text(StyledText(text, family, weight, italic, 0, features))
