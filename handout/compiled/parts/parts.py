"""A side as parts (nameplate, boxes, foot): what of each is the same in many classrooms, and the
slots for what is not.

Parts with the same key are drawn alike but for the words in their slots. What a part says in no
slot is in its key.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from handout.compiled.parts.fingerprints import (
    block_fingerprint,
    logo_fingerprint,
    style_fingerprint,
)
from handout.compiled.parts.key_builder import KeyBuilder, fingerprint
from handout.compiled.parts.ownership import is_own_block, is_own_value
from handout.compiled.parts.slots import BEYOND_PAGE, FOOT, NAMEPLATE, WHOLE, SheetPart
from handout.compiled.pdf.types import NotCompilableError
from handout.layout.binding import bind
from handout.layout.fitted import FittedSheet, FittedSide, PlacedPanel
from handout.layout.heights import HeightCalculator
from handout.layout.line_breaking import TextStyle
from handout.layout.page_ends import has_long_name
from handout.layout.panels import (
    STYLED_PARAGRAPHS,
    FactsContent,
    HelpContent,
    Nameplate,
    NoteContent,
    PageFoot,
    PeopleContent,
    ScheduleContent,
    has_tables_side_by_side,
    is_quote,
    list_columns,
    people_tables,
)
from handout.layout.phrase import Phrase, PhrasePart, has_blank, join_phrases, phrase_text
from handout.layout.text_heights import EM_SPACE, SANS
from handout.sources.content.logo import Picture
from handout.sources.markdown.document import Bullets, Item, Paragraph, Part
from handout.sources.markdown.inline_html import runs


def split_into_parts(
    fitted: FittedSheet, side: FittedSide, logo: Picture | None
) -> list[SheetPart]:
    """Return the parts of a side, in reading order.

    Raises NotCompilableError if a part of it cannot be compiled.
    """
    if side.side.name == "front":
        return _Side(fitted, side, logo, tokens=False).read()[1]
    return _split_back(_look_of(fitted, side), side)


@lru_cache(maxsize=64)
def _split_back(look: tuple[object, ...], side: FittedSide) -> list[SheetPart]:
    """Return the same for a back, which is one for many sheets."""
    key: list[object] = [
        look,
        WHOLE,
        side.side.title,
        side.side.lead,
        side.side.foot,
        side.gap,
        side.free,
    ]
    for row in side.rows:
        key.append(
            [
                (
                    placed.span,
                    placed.blank,
                    block_fingerprint(placed.panel.block),
                    phrase_text(placed.panel.title),
                    placed.panel.content,
                )
                for placed in row
            ]
        )
    # Fields on a back stand in no slots.
    shared = not any(
        is_own_block(placed.panel.block)
        or placed.panel.content is not None
        or any(span.text and span.field for span in placed.panel.title)
        for row in side.rows
        for placed in row
    )
    return [SheetPart(WHOLE, fingerprint(key), (), (), shared=shared)]


def _look_of(fitted: FittedSheet, side: FittedSide) -> tuple[object, ...]:
    """Return what changes how all parts of a side are drawn."""
    handout, geometry = fitted.sheet.handout, fitted.metrics
    ink, accent = str(handout.value("ink") or "color"), str(handout.value("accent") or "pine")
    rules = style_fingerprint(geometry.theme, geometry.paper, ink, accent)
    return (
        rules,
        handout.language,
        ink,
        side.side.name,
        side.density.name,
        bool(side.side.nameplate),
    )


def put_tokens_in(
    fitted: FittedSheet, side: FittedSide, logo: Picture | None
) -> tuple[FittedSide, list[SheetPart]]:
    """Return the side with a word of our own, matched by TOKEN, in each slot, and its parts.

    Raises NotCompilableError.
    """
    if side.side.name != "front":
        return side, split_into_parts(fitted, side, logo)
    return _Side(fitted, side, logo, tokens=True).read()


class _Side:
    def __init__(
        self, fitted: FittedSheet, side: FittedSide, logo: Picture | None, tokens: bool
    ) -> None:
        self.fitted, self.side, self.logo = fitted, side, logo
        self.box = HeightCalculator(fitted.metrics, side.density)
        self.handout = fitted.sheet.handout
        self.key_builder = KeyBuilder(
            _look_of(fitted, side), self.box, tokens, lambda name: is_own_value(self.handout, name)
        )

    def read(self) -> tuple[FittedSide, list[SheetPart]]:
        side = self.side.side
        plate = self.nameplate(side.nameplate) if side.nameplate else None
        self.key_builder.finish_part(NAMEPLATE, to_the_right=self.fitted.metrics.theme == "plain")
        rows = []
        for row in self.side.rows:
            spans = tuple(placed.span for placed in row)
            rows.append(tuple(self.panel(placed, spans, n) for n, placed in enumerate(row)))
        foot = self.foot(side.foot)
        self.key_builder.finish_part(FOOT)
        return replace(
            self.side, side=replace(side, nameplate=plate, foot=foot), rows=tuple(rows)
        ), self.key_builder.parts

    # ---- the parts

    def nameplate(self, plate: Nameplate) -> Nameplate:
        t = self.fitted.metrics.table["nameplate"]
        wide = t["tag"] - t["tag_left"] - t["tag_right"]
        long = has_long_name(plate, self.fitted.metrics.table)
        self.key_builder.add_to_key(
            self.side.side.title,
            self.side.side.lead,
            long,
            logo_fingerprint(self.logo),
            str(self.handout.value("logo.alt") or ""),
        )
        self.key_builder.add_ownership(
            is_own_value(self.handout, "logo.file") or is_own_value(self.handout, "logo.alt")
        )
        size, leading = t["name_long"] if long else t["name"]
        name = self.key_builder.add_phrase(
            plate.name, TextStyle(t["family"], size, 700), wide, leading
        )
        while (
            self.key_builder.tokens
            and long
            and not has_long_name(Nameplate(name, ()), self.fitted.metrics.table)
        ):
            name = (PhrasePart(name[0].text + "m", "x"),)
        lines = []
        for line in plate.lines:
            if has_blank(line):
                lines.append(
                    self.key_builder.add_phrase_with_blanks(
                        line, TextStyle(SANS, t["size"]), wide, t["blank"]
                    )
                )
            else:
                lines.append(
                    self.key_builder.add_phrase(line, TextStyle(SANS, t["size"]), wide, t["line"])
                )
            self.key_builder.add_to_key("/")
        return Nameplate(name, tuple(lines))

    def foot(self, foot: PageFoot) -> PageFoot:
        f, measure = self.fitted.metrics.table["foot"], self.fitted.metrics.measure
        self.key_builder.add_to_key(foot.turn, foot.rules, foot.signed)
        style = TextStyle(SANS, f["size"])
        rows = self.box.foot_rows(foot)
        lines: list[Phrase] = []
        for row in rows:
            whole = join_phrases(row, EM_SPACE)
            gapped = has_blank(whole)
            if gapped:
                self.key_builder.check_one_line(whole, style, measure)
            for blank, parts in groupby(row, has_blank):
                if blank:
                    asked = tuple(parts)
                    lines += asked
                    for phrase in asked:
                        self.key_builder.add_phrase_to_key(phrase)
                else:  # one text of several phrases: one slot
                    lines.append(
                        self.key_builder.add_phrase(
                            join_phrases(parts, EM_SPACE),
                            style,
                            measure,
                            f["leading"],
                            pushes=gapped,
                        )
                    )
            self.key_builder.add_to_key("/")
        filled = replace(foot, lines=tuple(lines))
        while self.key_builder.tokens and len(self.box.foot_rows(filled)) < len(rows):
            lines[0] = (PhrasePart(lines[0][0].text + "m", "x"),)
            filled = replace(foot, lines=tuple(lines))
        return filled

    def panel(self, placed: PlacedPanel, spans: tuple[int, ...], n: int) -> PlacedPanel:
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
        self.key_builder.add_to_key(spans, n, placed.blank, block_fingerprint(panel.block))
        self.key_builder.add_ownership(is_own_block(panel.block))
        title = self.key_builder.add_phrase(
            panel.title, self.box.title_style, BEYOND_PAGE, 1, pushes=True
        )  # the fit has seen to it that it fits
        content = panel.content
        match content:
            case HelpContent():
                content = self.help(content)
            case NoteContent():
                content = self.note(content, width, placed.span)
            case FactsContent():
                content = self.facts(content, width)
            case ScheduleContent():
                content = self.schedule(content, width)
            case PeopleContent():
                content = self.people(content, width)
        self.key_builder.finish_part(panel.block.id)
        return replace(placed, panel=replace(panel, title=title, content=content))

    def help(self, content: HelpContent) -> HelpContent:
        card, box = self.fitted.metrics.table["help"], self.box
        answer = content.answer
        if answer:
            size, leading = card["answer"]
            top, right, bottom, left = card["pad"]
            inner = self.fitted.metrics.measure - 2 * card["edge"] - card["left"] - left - right
            answer = self.key_builder.add_phrase(answer, TextStyle(SANS, size, 700), inner, leading)
        size, leading = box.density.drill
        cell = (self.fitted.metrics.measure - 2 * card["edge"]) / 4 - 2 * card["cell"]
        blank = card["cell_lines"] * card["cell_line"] + card["cell_blank"]
        least = max(leading if drill.value else blank for drill in content.drills)
        group = self.key_builder.add_group(least)
        drills = []
        for n, drill in enumerate(content.drills):
            self.key_builder.add_to_key(drill.sign, drill.label, bool(drill.value))
            measure = cell - card["divider"] if n else cell
            drills.append(
                replace(
                    drill,
                    value=self.key_builder.add_phrase(
                        drill.value, TextStyle(SANS, size), measure, leading, group
                    ),
                )
            )
        return HelpContent(answer, tuple(drills))

    def note(self, content: NoteContent, width: float, span: int) -> NoteContent:
        text, density = self.fitted.metrics.table["text"], self.box.density
        if not content.parts:
            return content
        family, size, factor = text["note"]
        style, leading = TextStyle(family, density.size * size), density.leading * factor
        parts = [self.note_part(part, width, span, style, leading) for part in content.parts]
        sign = text["sign"]
        said = (
            self.key_builder.add_phrase(
                content.sign, TextStyle(sign[3], sign[0], 500, True), width, sign[1]
            )
            if content.sign
            else content.sign
        )
        return NoteContent(tuple(parts), said)

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
        pieces = tuple(run._replace(text=bind(run.text)) for run in runs(item.text))
        token = self.key_builder.add_slot(
            pieces, measure, leading, self.key_builder.add_group(leading)
        )
        return (
            Item(token.lower() + "-i", token, ticked=item.ticked)
            if self.key_builder.tokens
            else item
        )

    def facts(self, content: FactsContent, width: float) -> FactsContent:
        rows = []
        for fact in content.rows:
            self.key_builder.add_to_key(fact.key, fact.label, fact.hint)
            if not fact.value:
                rows.append(fact)
                continue
            if has_blank(fact.value):
                self.key_builder.add_phrase_to_key(fact.value)
                rows.append(fact)
                continue
            least, measure = self.box.fact_cell_size(fact, width)
            said = self.key_builder.add_phrase(
                fact.value,
                self.box.body_style(),
                measure,
                self.box.density.leading,
                self.key_builder.add_group(least),
            )
            rows.append(
                replace(fact, value=said, picture=self.key_builder.add_qr_code(fact.picture))
            )
        return FactsContent(tuple(rows))

    def schedule(self, content: ScheduleContent, width: float) -> ScheduleContent:
        if not content.rows:
            return content
        rows = []
        cells = self.box.schedule_cells(width)
        leading = self.box.density.leading
        for row in content.rows:
            group = self.key_builder.add_group(leading)
            said = []
            for phrase, (style, measure) in zip(row, cells, strict=True):
                self.key_builder.add_to_key(bool(phrase))
                said.append(
                    self.key_builder.add_phrase(
                        phrase, style, measure, leading, group, style.features
                    )
                )
            rows.append(tuple(said))
        return replace(content, rows=tuple(rows))

    def people(self, content: PeopleContent, width: float) -> PeopleContent:
        people, leading = self.fitted.metrics.table["people"], self.box.density.leading
        tables = people_tables(content)
        beside = has_tables_side_by_side(content, width, people["narrow"])
        self.key_builder.add_to_key(content.ordered, len(tables), beside)
        usual = self.box.people_column_widths(
            (), (width - people["between"]) / 2 if beside else width
        )
        found: list[tuple[Phrase, ...]] = []
        for n, table in enumerate(tables):
            wide = (width - people["between"]) / 2 if beside else width
            columns = self.box.people_column_widths(table, wide)
            if columns != usual:
                raise NotCompilableError("wide words")
            for row in table:
                blank = not (row[1] and row[2])
                middle = wide + people["between"] / 2
                reach = (
                    (-BEYOND_PAGE, BEYOND_PAGE)
                    if not beside
                    else (middle, BEYOND_PAGE)
                    if n
                    else (-BEYOND_PAGE, middle)
                )
                group = -1 if blank else self.key_builder.add_group(leading, *reach)
                said = []
                for phrase, (style, measure) in zip(
                    row, self.box.people_cells(columns, blank), strict=True
                ):
                    self.key_builder.add_to_key(bool(phrase))
                    said.append(self.key_builder.add_phrase(phrase, style, measure, leading, group))
                found.append(tuple(said))
        return replace(content, rows=tuple(found))
