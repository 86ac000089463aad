"""What a batch has to make: each record with its layers, its names, and the sum of all that goes into it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from handout.batch.digest import bytes_digest, tool_digest
from handout.batch.ledger import FOLDER, Ledger
from handout.batch.names import assign
from handout.batch.worker import Task
from handout.problem import Problem, problem, raise_errors
from handout.sources.layer import Layer, Level, read_layer
from handout.sources.picture import Picture, read_logo
from handout.sources.roster import Record

PRINT_RUN = "print-run"
_TAKEN = (PRINT_RUN, "manifest", "index", "to-correct", FOLDER.strip("."))


@dataclass(frozen=True, kw_only=True)
class Order:
    """What was asked for. `school` is one school's file, or a folder with a file <school_id>.yaml for each that has one."""

    records: tuple[Record, ...]
    output: Path
    district: Path | None = None
    school: Path | None = None
    today: datetime.date


@dataclass(frozen=True, kw_only=True)
class Job:
    """One record, where its files go, and the sum of what they are made from."""

    record: Record
    folder: str
    stem: str
    digest: str


class Plan:
    """The jobs of an order, in its order. `problems` are to be noted. Raises HandoutError if a layer has anything wrong."""

    def __init__(self, order: Order, ledger: Ledger) -> None:
        found: list[Problem] = []
        self._order, self._layers = order, _Layers(order, found)
        folders, stems = _names(order.records, ledger, found)
        self._staff = _staff(order.records)
        self.jobs = tuple(
            Job(record=one, folder=folders[school_key(one)], stem=stems[one.handout_id], digest=self._digest(one, stems[one.handout_id]))
            for one in order.records
        )
        raise_errors(found)
        self.problems = tuple(found)

    def task(self, job: Job) -> Task:
        """What a worker needs for `job`; made when it is asked for, since it is large."""
        record = job.record
        own = replace(record.layer, name=job.stem)
        below, above = self._layers.around(record)
        chain = (*(layer for layer, _ in below), own, *(layer for layer, _ in above))
        return Task(
            id=record.handout_id, name=job.stem, layers=chain, logo=self._layers.logo(record), place=record.place,
            today=self._order.today, staff=self._staff[school_key(record)],
        )  # fmt: skip

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that rows and layers name."""
        return (*self._layers.files, *self._layers.logos)

    def paper(self, job: Job) -> str:
        """The paper that `job` is printed on."""
        below, above = self._layers.around(job.record)
        named = [layer.values["paper"].value for layer, _ in (*below, *above) if "paper" in layer.values]
        own = _cells(job.record).get("paper", "").casefold()
        return own or (str(named[-1]) if named else "letter")

    def _digest(self, record: Record, stem: str) -> str:
        own = sorted((name, cell) for name, cell in _cells(record).items() if name not in _NOT_PRINTED)
        below, above = self._layers.around(record)
        logo = self._layers.logo(record)
        sums = [tool_digest(), stem, repr(own), *(s for _, s in (*below, *above)), bytes_digest(logo.content) if logo else ""]
        return bytes_digest("\n".join(sums).encode())


_NOT_PRINTED = ("handout_id", "copies", "override_file")


def _cells(record: Record) -> dict[str, str]:
    return {name: cell for name, cell in zip(record.columns.number, record.cells, strict=True) if cell}


def school_key(record: Record) -> str:
    """What makes a school one: its id, or where there is none its name."""
    return record.school_id or record.school_name


class _Layers:
    """The layers under and over the records, each file read once."""

    def __init__(self, order: Order, found: list[Problem]) -> None:
        self.order, self.found = order, found
        self.files: dict[Path, tuple[Layer, str]] = {}
        self.logos: dict[Path, Picture | None] = {}
        self.district = [self.read(order.district, Level.DISTRICT)] if order.district else []

    def read(self, path: Path, level: Level) -> tuple[Layer, str]:
        if path not in self.files:
            layer, problems = read_layer(path, level)
            self.found += problems
            content = path.read_bytes() if path.is_file() else b""
            self.files[path] = layer, f"{level} {bytes_digest(content)}"
        return self.files[path]

    def around(self, record: Record) -> tuple[list[tuple[Layer, str]], list[tuple[Layer, str]]]:
        """The layers under and over the record's own, each with its sum."""
        school = self.school(record)
        below = [*self.district, *([self.read(school, Level.SCHOOL)] if school else [])]
        return below, [self.read(record.override_file, Level.CUSTOMIZATION)] if record.override_file else []

    def school(self, record: Record) -> Path | None:
        school = self.order.school
        if school is None or not school.is_dir():
            return school
        path = school / f"{record.school_id or record.school_name}.yaml"
        return path if record.school_id and path.is_file() else None

    def logo(self, record: Record) -> Picture | None:
        """The picture that the last layer names, if it can be had; what is wrong with it is told where it is put on."""
        below, above = self.around(record)
        cells = _cells(record)
        named = [(value.place, str(value.value)) for layer, _ in below if (value := layer.values.get("logo.file"))]
        named += [(record.place, cells["logo.file"])] if "logo.file" in cells else []
        named += [(value.place, str(value.value)) for layer, _ in above if (value := layer.values.get("logo.file"))]
        if not named or not ("logo.alt" in cells or any("logo.alt" in layer.values for layer, _ in (*below, *above))):
            return None
        place, name = named[-1]
        path = Path(place.path).parent / name
        if path not in self.logos:
            self.logos[path] = read_logo(path, place)[0]
        return self.logos[path]


def _names(records: Iterable[Record], ledger: Ledger, found: list[Problem]) -> tuple[dict[str, str], dict[str, str]]:
    """The folder of each school and the stem of each record's files."""
    schools: dict[str, Record] = {}
    of_school: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        schools.setdefault(school_key(record), record)
        of_school[school_key(record)].append(record)
    before = {school_key(r): e.folder for r in records if (e := ledger.entries.get(r.handout_id))}
    folders, moved = assign([(key, record.school_name) for key, record in schools.items()], before, _TAKEN)
    for key, other in moved.items():
        record = schools[key]
        shown = {"what": record.school_name, "other": other or folders[key], "name": folders[key]}
        found.append(problem("batch-name", record.place, warning=True, **shown))
    stems: dict[str, str] = {}
    for key, group in of_school.items():
        were = {r.handout_id: e.stem for r in group if (e := ledger.entries.get(r.handout_id)) and e.folder == folders[key]}
        names, moved = assign([(record.handout_id, record.handout_id) for record in group], were, _TAKEN)
        stems |= names
        at = {record.handout_id: record.place for record in group}
        for id, other in moved.items():
            found.append(problem("batch-name", at[id], warning=True, what=id, other=other or names[id], name=names[id]))
    return folders, stems


def _staff(records: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    """The grown-ups' names that the rows of each school tell, by school."""
    names: dict[str, set[str]] = defaultdict(set)
    for record in records:
        cells = _cells(record)
        for whose in ("teacher", "para"):
            full = " ".join(filter(None, (cells.get(f"{whose}_given"), cells.get(f"{whose}_family"))))
            names[school_key(record)].update(filter(None, (full, cells.get(f"{whose}_name"))))
        names[school_key(record)] |= set()
    return {school: tuple(sorted(found)) for school, found in names.items()}
