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
from handout.cli.build import exit_code
from handout.cli.check import read_names
from handout.cli.console import as_json, say, tell
from handout.files import find_free_name
from handout.messages import fill, message_table
from handout.problems import HandoutError, Problem
from handout.sources.roster.corrections import rows_to_correct
from handout.sources.roster.record import Record
from handout.sources.roster.roster import read_roster

_SAID, _BUILD = message_table("commands")["batch"], message_table("commands")["build"]
_FILE = click.Path(path_type=Path)


class _Command(click.Command):
    """Takes --prune=all: an option with a value that may be left out would swallow the roster after it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = ["--prune-all" if one == "--prune=all" else one for one in args]
        return super().parse_args(ctx, given)


@click.command("batch", cls=_Command, help=_SAID["help"], short_help=_SAID["short"])
@click.argument("roster", type=_FILE, metavar=_SAID["roster"])
@click.option(
    "-o", "--output", type=_FILE, default="output", show_default=True, help=_SAID["output"]
)
@click.option("--district", type=_FILE, help=_BUILD["district"])
@click.option("--school", type=_FILE, help=_SAID["school"])
@click.option("--students", type=_FILE, help=_SAID["students"])
@click.option("--keep-going", is_flag=True, help=_SAID["keep_going"])
@click.option("--jobs", type=click.IntRange(1, 256), help=_SAID["jobs"])
@click.option("--prune", is_flag=True, help=_SAID["prune"])
@click.option("--prune-all", is_flag=True, hidden=True)
@click.option("--print-run/--no-print-run", "print_runs", default=True, help=_SAID["print_run"])
@click.option("--compiled/--no-compiled", default=True, help=_SAID["compiled"])
@click.option("--copies", type=click.IntRange(1, 1000), help=_SAID["copies"])
@click.option("--cluster", metavar="ADDRESS", help=_SAID["cluster"])
@click.option("--json", "machine", is_flag=True, help=_BUILD["json"])
def command(
    roster: Path, output: Path, district: Path | None, school: Path | None, students: Path | None, keep_going: bool,
    jobs: int | None, prune: bool, prune_all: bool, print_runs: bool, compiled: bool, copies: int | None, cluster: str | None, machine: bool,
) -> int:  # fmt: skip
    # Ten thousand rows are no litter, and to look through them again and again takes a third of the time.
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    click.get_current_context().call_on_close(lambda: gc.set_threshold(*before))
    inputs = [roster, *(path for path in (district, school, students) if path)]
    options = (keep_going, prune or prune_all, print_runs, compiled, copies, students is not None)
    faults: Sequence[Problem] = ()
    today = datetime.date.today()
    report = load_unchanged(output, inputs, options, today)
    if report is None:
        names, told = read_names(students)
        known = load_known_rows(output)
        records, faults = read_roster(roster, known)
        faults = (*told, *faults)
        if not records and (not keep_going or rows_to_correct(roster, faults) is None):
            _raise_grouped(BatchReport(problems=list(faults)), roster, ())
        if copies:
            records = tuple(
                replace(one, copies=copies) if one.copies == 1 else one for one in records
            )
        order = BatchOrder(
            records=records,
            output=output,
            district=district,
            school=school,
            students=names,
            compiled=compiled,
            today=today,
        )
        progress = _Progress(sys.stderr.isatty(), quiet=machine)
        try:
            report = run(
                order,
                _workers(jobs, cluster),
                keep_going=keep_going,
                prune=prune or prune_all,
                prune_all=prune_all,
                print_runs=print_runs,
                faults=faults,
                progress=progress,
            )
        except StoppedError as error:
            _raise_grouped(error.report, roster, records)
        finally:
            progress.end()
        find_rows(roster, records, report)
        save_known_rows(output, known)
        record_fingerprint(output, inputs, options, report)
    correct = write_to_correct(roster, output, report)
    wrong = report.all_problems
    if machine:
        facts = {
            "made": report.made, "kept": report.kept, "failed": sorted(report.failed), "removed": report.removed,
            "read_back": sorted(report.taken), "print_runs": report.runs,
        }  # fmt: skip
        say(as_json(sorted(set(wrong)), **facts))
    else:
        tell(group_problems(report, roster))
        if report.taken:
            say(_SAID["taken"].format(count=len(report.taken)))
        for path, sheets in sorted(report.runs.items()):
            say(_SAID["run"].format(path=output / path, sheets=sheets))
        unread = {one.line for one in faults if not one.warning}
        counts = {
            "made": len(report.made),
            "kept": len(report.kept),
            "failed": len(report.failed) + len(unread),
        }
        say(_SAID["done"].format(**counts, index=output / "index.html"))
        if correct:
            new = find_free_name(Path("corrected.xlsx"))
            say(fill(_SAID["corrected"], {"path": correct, "roster": roster, "new": new}))
    return exit_code(wrong, strict=False)


def _workers(jobs: int | None, cluster: str | None) -> WorkerBackend:
    if cluster:
        from handout.batch.work.dask import DaskCluster

        return DaskCluster(cluster)
    return LocalWorkers(jobs=jobs) if jobs else LocalWorkers()


def _raise_grouped(report: BatchReport, roster: Path, records: Iterable[Record]) -> NoReturn:
    find_rows(roster, records, report)
    raise HandoutError(group_problems(report, roster))


class _Progress:
    """How far it is: one line that changes on a terminal, else a line now and then."""

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
        shown = {"what": _SAID[self.what], "done": done, "of": of}
        if done == of or spent < 2:
            return str(_SAID["progress"].format(**shown))
        in_words = (
            _SAID["minutes"].format(count=round(left / 60))
            if left >= 90
            else _SAID["seconds"].format(count=round(left))
        )
        return str(_SAID["left"].format(**shown, left=in_words))

    def end(self) -> None:
        """Leave the line that changes."""
        if self.open:
            self._print()
            self.open = False
