"""handout blocks: the blocks there are, and where everything on a handout came from."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from handout.cli.options import SHEET, district_option, json_option, school_option
from handout.cli.provenance import print_provenance, print_table
from handout.interface_language import command_messages
from handout.layering.compose import compose
from handout.messages import message_table
from handout.pipeline import prepare
from handout.problems import ExitCode, Position
from handout.sources.content.layer import Layer, Level
from handout.sources.content.library import load_library
from handout.sources.fields.field_reader import PlacedValue

_MESSAGES = command_messages()["blocks"]


@click.command("blocks", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("file", required=False, type=SHEET, metavar=_MESSAGES["file"])
@click.option(
    "--role",
    default="classroom",
    help=_MESSAGES["role"],
    type=click.Choice(list(message_table("roles"))),
    show_default=True,
)
@click.option("--band", help=_MESSAGES["band"], type=click.Choice(list(message_table("bands"))))
@district_option
@school_option
@json_option()
def command(
    file: Path | None,
    role: str,
    band: str | None,
    district: Path | None,
    school: Path | None,
    json_output: bool,
) -> int:
    if file or district or school:
        print_provenance(prepare(file, district, school), json_output)
        return ExitCode.OK
    position = Position("")
    values = {"role": PlacedValue(role, position)}
    if band:
        values["grade_band"] = PlacedValue(band, position)
    layer = Layer(level=Level.CUSTOMIZATION, name="", path="", values=values)
    handout, _ = compose(load_library(), [layer], today=datetime.date.today())
    rows = []
    for block in handout.blocks:
        note = _MESSAGES["locked"].format(owner=block.owner) if block.locked else ""
        rows.append((block.id, block.title, block.side, note, ", ".join(block.named_fields)))
    print_table(rows, _MESSAGES["columns"], json_output)
    return ExitCode.OK
