"""The language that --language or a handout.toml chooses for messages and the office's files."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from handout.interface_language import LANGUAGE_VARIABLE
from handout.sources.fields.languages import find_language
from handout.sources.project_file import OFFICE_LANGUAGE
from handout.sources.project_search import find_above

OPTION = "--language"
_CONFIG = "--config"
_WITH_LANGUAGE = "new"  # its own --language is that of the sheet


@contextmanager
def chosen_language(arguments: Sequence[str]) -> Iterator[list[str]]:
    """Speak the language in the with block that `arguments` name, or the handout.toml of their
    files; give the arguments without it.

    A language that we have no words for stays among them: it is refused as other options are.
    """
    others, named = _split_language(arguments)
    tag = find_language(named) if named else None
    if named and tag is None:
        others = [f"{OPTION}={named}", *others]
    elif not named and not os.environ.get(LANGUAGE_VARIABLE):
        tag = _project_language(others)
    before = os.environ.get(LANGUAGE_VARIABLE)
    if tag:
        os.environ[LANGUAGE_VARIABLE] = tag  # workers inherit it
    try:
        yield others
    finally:
        if before is None:
            os.environ.pop(LANGUAGE_VARIABLE, None)
        else:
            os.environ[LANGUAGE_VARIABLE] = before


def _split_language(arguments: Sequence[str]) -> tuple[list[str], str]:
    """Return the arguments without --language, and what it names; that of `new` stays."""
    others: list[str] = []
    named = ""
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        if argument in ("--", _WITH_LANGUAGE):
            return [*others, argument, *waiting], named
        if argument == OPTION and waiting:
            named = waiting.pop(0)
        elif argument.startswith(f"{OPTION}="):
            named = argument.partition("=")[2]
        else:
            others.append(argument)
    return others, named


def _project_language(arguments: Sequence[str]) -> str | None:
    """Return the language that the handout.toml of these arguments chooses, None if it does not.

    What is wrong with the file is told when it is read for the command.
    """
    path: Path | None = None
    for argument, following in pairwise([*arguments, ""]):
        if argument == _CONFIG:
            path = Path(following)
        elif argument.startswith(f"{_CONFIG}="):
            path = Path(argument.partition("=")[2])
    try:
        path = path or _nearest_project_file(arguments)
        table = tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError):
        return None
    named = table.get(OFFICE_LANGUAGE, "")
    return find_language(named) if isinstance(named, str) else None


def _nearest_project_file(arguments: Sequence[str]) -> Path | None:
    """Return the handout.toml for the first file among `arguments`, None if there is none.

    Raises OSError where the system cannot even be asked, as for a name that is too long.
    """
    files = [Path(argument) for argument in arguments if not argument.startswith("-")]
    return find_above(next((file.parent for file in files if file.is_file()), Path()))
