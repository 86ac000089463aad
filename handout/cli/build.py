"""handout build: customization files to PDFs and HTML files."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.console import as_json, say, tell
from handout.files import keep_copy
from handout.messages import CONTENT, message_table
from handout.pipeline import PreparedHandout, prepare
from handout.problems import ExitCode, HandoutError, Position, Problem, problem, with_position
from handout.pull.build_state import is_unmodified, load_build_state, save_build_state
from handout.sources.file_kinds import kind_at, refuse_page

if TYPE_CHECKING:
    from handout.pull.comparison import Comparison
    from handout.pull.issued_page import IssuedPage

_SAID = message_table("commands")["build"]
_FILE = click.Path(path_type=Path)
_SAMPLE_NAME = "first-day-essentials"
# What is for people to decide: newer wordings, and what could not be taken and stands in a copy.
WAITING = frozenset({"edit-waits", "edit-waits-gone", "page-kept", "batch-page-kept"})
_PAUSE = 0.4  # seconds between two looks at the files
_MANY = 20  # sheets, from which on compiling their parts takes less time than it spares


@click.command("build", help=_SAID["help"], short_help=_SAID["short"])
@click.argument("files", nargs=-1, type=_FILE, metavar=_SAID["files"])
@click.option("-o", "--output", type=_FILE, help=_SAID["output"])
@click.option("--district", type=_FILE, help=_SAID["district"])
@click.option("--school", type=_FILE, help=_SAID["school"])
@click.option("--sample", is_flag=True, help=_SAID["sample"])
@click.option("--docx", is_flag=True, help=_SAID["docx"])
@click.option("--no-pull", is_flag=True, help=_SAID["no_pull"])
@click.option("--watch", is_flag=True, help=_SAID["watch"])
@click.option("--explain", is_flag=True, help=_SAID["explain"])
@click.option("--strict", is_flag=True, help=_SAID["strict"])
@click.option("--json", "machine", is_flag=True, help=_SAID["json"])
def command(
    files: tuple[Path, ...], output: Path | None, district: Path | None, school: Path | None,
    sample: bool, docx: bool, no_pull: bool, watch: bool, explain: bool, strict: bool, machine: bool,
) -> int:  # fmt: skip
    wanted = {path: path.stem for path in files}
    if sample:
        wanted[CONTENT / "en" / "sample.yaml"] = _SAMPLE_NAME
        output = output or Path()
    if not wanted:
        raise click.UsageError(_SAID["none"])

    def once() -> int:
        if explain:
            return _explain([prepare(path, district, school) for path in wanted], machine)
        return _build(
            wanted,
            output,
            district,
            school,
            docx=docx,
            pull=not no_pull,
            strict=strict,
            machine=machine,
        )

    if not watch:
        return once()
    return _watch([*wanted, *(path for path in (district, school) if path)], once)


def _build(
    wanted: dict[Path, str], output: Path | None, district: Path | None, school: Path | None,
    *, docx: bool, pull: bool, strict: bool, machine: bool,
) -> int:  # fmt: skip
    problems: list[Problem] = []
    prepared_handouts: list[tuple[Path, Path, PreparedHandout]] = []
    for path, target in _targets(wanted, output, problems):
        try:
            refuse_page(kind_at(path), Position(str(path)))
            # A sample is not hers to be edited: what she made of it she reads back herself.
            own = pull and path.stem == target.name
            problems += _read_back(path, target, district, school, take=own, quiet=machine)
            if docx:
                problems += _word_edits(path, target, district, school, take=own)
            prepared = prepare(path, district, school)
        except HandoutError as error:
            problems += error.problems
        else:
            problems += prepared.warnings
            prepared_handouts.append((path, target, prepared))
    written: list[dict[str, object]] = []
    if not any(not one.warning for one in problems):
        many = len(prepared_handouts) >= _MANY
        for path, target, prepared in prepared_handouts:
            try:
                written += _publish(target, prepared, docx, many)
            except HandoutError as error:
                problems += with_position(error.problems, Position(str(path)))
    problems = sorted(set(problems))
    if machine:
        say(as_json(problems, written=written))
    else:
        tell(problems)
        for entry in written:
            pages = (
                _SAID["page"]
                if entry["pages"] == 1
                else _SAID["pages"].format(count=entry["pages"])
            )
            say(_SAID["written"].format(path=entry["path"], pages=pages))
    return exit_code(problems, strict)


def exit_code(problems: Sequence[Problem], strict: bool) -> ExitCode:
    """What build and check tell the shell."""
    if any(strict or not one.warning for one in problems):
        return ExitCode.PROBLEMS
    return ExitCode.CONFLICTS if any(one.code in WAITING for one in problems) else ExitCode.OK


def _read_back(
    path: Path, target: Path, district: Path | None, school: Path | None, *, take: bool, quiet: bool
) -> tuple[Problem, ...]:
    """Take the edits in the HTML that is to be written over, and tell of them; all that was not taken.

    Raises HandoutError if there are edits and `take` is not set, or if what is there cannot be read.
    """
    page = target.with_name(target.name + ".html")
    if not page.exists() or is_unmodified(target):
        return ()
    from handout.cli.pull import in_words, planned, write_files
    from handout.pull.issued_page import is_remembered, remember_page

    issue, found = _open(page, path)
    if not found.is_edited or is_remembered(issue):  # what could be taken was taken
        return _keep_untaken(issue, found.problems)
    if not take:
        raise HandoutError([problem("not-read-back", Position(str(page)), path=page)])
    pull = planned(page, path, district, school)
    lines = [*in_words(pull.changes), *write_files(dict(pull.files))]
    if lines and not quiet:
        say(_SAID["pulled"].format(path=page))
        for line in lines:
            say(line)
    remember_page(pull.issued_page)
    return _keep_untaken(pull.issued_page, pull.problems)


def _word_edits(
    path: Path, target: Path, district: Path | None, school: Path | None, *, take: bool
) -> tuple[Problem, ...]:
    """All that was not taken of the Word file that is to be written over.

    Raises HandoutError if there are edits in it that were not read back, or if it cannot be read.
    """
    file = target.with_name(target.name + ".docx")
    if not file.exists():
        return ()
    from handout.cli.pull import planned
    from handout.pull.issued_page import is_remembered

    issue, found = _open(file, path)
    if not found.is_edited or is_remembered(issue):
        return _keep_untaken(issue, found.problems)
    pull = planned(file, path, district, school) if take else None
    if pull is None or pull.files:
        raise HandoutError([problem("not-read-back", Position(str(file)), path=file)])
    return _keep_untaken(pull.issued_page, pull.problems)


def _open(file: Path, path: Path) -> tuple[IssuedPage, Comparison]:
    """A file that is to be written over, and what was changed in it. Raises HandoutError if it cannot be read."""
    from handout.pull.comparison import compare_page
    from handout.pull.issued_page import open_issued_page

    try:
        issue = open_issued_page(file, path.parent)
    except HandoutError as error:
        reason = " ".join(one.message for one in error.problems)
        raise HandoutError(
            [problem("not-ours-there", Position(str(file)), reason=reason)]
        ) from error
    return issue, compare_page(issue)


def _keep_untaken(issue: IssuedPage, told: Sequence[Problem]) -> tuple[Problem, ...]:
    """What was `told` of a file that is to be written over, of which a copy is kept if not all of it was taken."""
    from handout.pull.untaken import is_untaken

    if not any(map(is_untaken, told)):
        return tuple(told)
    copy = keep_copy(issue.path, issue.path.read_bytes())
    position = Position(str(issue.path))
    return (*told, problem("page-kept", position, warning=True, file=issue.path.name, copy=copy))


def _targets(
    wanted: dict[Path, str], output: Path | None, problems: list[Problem]
) -> Sequence[tuple[Path, Path]]:
    """Each file with the path it is written to, less its suffix; two that would be the same are Problems."""
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


def _explain(prepared_handouts: Sequence[PreparedHandout], machine: bool) -> int:
    from handout.cli.blocks import print_provenance

    for prepared in prepared_handouts:
        print_provenance(prepared, machine)
    return ExitCode.OK


def _watch(paths: Sequence[Path], once: Callable[[], int]) -> int:
    say(_SAID["watching"].format(count=len(paths)))
    seen: list[float] | None = None
    while True:
        now = [path.stat().st_mtime if path.exists() else 0 for path in paths]
        if now != seen:
            seen = now
            try:
                once()
            except HandoutError as error:
                tell(error.problems)
        time.sleep(_PAUSE)
