"""The height of every kind of box in pt, from the numbers in metrics.toml that its style sheet
uses too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from handout.layering.block_rules import ComposedBlock
from handout.layout.heights.page_ends import PageEndCalculator
from handout.layout.heights.table_heights import TableCalculator
from handout.layout.heights.text_heights import SANS
from handout.layout.sheet.panels import (
    Drill,
    Fact,
    FactsContent,
    HelpContent,
    NoteContent,
    Panel,
    PeopleContent,
    ScheduleContent,
    is_lifeline,
)
from handout.layout.sheet.phrase import (
    Phrase,
    end_lines_at_separators,
    has_blank,
    phrase_text,
    split_at_line_ends,
    to_phrase,
)
from handout.layout.text.line_breaking import TextStyle
from handout.sources.markdown.document import Paragraph


@dataclass(frozen=True, eq=False)
class HeightCalculator(TableCalculator, PageEndCalculator):
    """Measures the boxes of one theme, paper and density."""

    def panel_height(self, panel: Panel, span: int, blank: int) -> float:
        """Return the outer height of a panel, without its gap and heading.

        `blank` are its writing lines: of a note, of a drill, and of a day below what it says.
        """
        width = self.metrics.body_width(span)
        match panel.content:
            case HelpContent():
                return self.help_height(panel, panel.content, blank)
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
        table = self.table["title"]
        words = self.phrase_width(panel.title, self.title_style)
        lock = table["lock"] if panel.locked else 0
        no_sign = 0 if panel.block.sign else table["sign"]
        return float(words + table["around"] + lock - no_sign)

    def help_height(self, panel: Panel, content: HelpContent, blank: int) -> float:
        """Return the outer height of the whole help card; an empty drill has `blank` lines."""
        card, inner_width = self.table["help"], self.help_width
        top, _, bottom, _ = card["pad"]
        height = 2 * card["edge"] + top + bottom + card["heading"] + card["rule"]
        height += self._lifeline_height(panel)
        if content.answer:
            style, leading = self.answer_style(content.answer)
            height += leading * self.phrase_lines(content.answer, style, inner_width)
        else:
            height += card["blank"]
        height += help_words_height(self, panel.block, inner_width) + card["above_words"]
        cell_width = self.drill_width - card["divider"]
        drills = max([self._drill_height(drill, cell_width, blank) for drill in content.drills])
        label_style, label_width = self.drill_label
        names = [drill.label for drill in content.drills]
        label_lines = max(self.text_lines(name, label_style, label_width) for name in names)
        head = card["cell_top"] + label_lines * card["cell_head"]
        return float(height + head + card["cell_bottom"] + drills)

    @property
    def drill_width(self) -> float:
        """Return the width of a drill's words, of the first: the others have a divider."""
        card = self.table["help"]
        row_width = self.metrics.measure - 2 * card["edge"] + card["beyond"]
        return float(row_width / 4 - 2 * card["cell"])

    def answer_style(self, answer: Phrase) -> tuple[TextStyle, float]:
        """Return how the answer on the help card is set, and its leading.

        It is the larger size if it fits on a line.
        """
        card = self.table["help"]
        size, leading = card["answer_long" if self.has_long_answer(answer) else "answer"]
        return TextStyle(SANS, size, 700), leading

    def has_long_answer(self, answer: Phrase) -> bool:
        """Tell whether the answer on the help card needs the smaller size."""
        style = TextStyle(SANS, self.table["help"]["answer"][0], 700)
        return self.phrase_lines(answer, style, self.help_width) > 1

    @property
    def drill_label(self) -> tuple[TextStyle, float]:
        """Return the style of a drill's name, and its width."""
        card = self.table["help"]
        return self.body_style(700), self.drill_width - card["divider"] - card["cell_sign"]

    @property
    def fact_label(self) -> tuple[TextStyle, float]:
        """Return the style of a label in Find it fast, and its width."""
        text = self.table["text"]
        return self.body_style(text["labels_bold"]), text["labels"] - text["label_pad"]

    def _drill_height(self, drill: Drill, width: float, blank: int) -> float:
        """Return the height of the words below a drill's heading, or of its writing lines."""
        if drill.value:
            size, leading = self.density.drill
            return self.phrase_lines(drill.value, TextStyle(SANS, size), width) * leading
        return self.blank_drill_height(blank)

    def blank_drill_height(self, blank: int) -> float:
        """Return the height of `blank` writing lines of a drill; its name stands on the first."""
        card = self.table["help"]
        return float(card["cell_first"] + (blank - 1) * card["cell_line"] + card["cell_blank"])

    @property
    def help_width(self) -> float:
        """Return the width of the words on the help card."""
        card = self.table["help"]
        _, right, _, left = card["pad"]
        return float(self.metrics.measure - 2 * card["edge"] - card["left"] - left - right)

    def lifeline_width(self, panel: Panel) -> float:
        """Return the width of the lifeline on one line, with what stands around its words.

        It is at most that of the card's words. 0 if there is none.
        """
        weight, inset, _, _ = self.table["help"]["lifeline"]
        text = _lifeline_text(panel.block)
        width = self.prose_width(text, self.body_style(weight)) + inset if text else 0
        return float(min(width, self.help_width))

    def has_lifeline_below(self, panel: Panel) -> bool:
        """Tell whether the lifeline needs more room than what its heading leaves of its line."""
        card = self.table["help"]
        room = self.help_width - self.lifeline_width(panel)
        if not card["title_room"]:
            family, size, _ = card["title"]
            title_width = self.phrase_width(panel.title, TextStyle(family, size, 700))
            room -= title_width + self.table["text"]["between"]
        return room < 0 or self._lifeline_lines(panel) > 1

    def _lifeline_lines(self, panel: Panel) -> int:
        weight, inset, _, _ = self.table["help"]["lifeline"]
        text, width = _lifeline_text(panel.block), self.help_width - inset
        return self.prose_lines(text, self.body_style(weight), width) if text else 0

    def _lifeline_height(self, panel: Panel) -> float:
        """Return the height of the lifeline in pt without a line that it has for itself anyway."""
        card = self.table["help"]
        _, _, pitch, inset = card["lifeline"]
        if not self.has_lifeline_below(panel):
            return 0.0
        height = pitch * self._lifeline_lines(panel) + inset
        return float(height - card["heading"] if card["title_room"] else height)

    def help_title_limits(self, panel: Panel) -> tuple[TextStyle, float, int]:
        """Return the style of the help card's heading, its greatest width, and its most lines."""
        card = self.table["help"]
        family, size, max_lines = card["title"]
        return TextStyle(family, size, 700), card["title_room"] or self.help_width, max_lines

    def note_height(self, content: NoteContent, width: float, blank: int) -> float:
        """Return the height of a note, or of its `blank` writing lines."""
        if not content.parts:
            return self.density.line * blank
        family, size, leading = self.table["text"]["note"]
        style = TextStyle(family, self.density.size * size)
        height = self.prose_height(content.parts, width, style, self.density.leading * leading)
        if content.sign:
            size, leading, space_above, family = self.table["text"]["sign"]
            sign_style = TextStyle(family, size, 500, italic=True)
            lines = self.phrase_lines(content.sign, sign_style, width)
            height += leading * lines + space_above
        return height

    def facts_height(self, content: FactsContent, width: float) -> float:
        """Return the height of Find it fast in a table of `width` pt."""
        rule = self.table["text"]["rule"]
        height, is_first, follows_whole = 0.0, True, False
        for fact in content.rows:
            is_whole = bool(fact.value) and not has_blank(fact.value)
            height += self._fact_height(fact, width)
            has_rule = is_whole and not is_first
            if follows_whole:  # a writing line is as high with a rule above it as without
                has_rule = has_rule or bool(fact.value) or self._label_lines(fact) > 1
            if has_rule:
                height += rule
            is_first, follows_whole = False, is_whole
        return height

    def _fact_height(self, fact: Fact, width: float) -> float:
        """Return the height of a row of Find it fast without the rule above it."""
        text, density = self.table["text"], self.density
        labels = self._label_lines(fact)
        if not fact.value:
            more_lines = (labels - 1) * text["label_leading"]
            return float(density.line + max(0, more_lines - text["rule"]))
        min_height, measure = self.fact_cell_size(fact, width)
        lines = split_at_line_ends(self.fact_phrase(fact, width))
        style = self.body_style()
        count = sum(self.phrase_lines(line, style, measure) for line in lines)
        if not has_blank(fact.value):
            return float(max(min_height, count * density.leading) + 2 * density.pad)
        blank = sum(self._lines_with_blanks(line, style, measure) for line in lines)
        words = (count - blank) * text["label_leading"] + blank * (density.line - text["line"])
        return float(max(labels * text["label_leading"], words + text["line"]))

    def _lines_with_blanks(self, phrase: Phrase, style: TextStyle, measure: float) -> int:
        """Return how many lines of `phrase` have something to be filled in by hand."""
        lines = set()
        for number, part in enumerate(phrase, 1):
            if part.blank:
                # what follows a blank without a space stands on its line
                beside = phrase_text(phrase[number : number + 1]).partition(" ")[0]
                before = (*phrase[:number], *to_phrase(beside))
                lines.add(self.phrase_lines(before, style, measure))
        return len(lines)

    def fact_phrase(self, fact: Fact, width: float) -> Phrase:
        """Return what `fact` says in a table of `width` pt: the lines of a list end between two."""
        _, measure = self.fact_cell_size(fact, width)
        style = self.body_style()
        return end_lines_at_separators(
            fact.value, lambda words: self.phrase_lines(words, style, measure)
        )

    def fact_cell_size(self, fact: Fact, width: float) -> tuple[float, float]:
        """Return the least height of the row of `fact`, and the width of its words.

        Its table is `width` pt wide.
        """
        text = self.table["text"]
        min_height = self._label_lines(fact) * self.density.leading
        words_width = width - text["labels"]
        if fact.picture:  # a QR code at the side of the words
            min_height = max(min_height, text["code"])
            words_width -= text["code"] + text["code_left"]
        return min_height, words_width

    def _label_lines(self, fact: Fact) -> int:
        return self.text_lines(fact.label, *self.fact_label)


@lru_cache(maxsize=4096)
def static_height(calculator: HeightCalculator, block: ComposedBlock, span: int) -> float:
    """Return the outer height of a panel without fields: the same block stands on most sheets."""
    width, style = calculator.metrics.body_width(span), calculator.body_style()
    leading = calculator.density.leading
    body = calculator.prose_height(block.parts, width, style, leading, block.id, span)
    return calculator.outer_height(body)


@lru_cache(maxsize=256)
def help_words_height(calculator: HeightCalculator, block: ComposedBlock, width: float) -> float:
    """Return the height of the help card's words without the lifeline.

    The lifeline stands on the line of the answer.
    """
    parts = [part for part in block.parts if not is_lifeline(part)]
    leading = calculator.density.leading
    return calculator.prose_height(parts, width, calculator.body_style(), leading)


def _lifeline_text(block: ComposedBlock) -> str:
    for part in block.parts:
        if isinstance(part, Paragraph) and is_lifeline(part):
            return part.item.text
    return ""
