"""The height in pt of tables with a row for each hour or person: the schedule and the contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handout.layout.heights.text_heights import TextCalculator
from handout.layout.sheet.panels import (
    PeopleContent,
    PeopleTable,
    ScheduleContent,
    has_tables_side_by_side,
    people_tables,
)
from handout.layout.sheet.phrase import Phrase
from handout.layout.text.line_breaking import TextStyle, text_width

_FIGURES = ("tnum",)  # of a column of times: css font-variant-numeric


@dataclass(frozen=True, eq=False)
class TableCalculator(TextCalculator):
    """Measures the schedule and the tables of people."""

    def schedule_height(self, content: ScheduleContent, width: float, blank: int) -> float:
        """Return the height of a schedule with its heading and `blank` writing lines."""
        cells = self.schedule_cells(width)
        total = self._head_height(content.heads, [measure for _, measure in cells])
        heights = [self._words_height(row, cells) for row in content.rows]
        if blank:
            return total + blank * self.density.line + sum(map(self._ruled_height, heights))
        return float(total + sum(heights) + self.table["text"]["rule"] * (len(heights) - 1))

    def _words_height(
        self, row: Sequence[Phrase], cells: Sequence[tuple[TextStyle, float]]
    ) -> float:
        """Return the height of a row without its rule."""
        return self.density.leading * self._row_lines(row, cells) + 2 * self.density.pad

    def _ruled_height(self, words_height: float) -> float:
        """Return the height of a row among writing lines: it is one of them, if its words fit."""
        return float(max(words_height + self.table["text"]["line"], self.density.line))

    def schedule_cells(self, width: float) -> tuple[tuple[TextStyle, float], ...]:
        """Return the style and the width for words of the four cells of a row.

        The schedule is `width` pt wide.
        """
        hours, rule = self.table["schedule"], self.table["text"]["rule"]
        pad, fixed_width = hours["pad"], sum(hours["columns"])
        before = hours["before"]
        # The last cell's is on its left.
        insets = (pad - before, pad + before, pad + hours["you"] + rule, pad)
        weights = (hours["time"], 400, hours["bold"], 400)
        cells = []
        for column, inset, weight in zip(hours["columns"], insets, weights, strict=True):
            column_width = column or width - fixed_width  # a column of 0 has the rest
            cells.append((self.body_style(weight), column_width - inset))
        time_style, time_width = cells[0]
        return (replace(time_style, features=_FIGURES), time_width), *cells[1:]

    def schedule_row_lines(self, row: Sequence[Phrase], width: float) -> int:
        """Return the number of lines of a row in a schedule of `width` pt."""
        return self._row_lines(row, self.schedule_cells(width))

    def _row_lines(self, row: Sequence[Phrase], cells: Sequence[tuple[TextStyle, float]]) -> int:
        max_lines = 1
        for phrase, (style, measure) in zip(row, cells, strict=True):
            if phrase:
                max_lines = max(max_lines, self.phrase_lines(phrase, style, measure))
        return max_lines

    def people_height(self, content: PeopleContent, width: float) -> float:
        """Return the height of the tables of people."""
        people, tables = self.table["people"], people_tables(content)
        if not has_tables_side_by_side(content, width, people["narrow"]):
            heights = [self._people_height(table, width, content.has_gaps) for table in tables]
            return float(sum(heights) + people["above"] * (len(tables) - 1))
        half = (width - people["between"]) / 2
        return max(self._people_height(table, half, content.has_gaps) for table in tables)

    def _people_height(self, table: PeopleTable, width: float, ruled: bool) -> float:
        columns = self.people_column_widths(table, width)
        cells = self.people_cells(columns)
        height = self._head_height(table.heads, [measure for _, measure in cells])
        heights = [self._words_height(row, cells) for row in table.rows]
        if ruled:
            return height + sum(map(self._ruled_height, heights))
        return float(height + sum(heights) + self.table["text"]["rule"] * max(0, len(heights) - 1))

    def people_column_widths(
        self, table: PeopleTable, width: float, columns: Sequence[float] = ()
    ) -> tuple[float, ...]:
        """Return the widths of the columns in a table of people of `width` pt.

        They are as `columns` or the theme's, but no word is cut and no head broken. A column of 0
        has the rest.
        """
        people = self.table["people"]
        before = 0.0
        weights = (people["bold"], 400, 400)
        min_widths = []
        for column, (head, weight) in enumerate(zip(table.heads, weights, strict=True)):
            style = self.body_style(weight)
            words = [self.longest_word_width(row[column], style) for row in table.rows]
            longest = max(text_width(head, self._head_style), *words, 0)
            min_widths.append(longest + before + people["pad"])
            before = people["pad"]
        return _share_width(self.default_people_widths(width, columns), min_widths)

    def default_people_widths(
        self, width: float, columns: Sequence[float] = ()
    ) -> tuple[float, ...]:
        """Return the widths of the columns in a table of people of `width` pt with no wide words.

        They are as `columns` or the theme's. A column of 0 has the rest.
        """
        columns = columns or self.table["people"]["columns"]
        return tuple(column or width - sum(columns) for column in columns)

    @property
    def _head_style(self) -> TextStyle:
        return self.body_style(self.table["text"]["head_weight"])

    def _head_height(self, heads: Sequence[str], measures: Sequence[float]) -> float:
        """Return the height of a table's head, whose cells have room for `measures` pt."""
        text = self.table["text"]
        lines = [
            self.text_lines(head, self._head_style, measure)
            for head, measure in zip(heads, measures, strict=True)
        ]
        return float(max(lines) * text["head"] + text["head_rule"])

    def people_cells(self, columns: Sequence[float]) -> tuple[tuple[TextStyle, float], ...]:
        """Return the style and the width for words of the three cells of a row of people."""
        people = self.table["people"]
        first, *others = columns
        other_cells = [(self.body_style(), column - people["pad"]) for column in others]
        return (self.body_style(people["bold"]), first), *other_cells


def _share_width(widths: Sequence[float], min_widths: Sequence[float]) -> tuple[float, ...]:
    """Return `widths`, with those below `min_widths` widened by what others can spare."""
    pairs = list(zip(widths, min_widths, strict=True))
    lacking = sum(max(0, minimum - width) for width, minimum in pairs)
    spare = sum(max(0, width - minimum) for width, minimum in pairs)
    if not lacking:
        return tuple(widths)
    # All that lack width get the same share of what they lack, all others give the same share.
    share_given = min(1, spare / lacking)
    share_taken = min(1, lacking / spare) if spare else 0
    shared = []
    for width, minimum in pairs:
        share = share_given if minimum > width else share_taken
        shared.append(width + (minimum - width) * share)
    return tuple(shared)
