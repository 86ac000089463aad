"""A side as parts: its nameplate or heading, its boxes and its foot."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from handout.compiled.parts.boxes import BoxSplitter
from handout.compiled.parts.ownership import is_own_value
from handout.compiled.parts.slots import FOOT, NAMEPLATE, Logo, SheetPart
from handout.layout.fitting.fitted_sheet import FittedSide
from handout.layout.heights.page_ends import has_long_name
from handout.layout.heights.text_heights import EM_SPACE, SANS
from handout.layout.sheet.panels import (
    Nameplate,
    PageFoot,
)
from handout.layout.sheet.phrase import Phrase, PhrasePart, has_blank, join_phrases
from handout.layout.text.line_breaking import TextStyle


class SideSplitter(BoxSplitter):
    """Takes a side apart."""

    def read(self) -> tuple[FittedSide, list[SheetPart]]:
        side = self.side.side
        plate = self.nameplate(side.nameplate) if side.nameplate else None
        if not plate:
            self.key_builder.add_words_to_key(side.title, side.lead)
        self.key_builder.finish_part(NAMEPLATE, to_the_right=self.fitted.metrics.theme == "plain")
        rows = []
        for row in self.side.rows:
            spans = tuple(placed.span for placed in row)
            rows.append(tuple(self.panel(placed, spans, index) for index, placed in enumerate(row)))
        foot = self.foot(side.foot)
        if foot != PageFoot(()):  # an empty one is neither drawn nor tagged
            self.key_builder.finish_part(FOOT)
        return replace(
            self.side, side=replace(side, nameplate=plate, foot=foot), rows=tuple(rows)
        ), self.key_builder.parts

    def nameplate(self, plate: Nameplate) -> Nameplate:
        t = self.fitted.metrics.table["nameplate"]
        width = t["tag"] - t["tag_left"] - t["tag_right"]
        long = has_long_name(plate, self.fitted.metrics.table)
        self.key_builder.add_words_to_key(self.side.side.title, self.side.side.lead)
        self.key_builder.add_to_key(long)
        shows = str(self.handout.value("logo.alt") or "")
        self.key_builder.add_logo(Logo(self.logo, shows) if self.logo else None)
        self.key_builder.add_ownership(is_own_value(self.handout, "labels"))
        size, leading = t["name_long"] if long else t["name"]
        name = self.key_builder.add_phrase(
            plate.name, TextStyle(t["family"], size, 700), width, leading
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
                        line, TextStyle(SANS, t["size"]), width, t["blank"]
                    )
                )
            else:
                lines.append(
                    self.key_builder.add_phrase(line, TextStyle(SANS, t["size"]), width, t["line"])
                )
            self.key_builder.add_to_key("/")
        return Nameplate(name, tuple(lines))

    def foot(self, foot: PageFoot) -> PageFoot:
        f, measure = self.fitted.metrics.table["foot"], self.fitted.metrics.measure
        self.key_builder.add_to_key(repr(foot.rules), foot.note_lines)
        self.key_builder.add_words_to_key(*foot.turn, "/", *foot.signed)
        self.key_builder.add_ownership(is_own_value(self.handout, "labels"))
        style = TextStyle(SANS, f["size"])
        rows = self.calculator.foot_rows(foot)
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
        while self.key_builder.tokens and len(self.calculator.foot_rows(filled)) < len(rows):
            lines[0] = (PhrasePart(lines[0][0].text + "m", "x"),)
            filled = replace(foot, lines=tuple(lines))
        return filled
