"""handout schema: the JSON Schema of the customization file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from handout.cli.console import dump_json, print_result
from handout.cli.options import FILE
from handout.interface_language import command_messages
from handout.problems import ExitCode

_MESSAGES = command_messages()["schema"]


@click.command("schema", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.option("-o", "--output", type=FILE, help=_MESSAGES["output"])
def command(output: Path | None) -> int:
    if output is None:
        from handout.sources.customization.json_schema import json_schema

        print_result(dump_json(json_schema()))
        return ExitCode.OK
    from handout.files import write_atomic

    write_atomic(output, (schema_text() + "\n").encode())
    return ExitCode.OK


def schema_text() -> str:
    """Return the schema as JSON."""
    from handout.sources.customization.json_schema import json_schema

    return json.dumps(json_schema(), ensure_ascii=False, indent=2)
