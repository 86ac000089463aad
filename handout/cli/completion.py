"""handout completion: the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from handout.cli.console import say
from handout.messages import message_table
from handout.problems import ExitCode

_SAID = message_table("commands")["completion"]


@click.command("completion", help=_SAID["help"], short_help=_SAID["short"])
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    found = get_completion_class(shell)
    assert found is not None
    say(found(click.Command("handout"), {}, "handout", "_HANDOUT_COMPLETE").source())
    return ExitCode.OK
