"""to-correct.xlsx: the rows of a roster that could not be built, to be corrected."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from handout.batch.report.result import BatchReport, ReportedRow
from handout.batch.state.digest import bytes_digest
from handout.batch.state.lock import FOLDER
from handout.files import report_os_errors, write_atomic
from handout.messages import message_table
from handout.problems import HandoutError, Position, problem
from handout.sources.roster.columns import normalize_heading, read_headings
from handout.sources.roster.corrections import rows_to_correct
from handout.sources.roster.record import Record
from handout.sources.spreadsheet.spreadsheet import read_rows

_NAME = "to-correct"
_WRITTEN = re.compile(rf"{_NAME}(-\d+)?\.(csv|xlsx)")
_SUMS = "to-correct.json"


def write_to_correct(roster: Path, output: Path, report: BatchReport) -> Path | None:
    """Write the rows with errors to a file in `output` and return its path; None without errors.

    It never overwrites the roster. A file that was edited since, with corrections that are not in
    the roster yet, stays, and that is reported. Those of earlier runs that are not written again
    are removed. Raises HandoutError.
    """
    content = rows_to_correct(roster, report.all_problems)
    n, path = 1, output / f"{_NAME}.xlsx"
    with report_os_errors(path):
        while path.exists() and path.samefile(roster):
            n += 1
            path = output / f"{_NAME}-{n}.xlsx"
        for old in sorted(output.glob(f"{_NAME}*")):
            left = content is None or old != path
            if left and _WRITTEN.fullmatch(old.name) and _is_ours(old) and not old.samefile(roster):
                old.unlink()
        if content is None:
            return None
        roster_digest = bytes_digest(roster.read_bytes())
        if _is_worked_on(output, path, roster_digest):
            report.problems.append(
                problem("batch-correct-kept", Position(str(path)), warning=True, roster=roster)
            )
            return path
    write_atomic(path, content)
    sums = {"file": bytes_digest(content), "roster": roster_digest}
    write_atomic(output / FOLDER / _SUMS, json.dumps(sums).encode())
    return path


def _is_worked_on(output: Path, path: Path, roster_digest: str) -> bool:
    """Return whether the file at `path` was edited, and the roster was not."""
    sums = output / FOLDER / _SUMS
    if not path.is_file() or not sums.is_file():
        return False
    try:
        made = json.loads(sums.read_bytes())
        known, roster = made["file"], made["roster"]
    except (ValueError, KeyError, TypeError):  # a damaged file
        return False
    return bool(roster == roster_digest and known != bytes_digest(path.read_bytes()))


def find_rows(roster: Path, records: Iterable[Record], report: BatchReport) -> None:
    """Set `report.rows`: the handout and the school of each row that a problem is about."""
    path = str(roster)
    wanted = {one.line for one in report.all_problems if one.path == path and one.line}
    for record in records:
        if record.position.line in wanted:
            report.rows[record.position.line] = ReportedRow(record.handout_id, record.school_name)
    if wanted <= set(report.rows):
        return
    try:
        table = read_headings(read_rows(roster)[0], path, [], ())
    except HandoutError:  # there are no rows
        return
    for row in table.rows if table else ():
        if row.number in wanted:
            cells = table.columns.named(row.cells) if table else {}
            about = ReportedRow(cells.get("handout_id", ""), cells.get("school_name", ""))
            report.rows.setdefault(row.number, about)


def _is_ours(path: Path) -> bool:
    """Return whether `path` is such a file: it has our two columns."""
    if path.is_symlink() or not path.is_file():
        return False
    try:
        rows, _ = read_rows(path)
    except HandoutError:
        return False
    said = message_table("roster")["correct"]
    heads = {normalize_heading(cell) for cell in rows[0].cells} if rows else set()
    return {normalize_heading(said["row"]), normalize_heading(said["wrong"])} <= heads
