"""The height of every kind of box in pt, from the same numbers its style is written from (metrics.toml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from handout.layering.block_rules import ComposedBlock
from handout.layout.binding import bind
from handout.layout.line_breaking import (
    MeasuredText,
    StyledText,
    TextStyle,
    count_lines,
    measure_text,
    text_width,
)
from handout.layout.metrics import Density, Metrics
from handout.layout.panels import (
    Fact,
    FactsContent,
    HelpContent,
    Nameplate,
    NoteContent,
    PageFoot,
    Panel,
    PeopleContent,
    ScheduleContent,
    Side,
    has_tables_side_by_side,
    is_quote,
    list_columns,
    people_tables,
)
from handout.layout.phrase import Phrase, has_blank, join_phrases, phrase_text, to_phrase
from handout.sources.markdown.document import Bullets, Heading, Item, Paragraph, Part, Table
from handout.sources.markdown.inline_html import Run, runs

EM_SPACE = "\u2003"
SANS = "Handout Sans"
_FIGURES = ("tnum",)  # of a column of times: css font-variant-numeric


@dataclass(frozen=True, eq=False)
class HeightCalculator:
    """Measures boxes of one theme, paper and density."""

    metrics: Metrics
    density: Density

    @property
    def table(self) -> Any:
        return self.metrics.table

    def body_style(self, weight: int = 400) -> TextStyle:
        return _sans(self.density.size, weight)

    # ---- words

    def phrase_lines(self, phrase: Phrase, style: TextStyle, measure: float) -> int:
        """Lines that a phrase takes."""
        if not has_blank(phrase):
            return self.text_lines(phrase_text(phrase), style, measure)
        family, weight, italic, features = _face(style)
        words = [
            StyledText(span.text, family, weight, italic, span.blank, features) for span in phrase
        ]
        return count_lines(measure_text(*words), style.size, measure)

    def text_lines(self, text: str, style: TextStyle, measure: float) -> int:
        """Lines that plain words take."""
        return count_lines(_strip(text, *_face(style)), style.size, measure)

    def prose_lines(self, text: str, style: TextStyle, measure: float) -> int:
        """Lines that one item's Markdown takes."""
        return count_lines(_prose(text, *_face(style)), style.size, measure)

    def paragraph_style(self, item: Item, style: TextStyle) -> TextStyle:
        """How a paragraph is set among words of `style`."""
        if not is_quote(item):
            return style
        family, size, weight, italic = self.table["text"]["quote"]
        return TextStyle(family, self.density.size * size, weight, italic)

    # ---- panels

    def panel_height(self, panel: Panel, span: int, blank: int) -> float:
        """Outer height of a panel, without its gap and heading; `blank` writing lines where it has nothing to say."""
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
        """Outer height of a panel whose body is so high."""
        return float(2 * self.table["box"]["edge"] + self.density.top + self.density.bottom + body)

    def heading_height(self, panel: Panel) -> float:
        """Height of a panel's heading above it; the help card's is inside."""
        return 0 if isinstance(panel.content, HelpContent) else self.density.head

    @property
    def title_style(self) -> TextStyle:
        """How headings of boxes are set."""
        return TextStyle(self.table["title"]["family"], self.table["title"]["size"], 700)

    def heading_width(self, panel: Panel) -> float:
        """Width of a panel's heading, with what stands around its words."""
        t, style = self.table["title"], self.title_style
        words = text_width(phrase_text(panel.title), style)
        return float(words + t["around"] + (t["lock"] if panel.locked else 0))

    def prose_height(
        self,
        parts: Sequence[Part],
        width: float,
        style: TextStyle,
        leading: float,
        block: str = "",
        span: int = 12,
    ) -> float:
        """Height of a block's parts."""
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

    def help_height(self, panel: Panel, content: HelpContent) -> float:
        """Outer height of the help card, all of it."""
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
        """Width of the words on the help card."""
        card = self.table["help"]
        _, right, _, left = card["pad"]
        return float(self.metrics.measure - 2 * card["edge"] - card["left"] - left - right)

    def lifeline_width(self, panel: Panel) -> float:
        """Width of the lifeline, which is never broken, with what stands around its words."""
        weight, around = self.table["help"]["lifeline"]
        style = self.body_style(weight)
        found = (part.item for part in panel.block.parts if isinstance(part, Paragraph))
        words = [run for item in found if item.id == "lifeline" for run in runs(item.text)]
        widths = [text_width(run.text, _marked(style, run)) for run in words]
        return float(sum(widths) + around) if words else 0.0

    def help_title_limits(self, panel: Panel) -> tuple[TextStyle, float, int]:
        """How the help card's own heading is set, how wide it may be, and in how many lines."""
        card = self.table["help"]
        family, size, most = card["title"]
        beside = self.help_width - self.lifeline_width(panel) - self.table["text"]["between"]
        return TextStyle(family, size, 700), card["title_room"] or beside, most

    def note_height(self, content: NoteContent, width: float, blank: int) -> float:
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
        """How high the row of `fact` is at least, and how wide its words may be, in a table of `width` pt."""
        text, label = self.table["text"], self._label_lines(fact)
        code, beside = (text["code"], text["code"] + text["code_left"]) if fact.picture else (0, 0)
        return max(label * self.density.leading, code), width - text["labels"] - beside

    def _label_lines(self, fact: Fact) -> int:
        text = self.table["text"]
        return self.text_lines(fact.label, self.body_style(text["labels_bold"]), text["labels"] - 4)

    def schedule_height(self, content: ScheduleContent, width: float, blank: int) -> float:
        text = self.table["text"]
        head = float(text["head"] + text["head_rule"])
        if not content.rows:
            return head + blank * self.density.line
        total = head + text["rule"] * (len(content.rows) - 1)
        cells = self.schedule_cells(width)
        for row in content.rows:
            total += self.density.leading * self._row_lines(row, cells) + 2 * self.density.pad
        return float(total)

    def schedule_cells(self, width: float) -> tuple[tuple[TextStyle, float], ...]:
        """How the four cells of a row of the schedule are set, and how wide their words may be, in a table of `width` pt."""
        hours, rule = self.table["schedule"], self.table["text"]["rule"]
        pad, fixed = hours["pad"], sum(hours["columns"])
        insets = (pad, pad, pad + hours["you"] + rule, pad)  # the last cell's is on its left
        weights = (hours["time"], 400, hours["bold"], 400)
        cells = zip(hours["columns"], insets, weights, strict=True)
        styles = [
            (self.body_style(weight), (wide or width - fixed) - inset)
            for wide, inset, weight in cells
        ]
        time, measure = styles[0]
        return (replace(time, features=_FIGURES), measure), *styles[1:]

    def schedule_row_lines(self, row: Sequence[Phrase], width: float) -> int:
        """Lines that a row of the schedule takes in a table of `width` pt."""
        return self._row_lines(row, self.schedule_cells(width))

    def _row_lines(self, row: Sequence[Phrase], cells: Sequence[tuple[TextStyle, float]]) -> int:
        return max(
            [
                self.phrase_lines(cell, style, measure)
                for cell, (style, measure) in zip(row, cells, strict=True)
                if cell
            ],
            default=1,
        )

    def people_height(self, content: PeopleContent, width: float) -> float:
        people, tables = self.table["people"], people_tables(content)
        if not has_tables_side_by_side(content, width, people["narrow"]):
            return sum(self._people_table_height(rows, width) for rows in tables)
        wide = (width - people["between"]) / 2
        return max(self._people_table_height(rows, wide) for rows in tables)

    def _people_table_height(self, rows: Sequence[Sequence[Phrase]], width: float) -> float:
        text, columns = self.table["text"], self.people_column_widths(rows, width)
        height, before = float(text["head"] + text["head_rule"]), False
        for row in rows:
            blank = not (row[1] and row[2])
            lines = self._row_lines(row, self.people_cells(columns, blank))
            tall = self.density.leading * lines + 2 * self.density.pad
            height += (
                max(tall + text["line"], self.density.line)
                if blank
                else tall + (text["rule"] if before else 0)
            )
            before = not blank
        return height

    def people_column_widths(
        self, rows: Sequence[Sequence[Phrase]], width: float, given: Sequence[float] = ()
    ) -> tuple[float, ...]:
        """How wide the columns of a table of people are that is `width` pt: as `given` or usual, but no word is cut.

        A column of 0 has the rest.
        """
        people = self.table["people"]
        given = given or people["columns"]
        usual = tuple(column or width - sum(given) for column in given)
        around = people["pad"] + people["line"]
        weights = (people["bold"], 400, 400)
        least = [
            max(
                (self.longest_word_width(row[n], self.body_style(weight)) for row in rows),
                default=0,
            )
            + around
            for n, weight in enumerate(weights)
        ]
        return _shared(usual, least)

    def longest_word_width(self, phrase: Phrase, style: TextStyle) -> float:
        """The width of the longest word of `phrase`, in pt."""
        return _strip(phrase_text(phrase), *_face(style)).longest * style.size

    def find_cut_words(self, phrase: Phrase, style: TextStyle, measure: float) -> list[str]:
        """The words of `phrase` that are longer than a line: each is broken where it fills one."""
        if self.longest_word_width(phrase, style) <= measure:
            return []
        words = phrase_text(phrase).split()
        return [word for word in words if self.longest_word_width(to_phrase(word), style) > measure]

    def people_cells(
        self, columns: Sequence[float], blank: bool
    ) -> tuple[tuple[TextStyle, float], ...]:
        """How the three cells of a row of people are set, and how wide their words may be, in these columns."""
        people = self.table["people"]
        first, *rest = (column - people["pad"] for column in columns)
        left = people["line"] if blank else 0  # a hairline divides the cells that are written on
        return (self.body_style(people["bold"]), first), *(
            (self.body_style(), wide - left) for wide in rest
        )

    # ---- the rest of a side

    def top_height(self, side: Side) -> float:
        """Height of the nameplate, or of a further side's heading."""
        if side.nameplate is None:
            return float(self.table["back"]["heading"])
        plate = self.table["nameplate"]
        return float(
            max(self.density.plate, self.name_tag_height(side.nameplate) + plate["tag_gap"])
            + plate["ruler"]
        )

    def name_tag_height(self, plate: Nameplate) -> float:
        """Height of the tag that says who and where."""
        t = self.table["nameplate"]
        wide = t["tag"] - t["tag_left"] - t["tag_right"]
        height = t["tag_top"] + t["tag_bottom"]
        if plate.name:
            size, leading = t["name_long"] if has_long_name(plate, self.table) else t["name"]
            height += t["welcome"] + leading * self.phrase_lines(
                plate.name, TextStyle(t["family"], size, 700), wide
            )
        else:
            height += t["blank"]
        for line in plate.lines:
            leading = t["blank"] if has_blank(line) else t["line"]
            height += leading * self.phrase_lines(line, TextStyle(SANS, t["size"]), wide)
        return float(height)

    def foot_height(self, foot: PageFoot) -> float:
        """Height of the foot with the space above it."""
        f = self.table["foot"]
        style, height = TextStyle(SANS, f["size"]), f["above"]
        for parts in self.foot_rows(foot):
            line = join_phrases(parts, EM_SPACE)
            leading = f["blank"] if has_blank(line) else f["leading"]
            height += leading * self.phrase_lines(line, style, self.metrics.measure)
        if foot.rules:
            height += f["leading"] * self.text_lines(foot.rules, style, self.metrics.measure)
        return float(
            height + (f["leading"] if foot.turn else 0) + (f["blank"] if foot.signed else 0)
        )

    def foot_rows(self, foot: PageFoot) -> list[tuple[Phrase, ...]]:
        """What stands together in the foot: all of it if it fits on a line, else what is to be written on apart.

        Where a line breaks before a blank, typesetters and browsers break it at odd places.
        """
        blank = tuple(part for part in foot.lines if has_blank(part))
        said = tuple(part for part in foot.lines if part not in blank)
        style = TextStyle(SANS, self.table["foot"]["size"])
        apart = (
            blank
            and said
            and self.phrase_lines(join_phrases(foot.lines, EM_SPACE), style, self.metrics.measure)
            > 1
        )
        return [said, blank] if apart else [tuple(foot.lines)] if foot.lines else []


