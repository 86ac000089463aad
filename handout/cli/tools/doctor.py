"""handout doctor: what this machine lacks, and the command that fixes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from handout.cli.console import print_line, print_problems
from handout.cli.options import FILE
from handout.interface_language import command_messages, spoken_language
from handout.problems import ExitCode, Position, Problem, has_errors, problem

_MESSAGES = command_messages()["doctor"]


@click.command("doctor", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.option("-o", "--output", default=".", type=FILE, help=_MESSAGES["output"])
def command(output: Path) -> int:
    from handout.setup.system import check_system

    problems = check_system(output)
    if not has_errors(problems):
        problems = (*problems, *_language_problems())
    print_problems(problems)
    if has_errors(problems):
        return ExitCode.ENVIRONMENT
    if not any(problem.code == "browser-prints" for problem in problems):
        print_line(_MESSAGES["fine"])
    return ExitCode.OK


def _language_problems() -> Iterator[Problem]:
    """Yield a note with the languages whose letters are in no font here."""
    from handout.content_folders import list_languages
    from handout.layout.text.missing_glyphs import has_font
    from handout.sources.fields.languages import language_called

    missing = [language for language in list_languages() if not has_font(language)]
    if missing:
        names = [language_called(tag, spoken_language("words")) for tag in missing]
        position = Position("")
        yield problem("languages-without-font", position, warning=True, languages=", ".join(names))
