"""A whole batch: what is new or changed is made, the rest is left; then the lists, the print runs and the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from handout.batch.plan.plan import BatchOrder, BatchPlan, HandoutJob
from handout.batch.print_runs.bind_changed import PrintRunBinder, Progress
from handout.batch.report.dates import find_outdated
from handout.batch.report.grouping import list_few
from handout.batch.report.index import write_index
from handout.batch.report.manifest import ManifestLine, write_manifests
from handout.batch.report.result import BatchReport, StoppedError
from handout.batch.state.journal import Journal, JournalEntry
from handout.batch.state.lock import FOLDER, lock_output
from handout.batch.state.output_folder import FileState, OutputFolder
from handout.batch.state.staged_file import StagedFile
from handout.batch.work.pool import WorkerBackend, WorkerPool, write_behind
from handout.batch.work.pull_page import EditedPage, PulledEdits, take
from handout.batch.work.worker import BuiltHandout, HandoutTask, check, make
from handout.compiled import COMPILED
from handout.files import make_folder, report_os_errors
from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.roster.columns import are_of_all_rows

_PAGE = ".html"
_FEW = 3  # handouts, and this part of all: more are only removed where that is asked for
_MANY = 0.1


def run(
    order: BatchOrder, workers: WorkerBackend, *, keep_going: bool = False, prune: bool = False, prune_all: bool = False,
    print_runs: bool = True,
    faults: Sequence[Problem] = (), progress: Progress = lambda what, done, of: None,
) -> BatchReport:  # fmt: skip
    """Make what `order` asks for and is not there yet, and say what came of it.

    `faults` is what was wrong with the roster. Unless `keep_going`, one error in it or in any record ends the batch
    before anything is made, and an error in its headings always does: HandoutError has all of them. Raises it too if
    the output folder cannot be used.
    """
    make_folder(order.output)
    with report_os_errors(order.output, named=True), lock_output(order.output):
        journal = Journal(order.output)
        try:
            report = _BatchRun(order, workers, journal, progress).run(
                faults, keep_going and not are_of_all_rows(faults), prune, prune_all, print_runs
            )
        except BaseException:
            journal.close(tidy=False)
            raise
        journal.close(tidy=bool(report.made or report.removed or report.runs))
        return report


class _BatchRun:
    def __init__(
        self, order: BatchOrder, workers: WorkerBackend, journal: Journal, progress: Progress
    ) -> None:
        self.order, self.workers, self.journal, self.progress = order, workers, journal, progress
        self.store = OutputFolder(order.output, journal)
        self.report = BatchReport()
        self.notes: dict[str, list[Problem]] = {}  # of this run alone, by record
        self.states: dict[str, FileState] = {}
        self.unread: dict[
            str, tuple[Problem, ...]
        ] = {}  # pages that are left as they are, by record

    def run(
        self,
        faults: Sequence[Problem],
        keep_going: bool,
        prune: bool,
        prune_all: bool,
        print_runs: bool,
    ) -> BatchReport:
        self.plan = BatchPlan(self.order, self.journal)
        jobs = self.plan.jobs
        positions = (*(job.record.position for job in jobs), *(one.position for one in faults))
        self.roster = positions[0].path if positions else ""
        wanted = {job.id for job in jobs} | self.not_read(faults)
        if prune and not prune_all:
            self.refuse_to_prune(wanted)
        self.report.problems += [*faults, *self.plan.problems]
        self.report.failed |= self.plan.stopped
        self.report.named = self.plan.files
        self.report.folders = frozenset(job.folder for job in jobs)
        try:
            with WorkerPool(self.workers) as pool:
                ready = [job for job in jobs if job.id not in self.plan.stopped]
                self.pull_edited_pages(ready, pool)
                waiting = [job for job in ready if not self.is_there(job)]
                if not keep_going:
                    self.check(waiting, pool)
                    if any(not one.warning for one in self.report.all_problems):
                        raise StoppedError(self.report)
                self.report.failed |= {
                    job.id: self.unread[job.id] for job in waiting if job.id in self.unread
                }
                self.make([job for job in waiting if job.id not in self.report.failed], pool)
        finally:  # by now nobody writes there
            self.store.tidy({job.folder for job in jobs} | {"", FOLDER})
        self.remove(wanted, prune)
        unsure = len(wanted) - len(jobs)
        if prune and unsure:
            position = Position(str(self.order.output))
            self.report.problems.append(
                problem(
                    "batch-prune-later", position, warning=True, count=unsure, roster=self.roster
                )
            )
        for job in jobs:
            if job.id in self.unread and job.id not in self.report.failed:
                self.note(job.id, self.unread[job.id])
        self.tell_dates(jobs)
        lines = self.lines(jobs)
        if print_runs:
            bindery = PrintRunBinder(self.store, self.plan, self.progress)
            ready = [
                job
                for job in jobs
                if job.id in self.journal.entries and job.id not in self.report.failed
            ]
            self.report.problems += bindery.bind(ready, self.workers.width // 2)
            self.report.runs = bindery.runs
        sheets = {path: made_of["sheets"] for path, made_of in sorted(self.journal.runs.items())}
        others = [entry for id, entry in self.journal.entries.items() if id not in wanted]
        write_manifests(self.order.output, lines, others, sheets)
        write_index(self.order.output, lines, others, sheets, self.report.problems)
        return self.report

    def pull_edited_pages(self, jobs: Sequence[HandoutJob], pool: WorkerPool) -> None:
        """Read back what was written in handouts since they were made, into the files beside them."""
        pages: dict[str, tuple[HandoutJob, str, bytes, str]] = {}
        for job in jobs:
            entry = self.journal.entries.get(job.id)
            if entry and (entry.folder, entry.stem) != (job.folder, job.stem):
                self.carry(entry, job)
            path = entry.path(_PAGE) if entry else job.path(_PAGE)
            if entry:
                self.states[job.id] = self.store.state(entry)
            edited = _PAGE in self.states[job.id].changed if entry else path in self.journal.begun
            if edited and (page := self.store.page(path)):
                pages[job.id] = job, path, *page
        tasks = (
            EditedPage(
                task=self.plan.task(job),
                path=str(self.order.output / path),
                page=content,
                as_made=self.is_as_made(job),
            )
            for job, path, content, _ in pages.values()
        )
        for n, (returned, taken) in enumerate(pool.each(take, tasks), 1):
            job, path, content, sum = pages[returned.task.id]
            if isinstance(taken, PulledEdits):
                self.keep_words(job, path, content, sum, taken)
            else:
                why = [one for one in _of(returned.task, taken) if not one.warning]
                position, reason = Position(returned.path), " ".join(one.message for one in why)
                other = [one for one in why if one.path != position.path]  # in a file beside it
                self.unread[job.id] = (
                    problem("batch-unread", position, file=Path(path).name, reason=reason),
                    *other,
                )
            self.progress("read", n, len(pages))

    def keep_words(
        self, job: HandoutJob, path: str, content: bytes, sum: str, taken: PulledEdits
    ) -> None:
        """Write what was written in a page into the files beside it; from then on the page may be made anew."""
        from handout.pull.untaken import is_untaken

        position, notes = Position(str(self.order.output / path)), list[Problem]()
        try:
            self.store.folder(job.folder)
            self.store.write_own(job.path(".yaml"), taken.text, taken.edits_text)
            notes += taken.problems
            if any(map(is_untaken, taken.problems)):
                copy, name = self.store.set_aside(path, content), Path(path).name
                kept = problem("batch-page-kept", position, warning=True, file=name, copy=copy)
                notes.append(kept)
            self.journal.record_pull(path, sum)
        except HandoutError as error:
            self.unread[job.id] = error.problems
            return
        self.plan.look_beside(job)
        if taken.changes:
            self.report.taken[path] = taken.changes
            moved = message_table("index")["moved"]
            what = ", ".join(
                dict.fromkeys(change.title or change.where or moved for change in taken.changes)
            )
            notes.append(
                problem("batch-read-back", position, warning=True, file=Path(path).name, what=what)
            )
        self.note(job.id, notes)
        self.report.once.update(notes)

    def carry(self, entry: JournalEntry, job: HandoutJob) -> None:
        """Take the files with her words along, where a handout gets another folder."""
        try:
            for kept in self.store.carry(entry.path(".yaml"), job.path(".yaml")):
                self.note(
                    job.id,
                    [
                        problem(
                            "batch-own-stays",
                            Position(str(kept)),
                            warning=True,
                            id=job.id,
                            file=kept.name,
                        )
                    ],
                )
        except HandoutError as error:
            self.note(job.id, error.problems)
        self.plan.look_beside(job)

    def note(self, id: str, notes: Sequence[Problem]) -> None:
        """Have something told of a handout, whether it is made anew or not."""
        self.notes.setdefault(id, []).extend(notes)
        self.report.problems += notes

    def is_as_made(self, job: HandoutJob) -> bool:
        """Whether nothing that goes into the handout of `job` has changed since it was made."""
        entry = self.journal.entries.get(job.id)
        return entry is not None and entry.digest == self.plan.digest(job)

    def is_there(self, job: HandoutJob) -> bool:
        """Whether the handout of `job` is made and nothing that goes into it has changed."""
        entry = self.journal.entries.get(job.id)
        if entry is None or (entry.digest, entry.folder, entry.stem) != (
            self.plan.digest(job),
            job.folder,
            job.stem,
        ):
            return False
        there, changed = self.states[job.id]
        if not there or (
            _PAGE in changed
            and job.id not in self.unread
            and entry.path(_PAGE) in self.journal.read
        ):
            return False
        self.report.kept.append(entry.id)
        self.report.problems += [_moved(one, job) for one in entry.problems]
        files = [
            Path(entry.path(suffix)).name
            for suffix in changed
            if suffix != _PAGE or job.id not in self.unread
        ]
        folder = self.order.output / entry.folder
        self.note(
            job.id,
            [
                problem("batch-edited", Position(str(folder / name)), warning=True, file=name)
                for name in files
            ],
        )
        return True

    def check(self, jobs: Sequence[HandoutJob], pool: WorkerPool) -> None:
        """Tell everything that is wrong with any of them, before one is made."""
        for n, (task, found) in enumerate(pool.each(check, map(self.plan.task, jobs)), 1):
            self.progress("check", n, len(jobs))
            problems = _of(task, found)
            if any(not one.warning for one in problems):
                self.report.failed[task.id] = problems

    def make(self, jobs: Sequence[HandoutJob], pool: WorkerPool) -> None:
        """Make `jobs`. Where an audit finds that a layout was compiled wrong, all that have it are made again, typeset."""
        audited = sample(job.id for job in jobs)
        banned: set[str] = set()
        while jobs:
            of = {job.id: job for job in jobs}
            before = len(banned)
            tasks = self.tasks(jobs, frozenset(banned), audited)
            write_behind(
                self.ready(of, pool.each(make, tasks), banned),
                lambda one: self.store.write(*one),
                self.keep,
            )
            jobs = (
                [job for job in self.plan.jobs if self.has_layout(job, banned)]
                if len(banned) > before
                else []
            )
            again = {job.id for job in jobs}
            self.report.made = [id for id in self.report.made if id not in again]
            self.report.kept = [id for id in self.report.kept if id not in again]

    def tasks(
        self, jobs: Iterable[HandoutJob], banned: frozenset[str], audited: frozenset[str]
    ) -> Iterator[HandoutTask]:
        for job in jobs:
            try:
                folder = self.store.folder(job.folder)
            except HandoutError as error:
                self.report.failed[job.id] = error.problems
                continue
            into = str(folder) if self.workers.shares_filesystem else ""
            yield replace(
                self.plan.task(job),
                compiled=self.order.compiled,
                banned=banned,
                audit=job.id in audited,
                into=into,
            )

    def has_layout(self, job: HandoutJob, layouts: set[str]) -> bool:
        """Whether the handout of `job` was put together from compiled parts in one of `layouts`."""
        entry = self.journal.entries.get(job.id)
        return (
            entry is not None
            and job.id not in self.report.failed
            and entry.route == COMPILED
            and entry.layout in layouts
        )

    def ready(
        self,
        of: Mapping[str, HandoutJob],
        found: Iterable[tuple[HandoutTask, BuiltHandout | tuple[Problem, ...] | Exception]],
        banned: set[str],
    ) -> Iterator[tuple[JournalEntry, dict[str, bytes | StagedFile]]]:
        """What is made and may be written: the entry and the contents of its files. Layouts that differ go to `banned`."""
        for n, (task, made) in enumerate(found, 1):
            if not isinstance(made, BuiltHandout):
                self.report.failed[task.id] = _of(task, made)
            else:
                if made.differs:
                    banned.add(made.layout)
                    self.report.problems.append(
                        problem(
                            "batch-differs",
                            task.position,
                            warning=True,
                            id=task.id,
                            what=made.differs,
                        )
                    )
                if not made.audited:
                    self.report.problems.append(
                        problem("batch-not-audited", task.position, warning=True, id=task.id)
                    )
                job, contents = of[task.id], {".pdf": made.pdf, ".html": made.html}
                entry = JournalEntry(
                    id=job.id, digest=self.plan.digest(job), folder=job.folder, stem=job.stem, school=job.record.school_name, title=made.title, pages=made.pages,
                    density=made.density, about=made.about, empty=made.empty, problems=made.problems,
                    route=made.route, layout=made.layout, reviews=made.reviews, valid_to=made.valid_to,
                )  # fmt: skip
                with self.telling(entry):
                    self.store.begin(entry, contents)
                    yield entry, contents
            self.progress("make", n, len(of))

    def keep(
        self,
        ready: tuple[JournalEntry, dict[str, bytes | StagedFile]],
        writing: Future[JournalEntry],
    ) -> None:
        """Note a handout whose files are written, or why they are not."""
        entry, _ = ready
        before = self.journal.entries.get(entry.id)
        with self.telling(entry):
            self.store.keep(writing.result())
            if before and (before.folder, before.stem) != (entry.folder, entry.stem):
                self.report.problems += self.store.remove(before)
            self.report.made.append(entry.id)
            self.report.problems += entry.problems

    @contextmanager
    def telling(self, entry: JournalEntry) -> Iterator[None]:
        """What goes wrong in the with block is told of `entry`, and the rest goes on."""
        try:
            with report_os_errors(self.journal.path):
                yield
        except HandoutError as error:
            self.report.failed[entry.id] = tuple(
                replace(one, warning=False) for one in error.problems
            )

    def not_read(self, faults: Iterable[Problem]) -> set[str]:
        """Handouts whose row may be one of those with a fault: they are still in the roster."""
        return set(self.journal.entries) if any(not one.warning for one in faults) else set()

    def refuse_to_prune(self, wanted: set[str]) -> None:
        """Raise HandoutError if a roster without so many of the handouts that are there is likely to be another one."""
        there = set(self.journal.entries)
        gone = there - wanted
        if len(gone) > _FEW and len(gone) > _MANY * len(there) or len(gone) == len(there) > 1:
            found = problem(
                "batch-prune-many", Position(str(self.order.output)), roster=self.roster,
                folder=self.order.output, count=len(gone), of=len(there), ids=list_few(sorted(gone)),
            )  # fmt: skip
            raise HandoutError([found])

    def remove(self, wanted: set[str], prune: bool) -> None:
        """Tell which handouts are not in the roster, and with `prune` remove their files."""
        gone = sorted(set(self.journal.entries) - wanted)
        self.report.removed = gone
        for id in gone if prune else ():
            entry = self.journal.entries[id]
            self.report.problems += self.store.remove(entry)
            self.journal.drop(id)
            for kept in self.store.own_files(entry.path(".yaml")):
                position = Position(str(kept))
                self.report.problems.append(
                    problem("batch-own-stays", position, warning=True, id=id, file=kept.name)
                )
        if gone:
            code = "batch-pruned" if prune else "batch-removed"
            told = problem(
                code, Position(str(self.order.output)), warning=True, roster=self.roster,
                count=len(gone), ids=list_few(gone),
            )  # fmt: skip
            self.report.problems.append(told)

    def tell_dates(self, jobs: Sequence[HandoutJob]) -> None:
        """Tell what is out of date today, of all handouts that are there, whenever they were made."""
        entries = [
            self.journal.entries[job.id]
            for job in jobs
            if job.id in self.journal.entries and job.id not in self.report.failed
        ]
        past = find_outdated(entries, self.order.today, self.roster)
        self.report.problems += past
        self.report.once.update(past)

    def lines(self, jobs: Sequence[HandoutJob]) -> list[ManifestLine]:
        lines = []
        for job in jobs:
            id = job.id
            entry = self.journal.entries.get(id) if id not in self.report.failed else None
            told = [_moved(one, job) for one in entry.problems] if entry else []
            lines.append(
                ManifestLine(
                    record=job.record,
                    entry=entry,
                    problems=(*self.report.failed.get(id, ()), *told, *self.notes.get(id, ())),
                )
            )
        return lines


def sample(ids: Iterable[str]) -> frozenset[str]:
    """Those of `ids` that are audited: one of 200, at least 3, by chance, and the same ones in each run."""
    shuffled = sorted(ids, key=lambda id: sha256(id.encode()).digest())
    return frozenset(shuffled[: max(3, -(-len(shuffled) // 200))])


def _of(task: HandoutTask, found: object) -> tuple[Problem, ...]:
    """What came of a task, as Problems: those it found, or that it ended its worker, or a mistake of ours."""
    if isinstance(found, tuple):
        return found
    if isinstance(found, BrokenExecutor) or type(found).__name__ == "KilledWorker":
        return (problem("batch-crashed", task.position, id=task.id),)
    return (
        problem("batch-bug", task.position, id=task.id, error=f"{type(found).__name__}: {found}"),
    )


def _moved(one: Problem, job: HandoutJob) -> Problem:
    """A Problem of an earlier run at the row where the record stands now."""
    position = job.record.position
    return (
        replace(one, path=position.path, line=position.line)
        if one.line and one.path == position.path
        else one
    )
