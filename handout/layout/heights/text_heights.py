"""The lines and the height that words take, in pt: what all boxes of the sheet are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from handout.layout.metrics import Density, Metrics
from handout.layout.sheet.panels import is_quote, list_columns
from handout.layout.sheet.phrase import Phrase, has_blank, phrase_text, to_phrase
from handout.layout.text.binding import bind
from handout.layout.text.line_breaking import (
    MeasuredText,
    StyledText,
    TextStyle,
    count_lines,
    measure_text,
    text_width,
)
from handout.sources.markdown.document import Bullets, Heading, Item, Paragraph, Part, Table
from handout.sources.markdown.inline_html import Run, runs

EM_SPACE = "\u2003"
SANS = "Handout Sans"


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
        return count_lines(_measure_plain(text, *_face(style)), style.size, measure)

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
        text = self.table["text"]
        height = self.density.para * max(0, len(parts) - 1)
        for part in parts:
            match part:
                case Heading(item):
                    height += leading * self.prose_lines(
                        item.text, TextStyle(SANS, style.size, 700), width
                    )
                case Paragraph(item):
                    how = self.paragraph_style(item, style)
                    height += leading * self.prose_lines(item.text, how, width)
                case Bullets(ordered, ticks, items):
                    indent = (
                        text["ticks"] if ticks else text["steps"] if ordered else text["indent"]
                    )
                    columns = list_columns(part, span)
                    each = width / columns - indent - (text["between"] if columns > 1 else 0)
                    counts = [self.prose_lines(item.text, style, each) for item in items]
                    height += leading * sum(
                        max(counts[n : n + columns]) for n in range(0, len(counts), columns)
                    )
                case Table():
                    height += self._table_height(part, width, style, leading, block)
        return float(height)

    def _table_height(
        self, part: Table, width: float, style: TextStyle, leading: float, block: str
    ) -> float:
        text, pairs = self.table["text"], self.table["pairs"] if block == "dos-donts" else None
        shares = self.table["columns"].get(block) or [1] * len(part.header)
        widths = [width * share / sum(shares) for share in shares]
        if pairs:
            insets = [pairs["left"] + pairs["right"]] + [pairs["left2"] + pairs["right"]] * (
                len(widths) - 1
            )
            family, size, weight = pairs["th"]
            head, above, pad = TextStyle(family, size, weight), 2, self.density.pad + pairs["pad"]
            line = pairs["head"] - above
        else:
            insets = [text["cell"]] * (len(widths) - 1) + [0]
            head, above, pad = TextStyle(SANS, style.size, text["head_weight"]), 0, self.density.pad
            line = text["head"]
        heads = zip(part.header, widths, insets, strict=False)
        most = max(self.prose_lines(cell, head, wide - inset) for cell, wide, inset in heads)
        height = most * line + above + text["head_rule"]
        for row in part.rows:
            styles = [
                TextStyle(SANS, style.size, 600) if pairs and n == 0 else style
                for n in range(len(widths))
            ]
            cells = zip(row.cells, widths, insets, styles, strict=False)
            height += (
                leading
                * max(self.prose_lines(cell, how, wide - inset) for cell, wide, inset, how in cells)
                + 2 * pad
            )
        return float(height + text["rule"] * max(0, len(part.rows) - 1))

    def phrase_width(self, phrase: Phrase, style: TextStyle) -> float:
        """Return the width in pt of a phrase on a line; a blank has none."""
        return text_width(phrase_text(phrase), style)

    def prose_width(self, text: str, style: TextStyle) -> float:
        """Return the width in pt of one item's Markdown on a line."""
        return sum([text_width(run.text, _marked(style, run)) for run in runs(text)])


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
    marked = [(bind(run.text), _marked(style, run)) for run in runs(text)]
    return measure_text(
        *(
            StyledText(words, family, face.weight, face.italic, 0, features)
            for words, face in marked
        )
    )


def _marked(style: TextStyle, run: Run) -> TextStyle:
    """Return `style` with the bold and italics of `run`."""
    weight = max(700, style.weight) if run.bold else style.weight
    return replace(style, weight=weight, italic=style.italic or run.italic)


@lru_cache(maxsize=4096)
def _measure_plain(
    text: str, family: str, weight: int, italic: bool, features: tuple[str, ...]
) -> MeasuredText:
    return measure_text(StyledText(text, family, weight, italic, 0, features))
