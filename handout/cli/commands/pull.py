"""handout pull: edits in a page go into the files it was built from; a PDF is opened again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handout.cli.console import format_json, print_line, print_problems
from handout.messages import message_table
from handout.problems import ExitCode, HandoutError, Position, Problem, problem
from handout.sources.file_kinds import PDF, kind_at

if TYPE_CHECKING:
    from handout.edits.diff import Change
    from handout.pull.pull import Pull

_MESSAGES = message_table("commands")["pull"]
_BUILD_MESSAGES, _CHANGE_MESSAGES = (
    message_table("commands")["build"],
    message_table("commands")["changes"],
)
_FILE = click.Path(path_type=Path)


@click.command("pull", help=_MESSAGES["help"], short_help=_MESSAGES["short"])
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar=_MESSAGES["files"])
@click.option("--customization", type=_FILE, help=_MESSAGES["customization"])
@click.option("--district", type=_FILE, help=_BUILD_MESSAGES["district"])
@click.option("--school", type=_FILE, help=_BUILD_MESSAGES["school"])
@click.option("--yes", is_flag=True, help=_MESSAGES["yes"])
@click.option("--translated", is_flag=True, help=_MESSAGES["translated"])
@click.option("--json", "json_output", is_flag=True, help=_MESSAGES["json"])
def command(  # noqa: C901
    files: tuple[Path, ...],
    customization: Path | None,
    district: Path | None,
    school: Path | None,
    yes: bool,
    translated: bool,
    json_output: bool,
) -> int:
    plans: list[tuple[Path, Mapping[Path, str | bytes | None], Sequence[Change]]] = []
    pulls: list[Pull] = []
    problems: list[Problem] = []
    owners: dict[Path, Path] = {}
    for path in files:
        try:
            if kind_at(path) == PDF:
                plans.append((path, _read_print_files(path, customization), ()))
                continue
            pull = plan_pull(path, customization, district, school, translated=translated)
        except HandoutError as error:
            problems += error.problems
            continue
        other = owners.setdefault(pull.customization.resolve(), path)
        if other is not path:
            problems.append(
                problem(
                    "pulled-twice", Position(str(path)), name=pull.customization.stem, other=other
                )
            )
        problems += pull.problems
        pulls.append(pull)
        plans.append((path, dict(pull.files), pull.changes))
    wrong = any(not one.warning for one in problems)
    if json_output:
        print_line(_plans_as_json(plans, problems))
    else:
        _print_plans(plans)
        print_problems(sorted(set(problems)))
    wanted = any(targets for _, targets, _ in plans)
    # Something is left for people to do, as where a newer wording waits.
    done = ExitCode.CONFLICTS if any(pull.untaken for pull in pulls) else ExitCode.OK
    if wrong or not wanted:
        _remember_pulled(pulls if not wrong and yes else [])
        return ExitCode.PROBLEMS if wrong else done
    if not yes and (json_output or not click.confirm(_MESSAGES["ask"], default=False)):
        if not json_output:
            print_line(_MESSAGES["left"])
        return ExitCode.OK
    for _, targets, _ in plans:
        for line in write_files(targets):
            if not json_output:
                print_line(line)
    _remember_pulled(pulls)
    return done


def plan_pull(
    path: Path,
    customization: Path | None,
    district: Path | None,
    school: Path | None,
    *,
    as_it_stands: bool = False,
    translated: bool = False,
) -> Pull:
    """Return what pulling the page at `path` would write. Raises HandoutError."""
    from handout.pull.page.issued_page import open_issued_page
    from handout.pull.pull import pull_page

    folders = [customization.parent] if customization else []
    issue = open_issued_page(path, *folders, translated=translated)
    own = customization or path.with_name(f"{issue.record.name}.yaml")
    if customization and issue.record.name not in (customization.stem, ""):
        raise HandoutError(
            [
                problem(
                    "page-other",
                    Position(str(path)),
                    name=issue.record.name,
                    wanted=customization.stem,
                )
            ]
        )
    return pull_page(issue, own, district, school, as_it_stands=as_it_stands)


def describe_changes(changes: Sequence[Change]) -> Iterator[str]:
    """Yield each change as a line."""
    for change in changes:
        kind = change.kind
        if kind == "field":
            kind = (
                "field"
                if change.old and change.new
                else "field-set"
                if change.new
                else "field-emptied"
            )
        yield _CHANGE_MESSAGES[kind].format_map(asdict(change))


def write_files(files: Mapping[Path, str | bytes | None]) -> list[str]:
    """Write the files, or remove those that are None, and return a line for each."""
    from handout.files import make_folder, write_atomic

    lines = []
    for path, text in files.items():
        if text is None:
            path.unlink(missing_ok=True)
        else:
            make_folder(path.parent)
            if isinstance(text, str) and path.exists() and b"\r\n" in path.read_bytes():
                text = text.replace("\n", "\r\n")
            write_atomic(path, text.encode() if isinstance(text, str) else text)
        lines.append(_MESSAGES["removed" if text is None else "wrote"].format(path=path))
    return lines


def _read_print_files(path: Path, customization: Path | None) -> dict[Path, str | bytes | None]:
    """Return the files that are attached to a PDF, under the name that was asked for.

    Raises HandoutError if a file of that name is there and differs.
    """
    from handout.sources.edited.pdf_attachments import read_print

    source = read_print(path)
    wanted: dict[Path, str | bytes] = {}
    for name, text in sorted(source.texts.items()):
        ending = ".edits.yaml" if name.endswith(".edits.yaml") else ".yaml"
        wanted[
            customization.with_name(customization.stem + ending)
            if customization
            else path.with_name(name)
        ] = text
    for name, picture in sorted(
        source.pictures.items()
    ):  # under the name that the customization says
        wanted[(customization or path).with_name(name)] = picture.content
    found: dict[Path, str | bytes | None] = {}
    for own, content in wanted.items():
        if not own.exists():
            found[own] = content
        elif own.read_bytes() != (content.encode() if isinstance(content, str) else content):
            raise HandoutError([problem("is-there-already", Position(str(own)))])
    return found


def _remember_pulled(pulls: Sequence[Pull]) -> None:
    """Record that these pages have been pulled: build may overwrite them."""
    from handout.pull.page.issued_page import remember_page

    for pull in pulls:
        remember_page(pull.issued_page)


def _print_plans(
    plans: Sequence[tuple[Path, Mapping[Path, str | bytes | None], Sequence[Change]]],
) -> None:
    for path, targets, changes in plans:
        print_line(
            (_MESSAGES["changes"] if changes or targets else _MESSAGES["nothing"]).format(path=path)
        )
        for line in describe_changes(changes):
            print_line(line)
        for target in targets if not changes else ():
            if not target.exists():
                print_line("  " + _MESSAGES["start"].format(path=target))


def _plans_as_json(
    plans: Sequence[tuple[Path, Mapping[Path, str | bytes | None], Sequence[Change]]],
    problems: Sequence[Problem],
) -> str:
    pages = [
        {
            "path": str(path),
            "files": [str(target) for target in targets],
            "changes": [asdict(change) for change in changes],
        }
        for path, targets, changes in plans
    ]
    return format_json(sorted(set(problems)), pages=pages)
