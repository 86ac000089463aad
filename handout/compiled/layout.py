"""A side as parts (nameplate, boxes, foot): what of each is the same in many classrooms, and the slots for what is not.

Parts with the same key are drawn alike but for the words in their slots. What a part says in no slot is in its key.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import groupby
from typing import Any

from handout.compiled.elements import Unknown
from handout.compiled.looks import look, picture, still
from handout.compiled.slots import FOOT, NAMEPLATE, NOWHERE, WHOLE, Filled, Group, Slot
from handout.compose.box import EM_SPACE, SANS, Box, is_long, list_columns, people_tables
from handout.compose.fit import Fitted, FittedSide, Placed
from handout.compose.inline import Run, runs
from handout.compose.measure import Style
from handout.compose.panels import Facts, Foot, Help, Nameplate, Note, People, Schedule
from handout.compose.phrase import Phrase, Span, has_blank, join, text_of
from handout.sources.picture import Picture
from handout.sources.prose import Bullets, Item, Paragraph, Part

_TAB = 23  # pt by which the words of a heading must be narrower than those of its box


def parts_of(fitted: Fitted, side: FittedSide, logo: Picture | None) -> list[Filled]:
    """The parts of a side, in reading order. Raises Unknown if a part of it cannot be compiled."""
    return _Side(fitted, side, logo, tokens=False).read()[1]


def with_tokens(fitted: Fitted, side: FittedSide, logo: Picture | None) -> tuple[FittedSide, list[Filled]]:
    """The side with a word of our own, matched by TOKEN, in each slot, and its parts. Raises Unknown."""
    return _Side(fitted, side, logo, tokens=True).read()


@dataclass
class _Side:
    fitted: Fitted
    side: FittedSide
    logo: Picture | None
    tokens: bool
    count: int = 0
    slots: list[Slot] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    key: list[Any] = field(default_factory=list)
    parts: list[Filled] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.box = Box(self.fitted.metrics, self.side.density)
        handout, geometry = self.fitted.sheet.handout, self.fitted.metrics
        ink, accent = str(handout.value("ink") or "color"), str(handout.value("accent") or "pine")
        self.look = look(geometry.theme, geometry.paper, ink, accent), handout.language, ink, self.side.side.name, self.side.density.name, bool(self.side.side.nameplate)

    # ---- a part

    def read(self) -> tuple[FittedSide, list[Filled]]:
        side = self.side.side
        if side.name != "front":
            self.key += [side.title, side.lead, repr(side.foot), self.side.gap, self.side.free]
            for row in self.side.rows:
                for placed in row:
                    self.key += [placed.span, placed.blank, still(placed.panel.block), text_of(placed.panel.title), repr(placed.panel.content)]
                self.key.append("/")
            return self.side, self._end(WHOLE)
        plate = self.nameplate(side.nameplate) if side.nameplate else None
        if self.fitted.metrics.theme == "plain":  # its words are set to the right
            if any(slot.pushes for slot in self.slots):
                raise Unknown("blanks to the right")
            self.slots = [replace(slot, ends=True) for slot in self.slots]
        self._end(NAMEPLATE)
        rows = []
        for row in self.side.rows:
            spans = tuple(placed.span for placed in row)
            rows.append(tuple(self.panel(placed, spans, n) for n, placed in enumerate(row)))
        foot = self.foot(side.foot)
        self._end(FOOT)
        return replace(self.side, side=replace(side, nameplate=plate, foot=foot), rows=tuple(rows)), self.parts

    def _end(self, name: str) -> list[Filled]:
        digest = sha256(repr((self.look, name, self.key)).encode()).hexdigest()[:32]
        self.parts.append(Filled(name, digest, tuple(self.slots), tuple(self.groups)))
        self.slots, self.groups, self.key = [], [], []
        return self.parts

    # ---- a slot

    def group(self, least: float, left: float = -NOWHERE, right: float = NOWHERE) -> int:
        self.groups.append(Group(least, left, right))
        self.key.append(("row", round(least, 2), left, right))
        return len(self.groups) - 1

    def slot(self, pieces: tuple[Run, ...], measure: float, leading: float, group: int, lines: int, features: tuple[str, ...] = (), pushes: bool = False) -> str:
        """Put in a slot; the word that stands for it."""
        if group < 0 and lines > 1:
            self.key.append(lines)
        self.slots.append(Slot(pieces, measure, leading, group, lines, features, pushes))
        self.key.append("slot")
        self.count += 1
        return f"Zq{self.count - 1:03}x"

    def phrase(self, phrase: Phrase, style: Style, measure: float, leading: float, group: int = -1, features: tuple[str, ...] = (), pushes: bool = False) -> Phrase:
        """`phrase`, which has no blanks, as a slot if there is a field in it."""
        if not any(span.field for span in phrase):
            self.key.append(text_of(phrase))
            return phrase
        lines = self.box.phrase(phrase, style, measure) if group < 0 else 0
        token = self.slot((Run(text_of(phrase), False, False),), measure, leading, group, lines, features, pushes)
        return self.said(token, style, measure, lines if group < 0 else 1, phrase)

    def said(self, token: str, style: Style, measure: float, lines: int, phrase: Phrase) -> Phrase:
        if not self.tokens:
            return phrase
        return (Span(" ".join(self.filler(token, n, style, measure, lines) for n in range(lines)), "x"),)

    def filler(self, token: str, n: int, style: Style, measure: float, lines: int) -> str:
        """A word that takes the n-th of `lines` lines alone."""
        if lines == 1:
            return token
        word = token + "abcdefgh"[n]
        while self.box.phrase((Span(word),), style, measure) == 1 and self.box.phrase((Span(f"{word} {word}"),), style, measure) == 1:
            word += "m"
        return word

    def gapped(self, phrase: Phrase, style: Style, measure: float, leading: float) -> Phrase:
        """`phrase` on one line, with blanks: what stands between them as slots that push the rest."""
        if self.box.phrase(phrase, style, measure) > 1:
            raise Unknown("blanks on two lines")
        found: list[Span] = []
        for blank, spans in groupby(phrase, key=lambda span: bool(span.blank)):
            together = tuple(spans)
            if blank:
                self.key += [("blank", span.blank, span.field) for span in together]
                found += together
            else:
                found += self.phrase(together, style, measure, leading, pushes=True)
        return tuple(found)

    # ---- the parts

    def nameplate(self, plate: Nameplate) -> Nameplate:
        t = self.fitted.metrics.table["nameplate"]
        wide = t["tag"] - t["tag_left"] - t["tag_right"]
        long = is_long(plate, self.fitted.metrics.table)
        self.key += [self.side.side.title, self.side.side.lead, long, picture(self.logo), str(self.fitted.sheet.handout.value("logo.alt") or "")]
        size, leading = t["name_long"] if long else t["name"]
        name = self.phrase(plate.name, Style(t["family"], size, 700), wide, leading)
        while self.tokens and long and not is_long(Nameplate(name, ()), self.fitted.metrics.table):
            name = (Span(name[0].text + "m", "x"),)
        lines = []
        for line in plate.lines:
            if has_blank(line):
                lines.append(self.gapped(line, Style(SANS, t["size"]), wide, t["blank"]))
            else:
                lines.append(self.phrase(line, Style(SANS, t["size"]), wide, t["line"]))
            self.key.append("/")
        return Nameplate(name, tuple(lines))

    def foot(self, foot: Foot) -> Foot:
        f, measure = self.fitted.metrics.table["foot"], self.fitted.metrics.measure
        self.key += [foot.turn, foot.rules, foot.signed]
        style = Style(SANS, f["size"])
        rows = self.box.foot_rows(foot)
        lines: list[Phrase] = []
        for row in rows:
            whole = join(row, EM_SPACE)
            gapped = has_blank(whole)
            if gapped and self.box.phrase(whole, style, measure) > 1:
                raise Unknown("blanks on two lines")
            for blank, parts in groupby(row, has_blank):
                if blank:
                    asked = tuple(parts)
                    lines += asked
                    self.key.append(repr(asked))
                else:  # one text of several phrases: one slot
                    lines.append(self.phrase(join(parts, EM_SPACE), style, measure, f["leading"], pushes=gapped))
            self.key.append("/")
        filled = replace(foot, lines=tuple(lines))
        while self.tokens and len(self.box.foot_rows(filled)) < len(rows):
            lines[0] = (Span(lines[0][0].text + "m", "x"),)
            filled = replace(foot, lines=tuple(lines))
        return filled

    def panel(self, placed: Placed, spans: tuple[int, ...], n: int) -> Placed:
        panel = placed.panel
        inset = self.fitted.metrics.panel_width(placed.span) - self.fitted.metrics.body_width(placed.span)
        # As the style sheet has it, which is rounded.
        width = round(self.fitted.metrics.panel_width(placed.span), 3) - inset if len(spans) > 1 else self.fitted.metrics.body_width(24)
        self.key += [spans, n, placed.blank, still(panel.block)]
        title = self.phrase(panel.title, Style("Handout Plate", 11.5, 700), width - (_TAB if self.fitted.metrics.theme != "plain" else 0), 1, pushes=True)
        content = panel.content
        match content:
            case Help():
                content = self.help(content)
            case Note():
                content = self.note(content, width, placed.span)
            case Facts():
                content = self.facts(content, width)
            case Schedule():
                content = self.schedule(content, width)
            case People():
                content = self.people(content, width)
        self._end(panel.block.id)
        return replace(placed, panel=replace(panel, title=title, content=content))

    def help(self, content: Help) -> Help:
        card, box = self.fitted.metrics.table["help"], self.box
        answer = content.answer
        if answer:
            size, leading = card["answer"]
            top, right, bottom, left = card["pad"]
            inner = self.fitted.metrics.measure - 2 * card["edge"] - card["left"] - left - right
            answer = self.phrase(answer, Style(SANS, size, 700), inner, leading)
        size, leading = box.density.drill
        cell = (self.fitted.metrics.measure - 2 * card["edge"]) / 4 - card["divider"] - 2 * card["cell"]
        blank = card["cell_lines"] * card["cell_line"] + card["cell_blank"]
        least = max(leading if drill.said else blank for drill in content.drills)
        group = self.group(least)
        drills = []
        for drill in content.drills:
            self.key += [drill.sign, drill.label, bool(drill.said)]
            drills.append(replace(drill, said=self.phrase(drill.said, Style(SANS, size), cell, leading, group)))
        return Help(answer, tuple(drills))

    def note(self, content: Note, width: float, span: int) -> Note:
        text, density = self.fitted.metrics.table["text"], self.box.density
        if not content.parts:
            return content
        family, size, factor = text["note"]
        style, leading = Style(family, density.size * size), density.leading * factor
        parts = [self.note_part(part, width, span, style, leading) for part in content.parts]
        sign = text["sign"]
        said = self.phrase(content.sign, Style(sign[3], sign[0], 500, True), width, sign[1]) if content.sign else content.sign
        return Note(tuple(parts), said)

    def note_part(self, part: Part, width: float, span: int, style: Style, leading: float) -> Part:
        text = self.fitted.metrics.table["text"]
        match part:
            case Paragraph(item):
                self.key.append("p")
                return Paragraph(self.item(item, width, style, leading))
            case Bullets(ordered, ticks, items):
                if list_columns(part, span) > 1:
                    raise Unknown("list in columns")
                self.key.append((ordered, ticks))
                indent = text["ticks"] if ticks else text["steps"] if ordered else text["indent"]
                return Bullets(ordered, ticks, tuple(self.item(item, width - indent, style, leading) for item in items))
        raise Unknown("note")

    def item(self, item: Item, measure: float, style: Style, leading: float) -> Item:
        if "](" in item.text:
            raise Unknown("link")
        if item.text.startswith("*“") or item.id in ("say", "lifeline"):
            raise Unknown("quote")
        self.key.append(item.ticked)
        token = self.slot(runs(item.text), measure, leading, self.group(leading), 0)
        return Item(token.lower() + "-i", token, ticked=item.ticked) if self.tokens else item

    def facts(self, content: Facts, width: float) -> Facts:
        text, density = self.fitted.metrics.table["text"], self.box.density
        rows = []
        for fact in content.rows:
            self.key += [fact.key, fact.label, fact.hint]
            if not fact.said:
                rows.append(fact)
                continue
            if fact.picture:
                raise Unknown("picture")
            if has_blank(fact.said):
                self.key.append(repr(fact.said))
                rows.append(fact)
                continue
            label = self.box.phrase((Span(fact.label),), self.box.body(600), text["labels"] - 4)
            measure = width - text["labels"]
            group = self.group(label * density.leading)
            rows.append(replace(fact, said=self.phrase(fact.said, self.box.body(), measure, density.leading, group)))
        return Facts(tuple(rows))

    def schedule(self, content: Schedule, width: float) -> Schedule:
        if not content.rows:
            return content
        rows = []
        cells = self.box.hour_cells(width)
        leading = self.box.density.leading
        for row in content.rows:
            group = self.group(leading)
            said = []
            for n, (phrase, (style, measure)) in enumerate(zip(row, cells, strict=True)):
                self.key.append(bool(phrase))
                said.append(self.phrase(phrase, style, measure, leading, group, ("tnum",) if n == 0 else ()))
            rows.append(tuple(said))
        return replace(content, rows=tuple(rows))

    def people(self, content: People, width: float) -> People:
        people, leading = self.fitted.metrics.table["people"], self.box.density.leading
        tables = people_tables(content, width, people["narrow"])
        self.key += [content.ordered, len(tables)]
        found: list[tuple[Phrase, ...]] = []
        for n, table in enumerate(tables):
            wide = width if len(tables) == 1 else (width - people["between"]) / 2
            widths = [column or wide - sum(people["columns"]) for column in people["columns"]]
            for row in table:
                blank = not (row[1] and row[2])
                middle = wide + people["between"] / 2
                reach = (-NOWHERE, NOWHERE) if len(tables) == 1 else (middle, NOWHERE) if n else (-NOWHERE, middle)
                group = -1 if blank else self.group(leading, *reach)
                left = people["line"] if blank else 0
                said = []
                for phrase, measure, weight, inset in zip(row, widths, (600, 400, 400), (0, left, left), strict=True):
                    self.key.append(bool(phrase))
                    said.append(self.phrase(phrase, self.box.body(weight), measure - people["pad"] - inset, leading, group))
                found.append(tuple(said))
        return replace(content, rows=tuple(found))
