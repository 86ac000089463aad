"""handout batch: the handouts of a whole roster."""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from handout.batch.plan import Order
from handout.batch.pool import Local, Workers
from handout.batch.run import run
from handout.batch.seal import seal, unchanged
from handout.console import as_json, say, tell
from handout.problem import ExitCode, Problem, raise_errors
from handout.sources.roster import read_roster
from handout.words import words

_SAID, _BUILD = words("commands")["batch"], words("commands")["build"]
_FILE = click.Path(path_type=Path)
_CORRECT = "to-correct.csv"


@click.command("batch", help=_SAID["help"], short_help=_SAID["short"])
@click.argument("roster", type=_FILE, metavar=_SAID["roster"])
@click.option("-o", "--output", type=_FILE, default="output", show_default=True, help=_SAID["output"])
@click.option("--district", type=_FILE, help=_BUILD["district"])
@click.option("--school", type=_FILE, help=_SAID["school"])
@click.option("--keep-going", is_flag=True, help=_SAID["keep_going"])
@click.option("--jobs", type=click.IntRange(1, 256), help=_SAID["jobs"])
@click.option("--prune", is_flag=True, help=_SAID["prune"])
@click.option("--print-run/--no-print-run", "print_runs", default=True, help=_SAID["print_run"])
@click.option("--copies", type=click.IntRange(1, 1000), help=_SAID["copies"])
@click.option("--cluster", metavar="ADDRESS", help=_SAID["cluster"])
@click.option("--json", "machine", is_flag=True, help=_BUILD["json"])
def command(
    roster: Path, output: Path, district: Path | None, school: Path | None, keep_going: bool, jobs: int | None,
    prune: bool, print_runs: bool, copies: int | None, cluster: str | None, machine: bool,
) -> int:  # fmt: skip
    inputs = [roster, *(path for path in (district, school) if path)]
    options = (keep_going, prune, print_runs, copies)
    faults: Sequence[Problem] = ()
    report = unchanged(output, inputs, options)
    if report is None:
        records, faults = read_roster(roster)
        if not records or not keep_going:
            raise_errors(faults)
        if copies:
            records = tuple(replace(one, copies=copies) if one.copies == 1 else one for one in records)
        order = Order(records=records, output=output, district=district, school=school, today=datetime.date.today())
        progress = _Progress(sys.stderr.isatty(), quiet=machine)
        try:
            report = run(
                order, _workers(jobs, cluster), keep_going=keep_going, prune=prune, print_runs=print_runs, faults=faults, progress=progress
            )
        finally:
            progress.end()
        seal(output, inputs, report.named, options, report)
    wrong = [*report.problems, *(one for found in report.failed.values() for one in found)]
    correct = _to_correct(roster, output / _CORRECT, wrong)
    wrong.sort()
    if machine:
        facts = {"made": report.made, "kept": report.kept, "failed": sorted(report.failed), "removed": report.removed, "print_runs": report.runs}
        say(as_json(sorted(set(wrong)), **facts))
    else:
        tell(sorted(set(wrong)))
        for path, sheets in sorted(report.runs.items()):
            say(_SAID["run"].format(path=output / path, sheets=sheets))
        unread = {one.line for one in faults if not one.warning}
        counts = {"made": len(report.made), "kept": len(report.kept), "failed": len(report.failed) + len(unread)}
        say(_SAID["done"].format(**counts, index=output / "index.html"))
        if correct:
            say(_SAID["corrected"].format(path=correct))
    return ExitCode.PROBLEMS if any(not one.warning for one in wrong) else ExitCode.OK


def _workers(jobs: int | None, cluster: str | None) -> Workers:
    if cluster:
        from handout.batch.cluster import Cluster

        return Cluster(cluster)
    return Local(jobs=jobs) if jobs else Local()


def _to_correct(roster: Path, path: Path, problems: Sequence[Problem]) -> Path | None:
    """Write the rows with errors to `path`, as they came, with what is wrong in a column more; None if there are none."""
    from handout.publish.output import write_whole
    from handout.sources.columns import read_headings
    from handout.sources.spreadsheet import format_csv, read_rows

    wrong: dict[int, list[Problem]] = {}
    for one in problems:
        if not one.warning and one.path == str(roster) and one.line:
            wrong.setdefault(one.line, []).append(one)
    if not wrong:
        return None
    rows, _ = read_rows(roster)
    table = read_headings(rows, str(roster), [], ())
    if table is None:
        return None
    width = max(len(row.cells) for row in (table.head, *table.rows))
    lines = [[*table.head.cells, *[""] * (width - len(table.head.cells)), _SAID["wrong"]]]
    for row in table.rows:
        if row.number in wrong:
            said = "\n".join(f"{one.message} {one.hint}".strip() for one in wrong[row.number])
            lines.append([*row.cells, *[""] * (width - len(row.cells)), said])
    write_whole(path, format_csv(lines))
    return path


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
            print(f"\r\x1b[K{line}", end="\n" if last else "", file=sys.stderr, flush=True)
            self.open = not last
        else:
            print(line, file=sys.stderr, flush=True)

    def _line(self, done: int, of: int, spent: float) -> str:
        left = spent / done * (of - done)
        shown = {"what": _SAID[self.what], "done": done, "of": of}
        if done == of or spent < 2:
            return str(_SAID["progress"].format(**shown))
        in_words = _SAID["minutes"].format(count=round(left / 60)) if left >= 90 else _SAID["seconds"].format(count=round(left))
        return str(_SAID["left"].format(**shown, left=in_words))

    def end(self) -> None:
        """Leave the line that changes."""
        if self.open:
            print(file=sys.stderr, flush=True)
            self.open = False
