"""handout new: a file for a teacher to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.console import print_line
from handout.cli.options import FILE_SUFFIXES, OUTPUT_FILE, YAML_SUFFIXES, complete_language
from handout.cli.tools.schema import SCHEMA_FILES, schema_text
from handout.content_folders import ENGLISH, list_languages
from handout.files import make_folder, write_together
from handout.interface_language import command_messages, interface_language
from handout.messages import fill
from handout.problems import ExitCode, HandoutError, Position, problem
from handout.sources.content.layer import Level
from handout.sources.fields.languages import find_language

_MESSAGES = command_messages()["new"]


@click.command("new", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("file", default="my-room.yaml", type=OUTPUT_FILE, metavar=_MESSAGES["file"])
@click.option(
    "--language", metavar="LANGUAGE", help=_MESSAGES["language"], shell_complete=complete_language
)
def command(file: Path, language: str | None) -> int:
    from handout.sources.customization.starter import starter

    tag, schema = _find_language(language), SCHEMA_FILES[Level.CUSTOMIZATION]
    if file.suffix.casefold() in FILE_SUFFIXES - YAML_SUFFIXES:
        better = file.with_suffix(".yaml").name
        position = Position(str(file))
        raise HandoutError([problem("no-yaml-name", position, name=file.name, better=better)])
    if file.exists():
        raise HandoutError([problem("is-there-already", Position(str(file)))])
    make_folder(file.parent)
    write_together(
        {
            file: starter(tag, schema).encode(),
            # The schema is ours alone, so a newer one replaces it.
            file.with_name(schema): (schema_text() + "\n").encode(),
        }
    )
    print_line(fill(_MESSAGES["written"], {"path": file}))
    return ExitCode.OK


def _find_language(named: str | None) -> str:
    """Return the language that is named, or that of the computer. Raises HandoutError."""
    if named is None:
        return find_language(interface_language()) or ENGLISH
    tag = find_language(named)
    if tag is None:
        tags = ", ".join(list_languages())
        raise HandoutError([problem("language", Position(""), found=named, tags=tags)])
    return tag
