"""The layers of records besides their rows: the district's, a school's, the file a row names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from handout.batch.state.digest import bytes_digest
from handout.privacy.people.student_names import collect_words
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import read_layer
from handout.sources.edited.edits_file import Edits, edits_path, read_edits
from handout.sources.fields.near_words import find_near_word
from handout.sources.pictures.picture import PICTURE_USES, Picture, PictureUse
from handout.sources.pictures.picture_reader import read_named_picture
from handout.sources.roster.record import Record
from handout.sources.roster.schools import plain_id

_MOST_NAMED = 10  # files or schools in one note
_PICTURE_COLUMNS = tuple(
    column for use in PICTURE_USES for column in (use.file_field, use.words_field)
)


@dataclass(frozen=True, eq=False)
class RecordLayers:
    """The layers `below` and `above` the layer of a record's row, and their `edits` with their
    paths.

    `digest` is equal for equal files. `problems` is all that is wrong with the files.
    """

    below: tuple[Layer, ...]
    above: tuple[Layer, ...]
    edits: tuple[tuple[Edits, str], ...]
    digest: str
    problems: tuple[Problem, ...] = ()

    @cached_property
    def words(self) -> frozenset[str]:
        """Return all words in these layers."""
        return collect_words(self.below, self.above, self.edits, names=True)

    @cached_property
    def named_pictures(self) -> Mapping[str, tuple[Position, str]]:
        """Return the picture that the topmost of these layers names for each field, and where."""
        named = {}
        for layer in (*self.below, *self.above):
            for use in PICTURE_USES:
                if value := layer.values.get(use.file_field):
                    named[use.field] = value.position, str(value.value)
        return named

    @cached_property
    def pictures_above(self) -> frozenset[str]:
        """Return the fields for which a layer above the row names a picture: that of the row is not
        used.
        """
        return frozenset(
            use.field
            for use in PICTURE_USES
            if any(use.file_field in layer.values for layer in self.above)
        )

    @cached_property
    def described_pictures(self) -> frozenset[str]:
        """Return the fields whose pictures have words for those who cannot see them."""
        layers = (*self.below, *self.above)
        return frozenset(
            use.field
            for use in PICTURE_USES
            if any(use.words_field in layer.values for layer in layers)
        )


class LayerLoader:
    """Reads the layers of each record, every file once.

    `school` is one school's file, or a folder with a file <school_id>.yaml for each that has one.
    """

    def __init__(self, district: Path | None, school: Path | None) -> None:
        self._problems: dict[Path, tuple[Problem, ...]] = {}  # by the file that they are in
        self._school_file = school if school and not school.is_dir() else None
        self._schools_folder = school if school and school.is_dir() else None
        self._files_by_school: dict[str, Path | None] = {}
        self._layers: dict[Path, tuple[Layer, str]] = {}
        self._edits: dict[Path, Edits] = {}
        self._pictures: dict[tuple[str, Path], Picture | None] = {}  # by field and path
        self._picture_digests: dict[Path, str] = {}
        self._digests_by_school: dict[tuple[str, Path | None], tuple[str, ...]] = {}
        self._picture_paths: dict[tuple[str, str], Path] = {}  # by who names it, and its name
        self._record_layers: dict[tuple[Path | None, Path | None], RecordLayers] = {}
        # The same by school and override file: a path is slow to compare.
        self._layers_by_school: dict[tuple[str, Path | None], RecordLayers] = {}
        self._district = [self._read_layer(district, Level.DISTRICT)] if district else []

    def load_layers(self, record: Record) -> RecordLayers:
        """Return the layers of `record`."""
        school_key = record.school_id, record.override_file
        if school_key not in self._layers_by_school:
            key = self._find_school_file(record), record.override_file
            if key not in self._record_layers:
                self._record_layers[key] = self._read_record_layers(*key)
            self._layers_by_school[school_key] = self._record_layers[key]
        return self._layers_by_school[school_key]

    def load_pictures(self, record: Record) -> tuple[tuple[str, Picture], ...]:
        """Return the pictures of `record` by their fields, without those that have a fault.

        The fault is reported when the handout is built.
        """
        pictures = []
        for use in PICTURE_USES:
            named = self._named_picture(record, use)
            # One that a row names, each its own, and that is large is read where it is needed.
            if named is None or (use.is_large and named[0] == record.position):
                continue
            if picture := self._load_picture(use, *named):
                pictures.append((use.field, picture))
        return tuple(pictures)

    def _load_picture(self, use: PictureUse, position: Position, name: str) -> Picture | None:
        key = use.field, self._picture_path(position, name)
        if key not in self._pictures:
            self._pictures[key] = read_named_picture(use, name, position)[0]
        return self._pictures[key]

    def picture_digests(self, record: Record) -> tuple[str, ...]:
        """Return the digests of the files of the record's pictures, as they are there; "" for each
        that it has not.

        A picture that is enclosed in the file which names it has that file's digest.
        """
        if any(map(record.cell, _PICTURE_COLUMNS)):
            return tuple(self._picture_digest(record, use) for use in PICTURE_USES)
        key = record.school_id, record.override_file  # as most rows, which name none themselves
        if key not in self._digests_by_school:
            digests = tuple(self._picture_digest(record, use) for use in PICTURE_USES)
            self._digests_by_school[key] = digests
        return self._digests_by_school[key]

    def _picture_digest(self, record: Record, use: PictureUse) -> str:
        named = self._named_picture(record, use)
        if named is None:
            return ""
        path = self._picture_path(*named)
        if path not in self._picture_digests:
            self._picture_digests[path] = _file_digest(path, use.most_bytes)
        return self._picture_digests[path]

    def _picture_path(self, position: Position, name: str) -> Path:
        """Return the path of the picture that the file at `position` calls `name`."""
        key = position.path, name
        if key not in self._picture_paths:
            self._picture_paths[key] = Path(position.path).parent / name
        return self._picture_paths[key]

    def _named_picture(self, record: Record, use: PictureUse) -> tuple[Position, str] | None:
        """Return where a picture of `record` is named, and how; None if there is none to show."""
        layers = self.load_layers(record)
        in_row = record.cell(use.file_field)
        if in_row and use.field not in layers.pictures_above:
            named: tuple[Position, str] | None = (record.position, in_row)
        else:
            named = layers.named_pictures.get(use.field)
        is_described = use.field in layers.described_pictures or record.cell(use.words_field)
        return named if is_described else None

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that were read, or looked for."""
        return (*self._layers, *self._edits, *self._picture_digests)

    def note_unused_files(self) -> Iterator[Problem]:
        """Yield notes on files in the schools' folder that no record needed, and schools without
        one.
        """
        if self._schools_folder is None:
            return
        used = {path.name for path in self._files_by_school.values() if path}
        missing = [id for id, path in self._files_by_school.items() if id and not path]
        ids_by_key = {plain_id(id): id for id in missing}
        unused: list[str] = []
        for path in sorted(self._schools_folder.iterdir()):
            if path.name in used or not _is_layer(path):
                continue
            stem = path.stem
            if meant_id := ids_by_key.get(plain_id(stem)) or _near_name(stem, missing):
                missing = [id for id in missing if id != meant_id]
                values = {"file": path.name, "id": meant_id, "wanted": f"{meant_id}.yaml"}
                yield problem("batch-school-near", Position(str(path)), warning=True, **values)
            else:
                unused.append(path.name)
        folder = Position(str(self._schools_folder))
        if unused:
            count, files = len(unused), _list_few(unused)
            yield problem("batch-school-unused", folder, warning=True, count=count, files=files)
        if missing and used:
            count, ids = len(missing), _list_few(missing)
            yield problem("batch-school-none", folder, warning=True, count=count, ids=ids)

    def _read_record_layers(self, school: Path | None, override: Path | None) -> RecordLayers:
        below = [*self._district]
        if school:
            below.append(self._read_layer(school, Level.SCHOOL))
        above = [self._read_layer(override, Level.CUSTOMIZATION)] if override else []
        digests = [digest for _, digest in (*below, *above)]
        files = [Path(layer.path) for layer, _ in (*below, *above)]
        edits: list[tuple[Edits, str]] = []
        if override:
            edits_file = edits_path(override)
            if self._edits[edits_file]:  # from the file, or enclosed in the override
                edits.append((self._edits[edits_file], str(edits_file)))
            if edits_file.is_file():
                digests.append(bytes_digest(edits_file.read_bytes()))
            files.append(edits_file)
        problems: list[Problem] = []
        for file in files:
            problems += self._problems.get(file, ())
        return RecordLayers(
            below=tuple(layer for layer, _ in below),
            above=tuple(layer for layer, _ in above),
            edits=tuple(edits),
            digest="\n".join(digests),
            problems=tuple(problems),
        )

    def _read_layer(self, path: Path, level: Level) -> tuple[Layer, str]:
        """Return the layer in the file at `path`, and its digest."""
        if path not in self._layers:
            layer, self._problems[path] = read_layer(path, level)
            content = path.read_bytes() if path.is_file() else b""
            self._layers[path] = layer, f"{level} {bytes_digest(content)}"
            if level is Level.CUSTOMIZATION:
                self._edits[edits_path(path)] = self._read_edits(path)
        return self._layers[path]

    def _read_edits(self, customization: Path) -> Edits:
        try:
            return read_edits(customization)
        except HandoutError as error:
            known = set(self._problems.get(customization, ()))
            more = tuple(entry for entry in error.problems if entry not in known)
            self._problems[edits_path(customization)] = more
            return Edits()

    def _find_school_file(self, record: Record) -> Path | None:
        if self._schools_folder is None:
            return self._school_file
        id = record.school_id
        if id not in self._files_by_school:
            path = self._schools_folder / f"{id}.yaml"
            self._files_by_school[id] = path if id and path.is_file() else None
        return self._files_by_school[id]


def _file_digest(path: Path, most: int) -> str:
    try:
        size = path.stat().st_size
        return bytes_digest(path.read_bytes()) if size <= most else f"{size} bytes"
    except (OSError, ValueError):
        return ""


def _is_layer(path: Path) -> bool:
    name = path.name.casefold()
    return name.endswith((".yaml", ".yml")) and not name.endswith(".edits.yaml") and path.is_file()


def _near_name(stem: str, ids: Sequence[str]) -> str:
    """Return the id that a file name may mean. One number is no misspelling of another."""
    return "" if any(map(str.isdigit, stem)) else find_near_word(stem, ids)


def _list_few(names: Sequence[str]) -> str:
    """Return the first of many names, for a note."""
    ellipsis = ", …" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + ellipsis
