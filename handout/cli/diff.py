"""handout diff: what was changed in a page since it was made, in words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from handout.cli.console import as_json, say, tell
from handout.cli.pull import in_words
from handout.messages import message_table
from handout.problems import ExitCode, HandoutError, Problem

_SAID = message_table("commands")["diff"]


@click.command("diff", help=_SAID["help"], short_help=_SAID["short"])
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=_SAID["files"]
)
@click.option("--json", "machine", is_flag=True, help=_SAID["json"])
def command(files: tuple[Path, ...], machine: bool) -> int:
    from handout.pull.comparison import compare_page
    from handout.pull.issued_page import open_issued_page

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
        problems += [one for one in found.problems if machine or one not in untaken]
        if not machine:
            say((_SAID["changes"] if found.is_edited else _SAID["same"]).format(path=path))
            for line in in_words(changes):
                say(line)
            for one in untaken:
                say(_SAID["untaken"].format(why=one.message))
    if machine:
        say(as_json(sorted(set(problems)), pages=pages))
    else:
        tell(sorted(set(problems)))
    return ExitCode.PROBLEMS if any(not one.warning for one in problems) else ExitCode.OK
