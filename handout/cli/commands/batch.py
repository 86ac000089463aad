"""handout batch: the handouts of a whole roster."""

from __future__ import annotations

import datetime
import gc
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from handout.batch.plan.plan import BatchOrder
from handout.batch.report.grouping import group_problems
from handout.batch.report.result import BatchReport, StoppedError
from handout.batch.report.to_correct import find_rows, write_to_correct
from handout.batch.run import run
from handout.batch.up_to_date import (
    load_known_rows,
    load_unchanged,
    record_fingerprint,
    save_known_rows,
)
from handout.batch.work.pool import LocalWorkers, WorkerBackend
from handout.cli.commands.build import exit_code
from handout.cli.commands.check import read_student_names
from handout.cli.console import format_json, print_line, print_problems
from handout.files import find_free_name
from handout.messages import fill, message_table
from handout.problems import HandoutError, Problem
from handout.sources.roster.corrections import rows_to_correct
from handout.sources.roster.record import Record
from handout.sources.roster.roster import read_roster

_MESSAGES, _BUILD_MESSAGES = message_table("commands")["batch"], message_table("commands")["build"]
_FILE = click.Path(path_type=Path)


class _Command(click.Command):
    """A command that takes --prune=all.

    An option whose value may be left out would take the roster after it for that value.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = ["--prune-all" if one == "--prune=all" else one for one in args]
        return super().parse_args(ctx, given)


@click.command("batch", cls=_Command, help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("roster", type=_FILE, metavar=_MESSAGES["roster"])
@click.option(
    "-o", "--output", type=_FILE, default="output", show_default=True, help=_MESSAGES["output"]
)
@click.option("--district", type=_FILE, help=_BUILD_MESSAGES["district"])
@click.option("--school", type=_FILE, help=_MESSAGES["school"])
@click.option("--students", type=_FILE, help=_MESSAGES["students"])
@click.option("--keep-going", is_flag=True, help=_MESSAGES["keep_going"])
@click.option("--jobs", type=click.IntRange(1, 256), help=_MESSAGES["jobs"])
@click.option("--prune", is_flag=True, help=_MESSAGES["prune"])
@click.option("--prune-all", is_flag=True, hidden=True)
@click.option("--print-run/--no-print-run", "print_runs", default=True, help=_MESSAGES["print_run"])
@click.option("--compiled/--no-compiled", default=True, help=_MESSAGES["compiled"])
@click.option("--copies", type=click.IntRange(1, 1000), help=_MESSAGES["copies"])
@click.option("--cluster", metavar="ADDRESS", help=_MESSAGES["cluster"])
@click.option("--json", "json_output", is_flag=True, help=_BUILD_MESSAGES["json"])
def command(
    roster: Path,
    output: Path,
    district: Path | None,
    school: Path | None,
    students: Path | None,
    keep_going: bool,
    jobs: int | None,
    prune: bool,
    prune_all: bool,
    print_runs: bool,
    compiled: bool,
    copies: int | None,
    cluster: str | None,
    json_output: bool,
) -> int:
    # Ten thousand rows are not garbage, and collecting again and again takes a third of the time.
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    click.get_current_context().call_on_close(lambda: gc.set_threshold(*before))
    inputs = [roster, *(path for path in (district, school, students) if path)]
    options = (keep_going, prune or prune_all, print_runs, compiled, copies, students is not None)
    faults: Sequence[Problem] = ()
    today = datetime.date.today()
    report = load_unchanged(output, inputs, options, today)
    if report is None:
        names, student_problems = read_student_names(students)
        known = load_known_rows(output)
        records, faults = read_roster(roster, known)
        faults = (*student_problems, *faults)
        if not records and (not keep_going or rows_to_correct(roster, faults) is None):
            _raise_problems(BatchReport(problems=list(faults)), roster, ())
        order = BatchOrder(
            records=_with_copies(records, copies) if copies else records,
            output=output,
            district=district,
            school=school,
            students=names,
            compiled=compiled,
            today=today,
        )
        progress = _Progress(sys.stderr.isatty(), quiet=json_output)
        try:
            report = run(
                order,
                _choose_workers(jobs, cluster),
                keep_going=keep_going,
                prune=prune or prune_all,
                prune_all=prune_all,
                print_runs=print_runs,
                faults=faults,
                progress=progress,
            )
        except StoppedError as error:
            _raise_problems(error.report, roster, records)
        finally:
            progress.end()
        find_rows(roster, records, report)
        save_known_rows(output, known)
        record_fingerprint(output, inputs, options, report)
    correct = write_to_correct(roster, output, report)
    if json_output:
        _print_json(report)
    else:
        _print_report(report, roster, output, correct, faults)
    return exit_code(report.all_problems, strict=False)


def _with_copies(records: Iterable[Record], copies: int) -> tuple[Record, ...]:
    """Return `records`, those whose row asks for one copy with `copies`."""
    return tuple(
        replace(record, copies=copies) if record.copies == 1 else record for record in records
    )


def _print_json(report: BatchReport) -> None:
    facts = {
        "made": report.made,
        "kept": report.unchanged,
        "failed": sorted(report.failed),
        "removed": report.removed,
        "read_back": sorted(report.pulled),
        "print_runs": report.print_runs,
    }
    print_line(format_json(sorted(set(report.all_problems)), **facts))


def _print_report(
    report: BatchReport,
    roster: Path,
    output: Path,
    correct: Path | None,
    faults: Iterable[Problem],
) -> None:
    print_problems(group_problems(report, roster))
    if report.pulled:
        print_line(_MESSAGES["taken"].format(count=len(report.pulled)))
    for path, sheets in sorted(report.print_runs.items()):
        print_line(_MESSAGES["run"].format(path=output / path, sheets=sheets))
    unread_rows = {fault.line for fault in faults if not fault.warning}
    counts = {
        "made": len(report.made),
        "kept": len(report.unchanged),
        "failed": len(report.failed) + len(unread_rows),
    }
    print_line(_MESSAGES["done"].format(**counts, index=output / "index.html"))
    if correct:
        new = find_free_name(Path("corrected.xlsx"))
        values = {"path": correct, "roster": roster, "new": new}
        print_line(fill(_MESSAGES["corrected"], values))


def _choose_workers(jobs: int | None, cluster: str | None) -> WorkerBackend:
    if cluster:
        from handout.batch.work.dask import DaskCluster

        return DaskCluster(cluster)
    return LocalWorkers(jobs=jobs) if jobs else LocalWorkers()


def _raise_problems(report: BatchReport, roster: Path, records: Iterable[Record]) -> NoReturn:
    find_rows(roster, records, report)
    raise HandoutError(group_problems(report, roster))


class _Progress:
    """Prints the progress: a line that changes on a terminal, else a line every ten seconds."""

    def __init__(self, terminal: bool, quiet: bool) -> None:
        self.terminal, self.quiet = terminal, quiet
        self.what, self.began, self.told, self.open = "", 0.0, 0.0, False

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if what != self.what:
            self.end()
            self.what, self.began, self.told = what, now, now if not self.terminal else 0
        last = done == of
        if self.quiet or (not last and now - self.told < (0.1 if self.terminal else 10)):
            return
        self.told = now
        line = self._line(done, of, now - self.began)
        if self.terminal:
            self._print(f"\r\x1b[K{line}", end="\n" if last else "")
            self.open = not last
        else:
            self._print(line)

    def _print(self, line: str = "", end: str = "\n") -> None:
        try:
            print(line, end=end, file=sys.stderr, flush=True)
        except OSError:  # the terminal was closed; the handouts are made all the same
            self.quiet = True

    def _line(self, done: int, of: int, spent: float) -> str:
        left = spent / done * (of - done)
        shown = {"what": _MESSAGES[self.what], "done": done, "of": of}
        if done == of or spent < 2:
            return str(_MESSAGES["progress"].format(**shown))
        describe_changes = (
            _MESSAGES["minutes"].format(count=round(left / 60))
            if left >= 90
            else _MESSAGES["seconds"].format(count=round(left))
        )
        return str(_MESSAGES["left"].format(**shown, left=describe_changes))

    def end(self) -> None:
        """End the line that changes."""
        if self.open:
            self._print()
            self.open = False
