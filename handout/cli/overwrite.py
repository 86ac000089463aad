"""Before build overwrites a page, a Word file or a print: pull the edits in it, or refuse to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from handout.cli.console import print_line
from handout.cli.pull_plan import describe_changes, plan_pull, write_files
from handout.files import keep_copy, report_os_errors
from handout.interface_language import command_messages
from handout.problems import HandoutError, Position, Problem, problem
from handout.pull.page.build_state import is_unmodified, load_build_state

if TYPE_CHECKING:
    from handout.layering.compose import Handout
    from handout.pull.comparison import Comparison
    from handout.pull.page.issued_page import IssuedPage

_MESSAGES = command_messages()["build"]


def pull_page_edits(
    customization: Path,
    target: Path,
    district: Path | None,
    school: Path | None,
    *,
    pulls: bool,
    quiet: bool,
) -> tuple[Problem, ...]:
    """Pull the edits in the HTML that is to be overwritten, and print them.

    Return the problems with it, also what was not taken.

    Raises HandoutError if there are edits and `pulls` is not set, or if what is there cannot be
    read.
    """
    page = target.with_name(target.name + ".html")
    if not page.exists() or is_unmodified(target):
        return ()
    from handout.pull.page.issued_page import is_remembered, remember_page

    issued_page, comparison = _open_written(page, customization)
    if not comparison.is_edited or is_remembered(issued_page):  # what could be taken was taken
        return _keep_untaken(issued_page, comparison.problems)
    if not pulls:
        raise HandoutError([problem("not-read-back", Position(str(page)), path=page)])
    pull = plan_pull(page, customization, district, school)
    lines = [*describe_changes(pull.changes), *write_files(dict(pull.files))]
    if lines and not quiet:
        print_line(_MESSAGES["pulled"].format(path=page))
        for line in lines:
            print_line(line)
    remember_page(pull.issued_page)
    return _keep_untaken(pull.issued_page, pull.problems)


def check_layers(target: Path, handout: Handout) -> tuple[Problem, ...]:
    """Return a warning for each layer that the page which is to be overwritten was issued with, and
    `handout` is made without.
    """
    page = target.with_name(target.name + ".html")
    if not page.exists():
        return ()
    from handout.pull.issued_layers import layer_problems
    from handout.sources.edited.record import Record, read_record

    text = load_build_state(target).record
    if not is_unmodified(target):
        from handout.sources.edited.html_page import open_document

        text = open_document(page).record or text
    record = read_record(text, Position(str(page)))
    if not isinstance(record, Record):  # told with the edits of the page
        return ()
    return tuple(layer_problems(record.layers, handout.layers, Position(str(page))))


def check_word_edits(
    customization: Path, target: Path, district: Path | None, school: Path | None, *, pulls: bool
) -> tuple[Problem, ...]:
    """Return what was not taken of the Word file that is to be overwritten.

    Raises HandoutError if there are edits in it that were not read back, or if it cannot be read.
    """
    file = target.with_name(target.name + ".docx")
    if not file.exists():
        return ()
    from handout.pull.page.issued_page import is_remembered

    issued_page, comparison = _open_written(file, customization)
    if not comparison.is_edited or is_remembered(issued_page):
        return _keep_untaken(issued_page, comparison.problems)
    pull = plan_pull(file, customization, district, school) if pulls else None
    if pull is None or pull.files:
        raise HandoutError([problem("not-read-back", Position(str(file)), path=file)])
    return _keep_untaken(pull.issued_page, pull.problems)


def check_print(target: Path) -> tuple[Problem, ...]:
    """Return what to say of the PDF that is to be overwritten; one with remarks is copied first.

    Raises HandoutError if it is no print of ours.
    """
    file = target.with_name(target.name + ".pdf")
    if not file.is_file():
        return ()
    with report_os_errors(file):
        content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() == load_build_state(target).print:
        return ()
    from handout.sources.edited.pdf_attachments import has_remarks, read_print

    try:
        read_print(file)
    except HandoutError as error:
        raise _foreign_file_error(file, error) from error
    if not has_remarks(file):
        return ()
    copy = keep_copy(file, content)
    return (problem("print-kept", Position(str(file)), warning=True, file=file.name, copy=copy),)


def _foreign_file_error(file: Path, error: HandoutError) -> HandoutError:
    reason = " ".join(cause.message for cause in error.problems)
    return HandoutError([problem("not-ours-there", Position(str(file)), reason=reason)])


def _open_written(file: Path, customization: Path) -> tuple[IssuedPage, Comparison]:
    """Open a file that is to be overwritten, and compare it with what was issued.

    Raises HandoutError if it cannot be read.
    """
    from handout.pull.comparison import compare_page
    from handout.pull.page.issued_page import open_issued_page

    try:
        issued_page = open_issued_page(file, customization.parent)
    except HandoutError as error:
        raise _foreign_file_error(file, error) from error
    return issued_page, compare_page(issued_page)


def _keep_untaken(issued_page: IssuedPage, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Return `problems`; where something was not taken, save a copy of the file first."""
    from handout.pull.page.untaken import is_untaken

    if not any(map(is_untaken, problems)):
        return tuple(problems)
    path = issued_page.path
    copy = keep_copy(path, path.read_bytes())
    position = Position(str(path))
    note = problem("page-kept", position, warning=True, file=path.name, copy=copy)
    return (*problems, note)
