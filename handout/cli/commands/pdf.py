"""handout pdf: a PDF of an edited page as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from handout.cli.console import format_page_count, print_line, print_problems
from handout.cli.options import SHEET, customization_option, district_option, school_option
from handout.cli.pull_plan import plan_pull
from handout.interface_language import command_messages
from handout.problems import ExitCode, HandoutError, Position, has_errors, problem

_MESSAGES = command_messages()["pdf"]


@click.command("pdf", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("file", type=SHEET, metavar=_MESSAGES["file"])
@click.option("-o", "--output", type=SHEET, help=_MESSAGES["output"])
@customization_option
@district_option
@school_option
def command(
    file: Path,
    output: Path | None,
    customization: Path | None,
    district: Path | None,
    school: Path | None,
) -> int:
    output = _find_output(file, output)
    pull = plan_pull(file, customization, district, school, as_it_stands=True)
    problems = sorted({*pull.problems, *pull.prepared_problems})
    print_problems(problems)
    if has_errors(problems):
        return ExitCode.PROBLEMS
    from handout.cli.pdf_file import make_pdf
    from handout.files import make_folder, write_atomic
    from handout.publish.html.render import render

    prepared, name = pull.prepared, pull.issued_page.record.name
    html = render(prepared.fitted, "file", prepared.logo, name, prepared.second).html.encode()
    pdf = make_pdf(prepared, html, output.with_name(name))
    if pdf.content is None:
        refusal = problem("no-pdf-of-page", Position(str(file)), page=file.name)
        raise HandoutError([refusal], ExitCode.ENVIRONMENT)
    # They are told of the file as the page is called, which may not be how the PDF is.
    print_problems([replace(note, path=str(output)) for note in pdf.problems])
    make_folder(output.parent)
    write_atomic(output, pdf.content)
    print_line(_MESSAGES["written"].format(path=output, pages=format_page_count(pdf.pages)))
    return ExitCode.OK


def _find_output(file: Path, output: Path | None) -> Path:
    """Return the PDF to write. Raises HandoutError if `output` is called like another kind."""
    if output is None:
        return file.with_suffix(".pdf")
    if output.is_dir():
        return output / file.with_suffix(".pdf").name
    if output.suffix.casefold() != ".pdf":
        raise HandoutError([problem("no-pdf-name", Position(str(output)), name=output.name)])
    return output
