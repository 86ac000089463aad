"""A OneRoster 1.1 or 1.2 CSV export: teachers, aides, classes and schools.

Of students only the names, and in memory only.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.oneroster.files import FILES, open_export
from handout.sources.oneroster.people import (
    AIDE,
    FAMILY,
    STUDENT,
    TEACHER,
    People,
    Person,
    has_ended,
    kind_of,
    read_people,
    unknown_roles,
)
from handout.sources.oneroster.tables import Tables
from handout.sources.spreadsheet.safe_zip import DAMAGED

_NEEDED = ("orgs.csv", "classes.csv", "users.csv", "enrollments.csv")


@dataclass(frozen=True, slots=True)
class Class:
    """A class; `start` and `end` are its first and last day (YYYY-MM-DD), "" if not known."""

    id: str
    code: str
    title: str
    grades: tuple[str, ...]
    room: str
    periods: str
    school: str
    start: str
    end: str


@dataclass(frozen=True)
class Export:
    """What an export says of staff.

    `teaches` and `aides_in` are pairs of a person's and a class's id. `schools` are names and
    numbers in the district, by id. `leads` are those of `teaches` of which they are the primary
    teacher. `students` are names ("Given<TAB>Family<TAB>Middle") for the privacy check; they are
    never written anywhere.
    """

    schools: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    classes: Mapping[str, Class] = field(default_factory=dict)
    teachers: Mapping[str, Person] = field(default_factory=dict)
    aides: Mapping[str, Person] = field(default_factory=dict)
    teaches: tuple[tuple[str, str], ...] = ()
    leads: frozenset[tuple[str, str]] = frozenset()
    aides_in: tuple[tuple[str, str], ...] = ()
    students: frozenset[str] = field(default=frozenset(), repr=False)


def read_export(
    path: Path, today: datetime.date | None = None
) -> tuple[Export, tuple[Problem, ...]]:
    """Return the export at `path`, a zip or a folder, and warnings about what is odd in it.

    What has ended by `today` is left out. Rows of students are dropped as they are read, but for
    their names. Raises HandoutError if it cannot be read.
    """
    with _tables(path) as tables:
        tables.need(*_NEEDED)
        if changed := tables.changed_only(*FILES[1:]):
            tables.warn("oneroster-delta", files=_listed(changed))
        export = _Reader(tables, (today or datetime.date.today()).isoformat()).export()
    return export, tuple(sorted(set(tables.found)))


def read_student_names(path: Path) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the names of all students in the export at `path`, and warnings.

    People whose role nobody knows are among them. Raises HandoutError if it cannot be read, or its
    manifest says that it does not have all of them.
    """
    with _tables(path) as tables:
        tables.need("users.csv")
        if changed := tables.changed_only(*FILES[1:]):
            names = _listed(changed)
            if {"users.csv", "roles.csv"} & changed.keys():
                position = Position(str(path))
                raise HandoutError([problem("oneroster-delta-students", position, files=names)])
            tables.warn("oneroster-delta", files=names)
        people = read_people(tables, (), datetime.date.today().isoformat())
        if people.unclear:
            tables.warn("oneroster-roleless", count=len(people.unclear))
    students = people.students.union(*people.unclear.values())
    return frozenset(students), tuple(sorted(set(tables.found)))


def _listed(changed: Mapping[str, str]) -> str:
    return ", ".join(f"{file} ({mode})" for file, mode in changed.items())


@contextmanager
def _tables(path: Path) -> Iterator[Tables]:
    with open_export(path) as files:
        try:
            yield Tables(files, path)
        except (*DAMAGED, UnicodeDecodeError) as error:
            if path.is_dir() and isinstance(error, OSError):
                position, reason = (
                    Position(str(error.filename or path)),
                    error.strerror or str(error),
                )
                raise HandoutError([problem("file-unreadable", position, reason=reason)]) from error
            raise HandoutError([problem("archive-damaged", Position(str(path)))]) from error


class _Reader:
    def __init__(self, tables: Tables, today: str) -> None:
        self.tables, self.today = tables, today
        self.ended: set[str] = set()  # ids of classes

    def export(self) -> Export:
        tables = self.tables
        schools = {
            row["sourcedId"]: (row["name"], row["identifier"]) for row in tables.rows("orgs.csv")
        }
        classes = self.classes(schools)
        people = read_people(tables, schools, self.today)
        placing = _Enrollments(tables, people, classes, self.ended, self.today)
        placing.read()
        placed = {id for id, _ in (*placing.teaches, *placing.aides_in)}
        unclear = (names for id, names in people.unclear.items() if id not in placed)
        teach, aid = ({id for id, _ in pairs} for pairs in (placing.teaches, placing.aides_in))
        tables.tell_days()
        return Export(
            schools=schools,
            classes=classes,
            teachers=_chosen(people, TEACHER, teach),
            aides=_chosen(people, AIDE, aid),
            teaches=tuple(placing.teaches),
            leads=frozenset(pair for pair, leads in placing.teaches.items() if leads),
            aides_in=tuple(placing.aides_in),
            students=frozenset(people.students.union(*unclear)),
        )

    def classes(self, schools: Collection[str]) -> dict[str, Class]:
        """Return the classes that have not ended; if all have, the export is read as of the last
        day of any.
        """
        day = self.tables.day
        days = {
            row["sourcedId"]: (
                day("academicSessions.csv", row["startDate"]),
                day("academicSessions.csv", row["endDate"]),
            )
            for row in self.tables.rows("academicSessions.csv")
        }
        classes, lost = [], 0
        for row in self.tables.rows("classes.csv"):
            if row["schoolSourcedId"] in schools:
                classes.append(_class(row, days))
            else:
                lost += 1
        if lost:
            self.tables.warn("oneroster-loose", file="classes.csv", count=lost, what="school")
        last = max((one.end for one in classes), default="")
        if classes and all(one.end and one.end < self.today for one in classes):
            self.tables.warn("oneroster-past", day=last)
            self.today = last
        current = {one.id: one for one in classes if not one.end or one.end >= self.today}
        self.ended = {one.id for one in classes} - current.keys()
        if self.ended:
            shown = {"file": "classes.csv", "count": len(self.ended), "day": self.today}
            self.tables.warn("oneroster-ended", **shown)
        begins = [one.start for one in current.values() if one.start > self.today]
        if 0 < len(begins) < len(current):
            shown = {"file": "classes.csv", "count": len(begins), "day": min(begins)}
            self.tables.warn("oneroster-begins", **shown)
        return current


