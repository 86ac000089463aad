"""handout build: PDFs and HTML files from customization files."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from handout.cli.build_sources import (
    BuildSource,
    blank_source,
    file_source,
    read_settings,
)
from handout.cli.console import (
    format_json,
    format_page_count,
    print_line,
    print_problems,
    print_result,
)
from handout.cli.exit_codes import exit_code, is_refused
from handout.cli.options import (
    FOLDER_OR_STANDARD,
    SHEET,
    STANDARD,
    district_option,
    json_option,
    school_option,
    settings_option,
    strict_option,
)
from handout.cli.overwrite import check_layers, check_print, check_word_edits, pull_page_edits
from handout.cli.write_sheet import write_sheet
from handout.interface_language import command_messages, say_counted
from handout.messages import CONTENT, message_table
from handout.pipeline import PreparedHandout, prepare
from handout.problems import (
    ExitCode,
    HandoutError,
    Position,
    Problem,
    problem,
    with_position,
)
from handout.sources.content.layer import Layer
from handout.sources.file_kinds import kind_at, refuse_page

_MESSAGES = command_messages()["build"]
_SAMPLE_NAME = "first-day-essentials"
_POLL_INTERVAL = 0.4  # seconds between two looks at the files of --watch
COMPILES_FROM = 20  # handouts; with fewer, compiling their parts takes longer than it saves


@dataclass(frozen=True)
class _BuildOptions:
    """What is asked of a build: layers under each file and over it, folder, kinds of file, and how
    to report.

    `pulls` is set where edits of a page that would be overwritten are pulled first.
    """

    output: Path | None
    district: Path | None
    school: Path | None
    docx: bool
    png: bool
    settings: Sequence[Layer]
    pulls: bool
    strict: bool
    json_output: bool


@dataclass(frozen=True)
class _ReadyHandout:
    """A handout that can be written: its customization, and its `target` path less the suffix."""

    source: BuildSource
    target: Path
    prepared: PreparedHandout


@click.command("build", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("files", nargs=-1, type=SHEET, metavar=_MESSAGES["files"])
@click.option("-o", "--output", type=FOLDER_OR_STANDARD, help=_MESSAGES["output"])
@district_option
@school_option
@click.option("--sample", is_flag=True, help=_MESSAGES["sample"])
@click.option("--blank", type=click.Choice(list(message_table("roles"))), help=_MESSAGES["blank"])
@settings_option
@click.option("--docx", is_flag=True, help=_MESSAGES["docx"])
@click.option("--png", is_flag=True, help=_MESSAGES["png"])
@click.option("--no-pull", is_flag=True, help=_MESSAGES["no_pull"])
@click.option("--watch", is_flag=True, help=_MESSAGES["watch"])
@click.option("--explain", is_flag=True, help=_MESSAGES["explain"])
@strict_option
@json_option()
def command(
    files: tuple[Path, ...],
    output: Path | None,
    district: Path | None,
    school: Path | None,
    sample: bool,
    blank: str | None,
    settings: tuple[str, ...],
    docx: bool,
    png: bool,
    no_pull: bool,
    watch: bool,
    explain: bool,
    strict: bool,
    json_output: bool,
) -> int:
    sources = [file_source(path) for path in dict.fromkeys(files)]
    if blank:
        sources.append(blank_source(blank))
    if sample:
        sources.append(BuildSource(CONTENT / "en" / "sample.yaml", _SAMPLE_NAME))
        output = output or Path()
    if not sources:
        raise click.UsageError(_MESSAGES["none"])
    options = _BuildOptions(
        output=output,
        district=district,
        school=school,
        docx=docx,
        png=png,
        settings=read_settings(settings),
        pulls=not no_pull,
        strict=strict,
        json_output=json_output,
    )

    if output == STANDARD:
        if len(sources) != 1 or docx or png or watch or json_output or explain:
            raise click.UsageError(_MESSAGES["one_to_output"])
        return _write_to_output(sources[0], options)

    def run_once() -> int:
        return _explain(sources, options) if explain else _build(sources, options)

    if not watch:
        return run_once()
    layer_files = [path for path in (district, school) if path]
    return _watch([source.path for source in sources if source.file] + layer_files, run_once)


def _build(sources: Sequence[BuildSource], options: _BuildOptions) -> int:
    """Build each source under its name. Nothing is written if one of them is refused."""
    targets, problems = _output_targets(sources, options.output)
    ready: list[_ReadyHandout] = []
    for source, target in targets:
        try:
            ready.append(_prepare_handout(source, target, options, problems))
        except HandoutError as error:
            problems += error.problems
    written: list[dict[str, Any]] = []
    code = ExitCode.OK
    if not is_refused(problems, strict=options.strict):
        compiles = len(ready) >= COMPILES_FROM
        for handout in ready:
            try:
                written += write_sheet(
                    handout.prepared,
                    handout.target,
                    problems,
                    docx=options.docx,
                    png=options.png,
                    compiles=compiles,
                )
            except HandoutError as error:
                position = Position(str(handout.source.path))
                problems += with_position(error.problems, position)
                code = error.exit_code  # a folder that cannot be written is not the file's fault
    problems = sorted(set(problems))
    _print_results(problems, written, options.json_output)
    return code or exit_code(problems, strict=options.strict)


def _prepare_handout(
    source: BuildSource, target: Path, options: _BuildOptions, problems: list[Problem]
) -> _ReadyHandout:
    """Return the handout of a customization, once no edits would be overwritten.

    Warnings are added to `problems`. Raises HandoutError.
    """
    # What stands in no file cannot take edits.
    path = source.file or target.with_name(f"{target.name}.yaml")
    if source.file:
        refuse_page(kind_at(path), Position(str(path)))
    district, school = options.district, options.school
    # The sample is not the user's to edit: what they made of it they pull themselves.
    pulls = options.pulls and source.file is not None and path.stem == target.name
    problems += pull_page_edits(
        path, target, district, school, pulls=pulls, quiet=options.json_output
    )
    problems += check_print(target)
    if options.docx:
        problems += check_word_edits(path, target, district, school, pulls=pulls)
    prepared = _prepare_source(source, options)
    problems += check_layers(target, prepared.handout)
    problems += prepared.warnings
    return _ReadyHandout(source, target, prepared)


def _prepare_source(source: BuildSource, options: _BuildOptions) -> PreparedHandout:
    own = [source.layer] if source.layer else []
    return prepare(
        source.file,
        options.district,
        options.school,
        folder=source.folder,
        above=[*own, *options.settings],
    )


def _write_to_output(source: BuildSource, options: _BuildOptions) -> int:
    """Write the PDF alone to standard output. Raises HandoutError."""
    from handout.cli.pdf_file import make_pdf
    from handout.publish.html.render import render

    prepared = _prepare_source(source, options)
    if is_refused(prepared.warnings, strict=options.strict):
        raise HandoutError(prepared.warnings)
    html = render(
        prepared.fitted, "file", prepared.logo, source.name, prepared.second
    ).html.encode()
    pdf = make_pdf(prepared, html, Path(source.name))
    problems = sorted({*prepared.warnings, *pdf.problems})
    if pdf.content is None:
        refusal = problem("no-pdf-to-output", Position(str(source.path)))
        raise HandoutError([*prepared.warnings, refusal], ExitCode.ENVIRONMENT)
    print_problems(problems)
    sys.stdout.buffer.write(pdf.content)
    sys.stdout.buffer.flush()
    return exit_code(problems, strict=options.strict)


def _output_targets(
    sources: Sequence[BuildSource], output: Path | None
) -> tuple[list[tuple[BuildSource, Path]], list[Problem]]:
    """Return each source with the path it is written to, less its suffix.

    The problems are those that would be written to the same path.
    """
    paths_by_target: dict[str, Path] = {}
    targets = []
    problems = []
    for source in sources:
        target = (output or source.path.parent) / source.name
        # Windows and macOS take names that differ in case for the same.
        other = paths_by_target.setdefault(os.path.realpath(target).casefold(), source.path)
        if other is not source.path:
            position = Position(str(source.path))
            problems.append(problem("same-output", position, other=other, output=f"{target}.pdf"))
        targets.append((source, target))
    return targets, problems


def _print_results(
    problems: Sequence[Problem], written: Sequence[dict[str, Any]], json_output: bool
) -> None:
    if json_output:
        print_result(format_json(problems, written=written))
        return
    print_problems(problems)
    for entry in written:
        pages = format_page_count(entry["pages"])
        print_line(_MESSAGES["written"].format(path=entry["path"], pages=pages))


def _explain(sources: Sequence[BuildSource], options: _BuildOptions) -> int:
    from handout.cli.provenance import print_provenance

    prepared_handouts = [_prepare_source(source, options) for source in sources]
    for prepared in prepared_handouts:
        print_provenance(prepared, options.json_output)
    return ExitCode.OK


def _watch(paths: Sequence[Path], run_once: Callable[[], int]) -> int:
    """Call `run_once` now, and whenever one of `paths` was saved. Ctrl-C ends it."""
    print_line(say_counted(_MESSAGES, "watching", len(paths)))
    last_times: list[float] | None = None
    while True:
        times = [path.stat().st_mtime if path.exists() else 0 for path in paths]
        if times != last_times:
            last_times = times
            try:
                run_once()
            except HandoutError as error:
                print_problems(error.problems)
        time.sleep(_POLL_INTERVAL)
