"""Print runs of some handouts: of one school, of what is new, of what is to be printed again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from handout.batch.office.listed_handouts import Choice, ListedHandout, choose, read_listed
from handout.batch.office.sent_record import PRINTED, SentRecord
from handout.batch.print_runs.bind_volume import bind_run
from handout.batch.print_runs.job_ticket import NAME as JOB_TICKET
from handout.batch.print_runs.job_ticket import write_job_ticket
from handout.batch.print_runs.volumes import PrintedHandout, PrintRun, SchoolPrints, plan_runs
from handout.batch.state.lock import lock_output
from handout.files import make_folder, write_atomic

FOLDER = "to-print"


class PrintedChoice(NamedTuple):
    """How many handouts were bound, and the files with their sheets of paper."""

    handouts: int
    sheets: dict[str, int]


def print_chosen(output: Path, choice: Choice) -> PrintedChoice:
    """Bind the handouts in `output` that `choice` asks for into the folder to-print.

    What was there from the last time is removed. They are recorded as printed. If there are none
    nothing is changed. Raises HandoutError.
    """
    handouts = read_listed(output)
    with lock_output(output):
        record = SentRecord(output, PRINTED)
        chosen = choose(handouts, choice, record.digests, output)
        if not chosen:
            return PrintedChoice(0, {})
        runs = _plan_runs(output, chosen)
        make_folder(output / FOLDER)
        record.remove_files(output)
        sheets = {}
        for run in runs:
            content, sheets[run.path] = bind_run(run)
            write_atomic(output / run.path, content)
        write_job_ticket(output / FOLDER, runs, sheets)
        record.save(chosen, [*sheets, f"{FOLDER}/{JOB_TICKET}"])
    return PrintedChoice(len(chosen), sheets)


def _plan_runs(output: Path, handouts: Sequence[ListedHandout]) -> list[PrintRun]:
    """Return a run for each school and paper, in volumes."""
    papers_by_folder: dict[str, dict[str, list[ListedHandout]]] = {}
    for handout in handouts:
        papers = papers_by_folder.setdefault(handout.folder, {})
        papers.setdefault(handout.paper, []).append(handout)
    runs = []
    for folder, papers in papers_by_folder.items():
        schools = {paper: [_school_prints(group)] for paper, group in papers.items()}
        runs += plan_runs(output, f"{FOLDER}/{folder}", schools)
    return runs


def _school_prints(handouts: Sequence[ListedHandout]) -> SchoolPrints:
    prints = tuple(map(_printed_handout, handouts))
    return SchoolPrints(name=handouts[0].school_name, prints=prints)


def _printed_handout(handout: ListedHandout) -> PrintedHandout:
    return PrintedHandout(
        path=handout.pdf,
        sha256=handout.sha256,
        id=handout.id,
        title=handout.title,
        copies=handout.copies,
        pages=handout.pages,
        ink=handout.ink,
    )
