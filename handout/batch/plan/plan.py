"""The plan of a batch: for each record its file names, its layers and the digest of its inputs."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from handout.batch.plan.filenames import assign_names
from handout.batch.plan.layers import LayerLoader
from handout.batch.plan.local_edits import SUFFIXES, LocalEdits, read_local_edits
from handout.batch.plan.shared import SharedInputs
from handout.batch.state.digest import bytes_digest
from handout.batch.state.journal import Journal
from handout.batch.state.lock import FOLDER
from handout.batch.work.worker import HandoutTask
from handout.cache.fingerprint import program_fingerprint
from handout.cache.memory import LRUCache
from handout.privacy.student_names import CandidateStudents, StudentIndex, collect_words
from handout.problems import Problem, problem
from handout.sources.roster.record import Record
from handout.sources.roster.schools import commonest_named

PRINT_RUN = "print-run"
_MOST_COMMON = 64  # a row may have a logo or an override file of its own
_TAKEN = (PRINT_RUN, "manifest", "index", "to-correct", FOLDER.strip("."))


@dataclass(frozen=True, kw_only=True)
class BatchOrder:
    """What a batch is asked to build.

    `school` is the file of one school, or a folder with a file <school_id>.yaml for each school.
    `students` are names that must not be on a handout. Unless `compiled`, every PDF is typeset.
    """

    records: tuple[Record, ...]
    output: Path
    district: Path | None = None
    school: Path | None = None
    students: frozenset[str] = field(default=frozenset(), repr=False)
    compiled: bool = True
    today: datetime.date


@dataclass(frozen=True, slots=True)
class HandoutJob:
    """One record, and the folder and stem of its files."""

    record: Record
    folder: str
    stem: str

    @property
    def id(self) -> str:
        return self.record.handout_id

    def path(self, suffix: str) -> str:
        """Return the path of a file within the output folder."""
        return f"{self.folder}/{self.stem}{suffix}"


class BatchPlan:
    """The jobs of an order, in the order of its records. `problems` are notes.

    `stopped` has the errors in the layers of a record, by its id: it cannot be built.
    """

    def __init__(self, order: BatchOrder, journal: Journal) -> None:
        found: list[Problem] = []
        self._order, self._around = order, LayerLoader(order.district, order.school)
        folders, stems = _names(order.records, journal, found)
        self._staff = _staff(order.records)
        self._students = StudentIndex(order.students)
        self._printed: dict[
            int, list[tuple[str, int]]
        ] = {}  # the columns that are printed, by the id of all columns
        self._commons: LRUCache[object, SharedInputs] = LRUCache(_MOST_COMMON)
        self._beside: dict[str, frozenset[str]] = {}
        self.jobs = tuple(
            HandoutJob(one, folders[school_key(one)], stems[one.handout_id])
            for one in order.records
        )
        self.stopped: dict[str, tuple[Problem, ...]] = {}
        for record in order.records:
            self._around.logo(record)
            told = self._around.of(record).problems
            found += told  # each time, so that it can be told how many it concerns
            if any(not one.warning for one in told):
                self.stopped[record.handout_id] = tuple(one for one in told if not one.warning)
        found += self._around.unused()
        self.problems = tuple(one for one in found if one.warning)

    def task(self, job: HandoutJob) -> HandoutTask:
        """Return what a worker needs for `job`. It is large, so it is created when it is needed."""
        record = job.record
        return HandoutTask(
            id=record.handout_id,
            name=job.stem,
            cells=record.cells,
            position=record.position,
            common=self._common_to(record),
            own=self.own(job),
            staff=self._staff[school_key(record)],
            student_names=self._near(job).names,
        )

    def _common_to(self, record: Record) -> SharedInputs:
        around, logo = self._around.of(record), self._around.logo(record)

        def common() -> SharedInputs:
            return SharedInputs(
                below=around.below,
                above=around.above,
                edits=around.edits,
                logo=logo,
                columns=record.columns,
                today=self._order.today,
            )

        return self._commons.get_or_create((around, logo, record.columns), common)

    def own(self, job: HandoutJob) -> LocalEdits:
        """Return the local edits of the handout."""
        path = self._order.output / job.path(".yaml")
        return read_local_edits(path) if self._has_own(job) else LocalEdits(path=str(path))

    def look_beside(self, job: HandoutJob) -> None:
        """Forget which local edits are in the folder of `job`: files were written there."""
        self._beside.pop(job.folder, None)

    def digest(self, job: HandoutJob) -> str:
        """Return the digest of all that goes into the files of `job`."""
        record = job.record
        columns = self._printed.get(id(record.columns))
        if columns is None:
            columns = sorted(
                (name, at) for name, at in record.columns.order.items() if name not in _NOT_PRINTED
            )
            self._printed[id(record.columns)] = columns
        cells = [(name, cell) for name, at in columns if (cell := record.cells[at])]
        logo = self._around.logo(record)
        sums = [
            program_fingerprint(),
            str(self._order.compiled),
            job.stem,
            repr(cells),
            self._around.of(record).sum,
            bytes_digest(logo.content) if logo else "",
            self.own(job).sum if self._has_own(job) else "",
            repr(self._near(job).said),
        ]
        return bytes_digest("\n".join(sums).encode())

    def _has_own(self, job: HandoutJob) -> bool:
        if job.folder not in self._beside:
            self._beside[job.folder] = frozenset(
                path.name for path in (self._order.output / job.folder).glob("*.yaml")
            )
        beside = self._beside[job.folder]
        return bool(beside) and any(job.stem + suffix in beside for suffix in SUFFIXES)

    def _near(self, job: HandoutJob) -> CandidateStudents:
        """Return the students whom the words of `job` could name: only they go to its worker."""
        if not self._students:
            return CandidateStudents()
        own = self.own(job)
        said = collect_words(job.record.cells) | collect_words(
            own.layer, own.edits, job.stem, names=True
        )
        return self._students.near(said | self._around.of(job.record).words)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that rows and layers name."""
        return self._around.files

    def paper(self, job: HandoutJob) -> str:
        """Return the paper size that `job` is printed on."""
        around = self._around.of(job.record)
        named = [
            layer.values["paper"].value
            for layer in (*around.below, *around.above)
            if "paper" in layer.values
        ]
        own = job.record.cell("paper").casefold()
        return own or (str(named[-1]) if named else "letter")


