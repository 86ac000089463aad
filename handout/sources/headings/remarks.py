"""Skip rows that are no handouts: repeated headings, totals, remarks below the list."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from handout.interface_language import interface_messages
from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.fields.single_line import shorten
from handout.sources.headings.notes import join_few
from handout.sources.spreadsheet.rows import Row

_MOST_CELLS = 3  # that a remark fills
_NUMBER = re.compile(r"[\d.,]+%?")
_MOST_NEEDED_CELLS = 2  # of those that every row must fill


def drop_remarks(
    rows: Sequence[Row],
    head: Row,
    needed: Collection[int],
    path: str,
    problems: list[Problem],
) -> Sequence[Row]:
    """Return `rows` without those that are no handout's, and note them in `problems`.

    `needed` are the numbers of the columns that every row must fill: a remark fills two of them at
    most.
    """
    repeated_heads = [row for row in rows if _is_head(row, head)]
    others = [row for row in rows if row not in repeated_heads]
    remarks = _find_remarks(others, needed) if len(needed) > _MOST_NEEDED_CELLS else []
    if repeated_heads:
        numbers = join_few([str(row.number) for row in repeated_heads])
        position = Position(path)
        problems.append(problem("roster-heading-again", position, warning=True, rows=numbers))
    if remarks:
        quoted = interface_messages("roster-words")["quoted"]
        texts = [shorten(" ".join(filter(None, row.cells))) for row in remarks]
        values = {
            "rows": join_few([str(row.number) for row in remarks]),
            "what": join_few([quoted.format(was=text) for text in texts]),
        }
        problems.append(problem("roster-remark", Position(path), warning=True, **values))
    dropped = {row.number for row in (*repeated_heads, *remarks)}
    return [row for row in rows if row.number not in dropped] if dropped else rows


def _find_remarks(rows: Sequence[Row], needed: Collection[int]) -> list[Row]:
    full_rows = [row.number for row in rows if _count_filled(row, needed) > _MOST_NEEDED_CELLS]
    last_full_row = max(full_rows, default=None)
    remarks = []
    for row in rows:
        is_below_list = last_full_row is not None and row.number > last_full_row
        if _is_remark(row, needed, is_below_list):
            remarks.append(row)
    return remarks


def _is_head(row: Row, head: Row) -> bool:
    """Return whether a row repeats the headings: a printed list has them on each page."""
    pairs = zip(row.cells, head.cells, strict=False)
    first = next(((cell, heading) for cell, heading in pairs if cell), ("", ""))
    if first[0].casefold() != first[1].casefold():  # nearly every row
        return False
    # The first pair is gone from `pairs` by now.
    equal = sum(bool(cell) and cell.casefold() == heading.casefold() for cell, heading in pairs)
    return equal > 0 and 2 * equal + 2 >= sum(map(bool, row.cells))


def _is_remark(row: Row, needed: Collection[int], is_below_list: bool) -> bool:
    filled = [cell for cell in row.cells if cell]
    if len(filled) > _MOST_CELLS or _count_filled(row, needed) > _MOST_NEEDED_CELLS:
        return False
    if _remark_pattern().match(filled[0]):
        return True
    is_sentence = len(filled) == 1 and (" " in filled[0] or filled[0].endswith(":"))
    is_total = all(map(_NUMBER.fullmatch, filled)) and not _count_filled(row, needed)
    return is_below_list and (is_sentence or is_total)


def _count_filled(row: Row, columns: Collection[int]) -> int:
    """Return how many of these columns, by their numbers, the row fills."""
    return sum(number <= len(row.cells) and bool(row.cells[number - 1]) for number in columns)


@cache
def _remark_pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in message_table("roster")["remarks"]["words"])
    return re.compile(rf"[\W_]*(?:{words})(?![\w-])", re.IGNORECASE)
