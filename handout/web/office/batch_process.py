"""A batch in a process of its own, which tells how far it is; it ends with all its workers when it
is told to.
"""

from __future__ import annotations

import contextlib
import datetime
import multiprocessing
import os
import signal
import tempfile
import time
import zipfile
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from handout.problems import HandoutError, Problem, problem
from handout.sources.roster.record import Record
from handout.sources.roster.roster import read_roster
from handout.web.sheet.jobs import LayerFiles, problem_json

ZIP = "handouts.zip"
_PAUSE = 0.1  # seconds between two words about how far it is


class BatchProcess:
    """The batch of the roster at `roster`, made into `output`."""

    def __init__(self, roster: Path, output: Path, above: LayerFiles) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(theirs, roster, output, above))
        self._process.start()
        theirs.close()

    def news(self) -> Iterator[dict[str, Any]]:
        """What it tells, until it has ended: blocks.

        The last has the state done, wrong or stopped.
        """
        last: dict[str, Any] = {}
        with contextlib.suppress(EOFError, OSError):
            while True:
                last = self._pipe.recv()
                yield last
        self._process.join()
        if last.get("state") not in ("done", "wrong"):
            yield {"state": "stopped"}

    def stop(self) -> None:
        """End it now, with every process it has started."""
        if self._process.pid is None or not self._process.is_alive():
            return
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()


def summarize_roster(path: Path) -> dict[str, Any]:
    """What a roster holds, for the page: how many sheets, and all that is wrong, by row."""
    records, problems = _records(path)
    return {"sheets": len(records), "faults": [_fault(one) for one in problems]}


def _records(path: Path) -> tuple[tuple[Record, ...], list[Problem]]:
    """The records that name no file of this computer, and all that is wrong."""
    records, problems = read_roster(path)
    naming = [one for one in records if one.override_file or "logo.file" in one.layer.values]
    found = [*problems, *(problem("web-roster-files", one.position) for one in naming)]
    return tuple(one for one in records if one not in naming), sorted(found)


def _fault(one: Problem) -> dict[str, Any]:
    from handout.sources.spreadsheet.rows import column_letter

    column = column_letter(one.column) if one.column else ""
    return {**problem_json(one), "row": one.line, "column": column}


def _run(pipe: Connection, roster: Path, output: Path, above: LayerFiles) -> None:
    if hasattr(os, "setsid"):
        os.setsid()  # so that all of it can be ended together; Ctrl-C is for the server
    # What libraries write goes with the run, however this process and those it starts end.
    tempfile.tempdir = os.environ["TMPDIR"] = str(roster.parent)
    from handout.batch.plan.plan import BatchOrder
    from handout.batch.run import run
    from handout.batch.work.pool import LocalWorkers

    said = 0.0

    def progress(what: str, done: int, of: int) -> None:
        nonlocal said
        if done == of or time.monotonic() - said > _PAUSE:
            said = time.monotonic()
            pipe.send({"state": "going", "what": what, "done": done, "of": of})

    try:
        records, faults = _records(roster)
        order = BatchOrder(
            records=records,
            output=output,
            district=above.district,
            school=above.school,
            today=datetime.date.today(),
        )
        report = run(order, LocalWorkers(), keep_going=True, faults=faults, progress=progress)
        pipe.send({"state": "going", "what": "pack", "done": 0, "of": 1})
        _pack(output, output.parent / ZIP)
    except HandoutError as error:
        pipe.send({"state": "wrong", "faults": [_fault(one) for one in error.problems]})
        return
    failed = [
        _fault(one)
        for found in (faults, *report.failed.values())
        for one in found
        if not one.warning
    ]
    runs = [{"path": path, "sheets": sheets} for path, sheets in sorted(report.print_runs.items())]
    pipe.send({"state": "done", "made": len(report.made), "faults": failed, "runs": runs})


def _pack(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and not any(part.startswith(".") for part in inside.parts):
                packed.write(path, inside)
