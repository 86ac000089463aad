"""Who teaches what and where, as a OneRoster export and a supplement tell it -> the rows of a
roster, and what they lack.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from handout.batch.roster_fit import Cells, MissingData, fit_row, is_usable, joined_titles, named
from handout.batch.roster_supplement import Supplement, join_supplement
from handout.messages import message_table
from handout.privacy.check import blocked_rules
from handout.problems import Position, Problem, problem
from handout.sources.fields.fields import text_limit
from handout.sources.markdown.document import slug
from handout.sources.oneroster.export import Class, Export
from handout.sources.oneroster.people import Person

_MOST_TOLD = 5  # cells in one message
ROLE = "classroom"  # until the supplement or a person says otherwise
_BANDS = {
    "PK": ("it", "pr", "pk", "p3", "p4", "p5"),
    "K-2": ("tk", "kg", "k", "01", "02", "1", "2"),
    "3-5": ("03", "04", "05", "3", "4", "5"),
    "6-8": ("06", "07", "08", "6", "7", "8"),
    "9-12": ("09", "10", "11", "12", "9"),
    "18-22": ("13", "ps", "ug"),
}
_BAND_OF = {grade: band for band, grades in _BANDS.items() for grade in grades}

# What is no words, or the name of a grown-up.
_NO_WORDS = frozenset(
    "handout_id school_id school_name class_id teacher_given teacher_family teacher_email para_given para_family "
    "role grade_band start_time end_time term_start term_end copies override_file".split()
)


def place_staff(
    export: Export, supplement: Supplement = Supplement(), *, by_class: bool = False
) -> tuple[tuple[Cells, ...], tuple[MissingData, ...], tuple[Problem, ...]]:
    """The roster's rows by column, a row a teacher and school (or a class), what they lack, and
    warnings.

    Words that name a student of the export, or say too much of one, are left out and told.
    """
    placing = _Placing(export, supplement, by_class)
    rows = placing.rows()
    lacks = sorted(placing.lacks, key=lambda lack: (lack.school_name, lack.school_id))
    return tuple(rows), tuple(lacks), tuple(placing.found)


def _helped(
    classes: Sequence[Class], aides: Mapping[str, Sequence[Person]]
) -> Iterator[tuple[Cells, list[Class]]]:
    """The names of the aides in each class, for a row each."""
    for one in classes:
        for aide in aides.get(one.id, ()):
            if aide.given or aide.family:
                yield {"para_given": aide.given, "para_family": aide.family}, [one]


class _Placing:
    def __init__(self, export: Export, supplement: Supplement, by_class: bool) -> None:
        self.export, self.supplement, self.by_class = export, supplement, by_class
        self.said: dict[str, Any] = message_table("roster")
        self.lacks: list[MissingData] = []
        self.found: list[Problem] = []
        self.ids: set[str] = set()
        self.placed = {aide for aide, _ in export.aides_in}
        self.count: Counter[str] = Counter()
        teaching = {one.school for one in export.classes.values()} & export.schools.keys()
        schools = [export.schools[id] for id in teaching]
        self.numbers = Counter((number or slug(name)).casefold() for name, number in schools)
        self.private: list[tuple[str, frozenset[str]]] = []  # cells that say too much
        families: dict[str, set[str]] = {}
        for person, own in export.teaches:
            at = families.setdefault(export.classes[own].school, set())
            at.add(export.teachers[person].family)
        self.staff = {school: tuple(sorted(names)) for school, names in families.items()}

    def rows(self) -> list[Cells]:
        by_class, by_mail = join_supplement(self.supplement, self.export, self.found)
        aides: dict[str, list[Person]] = {}
        for aide, own in self.export.aides_in:
            aides.setdefault(own, []).append(self.export.aides[aide])
        rows = []
        for teacher, classes in self.groups():
            if not (teacher := named(teacher)).family:
                self.nameless(teacher, classes[0].school)
                continue
            extra = list(by_mail.get(teacher.email.casefold(), ())) if teacher.email else []
            typed = [(cells, classes) for cells in extra]
            typed += [(cells, [one]) for one in classes for cells in by_class.get(one.id, ())]
            helped = [] if typed else list(_helped(classes, aides)) or [({}, classes)]
            for n, (cells, shown) in enumerate((*typed, *helped), 1):
                row = self.row(teacher, shown, classes, cells, n)
                self.fit(row, shown[0].school, cells if typed else ())
                rows.append(row)
        self.unplaced()
        self.look_at_classes()
        self.tell_private()
        for code, count in self.count.items():
            self.found.append(problem(code, Position(""), warning=True, count=count))
        return rows

    def groups(self) -> Iterator[tuple[Person, list[Class]]]:
        """Each teacher with her classes at one school, or with one class; by school and name."""
        taught: dict[tuple[str, str], list[Class]] = {}
        for person, own in self.export.teaches:
            one = self.export.classes[own]
            taught.setdefault(
                (person, f"{one.school}\n{own}" if self.by_class else one.school), []
            ).append(one)

        def order(key: tuple[str, str]) -> tuple[str, ...]:
            teacher, one = self.export.teachers[key[0]], taught[key][0]
            return (
                self.export.schools[one.school][0],
                teacher.family,
                teacher.given,
                key[0],
                one.title,
                key[1],
            )

        for key in sorted(taught, key=order):
            yield (
                self.export.teachers[key[0]],
                sorted(
                    taught[key],
                    key=lambda one: (not self.leads(key[0], one), one.periods, one.title, one.id),
                ),
            )

    def leads(self, person: str, own: Class) -> bool:
        """Whether she is the primary teacher of the class."""
        return (person, own.id) in self.export.leads

    def row(
        self,
        teacher: Person,
        own: Sequence[Class],
        all_classes: Sequence[Class],
        cells: Cells,
        number: int,
    ) -> Cells:
        school_id = own[0].school
        name, identifier = self.school(school_id)
        id = cells.get("handout_id") or self.id(teacher, all_classes, number)
        title, titles_fit = joined_titles([one.title for one in own])
        # A class of somebody else's that she helps in tells neither her room nor her title; of her
        # own the commonest does.
        main = [one for one in own if self.leads(teacher.id, one)] or own
        common = Counter(one.room for one in main if one.room).most_common()
        rooms = [room for room, _ in common]
        bands = Counter(
            _BAND_OF[grade.casefold()]
            for one in own
            for grade in one.grades
            if grade.casefold() in _BAND_OF
        )
        row = {
            "handout_id": id,
            "school_id": identifier,
            "school_name": name,
            "class_id": own[0].id if len(own) == 1 else "",
            "class_title": title,
            "teacher_given": teacher.given,
            "teacher_family": teacher.family,
            "teacher_email": teacher.email,
            "role": ROLE,
            "grade_band": bands.most_common(1)[0][0] if bands else "",
            "room": rooms[0] if rooms else "",
            "period": own[0].periods if len(own) == 1 else "",
            "term_start": min((one.start for one in own if one.start), default=""),
            "term_end": max((one.end for one in own if one.end), default=""),
            **cells,
        }
        missing = self.said["missing"]
        para = any(row.get(column) for column in ("para_given", "para_family", "para_name"))
        lacking = [] if para else [missing["para"]]
        if "role" not in cells:
            lacking.append(missing["role"].format(role=ROLE))
        if not row["room"]:
            lacking.append(missing["room"])
        elif len(rooms) > 1 and "room" not in cells:
            lacking.append(missing["rooms"].format(rooms=self.said["rooms_between"].join(rooms)))
        if not row["grade_band"]:
            lacking.append(missing["grade_band"])
        elif len(bands) > 1 and "grade_band" not in cells:
            lacking.append(
                missing["grade_bands"].format(grades=self.said["between"].join(sorted(bands)))
            )
        if not titles_fit and "class_title" not in cells:
            lacking.append(missing["class_title"].format(limit=text_limit("class_title")))
        who = f"{teacher.given} {teacher.family}".strip()
        lacking += self.without_students(row, who, self.staff.get(school_id, ()))
        self.lacks += [MissingData(row["school_id"], name, id, who, lack) for lack in lacking]
        return row

    def fit(self, row: Cells, school_id: str, typed: Iterable[str]) -> None:
        """Shorten what a sheet has no room for, but for what somebody typed, and list the whole
        words.
        """
        name, _ = self.school(school_id)
        who = f"{row['teacher_given']} {row['teacher_family']}".strip()
        for heading, was in fit_row(row, tuple(typed)).items():
            self.count["oneroster-cut"] += 1
            lack = self.said["missing"]["behind" if heading == "period" else "long"]
            lack = lack.format(heading=heading)
            self.lacks.append(
                MissingData(row["school_id"], name, row["handout_id"], who, lack, was)
            )

    def school(self, id: str) -> tuple[str, str]:
        """The name of a school, and its number in the district or what stands for it."""
        name, identifier = self.export.schools.get(id, ("", ""))
        name = next((one for one in (name, identifier) if is_usable(one)), id)
        number = identifier or (slug(name) if name else "")
        if self.numbers[number.casefold()] > 1:  # two schools are never one folder
            number = f"{number}-{hashlib.sha256(id.encode()).hexdigest()[:4]}"
        return name, number

    def without_students(self, row: Cells, who: str, staff: Sequence[str]) -> Iterator[str]:
        """Empty the cells of `row` that no sheet may have; what is lacking then."""
        for heading in [name for name, cell in row.items() if cell and name not in _NO_WORDS]:
            if rules := blocked_rules(
                row[heading], staff=(who, *staff), student_names=self.export.students
            ):
                row[heading] = ""
                self.private.append((f"{heading} ({row['handout_id']})", rules))
                yield self.said["missing"]["private"].format(heading=heading)

    def tell_private(self) -> None:
        """Tell which cells were left out, and which rules they break; never what they say."""
        if not self.private:
            return
        cells = [cell for cell, _ in self.private]
        more = ", …" if len(cells) > _MOST_TOLD else ""
        rules = sorted(frozenset[str]().union(*(rules for _, rules in self.private)))
        shown = {"cells": ", ".join(cells[:_MOST_TOLD]) + more, "rules": ", ".join(rules)}
        count = len(cells)
        self.found.append(
            problem("oneroster-private", Position(""), warning=True, count=count, **shown)
        )

    def id(self, teacher: Person, classes: Sequence[Class], number: int) -> str:
        """An id that stays the same from export to export, and tells people whose handout it is."""
        key = "\n".join(
            [teacher.id, classes[0].school, *(one.id for one in classes if self.by_class)]
        )
        digest = hashlib.sha256(key.encode()).hexdigest()
        stem = slug(f"{teacher.family} {teacher.given}")
        suffix = f"-{number}" if number > 1 else ""
        id = next(
            id for size in range(4, 65) if (id := f"{stem}-{digest[:size]}{suffix}") not in self.ids
        )
        self.ids.add(id)
        return id

    def nameless(self, teacher: Person, school_id: str) -> None:
        """Tell of a teacher of whom no sheet can be made."""
        self.count["oneroster-teacher-nameless"] += 1
        name, number = self.school(school_id)
        lack, note = self.said["missing"]["nameless"], teacher.email or teacher.id
        self.lacks.append(MissingData(number, name, "", "", lack, note))

    def unplaced(self) -> None:
        """Aides are on a school's staff, and seldom in a class: those who are not placed yet are
        told.
        """
        placed = {
            (cells.get("para_given", "").casefold(), cells.get("para_family", "").casefold())
            for cells, _ in self.supplement.rows
        }
        for aide in sorted(
            self.export.aides.values(), key=lambda one: (one.family, one.given, one.id)
        ):
            if aide.id in self.placed or (aide.given.casefold(), aide.family.casefold()) in placed:
                continue
            if not aide.given or not aide.family:
                self.count["oneroster-aide-one-name"] += 1
            for school in aide.schools or ("",):
                name, number = self.school(school)
                who = f"{aide.given} {aide.family}".strip()
                self.lacks.append(
                    MissingData(number, name, "", who, self.said["missing"]["unplaced"], aide.email)
                )

    def look_at_classes(self) -> None:
        """Classes without a teacher are listed; those without a room or a grade are counted."""
        taught = {own for _, own in self.export.teaches}
        for one in self.export.classes.values():
            if one.id in taught:
                self.count["oneroster-no-room"] += not one.room
                self.count["oneroster-no-grade"] += not any(
                    grade.casefold() in _BAND_OF for grade in one.grades
                )
                continue
            self.count["oneroster-no-teacher"] += 1
            name, number = self.school(one.school)
            private = one.code and blocked_rules(one.code, student_names=self.export.students)
            shown = one.id if private or not one.code else one.code
            self.lacks.append(
                MissingData(number, name, "", "", self.said["missing"]["no_teacher"], shown)
            )
        self.count = +self.count
