"""handout roster: an empty roster, one from a OneRoster export, and one with corrected rows."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from handout.cli.console import say, tell
from handout.messages import words
from handout.problems import ExitCode, HandoutError, Place, problem

_SAID = words("commands")["roster"]
_FILE = click.Path(path_type=Path)


@click.group("roster", help=_SAID["help"], short_help=_SAID["short"])
def command() -> None:
    pass


@command.command("template", help=_SAID["template"], short_help=_SAID["template_short"])
@click.option("-o", "--output", type=_FILE, help=_SAID["output"])
@click.option("--all", "every", is_flag=True, help=_SAID["all"])
def template(output: Path | None, every: bool) -> int:
    from handout.files import make_folder, write_whole
    from handout.sources.roster.columns import ROSTER, field_columns
    from handout.sources.roster.csv import format_csv

    heads = [*ROSTER, *(name for name in field_columns() if every and name not in ROSTER)]
    content = format_csv([heads])
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return ExitCode.OK
    _refuse_to_overwrite(output)
    make_folder(output.parent)
    write_whole(output, content)
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
    from handout.batch.roster_fit import emptied_lacks, empty_faulty_cells
    from handout.batch.roster_from_oneroster import headings, place_staff
    from handout.batch.roster_supplement import Supplement, read_supplement
    from handout.files import make_folder, write_whole
    from handout.sources.roster.csv import format_csv
    from handout.sources.roster.oneroster import read_export

    missing = output.with_name(f"{output.stem}-missing.csv")
    _refuse_to_overwrite(output, missing)
    read, problems = read_export(export)
    more, told = read_supplement(supplement) if supplement else (Supplement(), ())
    rows, lacks, found = place_staff(read, more, by_class=by == "class")
    found = tuple(one if one.path else replace(one, path=str(export)) for one in found)
    problems = tuple(sorted({*problems, *told, *found}))
    if not rows:
        raise HandoutError([*problems, problem("oneroster-nobody", Place(str(export)))])
    heads = headings(rows)
    make_folder(output.parent)

    def write() -> None:
        cells = ([row.get(name, "") for name in heads] for row in rows)
        write_whole(output, format_csv([heads, *cells]))

    typed = {cell for cells, _ in more.rows for cell in cells.items()}
    emptied = empty_faulty_cells(output, rows, heads, typed, write)
    lacks += emptied_lacks(emptied)
    write_whole(missing, format_csv([words("roster")["missing"]["heads"], *lacks]))
    if emptied:
        place, count = Place(str(export)), len(emptied)
        problems += (problem("oneroster-cut", place, warning=True, count=count),)
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
    from handout.files import make_folder, write_whole
    from handout.sources.roster.corrections import with_corrections

    _refuse_to_overwrite(output)
    result = with_corrections(roster, corrected)
    make_folder(output.parent)
    write_whole(output, result.content)
    tell(result.problems)
    say(_SAID["correct_written"].format(path=output, replaced=result.replaced, added=result.added))
    return ExitCode.OK


def _refuse_to_overwrite(*paths: Path) -> None:
    if there := [path for path in paths if path.exists()]:
        raise HandoutError([problem("roster-there", Place(str(path))) for path in there])
