"""The people in a OneRoster export: staff by their roles; of students the names alone, in memory
only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from handout.messages import message_table
from handout.sources.fields.placeholders import is_placeholder, real_name
from handout.sources.oneroster.tables import Tables

TEACHER, AIDE, STUDENT, FAMILY, OTHER = "teacher", "aide", "student", "family", "other"
_STAFF = frozenset((TEACHER, AIDE, OTHER))
_MOST_NAMED = 5  # roles that are not known


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the staff; `schools` are the ids of those where they are."""

    id: str
    given_name: str
    family_name: str
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
class _UserRoles:
    """What a person does, and the schools where; `former` is what they no longer do."""

    current: dict[str, list[str]] = field(default_factory=dict)
    former: set[str] = field(default_factory=set)


@lru_cache(maxsize=256)
def role_kind(role: str) -> str:
    """Return what kind of person has this role; "" for one that is not known."""
    key = re.sub(r"[\W_]+", "", role.casefold())
    # OneRoster 1.2 lets systems extend its roles by words that begin with ext:.
    return _kinds_by_role().get(key) or _kinds_by_role().get(key.removeprefix("ext"), "")


@cache
def _kinds_by_role() -> dict[str, str]:
    listed: Mapping[str, str] = message_table("roster")["oneroster_roles"]
    kinds = {}
    for kind, roles in listed.items():
        for role in roles.split():
            kinds[role] = kind
    return kinds


def warn_of_unknown_roles(tables: Tables, file: str, unknown: Counter[str]) -> None:
    """Warn which roles of `file` are not known, and how often each comes."""
    count = unknown.total()
    if count:
        commonest = (+unknown).most_common(_MOST_NAMED)
        roles = ", ".join(f"{role[:40]} ({times})" for role, times in commonest)
        tables.warn("oneroster-role", file=file, roles=roles, count=count)


def read_people(tables: Tables, schools: Collection[str], today: str) -> People:
    """Return everybody in users.csv.

    OneRoster 1.1 has the roles there, 1.2 in roles.csv. `today` is YYYY-MM-DD.
    """
    roles_by_user = _read_roles(tables, today)
    people = People()
    unknown = Counter[str]()
    counts = Counter[str]()
    for row in tables.rows("users.csv", include_gone=True):
        roles = roles_by_user.get(row["sourcedId"])
        if roles is None:
            roles = _UserRoles()
            if kind := role_kind(row["role"]):
                schools_of_user = [part.strip() for part in row["orgSourcedIds"].split(",")]
                roles.current[kind] = schools_of_user
            elif row["role"]:
                unknown[row["role"]] += not row["gone"]
                roles.current[""] = []
        _add_person(people, row, roles, schools, counts)
    warn_of_unknown_roles(tables, "users.csv", unknown)
    for code, count in (+counts).items():
        tables.warn(code, count=count)
    return people


def _read_roles(tables: Tables, today: str) -> dict[str, _UserRoles]:
    """Return the roles in roles.csv by the id of the user."""
    roles_by_user: dict[str, _UserRoles] = {}
    unknown: Counter[str] = Counter()
    ended = 0
    for row in tables.rows("roles.csv", include_gone=True):
        roles = roles_by_user.setdefault(row["userSourcedId"], _UserRoles())
        kind = role_kind(row["role"])
        if not kind and not row["gone"]:
            unknown[row["role"]] += 1
        if row["gone"]:
            roles.former.add(kind)
        elif has_ended(tables, "roles.csv", row, today):
            roles.former.add(kind)
            ended += kind in _STAFF
        else:
            roles.current.setdefault(kind, []).append(row["orgSourcedId"])
    warn_of_unknown_roles(tables, "roles.csv", unknown)
    if ended:
        tables.warn("oneroster-ended", file="roles.csv", count=ended, day=today)
    return roles_by_user


def has_ended(tables: Tables, file: str, row: Mapping[str, str], today: str) -> bool:
    """Return whether the last day of a row is before `today`."""
    end = tables.day(file, row["endDate"])
    return bool(end) and end < today


def _add_person(
    people: People,
    row: Mapping[str, str],
    roles: _UserRoles,
    schools: Collection[str],
    counts: Counter[str],
) -> None:
    id, kinds = row["sourcedId"], frozenset(roles.current)
    is_disabled = row["enabledUser"].strip().casefold() in ("false", "0", "no")
    has_left = bool(row["gone"]) or is_disabled
    _add_student(people, row, roles, has_left, counts)
    if id in people.kinds and row["gone"]:
        return  # an older row of somebody who is there
    people.kinds[id] = frozenset() if has_left else kinds
    counts["oneroster-left"] += has_left and bool(kinds & {TEACHER, AIDE})
    has_roles = bool(kinds or roles.former)
    if has_left or (has_roles and not kinds - {STUDENT, FAMILY}):
        return
    people.staff[id] = Person(
        id=id,
        given_name=_preferred(row["preferredGivenName"]) or row["givenName"],
        family_name=_preferred(row["preferredFamilyName"]) or row["familyName"],
        email=row["email"],
        schools=_schools_of(roles, row["primaryOrgSourcedId"], schools),
    )


def _preferred(name: str) -> str:
    """Return a preferred name; "" where nobody prefers one: N/A, null."""
    return "" if is_placeholder(name) else real_name(name)


def _schools_of(
    roles: _UserRoles, primary_school: str, schools: Collection[str]
) -> tuple[str, ...]:
    """Return where somebody is, each school once: an aide where they are one."""
    ids: list[str] = []
    if AIDE in roles.current:
        ids += roles.current[AIDE]
    else:
        for kind in sorted(roles.current):
            ids += roles.current[kind]
    ids.append(primary_school)
    return tuple(dict.fromkeys(id for id in ids if id in schools))


def _add_student(
    people: People,
    row: Mapping[str, str],
    roles: _UserRoles,
    has_left: bool,
    counts: Counter[str],
) -> None:
    """Keep the name of a student, also of one who left; not of somebody who is on the staff too."""
    kinds, names = frozenset(roles.current), _possible_names(row)
    if not kinds and not roles.former and names:
        people.unclear[row["sourcedId"]] = names
    if STUDENT not in kinds | roles.former:
        return
    if kinds & _STAFF and not has_left:
        counts["oneroster-both"] += 1
        return
    people.students |= names
    counts["oneroster-students-nameless"] += not names


def _possible_names(row: Mapping[str, str]) -> set[str]:
    """Return the names of a person: their own, the ones they prefer, and one of each."""
    given_names = {row["givenName"], row["preferredGivenName"] or row["givenName"]}
    family_names = {row["familyName"], row["preferredFamilyName"] or row["familyName"]}
    middle_name = f"{row['middleName']} {row['preferredMiddleName']}".strip()
    names = set()
    for given_name in given_names:
        for family_name in family_names:
            # “-” and “.” in an empty row are no names.
            if sum(map(str.isalpha, given_name + family_name)) > 1:
                names.add(f"{given_name}\t{family_name}\t{middle_name}".rstrip("\t"))
    return names
