"""What a sheet is built from besides a file: standard input, a role alone, and --set."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from handout.cli.options import STANDARD
from handout.problems import Position, Problem, problem, raise_errors
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer

_INPUT_NAME = "handout"


@dataclass(frozen=True)
class BuildSource:
    """A customization: a file, or a layer that is in none. `name` is that of the files made."""

    path: Path
    name: str
    layer: Layer | None = None

    @property
    def file(self) -> Path | None:
        """Return the file, with whose folder its edits and its handout.toml are."""
        return None if self.layer else self.path

    @property
    def folder(self) -> Path:
        """Return the folder whose handout.toml counts: that of the file, else this one."""
        return self.file.parent if self.file else Path()


def file_source(path: Path) -> BuildSource:
    """Return the customization in `path`, or on standard input for “-”. Raises HandoutError."""
    if path != STANDARD:
        return BuildSource(path, path.stem)
    from handout.sources.yaml.text_file import LARGEST, decode
    from handout.sources.yaml.tree import parse_yaml

    text = decode(sys.stdin.buffer.read(LARGEST + 1), str(STANDARD))
    layer, problems = parse_layer(parse_yaml(text, str(STANDARD)), Level.CUSTOMIZATION)
    raise_errors(problems)
    return BuildSource(STANDARD, _INPUT_NAME, replace(layer, name=_INPUT_NAME))


def blank_source(role: str) -> BuildSource:
    """Return the customization of which nothing is filled in but its role."""
    from handout.sources.roster.row_tree import Cell, row_tree

    cell = Cell(role, Position(f"--blank {role}"))
    layer, _ = parse_layer(row_tree({"role": cell}, cell.position), Level.CUSTOMIZATION)
    return BuildSource(Path(role), role, replace(layer, name=role))


def read_settings(pairs: Sequence[str]) -> list[Layer]:
    """Return the layer of what --set gives to fields, if anything. Raises HandoutError."""
    if not pairs:
        return []
    from handout.sources.roster.row_tree import Cell, row_tree

    cells: dict[str, Cell] = {}
    problems: list[Problem] = []
    for pair in pairs:
        position = Position(f"--set {pair}")
        name, sign, text = pair.partition("=")
        name, text = name.strip(), text.strip()
        if not sign or not name:
            problems.append(problem("set-not-a-pair", position, text=pair))
        elif fault := _unknown_field(name, position):
            problems.append(fault)
        elif name in cells and cells[name].text != text:
            problems.append(problem("set-twice", position, key=name, first=cells[name].text))
        else:
            cells[name] = Cell(text, position)
    if not cells and not problems:
        return []
    layer, layer_problems = parse_layer(row_tree(cells, Position("--set")), Level.CUSTOMIZATION)
    raise_errors([*problems, *layer_problems])
    return [layer]


def _unknown_field(name: str, position: Position) -> Problem | None:
    from handout.sources.fields.near_words import find_near_field
    from handout.sources.headings.columns import field_columns

    columns = field_columns()
    if name in columns:
        return None
    members = [column for column in columns if column.startswith(f"{name}.")]
    if members:
        return problem("set-one-of-many", position, name=name, example=members[0])
    near = find_near_field(name, columns)
    code = "unknown-key-near" if near else "set-unknown"
    return problem(code, position, key=name, near=near)
