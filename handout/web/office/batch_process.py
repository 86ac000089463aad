"""A batch in its own process, which reports its progress and can be stopped with its workers."""

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
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handout.batch.state.lock import FOLDER
from handout.files import write_atomic
from handout.interface_language import LANGUAGE_VARIABLE
from handout.problems import HandoutError, Problem
from handout.sources.roster.record import FaultyRecord
from handout.web.office.batch_options import BatchOptions
from handout.web.office.roster_file import faults_json, read_records

if TYPE_CHECKING:
    from handout.batch.office.print_chosen import PrintedChoice

ZIP_NAME = "handouts.zip"
_REPORT_INTERVAL = 0.1  # seconds between two reports of the progress


@dataclass(frozen=True)
class BatchRequest:
    """The batch of the roster at `roster`, made into the folder `output`; its faults are told in
    `language`. `of_sheets` says that the roster was made of sheets that teachers sent.
    """

    roster: Path
    output: Path
    language: str
    options: BatchOptions = BatchOptions()
    of_sheets: bool = False


class BatchProcess:
    """What is made of a BatchRequest, in a process of its own."""

    def __init__(self, request: BatchRequest) -> None:
        # Spawned and not forked: the server has threads, whose locks a fork would leave locked.
        context = multiprocessing.get_context("spawn")
        self._pipe, batch_pipe = context.Pipe(duplex=False)
        self._process = context.Process(target=run_batch, args=(batch_pipe, request))
        self._process.start()
        batch_pipe.close()

    def reports(self) -> Iterator[dict[str, Any]]:
        """Yield what it tells, until it has ended: blocks.

        The last has the state done, wrong or stopped.
        """
        report: dict[str, Any] = {}
        with contextlib.suppress(EOFError, OSError):
            while True:
                report = self._pipe.recv()
                yield report
        self._process.join()
        if report.get("state") not in ("done", "wrong"):
            yield {"state": "stopped"}

    def stop(self) -> None:
        """End it now, with every process it has started."""
        if self._process.pid is None or not self._process.is_alive():
            return
        if hasattr(os, "killpg"):
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()


class BatchProgress:
    """Sends the progress of a batch, a few times a second."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._last_report = 0.0  # time.monotonic()

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._last_report > _REPORT_INTERVAL:
            self._last_report = now
            self.send(step, done, total)

    def send(self, step: str, done: int, total: int) -> None:
        self._pipe.send({"state": "going", "what": step, "done": done, "of": total})


def run_batch(pipe: Connection, request: BatchRequest) -> None:
    """Make the batch, and report to the server. This runs in the batch's process."""
    if hasattr(os, "setsid"):
        os.setsid()  # so that all of it can be ended together; Ctrl-C is for the server
    # What libraries write goes with the run, however this process and those it starts end.
    tempfile.tempdir = os.environ["TMPDIR"] = str(request.roster.parent)
    # Of the index and the lists, in the workers too.
    os.environ[LANGUAGE_VARIABLE] = request.language
    try:
        pipe.send(make_batch(BatchProgress(pipe), request))
    except HandoutError as error:
        pipe.send({"state": "wrong", "faults": faults_json(error.problems, request.language)})


def make_batch(progress: BatchProgress, request: BatchRequest) -> dict[str, Any]:
    """Make the handouts and their zip, and return the last report. Raises HandoutError."""
    from handout.batch.plan.plan import BatchOrder
    from handout.batch.report.to_correct import find_rows, write_to_correct
    from handout.batch.run import run
    from handout.batch.work.pool import LocalWorkers
    from handout.sources.roster.official_schools import read_official_schools

    roster, output, options = request.roster, request.output, request.options
    faulty: list[FaultyRecord] = []
    students, notes = _read_students(options.students)
    official, school_notes = (
        read_official_schools(options.schools) if options.schools else (None, ())
    )
    records, faults = read_records(roster, faulty, request.of_sheets, official)
    order = BatchOrder(
        records=records,
        faulty=tuple(faulty),
        output=output,
        district=options.district,
        school=options.school,
        students=students,
        today=datetime.date.today(),
    )
    report = run(
        order,
        LocalWorkers(),
        keep_going=True,
        print_runs=options.print_runs and options.printed is None,
        faults=[*notes, *school_notes, *faults],
        progress=progress,
    )
    find_rows(roster, records, report)
    to_correct = write_to_correct(roster, output, report)
    has_handouts = bool(report.built or report.unchanged)
    printed = _print_new(output, options) if has_handouts else None
    further = _make_further(progress, request) if has_handouts else []
    progress.send("pack", 0, 1)
    _pack_folder(output, output.parent / ZIP_NAME)
    errors = [problem for problem in report.all_problems if not problem.warning]
    sheets = printed.sheets if printed else report.print_runs
    return {
        "state": "done",
        "made": len(report.built),
        "kept": len(report.unchanged),
        "corrections": to_correct.name if to_correct else "",
        "faults": faults_json([*errors, *further], request.language),
        "runs": [{"path": path, "sheets": count} for path, count in sorted(sheets.items())],
        "printed": printed.handouts if printed else None,
    }


def _read_students(path: Path | None) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the students' names in the export at `path`, and warnings; the file is removed."""
    if path is None:
        return frozenset(), ()
    from handout.privacy.people.student_names import read_students

    try:
        return read_students(path)
    finally:
        path.unlink(missing_ok=True)


def _print_new(output: Path, options: BatchOptions) -> PrintedChoice | None:
    """Bind what is new or has changed since what was printed before, and return it; None if nothing
    is known of before, and all is bound.

    The record of what is printed now goes into the zip, for the next time.
    """
    from handout.batch.office.listed_handouts import Choice, read_listed
    from handout.batch.office.print_chosen import print_chosen
    from handout.batch.office.sent_record import PRINTED, SentRecord

    if not options.print_runs:
        return None
    printed = None
    if options.printed:
        write_atomic(output / FOLDER / f"{PRINTED}.json", options.printed.read_bytes())
        printed = print_chosen(output, Choice(only="new"))
    record = SentRecord(output, PRINTED)
    record.save(read_listed(output), record.files)
    content = (output / FOLDER / f"{PRINTED}.json").read_bytes()
    write_atomic(output / f"{PRINTED}.json", content)
    return printed


def _make_further(progress: BatchProgress, request: BatchRequest) -> list[Problem]:
    """Make what goes with the handouts; return what there is to tell."""
    from handout.batch.accessibility.report_folder import report_accessibility
    from handout.batch.office.letter import read_letter
    from handout.batch.office.listed_handouts import Choice
    from handout.batch.office.mail_schools import mail_schools

    output, options, today = request.output, request.options, datetime.date.today()
    problems: list[Problem] = []
    try:
        if options.accessibility:
            progress.send("accessibility", 0, 1)
            problems.append(report_accessibility(output, today))
        if options.mail:
            letter = read_letter(None, has_deadline=bool(options.deadline))
            days = {"date": today.isoformat(), "deadline": options.deadline}
            problems += mail_schools(output, Choice(), letter, **days, is_moved=True).problems
    except HandoutError as error:  # the handouts are made all the same
        problems += error.problems
    # They tell of files in a private folder, not of rows.
    return [replace(each, path="", line=0, column=0) for each in problems]


def _pack_folder(folder: Path, target: Path) -> None:
    """Write a zip of all files in `folder` but hidden ones: the journal is of no use elsewhere."""
    # Stored, for PDFs are compressed already.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder)
            is_hidden = any(part.startswith(".") for part in name.parts)
            if path.is_file() and not is_hidden:
                archive.write(path, name)
