"""The words of click itself (“Usage”, “No such option”) in the language of the command line."""

from __future__ import annotations

from functools import cache
from typing import Any

import click
from click import core, decorators, exceptions, formatting, parser, types

from handout.interface_language import command_messages
from handout.messages import message_table

# Where click looks up what it says: it takes the words from gettext's own domain, which is that of
# the system and has none for it.
MODULES: tuple[Any, ...] = (core, decorators, exceptions, formatting, parser, types)


def translate_click() -> None:
    """Have click say what it says in the language of the command line."""
    for module in MODULES:
        if hasattr(module, "_"):
            module._ = _translate
        if hasattr(module, "ngettext"):
            module.ngettext = _translate_number


def translate_usage(command: click.Command) -> None:
    """Word the usage lines of a command and of those in it: click looks up none of its words."""
    command.options_metavar = _translate("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _translate("COMMAND [ARGS]...")
        for inner in command.commands.values():
            translate_usage(inner)


def _translate(text: str) -> str:
    key = _keys().get(text)
    return str(command_messages()["click"][key]) if key else text


def _translate_number(one: str, several: str, count: int) -> str:
    return _translate(one if count == 1 else several)


@cache
def _keys() -> dict[str, str]:
    """Return the keys of click's words in the table of the commands, by the words."""
    return {str(words): key for key, words in message_table("commands")["click"].items()}
