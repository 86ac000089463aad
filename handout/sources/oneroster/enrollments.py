"""Enrollments of a OneRoster export: who teaches and who helps in which class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from handout.sources.oneroster.classes import Class
from handout.sources.oneroster.people import (
    AIDE,
    FAMILY,
    STUDENT,
    TEACHER,
    People,
    has_ended,
    role_kind,
    warn_of_unknown_roles,
)
from handout.sources.oneroster.tables import Tables

_PROCTOR = "proctor"
"""A role of an enrollment (OneRoster 1.1, 4.13.5): who sees to a test, or an aide."""


class Enrollments:
    """Who teaches and who helps in which class, by enrollments.csv and by what each person is."""

    def __init__(
        self,
        tables: Tables,
        people: People,
        classes: Mapping[str, Class],
        ended_classes: Collection[str],
        today: str,
    ) -> None:
        self.teaching: dict[tuple[str, str], bool] = {}  # and whether as primary teacher
        self.aiding: dict[tuple[str, str], None] = {}
        self._tables = tables
        self._people = people
        self._classes = classes
        self._ended_classes = ended_classes
        self._today = today
        self._missing: Counter[str] = Counter()  # persons and classes that are not in the export
        self._unknown_roles: Counter[str] = Counter()
        self._contradictions: Counter[str] = Counter()  # by the code of the warning
        self._ended = 0
        self._later_starts: list[str] = []

    def read(self) -> None:
        """Read all enrollments of adults; warn of what is odd in them."""
        warn, file = self._tables.warn, "enrollments.csv"
        for row in self._tables.rows(file):
            role = role_kind(row["role"])
            if role not in (STUDENT, FAMILY):
                self._add(row, role)
        for missing, count in self._missing.items():
            self._tables.warn_of_loose_rows(file, count, missing)
        for code, count in self._contradictions.items():
            if count:
                warn(code, count=count)
        warn_of_unknown_roles(self._tables, file, self._unknown_roles)
        if self._ended:
            warn("oneroster-ended", file=file, count=self._ended, day=self._today)
        if starts := self._later_starts:
            warn("oneroster-begins", file=file, count=len(starts), day=min(starts))

    def _add(self, row: Mapping[str, str], role: str) -> None:
        person_id, class_id = row["userSourcedId"], row["classSourcedId"]
        role = self._actual_role(role, row["role"], self._people.kinds.get(person_id))
        if not role or not self._is_in_force(person_id, class_id):
            return
        if has_ended(self._tables, "enrollments.csv", row, self._today):
            self._ended += 1
            return
        start = self._tables.day("enrollments.csv", row["beginDate"])
        if start > self._today and start > self._classes[class_id].start:
            self._later_starts.append(start)
        pair = person_id, class_id
        if role == AIDE:
            self.aiding[pair] = None
        else:
            leads = row["primary"].strip().casefold() in ("true", "1", "yes")
            self.teaching[pair] = self.teaching.get(pair, False) or leads

    def _actual_role(self, role: str, typed: str, kinds: frozenset[str] | None) -> str:
        """Return what somebody does in a class who is enrolled as `role`, and of these `kinds`.

        "" if nothing for a sheet.
        """
        if kinds is None:
            # Warned of as a person that is not in the export.
            return role if role in (TEACHER, AIDE) else ""
        # Everybody who teaches may be enrolled as a teacher, and an aide as a proctor or by a word
        # of the vendor's own.
        if AIDE in kinds and (TEACHER not in kinds or role != TEACHER):
            return AIDE
        kinds_of_staff = kinds - {STUDENT, FAMILY}
        if role not in (TEACHER, AIDE):
            is_proctor = typed.strip().casefold() == _PROCTOR and bool(kinds_of_staff)
            self._contradictions["oneroster-proctor"] += is_proctor
            self._unknown_roles[typed] += bool(typed and not role and kinds_of_staff)
            return ""
        if kinds and not kinds_of_staff:
            self._contradictions["oneroster-no-staff"] += 1
            return ""
        if kinds and role not in kinds:
            self._contradictions["oneroster-otherwise"] += 1
        return role

    def _is_in_force(self, person_id: str, class_id: str) -> bool:
        """Return whether person and class are in the export and in force; count what is missing."""
        if person_id not in self._people.kinds:
            self._missing["person"] += 1
        elif class_id in self._ended_classes or person_id not in self._people.staff:
            pass  # warned of with the class, or the person
        elif class_id not in self._classes:
            self._missing["class"] += 1
        else:
            return True
        return False
