"""A district's file that the handouts were made with and that is not given any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handout.batch.plan.plan import HandoutJob
from handout.batch.run_state import PAGE_SUFFIX, RunState
from handout.problems import Position, Problem


def find_former_district(run: RunState, jobs: Iterable[HandoutJob]) -> tuple[Problem, ...]:
    """Return a warning if the first of `jobs` that was built before was built with a district's
    file, and is now to be built without it.

    One stands for all: a batch has one such file. A page that was edited tells it by itself.
    """
    for job in jobs:
        if page := _unedited_page(run, job):
            return tuple(_problems(run, job, page))
    return ()


def _unedited_page(run: RunState, job: HandoutJob) -> str:
    """Return the path of the page as it was built, within the output folder; "" if it is gone."""
    entry = run.journal.entries.get(job.id)
    if entry is None or entry.path(PAGE_SUFFIX) in run.journal.pulled_pages:
        return ""
    path = entry.path(PAGE_SUFFIX)
    if PAGE_SUFFIX in run.file_states[job.id].changed:
        return ""
    return path if (run.order.output / path).is_file() else ""


def _problems(run: RunState, job: HandoutJob, page: str) -> Iterator[Problem]:
    from handout.pull.issued_layers import layer_problems
    from handout.sources.edited.html_page import open_document
    from handout.sources.edited.record import Record, read_record

    position = Position(str(run.order.output / page))
    record = read_record(open_document(run.order.output / page).record or "", position)
    if not isinstance(record, Record):
        return
    recorded = [layer for layer in record.layers if layer.level == "district"]
    yield from layer_problems(recorded, run.plan.task(job).layers, position)
