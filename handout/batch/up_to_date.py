"""Whether anything at all is new since the last run: then not even the roster has to be read; else only its new rows."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from handout.batch.report.dates import out_of_date
from handout.batch.report.result import Report, Row
from handout.batch.state.digest import bytes_digest
from handout.batch.state.journal import Ledger, put_seal, read_seal
from handout.batch.state.lock import FOLDER, locked, refuse_links
from handout.batch.state.output_folder import Store
from handout.cache.fingerprint import program_fingerprint
from handout.files import report_os_errors, write_atomic
from handout.problems import Problem
from handout.sources.roster.seen_rows import KnownRows

_ROWS = "rows"  # the file's name


def unchanged(
    output: Path, inputs: Sequence[Path], options: object, today: datetime.date
) -> Report | None:
    """What the last run into `output` told, if it was made of the same and all of it is still there; else None.

    Raises HandoutError if the folder cannot be used.
    """
    refuse_links(output)
    if not (output / FOLDER).is_dir():
        return None
    with report_os_errors(output, named=True), locked(output):
        seal = read_seal(output)
        if not seal or seal["sum"] != _sum(output, inputs, seal, options):
            return None
        ledger = Ledger(output)
        store, report = Store(output, ledger), Report(kept=list(ledger.entries))
        for one, count in seal["problems"]:
            report.problems += [Problem(**one)] * count
        report.rows = {int(line): Row(*row) for line, row in seal["rows"].items()}
        report.problems += out_of_date(list(ledger.entries.values()), today, str(inputs[0]))
        for entry in ledger.entries.values():
            if store.state(entry) != (True, ()):
                return None
        lists = [
            (output / name).is_file() for name in ("manifest.csv", "manifest.json", "index.html")
        ]
        bound = [(output / path).is_file() for path in ledger.runs]
        return report if all(lists) and all(bound) else None


def seal(output: Path, inputs: Iterable[Path], options: object, report: Report) -> None:
    """Keep what a run into `output` was made of and told, if all of it succeeded."""
    if report.failed or report.removed or any(not one.warning for one in report.problems):
        return
    facts: dict[str, Any] = {
        "more": sorted({str(path) for path in report.named}),
        "folders": sorted(report.folders),
    }
    with report_os_errors(output, named=True), locked(output):
        counts = Counter(one for one in report.problems if one not in report.once)
        sum = _sum(output, inputs, facts, options)
        told = [(asdict(one), count) for one, count in counts.items()]
        put_seal(output, facts | {"sum": sum, "problems": told, "rows": report.rows})


def read_known(output: Path) -> KnownRows:
    """The rows that the last run into `output` found nothing wrong with. Raises HandoutError if they cannot be read."""
    path = output / FOLDER / _ROWS
    with report_os_errors(path):
        return KnownRows(path.read_bytes() if path.is_file() else b"", program_fingerprint())


def keep_known(output: Path, known: KnownRows) -> None:
    """Keep them for the next run. Raises HandoutError if they cannot be written."""
    if known.is_new:
        with locked(output):
            write_atomic(output / FOLDER / _ROWS, known.content)


def _sum(output: Path, inputs: Iterable[Path], facts: Mapping[str, Any], options: object) -> str:
    """The sum of the inputs, of the files they name, and of those with the handouts' own words."""
    sums = [program_fingerprint(), repr(options)]
    beside = [
        path for folder in facts["folders"] for path in sorted((output / folder).glob("*.yaml"))
    ]
    for path in (*inputs, *map(Path, facts["more"]), *beside):
        files = sorted(path.glob("*.y*ml")) if path.is_dir() else [path]
        sums += [
            f"{file} {bytes_digest(file.read_bytes()) if file.is_file() else ''}" for file in files
        ]
    return bytes_digest("\n".join(sums).encode())
