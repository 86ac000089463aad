"""handout roster: an empty roster, one from a OneRoster export, and one with corrected rows."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.console import say, tell
from handout.messages import message_table
from handout.problems import ExitCode, HandoutError, Position, problem

if TYPE_CHECKING:
    from handout.sources.roster.corrections import Change

_SAID = message_table("commands")["roster"]
_FILE = click.Path(path_type=Path)
_MOST_CHANGES = 200  # cells that are told one by one


@click.group("roster", help=_SAID["help"], short_help=_SAID["short"])
def command() -> None:
    pass


@command.command("template", help=_SAID["template"], short_help=_SAID["template_short"])
@click.option("-o", "--output", type=_FILE, help=_SAID["output"])
@click.option("--all", "every", is_flag=True, help=_SAID["all"])
def template(output: Path | None, every: bool) -> int:
    from handout.files import make_folder, write_atomic
    from handout.sources.roster.columns import ROSTER, field_columns
    from handout.sources.roster.csv import format_csv
    from handout.sources.roster.xlsx_writer import format_table

    heads = [*ROSTER, *(name for name in field_columns() if every and name not in ROSTER)]
    if output is None:
        sys.stdout.buffer.write(format_csv([heads]))
        sys.stdout.buffer.flush()
        return ExitCode.OK
    _require_new(output)
    make_folder(output.parent)
    write_atomic(output, format_table(output, [heads]))
    say(_SAID["template_written"].format(path=output))
    return ExitCode.OK


@command.command("from-oneroster", help=_SAID["oneroster"], short_help=_SAID["oneroster_short"])
@click.argument("export", type=_FILE, metavar=_SAID["export"])
@click.option("--supplement", type=_FILE, help=_SAID["supplement"])
@click.option(
    "--by",
    type=click.Choice(["teacher", "class"]),
    default="teacher",
    show_default=True,
    help=_SAID["by"],
)
@click.option(
    "-o",
    "--output",
    type=_FILE,
    default=Path("roster.csv"),
    show_default=True,
    help=_SAID["output"],
)
def from_oneroster(export: Path, supplement: Path | None, by: str, output: Path) -> int:
    from handout.batch.roster_fit import emptied_lacks, empty_faulty_cells, headings
    from handout.batch.roster_from_oneroster import place_staff
    from handout.batch.roster_supplement import Supplement, read_supplement
    from handout.files import make_folder, write_atomic
    from handout.sources.roster.oneroster import read_export
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
    tell(problems)
    schools = len({row["school_id"] for row in rows})
    say(_SAID["written"].format(path=output, rows=len(rows), schools=schools))
    say(_SAID["missing_written"].format(path=missing, count=len(lacks)))
    return ExitCode.OK


@command.command("correct", help=_SAID["correct"], short_help=_SAID["correct_short"])
@click.argument("roster", type=_FILE, metavar=_SAID["original"])
@click.argument("corrected", type=_FILE, metavar=_SAID["corrected"])
@click.option(
    "-o",
    "--output",
    type=_FILE,
    default=Path("corrected.csv"),
    show_default=True,
    help=_SAID["output"],
)
def correct(roster: Path, corrected: Path, output: Path) -> int:
    from handout.files import make_folder, write_atomic
    from handout.sources.roster.corrections import apply_corrections
    from handout.sources.roster.xlsx_writer import format_table

    _require_new(output)
    result = apply_corrections(roster, corrected)
    make_folder(output.parent)
    write_atomic(output, format_table(output, result.rows))
    tell(result.problems)
    _say_changes(result.changes)
    say(_SAID["correct_written"].format(path=output, replaced=result.replaced, added=result.added))
    return ExitCode.OK


def _say_changes(changes: Sequence[Change]) -> None:
    """Print each cell that was changed, so that a slip is seen."""
    from handout.sources.fields.single_line import shorten
    from handout.sources.roster.csv import column_letter

    told = message_table("roster")["correct"]
    for one in changes[:_MOST_CHANGES]:
        kind = "changed" if one.was and one.now else "emptied" if one.was else "filled"
        say(
            told[kind].format(
                row=one.row,
                heading=one.heading,
                letter=column_letter(one.column),
                was=shorten(one.was),
                now=shorten(one.now),
            )
        )
    if len(changes) > _MOST_CHANGES:
        say(told["more"].format(count=len(changes) - _MOST_CHANGES))


def _require_new(*paths: Path) -> None:
    """Raise HandoutError if one of these files is there already, or has a name under which no table is written."""
    from handout.sources.roster.xlsx_writer import require_table_name

    for path in paths:
        require_table_name(path)
    if there := [path for path in paths if path.exists()]:
        raise HandoutError([problem("roster-there", Position(str(path))) for path in there])
