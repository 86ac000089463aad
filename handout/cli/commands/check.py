"""handout check: everything that build would find wrong; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from handout.cli.build_sources import file_source, read_settings
from handout.cli.console import format_json, print_line, print_problems, print_result
from handout.cli.exit_codes import exit_code
from handout.cli.options import (
    FILE,
    district_option,
    json_option,
    school_option,
    settings_option,
    strict_option,
    students_option,
)
from handout.cli.student_names import read_student_names
from handout.interface_language import command_messages
from handout.layering.english_lines import ID as IN_ENGLISH
from handout.layering.field_words import field_lookup
from handout.layering.fill_blocks import empty_locked_fields
from handout.pipeline import PreparedHandout, prepare
from handout.problems import HandoutError, Position, Problem, with_position

_MESSAGES, _BUILD_MESSAGES = command_messages()["check"], command_messages()["build"]


@click.command("check", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("files", nargs=-1, required=True, type=FILE, metavar=_BUILD_MESSAGES["files"])
@district_option
@school_option
@students_option(_MESSAGES["students"])
@settings_option
@strict_option
@json_option()
def command(
    files: tuple[Path, ...],
    district: Path | None,
    school: Path | None,
    students: Path | None,
    settings: tuple[str, ...],
    strict: bool,
    json_output: bool,
) -> int:
    student_names, student_problems = read_student_names(students)
    problems: set[Problem] = set(student_problems)
    fine = []
    over = read_settings(settings)
    is_typeset = True
    for path in files:
        try:
            source = file_source(path)
            prepared = prepare(
                source.file,
                district,
                school,
                folder=source.folder,
                above=[*([source.layer] if source.layer else []), *over],
                student_names=student_names,
            )
            file_problems = (*prepared.warnings, *_empty_fields(prepared, path))
            is_typeset = _render(prepared) and is_typeset
        except HandoutError as error:
            file_problems = with_position(error.problems, Position(str(path)))
        problems.update(file_problems)
        if not file_problems:
            fine.append(path)
    if json_output:
        print_result(
            format_json(sorted(problems), fine=[str(path) for path in fine], typeset=is_typeset)
        )
    else:
        print_problems(sorted(problems))
        for path in fine:
            print_line(_MESSAGES["fine"].format(path=path))
        if not is_typeset:
            print_line(_MESSAGES["measured"])
    return exit_code(tuple(problems), strict=strict)


def _empty_fields(prepared: PreparedHandout, path: Path) -> Iterator[Problem]:
    """Yield a Problem for each field that is empty and that a locked line would say."""
    handout = prepared.handout
    look_up = field_lookup(handout.values, handout.language)
    blocks = [block for block in handout.blocks if block.id != IN_ENGLISH]  # says them again
    return empty_locked_fields(blocks, look_up, Position(str(path)))


def _render(prepared: PreparedHandout) -> bool:
    """Render the sheet as build does, and discard it.

    Return whether it was: without Pango it is only measured. Raises HandoutError if its pages are
    not its sides.
    """
    from handout.compiled.renderer import get_compiler
    from handout.publish.pdf.weasyprint import NoTypesetterError

    try:
        get_compiler(compiles=False).render(prepared.fitted, prepared.logo)
    except NoTypesetterError:
        return False
    return True
