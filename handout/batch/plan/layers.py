"""The layers of records besides their rows: the district's, a school's, the file a row names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from handout.batch.state.digest import bytes_digest
from handout.privacy.student_names import collect_words
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import read_layer
from handout.sources.content.logo import Picture, read_logo
from handout.sources.edited.edits_file import Edits, edits_path, read_edits
from handout.sources.fields.near_words import find_near_word
from handout.sources.roster.record import Record

_MOST_NAMED = 10  # files or schools in one note


@dataclass(frozen=True, eq=False)
class RecordLayers:
    """The layers `below` and `above` the layer of a record's row, and their `edits` with their
    paths.

    `digest` is equal for equal files. `problems` is all that is wrong with the files.
    """

    below: tuple[Layer, ...]
    above: tuple[Layer, ...]
    edits: tuple[tuple[Edits, str], ...]
    sum: str
    problems: tuple[Problem, ...] = ()

    @cached_property
    def words(self) -> frozenset[str]:
        """Return all words in these layers."""
        return collect_words(self.below, self.above, self.edits, names=True)

    @cached_property
    def logo(self) -> tuple[Position, str] | None:
        """Return the logo that the topmost of these layers names, and where."""
        named = [
            value
            for layer in (*self.below, *self.above)
            if (value := layer.values.get("logo.file"))
        ]
        return (named[-1].position, str(named[-1].value)) if named else None

    @cached_property
    def logo_above(self) -> bool:
        """Return whether a layer above the row names a logo: then the row's own is not used."""
        return any("logo.file" in layer.values for layer in self.above)

    @cached_property
    def logo_said(self) -> bool:
        """Return whether there is a text alternative for the logo."""
        return any("logo.alt" in layer.values for layer in (*self.below, *self.above))


class LayerLoader:
    """Reads the layers of each record, every file once.

    `school` is one school's file, or a folder with a file <school_id>.yaml for each that has one.
    """

    def __init__(self, district: Path | None, school: Path | None) -> None:
        self._problems: dict[Path, tuple[Problem, ...]] = {}  # by the file that they are in
        self._school = school
        self._by_school = school is not None and school.is_dir()
        self._schools: dict[str, Path | None] = {}
        self._layers: dict[Path, tuple[Layer, str]] = {}
        self._edits: dict[Path, Edits] = {}
        self._logos: dict[Path, Picture | None] = {}
        self._around: dict[tuple[Path | None, Path | None], RecordLayers] = {}
        self._district = [self._read(district, Level.DISTRICT)] if district else []

    def of(self, record: Record) -> RecordLayers:
        """Return the layers of `record`."""
        key = self._school_file(record), record.override_file
        if key not in self._around:
            self._around[key] = self._read_around(*key)
        return self._around[key]

    def logo(self, record: Record) -> Picture | None:
        """Return the logo of `record`; None if there is none, or it has a fault.

        The fault is reported when the handout is built.
        """
        around = self.of(record)
        own = record.cell("logo.file")
        named = (record.position, own) if own and not around.logo_above else around.logo
        if named is None or not (around.logo_said or record.cell("logo.alt")):
            return None
        position, name = named
        path = Path(position.path).parent / name
        if path not in self._logos:
            self._logos[path] = read_logo(path, position)[0]
        return self._logos[path]

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that were read, or looked for."""
        return (*self._layers, *self._edits, *self._logos)

    def unused(self) -> Iterator[Problem]:
        """Yield notes on files in the schools' folder that no record needed, and schools without
        one.
        """
        if not self._by_school or self._school is None:
            return
        used = {path.name for path in self._schools.values() if path}
        lost = [id for id, path in self._schools.items() if id and not path]
        alike = {_alike(id): id for id in lost}
        unused: list[str] = []
        for path in sorted(self._school.iterdir()):
            if path.name in used or not _is_layer(path):
                continue
            if other := alike.get(_alike(path.stem)) or _near_name(path.stem, lost):
                lost = [id for id in lost if id != other]
                shown = {"file": path.name, "id": other, "wanted": f"{other}.yaml"}
                yield problem("batch-school-near", Position(str(path)), warning=True, **shown)
            else:
                unused.append(path.name)
        folder = Position(str(self._school))
        if unused:
            count, files = len(unused), _first(unused)
            yield problem("batch-school-unused", folder, warning=True, count=count, files=files)
        if lost and used:
            count, ids = len(lost), _first(lost)
            yield problem("batch-school-none", folder, warning=True, count=count, ids=ids)

    def _read_around(self, school: Path | None, override: Path | None) -> RecordLayers:
        below = [*self._district, *([self._read(school, Level.SCHOOL)] if school else [])]
        above = [self._read(override, Level.CUSTOMIZATION)] if override else []
        sums = [sum for _, sum in (*below, *above)]
        edits: list[tuple[Edits, str]] = []
        if override and (beside := edits_path(override)).is_file():
            edits.append((self._edits[beside], str(beside)))
            sums.append(bytes_digest(beside.read_bytes()))
        under, over = (tuple(layer for layer, _ in one) for one in (below, above))
        files = [Path(layer.path) for layer in (*under, *over)]
        files += [Path(at) for _, at in edits]
        problems = tuple(one for path in files for one in self._problems.get(path, ()))
        return RecordLayers(under, over, tuple(edits), "\n".join(sums), problems)

    def _read(self, path: Path, level: Level) -> tuple[Layer, str]:
        if path not in self._layers:
            layer, self._problems[path] = read_layer(path, level)
            content = path.read_bytes() if path.is_file() else b""
            self._layers[path] = layer, f"{level} {bytes_digest(content)}"
            if level is Level.CUSTOMIZATION:
                self._edits[edits_path(path)] = self._read_edits(edits_path(path))
        return self._layers[path]

    def _read_edits(self, path: Path) -> Edits:
        try:
            return read_edits(path)
        except HandoutError as error:
            self._problems[path] = error.problems
            return Edits()

    def _school_file(self, record: Record) -> Path | None:
        if not self._by_school or self._school is None:
            return self._school
        id = record.school_id
        if id not in self._schools:
            path = self._school / f"{id}.yaml"
            self._schools[id] = path if id and path.is_file() else None
        return self._schools[id]


def _is_layer(path: Path) -> bool:
    name = path.name.casefold()
    return name.endswith((".yaml", ".yml")) and not name.endswith(".edits.yaml") and path.is_file()


def _near_name(stem: str, ids: Sequence[str]) -> str:
    """Return the id that a file name may mean. One number is no misspelling of another."""
    return "" if any(map(str.isdigit, stem)) else find_near_word(stem, ids)


def _first(names: Sequence[str]) -> str:
    """Return the first of many names, for a note."""
    rest = ", …" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + rest


def _alike(id: str) -> str:
    """Return an id without what spreadsheets change: leading zeros, capitals, blanks and signs."""
    whole = re.sub(r"\.0+$", "", id.strip())  # a spreadsheet's 101.0
    return re.sub(r"[\W_]+", "", whole.casefold()).lstrip("0")