def has_long_name(plate: Nameplate, table: Any) -> bool:
    """Whether the name needs the smaller size."""
    t = table["nameplate"]
    words = measure_text(*(StyledText(span.text, t["family"], 700) for span in plate.name))
    return count_lines(words, t["name"][0], t["tag"] - t["tag_left"] - t["tag_right"]) > 1


def _shared(usual: Sequence[float], least: Sequence[float]) -> tuple[float, ...]:
    """The widths `usual`, those that are less than the `least` made wider by what others can spare."""
    wanting = sum(max(0, need - have) for have, need in zip(usual, least, strict=True))
    spare = sum(max(0, have - need) for have, need in zip(usual, least, strict=True))
    if not wanting:
        return tuple(usual)
    given, taken = min(1, spare / wanting), min(1, wanting / spare) if spare else 0
    return tuple(
        have + (need - have) * (given if need > have else taken)
        for have, need in zip(usual, least, strict=True)
    )


@lru_cache(maxsize=64)
def _sans(size: float, weight: int) -> TextStyle:
    return TextStyle(SANS, size, weight)


def _face(style: TextStyle) -> tuple[str, int, bool, tuple[str, ...]]:
    """All of a style but its size."""
    return style.family, style.weight, style.italic, style.features


@lru_cache(maxsize=4096)
def _prose(
    text: str, family: str, weight: int, italic: bool, features: tuple[str, ...]
) -> MeasuredText:
    """The words of one item's Markdown, each in the face that its marks make of this one."""
    style = TextStyle(family, 0, weight, italic, features)
    marked = [(bind(run.text), _marked(style, run)) for run in runs(text)]
    return measure_text(
        *(StyledText(said, family, how.weight, how.italic, 0, features) for said, how in marked)
    )


def _marked(style: TextStyle, run: Run) -> TextStyle:
    """`style` with what a stretch's own marks make of it."""
    weight = max(700, style.weight) if run.bold else style.weight
    return replace(style, weight=weight, italic=style.italic or run.italic)


@lru_cache(maxsize=4096)
def _strip(
    text: str, family: str, weight: int, italic: bool, features: tuple[str, ...]
) -> MeasuredText:
    return measure_text(StyledText(text, family, weight, italic, 0, features))


@lru_cache(maxsize=4096)
def static_height(box: HeightCalculator, block: ComposedBlock, span: int) -> float:
    """Outer height of a panel that says what its block says and no more: the same block stands on most sheets."""
    width = box.metrics.body_width(span)
    return box.outer_height(
        box.prose_height(block.parts, width, box.body_style(), box.density.leading, block.id, span)
    )


@lru_cache(maxsize=256)
def help_words_height(box: HeightCalculator, block: ComposedBlock, width: float) -> float:
    """The height of what the help card says beside the lifeline, which is on the line of its answer."""
    said = [
        part
        for part in block.parts
        if not (isinstance(part, Paragraph) and part.item.id == "lifeline")
    ]
    return box.prose_height(said, width, box.body_style(), box.density.leading)
