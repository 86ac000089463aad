"""The cells of a record that its files are made of, as one text for their digest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from operator import itemgetter

from handout.sources.headings.columns import Columns
from handout.sources.roster.record import Record

_NOT_PRINTED = ("handout_id", "copies", "override_file")

_Pick = Callable[[Sequence[str]], tuple[str, ...]]


class PrintedCells:
    """Tells what is printed of records; what is the same for all of one table is found once."""

    def __init__(self) -> None:
        # By the id() of all columns, which are kept with it: another's may not get that id.
        self._columns: dict[int, tuple[Columns, Sequence[str], _Pick]] = {}

    def text(self, record: Record) -> str:
        """Return the filled cells of `record` with their columns, equal for equal ones alone.

        Empty cells and the order of columns make no difference.
        """
        _, names, pick = self._find_columns(record.columns)
        texts = pick(record.cells)
        # As many texts as names, parted by a sign that no file of rows can have.
        return "\0".join((*compress(names, texts), "", *filter(None, texts)))

    def _find_columns(self, columns: Columns) -> tuple[Columns, Sequence[str], _Pick]:
        key = id(columns)
        if key not in self._columns:
            names = sorted(columns.indexes.keys() - set(_NOT_PRINTED))
            # Two at least, so that it picks a tuple.
            pick = itemgetter(*(columns.indexes[name] for name in names))
            self._columns[key] = columns, names, pick
        return self._columns[key]
