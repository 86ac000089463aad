"""The options that several commands share, and none that is given twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from handout.content_folders import list_languages
from handout.interface_language import command_messages
from handout.messages import fill
from handout.problems import HandoutError, Position, problem

_BUILD_MESSAGES = command_messages()["build"]
_PULL_MESSAGES = command_messages()["pull"]

YAML_SUFFIXES = frozenset((".yaml", ".yml"))
FILE_SUFFIXES = YAML_SUFFIXES | frozenset(".pdf .html .htm .docx .png .csv .xlsx .zip".split())
"""The endings of files that we read or write, in small letters."""


class _SheetType(click.Path):
    """The file of a sheet. A path without a name is refused here: “.” and “/” are folders, and no
    other file can be named after them.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.name:
            raise HandoutError([problem("file-folder", Position(str(path)))])
        return path


class _OutputType(click.Path):
    """What is written, a file or a folder. “-” is refused where standard output gets nothing, as
    a file or a folder of that name helps nobody.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if str(path) == "-" and not self.allow_dash:
            raise HandoutError([problem("no-standard-output", Position("-"))])
        return path


class _FolderType(_OutputType):
    """A folder. The name of a file is refused: a folder called sheet.pdf helps nobody."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = super().convert(value, param, ctx)
        if path.suffix.casefold() in FILE_SUFFIXES and not path.is_dir():
            raise HandoutError([problem("folder-like-file", Position(str(path)), name=path.name)])
        return path


# In it a shell says that it asks for what completes a line (click's name for our command).
COMPLETION_VARIABLE = "_HANDOUT_COMPLETE"

STANDARD = Path("-")  # standard input, or output

# Whether a file can be read is seen and told where it is read.
FILE = click.Path(readable=False, path_type=Path)
SHEET = _SheetType(readable=False, path_type=Path)
OUTPUT_FILE = _OutputType(path_type=Path)
OUTPUT_FILE_OR_STANDARD = _OutputType(path_type=Path, allow_dash=True)
FOLDER = _FolderType(path_type=Path)
FOLDER_OR_STANDARD = _FolderType(path_type=Path, allow_dash=True)

# Where `handout init` puts the schools' files, beside the district's.
SCHOOLS_FOLDER = "schools"

district_option = click.option("--district", type=FILE, help=_BUILD_MESSAGES["district"])
school_option = click.option("--school", type=FILE, help=_BUILD_MESSAGES["school"])
customization_option = click.option(
    "--customization", type=FILE, help=_PULL_MESSAGES["customization"]
)


def _complete_field(
    context: click.Context, option: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from handout.sources.headings.columns import field_columns

    name, sign, typed = incomplete.partition("=")
    if sign:
        listed, comma, _ = typed.rpartition(",")
        before = f"{name}={listed}{comma}"
        values = [f"{before}{value}" for value in _known_values(name)]
    else:
        values = _next_names(incomplete, field_columns())
    return [CompletionItem(value) for value in values if value.startswith(incomplete)]


def _next_names(typed: str, columns: Sequence[str]) -> list[str]:
    """Return the names of fields that go on from `typed`, up to their next dot: there are
    thousands. Those of a language come once its name is begun: room_rules_es after room_rules_.
    """
    languages = tuple(f"_{tag}" for tag in list_languages())
    names = []
    for column in columns:
        if column.startswith(typed):
            part, dot, _ = column[len(typed) :].partition(".")
            name = f"{typed}{part}"
            field = name.rpartition(".")[2]
            own = next((tag for tag in languages if field.endswith(tag)), "")
            if not own or typed.endswith("_") or len(typed) > len(name) - len(own):
                names.append(f"{name}{dot or '='}")
    return list(dict.fromkeys(names))


def complete_language(
    context: click.Context, option: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the languages that `incomplete` may be meant for, for a shell."""
    return [CompletionItem(tag) for tag in list_languages() if tag.startswith(incomplete)]


def _known_values(name: str) -> Sequence[str]:
    """Return what may stand in the field `name`, if it takes one of a few: a role, a block."""
    from handout.sources.content.library import load_library
    from handout.sources.fields.types import Choice
    from handout.sources.roster.row_tree import column_type

    field = name.partition(".")[0]
    if field in ("hide_blocks", "show_blocks"):
        blocks = load_library().blocks
        is_for_optional = field == "show_blocks"
        return sorted(
            {block.id for block in blocks if not is_for_optional or block.side == "extra"}
        )
    kind = column_type(name)
    return kind.options if isinstance(kind, Choice) else ()


settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="FIELD=VALUE",
    help=_BUILD_MESSAGES["set"],
    shell_complete=_complete_field,
)
strict_option = click.option("--strict", is_flag=True, help=_BUILD_MESSAGES["strict"])


def students_option(help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option --students, explained by `help`; see read_student_names."""
    return click.option("--students", type=FILE, help=help)


def output_option(
    default: str, help: str, type: click.Path = OUTPUT_FILE
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option --output, explained by `help`, for a file or folder (by `type`) that has a
    name of its own where none is given.
    """
    return click.option(
        "-o", "--output", type=type, default=Path(default), show_default=True, help=help
    )


def json_option(
    help: str = _BUILD_MESSAGES["json"],
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option --json, explained by `help`."""
    return click.option("--json", "json_output", is_flag=True, help=help)


def refuse_repeated(
    context: click.Context, command: click.Command, arguments: Sequence[str]
) -> None:
    """Raise UsageError if an option of `command` that takes one value stands twice in `arguments`.

    click takes the last in silence: two files of --district may have been meant to hold both.
    """
    rest = list(arguments)
    context = click.Context(command, context, command.name)
    while isinstance(command, click.Group):
        inner = command.commands.get(rest.pop(0)) if rest else None
        if inner is None:
            return
        command, context = inner, click.Context(inner, context, inner.name)
    try:
        _, _, given = command.make_parser(context).parse_args(rest)
    except click.UsageError:
        return  # the command itself tells it
    for option in given:
        if _takes_one(option) and given.count(option) > 1:
            template = command_messages()["handout"]["twice"]
            raise click.UsageError(fill(template, {"option": option.opts[-1]}), context)


def _takes_one(option: click.Parameter) -> bool:
    return isinstance(option, click.Option) and not (option.multiple or option.is_flag)
