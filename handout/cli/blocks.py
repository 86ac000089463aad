"""handout blocks: the blocks there are, and where everything on a handout came from."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path

import click

from handout.cli.console import say
from handout.layering.compose import compose, explain
from handout.messages import message_table
from handout.pipeline import PreparedHandout, prepare
from handout.problems import ExitCode, Position
from handout.sources.content.layer import Layer, Level
from handout.sources.content.library import load_library
from handout.sources.fields.field_reader import PlacedValue

_SAID, _BUILD = message_table("commands")["blocks"], message_table("commands")["build"]
_FILE = click.Path(path_type=Path)


@click.command("blocks", help=_SAID["help"], short_help=_SAID["short"])
@click.argument("file", required=False, type=_FILE, metavar=_SAID["file"])
@click.option(
    "--role",
    default="classroom",
    help=_SAID["role"],
    type=click.Choice(list(message_table("roles"))),
    show_default=True,
)
@click.option("--band", help=_SAID["band"], type=click.Choice(list(message_table("bands"))))
@click.option("--district", type=_FILE, help=_BUILD["district"])
@click.option("--school", type=_FILE, help=_BUILD["school"])
@click.option("--json", "machine", is_flag=True, help=_BUILD["json"])
def command(
    file: Path | None,
    role: str,
    band: str | None,
    district: Path | None,
    school: Path | None,
    machine: bool,
) -> int:
    if file or district or school:
        print_provenance(prepare(file, district, school), machine)
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
            _SAID["locked"].format(owner=block.owner) if block.locked else "",
        )
        for block in handout.blocks
    ]
    _table(rows, _SAID["columns"], machine)
    return ExitCode.OK


def print_provenance(prepared: PreparedHandout, machine: bool) -> None:
    """Print what is on the handout, each with the layer it came from and its place."""
    rows = [
        (what, value, layer, str(position) if position.path else "")
        for what, value, layer, position in explain(prepared.handout)
    ]
    _table(rows, (), machine)


def _table(rows: Sequence[tuple[str, ...]], columns: Sequence[str], machine: bool) -> None:
    if machine:
        say(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    shown = [tuple(columns), *rows] if columns else rows
    widths = [max(len(row[n]) for row in shown) for n in range(len(rows[0]))]
    for row in shown:
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
