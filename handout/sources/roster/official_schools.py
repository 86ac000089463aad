"""The schools of a district by their official ids and names, from a file of the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.fields.fields import text_limit
from handout.sources.fields.single_line import collapse_spaces
from handout.sources.headings.heading_words import normalize_heading
from handout.sources.headings.notes import join_few
from handout.sources.headings.table import read_table
from handout.sources.roster.record import Record
from handout.sources.roster.schools import note_rows, plain_id, replace_cell

_NEEDED = ("school_id", "school_name")


@dataclass(frozen=True)
class OfficialSchools:
    """The official name of each school by its id, from the file at `path`."""

    path: Path
    names: Mapping[str, str]

    def apply_to(self, records: Sequence[Record], problems: list[Problem]) -> tuple[Record, ...]:
        """Return `records` with their schools as they are called officially.

        A school is known by its id, also if a spreadsheet program took its zeros, or by its name if
        it has no id. What rows say otherwise, and ids that the file does not have, are notes, which
        are added to `problems`.
        """
        by_id = {plain_id(id): id for id in self.names}
        by_name = {normalize_heading(name): id for id, name in self.names.items()}
        unified, unknown = [], defaultdict[str, list[Record]](list)
        renamed: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
        for record in records:
            name_key = normalize_heading(record.school_name)
            id = by_name.get(name_key)
            if record.school_id:
                id = by_id.get(plain_id(record.school_id))
            if id is None:
                unknown[record.school_id or record.school_name].append(record)
                unified.append(record)
                continue
            official = self.names[id]
            if normalize_heading(official) != name_key:
                renamed[id, record.school_name, official].append(record)
            record = replace_cell(record, "school_id", id)
            unified.append(replace_cell(record, "school_name", official))
        for (id, typed, official), rows in renamed.items():
            values = {"id": id, "found": typed, "read": official, "file": self.path.name}
            problems.append(note_rows("school-official", "school_name", rows, **values))
        if unknown:
            first = next(iter(unknown.values()))[0]
            note = problem(
                "school-unknown",
                Position(first.position.path),
                warning=True,
                count=len(unknown),
                names=join_few(list(unknown)),
                file=self.path.name,
            )
            problems.append(note)
        return tuple(unified)


def read_official_schools(path: Path) -> tuple[OfficialSchools, tuple[Problem, ...]]:
    """Return the schools in the file at `path`, and notes. Raises HandoutError with all faults."""
    problems: list[Problem] = []
    table = read_table(path, problems, _NEEDED)
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    if table is None:
        raise HandoutError(problems)
    for row in table.rows:
        cells = {
            name: collapse_spaces(cell)
            for name, cell in table.columns.cells_by_name(row.cells).items()
        }
        id, name = cells.get("school_id", ""), cells.get("school_name", "")
        position = Position(str(path), row.number)
        if not id or not name:
            problems.append(problem("schools-incomplete", position))
        elif plain_id(id) in lines:
            problems.append(problem("schools-twice", position, id=id, line=lines[plain_id(id)]))
        elif len(name) > text_limit("school_name"):
            limit = text_limit("school_name")
            problems.append(problem("schools-long", position, name=name, limit=limit))
        else:
            names[id] = name
            lines[plain_id(id)] = row.number
    if any(not each.warning for each in problems):
        raise HandoutError(problems)
    return OfficialSchools(path, names), tuple(problems)
