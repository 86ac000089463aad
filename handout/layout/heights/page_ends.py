"""The height of a side's ends in pt: the nameplate or heading above its boxes, the foot below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handout.layout.heights.text_heights import EM_SPACE, SANS, TextCalculator
from handout.layout.sheet.panels import Nameplate, PageFoot, Side
from handout.layout.sheet.phrase import Phrase, has_blank, join_phrases
from handout.layout.text.line_breaking import StyledText, TextStyle, count_lines, measure_text


@dataclass(frozen=True, eq=False)
class PageEndCalculator(TextCalculator):
    """Measures what stands above and below the boxes of a side."""

    def top_height(self, side: Side) -> float:
        """Return the height of the nameplate, or of a further side's heading."""
        if side.nameplate is None:
            return float(self.table["back"]["heading"])
        plate = self.table["nameplate"]
        return float(
            max(self.density.plate, self.name_tag_height(side.nameplate) + plate["tag_gap"])
            + plate["ruler"]
        )

    def name_tag_height(self, plate: Nameplate) -> float:
        """Return the height of the tag that says who and where."""
        plate_table = self.table["nameplate"]
        wide = plate_table["tag"] - plate_table["tag_left"] - plate_table["tag_right"]
        height = plate_table["tag_top"] + plate_table["tag_bottom"]
        if plate.name:
            size, leading = (
                plate_table["name_long"]
                if has_long_name(plate, self.table)
                else plate_table["name"]
            )
            height += plate_table["welcome"] + leading * self.phrase_lines(
                plate.name, TextStyle(plate_table["family"], size, 700), wide
            )
        else:
            height += plate_table["blank"]
        for line in plate.lines:
            leading = plate_table["blank"] if has_blank(line) else plate_table["line"]
            height += leading * self.phrase_lines(line, TextStyle(SANS, plate_table["size"]), wide)
        return float(height)

    def foot_height(self, foot: PageFoot) -> float:
        """Return the height of the foot, with the space above it."""
        foot_table = self.table["foot"]
        style, height = TextStyle(SANS, foot_table["size"]), foot_table["above"]
        for parts in self.foot_rows(foot):
            line = join_phrases(parts, EM_SPACE)
            leading = foot_table["blank"] if has_blank(line) else foot_table["leading"]
            height += leading * self.phrase_lines(line, style, self.metrics.measure)
        if foot.rules:
            height += foot_table["leading"] * self.text_lines(
                foot.rules, style, self.metrics.measure
            )
        return float(
            height
            + (foot_table["leading"] if foot.turn else 0)
            + (foot_table["blank"] if foot.signed else 0)
        )

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
    words = measure_text(
        *(StyledText(span.text, plate_table["family"], 700) for span in plate.name)
    )
    return (
        count_lines(
            words,
            plate_table["name"][0],
            plate_table["tag"] - plate_table["tag_left"] - plate_table["tag_right"],
        )
        > 1
    )
