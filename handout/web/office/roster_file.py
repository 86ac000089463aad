"""The roster of a run: what is in it, the rows to correct, and corrected rows put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handout.problems import Problem, problem, reword_problem
from handout.sources.pictures.picture import PICTURE_USES
from handout.sources.roster.corrections import (
    apply_corrections,
    errors_by_row,
    is_corrections_file,
    rows_to_correct,
)
from handout.sources.roster.record import FaultyRecord, Record
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.csv import format_csv
from handout.sources.spreadsheet.rows import column_letter
from handout.web.sheet.problem_json import problem_json

_PICTURE_FILES = {use.file_field for use in PICTURE_USES}


def read_records(
    path: Path, faulty: list[FaultyRecord] | None = None
) -> tuple[tuple[Record, ...], list[Problem]]:
    """Return the records that name no file of this computer, and all that is wrong.

    Rows with errors are added to `faulty`.
    """
    all_records, roster_problems = read_roster(path, faulty=faulty)
    problems = list(roster_problems)
    records = []
    for record in all_records:
        if record.override_file or _PICTURE_FILES & record.layer.values.keys():
            problems.append(problem("web-roster-files", record.position))
        else:
            records.append(record)
    return tuple(records), sorted(problems)


def summarize_roster(path: Path, language: str) -> dict[str, Any]:
    """Return what a roster holds, for the page: how many sheets, all that is wrong, by row, and
    whether there are `corrections` to be made in rows.
    """
    records, problems = read_records(path)
    return {
        "sheets": len(records),
        "faults": faults_json(problems, language),
        "corrections": bool(errors_by_row(path, problems)),
    }


def format_to_correct(path: Path) -> bytes | None:
    """Return the rows of a roster that have errors, as a workbook; None if there are none."""
    return rows_to_correct(path, read_records(path)[1])


@dataclass(frozen=True)
class Correction:
    """A roster with corrected rows in it, as CSV; how many rows changed and are new, and what is
    noted, for the page.
    """

    roster: bytes
    changed: int
    added: int
    notes: Sequence[Mapping[str, Any]]


def correct_roster(path: Path, corrected: Path, language: str) -> Correction | None:
    """Return the roster at `path` with the rows of the file `corrected`.

    None if that is no file of corrected rows. Raises HandoutError if its rows are none of the
    roster's.
    """
    if not is_corrections_file(corrected):
        return None
    result = apply_corrections(path, corrected)
    # They tell of the corrected file, whose rows have other numbers than the roster's.
    notes = [replace(note, line=0, column=0) for note in result.problems]
    csv = format_csv(result.rows)
    return Correction(csv, result.replaced, result.added, faults_json(notes, language))


def faults_json(problems: Iterable[Problem], language: str) -> list[dict[str, Any]]:
    """Return problems with the row and the column of the roster that each is about."""
    faults = []
    for fault in (reword_problem(each, language) for each in problems):
        column = column_letter(fault.column) if fault.column else ""
        # Where the server keeps the roster is nobody's business.
        hint = fault.hint.replace(f"{Path(fault.path).parent}/", "")
        json = problem_json(replace(fault, hint=hint), language)
        faults.append({**json, "row": fault.line, "column": column})
    return faults
