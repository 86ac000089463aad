"""Who is who in a OneRoster export: staff by what they do, and of students the names alone, in
memory only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from handout.messages import message_table
from handout.sources.oneroster.tables import Tables

TEACHER, AIDE, STUDENT, FAMILY, OTHER = "teacher", "aide", "student", "family", "other"
_STAFF = frozenset((TEACHER, AIDE, OTHER))
_MOST_TOLD = 5  # roles that are not known


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff; `schools` are the ids of those where they are."""

    id: str
    given: str
    family: str
    email: str
    schools: tuple[str, ...]


@dataclass
class People:
    """Who is in users.csv; `kinds` are what each does, none for somebody who left or whose account
    is off.

    `students` are names, each "Given<TAB>Family<TAB>Middle"; `unclear` those of people of whom no
    role is known.
    """

    staff: dict[str, Person] = field(default_factory=dict)
    kinds: dict[str, frozenset[str]] = field(default_factory=dict)
    students: set[str] = field(default_factory=set, repr=False)
    unclear: dict[str, set[str]] = field(default_factory=dict, repr=False)


@dataclass
class _Roles:
    """What a person does by roles.csv, and where; `was` is what they did or will no longer do."""

    now: dict[str, list[str]] = field(default_factory=dict)
    was: set[str] = field(default_factory=set)


@lru_cache(maxsize=256)
def kind_of(role: str) -> str:
    """Return what kind of person has this role; "" for one that is not known."""
    own = re.sub(r"[\W_]+", "", role.casefold())
    return _kinds().get(own) or _kinds().get(own.removeprefix("ext"), "")


@cache
def _kinds() -> dict[str, str]:
    listed: Mapping[str, str] = message_table("roster")["oneroster_roles"]
    return {role: kind for kind, roles in listed.items() for role in roles.split()}


def unknown_roles(tables: Tables, file: str, unknown: Counter[str]) -> None:
    """Tell which roles of `file` are not known, and how often each comes."""
    if not (count := unknown.total()):
        return
    shown = [f"{role[:40]} ({times})" for role, times in (+unknown).most_common(_MOST_TOLD)]
    tables.warn("oneroster-role", file=file, roles=", ".join(shown), count=count)


def read_people(tables: Tables, schools: Collection[str], today: str) -> People:
    """Everybody in users.csv; version 1.1 has the roles there, 1.2 in roles.csv.

    `today` is YYYY-MM-DD.
    """
    roles = _read_roles(tables, today)
    people, unknown, counts = People(), Counter[str](), Counter[str]()
    for row in tables.rows("users.csv", gone=True):
        own = roles.get(row["sourcedId"])
        if own is None:
            own = _Roles()
            if kind := kind_of(row["role"]):
                own.now[kind] = [part.strip() for part in row["orgSourcedIds"].split(",")]
            elif row["role"]:
                unknown[row["role"]] += not row["gone"]
                own.now[""] = []
        _add(people, row, own, schools, counts)
    unknown_roles(tables, "users.csv", unknown)
    for code, count in (+counts).items():
        tables.warn(code, count=count)
    return people


def _read_roles(tables: Tables, today: str) -> dict[str, _Roles]:
    roles: dict[str, _Roles] = {}
    unknown: Counter[str] = Counter()
    ended = 0
    for row in tables.rows("roles.csv", gone=True):
        own = roles.setdefault(row["userSourcedId"], _Roles())
        kind = kind_of(row["role"])
        if not kind and not row["gone"]:
            unknown[row["role"]] += 1
        if row["gone"]:
            own.was.add(kind)
        elif has_ended(tables, "roles.csv", row, today):
            own.was.add(kind)
            ended += kind in _STAFF
        else:
            own.now.setdefault(kind, []).append(row["orgSourcedId"])
    unknown_roles(tables, "roles.csv", unknown)
    if ended:
        tables.warn("oneroster-ended", file="roles.csv", count=ended, day=today)
    return roles


def has_ended(tables: Tables, file: str, row: Mapping[str, str], today: str) -> bool:
    """Return whether the last day of a row is before `today`."""
    end = tables.day(file, row["endDate"])
    return bool(end) and end < today


def _add(
    people: People,
    row: Mapping[str, str],
    own: _Roles,
    schools: Collection[str],
    counts: Counter[str],
) -> None:
    id, kinds = row["sourcedId"], frozenset(own.now)
    left = bool(row["gone"]) or row["enabledUser"].strip().casefold() in ("false", "0", "no")
    _add_student(people, row, own, left, counts)
    if id in people.kinds and row["gone"]:
        return  # an older row of somebody who is there
    people.kinds[id] = frozenset() if left else kinds
    counts["oneroster-left"] += left and bool(kinds & {TEACHER, AIDE})
    if left or (kinds or own.was) and not kinds - {STUDENT, FAMILY}:
        return
    at = [org for kind in sorted(kinds) for org in own.now[kind]]
    if AIDE in kinds:
        at = own.now[AIDE]
    places = dict.fromkeys(org for org in (*at, row["primaryOrgSourcedId"]) if org in schools)
    given = row["preferredGivenName"] or row["givenName"]
    family = row["preferredFamilyName"] or row["familyName"]
    people.staff[id] = Person(id, given, family, row["email"], tuple(places))


def _add_student(
    people: People, row: Mapping[str, str], own: _Roles, left: bool, counts: Counter[str]
) -> None:
    """Keep the name of a student, also of one who left; not of somebody who is on the staff too."""
    kinds, names = frozenset(own.now), _names(row)
    if not kinds and not own.was and names:
        people.unclear[row["sourcedId"]] = names
    if STUDENT not in kinds | own.was:
        return
    if kinds & _STAFF and not left:
        counts["oneroster-both"] += 1
        return
    people.students |= names
    counts["oneroster-students-nameless"] += not names


def _names(row: Mapping[str, str]) -> set[str]:
    """Return the names of a person: their own, the ones they prefer, and one of each."""
    given, family = (
        {row[name], row[f"preferred{name[0].upper()}{name[1:]}"] or row[name]}
        for name in ("givenName", "familyName")
    )
    middle = f"{row['middleName']} {row['preferredMiddleName']}".strip()
    # “-” and “.” in an empty row are no names.
    return {
        f"{one}\t{other}\t{middle}".rstrip("\t")
        for one in given
        for other in family
        if sum(map(str.isalpha, one + other)) > 1
    }