_NOT_PRINTED = ("handout_id", "copies", "override_file")


def school_key(record: Record) -> str:
    """Return what identifies a school: its id, or its name if it has none."""
    return record.school_id or record.school_name


def _names(
    records: Iterable[Record], journal: Journal, found: list[Problem]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the folder of each school and the stem of each record's files."""
    of_school: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        of_school[school_key(record)].append(record)
    # Of two schools of one name the larger goes first, and a school is called as most of its rows
    # call it.
    by_size = sorted(of_school.items(), key=lambda school: -len(school[1]))
    schools = {key: commonest_named(group) for key, group in by_size}
    before = {school_key(r): e.folder for r in records if (e := journal.entries.get(r.handout_id))}
    folders, moved = assign_names(
        [(key, record.school_name) for key, record in schools.items()], before, _TAKEN
    )
    for key, other in moved.items():
        record = schools[key]
        shown = {"what": record.school_name, "other": other or folders[key], "name": folders[key]}
        found.append(problem("batch-name", record.position, warning=True, **shown))
    stems: dict[str, str] = {}
    for key, group in of_school.items():
        were = {
            r.handout_id: e.stem
            for r in group
            if (e := journal.entries.get(r.handout_id)) and e.folder == folders[key]
        }
        names, moved = assign_names(
            [(record.handout_id, record.handout_id) for record in group], were, _TAKEN
        )
        stems |= names
        at = {record.handout_id: record.position for record in group}
        for id, other in moved.items():
            found.append(
                problem(
                    "batch-name",
                    at[id],
                    warning=True,
                    what=id,
                    other=other or names[id],
                    name=names[id],
                )
            )
    return folders, stems


def _staff(records: Iterable[Record]) -> dict[str, tuple[str, ...]]:
    """Return the names of adults in the rows of each school."""
    names: dict[str, set[str]] = defaultdict(set)
    for record in records:
        own = names[school_key(record)]
        for whose in ("teacher", "para"):
            own.add(f"{record.cell(f'{whose}_given')} {record.cell(f'{whose}_family')}".strip())
            own.add(record.cell(f"{whose}_name"))
    return {school: tuple(sorted(found - {""})) for school, found in names.items()}
