"""What the steps of one batch run share: its order, plan, folder, journal and report."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field, replace

from handout.batch.plan.plan import BatchOrder, BatchPlan, HandoutJob
from handout.batch.plan.task import HandoutTask
from handout.batch.print_runs.bind_changed import Progress
from handout.batch.report.result import BatchReport
from handout.batch.state.journal import Journal
from handout.batch.state.output_folder import FileState, OutputFolder
from handout.batch.work.pool import WorkerBackend
from handout.problems import Problem, problem

PAGE_SUFFIX = ".html"


@dataclass(frozen=True, kw_only=True)
class RunState:
    """One run. `roster` is the path of the roster, or "" if nothing was read from it.

    By the id of a record: `file_states` tells whether its files exist and were changed,
    `notes` are told in this run alone, `unread` says why an edited page was left as it is.
    """

    order: BatchOrder
    workers: WorkerBackend
    journal: Journal
    folder: OutputFolder
    plan: BatchPlan
    progress: Progress
    roster: str
    report: BatchReport = field(default_factory=BatchReport)
    file_states: dict[str, FileState] = field(default_factory=dict)
    notes: dict[str, list[Problem]] = field(default_factory=dict)
    unread: dict[str, tuple[Problem, ...]] = field(default_factory=dict)

    def note(self, id: str, notes: Sequence[Problem]) -> None:
        """Add notes on a handout, whether it is built anew or not."""
        self.notes.setdefault(id, []).extend(notes)
        self.report.problems += notes

    def has_same_inputs(self, job: HandoutJob) -> bool:
        """Return whether nothing that goes into the handout changed since it was built."""
        entry = self.journal.entries.get(job.id)
        return entry is not None and entry.digest == self.plan.digest(job)


def problems_of(task: HandoutTask | HandoutJob, result: object) -> tuple[Problem, ...]:
    """Return what came of a task that did not succeed, as Problems.

    `result` is the Problems that it found, or the exception that ended it: its worker died, or it
    is a mistake of ours.
    """
    if isinstance(result, tuple):
        return result
    if isinstance(result, BrokenExecutor) or type(result).__name__ == "KilledWorker":
        return (problem("batch-crashed", task.position, id=task.id),)
    error = f"{type(result).__name__}: {result}"
    return (problem("batch-bug", task.position, id=task.id, error=error),)


def at_current_row(problem: Problem, job: HandoutJob) -> Problem:
    """Return a Problem of an earlier run at the row where its record is now."""
    position = job.record.position
    if problem.line and problem.path == position.path:
        return replace(problem, path=position.path, line=position.line)
    return problem
