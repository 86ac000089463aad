"""handout pdf: an edited page printed as it stands."""

from __future__ import annotations

from pathlib import Path

import click

from handout.cli.console import say, tell
from handout.cli.pull import planned
from handout.messages import message_table
from handout.problems import ExitCode, Problem

_SAID, _BUILD, _PULL = (message_table("commands")[name] for name in ("pdf", "build", "pull"))
_FILE = click.Path(path_type=Path)


@click.command("pdf", help=_SAID["help"], short_help=_SAID["short"])
@click.argument("file", type=_FILE, metavar=_SAID["file"])
@click.option("-o", "--output", type=_FILE, help=_SAID["output"])
@click.option("--customization", type=_FILE, help=_PULL["customization"])
@click.option("--district", type=_FILE, help=_BUILD["district"])
@click.option("--school", type=_FILE, help=_BUILD["school"])
def command(
    file: Path,
    output: Path | None,
    customization: Path | None,
    district: Path | None,
    school: Path | None,
) -> int:
    pull = planned(file, customization, district, school, as_it_stands=True)
    problems: list[Problem] = sorted({*pull.problems, *pull.prepared_problems})
    tell(problems)
    if any(not one.warning for one in problems):
        return ExitCode.PROBLEMS
    from handout.files import make_folder, write_atomic
    from handout.publish.pdf.typeset import typeset_sheet

    prepared = pull.prepared
    pdf, count = typeset_sheet(prepared.fitted, prepared.logo, pull.issued_page.record.name)
    output = output or file.with_suffix(".pdf")
    make_folder(output.parent)
    write_atomic(output, pdf)
    pages = _BUILD["page"] if count == 1 else _BUILD["pages"].format(count=count)
    say(_SAID["written"].format(path=output, pages=pages))
    return ExitCode.OK
