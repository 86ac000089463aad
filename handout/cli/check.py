"""handout check: everything build would find wrong, without making anything."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.build import exit_code
from handout.cli.console import as_json, say, tell
from handout.messages import message_table
from handout.pipeline import PreparedHandout, prepare
from handout.problems import HandoutError, Position, Problem, with_position

_SAID, _BUILD = message_table("commands")["check"], message_table("commands")["build"]
_FILE = click.Path(path_type=Path)


@click.command("check", help=_SAID["help"], short_help=_SAID["short"])
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar=_BUILD["files"])
@click.option("--district", type=_FILE, help=_BUILD["district"])
@click.option("--school", type=_FILE, help=_BUILD["school"])
@click.option("--students", type=_FILE, help=_SAID["students"])
@click.option("--strict", is_flag=True, help=_BUILD["strict"])
@click.option("--json", "machine", is_flag=True, help=_BUILD["json"])
def command(
    files: tuple[Path, ...],
    district: Path | None,
    school: Path | None,
    students: Path | None,
    strict: bool,
    machine: bool,
) -> int:
    student_names, told = read_names(students)
    problems: set[Problem] = set(told)
    fine = []
    for path in files:
        try:
            prepared = prepare(path, district, school, student_names=student_names)
            found = prepared.warnings
            _press(prepared)
        except HandoutError as error:
            found = with_position(error.problems, Position(str(path)))
        problems.update(found)
        if not found:
            fine.append(path)
    if machine:
        say(as_json(sorted(problems), fine=[str(path) for path in fine]))
    else:
        tell(sorted(problems))
        for path in fine:
            say(_SAID["fine"].format(path=path))
    return exit_code(tuple(problems), strict)


def _press(prepared: PreparedHandout) -> None:
    """Have the sheet set as build would, and thrown away. Raises HandoutError if its pages are not its sides."""
    from handout.compiled.renderer import get_compiler

    get_compiler(compiles=False).render(prepared.fitted, prepared.logo)


def read_names(export: Path | None) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The students' names of an export, if there is one, and warnings. Raises HandoutError as read_students does."""
    if export is None:
        return frozenset(), ()
    from handout.privacy.student_names import read_students

    return read_students(export)
