"""Before build overwrites a page or a Word file: pull the edits in it, or refuse to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handout.cli.console import print_line
from handout.files import keep_copy
from handout.messages import message_table
from handout.problems import HandoutError, Position, Problem, problem
from handout.pull.page.build_state import is_unmodified

if TYPE_CHECKING:
    from handout.pull.comparison import Comparison
    from handout.pull.page.issued_page import IssuedPage

_MESSAGES = message_table("commands")["build"]


def pull_page_edits(
    path: Path, target: Path, district: Path | None, school: Path | None, *, take: bool, quiet: bool
) -> tuple[Problem, ...]:
    """Pull the edits in the HTML that is to be overwritten, and print them.

    Return the problems with it, also what was not taken.

    Raises HandoutError if there are edits and `take` is not set, or if what is there cannot be
    read.
    """
    page = target.with_name(target.name + ".html")
    if not page.exists() or is_unmodified(target):
        return ()
    from handout.cli.commands.pull import describe_changes, plan_pull, write_files
    from handout.pull.page.issued_page import is_remembered, remember_page

    issue, found = _open_written(page, path)
    if not found.is_edited or is_remembered(issue):  # what could be taken was taken
        return _keep_untaken(issue, found.problems)
    if not take:
        raise HandoutError([problem("not-read-back", Position(str(page)), path=page)])
    pull = plan_pull(page, path, district, school)
    lines = [*describe_changes(pull.changes), *write_files(dict(pull.files))]
    if lines and not quiet:
        print_line(_MESSAGES["pulled"].format(path=page))
        for line in lines:
            print_line(line)
    remember_page(pull.issued_page)
    return _keep_untaken(pull.issued_page, pull.problems)


def check_word_edits(
    path: Path, target: Path, district: Path | None, school: Path | None, *, take: bool
) -> tuple[Problem, ...]:
    """Return what was not taken of the Word file that is to be overwritten.

    Raises HandoutError if there are edits in it that were not read back, or if it cannot be read.
    """
    file = target.with_name(target.name + ".docx")
    if not file.exists():
        return ()
    from handout.cli.commands.pull import plan_pull
    from handout.pull.page.issued_page import is_remembered

    issue, found = _open_written(file, path)
    if not found.is_edited or is_remembered(issue):
        return _keep_untaken(issue, found.problems)
    pull = plan_pull(file, path, district, school) if take else None
    if pull is None or pull.files:
        raise HandoutError([problem("not-read-back", Position(str(file)), path=file)])
    return _keep_untaken(pull.issued_page, pull.problems)


def _open_written(file: Path, path: Path) -> tuple[IssuedPage, Comparison]:
    """Open a file that is to be overwritten, and compare it with what was issued.

    Raises HandoutError if it cannot be read.
    """
    from handout.pull.comparison import compare_page
    from handout.pull.page.issued_page import open_issued_page

    try:
        issue = open_issued_page(file, path.parent)
    except HandoutError as error:
        reason = " ".join(one.message for one in error.problems)
        raise HandoutError(
            [problem("not-ours-there", Position(str(file)), reason=reason)]
        ) from error
    return issue, compare_page(issue)


def _keep_untaken(issue: IssuedPage, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return `problems`; where something was not taken, save a copy of the file first."""
    from handout.pull.page.untaken import is_untaken

    if not any(map(is_untaken, problems)):
        return tuple(problems)
    copy = keep_copy(issue.path, issue.path.read_bytes())
    position = Position(str(issue.path))
    note = problem("page-kept", position, warning=True, file=issue.path.name, copy=copy)
    return (*problems, note)
