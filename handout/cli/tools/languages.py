"""handout languages: how far each translation is, and which of its lines need work."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from handout.cli.console import print_line, print_problems
from handout.cli.options import complete_language, json_option
from handout.cli.provenance import print_table
from handout.content_folders import ENGLISH, list_languages
from handout.files import write_atomic
from handout.interface_language import command_messages, say_counted
from handout.message_tables import TableFault
from handout.problems import (
    ExitCode,
    HandoutError,
    Position,
    Problem,
    has_errors,
    problem,
    without_repeats,
)
from handout.sources.content.reviews import MADE_FROM
from handout.sources.fields.languages import find_language, language_name
from handout.sources.translations.lines import (
    Line,
    State,
    count_progress,
    list_faults,
    list_lines,
    own_folders,
)
from handout.sources.translations.made_from import format_made_from
from handout.sources.translations.review_table import lines_to_review, review_table
from handout.sources.translations.review_taking import take_review
from handout.sources.translations.review_workbook import format_review_workbook

_MESSAGES = command_messages()["languages"]
_FILE = click.Path(dir_okay=False, readable=False, path_type=Path)
_SHOWN = (State.MISSING, State.STALE)


@click.command("languages", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument(
    "language", required=False, metavar=_MESSAGES["language"], shell_complete=complete_language
)
@click.option("--current", is_flag=True, help=_MESSAGES["current"])
@click.option("--review", type=_FILE, metavar="FILE", help=_MESSAGES["write_review"])
@click.option("--all", "everything", is_flag=True, help=_MESSAGES["everything"])
@click.option("--take", type=_FILE, metavar="FILE", help=_MESSAGES["take_review"])
@json_option()
def command(
    language: str | None,
    current: bool,
    review: Path | None,
    everything: bool,
    take: Path | None,
    json_output: bool,
) -> int:
    if take:
        if language or current or review:
            raise click.UsageError(_MESSAGES["take_alone"])
        return _take(take)
    if (current or review) and not language:
        raise click.UsageError(_MESSAGES["no_language"])
    if review and language:
        return _write_review(_find(language), review, everything)
    if language:
        tag = _find(language)
        return _note_current(tag) if current else _show_lines(tag, json_output)
    rows = []
    for tag in list_languages():
        if tag != ENGLISH:
            rows.append(_summarize(tag))
    if not rows and not json_output:
        print_line(_MESSAGES["none"])
        return ExitCode.OK
    print_table(rows, _MESSAGES["columns"], json_output)
    return ExitCode.OK


def _find(name: str) -> str:
    tag = find_language(name)
    if tag is None:
        known = ", ".join(list_languages())
        raise HandoutError([problem("language", Position(""), found=name, tags=known)])
    return tag


def _note_current(tag: str) -> int:
    """Write that every line that is there was made from the English of today."""
    path = own_folders(tag)[-1] / MADE_FROM
    write_atomic(path, format_made_from(list_lines(tag)).encode())
    print_line(_MESSAGES["written"].format(path=path))
    return ExitCode.OK


def _write_review(tag: str, path: Path, everything: bool) -> int:
    """Write the file in which the lines of a language are reviewed; never over another."""
    if tag == ENGLISH:
        raise click.UsageError(_MESSAGES["no_review_of_english"])
    lines = lines_to_review(list_lines(tag), everything=everything)
    rows = review_table(tag, lines)
    kind = path.suffix.casefold()
    if kind not in (".xlsx", ".docx"):
        raise HandoutError([problem("review-kind", Position(str(path)))])
    if path.exists():
        raise HandoutError([problem("review-there", Position(str(path)))])
    if kind == ".docx":
        from handout.publish.docx.review_file import format_review_docx

        content = format_review_docx(rows, tag)
    else:
        content = format_review_workbook(rows)
    write_atomic(path, content)
    print_line(say_counted(_MESSAGES, "review_written", len(lines), path=path))
    return ExitCode.OK


def _take(path: Path) -> int:
    """Take what a reviewer filled in, and tell what became of each row."""
    outcome = take_review(path, datetime.date.today())
    counts = {"accepted": outcome.accepted, "corrected": outcome.corrected}
    print_line(_MESSAGES["review_taken"].format(undecided=outcome.undecided, **counts))
    for written in outcome.written:
        print_line(_MESSAGES["written"].format(path=written))
    print_problems(without_repeats(outcome.problems))
    return ExitCode.PROBLEMS if has_errors(outcome.problems) else ExitCode.OK


def _summarize(tag: str) -> tuple[str, ...]:
    """Return the row of a language: how much of each group there is, and in what state all is."""
    progress = count_progress(list_lines(tag))
    cells = [_MESSAGES["share"].format(done=each.translated, all=each.lines) for each in progress]
    states = {state: sum(each.by_state[state] for each in progress) for state in State}
    fates = [str(states[state]) for state in (State.DRAFT, State.STALE, State.REVIEWED)]
    return (tag, language_name(tag), *cells, *fates, str(len(list_faults(tag))))


def _show_lines(tag: str, json_output: bool) -> int:
    """Print the lines that a translator has to look at, and what cannot be used."""
    lines = [line for line in list_lines(tag) if line.state in _SHOWN]
    print_table([_row(line) for line in lines], _MESSAGES["line_columns"], json_output)
    faults = [_as_problem(fault) for fault in list_faults(tag)]
    if not json_output:
        print_problems(faults)
        if not lines and not faults:
            print_line(_MESSAGES["whole"].format(language=language_name(tag)))
    return ExitCode.PROBLEMS if faults else ExitCode.OK


def _row(line: Line) -> tuple[str, ...]:
    state = _MESSAGES["states"][line.state.value]
    return line.file, line.key, state, line.english.replace("\n", " ")[:60]


def _as_problem(fault: TableFault | Problem) -> Problem:
    if isinstance(fault, Problem):
        return fault
    reason = _MESSAGES["reasons"][fault.reason].format(detail=fault.detail)
    position = Position(fault.path)
    if not fault.key:
        return problem("translation-unreadable", position, warning=True, reason=reason)
    return problem("translation-unusable", position, warning=True, key=fault.key, reason=reason)
