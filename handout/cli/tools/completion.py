"""handout completion: the shell's completion script."""

from __future__ import annotations

import os

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

from handout.cli.console import print_result
from handout.cli.options import COMPLETION_VARIABLE
from handout.interface_language import command_messages
from handout.problems import ExitCode

_MESSAGES = command_messages()["completion"]


class _BashComplete(BashComplete):
    """Bash takes role=tr for three words: they are put together here, as the command has them."""

    _before = ""  # what Bash does not replace

    def get_completion_args(self) -> tuple[list[str], str]:
        typed = split_arg_string(os.environ["COMP_WORDS"])
        count = int(os.environ["COMP_CWORD"]) + 1
        words: list[str] = []
        for word in (*typed[:count], *([""] if len(typed) < count else [])):
            if words and (word == "=" or words[-1].endswith("=")):
                words[-1] += word
            else:
                words.append(word)
        name, sign, _ = words[-1].partition("=")
        self._before = name + sign if sign else ""
        return words[1:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        item.value = item.value.removeprefix(self._before)
        return super().format_completion(item)


def register() -> None:
    """Have the shells ask the classes of this module."""
    add_completion_class(_BashComplete)


@click.command("completion", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    completion_class = get_completion_class(shell)
    assert completion_class is not None
    completion = completion_class(click.Command("handout"), {}, "handout", COMPLETION_VARIABLE)
    print_result(completion.source())
    return ExitCode.OK
