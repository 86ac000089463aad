"""handout blocks: the blocks there are, and where everything on a handout came from."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path

import click

from handout.cli.console import print_line
from handout.layering.compose import compose, explain
from handout.messages import message_table
from handout.pipeline import PreparedHandout, prepare
from handout.problems import ExitCode, Position
from handout.sources.content.layer import Layer, Level
from handout.sources.content.library import load_library
from handout.sources.fields.field_reader import PlacedValue

_MESSAGES, _BUILD_MESSAGES = message_table("commands")["blocks"], message_table("commands")["build"]
_FILE = click.Path(path_type=Path)


@click.command("blocks", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("file", required=False, type=_FILE, metavar=_MESSAGES["file"])
@click.option(
    "--role",
    default="classroom",
    help=_MESSAGES["role"],
    type=click.Choice(list(message_table("roles"))),
    show_default=True,
)
@click.option("--band", help=_MESSAGES["band"], type=click.Choice(list(message_table("bands"))))
@click.option("--district", type=_FILE, help=_BUILD_MESSAGES["district"])
@click.option("--school", type=_FILE, help=_BUILD_MESSAGES["school"])
@click.option("--json", "json_output", is_flag=True, help=_BUILD_MESSAGES["json"])
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
    values = {"role": PlacedValue(role, position)} | (
        {"grade_band": PlacedValue(band, position)} if band else {}
    )
    layer = Layer(level=Level.CUSTOMIZATION, name="", path="", values=values)
    handout, _ = compose(load_library(), [layer], today=datetime.date.today())
    rows = [
        (
            block.id,
            block.title,
            block.side,
            _MESSAGES["locked"].format(owner=block.owner) if block.locked else "",
        )
        for block in handout.blocks
    ]
    _table(rows, _MESSAGES["columns"], json_output)
    return ExitCode.OK


def print_provenance(prepared: PreparedHandout, json_output: bool) -> None:
    """Print what is on the handout, each with the layer it came from and its position."""
    rows = [
        (what, value, layer, str(position) if position.path else "")
        for what, value, layer, position in explain(prepared.handout)
    ]
    _table(rows, (), json_output)


def _table(rows: Sequence[tuple[str, ...]], columns: Sequence[str], json_output: bool) -> None:
    if json_output:
        print_line(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    shown = [tuple(columns), *rows] if columns else rows
    widths = [max(len(row[n]) for row in shown) for n in range(len(rows[0]))]
    for row in shown:
        print_line(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
