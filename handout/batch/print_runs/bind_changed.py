"""The print runs of an output folder: bind those that changed, remove those not needed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

from handout.batch.plan.plan import PRINT_RUN, BatchPlan, HandoutJob, school_key
from handout.batch.print_runs.bind_volume import bind_run
from handout.batch.print_runs.separators import remove_separators
from handout.batch.print_runs.volumes import PrintedHandout, PrintRun, SchoolPrints, plan_runs
from handout.batch.state.digest import bytes_digest
from handout.batch.state.output_folder import OutputFolder
from handout.batch.state.staged_file import StagedFile, stage_file
from handout.batch.work.pool import LocalWorkers, start_tasks
from handout.files import move_into_place
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.roster.schools import commonest_named

Progress = Callable[[str, int, int], None]
"""Called with what is being done (read, check, make, print), how many are done, and of how many."""

_MOST_PROCESSES = 2


class PrintRunBinder:
    """Binds print runs. `sheets` has those that it bound, with the sheets of paper of each, and
    `expected_sheets` those that it is about to bind.

    `runs` are all that are to be there.
    """

    def __init__(self, folder: OutputFolder, plan: BatchPlan, progress: Progress) -> None:
        self.sheets: dict[str, int] = {}
        self.expected_sheets: dict[str, int] = {}
        self.runs: list[PrintRun] = []
        self._prints: dict[str, tuple[str, PrintedHandout]] = {}  # with its paper, by id
        self._folder = folder
        self._output = folder.output
        self._journal = folder.journal
        self._plan = plan
        self._progress = progress

    @contextmanager
    def bind(self, jobs: Sequence[HandoutJob], width: int) -> Iterator[Iterator[Problem]]:
        """Bind the runs of `jobs` whose handouts changed, each in a process of its own.

        All of `jobs` are built. In the with block the first are being bound: it gets what went
        wrong, and has to ask for it to have all bound.
        """
        self.runs = self._plan_runs(jobs)
        waiting = [run for run in self.runs if not self._is_bound(run)]
        # Before any is written over: a volume may only have another number than before.
        staged = self._stage_bound_before(waiting)
        placing = [problem for bound in staged for problem in self._place_run(*bound)]
        # Not before: with the last run of a school all that is staged in its folder goes.
        self._remove_unneeded({run.path for run in self.runs})
        placed = {run.path for run, _, _ in staged}
        groups = _group_by_inputs([run for run in waiting if run.path not in placed])
        self.expected_sheets = {run.path: run.sheets for group in groups.values() for run in group}
        # A process is forked for each worker, also for one that has nothing to bind.
        workers = LocalWorkers(jobs=max(1, min(_MOST_PROCESSES, width, len(groups))))
        with start_tasks(bind_run, [group[0] for group in groups.values()], workers) as results:
            yield chain(placing, self._write_runs(groups, results))

    def _write_runs(
        self,
        groups: Mapping[str, Sequence[PrintRun]],
        results: Iterable[tuple[PrintRun, tuple[bytes, int] | Exception]],
    ) -> Iterator[Problem]:
        """Write what is bound, each for all runs of its group. Yield what went wrong."""
        for count, (first, result) in enumerate(results, 1):
            self._progress("print", count, len(groups))
            for run in groups[_inputs_key(first)]:
                yield from self._write_run(run, result)
        if groups:
            remove_separators(self._output, self.runs)

    def _plan_runs(self, jobs: Sequence[HandoutJob]) -> list[PrintRun]:
        """Return the runs of each school, and those of all schools if there are several."""
        jobs_by_school: dict[str, list[HandoutJob]] = {}
        for job in jobs:
            jobs_by_school.setdefault(school_key(job.record), []).append(job)
        runs = []
        for group in jobs_by_school.values():
            runs += self._split_run(f"{group[0].folder}/{PRINT_RUN}", [group])
        if len(jobs_by_school) > 1:
            runs += self._split_run(PRINT_RUN, list(jobs_by_school.values()))
        return runs

    def _split_run(self, stem: str, groups: Sequence[Sequence[HandoutJob]]) -> list[PrintRun]:
        """Return the run of schools, a group of jobs each: by paper, each paper in volumes.

        `stem` is its path without paper, number and suffix.
        """
        schools_by_paper: dict[str, list[SchoolPrints]] = {}
        for group in groups:
            name = commonest_named([job.record for job in group]).school_name
            for paper, prints in self._prints_by_paper(group).items():
                school = SchoolPrints(name=name, prints=tuple(prints))
                schools_by_paper.setdefault(paper, []).append(school)
        return plan_runs(self._output, stem, schools_by_paper)

    def _prints_by_paper(self, jobs: Sequence[HandoutJob]) -> dict[str, list[PrintedHandout]]:
        prints: dict[str, list[PrintedHandout]] = {}
        for job in jobs:
            if job.id not in self._prints:  # a school's run and that of all schools ask for it
                self._prints[job.id] = self._printed_handout(job)
            paper, printed = self._prints[job.id]
            prints.setdefault(paper, []).append(printed)
        return prints

    def _printed_handout(self, job: HandoutJob) -> tuple[str, PrintedHandout]:
        entry = self._journal.entries[job.id]
        printed = PrintedHandout(
            path=entry.path(".pdf"),
            sha256=entry.files[".pdf"].sha256,
            id=entry.id,
            title=entry.title,
            copies=job.record.copies,
            pages=entry.pages,
            ink=self._plan.chosen_option(job, "ink"),
        )
        return self._plan.chosen_option(job, "paper"), printed

    def _is_bound(self, run: PrintRun) -> bool:
        """Return whether the file of `run` exists, bound from what it is to be bound from."""
        recorded = self._journal.runs.get(run.path)
        file = self._output / run.path
        return (
            recorded is not None
            and recorded["of"] == run.inputs
            and file.is_file()
            and file.stat().st_size == recorded["file"]["size"]
        )

    def _remove_unneeded(self, wanted: set[str]) -> None:
        """Remove the runs that are not `wanted`, but for those of other schools that are current.

        A roster may have some of the schools only: the others keep their print runs. All schools
        have one together while there are several.
        """
        wanted_folders = {_parent(path) for path in wanted}
        if len({entry.folder for entry in self._journal.entries.values()}) == 1:
            wanted_folders.add("")
        for path in sorted(set(self._journal.runs) - wanted):
            if _parent(path) in wanted_folders or not self._is_current(path):
                self._remove_run(path)

    def _is_current(self, path: str) -> bool:
        """Return whether all handouts in a print run of another roster are as they were."""
        current = {
            (entry.path(".pdf"), entry.files[".pdf"].sha256)
            for entry in self._journal.entries.values()
        }
        for _, _, prints in self._journal.runs[path]["of"]:  # as in PrintRun.inputs
            if any((pdf, sha256) not in current for pdf, sha256, *_ in prints):
                return False
        return True

    def _stage_bound_before(
        self, waiting: Sequence[PrintRun]
    ) -> list[tuple[PrintRun, StagedFile, int]]:
        """Return the runs of `waiting` whose PDF is here under another name, with a copy of it and
        its sheets.
        """
        known = {json.dumps(bound["of"]): path for path, bound in self._journal.runs.items()}
        staged = []
        for run in waiting:
            source = known.get(_inputs_key(run))
            if source is None or not self._is_bound(replace(run, path=source)):
                continue
            content, bound = (self._output / source).read_bytes(), self._journal.runs[source]
            if bytes_digest(content) != bound["file"]["sha256"]:
                continue
            try:
                staged.append((run, stage_file(self._output / run.path, content), bound["sheets"]))
            except HandoutError:
                continue  # it is bound anew, and what is wrong there is told then
        return staged

    def _write_run(self, run: PrintRun, result: tuple[bytes, int] | Exception) -> Iterator[Problem]:
        """Write what came of binding `run`."""
        if isinstance(result, HandoutError):
            yield from result.problems
        elif isinstance(result, Exception):
            position = Position(str(self._output / run.path))
            has_ended = isinstance(result, BrokenExecutor | MemoryError)
            code = "batch-print-ended" if has_ended else "batch-print"
            reason = f"{type(result).__name__}: {result}"
            yield problem(code, position, name=run.path, reason=reason)
        else:
            content, sheets = result
            try:
                staged = stage_file(self._output / run.path, content)
            except HandoutError as error:
                yield from error.problems
            else:
                yield from self._place_run(run, staged, sheets)

    def _place_run(self, run: PrintRun, staged: StagedFile, sheets: int) -> Iterator[Problem]:
        path = self._output / run.path
        is_ours = run.path in self._journal.runs or run.path in self._journal.begun
        try:
            if path.is_symlink() or (path.exists() and not is_ours):
                Path(staged.path).unlink(missing_ok=True)
                raise HandoutError([problem("batch-not-ours", Position(str(path)), file=path.name)])
            self._journal.begin([run.path])
            move_into_place(staged.path, path)
            inputs = {
                "of": run.inputs,
                "sheets": sheets,
                "file": {"size": staged.size, "sha256": staged.sha256},
            }
            self._journal.record_print_run(run.path, inputs)
            self.sheets[run.path] = sheets
        except HandoutError as error:
            yield from error.problems

    def _remove_run(self, path: str) -> None:
        file = self._output / path
        if not file.is_symlink() and not file.parent.is_symlink():
            file.unlink(missing_ok=True)
        self._journal.forget_print_run(path)
        if "/" in path:
            self._folder.tidy([_parent(path)])


def _group_by_inputs(runs: Iterable[PrintRun]) -> dict[str, list[PrintRun]]:
    """Return runs by what they are bound from: one school's may be a volume of all schools' too."""
    groups: dict[str, list[PrintRun]] = {}
    for run in runs:
        groups.setdefault(_inputs_key(run), []).append(run)
    return groups


def _inputs_key(run: PrintRun) -> str:
    return json.dumps(run.inputs)


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
