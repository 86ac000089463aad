"""Make a roster and the list of what is missing from a OneRoster export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from handout.batch.from_oneroster.faulty_cells import (
    empty_faulty_cells,
    missing_for_emptied,
    roster_headings,
)
from handout.batch.from_oneroster.placement import place_staff
from handout.batch.from_oneroster.supplement import Supplement, read_supplement
from handout.files import make_folder, write_atomic
from handout.interface_language import interface_messages
from handout.problems import HandoutError, Position, Problem, problem, with_position
from handout.sources.oneroster.export import read_export
from handout.sources.roster.xlsx_writer import format_table


class MadeRoster(NamedTuple):
    """How many rows and schools a new roster has, how much is missing, and what is noted."""

    rows: int
    schools: int
    missing: int
    problems: tuple[Problem, ...]


def make_roster(
    export: Path, supplement: Path | None, output: Path, missing: Path, *, by_class: bool = False
) -> MadeRoster:
    """Write the roster `output` of the staff in `export`, and the list `missing` of what it lacks.

    A row is a teacher at a school, or a class. Raises HandoutError if a file cannot be read, or
    there is nobody in the export.
    """
    staff, problems = read_export(export)
    additions, addition_problems = Supplement(), tuple[Problem, ...]()
    if supplement:
        additions, addition_problems = read_supplement(supplement)
    rows, missing_data, placing_problems = place_staff(staff, additions, by_class=by_class)
    placing_problems = with_position(placing_problems, Position(str(export)))
    problems = tuple(sorted({*problems, *addition_problems, *placing_problems}))
    if not rows:
        raise HandoutError([*problems, problem("oneroster-nobody", Position(str(export)))])
    names = roster_headings(rows)
    make_folder(output.parent)

    def write_roster() -> None:
        cells = [[row.get(name, "") for name in names] for row in rows]
        _write_table(output, [names, *cells])

    typed: set[tuple[str, str]] = set()
    for supplement_cells, _ in additions.rows:
        typed.update(supplement_cells.items())
    emptied = empty_faulty_cells(output, rows, names, typed, write_roster)
    missing_data += missing_for_emptied(emptied)
    _write_table(missing, [interface_messages("roster-words")["missing"]["heads"], *missing_data])
    if emptied:
        position, count = Position(str(export)), len(emptied)
        problems += (problem("oneroster-faulty", position, warning=True, count=count),)
    schools = len({row["school_id"] for row in rows})
    return MadeRoster(len(rows), schools, len(missing_data), problems)


def _write_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    write_atomic(path, format_table(path, rows))
