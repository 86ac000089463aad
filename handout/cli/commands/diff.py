"""handout diff: what was changed in a page since it was built, in words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.console import format_json, print_problems, print_result
from handout.cli.options import SHEET, json_option
from handout.cli.pull_plan import describe_changes
from handout.interface_language import command_messages
from handout.problems import ExitCode, HandoutError, Problem, has_errors

if TYPE_CHECKING:
    from handout.pull.comparison import Comparison

_MESSAGES = command_messages()["diff"]


@click.command("diff", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("files", nargs=-1, required=True, type=SHEET, metavar=_MESSAGES["files"])
@json_option(_MESSAGES["json"])
def command(files: tuple[Path, ...], json_output: bool) -> int:
    from handout.pull.comparison import compare_page
    from handout.pull.page.issued_page import open_issued_page

    problems: list[Problem] = []
    pages = []
    for path in files:
        try:
            issued_page = open_issued_page(path)
        except HandoutError as error:
            problems += error.problems
            continue
        comparison = compare_page(issued_page)
        if json_output:
            pages.append(_page_json(path, comparison))
            problems += comparison.problems
            continue
        _print_comparison(path, comparison)
        # What was not taken has just been printed with its page.
        untaken = comparison.untaken
        problems += [problem for problem in comparison.problems if problem not in untaken]
    if json_output:
        print_result(format_json(sorted(set(problems)), pages=pages))
    else:
        print_problems(sorted(set(problems)))
    return ExitCode.PROBLEMS if has_errors(problems) else ExitCode.OK


def _page_json(path: Path, comparison: Comparison) -> dict[str, object]:
    return {
        "path": str(path),
        "changes": [asdict(change) for change in comparison.changes],
        "not_taken": [problem.message for problem in comparison.untaken],
    }


def _print_comparison(path: Path, comparison: Comparison) -> None:
    key = "changes" if comparison.is_edited else "same"
    print_result(_MESSAGES[key].format(path=path))
    for line in describe_changes(comparison.changes):
        print_result(line)
    for problem in comparison.untaken:
        print_result(_MESSAGES["untaken"].format(why=problem.message))
