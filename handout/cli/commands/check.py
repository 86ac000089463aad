"""handout check: everything that build would find wrong; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click

from handout.cli.build_sources import file_source, read_settings
from handout.cli.console import format_json, print_line, print_problems, print_result
from handout.cli.exit_codes import exit_code
from handout.cli.options import (
    SCHOOLS_FOLDER,
    SHEET,
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
from handout.sources.content.layer import Layer

_MESSAGES, _BUILD_MESSAGES = command_messages()["check"], command_messages()["build"]


@click.command("check", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("files", nargs=-1, required=True, type=SHEET, metavar=_BUILD_MESSAGES["files"])
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
            sheet = _read_sheet(path, district, school)
            prepared = prepare(
                sheet.customization,
                sheet.district,
                sheet.school,
                folder=sheet.folder,
                above=[*sheet.above, *over],
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


class _Sheet(NamedTuple):
    """The layers of the sheet on which a file is checked."""

    customization: Path | None
    district: Path | None
    school: Path | None
    folder: Path
    above: tuple[Layer, ...] = ()


def _read_sheet(path: Path, district: Path | None, school: Path | None) -> _Sheet:
    """Return the layers of the sheet on which the file at `path` is checked.

    A district's or a school's file is no customization: it may say more, and is checked on a sheet
    of which nothing else is filled in. Raises HandoutError.
    """
    if district and _is_same(path, district):
        return _Sheet(None, path, None, path.parent)
    if _is_of_a_school(path, district, school):
        return _Sheet(None, district, path, path.parent)
    source = file_source(path)
    own = (source.layer,) if source.layer else ()
    # Of a folder of schools' files nothing tells which one the customization is for.
    its_school = None if school and school.is_dir() else school
    return _Sheet(source.file, district, its_school, source.folder, own)


def _is_of_a_school(path: Path, district: Path | None, school: Path | None) -> bool:
    """Return whether the file at `path` is the school's, or in the folder of schools' files: the
    one that is named, or the one beside the district's file where `handout init` makes it.
    """
    folder = school or (district.with_name(SCHOOLS_FOLDER) if district else None)
    return folder is not None and (_is_same(path, folder) or _is_same(path.parent, folder))


def _is_same(path: Path, other: Path) -> bool:
    return path.exists() and other.exists() and path.samefile(other)


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
    from handout.publish.pdf.errors import NoTypesetterError

    try:
        get_compiler(compiles=False).render(prepared.fitted, prepared.logo)
    except NoTypesetterError:
        return False
    return True
