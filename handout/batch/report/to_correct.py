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
from handout.problems import HandoutError, Position, problem
from handout.sources.headings.table import read_table
from handout.sources.roster.corrections import is_corrections_file, rows_to_correct
from handout.sources.roster.record import Record

_NAME = "to-correct"
_FILE_NAMES = re.compile(rf"{_NAME}(-\d+)?\.(csv|xlsx)")
_DIGESTS_FILE = "to-correct.json"


def write_to_correct(roster: Path, output: Path, report: BatchReport) -> Path | None:
    """Write the rows with errors to a file in `output` and return its path; None without errors.

    It never overwrites the roster. A file that was edited since, with corrections that are not in
    the roster yet, stays, and that is reported. Those of earlier runs that are not written again
    are removed. Raises HandoutError.
    """
    content = rows_to_correct(roster, report.all_problems)
    path = output / f"{_NAME}.xlsx"
    number = 1
    with report_os_errors(path):
        while path.exists() and path.samefile(roster):
            number += 1
            path = output / f"{_NAME}-{number}.xlsx"
        for old in sorted(output.glob(f"{_NAME}*")):
            is_rewritten = content is not None and old == path
            if not is_rewritten and _is_ours(old) and not old.samefile(roster):
                old.unlink()
        if content is None:
            return None
        roster_digest = bytes_digest(roster.read_bytes())
        if _is_worked_on(output, path, roster_digest):
            position = Position(str(path))
            note = problem("batch-correct-kept", position, warning=True, roster=roster)
            report.problems.append(note)
            return path
    write_atomic(path, content)
    digests = {"file": bytes_digest(content), "roster": roster_digest}
    write_atomic(output / FOLDER / _DIGESTS_FILE, json.dumps(digests).encode())
    return path


def _is_worked_on(output: Path, path: Path, roster_digest: str) -> bool:
    """Return whether the file at `path` was edited, and the roster was not."""
    digests_file = output / FOLDER / _DIGESTS_FILE
    if not path.is_file() or not digests_file.is_file():
        return False
    try:
        digests = json.loads(digests_file.read_bytes())
        file_before, roster_before = digests["file"], digests["roster"]
    except (ValueError, KeyError, TypeError):  # a damaged file
        return False
    was_edited = file_before != bytes_digest(path.read_bytes())
    return bool(was_edited and roster_before == roster_digest)


def find_rows(roster: Path, records: Iterable[Record], report: BatchReport) -> None:
    """Set `report.rows`: the handout and the school of each row that a problem is about."""
    path = str(roster)
    wanted = {problem.line for problem in report.all_problems if problem.path == path}
    wanted.discard(0)  # what concerns the whole file
    for record in records:
        if record.position.line in wanted:
            report.rows[record.position.line] = ReportedRow(record.handout_id, record.school_name)
    if wanted <= set(report.rows):
        return
    try:
        table = read_table(roster, [])
    except HandoutError:  # there are no rows
        return
    if table is None:
        return
    for row in table.rows:
        if row.number in wanted:
            cells = table.columns.cells_by_name(row.cells)
            reported = ReportedRow(cells.get("handout_id", ""), cells.get("school_name", ""))
            report.rows.setdefault(row.number, reported)


def _is_ours(path: Path) -> bool:
    """Return whether `path` is such a file: it has our name and our two columns."""
    if not _FILE_NAMES.fullmatch(path.name) or path.is_symlink() or not path.is_file():
        return False
    return is_corrections_file(path)
