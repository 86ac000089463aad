"""handout check: everything that build would find wrong; nothing is written."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.commands.build import exit_code
from handout.cli.console import format_json, print_line, print_problems
from handout.messages import message_table
from handout.pipeline import PreparedHandout, prepare
from handout.problems import HandoutError, Position, Problem, with_position

_MESSAGES, _BUILD_MESSAGES = message_table("commands")["check"], message_table("commands")["build"]
_FILE = click.Path(path_type=Path)


@click.command("check", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar=_BUILD_MESSAGES["files"])
@click.option("--district", type=_FILE, help=_BUILD_MESSAGES["district"])
@click.option("--school", type=_FILE, help=_BUILD_MESSAGES["school"])
@click.option("--students", type=_FILE, help=_MESSAGES["students"])
@click.option("--strict", is_flag=True, help=_BUILD_MESSAGES["strict"])
@click.option("--json", "json_output", is_flag=True, help=_BUILD_MESSAGES["json"])
def command(
    files: tuple[Path, ...],
    district: Path | None,
    school: Path | None,
    students: Path | None,
    strict: bool,
    json_output: bool,
) -> int:
    student_names, told = read_student_names(students)
    problems: set[Problem] = set(told)
    fine = []
    for path in files:
        try:
            prepared = prepare(path, district, school, student_names=student_names)
            found = prepared.warnings
            _render(prepared)
        except HandoutError as error:
            found = with_position(error.problems, Position(str(path)))
        problems.update(found)
        if not found:
            fine.append(path)
    if json_output:
        print_line(format_json(sorted(problems), fine=[str(path) for path in fine]))
    else:
        print_problems(sorted(problems))
        for path in fine:
            print_line(_MESSAGES["fine"].format(path=path))
    return exit_code(tuple(problems), strict)


def _render(prepared: PreparedHandout) -> None:
    """Render the sheet as build does, and discard it.

    Raises HandoutError if its pages are not its sides.
    """
    from handout.compiled.renderer import get_compiler

    get_compiler(compiles=False).render(prepared.fitted, prepared.logo)


def read_student_names(export: Path | None) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the students' names of an export, if there is one, and warnings.

    Raises HandoutError as read_students does.
    """
    if export is None:
        return frozenset(), ()
    from handout.privacy.student_names import read_students

    return read_students(export)
