"""Checking and building the handouts of a run, in workers, and writing them into the folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from handout.batch.plan.plan import HandoutJob
from handout.batch.plan.task import HandoutTask
from handout.batch.run_state import RunState, problems_of
from handout.batch.state.journal import HandoutFacts, JournalEntry
from handout.batch.state.staged_file import StagedFile
from handout.batch.work.pool import WorkerPool, write_behind
from handout.batch.work.worker import BuiltHandout, build_handout, check_handout
from handout.compiled import AUDIT_DIFFERED, COMPILED
from handout.files import report_os_errors
from handout.problems import HandoutError, Problem, has_errors, problem

_HANDOUTS_PER_AUDIT = 200
_FEWEST_AUDITED = 3

Files = Mapping[str, bytes | StagedFile]  # by suffix
Results = Iterator[tuple[HandoutJob, BuiltHandout | tuple[Problem, ...] | Exception]]


def check_handouts(run: RunState, jobs: Sequence[HandoutJob], pool: WorkerPool) -> None:
    """Report everything that is wrong with any of `jobs`, before one is put in its place."""
    tasks = map(run.plan.task, jobs)
    for count, (task, result) in enumerate(pool.run_each(check_handout, tasks), 1):
        run.progress("check", count, len(jobs))
        problems = problems_of(task, result)
        if has_errors(problems):
            run.report.failed[task.id] = problems


def build_handouts(
    run: RunState,
    jobs: Sequence[HandoutJob],
    pool: WorkerPool,
    ready: Mapping[str, BuiltHandout] = MappingProxyType({}),
) -> None:
    """Build those of `jobs` that are not `ready` (by id), and put the files of all in their places.

    Where an audit finds that a layout was compiled wrong, all handouts with that layout are built
    again, typeset as a whole.
    """
    banned = find_banned(run)
    while jobs:
        banned_before = len(banned)
        missing = [job for job in jobs if job.id not in ready]
        results = chain(
            ((job, ready[job.id]) for job in run.plan.jobs if job.id in ready),
            build_each(run, missing, pool, frozenset(banned)),
        )
        write_behind(
            _ready_to_write(run, results, len(jobs), banned),
            lambda item: run.folder.write(*item),
            lambda item, writing: _record_written(run, item[0], writing),
        )
        if len(banned) == banned_before:
            return
        jobs = [job for job in run.plan.jobs if _has_layout(run, job, banned)]
        ready = {}
        ids_again = {job.id for job in jobs}
        run.report.built = [id for id in run.report.built if id not in ids_again]
        run.report.unchanged = [id for id in run.report.unchanged if id not in ids_again]


def build_each(
    run: RunState,
    jobs: Iterable[HandoutJob],
    pool: WorkerPool,
    banned: frozenset[str],
    staging_folder: Path | None = None,
) -> Results:
    """Yield each of `jobs` with its handout, or with what went wrong, as they are done.

    Layouts in `banned` are typeset. Files are staged in `staging_folder`, or beside their places.
    """

    @cache  # of many thousand ids, and often there is nothing to build
    def audited() -> frozenset[str]:
        # Of all that the folder is to have, those too that are there: a row that changes is audited
        # if it is one of them. One of many would cost more for its audit than for all else.
        without = run.report.failed.keys() | run.unread.keys()
        return choose_audited(job.id for job in run.plan.jobs if job.id not in without)

    by_id: dict[str, HandoutJob] = {}

    def tasks() -> Iterator[HandoutTask]:
        for job in jobs:
            try:
                folder = staging_folder or run.folder.create_folder(job.folder)
            except HandoutError as error:
                run.report.failed[job.id] = error.problems
                continue
            by_id[job.id] = job
            yield replace(
                run.plan.task(job),
                compiled=run.order.compiled,
                banned_layouts=banned,
                audit=job.id in audited(),
                staging_folder=str(folder) if run.workers.shares_filesystem else "",
            )

    for task, built in pool.run_each(build_handout, tasks()):
        yield by_id.pop(task.id), built


def choose_audited(ids: Iterable[str]) -> frozenset[str]:
    """Return those of `ids` to audit: one of 200, at least 3, the same ones in each run."""
    shuffled = sorted(ids, key=lambda id: sha256(id.encode()).digest())
    count = -(-len(shuffled) // _HANDOUTS_PER_AUDIT)  # rounded up
    return frozenset(shuffled[: max(_FEWEST_AUDITED, count)])


def find_banned(run: RunState) -> set[str]:
    """Return the layouts in which an audit of a handout that is still there found a difference."""
    kept = [run.journal.entries[id] for id in run.report.unchanged]
    return {entry.layout for entry in kept if entry.layout and entry.route == AUDIT_DIFFERED}


def _has_layout(run: RunState, job: HandoutJob, layouts: set[str]) -> bool:
    """Return whether its PDF was assembled from compiled parts in one of `layouts`."""
    entry = run.journal.entries.get(job.id)
    return (
        entry is not None
        and job.id not in run.report.failed
        and entry.route == COMPILED
        and entry.layout in layouts
    )


def _ready_to_write(
    run: RunState, results: Results, total: int, banned: set[str]
) -> Iterator[tuple[JournalEntry, Files]]:
    """Yield the entry and the files of each handout that was built and may be written.

    Layouts in which an audit found a difference go to `banned`.
    """
    for count, (job, built) in enumerate(results, 1):
        if isinstance(built, BuiltHandout):
            _report_audit(run, job, built, banned)
            files = {".pdf": built.pdf, ".html": built.html}
            entry = _create_entry(run, job, built)
            with _reporting_errors(run, entry):
                run.folder.begin(entry, files)
                yield entry, files
        else:
            run.report.failed[job.id] = problems_of(job, built)
        run.progress("make", count, total)


def _report_audit(run: RunState, job: HandoutJob, built: BuiltHandout, banned: set[str]) -> None:
    if built.difference:
        banned.add(built.layout)
        values = {"id": job.id, "what": built.difference}
        run.report.problems.append(problem("batch-differs", job.position, warning=True, **values))
    if not built.audited:
        run.report.problems.append(
            problem("batch-not-audited", job.position, warning=True, id=job.id)
        )


def _create_entry(run: RunState, job: HandoutJob, built: BuiltHandout) -> JournalEntry:
    facts = {field.name: getattr(built, field.name) for field in fields(HandoutFacts)}
    return JournalEntry(
        id=job.id,
        digest=run.plan.digest(job),
        folder=job.folder,
        stem=job.stem,
        school=job.record.school_name,
        **facts,
    )


def _record_written(run: RunState, entry: JournalEntry, writing: Future[JournalEntry]) -> None:
    """Record a handout whose files are written, or report why they are not."""
    before = run.journal.entries.get(entry.id)
    with _reporting_errors(run, entry):
        run.folder.record_written(writing.result())
        if before and (before.folder, before.stem) != (entry.folder, entry.stem):
            run.report.problems += run.folder.remove(before)
        run.report.built.append(entry.id)
        run.report.problems += entry.problems


@contextmanager
def _reporting_errors(run: RunState, entry: JournalEntry) -> Iterator[None]:
    """Report what goes wrong in the with block as a failure of `entry`; the others go on."""
    try:
        with report_os_errors(run.journal.path):
            yield
    except HandoutError as error:
        problems = [replace(problem, warning=False) for problem in error.problems]
        run.report.failed[entry.id] = tuple(problems)
