"""A handout that was edited in the output folder: the edits are pulled in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handout.batch.plan.local_edits import LocalEdits, initial_text, with_texts
from handout.batch.work.worker import HandoutTask, compose_task, run_within_limits
from handout.edits.diff import Change
from handout.pipeline import PreparedHandout
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.sources.edited.edits_file import Edits, format_edits
from handout.sources.edited.record import Record


@dataclass(frozen=True, kw_only=True)
class EditedPage:
    """The page of a handout as it is now, and the task that makes it.

    `as_made`: nothing that goes into it has changed since, so that what was issued can be made
    anew.
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


def pull_edits(returned: EditedPage) -> PulledEdits | tuple[Problem, ...]:
    """Return the edits in the page, or why they cannot be pulled."""
    return run_within_limits(returned.task, lambda: _pull_edits(returned))


def _pull_edits(returned: EditedPage) -> PulledEdits:
    from handout.pull.comparison import compare_page
    from handout.pull.page.issued_page import read_issued_page
    from handout.pull.pull import PullTarget, pull_into
    from handout.pull.snapshot import take_snapshot
    from handout.sources.edited.html_lines import decode_html
    from handout.sources.edited.html_page import LARGEST, parse_document

    task, own = returned.task, returned.task.own
    raise_errors(own.problems)
    if len(returned.page) > LARGEST:
        raise HandoutError(
            [problem("page-large", Position(returned.path), most=LARGEST // 1024**2)]
        )

    def make_anew() -> Record:
        return take_snapshot(compose_task(task, own)[0].fitted, task.name)

    issue = read_issued_page(
        parse_document(decode_html(returned.page), returned.path),
        Path(returned.path),
        make_anew=make_anew if returned.has_same_inputs else None,
    )
    if issue.record.name not in (task.name, ""):
        raise HandoutError(
            [
                problem(
                    "page-other", Position(returned.path), name=issue.record.name, wanted=task.name
                )
            ]
        )
    found = compare_page(issue)
    if not found.is_edited:
        return PulledEdits(text=own.text, edits_text=own.edits_text, problems=found.problems)

    def prepare(text: str, edits: Edits) -> tuple[PreparedHandout, tuple[Problem, ...]]:
        words = with_texts(LocalEdits(path=own.path), text, format_edits(edits) if edits else "")
        raise_errors(words.problems)
        # What else is wrong is told when it is checked: the words are kept all the same.
        return compose_task(task, words)

    start = own.text or initial_text(Path(returned.path).name)
    files = PullTarget(
        customization=Path(own.path),
        text=start,
        text_before=start,
        edits=own.edits,
        edits_before=own.edits,
        prepare=prepare,
        whole=True,
    )
    pull = pull_into(files, issue)
    text = pull.text if pull.text != start else own.text
    edits_text = format_edits(pull.edits) if pull.edits else ""
    if pull.edits == own.edits:
        edits_text = own.edits_text  # as people wrote it
    return PulledEdits(
        text=text, edits_text=edits_text, changes=pull.changes, problems=pull.problems
    )
