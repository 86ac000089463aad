"""The options that a handout.toml gives to the commands of its folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handout.cli.console import print_detail, print_problems
from handout.interface_language import command_messages
from handout.problems import Position, problem
from handout.sources.project_search import find_above, named_project_file

if TYPE_CHECKING:
    from handout.sources.project_file import ProjectFile

CONFIG = "--config"
# Those of handout office, whose --school is the name of one.
_TAKE_OUTPUT_ALONE = ("print", "mail")
_TAKE_OUTPUT = ("build", "batch", "doctor", *_TAKE_OUTPUT_ALONE)  # the folder of handouts
# A folder of schools' files: nothing tells which of them a single sheet is for.
_TAKE_SCHOOLS = ("batch", "check")
# Elsewhere the district's file says what holds for all sheets.
_TAKE_VALUES = ("build", "check", "blocks", "pull", "diff", "pdf")


def split_config(arguments: Sequence[str]) -> tuple[Path | None, list[str]]:
    """Return the file that --config names, and the other arguments."""
    others: list[str] = []
    path: Path | None = None
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument == "--":
            others += [argument, *waiting]
            break
        if argument == CONFIG and waiting:
            path = Path(waiting.pop(0))
        elif argument.startswith(f"{CONFIG}="):
            path = Path(argument.partition("=")[2])
        else:
            others.append(argument)
    return path, others


def read_defaults(
    context: click.Context, config: Path | None, command: click.Command, arguments: Sequence[str]
) -> dict[str, Any]:
    """Return the defaults that the file `config` gives to the options of `command`, as click takes
    them: those of a command within another stand below its name.

    Without it, the handout.toml of the files among `arguments`, or of this folder, is taken. It
    counts until the `context` ends. Raises HandoutError.
    """
    if isinstance(command, click.Group):
        name, *rest = arguments or [""]
        within = command.get_command(context, name)
        return {name: read_defaults(context, config, within, rest)} if within else {}
    if config is None:
        files = [Path(argument) for argument in arguments if not argument.startswith("-")]
        folder = next((file.parent for file in files if file.is_file()), Path())
        config = find_above(folder)
        if config is None:
            return {}
    else:
        context.with_resource(named_project_file(config))
    from handout.sources.project_file import read_project_file

    return _apply_project(read_project_file(config), command)


def _apply_project(project: ProjectFile, command: click.Command) -> dict[str, str]:
    """Return the defaults for the options of `command`, and say which file they come from."""
    options = {parameter.name for parameter in command.params}
    if command.name not in _TAKE_OUTPUT:
        options.discard("output")
    if command.name in _TAKE_OUTPUT_ALONE:
        options &= {"output"}
    school = project.paths.get("school")
    if school and school.is_dir() and command.name not in _TAKE_SCHOOLS:
        options.discard("school")
    defaults = {name: str(path) for name, path in project.paths.items() if name in options}
    unused = ", ".join(project.values)
    if unused and command.name in ("batch", "serve", "site"):
        values = {"names": unused, "command": command.name}
        position = Position(str(project.path))
        print_problems([problem("project-values-unused", position, warning=True, **values)])
    shown = {**defaults, **(project.values if command.name in _TAKE_VALUES else {})}
    if shown:
        settings = ", ".join(f"{name} = {value}" for name, value in shown.items())
        template = command_messages()["handout"]["project"]
        print_detail(template.format(path=project.path, settings=settings))
    return defaults
