"""One row of a roster, composed of a teacher, their classes and an aide of an export."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from handout.batch.from_oneroster.fit import Cells, fit_row, join_titles
from handout.batch.from_oneroster.missing import MissingData
from handout.batch.from_oneroster.school_names import SchoolNames
from handout.interface_language import interface_messages
from handout.privacy.check import blocked_rules
from handout.problems import Position, Problem, problem
from handout.sources.fields.fields import text_limit
from handout.sources.markdown.document import slug
from handout.sources.oneroster.classes import Class
from handout.sources.oneroster.export import Export
from handout.sources.oneroster.people import Person
from handout.sources.plain_letters import plain_letters
from handout.sources.roster.meanings import read_band

ROLE = "classroom"  # until the supplement or a person says otherwise

_MOST_NAMED = 5  # cells in one message
_SHORTEST_MARK = 4  # characters of a digest in an id
_BAND_BY_CODE = {
    **dict.fromkeys(("it", "pr", "pk", "p3", "p4", "p5", "-1", "-2"), "PK"),
    **dict.fromkeys(("tk", "kg", "k", "kf", "ka", "kp", "0", "00"), "K-2"),
    **dict.fromkeys(("13", "ps", "ae"), "18-22"),
    **dict.fromkeys(("ug", "other"), ""),
}
"""The grade bands of the codes that are no grades from 1 to 12: those of CEDS (OneRoster 1.1), and
as systems write them. UG is ungraded: nobody knows the band.
"""

# The columns that hold no words, or the name of an adult: no student can be named there.
_UNCHECKED_COLUMNS = frozenset(
    "handout_id school_id school_name class_id teacher_given teacher_family teacher_email "
    "para_given para_family role grade_band start_time end_time term_start term_end copies "
    "override_file".split()
)


class RowSource(NamedTuple):
    """What a row is composed of.

    `classes` are those that it shows, `all_classes` those of the teacher at the school: its id
    depends on them. `cells` go over what is known of the classes; `typed` are the columns of these
    that somebody typed. `number` counts the rows of the teacher, from 1.
    """

    teacher: Person
    classes: Sequence[Class]
    all_classes: Sequence[Class]
    cells: Cells
    typed: Collection[str]
    number: int


class RowComposer:
    """Composes rows. What they lack is added to `missing`, how many cells were cut to `counts`."""

    def __init__(
        self,
        export: Export,
        schools: SchoolNames,
        missing: list[MissingData],
        counts: Counter[str],
        *,
        by_class: bool,
    ) -> None:
        self._export = export
        self._schools = schools
        self._missing = missing
        self._counts = counts
        self._by_class = by_class
        self._messages: dict[str, Any] = interface_messages("roster-words")
        self._ids: set[str] = set()
        self._private_cells: list[tuple[str, frozenset[str]]] = []  # and the rules they break
        family_names: dict[str, set[str]] = {}
        for person_id, class_id in export.teaching:
            names = family_names.setdefault(export.classes[class_id].school, set())
            names.add(export.teachers[person_id].family_name)
        self._staff = {school: tuple(sorted(names)) for school, names in family_names.items()}

    def compose(self, source: RowSource) -> Cells:
        """Return the row of `source`, in which all words fit on a sheet."""
        school = source.classes[0].school
        name, number = self._schools.name_and_number(school)
        title, all_titles_fit = join_titles([item.title for item in source.classes])
        rooms = self._rooms(source)
        bands = _count_bands(source.classes)
        is_one_class = len(source.classes) == 1
        row = {
            "handout_id": source.cells.get("handout_id") or self._create_id(source),
            "school_id": number,
            "school_name": name,
            "class_id": source.classes[0].id if is_one_class else "",
            "class_title": title,
            "teacher_given": source.teacher.given_name,
            "teacher_family": source.teacher.family_name,
            "teacher_email": source.teacher.email,
            "role": ROLE,
            "grade_band": bands.most_common(1)[0][0] if bands else "",
            "room": rooms[0] if rooms else "",
            "period": source.classes[0].periods if is_one_class else "",
            "term_start": min((item.start for item in source.classes if item.start), default=""),
            "term_end": max((item.end for item in source.classes if item.end), default=""),
            **source.cells,
        }
        who = full_name(source.teacher)
        lacking = [*self._find_lacking(row, source.cells, rooms, sorted(bands))]
        if not all_titles_fit and "class_title" not in source.cells:
            limit = text_limit("class_title")
            lacking.append(self._messages["missing"]["class_title"].format(limit=limit))
        lacking += self._empty_private_cells(row, (who, *self._staff.get(school, ())))
        for words in lacking:
            self._missing.append(MissingData(row["school_id"], name, row["handout_id"], who, words))
        self._fit(row, name, source.typed)
        return row

    def _rooms(self, source: RowSource) -> list[str]:
        """Return the rooms of the classes that the row shows, the commonest first.

        A class of another teacher's, in which this one helps, does not tell the room.
        """
        leading = [
            item for item in source.classes if (source.teacher.id, item.id) in self._export.leading
        ]
        rooms = Counter(item.room for item in leading or source.classes if item.room)
        return [room for room, _ in rooms.most_common()]

    def _find_lacking(
        self, row: Cells, cells: Cells, rooms: Sequence[str], bands: Sequence[str]
    ) -> Iterator[str]:
        """Yield what the row lacks, or says on a guess, in words."""
        missing = self._messages["missing"]
        if not any(row.get(column) for column in ("para_given", "para_family", "para_name")):
            yield missing["para"]
        if "role" not in cells:
            yield missing["role"].format(role=ROLE)
        if not row["room"]:
            yield missing["room"]
        elif len(rooms) > 1 and "room" not in cells:
            yield missing["rooms"].format(rooms=self._messages["rooms_between"].join(rooms))
        if not row["grade_band"]:
            yield missing["grade_band"]
        elif len(bands) > 1 and "grade_band" not in cells:
            yield missing["grade_bands"].format(grades=self._messages["between"].join(bands))

    def _empty_private_cells(self, row: Cells, staff: Sequence[str]) -> Iterator[str]:
        """Empty the cells of `row` that no sheet may have; yield what is lacking then."""
        for column, cell in row.items():
            if not cell or column in _UNCHECKED_COLUMNS:
                continue
            rules = blocked_rules(cell, staff=staff, student_names=self._export.students)
            if rules:
                row[column] = ""
                self._private_cells.append((f"{column} ({row['handout_id']})", rules))
                yield self._messages["missing"]["private"].format(heading=column)

    def private_problems(self) -> list[Problem]:
        """Return which cells were emptied, and which rules they break; never what they say."""
        if not self._private_cells:
            return []
        cells = [cell for cell, _ in self._private_cells]
        ellipsis = ", …" if len(cells) > _MOST_NAMED else ""
        rules = sorted(frozenset[str]().union(*(rules for _, rules in self._private_cells)))
        note = problem(
            "oneroster-private",
            Position(""),
            warning=True,
            count=len(cells),
            cells=", ".join(cells[:_MOST_NAMED]) + ellipsis,
            rules=", ".join(rules),
        )
        return [note]

    def _create_id(self, source: RowSource) -> str:
        """Return an id that stays the same from export to export, and tells whose handout it is."""
        key_parts = [source.teacher.id, source.all_classes[0].school]
        if self._by_class:
            key_parts += [item.id for item in source.all_classes]
        digest = hashlib.sha256("\n".join(key_parts).encode()).hexdigest()
        name = f"{source.teacher.family_name} {source.teacher.given_name}"
        stem = slug(plain_letters(name))
        suffix = f"-{source.number}" if source.number > 1 else ""
        for length in range(_SHORTEST_MARK, len(digest) + 1):
            id = f"{stem}-{digest[:length]}{suffix}"
            if id not in self._ids:
                break
        self._ids.add(id)
        return id

    def _fit(self, row: Cells, school_name: str, typed: Collection[str]) -> None:
        """Shorten what a sheet has no room for, but for what somebody typed, and list the whole
        words.
        """
        who = f"{row['teacher_given']} {row['teacher_family']}".strip()
        for column, whole_words in fit_row(row, typed).items():
            self._counts["oneroster-cut"] += 1
            key = "behind" if column == "period" else "long"
            words = self._messages["missing"][key].format(heading=column)
            self._missing.append(
                MissingData(
                    row["school_id"], school_name, row["handout_id"], who, words, whole_words
                )
            )


def full_name(person: Person) -> str:
    return f"{person.given_name} {person.family_name}".strip()


def has_known_grade(item: Class) -> bool:
    """Return whether a class has a grade that is in one of our bands."""
    return any(map(band_of_grade, item.grades))


def band_of_grade(grade: str) -> str:
    """Return the band of a grade of an export, as a code or in words; "" if none is known."""
    code = grade.strip().casefold()
    if code in _BAND_BY_CODE:
        return _BAND_BY_CODE[code]
    band = read_band(code)
    return band if band != code else ""


def _count_bands(classes: Sequence[Class]) -> Counter[str]:
    bands: Counter[str] = Counter()
    for item in classes:
        bands.update(filter(None, map(band_of_grade, item.grades)))
    return bands
