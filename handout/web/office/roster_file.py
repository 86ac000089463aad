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
from handout.sources.roster.filled_forms import apply_forms, is_filled_form
from handout.sources.roster.official_schools import OfficialSchools
from handout.sources.roster.record import FaultyRecord, Record
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.csv import format_csv
from handout.sources.spreadsheet.rows import column_letter
from handout.web.office.sheet_roster import SheetRoster, find_doubles
from handout.web.sheet.problem_json import problem_json

_PICTURE_FILES = {use.file_field for use in PICTURE_USES}


def read_records(
    path: Path,
    faulty: list[FaultyRecord] | None = None,
    of_sheets: bool = False,
    schools: OfficialSchools | None = None,
) -> tuple[tuple[Record, ...], list[Problem]]:
    """Return the records that name no file of this computer, and all that is wrong.

    Rows with errors are added to `faulty`. A roster `of_sheets` that were sent may name the files
    beside it, which were made with it, and has one row for an aide in a room. `schools` has the
    official names.
    """
    all_records, roster_problems = read_roster(path, schools=schools, faulty=faulty)
    problems = list(roster_problems)
    records = []
    for record in all_records:
        names_file = record.override_file is not None and not of_sheets
        if names_file or _PICTURE_FILES & record.layer.values.keys():
            problems.append(problem("web-roster-files", record.position))
        else:
            records.append(record)
    if of_sheets:
        doubles = find_doubles(records)
        problems += doubles
        lines = {double.line for double in doubles}
        records = [record for record in records if record.position.line not in lines]
    return tuple(records), sorted(problems)


def summarize_roster(
    path: Path, language: str, sheets: SheetRoster | None = None
) -> dict[str, Any]:
    """Return what a roster holds, for the page: how many sheets, all that is wrong, by row, and
    whether there are `corrections` to be made in rows.

    If it was made of sheets, `sent` lists them.
    """
    records, problems = _read_problems(path, sheets)
    faulty_rows = errors_by_row(path, problems)
    summary = {
        "sheets": sum(record.position.line not in faulty_rows for record in records),
        "faults": faults_json(problems, language),
        "corrections": bool(faulty_rows),
    }
    return summary | {"sent": _sent_json(sheets)} if sheets else summary


def _read_problems(
    path: Path, sheets: SheetRoster | None
) -> tuple[tuple[Record, ...], list[Problem]]:
    """Return the records of a roster, and all that is wrong with it and with its sheets."""
    records, problems = read_records(path, of_sheets=sheets is not None)
    if sheets is None:
        return records, problems
    # What the row says already is not said twice.
    told = {(entry.line, entry.code) for entry in problems}
    problems += [each for each in sheets.problems() if (each.line, each.code) not in told]
    return records, sorted(problems)


def _sent_json(sheets: SheetRoster) -> list[dict[str, Any]]:
    """Return the rows that were made of sheets, for the page, with the file of each."""
    names = ("handout_id", "school_name", "room", "para_name", "teacher_name")
    sent = []
    for row in sheets.sheet_rows():
        cells = {name: row.cells.get(name, "") for name in names}
        sent.append({"row": row.number, "file": row.sheet.file, **cells})
    return sent


def format_to_correct(path: Path, sheets: SheetRoster | None = None) -> bytes | None:
    """Return the rows of a roster that have errors, as a workbook; None if there are none."""
    return rows_to_correct(path, _read_problems(path, sheets)[1])


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
    """Return the roster at `path` with the rows of the file `corrected`, or with what was filled in
    in it, if it is a form of what is missing.

    None if it is neither. Raises HandoutError if its rows are none of the roster's.
    """
    if is_corrections_file(corrected):
        result = apply_corrections(path, corrected)
    elif is_filled_form(corrected):
        result = apply_forms(path, [corrected])
    else:
        return None
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
        json = problem_json(replace(fault, hint=hint), language, with_commands=True)
        faults.append({**json, "row": fault.line, "column": column})
    return faults
