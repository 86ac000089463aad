"""handout roster: an empty roster, one from a OneRoster export, and one with corrected rows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.console import print_line, print_problems
from handout.cli.options import FILE, OUTPUT_FILE_OR_STANDARD, STANDARD, output_option
from handout.interface_language import command_messages, interface_messages, say_counted
from handout.problems import ExitCode, HandoutError, Position, problem

if TYPE_CHECKING:
    from handout.sources.roster.corrections import Change

_MESSAGES = command_messages()["roster"]
_MAX_CHANGES = 200  # cells that are printed one by one


@click.group("roster", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
def command() -> None:
    pass


@command.command("template", help=_MESSAGES["template"], short_help=_MESSAGES["template_short"])
@click.option("-o", "--output", type=OUTPUT_FILE_OR_STANDARD, help=_MESSAGES["output"])
@click.option("--all", "has_all_columns", is_flag=True, help=_MESSAGES["all"])
def template(output: Path | None, has_all_columns: bool) -> int:
    from handout.files import make_folder
    from handout.sources.headings.columns import ROSTER, field_columns
    from handout.sources.spreadsheet.csv import format_csv

    headings = list(ROSTER)
    if has_all_columns:
        headings += [name for name in field_columns() if name not in ROSTER]
    if output is None or output == STANDARD:
        sys.stdout.buffer.write(format_csv([headings]))
        sys.stdout.buffer.flush()
        return ExitCode.OK
    _require_new(output)
    make_folder(output.parent)
    _write_table(output, [headings])
    print_line(_MESSAGES["template_written"].format(path=output))
    return ExitCode.OK


@command.command(
    "from-oneroster", help=_MESSAGES["oneroster"], short_help=_MESSAGES["oneroster_short"]
)
@click.argument("export", type=FILE, metavar=_MESSAGES["export"])
@click.option("--supplement", type=FILE, help=_MESSAGES["supplement"])
@click.option(
    "--by",
    type=click.Choice(["teacher", "class"]),
    default="teacher",
    show_default=True,
    help=_MESSAGES["by"],
)
@output_option("roster.csv", _MESSAGES["output"])
def from_oneroster(export: Path, supplement: Path | None, by: str, output: Path) -> int:
    from handout.batch.from_oneroster.make_roster import make_roster

    missing = output.with_name(f"{output.stem}-missing{output.suffix or '.csv'}")
    _require_new(output, missing)
    made = make_roster(export, supplement, output, missing, by_class=by == "class")
    print_problems(made.problems)
    in_schools = say_counted(_MESSAGES, "schools", made.schools)
    print_line(say_counted(_MESSAGES, "written", made.rows, path=output, schools=in_schools))
    print_line(say_counted(_MESSAGES, "missing_written", made.missing, path=missing))
    return ExitCode.OK


@command.command("map", help=_MESSAGES["map"], short_help=_MESSAGES["map_short"])
@click.argument("roster", type=FILE, metavar=_MESSAGES["original"])
def map_columns(roster: Path) -> int:
    from handout.files import write_atomic
    from handout.sources.headings.column_map import (
        draft_column_map,
        map_choices,
        map_path,
        missing_columns,
    )
    from handout.sources.headings.columns import NEEDED
    from handout.sources.headings.table import read_unknown_table
    from handout.sources.roster.xlsx_writer import format_workbook

    output = map_path(roster)
    table = read_unknown_table(roster)
    if table is None:
        raise HandoutError([problem("roster-empty", Position(str(roster)))])
    rows = draft_column_map(table, output)
    write_atomic(output, format_workbook(rows, choices={2: map_choices()}))
    print_line(say_counted(_MESSAGES, "map_written", len(rows) - 1, path=output))
    if missing := missing_columns(rows, NEEDED):
        print_line(_MESSAGES["map_missing"].format(names=", ".join(missing)))
    return ExitCode.OK


@command.command("correct", help=_MESSAGES["correct"], short_help=_MESSAGES["correct_short"])
@click.argument("roster", type=FILE, metavar=_MESSAGES["original"])
@click.argument("corrected", type=FILE, metavar=_MESSAGES["corrected"])
@output_option("corrected.csv", _MESSAGES["output"])
def correct(roster: Path, corrected: Path, output: Path) -> int:
    from handout.files import make_folder
    from handout.sources.roster.corrections import apply_corrections

    _require_new(output)
    result = apply_corrections(roster, corrected)
    make_folder(output.parent)
    _write_table(output, result.rows)
    print_problems(result.problems)
    _print_changes(result.changes)
    values = {"path": output, "added": result.added}
    print_line(say_counted(_MESSAGES, "correct_written", result.replaced, **values))
    return ExitCode.OK


@command.command("fill", help=_MESSAGES["fill"], short_help=_MESSAGES["fill_short"])
@click.argument("roster", type=FILE, metavar=_MESSAGES["original"])
@click.argument("forms", type=FILE, nargs=-1, required=True, metavar=_MESSAGES["forms"])
@output_option("filled.xlsx", _MESSAGES["output"])
def fill(roster: Path, forms: tuple[Path, ...], output: Path) -> int:
    from handout.files import make_folder
    from handout.sources.roster.filled_forms import apply_forms

    _require_new(output)
    result = apply_forms(roster, forms)
    make_folder(output.parent)
    _write_table(output, result.rows)
    print_problems(result.problems)
    _print_changes(result.changes)
    print_line(say_counted(_MESSAGES, "fill_written", len(result.changes), path=output))
    return ExitCode.OK


def _print_changes(changes: Sequence[Change]) -> None:
    """Print each cell that was changed, so that a mistake is seen."""
    from handout.sources.fields.single_line import shorten
    from handout.sources.spreadsheet.rows import column_letter

    messages = interface_messages("roster-words")["correct"]
    for change in changes[:_MAX_CHANGES]:
        line = messages[_change_kind(change)].format(
            row=change.row,
            heading=change.heading,
            letter=column_letter(change.column),
            was=shorten(change.before),
            now=shorten(change.after),
        )
        print_line(line)
    if len(changes) > _MAX_CHANGES:
        print_line(messages["more"].format(count=len(changes) - _MAX_CHANGES))


def _change_kind(change: Change) -> str:
    if change.before and change.after:
        return "changed"
    return "emptied" if change.before else "filled"


def _write_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    from handout.files import write_atomic
    from handout.sources.roster.xlsx_writer import format_table

    write_atomic(path, format_table(path, rows))


def _require_new(*paths: Path) -> None:
    """Raise HandoutError if one of these files exists, or its name is none of a table."""
    from handout.sources.roster.xlsx_writer import require_table_name

    for path in paths:
        require_table_name(path)
    existing = [path for path in paths if path.exists()]
    if existing:
        raise HandoutError([problem("roster-there", Position(str(path))) for path in existing])
