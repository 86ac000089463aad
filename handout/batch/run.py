"""A whole batch: build what is new or changed, then write print runs, lists and the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from handout.batch.build_ahead import build_ahead
from handout.batch.build_handouts import build_handouts, check_handouts
from handout.batch.faulty_rows import check_faulty_rows
from handout.batch.former_district import find_former_district
from handout.batch.plan.plan import BatchOrder, BatchPlan, HandoutJob
from handout.batch.plan.work_order import mix_schools
from handout.batch.print_runs.bind_changed import PrintRunBinder, Progress
from handout.batch.print_runs.job_ticket import write_job_ticket
from handout.batch.prune import ids_in_doubt, refuse_to_prune, report_absent
from handout.batch.pull_pages import pull_edited_pages
from handout.batch.ready_files import READY_FOLDER, ReadyFiles
from handout.batch.report.dates import find_outdated
from handout.batch.report.grouping import find_noted
from handout.batch.report.index import index_pages, write_index
from handout.batch.report.manifest import ManifestLine, format_manifests
from handout.batch.report.result import BatchReport, StoppedError
from handout.batch.run_state import PAGE_SUFFIX, RunState, at_current_row
from handout.batch.state.journal import Journal, JournalEntry
from handout.batch.state.lock import FOLDER, lock_output
from handout.batch.state.output_folder import OutputFolder
from handout.batch.work.pool import WorkerBackend, WorkerPool
from handout.batch.work.worker import BuiltHandout
from handout.files import make_folder, report_os_errors, write_atomic
from handout.problems import Position, Problem, has_errors, problem
from handout.sources.headings.head_row import has_heading_errors


def run(
    order: BatchOrder,
    workers: WorkerBackend,
    *,
    keep_going: bool = False,
    prune: bool = False,
    prune_all: bool = False,
    print_runs: bool = True,
    faults: Sequence[Problem] = (),
    progress: Progress = lambda step, count, total: None,
) -> BatchReport:
    """Build what `order` asks for and is not there yet, and return what came of it.

    `faults` is what was wrong with the roster. Unless `keep_going`, one error in it or in any
    record ends the batch before anything is built, and an error in its headings always does:
    HandoutError has all of them. Raises it too if the output folder cannot be used.
    """
    make_folder(order.output)
    with report_os_errors(order.output, named=True), lock_output(order.output):
        journal = Journal(order.output)
        try:
            state = _begin(order, workers, journal, faults, progress)
            wanted = {job.id for job in state.plan.jobs} | ids_in_doubt(journal, faults)
            if prune and not prune_all:
                refuse_to_prune(state, wanted)
            _build(state, keep_going and not has_heading_errors(faults))
            report_absent(state, wanted, prune)
            if prune:
                _note_rows_in_doubt(state, len(wanted) - len(state.plan.jobs))
            _note_pages_left(state)
            _note_outdated(state)
            _write_results(state, wanted, print_runs)
        except BaseException:
            journal.close(tidy=False)
            raise
        report = state.report
        report.noted = find_noted(_entries(state), state.roster)
        journal.close(tidy=bool(report.built or report.removed or report.print_runs))
        return report


def _begin(
    order: BatchOrder,
    workers: WorkerBackend,
    journal: Journal,
    faults: Sequence[Problem],
    progress: Progress,
) -> RunState:
    folder = OutputFolder(order.output, journal)
    plan = BatchPlan(order, journal)
    positions = [job.record.position for job in plan.jobs]
    positions += [fault.position for fault in faults]
    state = RunState(
        order=order,
        workers=workers,
        journal=journal,
        folder=folder,
        plan=plan,
        progress=progress,
        roster=positions[0].path if positions else "",
    )
    state.report.problems += [*faults, *plan.problems]
    state.report.failed |= plan.stopped
    state.report.named_files = plan.files
    state.report.folders = frozenset(job.folder for job in plan.jobs)
    return state


def _build(run: RunState, keep_going: bool) -> None:
    """Pull edited pages, then build what is missing or changed.

    Raises StoppedError before anything is built if there is an error and not `keep_going`.
    """
    report = run.report
    try:
        with WorkerPool(run.workers) as pool:
            check_faulty_rows(run, pool)
            ready = [job for job in run.plan.jobs if job.id not in run.plan.stopped]
            pull_edited_pages(run, ready, pool)
            changed = [job for job in ready if not _keep_as_is(run, job)]
            without = find_former_district(run, changed)
            report.problems += without
            report.transient.update(without)
            waiting = mix_schools(changed, run.workers.width // 4)
            files = ReadyFiles(run.order.output)
            built: dict[str, BuiltHandout] = {}
            if not keep_going:
                # Typesetting takes so long that people should not wait for it to hear of a mistake.
                if run.order.compiled and not has_errors(report.all_problems):
                    readable = [job for job in waiting if job.id not in run.unread]
                    built = build_ahead(run, readable, pool, files)
                check_handouts(run, [job for job in waiting if job.id not in built], pool)
                if has_errors(report.all_problems):
                    raise StoppedError(report)
            for job in waiting:
                if job.id in run.unread:
                    report.failed[job.id] = run.unread[job.id]
            jobs = [job for job in waiting if job.id not in report.failed]
            build_handouts(run, jobs, pool, built)
            files.remove()
    finally:  # by now no worker writes there
        folders = {job.folder for job in run.plan.jobs}
        run.folder.tidy(folders | {"", FOLDER, READY_FOLDER})


def _keep_as_is(run: RunState, job: HandoutJob) -> bool:
    """Return whether the handout of `job` exists and is current; then report it as unchanged."""
    entry = run.journal.entries.get(job.id)
    if entry is None or not run.has_same_inputs(job):
        return False
    if (entry.folder, entry.stem) != (job.folder, job.stem):
        return False
    all_present, changed = run.file_states[job.id]
    was_pulled = entry.path(PAGE_SUFFIX) in run.journal.pulled_pages
    if not all_present or (PAGE_SUFFIX in changed and job.id not in run.unread and was_pulled):
        return False
    run.report.unchanged.append(entry.id)
    run.report.problems += [at_current_row(problem, job) for problem in entry.problems]
    for suffix in changed:
        if suffix != PAGE_SUFFIX or job.id not in run.unread:
            path = run.order.output / entry.path(suffix)
            note = problem("batch-edited", Position(str(path)), warning=True, file=path.name)
            run.note(job.id, [note])
    return True


def _note_rows_in_doubt(run: RunState, count: int) -> None:
    """Say that nothing of rows that could not be read was removed."""
    if count:
        position = Position(str(run.order.output))
        note = problem("batch-prune-later", position, warning=True, count=count, roster=run.roster)
        run.report.problems.append(note)


def _note_pages_left(run: RunState) -> None:
    for job in run.plan.jobs:
        if job.id in run.unread and job.id not in run.report.failed:
            run.note(job.id, run.unread[job.id])


def _note_outdated(run: RunState) -> None:
    """Say what is out of date today, of all handouts that are there, whenever they were built."""
    outdated = find_outdated(_entries(run), run.order.today, run.roster)
    run.report.problems += outdated
    run.report.transient.update(outdated)


def _write_results(run: RunState, wanted: set[str], print_runs: bool) -> None:
    """Write the print runs, the manifests and the index."""
    # The lines are fixed first: what is wrong with a print run belongs to no handout.
    lines = [_manifest_line(run, job) for job in run.plan.jobs]
    others = [entry for id, entry in run.journal.entries.items() if id not in wanted]
    output: Path = run.order.output

    def format_lists(sheets: Mapping[str, int]) -> tuple[dict[str, bytes], dict[str, str]]:
        pages = index_pages(lines, others, sheets, run.report.problems)
        return format_manifests(lines, others, sheets), pages

    if print_runs:
        binder = PrintRunBinder(run.folder, run.plan, run.progress)
        with binder.bind(_built_jobs(run), run.workers.width // 2) as problems:
            # While the first are bound: where little changed, either takes a second.
            expected = dict(sorted((_sheets(run) | binder.expected_sheets).items()))
            manifests, pages = format_lists(expected)
            faults = list(problems)
        run.report.problems += faults
        run.report.print_runs = binder.sheets
        sheets = _sheets(run)
        write_job_ticket(output, binder.runs, sheets)
        if faults or sheets != expected:
            manifests, pages = format_lists(sheets)
    else:
        manifests, pages = format_lists(_sheets(run))
    for name, content in manifests.items():
        write_atomic(output / name, content)
    run.report.pages = write_index(output, pages)


def _sheets(run: RunState) -> dict[str, int]:
    """Return the sheets of paper of each print run that is there."""
    return {path: inputs["sheets"] for path, inputs in sorted(run.journal.runs.items())}


def _entries(run: RunState) -> list[JournalEntry]:
    return [run.journal.entries[job.id] for job in _built_jobs(run)]


def _built_jobs(run: RunState) -> list[HandoutJob]:
    """Return the jobs whose handouts are there, from this run or an earlier one."""
    return [
        job
        for job in run.plan.jobs
        if job.id in run.journal.entries and job.id not in run.report.failed
    ]


def _manifest_line(run: RunState, job: HandoutJob) -> ManifestLine:
    failures = run.report.failed.get(job.id)
    entry = None if failures is not None else run.journal.entries.get(job.id)
    problems = list(failures or ())
    if entry:
        problems += [at_current_row(problem, job) for problem in entry.problems]
    problems += run.notes.get(job.id, ())
    return ManifestLine(
        record=job.record,
        entry=entry,
        problems=tuple(problems),
        paper=run.plan.chosen_option(job, "paper"),
        ink=run.plan.chosen_option(job, "ink"),
        is_edited=run.plan.has_local_edits(job),
    )
