"""handout schema: the JSON Schema of the customization file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from handout.cli.console import dump_json, print_result
from handout.cli.options import OUTPUT_FILE_OR_STANDARD, STANDARD
from handout.interface_language import command_messages
from handout.problems import ExitCode
from handout.sources.content.layer import Level

_MESSAGES = command_messages()["schema"]
# What the schema of each kind of file is called beside those that name it.
SCHEMA_FILES = {
    Level.CUSTOMIZATION: "handout.schema.json",
    Level.DISTRICT: "district.schema.json",
    Level.SCHOOL: "school.schema.json",
}
_LEVELS = {level.name.lower(): level for level in SCHEMA_FILES}


@click.command("schema", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.option("-o", "--output", type=OUTPUT_FILE_OR_STANDARD, help=_MESSAGES["output"])
@click.option(
    "--of", "kind", type=click.Choice(list(_LEVELS)), default="customization", help=_MESSAGES["of"]
)
def command(output: Path | None, kind: str) -> int:
    if output is None or output == STANDARD:
        from handout.sources.customization.json_schema import json_schema

        print_result(dump_json(json_schema(_LEVELS[kind])))
        return ExitCode.OK
    from handout.files import write_atomic

    write_atomic(output, (schema_text(_LEVELS[kind]) + "\n").encode())
    return ExitCode.OK


def schema_text(level: Level = Level.CUSTOMIZATION) -> str:
    """Return the schema of a file of `level` as JSON."""
    from handout.sources.customization.json_schema import json_schema

    return json.dumps(json_schema(level), ensure_ascii=False, indent=2)
