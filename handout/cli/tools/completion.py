"""handout completion: the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from handout.cli.console import print_result
from handout.interface_language import command_messages
from handout.problems import ExitCode

_MESSAGES = command_messages()["completion"]


@click.command("completion", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    completion_class = get_completion_class(shell)
    assert completion_class is not None
    completion = completion_class(click.Command("handout"), {}, "handout", "_HANDOUT_COMPLETE")
    print_result(completion.source())
    return ExitCode.OK
