"""Rows of a list that are no handout's: headings that stand again on each page, totals, and words
below the list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.fields.single_line import shorten
from handout.sources.roster.notes import listed
from handout.sources.spreadsheet.rows import Row

_MOST_CELLS = 3


def drop_remarks(
    rows: Sequence[Row], head: Row, needed: Collection[int], path: str, found: list[Problem]
) -> Sequence[Row]:
    """Return `rows` without those that are no handout's, and note them in `found`.

    `needed` are the numbers of the columns that every row must fill: a remark fills two of them at
    most.
    """
    again = [row for row in rows if _is_head(row, head)]
    full = [n for n, row in enumerate(rows) if row not in again and _count(row, needed) > 2]
    last = full[-1] if full else -1
    remarks = [
        row
        for n, row in enumerate(rows)
        if row not in again and len(needed) > 2 and _is_remark(row, needed, trailing=n > last >= 0)
    ]
    if again:
        position, numbers = Position(path), [str(row.number) for row in again]
        found.append(problem("roster-heading-again", position, warning=True, rows=listed(numbers)))
    if remarks:
        position, numbers = Position(path), [str(row.number) for row in remarks]
        quoted = message_table("roster")["quoted"]
        shown = [quoted.format(was=shorten(" ".join(filter(None, row.cells)))) for row in remarks]
        told = {"rows": listed(numbers), "what": listed(shown)}
        found.append(problem("roster-remark", position, warning=True, **told))
    out = {row.number for row in (*again, *remarks)}
    return [row for row in rows if row.number not in out] if out else rows


def _is_head(row: Row, head: Row) -> bool:
    pairs = zip(row.cells, head.cells, strict=False)
    first = next(((cell, heading) for cell, heading in pairs if cell), ("", ""))
    if first[0].casefold() != first[1].casefold():  # nearly every row
        return False
    same = sum(bool(cell) and cell.casefold() == heading.casefold() for cell, heading in pairs)
    return same > 0 and 2 * same + 2 >= sum(map(bool, row.cells))


def _is_remark(row: Row, needed: Collection[int], trailing: bool) -> bool:
    filled = [cell for cell in row.cells if cell]
    if len(filled) > _MOST_CELLS or _count(row, needed) > 2:
        return False
    if _remark().match(filled[0]):
        return True
    return trailing and len(filled) == 1 and (" " in filled[0] or filled[0].endswith(":"))


def _count(row: Row, columns: Collection[int]) -> int:
    """Return how many of these columns the row fills."""
    return sum(n <= len(row.cells) and bool(row.cells[n - 1]) for n in columns)


@cache
def _remark() -> re.Pattern[str]:
    listed_words = "|".join(re.escape(word) for word in message_table("roster")["remarks"]["words"])
    return re.compile(rf"[\W_]*(?:{listed_words})(?![\w-])", re.IGNORECASE)
