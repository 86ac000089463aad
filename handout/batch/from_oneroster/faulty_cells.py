"""The cells of a new roster that a batch would refuse: they are emptied, and listed as missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from handout.batch.from_oneroster.fit import Cells
from handout.batch.from_oneroster.missing import MissingData
from handout.interface_language import interface_messages
from handout.problems import Problem
from handout.sources.headings.columns import NEEDED, ROSTER, field_columns
from handout.sources.roster.roster import read_roster

_MOST_ROUNDS = 4  # a cell that is emptied may bring another's fault to light


def roster_headings(rows: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the headings of a roster with these rows."""
    used: set[str] = set()
    for row in rows:
        used |= row.keys()
    return (*ROSTER, *(name for name in field_columns() if name in used and name not in ROSTER))


def empty_faulty_cells(
    path: Path,
    rows: Sequence[Cells],
    headings: Sequence[str],
    typed: Collection[tuple[str, str]],
    write: Callable[[], None],
) -> list[tuple[Cells, str, str]]:
    """Have the roster at `path` written by `write` until it reads without a fault; return the cells
    that were emptied, each with its row, heading and words.

    Those that somebody `typed` (heading and words) stay as they are, and so do the ones that no row
    can do without.
    """
    emptied: list[tuple[Cells, str, str]] = []
    for _ in range(_MOST_ROUNDS):
        write()
        _, problems = read_roster(path)
        faulty = _find_faulty(problems, rows, headings, typed)
        if not faulty:
            break
        for row, name in faulty:
            emptied.append((row, name, row[name]))
            row[name] = ""
    return emptied


def missing_for_emptied(emptied: Iterable[tuple[Cells, str, str]]) -> tuple[MissingData, ...]:
    """Return what is lacking where cells were emptied that a sheet cannot have."""
    message = interface_messages("roster-words")["missing"]["faulty"]
    missing = []
    for row, heading, words in emptied:
        missing.append(
            MissingData(
                school_id=row["school_id"],
                school_name=row["school_name"],
                handout_id=row["handout_id"],
                who=f"{row['teacher_given']} {row['teacher_family']}".strip(),
                missing=message.format(heading=heading),
                note=words,
            )
        )
    return tuple(missing)


def _find_faulty(
    problems: Collection[Problem],
    rows: Sequence[Cells],
    headings: Sequence[str],
    typed: Collection[tuple[str, str]],
) -> list[tuple[Cells, str]]:
    """Return the cells at which there are errors, as their row and heading, each once."""
    faulty: dict[tuple[int, str], Cells] = {}
    for problem in problems:
        index = problem.line - 2  # the headings are line 1
        is_in_table = 0 <= index < len(rows) and 1 <= problem.column <= len(headings)
        if problem.warning or not is_in_table:
            continue
        row = rows[index]
        name = _column_to_empty(headings[problem.column - 1], row)
        if name and row.get(name) and (name, row[name]) not in typed:
            faulty[problem.line, name] = row
    return [(row, name) for (_, name), row in faulty.items()]


def _column_to_empty(heading: str, row: Mapping[str, str]) -> str:
    """Return the column to empty where there is an error at `heading`; "" if it must not be.

    What is wrong with a whole name is told at the family name.
    """
    if heading in ("teacher_family", "para_family"):
        given = heading.replace("family", "given")
        return given if row.get(given) or heading in NEEDED else heading
    return "" if heading in NEEDED else heading
