"""handout doctor: what this machine lacks, and the command that mends it."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.console import say, tell
from handout.messages import message_table
from handout.problems import ExitCode

_SAID = message_table("commands")["doctor"]


@click.command("doctor", help=_SAID["help"], short_help=_SAID["short"])
@click.option("-o", "--output", default=".", type=click.Path(path_type=Path), help=_SAID["output"])
def command(output: Path) -> int:
    from handout.setup.system import examine

    problems = examine(output)
    tell(problems)
    if any(not one.warning for one in problems):
        return ExitCode.ENVIRONMENT
    say(_SAID["fine"])
    return ExitCode.OK
