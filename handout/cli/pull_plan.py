"""What pulling an edited page would change: shown line by line, then written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from handout.interface_language import command_messages
from handout.problems import HandoutError, Position, problem

if TYPE_CHECKING:
    from handout.edits.diff import Change
    from handout.pull.result import Pull

_MESSAGES = command_messages()["pull"]
_CHANGE_MESSAGES = command_messages()["changes"]


def plan_pull(
    page: Path,
    customization: Path | None,
    district: Path | None,
    school: Path | None,
    *,
    as_it_stands: bool = False,
    translated: bool = False,
) -> Pull:
    """Return what pulling `page` would write. Raises HandoutError.

    Without a `customization` it goes into the file beside the page from which the page was built.
    """
    from handout.pull.page.issued_page import open_issued_page
    from handout.pull.pull import pull_page

    folders = [customization.parent] if customization else []
    issued_page = open_issued_page(page, *folders, translated=translated)
    name = issued_page.record.name
    if customization and name not in (customization.stem, ""):
        position = Position(str(page))
        raise HandoutError([problem("page-other", position, name=name, wanted=customization.stem)])
    target = customization or page.with_name(f"{name}.yaml")
    return pull_page(issued_page, target, district, school, as_it_stands=as_it_stands)


def describe_changes(changes: Sequence[Change]) -> Iterator[str]:
    """Yield each change as a line."""
    for change in changes:
        yield _CHANGE_MESSAGES[_message_key(change)].format_map(asdict(change))


def _message_key(change: Change) -> str:
    if change.kind != "field":
        return change.kind
    if change.old and change.new:
        return "field"
    return "field-set" if change.new else "field-emptied"


def write_files(files: Mapping[Path, str | bytes | None]) -> list[str]:
    """Write the files, or remove those that are None, and return a line for each."""
    lines = []
    for path, content in files.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            _write_file(path, content)
        key = "removed" if content is None else "wrote"
        lines.append(_MESSAGES[key].format(path=path))
    return lines


def _write_file(path: Path, content: str | bytes) -> None:
    from handout.files import make_folder, write_atomic

    make_folder(path.parent)
    if isinstance(content, str):
        # A file that an editor on Windows wrote keeps its line ends.
        if path.exists() and b"\r\n" in path.read_bytes():
            content = content.replace("\n", "\r\n")
        content = content.encode()
    write_atomic(path, content)
