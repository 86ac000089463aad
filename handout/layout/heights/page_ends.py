"""The height of a side's ends in pt: the nameplate or heading above its boxes, the foot below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handout.layout.heights.text_heights import EM_SPACE, SANS, TextCalculator
from handout.layout.sheet.panels import Nameplate, PageFoot, Side
from handout.layout.sheet.phrase import Phrase, has_blank, join_phrases
from handout.layout.text.line_breaking import StyledText, TextStyle, count_lines, measure_text

_TITLE_LEAD = 3  # pt: by which a title's line is higher than its size (css/geometry.css.j2)


@dataclass(frozen=True, eq=False)
class PageEndCalculator(TextCalculator):
    """Measures what stands above and below the boxes of a side."""

    def top_height(self, side: Side) -> float:
        """Return the height of the nameplate, or of a further side's heading."""
        if side.nameplate is None:
            return float(self.table["back"]["heading"])
        table = self.table["nameplate"]
        tag_height = self.name_tag_height(side.nameplate) + table["tag_below"]
        titles_height = max(self.density.plate, self.titles_height(side))
        return float(max(titles_height + table["ruler"], tag_height))

    def titles_height(self, side: Side) -> float:
        """Return the height of a front's title and of what stands under it."""
        table = self.table["nameplate"]
        room = self.metrics.measure - table["tag"] - table["emblem"]
        title_line = self.density.h1 + _TITLE_LEAD * self.metrics.scale
        lead_lines = self.text_lines(side.lead, lead_style(table), room)
        height = table["above_title"] + title_line + table["above_lead"]
        return float(height + lead_lines * table["lead_line"])

    def name_tag_height(self, plate: Nameplate) -> float:
        """Return the height of the tag that says who and where."""
        table = self.table["nameplate"]
        width = tag_width(table)
        height = table["tag_top"] + table["tag_bottom"]
        if plate.name:
            size, leading = table["name_long" if has_long_name(plate, self.table) else "name"]
            style = TextStyle(table["family"], size, 700)
            height += table["welcome"] + leading * self.phrase_lines(plate.name, style, width)
        for line in plate.lines:
            leading = table["blank"] if has_blank(line) else table["line"]
            height += leading * self.phrase_lines(line, TextStyle(SANS, table["size"]), width)
        return float(height)

    def foot_height(self, foot: PageFoot) -> float:
        """Return the height of the foot, with the space above it."""
        table, measure = self.table["foot"], self.metrics.measure
        style, height = TextStyle(SANS, table["size"]), table["above"]
        for parts in self.foot_rows(foot):
            line = join_phrases(parts, EM_SPACE)
            leading = table["blank"] if has_blank(line) else table["leading"]
            height += leading * self.phrase_lines(line, style, measure)
        if foot.rules:
            height += table["leading"] * self.phrase_lines(foot.rules, style, measure)
        if foot.turn:
            height += table["leading"]
        if foot.signed:
            height += table["blank"]
        return float(height + foot.note_lines * self.density.line)

    def foot_rows(self, foot: PageFoot) -> list[tuple[Phrase, ...]]:
        """Return the parts of the foot, row by row.

        All of it is one row if it fits on a line; else the blanks have a row of their own. Where a
        line breaks before a blank, typesetters and browsers break it at odd places.
        """
        blank = tuple(part for part in foot.lines if has_blank(part))
        printed = tuple(part for part in foot.lines if part not in blank)
        style = TextStyle(SANS, self.table["foot"]["size"])
        whole = join_phrases(foot.lines, EM_SPACE)
        if blank and printed and self.phrase_lines(whole, style, self.metrics.measure) > 1:
            return [printed, blank]
        return [tuple(foot.lines)] if foot.lines else []


def has_long_name(plate: Nameplate, table: Any) -> bool:
    """Tell whether the name needs the smaller size."""
    plate_table = table["nameplate"]
    size, _ = plate_table["name"]
    words = [StyledText(part.text, plate_table["family"], 700) for part in plate.name]
    return count_lines(measure_text(*words), size, tag_width(plate_table)) > 1


def lead_style(plate_table: Any) -> TextStyle:
    """Return the style of the line that stands under or beside a side's title."""
    family, size, weight, italic = plate_table["lead"]
    return TextStyle(family, size, weight, bool(italic))


def tag_width(plate_table: Any) -> float:
    """Return the width in pt of the words on the name tag."""
    return float(plate_table["tag"] - plate_table["tag_left"] - plate_table["tag_right"])
