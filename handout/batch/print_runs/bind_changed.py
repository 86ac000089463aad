"""The print runs of an output folder: bind those that changed, remove those not needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor

from handout.batch.plan.plan import PRINT_RUN, BatchPlan, HandoutJob, school_key
from handout.batch.print_runs.volumes import (
    PrintedHandout,
    PrintRun,
    SchoolPrints,
    bind_run,
    split_into_volumes,
)
from handout.batch.state.digest import bytes_digest
from handout.batch.state.output_folder import OutputFolder
from handout.batch.work.pool import LocalWorkers, run_tasks
from handout.files import write_atomic
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.roster.schools import commonest_named

Progress = Callable[[str, int, int], None]
"""Called with what is being done (read, check, make, print), how many are done, and of how many."""


class PrintRunBinder:
    """Binds print runs. `runs` has those that it bound, with the sheets of paper of each."""

    def __init__(self, store: OutputFolder, plan: BatchPlan, progress: Progress) -> None:
        self.store, self.plan, self.progress = store, plan, progress
        self.output, self.journal = store.output, store.journal
        self.runs: dict[str, int] = {}

    def bind(self, jobs: Sequence[HandoutJob], width: int) -> Iterator[Problem]:
        """Bind the runs of `jobs` whose handouts changed, each in a process of its own.

        All of `jobs` are built. Yield what went wrong.
        """
        runs = self._wanted(jobs)
        wanted = {one.path for one in runs}
        folders = {_folder(path) for path in wanted}
        for path in sorted(set(self.journal.runs) - wanted):
            if _folder(path) in folders or not self._is_right(path):
                self._drop(path)
        waiting = [one for one in runs if not self._is_bound(one)]
        for n, (one, bound) in enumerate(
            run_tasks(bind_run, waiting, LocalWorkers(jobs=min(2, max(1, width)))), 1
        ):
            self.progress("print", n, len(waiting))
            if isinstance(bound, HandoutError):
                yield from bound.problems
                continue
            if isinstance(bound, Exception):
                position = Position(str(self.output / one.path))
                ended = isinstance(bound, BrokenExecutor | MemoryError)
                code = "batch-print-ended" if ended else "batch-print"
                reason = f"{type(bound).__name__}: {bound}"
                yield problem(code, position, name=one.path, reason=reason)
                continue
            yield from self._keep(one, *bound)

    def _wanted(self, jobs: Sequence[HandoutJob]) -> list[PrintRun]:
        schools: dict[str, list[HandoutJob]] = {}
        for job in jobs:
            schools.setdefault(school_key(job.record), []).append(job)
        parts, runs = [], []
        for group in schools.values():
            name = commonest_named([job.record for job in group]).school_name
            school = SchoolPrints(name=name, prints=tuple(map(self._printed, group)))
            parts.append(school)
            runs += self._in_volumes(f"{group[0].folder}/{PRINT_RUN}", [school], group)
        if len(parts) > 1:
            runs += self._in_volumes(PRINT_RUN, parts, jobs)
        return runs

    def _in_volumes(
        self, path: str, schools: Sequence[SchoolPrints], jobs: Sequence[HandoutJob]
    ) -> list[PrintRun]:
        parts, paper = split_into_volumes(schools), self.plan.paper(jobs[0])
        names = (
            [f"{path}.pdf"]
            if len(parts) == 1
            else [f"{path}-{n}.pdf" for n in range(1, len(parts) + 1)]
        )
        return [
            PrintRun(output=self.output, path=name, schools=part, paper=paper)
            for name, part in zip(names, parts, strict=True)
        ]

    def _printed(self, job: HandoutJob) -> PrintedHandout:
        entry = self.journal.entries[job.id]
        return PrintedHandout(
            path=entry.path(".pdf"),
            sha256=entry.files[".pdf"].sha256,
            id=entry.id,
            title=entry.title,
            copies=job.record.copies,
        )

    def _is_bound(self, one: PrintRun) -> bool:
        known, there = self.journal.runs.get(one.path), self.output / one.path
        return (
            known is not None
            and known["of"] == one.made_of
            and there.is_file()
            and there.stat().st_size == known["file"]["size"]
        )

    def _is_right(self, path: str) -> bool:
        """Return whether all handouts in a print run of another roster are as they were."""
        now = {
            (entry.path(".pdf"), entry.files[".pdf"].sha256)
            for entry in self.journal.entries.values()
        }
        schools = self.journal.runs[path]["of"]
        return all((one[0], one[1]) in now for school in schools for one in school[2])

    def _keep(self, one: PrintRun, content: bytes, sheets: int) -> Iterator[Problem]:
        path = self.output / one.path
        ours = one.path in self.journal.runs or one.path in self.journal.begun
        try:
            if path.is_symlink() or (path.exists() and not ours):
                raise HandoutError([problem("batch-not-ours", Position(str(path)), file=path.name)])
            self.journal.begin([one.path])
            write_atomic(path, content)
            made_of = {
                "of": one.made_of,
                "sheets": sheets,
                "file": {"size": len(content), "sha256": bytes_digest(content)},
            }
            self.journal.record_print_run(one.path, made_of)
            self.runs[one.path] = sheets
        except HandoutError as error:
            yield from error.problems

    def _drop(self, path: str) -> None:
        there = self.output / path
        if not there.is_symlink() and not there.parent.is_symlink():
            there.unlink(missing_ok=True)
        self.journal.forget_print_run(path)
        if "/" in path:
            self.store.tidy([_folder(path)])


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
