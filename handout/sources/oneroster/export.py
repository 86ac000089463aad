"""A OneRoster 1.1 or 1.2 CSV export: teachers, aides, classes and schools.

Of students only the names, and in memory only.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.oneroster.classes import Class, create_class, read_terms
from handout.sources.oneroster.enrollments import Enrollments
from handout.sources.oneroster.files import FILES, open_export
from handout.sources.oneroster.people import (
    AIDE,
    TEACHER,
    People,
    Person,
    read_people,
)
from handout.sources.oneroster.tables import Tables
from handout.sources.spreadsheet.safe_zip import DAMAGED

_NEEDED = ("orgs.csv", "classes.csv", "users.csv", "enrollments.csv")


@dataclass(frozen=True)
class Export:
    """What an export says of staff.

    `teaching` and `aiding` are pairs of a person's and a class's id. `schools` are names and
    numbers in the district, by id. `leading` are those of `teaching` in which they are the primary
    teacher. `students` are names ("Given<TAB>Family<TAB>Middle") for the privacy check; they are
    never written anywhere.
    """

    schools: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    classes: Mapping[str, Class] = field(default_factory=dict)
    teachers: Mapping[str, Person] = field(default_factory=dict)
    aides: Mapping[str, Person] = field(default_factory=dict)
    teaching: tuple[tuple[str, str], ...] = ()
    leading: frozenset[tuple[str, str]] = frozenset()
    aiding: tuple[tuple[str, str], ...] = ()
    students: frozenset[str] = field(default=frozenset(), repr=False)


def read_export(
    path: Path, today: datetime.date | None = None
) -> tuple[Export, tuple[Problem, ...]]:
    """Return the export at `path`, a zip or a folder, and warnings about what is odd in it.

    What has ended by `today` is left out. Rows of students are dropped as they are read, but for
    their names. Raises HandoutError if it cannot be read.
    """
    with _open_tables(path) as tables:
        tables.require_files(*_NEEDED)
        if partial := tables.find_partial_files(*FILES[1:]):
            tables.warn("oneroster-delta", files=_list_modes(partial))
        export = _ExportReader(tables, (today or datetime.date.today()).isoformat()).read()
    return export, tuple(sorted(set(tables.problems)))


def read_student_names(path: Path) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the names of all students in the export at `path`, and warnings.

    People whose role nobody knows are among them. Raises HandoutError if it cannot be read, or its
    manifest says that it does not have all of them.
    """
    with _open_tables(path) as tables:
        tables.require_files("users.csv")
        if partial := tables.find_partial_files(*FILES[1:]):
            files = _list_modes(partial)
            if {"users.csv", "roles.csv"} & partial.keys():
                position = Position(str(path))
                raise HandoutError([problem("oneroster-delta-students", position, files=files)])
            tables.warn("oneroster-delta", files=files)
        people = read_people(tables, (), datetime.date.today().isoformat())
        if people.unclear:
            tables.warn("oneroster-roleless", count=len(people.unclear))
    students = people.students.union(*people.unclear.values())
    return frozenset(students), tuple(sorted(set(tables.problems)))


def _list_modes(partial: Mapping[str, str]) -> str:
    return ", ".join(f"{file} ({mode})" for file, mode in partial.items())


@contextmanager
def _open_tables(path: Path) -> Iterator[Tables]:
    with open_export(path) as files:
        try:
            yield Tables(files, path)
        except (*DAMAGED, UnicodeDecodeError) as error:
            if path.is_dir() and isinstance(error, OSError):
                position = Position(str(error.filename or path))
                reason = error.strerror or str(error)
                raise HandoutError([problem("file-unreadable", position, reason=reason)]) from error
            raise HandoutError([problem("archive-damaged", Position(str(path)))]) from error


class _ExportReader:
    def __init__(self, tables: Tables, today: str) -> None:
        self._tables = tables
        self._today = today
        self._ended_classes: set[str] = set()  # ids

    def read(self) -> Export:
        tables = self._tables
        schools = {
            row["sourcedId"]: (row["name"], row["identifier"]) for row in tables.rows("orgs.csv")
        }
        classes = self._read_classes(schools)
        people = read_people(tables, schools, self._today)
        enrollments = Enrollments(tables, people, classes, self._ended_classes, self._today)
        enrollments.read()
        teachers = {id for id, _ in enrollments.teaching}
        aides = {id for id, _ in enrollments.aiding}
        students = set(people.students)
        for id, names in people.unclear.items():
            if id not in teachers | aides:
                students |= names
        tables.warn_of_days()
        return Export(
            schools=schools,
            classes=classes,
            teachers=_select_staff(people, TEACHER, teachers),
            aides=_select_staff(people, AIDE, aides),
            teaching=tuple(enrollments.teaching),
            leading=frozenset(pair for pair, leads in enrollments.teaching.items() if leads),
            aiding=tuple(enrollments.aiding),
            students=frozenset(students),
        )

    def _read_classes(self, schools: Collection[str]) -> dict[str, Class]:
        """Return the classes that have not ended; if all have, the export is read as of the last
        day of any.
        """
        terms = read_terms(self._tables)
        classes = []
        without_school = 0
        for row in self._tables.rows("classes.csv"):
            if row["schoolSourcedId"] in schools:
                classes.append(create_class(row, terms))
            else:
                without_school += 1
        warn, file = self._tables.warn, "classes.csv"
        if without_school:
            self._tables.warn_of_loose_rows(file, without_school, "school")
        if classes and all(item.end and item.end < self._today for item in classes):
            self._today = max(item.end for item in classes)
            warn("oneroster-past", day=self._today)
        current = {item.id: item for item in classes if not item.end or item.end >= self._today}
        self._ended_classes = {item.id for item in classes} - current.keys()
        if self._ended_classes:
            warn("oneroster-ended", file=file, count=len(self._ended_classes), day=self._today)
        starts = [item.start for item in current.values() if item.start > self._today]
        if 0 < len(starts) < len(current):
            warn("oneroster-begins", file=file, count=len(starts), day=min(starts))
        return current


def _select_staff(people: People, kind: str, placed: Collection[str]) -> dict[str, Person]:
    """Return those who are of this kind, or are placed as one."""
    return {
        id: person
        for id, person in people.staff.items()
        if id in placed or kind in people.kinds.get(id, ())
    }
