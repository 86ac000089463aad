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
        """Return the height of a schedule, or of its heading and `blank` writing lines."""
        text = self.table["text"]
        cells = self.schedule_cells(width)
        head = self._head_height(content.heads, [measure for _, measure in cells])
        if not content.rows:
            return head + blank * self.density.line
        total = head + text["rule"] * (len(content.rows) - 1)
        for row in content.rows:
            total += self.density.leading * self._row_lines(row, cells) + 2 * self.density.pad
        return float(total)

    def schedule_cells(self, width: float) -> tuple[tuple[TextStyle, float], ...]:
        """Return the style and the width for words of the four cells of a row.

        The schedule is `width` pt wide.
        """
        hours, rule = self.table["schedule"], self.table["text"]["rule"]
        pad, fixed_width = hours["pad"], sum(hours["columns"])
        insets = (pad, pad, pad + hours["you"] + rule, pad)  # the last cell's is on its left
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
            return sum(self._people_table_height(table, width) for table in tables)
        table_width = (width - people["between"]) / 2
        return max(self._people_table_height(table, table_width) for table in tables)

    def _people_table_height(self, table: PeopleTable, width: float) -> float:
        text, columns = self.table["text"], self.people_column_widths(table, width)
        measures = [column - self.table["people"]["pad"] for column in columns]
        height, follows_words = self._head_height(table.heads, measures), False
        for row in table.rows:
            blank = not (row[1] and row[2])
            lines = self._row_lines(row, self.people_cells(columns, blank))
            row_height = self.density.leading * lines + 2 * self.density.pad
            if blank:  # a writing line takes the place of the rule
                row_height = max(row_height + text["line"], self.density.line)
            elif follows_words:
                row_height += text["rule"]
            height += row_height
            follows_words = not blank
        return height

    def people_column_widths(
        self, table: PeopleTable, width: float, columns: Sequence[float] = ()
    ) -> tuple[float, ...]:
        """Return the widths of the columns in a table of people of `width` pt.

        They are as `columns` or the theme's, but no word is cut and no head broken. A column of 0
        has the rest.
        """
        people = self.table["people"]
        inset = people["pad"] + people["line"]
        weights = (people["bold"], 400, 400)
        min_widths = []
        for column, (head, weight) in enumerate(zip(table.heads, weights, strict=True)):
            style = self.body_style(weight)
            words = [self.longest_word_width(row[column], style) for row in table.rows]
            min_widths.append(max(text_width(head, self._head_style), *words, 0) + inset)
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

    def people_cells(
        self, columns: Sequence[float], blank: bool
    ) -> tuple[tuple[TextStyle, float], ...]:
        """Return the style and the width for words of the three cells of a row of people.

        `blank` is a row that is written on by hand.
        """
        people = self.table["people"]
        first, *others = (column - people["pad"] for column in columns)
        # A hairline divides the cells that are written on.
        inset = people["line"] if blank else 0
        other_cells = [(self.body_style(), measure - inset) for measure in others]
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
