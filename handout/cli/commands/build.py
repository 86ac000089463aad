"""handout build: PDFs and HTML files from customization files."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from handout.cli.console import format_json, print_line, print_problems
from handout.cli.overwrite import check_word_edits, pull_page_edits
from handout.messages import CONTENT, message_table
from handout.pipeline import PreparedHandout, prepare
from handout.problems import ExitCode, HandoutError, Position, Problem, problem, with_position
from handout.pull.page.build_state import load_build_state, save_build_state
from handout.sources.file_kinds import kind_at, refuse_page

_MESSAGES = message_table("commands")["build"]
_FILE = click.Path(path_type=Path)
_SAMPLE_NAME = "first-day-essentials"
# What people have to decide on: newer wordings, and edits that could not be taken.
WAITING = frozenset({"edit-waits", "edit-waits-gone", "page-kept", "batch-page-kept"})
_POLL_INTERVAL = 0.4  # seconds between two looks at the files of --watch
COMPILES_FROM = 20  # handouts; with fewer, compiling their parts takes longer than it saves


@click.command("build", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("files", nargs=-1, type=_FILE, metavar=_MESSAGES["files"])
@click.option("-o", "--output", type=_FILE, help=_MESSAGES["output"])
@click.option("--district", type=_FILE, help=_MESSAGES["district"])
@click.option("--school", type=_FILE, help=_MESSAGES["school"])
@click.option("--sample", is_flag=True, help=_MESSAGES["sample"])
@click.option("--docx", is_flag=True, help=_MESSAGES["docx"])
@click.option("--no-pull", is_flag=True, help=_MESSAGES["no_pull"])
@click.option("--watch", is_flag=True, help=_MESSAGES["watch"])
@click.option("--explain", is_flag=True, help=_MESSAGES["explain"])
@click.option("--strict", is_flag=True, help=_MESSAGES["strict"])
@click.option("--json", "json_output", is_flag=True, help=_MESSAGES["json"])
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
    wanted = {path: path.stem for path in files}
    if sample:
        wanted[CONTENT / "en" / "sample.yaml"] = _SAMPLE_NAME
        output = output or Path()
    if not wanted:
        raise click.UsageError(_MESSAGES["none"])

    def once() -> int:
        if explain:
            return _print_provenance(
                [prepare(path, district, school) for path in wanted], json_output
            )
        return _build(
            wanted,
            output,
            district,
            school,
            docx=docx,
            pull=not no_pull,
            strict=strict,
            json_output=json_output,
        )

    if not watch:
        return once()
    return _watch([*wanted, *(path for path in (district, school) if path)], once)


def _build(
    wanted: dict[Path, str],
    output: Path | None,
    district: Path | None,
    school: Path | None,
    *,
    docx: bool,
    pull: bool,
    strict: bool,
    json_output: bool,
) -> int:
    problems: list[Problem] = []
    ready: list[tuple[Path, Path, PreparedHandout]] = []
    for path, target in _output_targets(wanted, output, problems):
        try:
            refuse_page(kind_at(path), Position(str(path)))
            # The sample is not the user's to edit: what they made of it they pull themselves.
            take = pull and path.stem == target.name
            problems += pull_page_edits(
                path, target, district, school, take=take, quiet=json_output
            )
            if docx:
                problems += check_word_edits(path, target, district, school, take=take)
            prepared = prepare(path, district, school)
        except HandoutError as error:
            problems += error.problems
        else:
            problems += prepared.warnings
            ready.append((path, target, prepared))
    written: list[dict[str, object]] = []
    code = ExitCode.OK
    if not any(not one.warning for one in problems):
        many = len(ready) >= COMPILES_FROM
        for path, target, prepared in ready:
            try:
                written += _publish(target, prepared, docx, many)
            except HandoutError as error:
                problems += with_position(error.problems, Position(str(path)))
                code = error.exit_code  # a folder that cannot be written is not the file's fault
    problems = sorted(set(problems))
    _print_results(problems, written, json_output)
    return code or exit_code(problems, strict)


def _print_results(
    problems: Sequence[Problem], written: Sequence[dict[str, object]], json_output: bool
) -> None:
    if json_output:
        print_line(format_json(problems, written=written))
        return
    print_problems(problems)
    for entry in written:
        count = entry["pages"]
        pages = _MESSAGES["page"] if count == 1 else _MESSAGES["pages"].format(count=count)
        print_line(_MESSAGES["written"].format(path=entry["path"], pages=pages))


def exit_code(problems: Sequence[Problem], strict: bool) -> ExitCode:
    """Return the exit code of build and check for these problems."""
    if any(strict or not one.warning for one in problems):
        return ExitCode.PROBLEMS
    return ExitCode.CONFLICTS if any(one.code in WAITING for one in problems) else ExitCode.OK


def _output_targets(
    wanted: dict[Path, str], output: Path | None, problems: list[Problem]
) -> Sequence[tuple[Path, Path]]:
    """Return each file with the path it is written to, less its suffix.

    Two that would be written to the same path are added to `problems`.
    """
    found: dict[str, Path] = {}
    targets = []
    for path, stem in wanted.items():
        target = (output or path.parent) / stem
        other = found.setdefault(str(target.resolve()).casefold(), path)
        if other is not path:
            problems.append(
                problem("same-output", Position(str(path)), other=other, output=f"{target}.pdf")
            )
        targets.append((path, target))
    return targets


def _publish(
    target: Path, prepared: PreparedHandout, docx: bool, many: bool
) -> list[dict[str, object]]:
    from handout.compiled.renderer import get_compiler
    from handout.files import make_folder, write_atomic
    from handout.publish.html.record import build_record
    from handout.publish.html.render import render

    make_folder(target.parent)
    html = render(prepared.fitted, "file", prepared.logo, target.name).html
    pressed = get_compiler(compiles=many).render(prepared.fitted, prepared.logo, target.name)
    files = [(".pdf", pressed.pdf), (".html", html.encode())]
    if docx:
        from handout.publish.docx.document import build_word_file

        files.append(
            (
                ".docx",
                build_word_file(
                    prepared.fitted, prepared.logo, build_record(prepared.fitted, target.name)
                ),
            )
        )
    entries = []
    for suffix, content in files:
        path = target.with_name(target.name + suffix)
        write_atomic(path, content)
        densities = {side.side.name: side.density.name for side in prepared.fitted.sides}
        entries.append(
            {"path": str(path), "bytes": len(content), "pages": pressed.pages, "density": densities}
        )
    kept = replace(
        load_build_state(target),
        record=build_record(prepared.fitted, target.name),
        file=hashlib.sha256(html.encode()).hexdigest(),
        read="",
    )
    save_build_state(target, replace(kept, word="") if docx else kept)
    return entries


def _print_provenance(prepared_handouts: Sequence[PreparedHandout], json_output: bool) -> int:
    from handout.cli.commands.blocks import print_provenance

    for prepared in prepared_handouts:
        print_provenance(prepared, json_output)
    return ExitCode.OK


def _watch(paths: Sequence[Path], once: Callable[[], int]) -> int:
    print_line(_MESSAGES["watching"].format(count=len(paths)))
    seen: list[float] | None = None
    while True:
        now = [path.stat().st_mtime if path.exists() else 0 for path in paths]
        if now != seen:
            seen = now
            try:
                once()
            except HandoutError as error:
                print_problems(error.problems)
        time.sleep(_POLL_INTERVAL)
