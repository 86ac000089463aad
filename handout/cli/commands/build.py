"""handout build: PDFs and HTML files from customization files."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from handout.cli.console import (
    format_json,
    format_page_count,
    print_detail,
    print_line,
    print_problems,
    print_result,
)
from handout.cli.exit_codes import exit_code
from handout.cli.options import FILE, district_option, json_option, school_option, strict_option
from handout.cli.overwrite import check_word_edits, pull_page_edits
from handout.messages import CONTENT, message_table
from handout.pipeline import PreparedHandout, prepare
from handout.problems import (
    ExitCode,
    HandoutError,
    Position,
    Problem,
    has_errors,
    problem,
    with_position,
)
from handout.pull.page.build_state import load_build_state, save_build_state
from handout.sources.file_kinds import kind_at, refuse_page

_MESSAGES = message_table("commands")["build"]
_SAMPLE_NAME = "first-day-essentials"
_POLL_INTERVAL = 0.4  # seconds between two looks at the files of --watch
COMPILES_FROM = 20  # handouts; with fewer, compiling their parts takes longer than it saves


@dataclass(frozen=True)
class _BuildOptions:
    """What is asked of a build: layers under each file, folder, kinds of file, and how to report.

    `pulls` is set where edits of a page that would be overwritten are pulled first.
    """

    output: Path | None
    district: Path | None
    school: Path | None
    docx: bool
    pulls: bool
    strict: bool
    json_output: bool


@dataclass(frozen=True)
class _ReadyHandout:
    """A handout that can be written: its customization, and its `target` path less the suffix."""

    customization: Path
    target: Path
    prepared: PreparedHandout


@click.command("build", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("files", nargs=-1, type=FILE, metavar=_MESSAGES["files"])
@click.option("-o", "--output", type=FILE, help=_MESSAGES["output"])
@district_option
@school_option
@click.option("--sample", is_flag=True, help=_MESSAGES["sample"])
@click.option("--docx", is_flag=True, help=_MESSAGES["docx"])
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
    docx: bool,
    no_pull: bool,
    watch: bool,
    explain: bool,
    strict: bool,
    json_output: bool,
) -> int:
    names = {path: path.stem for path in files}
    if sample:
        names[CONTENT / "en" / "sample.yaml"] = _SAMPLE_NAME
        output = output or Path()
    if not names:
        raise click.UsageError(_MESSAGES["none"])
    options = _BuildOptions(
        output=output,
        district=district,
        school=school,
        docx=docx,
        pulls=not no_pull,
        strict=strict,
        json_output=json_output,
    )

    def run_once() -> int:
        return _explain(names, options) if explain else _build(names, options)

    if not watch:
        return run_once()
    layer_files = [path for path in (district, school) if path]
    return _watch([*names, *layer_files], run_once)


def _build(names: Mapping[Path, str], options: _BuildOptions) -> int:
    """Build each file under its name. Nothing is written if one of them has an error."""
    targets, problems = _output_targets(names, options.output)
    ready: list[_ReadyHandout] = []
    for path, target in targets:
        try:
            ready.append(_prepare_handout(path, target, options, problems))
        except HandoutError as error:
            problems += error.problems
    written: list[dict[str, Any]] = []
    code = ExitCode.OK
    if not has_errors(problems):
        compiles = len(ready) >= COMPILES_FROM
        for handout in ready:
            try:
                written += _publish(handout, options.docx, compiles, problems)
            except HandoutError as error:
                position = Position(str(handout.customization))
                problems += with_position(error.problems, position)
                code = error.exit_code  # a folder that cannot be written is not the file's fault
    problems = sorted(set(problems))
    _print_results(problems, written, options.json_output)
    return code or exit_code(problems, strict=options.strict)


def _prepare_handout(
    path: Path, target: Path, options: _BuildOptions, problems: list[Problem]
) -> _ReadyHandout:
    """Return the handout of a customization, once no edits would be overwritten.

    Warnings are added to `problems`. Raises HandoutError.
    """
    refuse_page(kind_at(path), Position(str(path)))
    district, school = options.district, options.school
    # The sample is not the user's to edit: what they made of it they pull themselves.
    pulls = options.pulls and path.stem == target.name
    problems += pull_page_edits(
        path, target, district, school, pulls=pulls, quiet=options.json_output
    )
    if options.docx:
        problems += check_word_edits(path, target, district, school, pulls=pulls)
    prepared = prepare(path, district, school)
    problems += prepared.warnings
    return _ReadyHandout(path, target, prepared)


def _output_targets(
    names: Mapping[Path, str], output: Path | None
) -> tuple[list[tuple[Path, Path]], list[Problem]]:
    """Return each file with the path it is written to, less its suffix.

    The problems are those files that would be written to the same path.
    """
    files_by_target: dict[str, Path] = {}
    targets = []
    problems = []
    for path, name in names.items():
        target = (output or path.parent) / name
        # Windows and macOS take names that differ in case for the same.
        other = files_by_target.setdefault(str(target.resolve()).casefold(), path)
        if other is not path:
            position = Position(str(path))
            problems.append(problem("same-output", position, other=other, output=f"{target}.pdf"))
        targets.append((path, target))
    return targets, problems


def _publish(
    handout: _ReadyHandout, docx: bool, compiles: bool, problems: list[Problem]
) -> list[dict[str, Any]]:
    """Write the files of a handout, and return what is reported of each.

    Warnings are added to `problems`.
    """
    from handout.cli.pdf_file import make_pdf
    from handout.files import make_folder, write_atomic
    from handout.publish.html.record import build_record
    from handout.publish.html.render import render

    target, prepared = handout.target, handout.prepared
    start = time.monotonic()
    make_folder(target.parent)
    html = render(prepared.fitted, "file", prepared.logo, target.name).html.encode()
    pdf = make_pdf(prepared, html, target, compiles=compiles)
    problems += pdf.problems
    detail = {"path": f"{target}.pdf", "route": pdf.route, "seconds": time.monotonic() - start}
    print_detail(_MESSAGES["detail"].format(**detail))
    record = build_record(prepared.fitted, target.name)
    contents = {".html": html} if pdf.content is None else {".pdf": pdf.content, ".html": html}
    if docx:
        from handout.publish.docx.document import build_word_file

        contents[".docx"] = build_word_file(prepared.fitted, prepared.logo, record)
    densities = {side.side.name: side.density.name for side in prepared.fitted.sides}
    entries = []
    for suffix, content in contents.items():
        path = target.with_name(target.name + suffix)
        write_atomic(path, content)
        entries.append(
            {
                "path": str(path),
                "bytes": len(content),
                "pages": pdf.pages,
                "density": densities,
            }
        )
    state = load_build_state(target)
    state = replace(state, record=record, file=hashlib.sha256(html).hexdigest(), read="")
    if docx:
        state = replace(state, word="")
    save_build_state(target, state)
    return entries


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


def _explain(names: Mapping[Path, str], options: _BuildOptions) -> int:
    from handout.cli.provenance import print_provenance

    prepared_handouts = [prepare(path, options.district, options.school) for path in names]
    for prepared in prepared_handouts:
        print_provenance(prepared, options.json_output)
    return ExitCode.OK


def _watch(paths: Sequence[Path], run_once: Callable[[], int]) -> int:
    """Call `run_once` now, and whenever one of `paths` was saved. Ctrl-C ends it."""
    print_line(_MESSAGES["watching"].format(count=len(paths)))
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
