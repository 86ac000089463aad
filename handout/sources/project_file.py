"""handout.toml: what the commands of a folder are always given, so that nobody types it again."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handout.content_folders import list_languages
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.fields.languages import find_language
from handout.sources.fields.near_words import find_near_word
from handout.sources.yaml.nodes import Mapping as Tree
from handout.sources.yaml.nodes import Scalar
from handout.sources.yaml.text_file import read_text

PATHS = ("district", "school", "students", "output")
VALUES = ("theme", "language")
OFFICE_LANGUAGE = "office_language"
"""The key of the language in which the commands speak, and an office's files are written."""


@dataclass(frozen=True)
class ProjectFile:
    """What a handout.toml says: paths by their options, and the layer of its values.

    The paths are as they are found from here. The layer lies below all others.
    """

    path: Path
    paths: Mapping[str, Path] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    layer: Layer | None = None


def read_project_file(path: Path) -> ProjectFile:
    """Return what the file says. Raises HandoutError with all that is wrong."""
    text = read_text(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        refusal = problem("project-not-toml", Position(str(path)), reason=error)
        raise HandoutError([refusal]) from error
    lines = _key_lines(text)
    problems: list[Problem] = []
    known: dict[str, str] = {}
    for key, value in table.items():
        position = Position(str(path), lines.get(key, 0))
        if fault := _check_entry(key, value, position):
            problems.append(fault)
        else:
            known[key] = value
    office_language = known.get(OFFICE_LANGUAGE, "")
    if office_language and not find_language(office_language):
        position = Position(str(path), lines.get(OFFICE_LANGUAGE, 0))
        said = {"found": office_language, "tags": ", ".join(list_languages())}
        problems.append(problem("language", position, warning=False, **said))
    values = {name: known[name] for name in VALUES if name in known}
    entries = []
    for name, text_value in values.items():
        position = Position(str(path), lines.get(name, 0))
        entries.append((Scalar(name, position), Scalar(text_value, position, quoted=True)))
    layer, layer_problems = parse_layer(Tree(tuple(entries), Position(str(path))), Level.DISTRICT)
    problems += layer_problems
    if problems:
        raise HandoutError(problems)
    paths = {name: path.parent / known[name] for name in PATHS if name in known}
    return ProjectFile(path, paths, values, layer if values else None)


def _check_entry(key: str, value: Any, position: Position) -> Problem | None:
    names = (*PATHS, *VALUES, OFFICE_LANGUAGE)
    if key not in names:
        near = find_near_word(key, names)
        code = "project-key-near" if near else "project-key"
        return problem(code, position, key=key, near=near, names=", ".join(names))
    if not isinstance(value, str):
        return problem("project-no-text", position, key=key)
    return None


def _key_lines(text: str) -> dict[str, int]:
    """Return the line of each key: the TOML reader tells none."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        key, sign, _ = line.partition("=")
        if sign:
            lines.setdefault(key.strip().strip("\"'"), number)
    return lines
