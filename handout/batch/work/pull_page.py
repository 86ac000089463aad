"""A handout that was edited in the output folder: the edits are pulled in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handout.batch.plan.local_edits import LocalEdits, initial_text, replace_texts
from handout.batch.plan.task import HandoutTask
from handout.batch.work.worker import compose_task, run_within_limits
from handout.edits.diff import Change
from handout.pipeline import PreparedHandout
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.sources.edited.edits_file import Edits, format_edits
from handout.sources.edited.record import Record


@dataclass(frozen=True, kw_only=True)
class EditedPage:
    """The page of a handout as it is now, and the task that builds it.

    `has_same_inputs`: nothing that goes into it has changed since, so that what was issued can be
    composed again.
    """

    task: HandoutTask
    path: str
    page: bytes
    has_same_inputs: bool = False


@dataclass(frozen=True, kw_only=True)
class PulledEdits:
    """The texts of the two files of local edits, "" for none, and the changes in the page.

    `problems` say what was not taken: then a copy of the page is kept.
    """

    text: str
    edits_text: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


def pull_edits(edited: EditedPage) -> PulledEdits | tuple[Problem, ...]:
    """Return the edits in the page, or why they cannot be pulled."""
    return run_within_limits(edited.task, lambda: _pull_edits(edited))


def _pull_edits(edited: EditedPage) -> PulledEdits:
    from handout.pull.comparison import compare_page
    from handout.pull.page.issued_page import read_issued_page
    from handout.pull.pull import PullTarget, pull_into
    from handout.pull.snapshot import take_snapshot
    from handout.sources.edited.html_document import decode_html
    from handout.sources.edited.html_page import LARGEST, parse_document

    task = edited.task
    before = task.local_edits
    position = Position(edited.path)
    raise_errors(before.problems)
    if len(edited.page) > LARGEST:
        raise HandoutError([problem("page-large", position, most=LARGEST // 1024**2)])

    def recreate_record() -> Record:
        prepared = compose_task(task, before)[0]
        return take_snapshot(prepared.fitted, task.name, prepared.logo)

    issue = read_issued_page(
        parse_document(decode_html(edited.page), edited.path),
        Path(edited.path),
        make_anew=recreate_record if edited.has_same_inputs else None,
    )
    name = issue.record.name
    if name not in (task.name, ""):
        raise HandoutError([problem("page-other", position, name=name, wanted=task.name)])
    comparison = compare_page(issue)
    if not comparison.is_edited:
        return PulledEdits(
            text=before.text, edits_text=before.edits_text, problems=comparison.problems
        )

    def prepare(text: str, edits: Edits) -> tuple[PreparedHandout, tuple[Problem, ...]]:
        edits_text = format_edits(edits) if edits else ""
        after = replace_texts(LocalEdits(path=before.path), text, edits_text)
        raise_errors(after.problems)
        # What else is wrong is told when it is checked: the words are kept all the same.
        return compose_task(task, after)

    start = before.text or initial_text(Path(edited.path).name)
    target = PullTarget(
        customization=Path(before.path),
        text=start,
        text_before=start,
        edits=before.edits,
        edits_before=before.edits,
        prepare=prepare,
        whole=True,
    )
    pull = pull_into(target, issue)
    text = pull.text if pull.text != start else before.text
    edits_text = format_edits(pull.edits) if pull.edits else ""
    if pull.edits == before.edits:
        edits_text = before.edits_text  # as people wrote it
    return PulledEdits(
        text=text, edits_text=edits_text, changes=pull.changes, problems=pull.problems
    )
