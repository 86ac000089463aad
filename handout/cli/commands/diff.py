"""handout diff: what was changed in a page since it was built, in words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from handout.cli.commands.pull import describe_changes
from handout.cli.console import format_json, print_line, print_problems
from handout.messages import message_table
from handout.problems import ExitCode, HandoutError, Problem

_MESSAGES = message_table("commands")["diff"]


@click.command("diff", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=_MESSAGES["files"]
)
@click.option("--json", "json_output", is_flag=True, help=_MESSAGES["json"])
def command(files: tuple[Path, ...], json_output: bool) -> int:
    from handout.pull.comparison import compare_page
    from handout.pull.page.issued_page import open_issued_page

    problems: list[Problem] = []
    pages = []
    for path in files:
        try:
            issue = open_issued_page(path)
        except HandoutError as error:
            problems += error.problems
            continue
        found = compare_page(issue)
        changes, untaken = found.changes, found.untaken
        pages.append(
            {
                "path": str(path),
                "changes": [asdict(change) for change in changes],
                "not_taken": [one.message for one in untaken],
            }
        )
        problems += [one for one in found.problems if json_output or one not in untaken]
        if not json_output:
            print_line(
                (_MESSAGES["changes"] if found.is_edited else _MESSAGES["same"]).format(path=path)
            )
            for line in describe_changes(changes):
                print_line(line)
            for one in untaken:
                print_line(_MESSAGES["untaken"].format(why=one.message))
    if json_output:
        print_line(format_json(sorted(set(problems)), pages=pages))
    else:
        print_problems(sorted(set(problems)))
    return ExitCode.PROBLEMS if any(not one.warning for one in problems) else ExitCode.OK
