"""Every PDF and page of an output folder checked; what was checked before is remembered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from handout.batch.accessibility.html_check import check_html
from handout.batch.accessibility.pdf_check import check_pdf, require_validator
from handout.batch.office.listed_handouts import read_listed
from handout.batch.report.manifest import NAME_JSON
from handout.batch.state.digest import bytes_digest
from handout.batch.state.lock import FOLDER, lock_output
from handout.batch.work.pool import LocalWorkers, run_tasks
from handout.cache.fingerprint import program_fingerprint
from handout.files import report_os_errors, write_atomic

_KNOWN_FILE = "accessibility.json"


class _CheckTask(NamedTuple):
    path: str  # within the output folder
    output: Path


class _Checked(NamedTuple):
    digest: str
    faults: tuple[str, ...]


@dataclass
class CheckedFiles:
    """What is wrong with each file, by its path within the output folder; nothing if it is right.

    `unchecked` are the files that the validator could not read.
    """

    pdfs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)

    @property
    def faulty(self) -> dict[str, tuple[str, ...]]:
        """Return the files with which something is wrong."""
        return {path: faults for path, faults in (self.pdfs | self.pages).items() if faults}


def check_files(output: Path) -> CheckedFiles:
    """Check all handouts and print runs in `output`. Raises HandoutError."""
    require_validator()
    paths = []
    for handout in read_listed(output):
        paths += [handout.pdf, handout.html]
    paths += _print_runs(output)
    checked = CheckedFiles()
    with lock_output(output):
        known = _read_known(output)
        results = {path: known[path] for path in paths if _is_current(output, path, known)}
        tasks = [_CheckTask(path, output) for path in paths if path not in results]
        for task, result in run_tasks(_check_file, tasks, LocalWorkers()):
            if isinstance(result, Exception):
                checked.unchecked.append(task.path)
            else:
                results[task.path] = result
        _save_known(output, results)
    for path in paths:
        if path in results:
            target = checked.pdfs if path.endswith(".pdf") else checked.pages
            target[path] = results[path].faults
    return checked


def _check_file(task: _CheckTask) -> _Checked:
    path = task.output / task.path
    content = path.read_bytes()
    if path.suffix == ".pdf":
        faults: Sequence[str] = check_pdf(path)
    else:
        faults = sorted(check_html(content.decode("utf-8", "replace")))
    return _Checked(bytes_digest(content), tuple(faults))


def _print_runs(output: Path) -> list[str]:
    with report_os_errors(output / NAME_JSON):
        manifest = json.loads((output / NAME_JSON).read_bytes())
    return [path for path in sorted(manifest["print_runs"]) if (output / path).is_file()]


def _is_current(output: Path, path: str, known: dict[str, _Checked]) -> bool:
    if path not in known:
        return False
    with report_os_errors(output / path):
        return bytes_digest((output / path).read_bytes()) == known[path].digest


def _read_known(output: Path) -> dict[str, _Checked]:
    """Return what an earlier run of this version found, by path."""
    path = output / FOLDER / _KNOWN_FILE
    with report_os_errors(path):
        content = path.read_bytes() if path.is_file() else b""
    try:
        saved = json.loads(content)
        if saved["by"] != program_fingerprint():
            return {}
        return {path: _Checked(row[0], tuple(row[1])) for path, row in saved["files"].items()}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):  # none, or damaged
        return {}


def _save_known(output: Path, results: dict[str, _Checked]) -> None:
    facts = {"by": program_fingerprint(), "files": results}
    write_atomic(output / FOLDER / _KNOWN_FILE, json.dumps(facts).encode())
