"""A OneRoster 1.1 or 1.2 CSV export: teachers, aides, classes and schools. Of students only the names, and in memory only."""

from __future__ import annotations

import difflib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from handout.problems import HandoutError, Place, Problem, problem
from handout.sources.roster.csv import encoding_of, parse_csv
from handout.sources.roster.excel_quirks import plain_day
from handout.sources.roster.safe_zip import DAMAGED, Limits, open_archive

_LIMITS = Limits(packed=2 * 2**30, unpacked=8 * 2**30, ratio=200)
_CHUNK = 2**20
_STAFF = ("teacher", "aide")
_GONE = ("tobedeleted", "inactive")

# The columns that are read, the first ones needed; demographics.csv is never opened.
_COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "orgs.csv": (("sourcedId", "name"), ("status", "identifier")),
    "academicSessions.csv": (("sourcedId", "startDate", "endDate"), ("status",)),
    "classes.csv": (
        ("sourcedId", "title", "schoolSourcedId"),
        ("status", "grades", "classCode", "location", "termSourcedIds", "periods"),
    ),
    "roles.csv": (("userSourcedId", "role"), ("status", "orgSourcedId")),
    "users.csv": (
        ("sourcedId", "givenName", "familyName"),
        (
            "status", "enabledUser", "role", "orgSourcedIds", "primaryOrgSourcedId", "email",
            "preferredGivenName", "preferredFamilyName", "middleName",
        ),
    ),
    "enrollments.csv": (("classSourcedId", "userSourcedId", "role"), ("status", "schoolSourcedId")),
}  # fmt: skip
_NEEDED = ("orgs.csv", "classes.csv", "users.csv", "enrollments.csv")


@dataclass(frozen=True, slots=True)
class Person:
    """A teacher or an aide; `schools` are the ids of those where she has that role."""

    id: str
    given: str
    family: str
    email: str
    schools: tuple[str, ...]


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
    """What an export says of staff. `teaches` and `aides_in` are pairs of a person's and a class's id.

    `students` are names ("Given<TAB>Family<TAB>Middle") for the privacy check; they are never written anywhere.
    """

    schools: Mapping[str, tuple[str, str]] = field(
        default_factory=dict
    )  # id -> name, and number in the district
    classes: Mapping[str, Class] = field(default_factory=dict)
    teachers: Mapping[str, Person] = field(default_factory=dict)
    aides: Mapping[str, Person] = field(default_factory=dict)
    teaches: tuple[tuple[str, str], ...] = ()
    aides_in: tuple[tuple[str, str], ...] = ()
    students: frozenset[str] = field(default=frozenset(), repr=False)


def read_export(path: Path) -> tuple[Export, tuple[Problem, ...]]:
    """The export in the zip file at `path`, and warnings about what is odd in it.

    Rows of students are dropped as they are read, but for their names. Raises HandoutError if it cannot be read.
    """
    with open_archive(path, _LIMITS) as archive:
        reader = _Reader(archive, path)
        try:
            export = reader.export()
        except (*DAMAGED, UnicodeDecodeError) as error:
            raise HandoutError([problem("archive-damaged", Place(str(path)))]) from error
    return export, tuple(sorted(set(reader.found)))


