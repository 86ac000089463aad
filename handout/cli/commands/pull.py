"""handout pull: edits in a page go into the files it was built from; a PDF is opened again."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.console import format_json, print_line, print_problems, print_result
from handout.cli.options import (
    SHEET,
    customization_option,
    district_option,
    json_option,
    school_option,
)
from handout.cli.pull_plan import describe_changes, plan_pull, write_files
from handout.interface_language import command_messages
from handout.problems import ExitCode, HandoutError, Position, Problem, has_errors, problem
from handout.sources.file_kinds import PDF, kind_at

if TYPE_CHECKING:
    from handout.edits.diff import Change
    from handout.pull.result import Pull
    from handout.sources.edited.pdf_attachments import PrintSource

_MESSAGES = command_messages()["pull"]


@dataclass(frozen=True)
class _PageTargets:
    """What is to be written for one page or PDF, and the changes that it makes."""

    page: Path
    files: Mapping[Path, str | bytes | None]
    changes: Sequence[Change] = ()


@dataclass
class _Plans:
    """What is to be written for all pages, and the problems of all of them."""

    targets: list[_PageTargets] = field(default_factory=list)
    pulls: list[Pull] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(target.files for target in self.targets)


@click.command("pull", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("files", nargs=-1, required=True, type=SHEET, metavar=_MESSAGES["files"])
@customization_option
@district_option
@school_option
@click.option("--yes", is_flag=True, help=_MESSAGES["yes"])
@click.option("--translated", is_flag=True, help=_MESSAGES["translated"])
@json_option(_MESSAGES["json"])
def command(
    files: tuple[Path, ...],
    customization: Path | None,
    district: Path | None,
    school: Path | None,
    yes: bool,
    translated: bool,
    json_output: bool,
) -> int:
    plans = _plan_all(files, customization, district, school, translated)
    if json_output:
        print_result(_format_plans(plans))
    else:
        _print_plans(plans)
        print_problems(sorted(set(plans.problems)))
    if has_errors(plans.problems):
        return ExitCode.PROBLEMS
    # Something is left for people to do, as where a newer wording waits.
    is_left = any(pull.untaken for pull in plans.pulls)
    done = ExitCode.CONFLICTS if is_left else ExitCode.OK
    if plans.is_empty:
        if yes:
            _remember_pulled(plans.pulls)
        return done
    if not yes and json_output:
        return ExitCode.OK
    if not yes and not click.confirm(_MESSAGES["ask"], default=False):
        print_line(_MESSAGES["left"])
        return ExitCode.OK
    _write_plans(plans, quiet=json_output)
    return done


def _plan_all(
    files: Sequence[Path],
    customization: Path | None,
    district: Path | None,
    school: Path | None,
    translated: bool,
) -> _Plans:
    plans = _Plans()
    pages_by_customization: dict[str, Path] = {}
    for path in files:
        try:
            if kind_at(path) == PDF:
                _plan_print(path, customization, district, school, plans)
                continue
            pull = plan_pull(path, customization, district, school, translated=translated)
        except HandoutError as error:
            plans.problems += error.problems
            continue
        other = pages_by_customization.setdefault(os.path.realpath(pull.customization), path)
        if other is not path:
            name, position = pull.customization.stem, Position(str(path))
            plans.problems.append(problem("pulled-twice", position, name=name, other=other))
        plans.problems += (*pull.problems, *pull.unprintable)
        plans.pulls.append(pull)
        plans.targets.append(_PageTargets(path, dict(pull.files), pull.changes))
    return plans


def _plan_print(
    pdf: Path,
    customization: Path | None,
    district: Path | None,
    school: Path | None,
    plans: _Plans,
) -> None:
    """Add to `plans` what is attached to a PDF. Raises HandoutError as `_print_files` does."""
    from handout.pipeline import read_layers
    from handout.pull.issued_layers import layer_problems
    from handout.sources.edited.pdf_attachments import read_print

    source = read_print(pdf)
    plans.targets.append(_PageTargets(pdf, _print_files(pdf, source, customization)))
    layers, problems = read_layers(None, district, school)
    plans.problems += problems
    without = layer_problems(source.layers, layers, Position(str(pdf)), "print-without-layer")
    plans.problems += without


def _print_files(
    pdf: Path, source: PrintSource, customization: Path | None
) -> dict[Path, str | bytes | None]:
    """Return the files that are attached to a PDF, under the name that was asked for.

    Raises HandoutError if a file of that name is there and differs.
    """
    attached: dict[Path, str | bytes] = {}
    for name, text in sorted(source.texts.items()):
        path = pdf.with_name(name)
        if customization:
            ending = ".edits.yaml" if name.endswith(".edits.yaml") else ".yaml"
            path = customization.with_name(customization.stem + ending)
        attached[path] = text
    # A picture keeps its name, by which the customization finds it.
    for name, picture in sorted(source.pictures.items()):
        attached[(customization or pdf).with_name(name)] = picture.content
    missing: dict[Path, str | bytes | None] = {}
    for path, content in attached.items():
        if not path.exists():
            missing[path] = content
        elif path.read_bytes() != (content.encode() if isinstance(content, str) else content):
            raise HandoutError([problem("is-there-already", Position(str(path)))])
    return missing


def _write_plans(plans: _Plans, *, quiet: bool) -> None:
    for target in plans.targets:
        lines = write_files(target.files)
        if not quiet:
            for line in lines:
                print_line(line)
    _remember_pulled(plans.pulls)


def _remember_pulled(pulls: Sequence[Pull]) -> None:
    """Record that these pages have been pulled: build may overwrite them."""
    from handout.pull.page.issued_page import remember_page

    for pull in pulls:
        remember_page(pull.issued_page)


def _print_plans(plans: _Plans) -> None:
    for target in plans.targets:
        key = "changes" if target.changes or target.files else "nothing"
        print_result(_MESSAGES[key].format(path=target.page))
        for line in describe_changes(target.changes):
            print_result(line)
        if not target.changes:
            for path in target.files:
                if not path.exists():
                    print_line("  " + _MESSAGES["start"].format(path=path))


def _format_plans(plans: _Plans) -> str:
    pages = []
    for target in plans.targets:
        pages.append(
            {
                "path": str(target.page),
                "files": [str(path) for path in target.files],
                "changes": [asdict(change) for change in target.changes],
            }
        )
    return format_json(sorted(set(plans.problems)), pages=pages)
