"""What was read otherwise than it was typed, told once for each column with the rows and words of
it.
"""

from __future__ import annotations

from collections.abc import Mapping

from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.fields.single_line import shorten
from handout.sources.spreadsheet.rows import column_letter

_MOST_SHOWN = 6


class Notes:
    """Collects the notes of a table; `numbers` are those of its columns, from 1."""

    def __init__(self, path: str, numbers: Mapping[str, int]) -> None:
        self._path, self._numbers = path, numbers
        self._found: dict[tuple[str, str], list[tuple[int, str, str]]] = {}

    def add(self, code: str, name: str, row: int, was: str, now: str = "") -> None:
        """Note that in `row` of the column `name` stood `was`, and `now` is read."""
        self._found.setdefault((code, name), []).append((row, was, now))

    def problems(self) -> list[Problem]:
        """Return a warning for each kind of note and column, at its row if it is about one."""
        said = message_table("roster")
        found = []
        for (code, name), cells in self._found.items():
            column = self._numbers[name]
            pairs = dict.fromkeys((was, now) for _, was, now in cells)
            shown = [
                said["read_as" if now else "quoted"].format(was=shorten(was), now=shorten(now))
                for was, now in pairs
            ]
            rows = dict.fromkeys(str(row) for row, _, _ in cells)
            found.append(
                problem(
                    code,
                    Position(self._path, cells[0][0], column)
                    if len(rows) == 1
                    else Position(self._path),
                    warning=True,
                    count=len(cells),
                    heading=name,
                    letter=column_letter(column),
                    rows=listed(list(rows)),
                    what=listed(shown),
                )
            )
        return found


def listed(names: list[str]) -> str:
    """Return the first of `names` in a sentence, and … if there are more."""
    between = str(message_table("roster")["between"])
    return between.join(names[:_MOST_SHOWN]) + (", …" if len(names) > _MOST_SHOWN else "")