class _Reader:
    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self.archive, self.path = archive, path
        self.found: list[Problem] = []
        self.odd_days: Counter[str] = Counter()
        self.files: dict[str, str] = {}
        for name in archive.namelist():
            if "__MACOSX" not in name:
                self.files.setdefault(PurePosixPath(name.replace("\\", "/")).name.casefold(), name)

    def export(self) -> Export:
        missing = [file for file in _NEEDED if file.casefold() not in self.files]
        if missing:
            place = Place(str(self.path))
            if any(name.endswith(".zip") for name in self.files):
                raise HandoutError([problem("oneroster-nested", place)])
            wanted = ", ".join(_COLUMNS)
            raise HandoutError(
                [problem("oneroster-file", place, file=file, files=wanted) for file in missing]
            )
        schools = {
            row["sourcedId"]: (row["name"], row["identifier"]) for row in self.rows("orgs.csv")
        }
        days = {
            row["sourcedId"]: (self.day(row["startDate"]), self.day(row["endDate"]))
            for row in self.rows("academicSessions.csv")
        }
        if self.odd_days:
            count = sum(self.odd_days.values())
            self.warn("oneroster-date", file="academicSessions.csv", count=count)
        classes = self.classes(schools, days)
        teachers, aides, students = self.people(schools)
        pairs = self.enrollments(classes, teachers, aides)
        return Export(schools, classes, teachers, aides, pairs["teacher"], pairs["aide"], students)

    def classes(
        self, schools: Mapping[str, object], days: Mapping[str, tuple[str, str]]
    ) -> dict[str, Class]:
        classes, lost = {}, 0
        for row in self.rows("classes.csv"):
            if row["schoolSourcedId"] not in schools:
                lost += 1
                continue
            terms = [days[term] for term in _list(row["termSourcedIds"]) if term in days]
            classes[row["sourcedId"]] = Class(
                id=row["sourcedId"],
                code=row["classCode"],
                title=row["title"],
                grades=_list(row["grades"]),
                room=row["location"],
                periods=", ".join(_list(row["periods"])),
                school=row["schoolSourcedId"],
                start=min((start for start, _ in terms if start), default=""),
                end=max((end for _, end in terms if end), default=""),
            )
        if lost:
            self.warn("oneroster-loose", file="classes.csv", count=lost, what="school")
        return classes

    def people(
        self, schools: Mapping[str, object]
    ) -> tuple[dict[str, Person], dict[str, Person], frozenset[str]]:
        """Teachers, aides, and the names of students. 1.1 has the roles in users.csv, 1.2 in roles.csv."""
        roles: dict[str, dict[str, list[str]]] = {}
        for row in self.rows("roles.csv"):
            roles.setdefault(row["userSourcedId"], {}).setdefault(_plain(row["role"]), []).append(
                row["orgSourcedId"]
            )
        people: dict[str, dict[str, Person]] = {role: {} for role in _STAFF}
        students = set()
        for row in self.rows("users.csv"):
            own = roles.get(row["sourcedId"]) or {
                _plain(row["role"]): [*_list(row["orgSourcedIds"])]
            }
            given, family = (
                row["preferredGivenName"] or row["givenName"],
                row["preferredFamilyName"] or row["familyName"],
            )
            if "student" in own:
                middle = row["middleName"]
                students |= {
                    f"{row['givenName']}\t{row['familyName']}\t{middle}",
                    f"{given}\t{family}\t{middle}",
                }
                continue
            if _plain(row["enabledUser"]) == "false":
                continue
            for role in _STAFF:
                if role in own:
                    at = tuple(
                        dict.fromkeys(
                            org
                            for org in (*own[role], row["primaryOrgSourcedId"])
                            if org in schools
                        )
                    )
                    people[role][row["sourcedId"]] = Person(
                        row["sourcedId"], given, family, row["email"], at
                    )
        return (
            people["teacher"],
            people["aide"],
            frozenset(name.rstrip("\t") for name in students if name.strip()),
        )

    def enrollments(
        self,
        classes: Mapping[str, Class],
        teachers: Mapping[str, Person],
        aides: Mapping[str, Person],
    ) -> dict[str, tuple[tuple[str, str], ...]]:
        pairs: dict[str, dict[tuple[str, str], None]] = {role: {} for role in _STAFF}
        lost: Counter[str] = Counter()
        for row in self.rows("enrollments.csv"):
            role, user, own = _plain(row["role"]), row["userSourcedId"], row["classSourcedId"]
            if role not in pairs:
                continue
            # In the export of a school everybody who teaches may be called a teacher, also whom users.csv calls an aide.
            known = teachers if role == "teacher" else aides
            if user not in known and user in aides:
                role = "aide"
            elif user not in known:
                lost["person"] += 1
                continue
            if own not in classes:
                lost["class"] += 1
                continue
            pairs[role][user, own] = None
        for what, count in lost.items():
            self.warn("oneroster-loose", file="enrollments.csv", count=count, what=what)
        return {role: tuple(found) for role, found in pairs.items()}

    def rows(self, file: str) -> Iterator[dict[str, str]]:
        """The rows of `file` that are in force, by the standard's names of the columns; none if there is no such file."""
        name = self.files.get(file.casefold())
        if name is None:
            return
        place = Place(f"{self.path}/{file}")
        with self.archive.open(name) as raw:
            encoding, told = encoding_of(iter(lambda: raw.read(_CHUNK), b""), place)
        self.found += told
        columns: dict[str, int] = {}
        seen: set[str] = set()
        odd, first_odd, twice, width, spoilt = 0, 0, 0, 0, 0
        with self.archive.open(name) as raw:
            for row in parse_csv(io.TextIOWrapper(raw, encoding=encoding, newline=""), str(place)):
                if not columns:
                    columns, width = self.columns(file, row.cells, place), len(row.cells)
                    continue
                spoilt += len(row.spoilt)
                if len(row.cells) > width:
                    odd, first_odd = odd + 1, first_odd or row.number
                    continue
                found = {
                    name: row.cells[at] if at < len(row.cells) else ""
                    for name, at in columns.items()
                }
                found |= {
                    name: ""
                    for name in (*_COLUMNS[file][0], *_COLUMNS[file][1])
                    if name not in found
                }
                if _plain(found["status"]) in _GONE:
                    continue
                if file not in ("roles.csv", "enrollments.csv"):
                    if found["sourcedId"] in seen:
                        twice += 1
                        continue
                    seen.add(found["sourcedId"])
                yield found
        if spoilt:  # counted only: the words may be a student's name
            self.warn("oneroster-spoilt", file=file, count=spoilt)
        if odd:
            self.warn("oneroster-odd", file=file, count=odd, row=first_odd)
        if twice:
            self.warn("oneroster-twice", file=file, count=twice)

    def columns(self, file: str, cells: tuple[str, ...], place: Place) -> dict[str, int]:
        """Where each column is that is wanted, counted from 0; misspelt ones are found and told."""
        plain = [_plain(cell) for cell in cells]
        needed, others = _COLUMNS[file]
        columns, faults = {}, []
        for name in (*needed, *others):
            if _plain(name) in plain:
                columns[name] = plain.index(_plain(name))
                continue
            taken = {_plain(other) for other in (*needed, *others)}
            near = difflib.get_close_matches(
                _plain(name), [cell for cell in plain if cell not in taken], 1, 0.85
            )
            if near:
                columns[name] = plain.index(near[0])
                self.warn(
                    "oneroster-spelled", file=file, found=cells[columns[name]][:40], heading=name
                )
            elif name in needed or (
                name == "role" and file == "users.csv" and "roles.csv" not in self.files
            ):
                faults.append(problem("oneroster-column", place, file=file, heading=name))
        if faults:
            raise HandoutError([*self.found, *faults])
        return columns

    def day(self, text: str) -> str:
        """A day as YYYY-MM-DD; "" if it cannot be read."""
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return text
        if not text:
            return ""
        self.odd_days[text] += 1
        if found := re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?:T|$| )", text):
            return "-".join(found.groups())
        day = plain_day(text)
        return day if day != text else ""

    def warn(self, code: str, **values: object) -> None:
        self.found.append(problem(code, Place(str(self.path)), warning=True, **values))


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
