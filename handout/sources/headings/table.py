"""A spreadsheet of an office as a table with headings, by the office's own map of columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from handout.problems import Problem
from handout.sources.headings.column_map import read_column_map
from handout.sources.headings.columns import Columns, HeadedTable
from handout.sources.headings.head_row import MOST_ROWS_ABOVE, count_headings, read_headings
from handout.sources.spreadsheet.spreadsheet import read_rows


def read_table(
    path: Path,
    problems: list[Problem],
    needed: Sequence[str] = (),
    *,
    roster: Path | None = None,
) -> HeadedTable | None:
    """Return the table in the file `path`; None if it has no headings.

    What is wrong is added to `problems`. `needed` are the columns without which it cannot go on.
    The map of columns is the one beside `roster`, or beside the file itself. Raises HandoutError
    if the file cannot be read.
    """
    mapped = read_column_map(roster or path, problems)
    rows, notes = read_rows(path, partial(count_headings, mapped=mapped))
    problems += notes
    return read_headings(rows, str(path), problems, needed, mapped)


def read_unknown_table(path: Path) -> HeadedTable | None:
    """Return the table in the file `path`, also if none of its headings is known; None if it is
    empty. Raises HandoutError if the file cannot be read.

    The headings are then the fullest of the first rows.
    """
    if table := read_table(path, []):
        return table
    rows, _ = read_rows(path, partial(count_headings, mapped={}))
    if not rows:
        return None
    first_rows = rows[:MOST_ROWS_ABOVE]
    counts = [sum(map(bool, row.cells)) for row in first_rows]
    index = counts.index(max(counts))
    return HeadedTable(rows[index], Columns({}, len(rows[index].cells)), rows[index + 1 :])
