"""The plan of a batch: for each record its file names, its layers and the digest of its inputs."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handout.batch.plan.filenames import assign_names
from handout.batch.plan.layers import LayerLoader
from handout.batch.plan.local_edits import SUFFIXES, LocalEdits, read_local_edits
from handout.batch.plan.printed_cells import PrintedCells
from handout.batch.plan.shared import SharedInputs
from handout.batch.plan.task import HandoutTask
from handout.batch.state.digest import bytes_digest
from handout.batch.state.journal import Journal
from handout.batch.state.lock import FOLDER
from handout.cache.fingerprint import program_fingerprint
from handout.cache.memory import LRUCache
from handout.privacy.people.student_names import CandidateStudents, StudentIndex, collect_words
from handout.problems import Position, Problem, problem
from handout.sources.roster.record import FaultyRecord, Record
from handout.sources.roster.schools import commonest_named

PRINT_RUN = "print-run"
_DEFAULTS = {"paper": "letter", "ink": "color"}
_MOST_SHARED_INPUTS = 64  # a row may have pictures or an override file of its own
_TAKEN_NAMES = (
    PRINT_RUN,
    "print-jobs",
    "to-print",
    "to-mail",
    "manifest",
    "index",
    "to-correct",
    FOLDER.strip("."),
)


@dataclass(frozen=True, kw_only=True)
class BatchOrder:
    """What a batch is asked to build.

    `school` is the file of one school, or a folder with a file <school_id>.yaml for each school.
    `students` are names that must not be on a handout. Unless `compiled`, every PDF is typeset. If
    `strict` no handout is made of words that are a draft.
    """

    records: tuple[Record, ...]
    faulty: tuple[FaultyRecord, ...] = ()  # rows that cannot be built
    output: Path
    district: Path | None = None
    school: Path | None = None
    # What has a repr may get into a log.
    students: frozenset[str] = field(default=frozenset(), repr=False)
    compiled: bool = True
    strict: bool = False
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

    @property
    def position(self) -> Position:
        return self.record.position

    def path(self, suffix: str) -> str:
        """Return the path of a file within the output folder."""
        return f"{self.folder}/{self.stem}{suffix}"


class BatchPlan:
    """The jobs of an order, in the order of its records. `problems` are notes.

    `stopped` has the errors in the layers of a record, by its id: it cannot be built.
    """

    def __init__(self, order: BatchOrder, journal: Journal) -> None:
        self._order = order
        self._layers = LayerLoader(order.district, order.school)
        faulty = [row.record for row in order.faulty]
        self._schools = _by_school([*order.records, *faulty])
        self._staff: dict[str, tuple[str, ...]] = {}  # by school
        self._students = StudentIndex(order.students)
        self._printed_cells = PrintedCells()
        self._shared: LRUCache[object, SharedInputs] = LRUCache(_MOST_SHARED_INPUTS)
        self._yaml_files: dict[str, frozenset[str]] = {}  # by folder
        self._program = program_fingerprint()
        notes: list[Problem] = []
        folders = _name_folders(order.records, journal, notes)
        stems = _name_files(order.records, folders, journal, notes)
        self.jobs = tuple(
            HandoutJob(record, folders[school_key(record)], stems[record.handout_id])
            for record in order.records
        )
        self.stopped: dict[str, tuple[Problem, ...]] = {}
        # Of all records: so their files are among those that are named.
        self._picture_digests = {
            record.handout_id: self._layers.picture_digests(record) for record in order.records
        }
        for record in order.records:
            problems = self._layers.load_layers(record).problems
            # Each time, so that it can be told how many records it concerns.
            notes += [note for note in problems if note.warning]
            errors = tuple(error for error in problems if not error.warning)
            if errors:
                self.stopped[record.handout_id] = errors
        for record in faulty:
            self._layers.load_layers(record)  # its school's file is no unused one
        notes += self._layers.note_unused_files()
        self.problems = tuple(notes)

    def task(self, job: HandoutJob) -> HandoutTask:
        """Return what a worker needs for `job`. It is large, so it is created when it is needed."""
        record = job.record
        return HandoutTask(
            id=record.handout_id,
            name=job.stem,
            cells=record.cells,
            position=record.position,
            shared=self._shared_inputs(record),
            local_edits=self.local_edits(job),
            staff=self._names_of_adults(school_key(record)),
            student_names=self._candidate_students(job).names,
        )

    def _names_of_adults(self, school: str) -> tuple[str, ...]:
        """Return the names of adults in the rows of a school: few schools are ever asked for."""
        if school not in self._staff:
            names = set()
            for record in self._schools[school]:
                for role in ("teacher", "para"):
                    given, family = record.cell(f"{role}_given"), record.cell(f"{role}_family")
                    names |= {f"{given} {family}".strip(), record.cell(f"{role}_name")}
            self._staff[school] = tuple(sorted(names - {""}))
        return self._staff[school]

    def _shared_inputs(self, record: Record) -> SharedInputs:
        layers, pictures = self._layers.load_layers(record), self._layers.load_pictures(record)

        def create() -> SharedInputs:
            return SharedInputs(
                below=layers.below,
                above=layers.above,
                edits=layers.edits,
                pictures=dict(pictures),
                columns=record.columns,
                today=self._order.today,
                strict=self._order.strict,
            )

        return self._shared.get_or_create((layers, pictures, record.columns), create)

    def local_edits(self, job: HandoutJob) -> LocalEdits:
        """Return the local edits of the handout."""
        path = self._order.output / job.path(".yaml")
        return read_local_edits(path) if self.has_local_edits(job) else LocalEdits(path=str(path))

    def forget_local_edits(self, job: HandoutJob) -> None:
        """Forget which local edits are in the folder of `job`: files were written there."""
        self._yaml_files.pop(job.folder, None)

    def digest(self, job: HandoutJob) -> str:
        """Return the digest of all that goes into the files of `job`."""
        record = job.record
        inputs = [
            self._program,
            str(self._order.compiled),
            job.stem,
            self._layers.load_layers(record).digest,
            *self._picture_digests[record.handout_id],
            self.local_edits(job).digest if self.has_local_edits(job) else "",
            repr(self._candidate_students(job).named_words) if self._students else "",
        ]
        if self._order.strict:  # what was made of a draft before is not kept
            inputs.append("strict")
        inputs.append(self._printed_cells.text(record))  # the only one with lines of its own
        return bytes_digest("\n".join(inputs).encode())

    def has_local_edits(self, job: HandoutJob) -> bool:
        """Return whether something was written in the handout itself."""
        if job.folder not in self._yaml_files:
            paths = (self._order.output / job.folder).glob("*.yaml")
            self._yaml_files[job.folder] = frozenset(path.name for path in paths)
        names = self._yaml_files[job.folder]
        return bool(names) and any(job.stem + suffix in names for suffix in SUFFIXES)

    def _candidate_students(self, job: HandoutJob) -> CandidateStudents:
        """Return the students whom the words of `job` could name: only they go to its worker."""
        if not self._students:
            return CandidateStudents()
        local = self.local_edits(job)
        words = collect_words(job.record.cells)
        words |= collect_words(local.layer, local.edits, job.stem, names=True)
        words |= self._layers.load_layers(job.record).words
        return self._students.near(words)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that rows and layers name."""
        return self._layers.files

    def chosen_option(self, job: HandoutJob, name: str) -> str:
        """Return what `job` says in a field that is a choice, such as the paper."""
        layers = self._layers.load_layers(job.record)
        local = self.local_edits(job).layer if self.has_local_edits(job) else None
        on_top = [*layers.above, local] if local else layers.above
        for layer in reversed(on_top):
            if name in layer.values:
                return str(layer.values[name].value)
        if in_row := job.record.cell(name).casefold():
            return in_row
        for layer in reversed(layers.below):
            if name in layer.values:
                return str(layer.values[name].value)
        return _DEFAULTS[name]


