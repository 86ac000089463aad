"""Notes on cells that were read otherwise than they were typed: one for each column, with its
rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handout.interface_language import interface_messages
from handout.problems import Position, Problem, problem
from handout.sources.fields.single_line import shorten
from handout.sources.spreadsheet.rows import column_letter

_MOST_SHOWN = 6  # rows, or words, in one message


class Notes:
    """Collects the notes of a table; `numbers` are those of its columns, from 1."""

    def __init__(self, path: str, numbers: Mapping[str, int]) -> None:
        self._path, self._numbers = path, numbers
        self.count = 0
        self._cells: dict[tuple[str, str], list[tuple[int, str, str]]] = {}

    def add(self, code: str, name: str, row: int, typed: str, read: str = "") -> None:
        """Note that in `row` of the column `name` stood `typed`, and is read as `read`."""
        self.count += 1
        self._cells.setdefault((code, name), []).append((row, typed, read))

    def problems(self) -> list[Problem]:
        """Return a warning for each kind of note and column, at its row if it is about one."""
        return [self._merge(code, name, cells) for (code, name), cells in self._cells.items()]

    def _merge(self, code: str, name: str, cells: Sequence[tuple[int, str, str]]) -> Problem:
        column = self._numbers[name]
        rows = dict.fromkeys(str(row) for row, _, _ in cells)
        words = dict.fromkeys((typed, read) for _, typed, read in cells)
        position = Position(self._path)
        if len(rows) == 1:
            position = Position(self._path, cells[0][0], column)
        return problem(
            code,
            position,
            warning=True,
            count=len(cells),
            heading=name,
            letter=column_letter(column),
            rows=join_few(list(rows)),
            what=join_few([_format_reading(typed, read) for typed, read in words]),
        )


def _format_reading(typed: str, read: str) -> str:
    message = interface_messages("roster-words")["read_as" if read else "quoted"]
    return str(message.format(was=shorten(typed), now=shorten(read)))


def join_few(names: Sequence[str]) -> str:
    """Return the first of `names` in a sentence, and … if there are more."""
    separator = str(interface_messages("roster-words")["between"])
    return separator.join(names[:_MOST_SHOWN]) + (", …" if len(names) > _MOST_SHOWN else "")
