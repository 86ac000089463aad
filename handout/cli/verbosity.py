"""How much a command says: -q and -v, which stand before or after its name, as --config does."""

from __future__ import annotations

from contextvars import ContextVar
from enum import IntEnum

import click

from handout.interface_language import command_messages


class Verbosity(IntEnum):
    """Only what is wrong and what was asked for; what was done too; and how it was done."""

    QUIET = -1
    NORMAL = 0
    VERBOSE = 1


_current: ContextVar[Verbosity] = ContextVar("verbosity", default=Verbosity.NORMAL)


def set_verbosity(verbosity: Verbosity) -> None:
    _current.set(verbosity)


def current_verbosity() -> Verbosity:
    return _current.get()


CONFIG_KEY = "handout.config"  # of a context's meta: the file that stands before the command


def add_verbosity_options(command: click.Command) -> None:
    """Let `command`, and those in it, take -q and -v, and --config."""
    if any(option.name == "quiet" for option in command.params):
        return
    messages = command_messages()["handout"]
    command.params += [
        _option("-q", "--quiet", Verbosity.QUIET, messages["quiet"]),
        _option("-v", "--verbose", Verbosity.VERBOSE, messages["verbose"]),
        # After a command it is taken out of the arguments before it sees them: project_options.
        click.Option(
            ["--config"],
            metavar="FILE",
            expose_value=False,
            callback=_remember_config,
            help=messages["config"],
        ),
    ]
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            add_verbosity_options(inner)


def _remember_config(context: click.Context, option: click.Parameter, path: str | None) -> None:
    if path is not None:
        context.meta[CONFIG_KEY] = path


def _option(short: str, long: str, verbosity: Verbosity, help: str) -> click.Option:
    def choose(context: click.Context, option: click.Parameter, is_given: bool) -> None:
        if is_given:
            set_verbosity(verbosity)

    return click.Option([short, long], is_flag=True, expose_value=False, callback=choose, help=help)
