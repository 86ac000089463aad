"""handout pdf: a PDF of an edited page as it is."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.commands.pull import plan_pull
from handout.cli.console import print_line, print_problems
from handout.messages import message_table
from handout.problems import ExitCode, Problem

_MESSAGES, _BUILD_MESSAGES, _PULL_MESSAGES = (
    message_table("commands")[name] for name in ("pdf", "build", "pull")
)
_FILE = click.Path(path_type=Path)


@click.command("pdf", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("file", type=_FILE, metavar=_MESSAGES["file"])
@click.option("-o", "--output", type=_FILE, help=_MESSAGES["output"])
@click.option("--customization", type=_FILE, help=_PULL_MESSAGES["customization"])
@click.option("--district", type=_FILE, help=_BUILD_MESSAGES["district"])
@click.option("--school", type=_FILE, help=_BUILD_MESSAGES["school"])
def command(
    file: Path,
    output: Path | None,
    customization: Path | None,
    district: Path | None,
    school: Path | None,
) -> int:
    pull = plan_pull(file, customization, district, school, as_it_stands=True)
    problems: list[Problem] = sorted({*pull.problems, *pull.prepared_problems})
    print_problems(problems)
    if any(not one.warning for one in problems):
        return ExitCode.PROBLEMS
    from handout.files import make_folder, write_atomic
    from handout.publish.pdf.typeset import typeset_sheet

    prepared = pull.prepared
    pdf, count = typeset_sheet(prepared.fitted, prepared.logo, pull.issued_page.record.name)
    output = output or file.with_suffix(".pdf")
    make_folder(output.parent)
    write_atomic(output, pdf)
    pages = _BUILD_MESSAGES["page"] if count == 1 else _BUILD_MESSAGES["pages"].format(count=count)
    print_line(_MESSAGES["written"].format(path=output, pages=pages))
    return ExitCode.OK
