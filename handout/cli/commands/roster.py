"""handout roster: an empty roster, one from a OneRoster export, and one with corrected rows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.console import print_line, print_problems
from handout.messages import message_table
from handout.problems import ExitCode, HandoutError, Position, problem

if TYPE_CHECKING:
    from handout.sources.roster.corrections import Change

_MESSAGES = message_table("commands")["roster"]
_FILE = click.Path(path_type=Path)
_MOST_CHANGES = 200  # cells that are printed one by one


@click.group("roster", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
def command() -> None:
    pass


@command.command("template", help=_MESSAGES["template"], short_help=_MESSAGES["template_short"])
@click.option("-o", "--output", type=_FILE, help=_MESSAGES["output"])
@click.option("--all", "every", is_flag=True, help=_MESSAGES["all"])
def template(output: Path | None, every: bool) -> int:
    from handout.files import make_folder, write_atomic
    from handout.sources.roster.columns import ROSTER, field_columns
    from handout.sources.roster.xlsx_writer import format_table
    from handout.sources.spreadsheet.csv import format_csv

    heads = [*ROSTER, *(name for name in field_columns() if every and name not in ROSTER)]
    if output is None:
        sys.stdout.buffer.write(format_csv([heads]))
        sys.stdout.buffer.flush()
        return ExitCode.OK
    _require_new(output)
    make_folder(output.parent)
    write_atomic(output, format_table(output, [heads]))
    print_line(_MESSAGES["template_written"].format(path=output))
    return ExitCode.OK


@command.command(
    "from-oneroster", help=_MESSAGES["oneroster"], short_help=_MESSAGES["oneroster_short"]
)
@click.argument("export", type=_FILE, metavar=_MESSAGES["export"])
@click.option("--supplement", type=_FILE, help=_MESSAGES["supplement"])
@click.option(
    "--by",
    type=click.Choice(["teacher", "class"]),
    default="teacher",
    show_default=True,
    help=_MESSAGES["by"],
)
@click.option(
    "-o",
    "--output",
    type=_FILE,
    default=Path("roster.csv"),
    show_default=True,
    help=_MESSAGES["output"],
)
def from_oneroster(export: Path, supplement: Path | None, by: str, output: Path) -> int:
    from handout.batch.roster_fit import emptied_lacks, empty_faulty_cells, headings
    from handout.batch.roster_from_oneroster import place_staff
    from handout.batch.roster_supplement import Supplement, read_supplement
    from handout.files import make_folder, write_atomic
    from handout.sources.oneroster.export import read_export
    from handout.sources.roster.xlsx_writer import format_table

    missing = output.with_name(f"{output.stem}-missing{output.suffix or '.csv'}")
    _require_new(output, missing)
    read, problems = read_export(export)
    more, told = read_supplement(supplement) if supplement else (Supplement(), ())
    rows, lacks, found = place_staff(read, more, by_class=by == "class")
    found = tuple(one if one.path else replace(one, path=str(export)) for one in found)
    problems = tuple(sorted({*problems, *told, *found}))
    if not rows:
        raise HandoutError([*problems, problem("oneroster-nobody", Position(str(export)))])
    heads = headings(rows)
    make_folder(output.parent)

    def write() -> None:
        cells = ([row.get(name, "") for name in heads] for row in rows)
        write_atomic(output, format_table(output, [heads, *cells]))

    typed = {cell for cells, _ in more.rows for cell in cells.items()}
    emptied = empty_faulty_cells(output, rows, heads, typed, write)
    lacks += emptied_lacks(emptied)
    write_atomic(
        missing, format_table(missing, [message_table("roster")["missing"]["heads"], *lacks])
    )
    if emptied:
        position, count = Position(str(export)), len(emptied)
        problems += (problem("oneroster-faulty", position, warning=True, count=count),)
    print_problems(problems)
    schools = len({row["school_id"] for row in rows})
    print_line(_MESSAGES["written"].format(path=output, rows=len(rows), schools=schools))
    print_line(_MESSAGES["missing_written"].format(path=missing, count=len(lacks)))
    return ExitCode.OK


@command.command("correct", help=_MESSAGES["correct"], short_help=_MESSAGES["correct_short"])
@click.argument("roster", type=_FILE, metavar=_MESSAGES["original"])
@click.argument("corrected", type=_FILE, metavar=_MESSAGES["corrected"])
@click.option(
    "-o",
    "--output",
    type=_FILE,
    default=Path("corrected.csv"),
    show_default=True,
    help=_MESSAGES["output"],
)
def correct(roster: Path, corrected: Path, output: Path) -> int:
    from handout.files import make_folder, write_atomic
    from handout.sources.roster.corrections import apply_corrections
    from handout.sources.roster.xlsx_writer import format_table

    _require_new(output)
    result = apply_corrections(roster, corrected)
    make_folder(output.parent)
    write_atomic(output, format_table(output, result.rows))
    print_problems(result.problems)
    _print_changes(result.changes)
    print_line(
        _MESSAGES["correct_written"].format(
            path=output, replaced=result.replaced, added=result.added
        )
    )
    return ExitCode.OK


def _print_changes(changes: Sequence[Change]) -> None:
    """Print each cell that was changed, so that a mistake is seen."""
    from handout.sources.fields.single_line import shorten
    from handout.sources.spreadsheet.rows import column_letter

    told = message_table("roster")["correct"]
    for one in changes[:_MOST_CHANGES]:
        kind = "changed" if one.was and one.now else "emptied" if one.was else "filled"
        print_line(
            told[kind].format(
                row=one.row,
                heading=one.heading,
                letter=column_letter(one.column),
                was=shorten(one.was),
                now=shorten(one.now),
            )
        )
    if len(changes) > _MOST_CHANGES:
        print_line(told["more"].format(count=len(changes) - _MOST_CHANGES))


def _require_new(*paths: Path) -> None:
    """Raise HandoutError if one of these files exists, or its name is none of a table."""
    from handout.sources.roster.xlsx_writer import require_table_name

    for path in paths:
        require_table_name(path)
    if there := [path for path in paths if path.exists()]:
        raise HandoutError([problem("roster-there", Position(str(path))) for path in there])
