"""The lines of a box that holds fields, sorted by where they stand in it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from handout.edits.box_units import prose_units
from handout.edits.units import Unit, match_units, units_of_lines
from handout.sources.edited.html_line import Line
from handout.sources.edited.record import RecordedBlock

Rows = tuple[tuple[str, ...], ...]

_WIDTHS = {"schedule": 4, "contacts": 3, "facts": 2}  # columns of the table in a box


@dataclass
class BoxLines:
    """The lines of a box: the `rows` of its tables, as displayed_rows gives them, and the `rest`,
    which is in no table.

    `beyond` are the words in cells past the columns of a table. `orphans` are cells below no
    heading, in a table whose rows are named by the headings above them.
    """

    rows: Rows = ()
    rest: list[Line] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)

    def add_row(self, cells: Sequence[str], width: int) -> None:
        self.rows = (*self.rows, tuple(cells[:width]))
        self.beyond += filter(None, cells[width:])


def split_lines(block: RecordedBlock, lines: Sequence[Line]) -> BoxLines:
    """Return the lines of a box, sorted by where they stand."""
    split = BoxLines()
    tables: list[Line] = []
    for line in lines:
        if line.kind in ("row", "head"):
            tables.append(line)
        elif line.text:
            split.rest.append(line)
    if block.holds == "help":
        _add_drills(split, tables, {row[0] for row in block.rows} - {""})
        return split
    for line in tables:
        if line.kind == "row" and line.text:
            split.add_row(line.texts, _WIDTHS.get(block.holds, len(line.texts)))
    return split


def _add_drills(split: BoxLines, tables: Sequence[Line], labels: Set[str]) -> None:
    """Add a row for each name in a heading and the cell below it."""
    head: tuple[str, ...] = ()
    for line in tables:
        if line.kind == "head" or (not head and labels & set(line.texts)):
            for label in head:  # two headings, and nothing between them
                split.add_row((label, ""), 2)
            head = line.texts
        elif head:
            cells = (*line.texts, *[""] * len(head))
            for label, text in zip(head, cells, strict=False):
                split.add_row((label, text), 2)
            split.beyond += filter(None, cells[len(head) :])
            head = ()
        else:
            split.orphans += filter(None, line.texts)
    for label in head:
        split.add_row((label, ""), 2)


def has_known_rows(block: RecordedBlock, split: BoxLines) -> bool:
    """Return whether each row on the page was issued, so that one not found was taken out."""
    names = {row[0] for row in block.rows} - {""}
    return not split.orphans and all(name in names for name, *_ in split.rows)


def answer_line(block: RecordedBlock, lines: Sequence[Line], fields: Sequence[str]) -> Line | None:
    """Return the line that says how to call for help, None if there is none.

    `fields` are the words of the field on the page.
    """
    # A line of the card that was reworded is not the answer, however new its words are.
    prose = set(match_units(prose_units(block.text), units_of_lines(lines)).values())
    candidates = [line for index, line in enumerate(lines) if index not in prose]
    old = next((row[1] for row in block.rows if not row[0]), "")
    for words in filter(None, (old, *fields)):
        for line in candidates:
            if line.text == words:
                return line
    # Without its mark it is a line that is like it; where nothing was said, the first that is new.
    for line in candidates:
        if not old or _is_similar(line.text, old):
            return line
    return candidates[0] if candidates and not fields else None


def _is_similar(text: str, old: str) -> bool:
    return bool(match_units((Unit("p", old),), (Unit("p", text),)))
