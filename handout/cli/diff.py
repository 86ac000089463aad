"""handout diff: what was changed in a page since it was made, in words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from handout.cli.console import as_json, say, tell
from handout.cli.pull import in_words
from handout.messages import words
from handout.problems import ExitCode, HandoutError, Problem

_SAID = words("commands")["diff"]


@click.command("diff", help=_SAID["help"], short_help=_SAID["short"])
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar=_SAID["files"]
)
@click.option("--json", "machine", is_flag=True, help=_SAID["json"])
def command(files: tuple[Path, ...], machine: bool) -> int:
    from handout.pull.pull import open_issue, since_issued

    problems: list[Problem] = []
    pages = []
    for path in files:
        try:
            issue = open_issue(path)
        except HandoutError as error:
            problems += error.problems
            continue
        changes = since_issued(issue)
        problems += issue.problems
        pages.append({"path": str(path), "changes": [asdict(change) for change in changes]})
        if not machine:
            say((_SAID["changes"] if changes else _SAID["same"]).format(path=path))
            for line in in_words(changes):
                say(line)
    if machine:
        say(as_json(sorted(set(problems)), pages=pages))
    else:
        tell(sorted(set(problems)))
    return ExitCode.PROBLEMS if any(not one.warning for one in problems) else ExitCode.OK
