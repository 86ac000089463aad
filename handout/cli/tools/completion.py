"""handout completion: the shell's completion script."""

from __future__ import annotations

import os

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ZshComplete,
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
    """Bash takes role=tr for three words: they are put together here, as the command has them.

    After “room=” or “contacts.” it puts no space.
    """

    source_template = BashComplete.source_template.replace(
        "    return 0\n",
        "    if [[ ${#COMPREPLY[@]} == 1 && $COMPREPLY == *[=.] ]]; then compopt -o nospace; fi\n\n"
        "    return 0\n",
    )
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


def _with_option(incomplete: str, items: list[CompletionItem]) -> None:
    """Put “--role=” before what completes it, where the shell replaces the whole word."""
    name, sign, _ = incomplete.partition("=")
    if sign and name.startswith("--"):
        for item in items:
            item.value = f"{name}={item.value}" if item.type == "plain" else item.value


class _ZshComplete(ZshComplete):
    """Zsh replaces the whole word; after “room=” or “contacts.” it puts no space."""

    source_template = ZshComplete.source_template.replace(
        '    if [ -n "$completions" ]; then\n',
        "    local -a open\n"
        "    open=(${(M)completions:#*[=.]})\n"
        "    completions=(${completions:#*[=.]})\n"
        '    if [ -n "$open" ]; then\n'
        "        compadd -S '' -U -V unsorted -a open\n"
        "    fi\n\n"
        '    if [ -n "$completions" ]; then\n',
    )

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        items = super().get_completions(args, incomplete)
        _with_option(incomplete, items)
        return items


class _FishComplete(FishComplete):
    """Fish replaces the whole word."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        items = super().get_completions(args, incomplete)
        _with_option(incomplete, items)
        return items


def register() -> None:
    """Have the shells ask the classes of this module."""
    for completion_class in (_BashComplete, _ZshComplete, _FishComplete):
        add_completion_class(completion_class)


@click.command("completion", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    register()
    completion_class = get_completion_class(shell)
    assert completion_class is not None
    completion = completion_class(click.Command("handout"), {}, "handout", COMPLETION_VARIABLE)
    print_result(completion.source())
    return ExitCode.OK