def school_key(record: Record) -> str:
    """Return what identifies a school: its id, or its name if it has none."""
    return record.school_id or record.school_name


def _by_school(records: Iterable[Record]) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[school_key(record)].append(record)
    return groups


def _name_folders(
    records: Iterable[Record], journal: Journal, notes: list[Problem]
) -> dict[str, str]:
    """Return the folder of each school, by its key."""
    # Of two schools of one name the larger goes first, and a school is called as most of its rows
    # call it.
    by_size = sorted(_by_school(records).items(), key=lambda item: -len(item[1]))
    schools = {key: commonest_named(group) for key, group in by_size}
    wanted = [(key, record.school_name) for key, record in schools.items()]
    before = {}
    for record in records:
        if entry := journal.entries.get(record.handout_id):
            before[school_key(record)] = entry.folder
    folders, collisions = assign_names(wanted, before, _TAKEN_NAMES)
    for key, other in collisions.items():
        record = schools[key]
        notes.append(_renamed_note(record, record.school_name, other, folders[key]))
    return folders


def _name_files(
    records: Iterable[Record],
    folders: Mapping[str, str],
    journal: Journal,
    notes: list[Problem],
) -> dict[str, str]:
    """Return the stem of each record's files, by its id."""
    stems: dict[str, str] = {}
    for key, group in _by_school(records).items():
        before = {}
        for record in group:
            entry = journal.entries.get(record.handout_id)
            if entry and entry.folder == folders[key]:
                before[record.handout_id] = entry.stem
        by_id = {record.handout_id: record for record in group}
        names, collisions = assign_names([(id, id) for id in by_id], before, _TAKEN_NAMES)
        stems |= names
        for id, other in collisions.items():
            notes.append(_renamed_note(by_id[id], id, other, names[id]))
    return stems


def _renamed_note(record: Record, words: str, other: str, name: str) -> Problem:
    """Note that `name` stands for `words`, since `other` has the plain name, or a file of ours."""
    values = {"what": words, "other": other or name, "name": name}
    return problem("batch-name", record.position, warning=True, **values)
