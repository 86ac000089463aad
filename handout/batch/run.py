"""A whole batch: what is new or changed is made, the rest is left; then the lists, the print runs and the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from handout.batch.index import write_index
from handout.batch.ledger import Entry, Ledger, Written, locked
from handout.batch.manifest import Line, write_manifests
from handout.batch.plan import PRINT_RUN, Job, Order, Plan, school_key
from handout.batch.pool import Local, Workers, each
from handout.batch.prints import Print, PrintRun, School, bind_run, volumes
from handout.batch.store import Store, written
from handout.batch.worker import Made, Task, check, make
from handout.problem import ExitCode, HandoutError, Place, Problem, problem, raise_errors
from handout.publish.output import make_folder, write_whole

Progress = Callable[[str, int, int], None]
"""Called with what is being done (check, make, print), how many are done, and of how many."""


@dataclass
class Report:
    """What a batch did. `made` and `kept` are ids; `failed` has the Problems of each that could not be made."""

    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failed: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    runs: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    named: tuple[Path, ...] = ()  # files that rows and layers name


def run(
    order: Order, workers: Workers, *, keep_going: bool = False, prune: bool = False, print_runs: bool = True,
    faults: Sequence[Problem] = (), progress: Progress = lambda what, done, of: None,
) -> Report:  # fmt: skip
    """Make what `order` asks for and is not there yet, and say what came of it.

    `faults` is what was wrong with the roster. Unless `keep_going`, one error in it or in any record ends the batch
    before anything is made: HandoutError has all of them. Raises it too if the output folder cannot be used.
    """
    make_folder(order.output)
    try:
        with locked(order.output):
            ledger = Ledger(order.output)
            try:
                report = _Batch(order, workers, ledger, progress).run(faults, keep_going, prune, print_runs)
            except BaseException:
                ledger.close(tidy=False)
                raise
            ledger.close(tidy=bool(report.made or report.removed or report.runs))
            return report
    except OSError as error:
        shown = problem("cannot-write", Place(str(order.output)), reason=error.strerror or str(error))
        raise HandoutError([shown], ExitCode.ENVIRONMENT) from error


class _Batch:
    def __init__(self, order: Order, workers: Workers, ledger: Ledger, progress: Progress) -> None:
        self.order, self.workers, self.ledger, self.progress = order, workers, ledger, progress
        self.store = Store(order.output, ledger)
        self.report = Report()
        self.notes: dict[str, list[Problem]] = {}  # of this run alone, by record

    def run(self, faults: Sequence[Problem], keep_going: bool, prune: bool, print_runs: bool) -> Report:
        self.plan = Plan(self.order, self.ledger)
        jobs = self.plan.jobs
        self.report.problems += [*faults, *self.plan.problems]
        self.report.named = self.plan.files
        waiting = [job for job in jobs if not self.is_there(job)]
        self.check(waiting)
        everything = [*self.report.problems, *(one for wrong in self.report.failed.values() for one in wrong)]
        if not keep_going:
            raise_errors(everything)
        for folder in sorted({job.folder for job in waiting}):
            self.store.tidy(folder)
        self.make([job for job in waiting if job.record.handout_id not in self.report.failed])
        self.remove({job.record.handout_id for job in jobs} | self.not_read(faults), prune)
        lines = self.lines(jobs)
        if print_runs:
            self.print(jobs)
        sheets = {path: made_of["sheets"] for path, made_of in sorted(self.ledger.runs.items())}
        write_manifests(self.order.output, lines, sheets)
        write_index(self.order.output, lines, sheets, self.report.problems)
        return self.report

    def is_there(self, job: Job) -> bool:
        """Whether the handout of `job` is made and nothing that goes into it has changed."""
        entry = self.ledger.entries.get(job.record.handout_id)
        if entry is None or (entry.digest, entry.folder, entry.stem) != (job.digest, job.folder, job.stem):
            return False
        there, notes = self.store.holds(entry)
        if there:
            self.report.kept.append(entry.id)
            self.notes[entry.id] = list(notes)
            self.report.problems += [*(_moved(one, job) for one in entry.problems), *notes]
        return there

    def check(self, jobs: Sequence[Job]) -> None:
        """Tell everything that is wrong with any of them, before one is made."""
        for n, (task, found) in enumerate(each(check, map(self.plan.task, jobs), self.workers), 1):
            self.progress("check", n, len(jobs))
            problems = _of(task, found)
            if any(not one.warning for one in problems):
                self.report.failed[task.id] = problems

    def make(self, jobs: Sequence[Job]) -> None:
        of = {job.record.handout_id: job for job in jobs}
        for n, (task, made) in enumerate(each(make, map(self.plan.task, jobs), self.workers), 1):
            if isinstance(made, Made):
                self.keep(of[task.id], made)
            else:
                self.report.failed[task.id] = _of(task, made)
            self.progress("make", n, len(jobs))

    def keep(self, job: Job, made: Made) -> None:
        entry = Entry(
            id=job.record.handout_id, digest=job.digest, folder=job.folder, stem=job.stem, title=made.title, pages=made.pages,
            density=made.density, about=made.about, empty=made.empty, problems=made.problems,
        )  # fmt: skip
        before = self.ledger.entries.get(entry.id)
        try:
            files = self.store.put(entry, {".pdf": made.pdf, ".html": made.html})
            self.ledger.put(replace(entry, files=files))
        except HandoutError as error:
            self.report.failed[entry.id] = tuple(replace(one, warning=False) for one in error.problems)
        except OSError as error:
            self.report.failed[entry.id] = (problem("cannot-write", Place(str(self.ledger.path)), reason=error.strerror or str(error)),)
        else:
            if before and (before.folder, before.stem) != (entry.folder, entry.stem):
                self.report.problems += self.store.remove(before)
            self.report.made.append(entry.id)
            self.report.problems += made.problems

    def not_read(self, faults: Iterable[Problem]) -> set[str]:
        """Handouts whose row may be one of those with a fault: they are still in the roster."""
        return set(self.ledger.entries) if any(not one.warning for one in faults) else set()

    def remove(self, wanted: set[str], prune: bool) -> None:
        for id in sorted(set(self.ledger.entries) - wanted):
            self.report.removed.append(id)
            entry = self.ledger.entries[id]
            place = Place(str(self.order.output / entry.path(".pdf")))
            if prune:
                self.report.problems += self.store.remove(entry)
                self.ledger.drop(id)
            self.report.problems.append(problem("batch-pruned" if prune else "batch-removed", place, warning=True, id=id))

    def lines(self, jobs: Sequence[Job]) -> list[Line]:
        lines = []
        for job in jobs:
            id = job.record.handout_id
            entry = self.ledger.entries.get(id) if id not in self.report.failed else None
            told = [_moved(one, job) for one in entry.problems] if entry else []
            lines.append(Line(record=job.record, entry=entry, problems=(*self.report.failed.get(id, ()), *told, *self.notes.get(id, ()))))
        return lines

    def print(self, jobs: Sequence[Job]) -> None:
        """Bind the print runs whose handouts changed, each in a process of its own."""
        runs = self.print_runs(jobs)
        for path in sorted(set(self.ledger.runs) - {one.path for one in runs}):
            self.drop_run(path)
        waiting = [one for one in runs if not self.is_bound(one)]
        local = Local(jobs=min(2, max(1, self.workers.width // 2)))
        for n, (one, bound) in enumerate(each(bind_run, waiting, local), 1):
            self.progress("print", n, len(waiting))
            if isinstance(bound, Exception):
                place = Place(str(self.order.output / one.path))
                reason = f"{type(bound).__name__}: {bound}"
                self.report.problems.append(problem("batch-print", place, name=one.path, reason=reason))
                continue
            self.keep_run(one, *bound)

    def print_runs(self, jobs: Sequence[Job]) -> list[PrintRun]:
        schools: dict[str, list[Job]] = {}
        for job in jobs:
            if job.record.handout_id in self.ledger.entries and job.record.handout_id not in self.report.failed:
                schools.setdefault(school_key(job.record), []).append(job)
        parts, runs = [], []
        for group in schools.values():
            school = School(name=group[0].record.school_name, prints=tuple(self.printed(job) for job in group))
            parts.append(school)
            runs += self.bound_as(f"{group[0].folder}/{PRINT_RUN}", [school], group)
        if len(parts) > 1:
            runs += self.bound_as(PRINT_RUN, parts, jobs)
        return runs

    def bound_as(self, path: str, schools: Sequence[School], jobs: Sequence[Job]) -> list[PrintRun]:
        parts = volumes(schools)
        paper = self.plan.paper(jobs[0])
        names = [f"{path}.pdf"] if len(parts) == 1 else [f"{path}-{n}.pdf" for n in range(1, len(parts) + 1)]
        return [
            PrintRun(output=self.order.output, path=name, schools=part, paper=paper)
            for name, part in zip(names, parts, strict=True)
        ]

    def printed(self, job: Job) -> Print:
        entry = self.ledger.entries[job.record.handout_id]
        return Print(path=entry.path(".pdf"), sha256=entry.files[".pdf"].sha256, id=entry.id, title=entry.title, copies=job.record.copies)

    def is_bound(self, one: PrintRun) -> bool:
        known = self.ledger.runs.get(one.path)
        there = self.order.output / one.path
        return known is not None and known["of"] == one.made_of and there.is_file() and there.stat().st_size == known["file"]["size"]

    def keep_run(self, one: PrintRun, content: bytes, sheets: int) -> None:
        path = self.order.output / one.path
        known = self.ledger.runs.get(one.path)
        ours = known is not None or one.path in self.ledger.begun
        try:
            if path.is_symlink() or (path.exists() and not ours):
                raise HandoutError([problem("batch-not-ours", Place(str(path)), file=path.name)])
            self.ledger.begin([one.path])
            write_whole(path, content)
            file: Written = written(path, content)
            made_of = {"of": one.made_of, "sheets": sheets, "file": {"size": file.size, "sha256": file.sha256}}
            self.ledger.put_run(one.path, made_of)
            self.report.runs[one.path] = sheets
        except HandoutError as error:
            self.report.problems += error.problems

    def drop_run(self, path: str) -> None:
        there = self.order.output / path
        if not there.is_symlink() and not there.parent.is_symlink():
            there.unlink(missing_ok=True)
        self.ledger.drop_run(path)
        if "/" in path:
            self.store.tidy(path.rpartition("/")[0])


def _of(task: Task, found: object) -> tuple[Problem, ...]:
    """What came of a task, as Problems: those it found, or that it ended its worker, or a mistake of ours."""
    if isinstance(found, tuple):
        return found
    if isinstance(found, BrokenExecutor) or type(found).__name__ == "KilledWorker":
        return (problem("batch-crashed", task.place, id=task.id),)
    return (problem("batch-bug", task.place, id=task.id, error=f"{type(found).__name__}: {found}"),)


def _moved(one: Problem, job: Job) -> Problem:
    """A Problem of an earlier run at the row where the record stands now."""
    place = job.record.place
    return replace(one, path=place.path, line=place.line) if one.line and one.path == place.path else one
