"""handout new: a file for a teacher to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.console import print_line
from handout.cli.options import FILE
from handout.cli.tools.schema import schema_text
from handout.files import make_folder, write_atomic
from handout.messages import fill, message_table
from handout.problems import ExitCode, HandoutError, Position, problem

_MESSAGES = message_table("commands")["new"]
_SCHEMA = "handout.schema.json"


@click.command("new", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("file", default="my-room.yaml", type=FILE, metavar=_MESSAGES["file"])
def command(file: Path) -> int:
    from handout.sources.customization.starter import starter

    if file.exists():
        raise HandoutError([problem("is-there-already", Position(str(file)))])
    make_folder(file.parent)
    write_atomic(file, starter("en", _SCHEMA).encode())
    # The schema is ours alone, so a newer one replaces it.
    write_atomic(file.with_name(_SCHEMA), (schema_text() + "\n").encode())
    print_line(fill(_MESSAGES["written"], {"path": file}))
    return ExitCode.OK
