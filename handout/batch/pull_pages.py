"""Edited pages in the output folder: what was written in them is saved in the files beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from handout.batch.plan.plan import HandoutJob
from handout.batch.run_state import PAGE_SUFFIX, RunState, problems_of
from handout.batch.state.journal import JournalEntry
from handout.batch.work.pool import WorkerPool
from handout.batch.work.pull_page import EditedPage, PulledEdits, pull_edits
from handout.edits.diff import Change
from handout.interface_language import interface_messages
from handout.problems import HandoutError, Position, Problem, problem


class _Page(NamedTuple):
    job: HandoutJob
    path: str  # within the output folder
    content: bytes
    digest: str


def pull_edited_pages(run: RunState, jobs: Sequence[HandoutJob], pool: WorkerPool) -> None:
    """Pull what was written in handouts since they were built, into the files beside them.

    Records the state of the files of each handout, and why a page could not be read.
    """
    pages = {}
    for job in jobs:
        if page := _find_edited_page(run, job):
            pages[job.id] = page
    tasks = (_create_task(run, page) for page in pages.values())
    for count, (edited, result) in enumerate(pool.run_each(pull_edits, tasks), 1):
        page = pages[edited.task.id]
        if isinstance(result, PulledEdits):
            _save_edits(run, page, result)
        else:
            problems = problems_of(edited.task, result)
            errors = [problem for problem in problems if not problem.warning]
            run.unread[page.job.id] = _unread_problems(edited.path, errors)
        run.progress("read", count, len(pages))


def _find_edited_page(run: RunState, job: HandoutJob) -> _Page | None:
    entry = run.journal.entries.get(job.id)
    if entry and (entry.folder, entry.stem) != (job.folder, job.stem):
        _move_local_edits(run, entry, job)
    if entry:
        path = entry.path(PAGE_SUFFIX)
        state = run.folder.file_state(entry)
        run.file_states[job.id] = state
        is_edited = PAGE_SUFFIX in state.changed
    else:
        path = job.path(PAGE_SUFFIX)
        is_edited = path in run.journal.begun  # a run was stopped before it could record it
    page = run.folder.read_page(path) if is_edited else None
    return _Page(job, path, *page) if page else None


def _create_task(run: RunState, page: _Page) -> EditedPage:
    return EditedPage(
        task=run.plan.task(page.job),
        path=str(run.order.output / page.path),
        page=page.content,
        has_same_inputs=run.has_same_inputs(page.job),
    )


def _unread_problems(path: str, errors: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return one Problem for the page at `path`, and those in files beside it."""
    reason = " ".join(error.message for error in errors)
    beside = [error for error in errors if error.path != path]
    return (problem("batch-unread", Position(path), file=Path(path).name, reason=reason), *beside)


def _save_edits(run: RunState, page: _Page, pulled: PulledEdits) -> None:
    """Write what was pulled into the files beside a page; from then on it may be written over."""
    from handout.pull.page.untaken import is_untaken

    job, path = page.job, page.path
    position, name = Position(str(run.order.output / path)), Path(path).name
    notes: list[Problem] = []
    try:
        run.folder.create_folder(job.folder)
        run.folder.write_local_edits(job.path(".yaml"), pulled.text, pulled.edits_text)
        notes += pulled.problems
        if any(map(is_untaken, pulled.problems)):
            copy = run.folder.set_aside(path, page.content)
            notes.append(problem("batch-page-kept", position, warning=True, file=name, copy=copy))
        run.journal.record_pull(path, page.digest)
    except HandoutError as error:
        run.unread[job.id] = error.problems
        return
    run.plan.forget_local_edits(job)
    if pulled.changes:
        run.report.pulled[path] = pulled.changes
        titles = _changed_titles(pulled.changes)
        notes.append(problem("batch-read-back", position, warning=True, file=name, what=titles))
    run.note(job.id, notes)
    run.report.transient.update(notes)


def _changed_titles(changes: Sequence[Change]) -> str:
    """Return what was changed, each title once, in order."""
    moved = interface_messages("index")["moved"]
    titles = [change.title or change.where or moved for change in changes]
    return ", ".join(dict.fromkeys(titles))


def _move_local_edits(run: RunState, entry: JournalEntry, job: HandoutJob) -> None:
    """Move the files of local edits along where a handout gets another folder or name."""
    try:
        for stayed in run.folder.move_local_edits(entry.path(".yaml"), job.path(".yaml")):
            position = Position(str(stayed))
            note = problem("batch-own-stays", position, warning=True, id=job.id, file=stayed.name)
            run.note(job.id, [note])
    except HandoutError as error:
        run.note(job.id, error.problems)
    run.plan.forget_local_edits(job)
