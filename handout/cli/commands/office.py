"""handout office: what an office does with the handouts of a batch: print and mail them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from handout.batch.office.listed_handouts import Choice
from handout.cli.console import print_line, print_problems
from handout.cli.options import FILE
from handout.interface_language import command_messages, say_counted
from handout.problems import ExitCode

_MESSAGES = command_messages()["office"]


@click.group("office", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
def command() -> None:
    pass


def _choice_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose handouts."""
    for option in (
        click.option("--reprints", is_flag=True, help=_MESSAGES["reprints"]),
        click.option("--new", is_flag=True, help=_MESSAGES["new"]),
        click.option("--only", multiple=True, metavar="ID", help=_MESSAGES["only"]),
        click.option("--school", multiple=True, metavar="NAME", help=_MESSAGES["school"]),
        click.argument(
            "output", type=FILE, default=Path("output"), metavar=f"[{_MESSAGES['folder']}]"
        ),
    ):
        function = option(function)
    return function


def _choice(school: tuple[str, ...], only: tuple[str, ...], new: bool, reprints: bool) -> Choice:
    if new and reprints:
        raise click.UsageError(_MESSAGES["new_or_reprints"])
    kind = "new" if new else "reprints" if reprints else ""
    return Choice(schools=school, ids=only, only=kind)


@command.command("print", help=_MESSAGES["print"], short_help=_MESSAGES["print_short"])
@_choice_options
def print_handouts(
    output: Path, school: tuple[str, ...], only: tuple[str, ...], new: bool, reprints: bool
) -> int:
    from handout.batch.office.print_chosen import FOLDER, print_chosen

    printed = print_chosen(output, _choice(school, only, new, reprints))
    if not printed.handouts:
        print_line(_MESSAGES["none"])
        return ExitCode.OK
    for path, sheets in sorted(printed.sheets.items()):
        print_line(say_counted(command_messages()["batch"], "run", sheets, path=output / path))
    print_line(say_counted(_MESSAGES, "printed", printed.handouts, folder=output / FOLDER))
    return ExitCode.OK


@command.command("mail", help=_MESSAGES["mail"], short_help=_MESSAGES["mail_short"])
@_choice_options
@click.option("--letter", type=FILE, help=_MESSAGES["letter"])
@click.option("--deadline", default="", metavar="DAY", help=_MESSAGES["deadline"])
def mail(
    output: Path,
    school: tuple[str, ...],
    only: tuple[str, ...],
    new: bool,
    reprints: bool,
    letter: Path | None,
    deadline: str,
) -> int:
    from handout.batch.office.letter import read_letter
    from handout.batch.office.mail_schools import FOLDER, mail_schools

    choice = _choice(school, only, new, reprints)
    template = read_letter(letter, has_deadline=bool(deadline))
    date = datetime.date.today().isoformat()
    written = mail_schools(output, choice, template, date=date, deadline=deadline)
    print_problems(written.problems)
    if not written.handouts:
        print_line(_MESSAGES["none"])
        return ExitCode.OK
    schools = say_counted(_MESSAGES, "schools", len(written.zips))
    values = {"schools": schools, "folder": output / FOLDER}
    print_line(say_counted(_MESSAGES, "mailed", written.handouts, **values))
    return ExitCode.OK
