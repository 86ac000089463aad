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
        """Return the number of lines of a row in a schedule of `width` pt."""
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
        """Return the height of the tables of people."""
        people, tables = self.table["people"], people_tables(content)
        if not has_tables_side_by_side(content, width, people["narrow"]):
            return sum(self._people_table_height(table, width) for table in tables)
        wide = (width - people["between"]) / 2
        return max(self._people_table_height(table, wide) for table in tables)

    def _people_table_height(self, table: PeopleTable, width: float) -> float:
        text, columns = self.table["text"], self.people_column_widths(table, width)
        room = (column - self.table["people"]["pad"] for column in columns)
        height, before = self._head_height(table.heads, tuple(room)), False
        for row in table.rows:
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
        self, table: PeopleTable, width: float, given: Sequence[float] = ()
    ) -> tuple[float, ...]:
        """Return the widths of the columns in a table of people of `width` pt.

        They are as `given` or usual, but no word is cut and no head broken. A column of 0 has the
        rest.
        """
        people = self.table["people"]
        usual = self.usual_people_widths(width, given)
        around = people["pad"] + people["line"]
        weights = (people["bold"], 400, 400)
        least = []
        for n, (head, weight) in enumerate(zip(table.heads, weights, strict=True)):
            style = self.body_style(weight)
            words = [self.longest_word_width(row[n], style) for row in table.rows]
            least.append(max(text_width(head, self._head_style), *words, 0) + around)
        return _share_width(usual, least)

    def usual_people_widths(self, width: float, given: Sequence[float] = ()) -> tuple[float, ...]:
        """Return the widths of the columns in a table of people of `width` pt with no wide words.

        They are as `given` or the theme's. A column of 0 has the rest.
        """
        given = given or self.table["people"]["columns"]
        return tuple(column or width - sum(given) for column in given)

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
        first, *rest = (column - people["pad"] for column in columns)
        left = people["line"] if blank else 0  # a hairline divides the cells that are written on
        return (self.body_style(people["bold"]), first), *(
            (self.body_style(), wide - left) for wide in rest
        )


def _share_width(usual: Sequence[float], least: Sequence[float]) -> tuple[float, ...]:
    """Return the widths `usual`, with those below the `least` widened by what others can spare."""
    wanting = sum(max(0, need - have) for have, need in zip(usual, least, strict=True))
    spare = sum(max(0, have - need) for have, need in zip(usual, least, strict=True))
    if not wanting:
        return tuple(usual)
    given, taken = min(1, spare / wanting), min(1, wanting / spare) if spare else 0
    return tuple(
        have + (need - have) * (given if need > have else taken)
        for have, need in zip(usual, least, strict=True)
    )