class _Enrollments:
    """Who teaches and who helps in which class, by enrollments.csv and by what each person is."""

    def __init__(
        self,
        tables: Tables,
        people: People,
        classes: Mapping[str, Class],
        ended: Collection[str],
        today: str,
    ) -> None:
        self.tables, self.people, self.classes = tables, people, classes
        self.ended, self.today = ended, today
        self.teaches: dict[tuple[str, str], bool] = {}
        self.aides_in: dict[tuple[str, str], None] = {}
        self.lost: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.otherwise: Counter[str] = Counter()
        self.over = 0
        self.begins: list[str] = []

    def read(self) -> None:
        for row in self.tables.rows("enrollments.csv"):
            role = kind_of(row["role"])
            if role not in (STUDENT, FAMILY):
                self.place(row, role)
        tell, file = self.tables.warn, "enrollments.csv"
        for what, count in self.lost.items():
            tell("oneroster-loose", file=file, count=count, what=what)
        for code, count in self.otherwise.items():
            tell(code, count=count)
        unknown_roles(self.tables, file, self.unknown)
        if self.over:
            tell("oneroster-ended", file=file, count=self.over, day=self.today)
        if self.begins:
            tell("oneroster-begins", file=file, count=len(self.begins), day=min(self.begins))

    def place(self, row: Mapping[str, str], role: str) -> None:
        pair = (row["userSourcedId"], row["classSourcedId"])
        kinds = self.people.kinds.get(pair[0])
        role = self.part(role, row["role"], kinds)
        if not role or not self.is_known(*pair):
            return
        if has_ended(self.tables, "enrollments.csv", row, self.today):
            self.over += 1
            return
        start = self.tables.day("enrollments.csv", row["beginDate"])
        if start > self.today and start > self.classes[pair[1]].start:
            self.begins.append(start)
        if role == AIDE:
            self.aides_in[pair] = None
        else:
            leads = row["primary"].strip().casefold() in ("true", "1", "yes")
            self.teaches[pair] = self.teaches.get(pair, False) or leads

    def part(self, role: str, typed: str, kinds: frozenset[str] | None) -> str:
        """Return what somebody does in a class who is enrolled as `role`, and of these `kinds`.

        "" if nothing for a sheet.
        """
        if kinds is None:
            return role if role in (TEACHER, AIDE) else ""  # told as a person that is not there
        # Everybody who teaches may be enrolled as a teacher, and an aide as a proctor or by a word
        # of the vendor's own.
        if AIDE in kinds and (TEACHER not in kinds or role != TEACHER):
            return AIDE
        if role not in (TEACHER, AIDE):
            self.unknown[typed] += bool(typed and not role and kinds - {STUDENT, FAMILY})
            return ""
        if kinds and not kinds - {STUDENT, FAMILY}:
            self.otherwise["oneroster-no-staff"] += 1
            return ""
        if kinds and role not in kinds:
            self.otherwise["oneroster-otherwise"] += 1
        return role

    def is_known(self, user: str, own: str) -> bool:
        """Return whether person and class are in the export and in force; what is lost is counted."""
        if user not in self.people.kinds:
            self.lost["person"] += 1
        elif own in self.ended or user not in self.people.staff:
            pass  # told with the class, or the person
        elif own not in self.classes:
            self.lost["class"] += 1
        else:
            return True
        return False


def _class(row: Mapping[str, str], days: Mapping[str, tuple[str, str]]) -> Class:
    terms = [days[term] for term in _list(row["termSourcedIds"]) if term in days]
    ends = [end for _, end in terms]
    return Class(
        id=row["sourcedId"],
        code=row["classCode"],
        title=row["title"],
        grades=_list(row["grades"]),
        room=row["location"],
        periods=", ".join(_list(row["periods"])),
        school=row["schoolSourcedId"],
        start=min((start for start, _ in terms if start), default=""),
        end=max(ends) if ends and all(ends) else "",
    )


def _chosen(people: People, kind: str, placed: Collection[str]) -> dict[str, Person]:
    """Return those who are of this kind, or are placed as one."""
    return {
        id: person
        for id, person in people.staff.items()
        if id in placed or kind in people.kinds.get(id, ())
    }


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())
