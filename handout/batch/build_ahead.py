"""Building handouts before all rows were checked, so that each is composed once and not twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from itertools import chain, islice

from handout.batch.build_handouts import build_each, find_banned
from handout.batch.plan.plan import HandoutJob
from handout.batch.ready_files import ReadyFiles
from handout.batch.run_state import RunState, at_current_row
from handout.batch.work.pool import WorkerPool, write_behind
from handout.batch.work.worker import BuiltHandout
from handout.problems import HandoutError

MOST_AHEAD = 10_000  # handouts; they take 4 GB besides those that they will replace


def build_ahead(
    run: RunState, jobs: Sequence[HandoutJob], pool: WorkerPool, files: ReadyFiles
) -> dict[str, BuiltHandout]:
    """Build `jobs` until one fails, and return by id those that were built, none in its place.

    From the first failure on people wait for what is wrong with the rest, so nothing more is built.
    Those that an earlier run left ready are not built again.
    """
    digests = {job.id: run.plan.digest(job) for job in jobs[:MOST_AHEAD]}
    try:
        files.open(frozenset(digests.values()))
    except (HandoutError, OSError):  # they are built when all are checked, which says why
        return {}
    ready = _take_ready(jobs[:MOST_AHEAD], digests, files)
    missing = [job for job in jobs if job.id in digests and job.id not in ready]
    failures: list[object] = []

    def jobs_until_failure() -> Iterator[HandoutJob]:
        for job in missing:
            if failures:
                return
            yield job

    def built_handouts() -> Iterator[tuple[str, BuiltHandout]]:
        banned, todo = frozenset(find_banned(run)), jobs_until_failure()
        # The first one alone: what nearly all have in common, and is not on disk yet, is compiled
        # by one worker and not by each.
        results = chain(
            build_each(run, islice(todo, 1), pool, banned, files.folder),
            build_each(run, todo, pool, banned, files.folder),
        )
        for count, (job, built) in enumerate(results, len(jobs) - len(missing) + 1):
            if isinstance(built, BuiltHandout):
                yield job.id, built
            else:
                failures.append(built)
            run.progress("make", count, len(jobs))

    def note(item: tuple[str, BuiltHandout], writing: Future[BuiltHandout]) -> None:
        try:
            ready[item[0]] = writing.result()
        except (HandoutError, OSError) as error:
            failures.append(error)

    write_behind(built_handouts(), lambda item: files.store(digests[item[0]], item[1]), note)
    return ready


def _take_ready(
    jobs: Sequence[HandoutJob], digests: Mapping[str, str], files: ReadyFiles
) -> dict[str, BuiltHandout]:
    """Return by id what an earlier run left ready, with its notes at the rows of today."""
    ready: dict[str, BuiltHandout] = {}
    for job in jobs:
        if left := files.find(digests[job.id]):
            problems = tuple(at_current_row(problem, job) for problem in left.problems)
            ready[job.id] = replace(left, problems=problems)
    return ready
