"""Schools that a roster names in more than one way: unified where the meaning is certain, else
reported.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from handout.interface_language import interface_messages
from handout.problems import Position, Problem, problem
from handout.sources.headings.heading_words import normalize_heading
from handout.sources.headings.notes import join_few

if TYPE_CHECKING:
    from handout.sources.roster.record import Record

    Records = list[Record]


_POINT_ZERO = re.compile(r"\.0+$")  # a spreadsheet's 101.0


def unify_schools(records: Sequence[Record], problems: list[Problem]) -> tuple[Record, ...]:
    """Return `records` with one spelling of each school's name and id, the commonest.

    Notes are added to `problems`. OAK HILL and Oak Hill are one name, 23 and 023 one id of a
    school, and an empty id is the one of the others. Other names of one id, and other ids of one
    name, are told and stay.
    """
    unified = list(records)
    _unify_names(unified, problems)
    _unify_ids(unified, problems)
    _note_several_ids(unified, problems)
    _note_several_names(unified, problems)
    _note_near_ids(unified, problems)
    return tuple(unified)


def commonest_named(records: Sequence[Record]) -> Record:
    """Return the first of a school's records that has the name which most of them have."""
    names = Counter(record.school_name for record in records)
    return max(records, key=lambda record: names[record.school_name])


def _unify_names(records: Records, problems: list[Problem]) -> None:
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        spellings[normalize_heading(record.school_name)][record.school_name] += 1
    changed: dict[tuple[str, str], Records] = defaultdict(list)
    for index, record in enumerate(records):
        name = _commonest(spellings[normalize_heading(record.school_name)])
        if record.school_name != name:
            changed[record.school_name, name].append(record)
            records[index] = replace_cell(record, "school_name", name)
    for (typed, name), rows in changed.items():
        problems.append(note_rows("school-spelled", "school_name", rows, found=typed, read=name))


def _unify_ids(records: Records, problems: list[Problem]) -> None:
    spellings: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for record in records:
        if record.school_id:
            spellings[record.school_name][plain_id(record.school_id)][record.school_id] += 1
    changed: dict[tuple[str, str, str], Records] = defaultdict(list)
    for index, record in enumerate(records):
        ids_of_school = spellings[record.school_name]
        id = ""
        if record.school_id:
            id = _commonest(ids_of_school[plain_id(record.school_id)])
        elif len(ids_of_school) == 1:
            id = _commonest(next(iter(ids_of_school.values())))
        if id != record.school_id:
            changed[record.school_name, record.school_id, id].append(record)
            records[index] = replace_cell(record, "school_id", id)
    for (school, typed, id), rows in changed.items():
        code = "school-id-spelled" if typed else "school-id-empty"
        problems.append(note_rows(code, "school_id", rows, found=typed, read=id, school=school))


def _note_several_ids(records: Records, problems: list[Problem]) -> None:
    """Note schools of one name that have several ids: each gets a folder of its own."""
    for school, rows in _group(records, "school_name").items():
        by_id = _group(rows, "school_id")
        if len(by_id) > 1:
            commonest, others, minority = _split_minority(by_id)
            values = {"most": commonest, "count": len(by_id[commonest]), "others": others}
            problems.append(note_rows("school-ids", "school_id", minority, school=school, **values))


def _note_several_names(records: Records, problems: list[Problem]) -> None:
    """Note ids that stand for several names: all of these get one folder."""
    for id, rows in _group(records, "school_id").items():
        by_name = _group(rows, "school_name")
        if id and len(by_name) > 1:
            commonest, others, minority = _split_minority(by_name)
            values = {"most": commonest, "count": len(by_name[commonest]), "others": others}
            problems.append(note_rows("school-names", "school_name", minority, id=id, **values))


def _note_near_ids(records: Records, problems: list[Problem]) -> None:
    """Note schools of several names whose ids differ by zeros in front alone."""
    by_plain_id: dict[str, dict[str, Records]] = defaultdict(lambda: defaultdict(list))
    for id, rows in _group(records, "school_id").items():
        if id:
            by_plain_id[plain_id(id)][id] += rows
    for by_id in by_plain_id.values():
        names = {record.school_name for rows in by_id.values() for record in rows}
        if len(by_id) > 1 and len(names) > 1:
            commonest, others, minority = _split_minority(by_id)
            school = commonest_named(by_id[commonest]).school_name
            values = {"most": commonest, "count": len(by_id[commonest]), "others": others}
            problems.append(
                note_rows("school-zeros", "school_id", minority, school=school, **values)
            )


def _group(records: Iterable[Record], name: str) -> dict[str, Records]:
    groups: dict[str, Records] = defaultdict(list)
    for record in records:
        groups[getattr(record, name)].append(record)
    return groups


def _split_minority(groups: dict[str, Records]) -> tuple[str, str, Records]:
    """Return the commonest key, the others in words with their rows, and the records of those."""
    commonest = max(groups, key=lambda key: len(groups[key]))
    messages = interface_messages("roster-words")
    others: list[str] = []
    minority: Records = []
    for key, records in groups.items():
        if key != commonest:
            words = key or messages["no_id"]
            others.append(messages["in_rows"].format(what=words, rows=_list_rows(records)))
            minority += records
    return commonest, join_few(others), minority


def note_rows(code: str, column: str, rows: Records, **values: object) -> Problem:
    """Return a note on `rows`, at its cell if it is about one."""
    first = rows[0]
    position = first.position._replace(column=first.columns.numbers.get(column, 0))
    if len(rows) > 1:
        position = Position(position.path)
    return problem(code, position, warning=True, rows=_list_rows(rows), **values)


def _list_rows(records: Records) -> str:
    return join_few([str(record.position.line) for record in records])


def _commonest(spellings: Counter[str]) -> str:
    """Return the spelling that most rows have; of two the longer, which has its zeros still."""
    return max(spellings, key=lambda text: (spellings[text], len(text)))


def plain_id(id: str) -> str:
    """Return an id without what people and programs write differently."""
    integer = _POINT_ZERO.sub("", id.strip())
    return normalize_heading(integer).lstrip("0") or "0"


def replace_cell(record: Record, name: str, text: str) -> Record:
    """Return `record` with another school_id or school_name."""
    cells = list(record.cells)
    if name in record.columns.indexes:
        cells[record.columns.indexes[name]] = text
    if name == "school_id":
        return replace(record, school_id=text, cells=tuple(cells))
    return replace(record, school_name=text, cells=tuple(cells))
