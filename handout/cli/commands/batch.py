"""handout batch: the handouts of a whole roster."""

from __future__ import annotations

import datetime
import gc
import sys
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
from handout.cli.console import format_json, print_line, print_problems, print_result
from handout.cli.exit_codes import exit_code
from handout.cli.options import (
    FILE,
    FOLDER,
    district_option,
    json_option,
    output_option,
    strict_option,
    students_option,
)
from handout.cli.progress import Progress
from handout.cli.student_names import read_student_names
from handout.files import find_free_name
from handout.interface_language import command_messages, interface_language, say_counted
from handout.messages import fill
from handout.problems import ExitCode, HandoutError, Position, Problem, problem
from handout.setup.system import library_problems
from handout.sources.headings.column_map import map_path
from handout.sources.roster.official_schools import read_official_schools
from handout.sources.roster.record import FaultyRecord, Record
from handout.sources.roster.roster import read_roster

_MESSAGES = command_messages()["batch"]


class _PruneCommand(click.Command):
    """A command that takes --prune=all.

    An option whose value may be left out would take the roster after it for that value.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rewritten = ["--prune-all" if arg == "--prune=all" else arg for arg in args]
        return super().parse_args(ctx, rewritten)


@click.command("batch", cls=_PruneCommand, help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("roster", type=FILE, metavar=_MESSAGES["roster"])
@output_option("output", _MESSAGES["output"], FOLDER)
@district_option
@click.option("--school", type=FILE, help=_MESSAGES["school"])
@click.option("--schools", type=FILE, help=_MESSAGES["schools"])
@students_option(_MESSAGES["students"])
@click.option("--keep-going", is_flag=True, help=_MESSAGES["keep_going"])
@click.option("--jobs", type=click.IntRange(1, 256), help=_MESSAGES["jobs"])
@click.option("--prune", is_flag=True, help=_MESSAGES["prune"])
@click.option("--prune-all", is_flag=True, hidden=True)
@click.option("--print-run/--no-print-run", "print_runs", default=True, help=_MESSAGES["print_run"])
@click.option("--compiled/--no-compiled", default=True, help=_MESSAGES["compiled"])
@click.option("--copies", type=click.IntRange(1, 1000), help=_MESSAGES["copies"])
@click.option("--cluster", metavar="ADDRESS", help=_MESSAGES["cluster"])
@strict_option
@click.option("--accessibility", is_flag=True, help=_MESSAGES["accessibility"])
@json_option()
def command(
    roster: Path,
    output: Path,
    district: Path | None,
    school: Path | None,
    schools: Path | None,
    students: Path | None,
    keep_going: bool,
    jobs: int | None,
    prune: bool,
    prune_all: bool,
    print_runs: bool,
    compiled: bool,
    copies: int | None,
    cluster: str | None,
    strict: bool,
    accessibility: bool,
    json_output: bool,
) -> int:
    # Ten thousand rows are not garbage, and collecting again and again takes a third of the time.
    usual_threshold = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    click.get_current_context().call_on_close(lambda: gc.set_threshold(*usual_threshold))
    inputs = [path for path in (roster, district, school, schools, students) if path]
    inputs.append(map_path(roster))  # also where there is none: somebody may add one
    options = (
        *(keep_going, prune or prune_all, print_runs, compiled, strict, copies),
        students is not None,
        interface_language(),
    )
    faults: Sequence[Problem] = ()
    today = datetime.date.today()
    report = load_unchanged(output, inputs, options, today)
    if report is None:
        _require_typesetter(output)
        student_names, student_problems = read_student_names(students)
        known_rows = load_known_rows(output)
        official, school_problems = read_official_schools(schools) if schools else (None, ())
        faulty: list[FaultyRecord] = []
        records, faults = read_roster(roster, known_rows, official, faulty)
        faults = (*student_problems, *school_problems, *faults)
        if not records and not faulty:
            _raise_problems(BatchReport(problems=list(faults)), roster, ())
        order = BatchOrder(
            records=_with_copies(records, copies) if copies else records,
            faulty=tuple(faulty),
            output=output,
            district=district,
            school=school,
            students=student_names,
            compiled=compiled,
            strict=strict,
            today=today,
        )
        progress = Progress(sys.stderr.isatty(), quiet=json_output)
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
            progress.end_line()
        find_rows(roster, records, report)
        save_known_rows(output, known_rows)
        record_fingerprint(output, inputs, options, report)
    to_correct = write_to_correct(roster, output, report)
    if accessibility:
        from handout.batch.accessibility.report_folder import report_accessibility

        report.problems.append(report_accessibility(output, today))
    if json_output:
        _print_json(report)
    else:
        _print_report(report, roster, output, to_correct, faults)
    return exit_code(report.all_problems, strict=strict)


def _require_typesetter(output: Path) -> None:
    """Raise HandoutError where no PDF can be typeset: each row would fail for the same reason."""
    missing = [entry for entry in library_problems() if not entry.warning]
    if missing:
        refusal = problem("batch-needs-pango", Position(str(output)))
        raise HandoutError([refusal, *missing], ExitCode.ENVIRONMENT)


def _with_copies(records: Iterable[Record], copies: int) -> tuple[Record, ...]:
    """Return `records`, those whose row asks for one copy with `copies`."""
    counted = []
    for record in records:
        if record.copies == 1:
            record = replace(record, copies=copies)
        counted.append(record)
    return tuple(counted)


def _print_json(report: BatchReport) -> None:
    facts = {
        "made": report.built,
        "kept": report.unchanged,
        "failed": sorted(report.failed),
        "removed": report.removed,
        "read_back": sorted(report.pulled),
        "print_runs": report.print_runs,
    }
    print_result(format_json(sorted(set(report.all_problems)), **facts))


def _print_report(
    report: BatchReport,
    roster: Path,
    output: Path,
    to_correct: Path | None,
    faults: Iterable[Problem],
) -> None:
    print_problems(group_problems(report, roster))
    if report.pulled:
        print_line(say_counted(_MESSAGES, "taken", len(report.pulled)))
    for path, sheets in sorted(report.print_runs.items()):
        print_line(say_counted(_MESSAGES, "run", sheets, path=output / path))
    unread_rows = {fault.line for fault in faults if not fault.warning}
    counts = {
        "made": len(report.built),
        "kept": len(report.unchanged),
        "failed": len(report.failed) + len(unread_rows),
    }
    print_line(_MESSAGES["done"].format(**counts, index=output / "index.html"))
    if to_correct:
        new = find_free_name(Path("corrected.xlsx"))
        values = {"path": to_correct, "roster": roster, "new": new}
        print_line(fill(_MESSAGES["corrected"], values))


def _choose_workers(jobs: int | None, cluster: str | None) -> WorkerBackend:
    if cluster:
        from handout.batch.work.dask import DaskCluster

        return DaskCluster(cluster)
    return LocalWorkers(jobs=jobs) if jobs else LocalWorkers()


def _raise_problems(report: BatchReport, roster: Path, records: Iterable[Record]) -> NoReturn:
    find_rows(roster, records, report)
    raise HandoutError(group_problems(report, roster))
