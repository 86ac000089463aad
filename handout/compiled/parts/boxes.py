"""The boxes of a side, their fields put into slots with the measures from the fit."""

from __future__ import annotations

from dataclasses import replace

from handout.compiled.parts.block_lines import LineSplitter, bind_runs
from handout.compiled.parts.fingerprints import (
    blank_color,
    block_fingerprint,
    side_look,
)
from handout.compiled.parts.key_builder import KeyBuilder
from handout.compiled.parts.ownership import is_own_block, is_own_value
from handout.compiled.parts.slots import BEYOND_PAGE, Slot, can_be_in_lines, is_slot
from handout.compiled.pdf.types import NotCompilableError
from handout.layering.block_rules import ComposedBlock
from handout.layout.fitting.fitted_sheet import FittedSheet, FittedSide, PlacedPanel
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.heights.text_heights import SANS
from handout.layout.sheet.panels import (
    STYLED_PARAGRAPHS,
    FactsContent,
    HelpContent,
    NoteContent,
    PanelContent,
    PeopleContent,
    ScheduleContent,
    has_tables_side_by_side,
    is_quote,
    list_columns,
    people_tables,
)
from handout.layout.sheet.phrase import Phrase, PhrasePart, has_blank
from handout.layout.sheet.word_languages import phrase_language
from handout.layout.text.line_breaking import TextStyle
from handout.sources.markdown.document import Bullets, Item, Paragraph, Part, items_of
from handout.sources.markdown.inline_html import runs
from handout.sources.pictures.picture import Picture

_NARROW = 12  # 24ths: the help card sets its lists in one column


