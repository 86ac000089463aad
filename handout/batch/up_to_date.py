"""The fingerprint of the last run: if nothing changed since, the roster need not even be read."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from handout.batch.print_runs.job_ticket import NAME as JOB_TICKET
from handout.batch.report.dates import find_outdated
from handout.batch.report.grouping import find_noted
from handout.batch.report.result import BatchReport, ReportedRow
from handout.batch.state.digest import bytes_digest
from handout.batch.state.journal import Journal, read_fingerprint, write_fingerprint
from handout.batch.state.lock import FOLDER, lock_output, refuse_links
from handout.batch.state.output_folder import OutputFolder
from handout.cache.fingerprint import program_fingerprint
from handout.files import report_os_errors, write_atomic
from handout.problems import Problem, has_errors
from handout.sources.roster.seen_rows import KnownRows

_KNOWN_ROWS_FILE = "rows"
_LISTS = ("manifest.csv", "manifest.json", "index.html")


def load_unchanged(
    output: Path, inputs: Sequence[Path], options: object, today: datetime.date
) -> BatchReport | None:
    """Return the report of the last run into `output`, if its inputs and files are as they were.

    Otherwise return None. Raises HandoutError if the folder cannot be used.
    """
    refuse_links(output)
    if not (output / FOLDER).is_dir():
        return None
    with report_os_errors(output, named=True), lock_output(output):
        last_run = read_fingerprint(output)
        if not last_run or last_run["sum"] != _inputs_digest(output, inputs, last_run, options):
            return None
        journal = Journal(output)
        folder = OutputFolder(output, journal)
        report = BatchReport(unchanged=list(journal.entries))
        for values, count in last_run["problems"]:
            report.problems += [Problem(**values)] * count
        report.rows = {int(line): ReportedRow(*row) for line, row in last_run["rows"].items()}
        entries = list(journal.entries.values())
        report.problems += find_outdated(entries, today, str(inputs[0]))
        report.noted = find_noted(entries, str(inputs[0]))
        for entry in entries:
            if folder.file_state(entry) != (True, ()):
                return None
        wanted = [
            *_LISTS,
            *last_run["pages"],
            *journal.runs,
            *([JOB_TICKET] if journal.runs else []),
        ]
        has_all = all((output / path).is_file() for path in wanted)
        return report if has_all else None


def record_fingerprint(
    output: Path, inputs: Iterable[Path], options: object, report: BatchReport
) -> None:
    """Save the digest of all inputs and the report of a run, if all of it succeeded."""
    if report.failed or report.removed or has_errors(report.problems):
        return
    facts: dict[str, Any] = {
        "more": sorted({str(path) for path in report.named_files}),
        "folders": sorted(report.folders),
        "pages": report.pages,
    }
    with report_os_errors(output, named=True), lock_output(output):
        lasting = [problem for problem in report.problems if problem not in report.transient]
        counts = Counter(lasting)
        digest = _inputs_digest(output, inputs, facts, options)
        problems = [(asdict(problem), count) for problem, count in counts.items()]
        results = {"sum": digest, "problems": problems, "rows": report.rows}
        write_fingerprint(output, facts | results)


def load_known_rows(output: Path) -> KnownRows:
    """Return the rows in which the last run found no fault. Raises HandoutError."""
    path = output / FOLDER / _KNOWN_ROWS_FILE
    with report_os_errors(path):
        return KnownRows(path.read_bytes() if path.is_file() else b"", program_fingerprint())


def save_known_rows(output: Path, known: KnownRows) -> None:
    """Save them for the next run. Raises HandoutError."""
    if known.is_new:
        with lock_output(output):
            write_atomic(output / FOLDER / _KNOWN_ROWS_FILE, known.content)


def _inputs_digest(
    output: Path, inputs: Iterable[Path], facts: Mapping[str, Any], options: object
) -> str:
    """Return the digest of the inputs, of the files they name, and of all local edits."""
    paths = [*inputs, *map(Path, facts["more"])]
    for folder in facts["folders"]:
        paths += sorted((output / folder).glob("*.yaml"))
    lines = [program_fingerprint(), repr(options)]
    for path in paths:
        files = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
        lines += [f"{file} {_file_digest(file)}" for file in files]
    return bytes_digest("\n".join(lines).encode())


def _file_digest(path: Path) -> str:
    return bytes_digest(path.read_bytes()) if path.is_file() else ""
