"""handout build: customization files to PDFs and HTML files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from handout.console import as_json, say, tell
from handout.edition import Edition, prepare
from handout.problem import ExitCode, HandoutError, Place, Problem, problem
from handout.words import CONTENT, words

_SAID = words("commands")["build"]
_FILE = click.Path(path_type=Path)
_SAMPLE_NAME = "first-day-essentials"
_PAUSE = 0.4  # seconds between two looks at the files


@click.command("build", help=_SAID["help"], short_help=_SAID["short"])
@click.argument("files", nargs=-1, type=_FILE, metavar=_SAID["files"])
@click.option("-o", "--output", type=_FILE, help=_SAID["output"])
@click.option("--district", type=_FILE, help=_SAID["district"])
@click.option("--school", type=_FILE, help=_SAID["school"])
@click.option("--sample", is_flag=True, help=_SAID["sample"])
@click.option("--watch", is_flag=True, help=_SAID["watch"])
@click.option("--explain", is_flag=True, help=_SAID["explain"])
@click.option("--strict", is_flag=True, help=_SAID["strict"])
@click.option("--json", "machine", is_flag=True, help=_SAID["json"])
def command(
    files: tuple[Path, ...], output: Path | None, district: Path | None, school: Path | None,
    sample: bool, watch: bool, explain: bool, strict: bool, machine: bool,
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
        return _build(wanted, output, district, school, strict=strict, machine=machine)

    if not watch:
        return once()
    return _watch([*wanted, *(path for path in (district, school) if path)], once)


def _build(
    wanted: dict[Path, str], output: Path | None, district: Path | None, school: Path | None, *, strict: bool, machine: bool
) -> int:
    problems: list[Problem] = []
    editions: list[tuple[Path, Edition]] = []
    for path, target in _targets(wanted, output, problems):
        try:
            edition = prepare(path, district, school)
        except HandoutError as error:
            problems += error.problems
        else:
            problems += edition.warnings
            editions.append((target, edition))
    written = []
    if not any(not one.warning for one in problems):
        written = [entry for target, edition in editions for entry in _publish(target, edition)]
    problems = sorted(set(problems))
    if machine:
        say(as_json(problems, written=written))
    else:
        tell(problems)
        for entry in written:
            pages = _SAID["page"] if entry["pages"] == 1 else _SAID["pages"].format(count=entry["pages"])
            say(_SAID["written"].format(path=entry["path"], pages=pages))
    return ExitCode.PROBLEMS if any(strict or not one.warning for one in problems) else ExitCode.OK


def _targets(wanted: dict[Path, str], output: Path | None, problems: list[Problem]) -> Sequence[tuple[Path, Path]]:
    """Each file with the path it is written to, less its suffix; two that would be the same are Problems."""
    found: dict[str, Path] = {}
    targets = []
    for path, stem in wanted.items():
        target = (output or path.parent) / stem
        other = found.setdefault(str(target.resolve()).casefold(), path)
        if other is not path:
            problems.append(problem("same-output", Place(str(path)), other=other, output=f"{target}.pdf"))
        targets.append((path, target))
    return targets


def _publish(target: Path, edition: Edition) -> list[dict[str, object]]:
    from handout.publish.html import render
    from handout.publish.output import make_folder, write_whole
    from handout.publish.pdf import typeset

    make_folder(target.parent)
    html = render(edition.fitted, "file", edition.logo).html
    pdf, pages = typeset(render(edition.fitted, "print", edition.logo))
    entries = []
    for suffix, content in ((".pdf", pdf), (".html", html.encode())):
        path = target.with_name(target.name + suffix)
        write_whole(path, content)
        densities = {side.side.name: side.density.name for side in edition.fitted.sides}
        entries.append({"path": str(path), "bytes": len(content), "pages": pages, "density": densities})
    return entries


def _explain(editions: Sequence[Edition], machine: bool) -> int:
    from handout.commands.blocks import print_provenance

    for edition in editions:
        print_provenance(edition, machine)
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
