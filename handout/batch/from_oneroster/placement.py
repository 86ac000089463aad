"""The rows of a roster (who teaches what, and where) from a OneRoster export and a supplement, and
what the rows lack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from handout.batch.from_oneroster.fit import Cells, with_usable_names
from handout.batch.from_oneroster.missing import MissingData
from handout.batch.from_oneroster.row import RowComposer, RowSource, full_name, has_known_grade
from handout.batch.from_oneroster.school_names import SchoolNames
from handout.batch.from_oneroster.supplement import Supplement, join_supplement
from handout.interface_language import interface_messages
from handout.privacy.check import blocked_rules
from handout.problems import Position, Problem, problem
from handout.sources.oneroster.classes import Class
from handout.sources.oneroster.export import Export
from handout.sources.oneroster.people import Person

CellsByKey = Mapping[str, Sequence[Cells]]


def place_staff(
    export: Export, supplement: Supplement = Supplement(), *, by_class: bool = False
) -> tuple[tuple[Cells, ...], tuple[MissingData, ...], tuple[Problem, ...]]:
    """Return the roster's rows by column, a row a teacher and school (or a class), what they lack,
    and warnings.

    Words that name a student of the export, or say too much of one, are left out, with a warning.
    """
    placement = _Placement(export, supplement, by_class)
    rows = placement.create_rows()
    missing = sorted(placement.missing, key=lambda item: (item.school_name, item.school_id))
    return tuple(rows), tuple(missing), tuple(placement.problems)


class _Placement:
    def __init__(self, export: Export, supplement: Supplement, by_class: bool) -> None:
        self.missing: list[MissingData] = []
        self.problems: list[Problem] = []
        self._export = export
        self._supplement = supplement
        self._by_class = by_class
        self._messages: dict[str, Any] = interface_messages("roster-words")["missing"]
        self._counts: Counter[str] = Counter()  # by the code of the warning
        self._schools = SchoolNames(export)

    def create_rows(self) -> list[Cells]:
        """Return all rows; fill `missing` and `problems`."""
        cells_by_class, cells_by_mail = join_supplement(
            self._supplement, self._export, self.problems
        )
        composer = RowComposer(
            self._export, self._schools, self.missing, self._counts, by_class=self._by_class
        )
        aides = self._aides_by_class()
        rows = []
        for teacher, classes in self._groups():
            whole_name, teacher = full_name(teacher), with_usable_names(teacher)
            if not teacher.family_name:
                self._add_nameless(teacher, classes[0].school)
                continue
            typed = _typed_cells(teacher, classes, cells_by_class, cells_by_mail)
            known = typed or _aide_cells(classes, aides) or [({}, classes)]
            for number, (cells, shown_classes) in enumerate(known, 1):
                source = RowSource(
                    teacher=teacher,
                    classes=shown_classes,
                    all_classes=classes,
                    cells=cells,
                    typed=tuple(cells) if typed else (),
                    number=number,
                )
                row = composer.compose(source)
                rows.append(row)
                if number == 1 and full_name(teacher) != " ".join(whole_name.split()):
                    self._add_part_of_name(row, teacher, whole_name)
        self._add_unplaced_aides()
        self._check_classes()
        self.problems += composer.private_problems()
        for code, count in (+self._counts).items():
            self.problems.append(problem(code, Position(""), warning=True, count=count))
        return rows

    def _aides_by_class(self) -> dict[str, list[Person]]:
        aides: dict[str, list[Person]] = {}
        for person_id, class_id in self._export.aiding:
            aides.setdefault(class_id, []).append(self._export.aides[person_id])
        return aides

    def _groups(self) -> Iterator[tuple[Person, list[Class]]]:
        """Yield each teacher with their classes at one school, or with one class; by school and
        name.
        """
        groups: dict[tuple[str, str, str], list[Class]] = {}
        for person_id, class_id in self._export.teaching:
            taught = self._export.classes[class_id]
            key = person_id, taught.school, class_id if self._by_class else ""
            groups.setdefault(key, []).append(taught)

        def group_order(key: tuple[str, str, str]) -> tuple[str, ...]:
            person_id, school, _ = key
            teacher, first = self._export.teachers[person_id], groups[key][0]
            names = self._export.schools[school][0], teacher.family_name, teacher.given_name
            return (*names, person_id, first.title, *key[1:])

        for key in sorted(groups, key=group_order):
            person_id = key[0]

            def class_order(item: Class, person_id: str = person_id) -> tuple[bool, str, str, str]:
                is_led_by_other = (person_id, item.id) not in self._export.leading
                return is_led_by_other, item.periods, item.title, item.id

            yield self._export.teachers[person_id], sorted(groups[key], key=class_order)

    def _add_part_of_name(self, row: Cells, teacher: Person, whole_name: str) -> None:
        """List a teacher of whose name a part is none: it may be one all the same (NA)."""
        who, words = full_name(teacher), self._messages["name"]
        data = (row["school_id"], row["school_name"], row["handout_id"], who, words, whole_name)
        self.missing.append(MissingData(*data))

    def _add_nameless(self, teacher: Person, school_id: str) -> None:
        """List a teacher of whom no sheet can be made."""
        self._counts["oneroster-teacher-nameless"] += 1
        name, number = self._schools.name_and_number(school_id)
        note = teacher.email or teacher.id
        words = self._messages["nameless"]
        self.missing.append(MissingData(number, name, "", "", words, note))

    def _add_unplaced_aides(self) -> None:
        """List the aides who are not placed yet: they are on a school's staff, and seldom in a
        class.
        """
        placed_ids = {person_id for person_id, _ in self._export.aiding}
        placed_names = {
            (cells.get("para_given", "").casefold(), cells.get("para_family", "").casefold())
            for cells, _ in self._supplement.rows
        }
        aides = sorted(
            self._export.aides.values(),
            key=lambda person: (person.family_name, person.given_name, person.id),
        )
        words = self._messages["unplaced"]
        for aide in aides:
            name_key = aide.given_name.casefold(), aide.family_name.casefold()
            if aide.id in placed_ids or name_key in placed_names:
                continue
            if not aide.given_name or not aide.family_name:
                self._counts["oneroster-aide-one-name"] += 1
            for school_id in aide.schools or ("",):
                name, number = self._schools.name_and_number(school_id)
                self.missing.append(
                    MissingData(number, name, "", full_name(aide), words, aide.email)
                )

    def _check_classes(self) -> None:
        """List the classes without a teacher; count those without a room or a grade."""
        taught = {class_id for _, class_id in self._export.teaching}
        for item in self._export.classes.values():
            if item.id in taught:
                self._counts["oneroster-no-room"] += not item.room
                self._counts["oneroster-no-grade"] += not has_known_grade(item)
                continue
            self._counts["oneroster-no-teacher"] += 1
            name, number = self._schools.name_and_number(item.school)
            has_code = item.code and not blocked_rules(
                item.code, student_names=self._export.students
            )
            note = item.code if has_code else item.id
            words = self._messages["no_teacher"]
            self.missing.append(MissingData(number, name, "", "", words, note))


def _typed_cells(
    teacher: Person,
    classes: Sequence[Class],
    cells_by_class: CellsByKey,
    cells_by_mail: CellsByKey,
) -> list[tuple[Cells, Sequence[Class]]]:
    """Return the cells that the supplement has for a teacher or one of their classes, each with the
    classes that its row shows.
    """
    typed: list[tuple[Cells, Sequence[Class]]] = []
    if teacher.email:
        for cells in cells_by_mail.get(teacher.email.casefold(), ()):
            typed.append((cells, classes))
    for item in classes:
        for cells in cells_by_class.get(item.id, ()):
            typed.append((cells, [item]))
    return typed


def _aide_cells(
    classes: Sequence[Class], aides: Mapping[str, Sequence[Person]]
) -> list[tuple[Cells, Sequence[Class]]]:
    """Return the names of the aides in each class, for a row each."""
    rows: list[tuple[Cells, Sequence[Class]]] = []
    for item in classes:
        for aide in aides.get(item.id, ()):
            if aide.given_name or aide.family_name:
                names = {"para_given": aide.given_name, "para_family": aide.family_name}
                rows.append((names, [item]))
    return rows
