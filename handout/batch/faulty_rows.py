"""Rows that cannot be built: what else is wrong with them is reported in the same run."""

from __future__ import annotations

from handout.batch.plan.plan import HandoutJob
from handout.batch.run_state import RunState, problems_of
from handout.batch.work.pool import WorkerPool
from handout.batch.work.worker import check_handout
from handout.pipeline import INDEPENDENT_CODES
from handout.problems import Problem
from handout.sources.fields.fields import FIELDS
from handout.sources.headings.columns import ROSTER
from handout.sources.roster.record import FaultyRecord

_NOT_ON_THE_SHEET = frozenset(("handout_id", "copies"))


def check_faulty_rows(run: RunState, pool: WorkerPool) -> None:
    """Report what else is wrong with rows that have errors, and with rows whose layers have.

    A person who corrects a row corrects all of it so. Only what is certain is reported: a cell that
    could not be read may have said what another one lacks.
    """
    stopped = [job for job in run.plan.jobs if job.id in run.plan.stopped]
    faulty = {row.record.position: row for row in run.order.faulty}
    jobs = [*stopped, *(HandoutJob(row.record, "", "") for row in faulty.values())]
    tasks = map(run.plan.task, jobs)
    for count, (task, result) in enumerate(pool.run_each(check_handout, tasks), 1):
        run.progress("check", count, len(jobs))
        row = faulty.get(task.position)
        problems = [
            problem
            for problem in problems_of(task, result)
            if problem.path == task.position.path and _is_certain(problem, row)
        ]
        if row is None:
            run.report.failed[task.id] += tuple(problems)
        else:
            run.report.problems += problems


def _is_certain(problem: Problem, row: FaultyRecord | None) -> bool:
    """Return whether `problem` is an error whatever the cells of `row` say that were not read.

    Without a row it is a layer that was not read.
    """
    if problem.warning:
        return False
    if problem.code.startswith(INDEPENDENT_CODES):
        return True
    if row is None or not row.unread:
        return False
    return row.unread <= _NOT_ON_THE_SHEET or is_surely_too_long(problem, row.unread)


def is_surely_too_long(problem: Problem, unread: frozenset[str]) -> bool:
    """Return whether a side is too long whatever the columns `unread` say.

    For each of them it has a line to write on, which is less than a line taller than an answer.
    """
    if problem.code != "side-too-long" or not all(map(_keeps_boxes, unread)):
        return False
    return int(dict(problem.values)["count"]) > len(unread)


def _keeps_boxes(column: str) -> bool:
    """Return whether the sheet has the same boxes and type whatever `column` says."""
    name = ROSTER.get(column, column)
    if not name:  # of a name, or on no sheet, but for one that may say anything
        return column != "override_file"
    field = FIELDS.get(name.partition(".")[0])
    return field is not None and not field.decides
