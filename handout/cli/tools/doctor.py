"""handout doctor: what this machine lacks, and the command that fixes it."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.console import print_line, print_problems
from handout.cli.options import FILE
from handout.interface_language import command_messages
from handout.problems import ExitCode, has_errors

_MESSAGES = command_messages()["doctor"]


@click.command("doctor", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.option("-o", "--output", default=".", type=FILE, help=_MESSAGES["output"])
def command(output: Path) -> int:
    from handout.setup.system import check_system

    problems = check_system(output)
    print_problems(problems)
    if has_errors(problems):
        return ExitCode.ENVIRONMENT
    if not any(problem.code == "browser-prints" for problem in problems):
        print_line(_MESSAGES["fine"])
    return ExitCode.OK
