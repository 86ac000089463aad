"""The height of every kind of box in pt, from the same numbers its style is written from
(metrics.toml).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from handout.layering.block_rules import ComposedBlock
from handout.layout.heights.page_ends import PageEndCalculator
from handout.layout.heights.table_heights import TableCalculator
from handout.layout.heights.text_heights import SANS
from handout.layout.sheet.panels import (
    Fact,
    FactsContent,
    HelpContent,
    NoteContent,
    Panel,
    PeopleContent,
    ScheduleContent,
)
from handout.layout.text.line_breaking import TextStyle
from handout.sources.markdown.document import Paragraph


@dataclass(frozen=True, eq=False)
class HeightCalculator(TableCalculator, PageEndCalculator):
    """Measures the boxes of one theme, paper and density."""

    def panel_height(self, panel: Panel, span: int, blank: int) -> float:
        """Return the outer height of a panel, without its gap and heading.

        A panel that has nothing to say shows `blank` writing lines.
        """
        width = self.metrics.body_width(span)
        match panel.content:
            case HelpContent():
                return self.help_height(panel, panel.content)
            case NoteContent():
                body = self.note_height(panel.content, width, blank)
            case FactsContent():
                body = self.facts_height(panel.content, width)
            case ScheduleContent():
                body = self.schedule_height(panel.content, width, blank)
            case PeopleContent():
                body = self.people_height(panel.content, width)
            case None:
                return static_height(self, panel.block, span)
        return self.outer_height(body)

    def outer_height(self, body: float) -> float:
        """Return the outer height of a panel whose body is `body` pt high."""
        return float(2 * self.table["box"]["edge"] + self.density.top + self.density.bottom + body)

    def heading_height(self, panel: Panel) -> float:
        """Return the height of the heading above a panel; the help card's is inside it."""
        return 0 if isinstance(panel.content, HelpContent) else self.density.head

    def heading_width(self, panel: Panel) -> float:
        """Return the width of a panel's heading, with what stands around its words."""
        t, style = self.table["title"], self.title_style
        words = self.phrase_width(panel.title, style)
        return float(words + t["around"] + (t["lock"] if panel.locked else 0))

    def help_height(self, panel: Panel, content: HelpContent) -> float:
        """Return the outer height of the whole help card."""
        card, measure, inner = self.table["help"], self.metrics.measure, self.help_width
        top, _, bottom, _ = card["pad"]
        size, leading = card["answer"]
        height = 2 * card["edge"] + top + bottom + card["heading"] + card["rule"]
        height += (
            leading * self.phrase_lines(content.answer, TextStyle(SANS, size, 700), inner)
            if content.answer
            else card["blank"]
        )
        height += help_words_height(self, panel.block, inner) + 1
        size, leading = self.density.drill
        cell = (measure - 2 * card["edge"]) / 4 - card["divider"] - 2 * card["cell"]
        drills = [
            self.phrase_lines(d.value, TextStyle(SANS, size), cell) * leading
            if d.value
            else card["cell_lines"] * card["cell_line"] + card["cell_blank"]
            for d in content.drills
        ]
        return float(
            height + card["cell_top"] + card["cell_head"] + card["cell_bottom"] + max(drills)
        )

    @property
    def help_width(self) -> float:
        """Return the width of the words on the help card."""
        card = self.table["help"]
        _, right, _, left = card["pad"]
        return float(self.metrics.measure - 2 * card["edge"] - card["left"] - left - right)

    def lifeline_width(self, panel: Panel) -> float:
        """Return the width of the lifeline, with what stands around its words.

        It is set on one line. 0 if there is none.
        """
        weight, around = self.table["help"]["lifeline"]
        style = self.body_style(weight)
        for part in panel.block.parts:
            if isinstance(part, Paragraph) and part.item.id == "lifeline":
                return float(self.prose_width(part.item.text, style) + around)
        return 0.0

    def help_title_limits(self, panel: Panel) -> tuple[TextStyle, float, int]:
        """Return the style of the help card's heading, its greatest width, and its most lines."""
        card = self.table["help"]
        family, size, most = card["title"]
        beside = self.help_width - self.lifeline_width(panel) - self.table["text"]["between"]
        return TextStyle(family, size, 700), card["title_room"] or beside, most

    def note_height(self, content: NoteContent, width: float, blank: int) -> float:
        """Return the height of a note, or of its `blank` writing lines."""
        if not content.parts:
            return self.density.line * blank
        family, size, leading = self.table["text"]["note"]
        sign = self.table["text"]["sign"]
        style = TextStyle(family, self.density.size * size)
        height = self.prose_height(content.parts, width, style, self.density.leading * leading)
        if content.sign:
            height += (
                sign[1]
                * self.phrase_lines(content.sign, TextStyle(sign[3], sign[0], 500, True), width)
                + sign[2]
            )
        return height

    def facts_height(self, content: FactsContent, width: float) -> float:
        """Return the height of Find it fast in a table of `width` pt."""
        text, height, before = self.table["text"], 0.0, False
        for fact in content.rows:
            if not fact.value:
                label = self._label_lines(fact) * text["label_leading"]
                height += max(self.density.line, label)
            else:
                least, measure = self.fact_cell_size(fact, width)
                tall = max(
                    least,
                    self.phrase_lines(fact.value, self.body_style(), measure)
                    * self.density.leading,
                )
                height += tall + 2 * self.density.pad + (text["rule"] if before else 0)
            before = bool(fact.value)
        return height

    def fact_cell_size(self, fact: Fact, width: float) -> tuple[float, float]:
        """Return the least height of the row of `fact`, and the width of its words.

        Its table is `width` pt wide.
        """
        text, label = self.table["text"], self._label_lines(fact)
        code, beside = (text["code"], text["code"] + text["code_left"]) if fact.picture else (0, 0)
        return max(label * self.density.leading, code), width - text["labels"] - beside

    def _label_lines(self, fact: Fact) -> int:
        text = self.table["text"]
        return self.text_lines(fact.label, self.body_style(text["labels_bold"]), text["labels"] - 4)


@lru_cache(maxsize=4096)
def static_height(box: HeightCalculator, block: ComposedBlock, span: int) -> float:
    """Return the outer height of a panel without fields: the same block stands on most sheets."""
    width = box.metrics.body_width(span)
    return box.outer_height(
        box.prose_height(block.parts, width, box.body_style(), box.density.leading, block.id, span)
    )


@lru_cache(maxsize=256)
def help_words_height(box: HeightCalculator, block: ComposedBlock, width: float) -> float:
    """Return the height of the help card's words without the lifeline.

    The lifeline stands on the line of the answer.
    """
    parts = [
        part
        for part in block.parts
        if not (isinstance(part, Paragraph) and part.item.id == "lifeline")
    ]
    return box.prose_height(parts, width, box.body_style(), box.density.leading)