class BoxSplitter:
    """Takes boxes of a side apart. With `tokens` a word of our own stands for what is in a slot.

    With `in_lines` each line of a block is one, where it can be.
    """

    def __init__(
        self,
        fitted: FittedSheet,
        side: FittedSide,
        logo: Picture | None,
        tokens: bool,
        in_lines: bool,
    ) -> None:
        self.fitted, self.side, self.logo, self.in_lines = fitted, side, logo, in_lines
        self.calculator = HeightCalculator(fitted.metrics, side.density)
        self.handout = fitted.sheet.handout
        self.key_builder = KeyBuilder(
            side_look(fitted, side),
            self.calculator,
            tokens,
            lambda name: is_own_value(self.handout, name),
            lambda phrase: phrase_language(self.handout, phrase),
        )
        self.lines = LineSplitter(self.calculator, self.key_builder, blank_color(self.handout))

    def panel(self, placed: PlacedPanel, spans: tuple[int, ...], index: int) -> PlacedPanel:
        panel = placed.panel
        inset = self.fitted.metrics.panel_width(placed.span) - self.fitted.metrics.body_width(
            placed.span
        )
        # As the style sheet has it, which is rounded.
        width = (
            round(self.fitted.metrics.panel_width(placed.span), 3) - inset
            if len(spans) > 1
            else self.fitted.metrics.body_width(24)
        )
        in_lines = self.in_lines and panel.content is None and can_be_in_lines(panel.block)
        fingerprint = block_fingerprint(panel.block, in_lines)
        self.key_builder.add_to_key(spans, index, placed.blank, fingerprint)
        self.key_builder.add_ownership(is_own_block(panel.block))
        self.add_label_ownership(panel.content)
        title = self.key_builder.add_phrase(
            panel.title, self.calculator.title_style, BEYOND_PAGE, 1, pushes=True
        )  # the fit has seen to it that it fits
        block, content = panel.block, panel.content
        match content:
            case None:
                lines = replace(self.lines, in_lines=in_lines)
                block = lines.split(block, width, placed.span)
            case HelpContent():
                content, block = self.help(content, block, placed.blank)
            case NoteContent():
                content = self.note(content, width, placed.span)
            case FactsContent():
                content = self.facts(content, width)
            case ScheduleContent():
                content = self.schedule(content, width, ruled=bool(placed.blank))
            case PeopleContent():
                content = self.people(content, width)
        self.key_builder.finish_part(panel.block.id, in_lines=in_lines)
        return replace(placed, panel=replace(panel, block=block, title=title, content=content))

    def add_label_ownership(self, content: PanelContent | None) -> None:
        """Note whether the labels in a box, which are in no slots, may be the classroom's own."""
        if isinstance(content, HelpContent | FactsContent | ScheduleContent):
            self.key_builder.add_ownership(is_own_value(self.handout, "labels"))
        if isinstance(content, FactsContent):
            self.key_builder.add_ownership(is_own_value(self.handout, "more_facts"))

    def help(
        self, content: HelpContent, block: ComposedBlock, blank: int
    ) -> tuple[HelpContent, ComposedBlock]:
        card, calculator = self.fitted.metrics.table["help"], self.calculator
        answer = content.answer
        if answer:
            style, leading = calculator.answer_style(answer)
            self.key_builder.add_to_key(style.size)
            is_long = calculator.has_long_answer(answer)
            answer = self.key_builder.add_phrase(answer, style, calculator.help_width, leading)
            while self.key_builder.tokens and is_long and not calculator.has_long_answer(answer):
                answer = (PhrasePart(answer[0].text + "m", "x"),)
        block = self.help_words(block)
        size, leading = calculator.density.drill
        cell = calculator.drill_width
        blank_height = calculator.blank_drill_height(blank)
        least = max(leading if drill.value else blank_height for drill in content.drills)
        group = self.key_builder.add_group(least)
        drills = []
        for index, drill in enumerate(content.drills):
            self.key_builder.add_to_key(drill.sign, bool(drill.value))
            self.key_builder.add_words_to_key(drill.label)
            measure = cell - card["divider"] if index else cell
            drills.append(
                replace(
                    drill,
                    value=self.key_builder.add_phrase(
                        drill.value, TextStyle(SANS, size), measure, leading, group
                    ),
                )
            )
        return HelpContent(answer, tuple(drills)), block

    def help_words(self, block: ComposedBlock) -> ComposedBlock:
        """Return the block of the help card with what stands for its slots.

        Its sign stands in the middle of its height, so that its words always take as many lines.
        """
        for part in block.parts:
            for item in items_of(part):
                if item.id == "lifeline" and is_slot(item.text):  # as wide as its words
                    raise NotCompilableError("lifeline")
        lines = replace(self.lines, grows=False)
        return lines.split(block, self.calculator.help_width, span=_NARROW)

    def note(self, content: NoteContent, width: float, span: int) -> NoteContent:
        text, density = self.fitted.metrics.table["text"], self.calculator.density
        if not content.parts:
            return content
        family, size, factor = text["note"]
        style, leading = TextStyle(family, density.size * size), density.leading * factor
        parts = [self.note_part(part, width, span, style, leading) for part in content.parts]
        sign = text["sign"]
        sign_off = (
            self.key_builder.add_phrase(
                content.sign, TextStyle(sign[3], sign[0], 500, True), width, sign[1]
            )
            if content.sign
            else content.sign
        )
        self.key_builder.add_to_key(content.language)
        return replace(content, parts=tuple(parts), sign=sign_off)

    def note_part(
        self, part: Part, width: float, span: int, style: TextStyle, leading: float
    ) -> Part:
        text = self.fitted.metrics.table["text"]
        match part:
            case Paragraph(item):
                self.key_builder.add_to_key("p")
                return Paragraph(self.item(item, width, style, leading))
            case Bullets(ordered, ticks, items):
                if list_columns(part, span) > 1:
                    raise NotCompilableError("list in columns")
                self.key_builder.add_to_key((ordered, ticks))
                indent = text["ticks"] if ticks else text["steps"] if ordered else text["indent"]
                return Bullets(
                    ordered,
                    ticks,
                    tuple(self.item(item, width - indent, style, leading) for item in items),
                )
        raise NotCompilableError("note")

    def item(self, item: Item, measure: float, style: TextStyle, leading: float) -> Item:
        if "](" in item.text:
            raise NotCompilableError("link")
        if is_quote(item) or item.id in STYLED_PARAGRAPHS:
            raise NotCompilableError("quote")
        self.key_builder.add_to_key(item.ticked)
        pieces = bind_runs(runs(item.text))
        group = self.key_builder.add_group(leading)
        token = self.key_builder.add_slot(Slot(pieces, measure, leading, group))
        return (
            Item(token.lower() + "-i", token, ticked=item.ticked)
            if self.key_builder.tokens
            else item
        )

    def facts(self, content: FactsContent, width: float) -> FactsContent:
        rows = []
        for fact in content.rows:
            self.key_builder.add_to_key(fact.key)
            self.key_builder.add_words_to_key(fact.label, fact.hint)
            if not fact.value:
                rows.append(fact)
                continue
            if has_blank(fact.value):
                self.key_builder.add_phrase_to_key(fact.value)
                rows.append(fact)
                continue
            least, measure = self.calculator.fact_cell_size(fact, width)
            value = self.key_builder.add_phrase(
                fact.value,
                self.calculator.body_style(),
                measure,
                self.calculator.density.leading,
                self.key_builder.add_group(least),
            )
            rows.append(
                replace(fact, value=value, picture=self.key_builder.add_qr_code(fact.picture))
            )
        return FactsContent(tuple(rows))

    def schedule(self, content: ScheduleContent, width: float, ruled: bool) -> ScheduleContent:
        self.key_builder.add_words_to_key(*content.heads)
        if not content.rows:
            return content
        rows = []
        cells = self.calculator.schedule_cells(width)
        leading = self.calculator.density.leading
        for row in content.rows:
            group = -1 if ruled else self.key_builder.add_group(leading)
            cells_in_slots = []
            for phrase, (style, measure) in zip(row, cells, strict=True):
                self.key_builder.add_to_key(bool(phrase))
                cells_in_slots.append(
                    self.key_builder.add_phrase(
                        phrase, style, measure, leading, group, style.features
                    )
                )
            rows.append(tuple(cells_in_slots))
        return replace(content, rows=tuple(rows))

    def people(self, content: PeopleContent, width: float) -> PeopleContent:
        people, leading = self.fitted.metrics.table["people"], self.calculator.density.leading
        tables = people_tables(content)
        beside = has_tables_side_by_side(content, width, people["narrow"])
        ruled = content.has_gaps
        self.key_builder.add_to_key(content.ordered, len(tables), beside, ruled)
        usual = self.calculator.default_people_widths(
            (width - people["between"]) / 2 if beside else width
        )
        rows: list[tuple[Phrase, ...]] = []
        for index, table in enumerate(tables):
            table_width = (width - people["between"]) / 2 if beside else width
            columns = self.calculator.people_column_widths(table, table_width)
            if columns != usual:
                raise NotCompilableError("wide words")
            for row in table.rows:
                middle = table_width + people["between"] / 2
                reach = (
                    (-BEYOND_PAGE, BEYOND_PAGE)
                    if not beside
                    else (middle, BEYOND_PAGE)
                    if index
                    else (-BEYOND_PAGE, middle)
                )
                group = -1 if ruled else self.key_builder.add_group(leading, *reach)
                cells = []
                for phrase, (style, measure) in zip(
                    row, self.calculator.people_cells(columns), strict=True
                ):
                    self.key_builder.add_to_key(bool(phrase))
                    cells.append(
                        self.key_builder.add_phrase(phrase, style, measure, leading, group)
                    )
                rows.append(tuple(cells))
        return replace(content, rows=tuple(rows))
