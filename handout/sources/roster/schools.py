"""Schools that a roster names in more than one way: one is meant where nobody can doubt, the rest
is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.roster.columns import normalize_heading
from handout.sources.roster.notes import listed

if TYPE_CHECKING:
    from handout.sources.roster.record import Record

    Records = list[Record]


def unify_schools(records: Sequence[Record], found: list[Problem]) -> tuple[Record, ...]:
    """Return `records` with one spelling of each school's name and id, the commonest.

    Notes are added to `found`. OAK HILL and Oak Hill are one name, 23 and 023 one id of a school,
    and an empty id is the one of the others. Other names of one id, and other ids of one name, are
    told and stay.
    """
    unified = list(records)
    _unify_names(unified, found)
    _unify_ids(unified, found)
    _tell_ids(unified, found)
    _tell_names(unified, found)
    return tuple(unified)


def commonest_named(records: Sequence[Record]) -> Record:
    """Return the first of a school's records that has the name which most of them have."""
    names = Counter(record.school_name for record in records)
    return max(records, key=lambda record: names[record.school_name])


def _unify_names(records: Records, found: list[Problem]) -> None:
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        spelled[normalize_heading(record.school_name)][record.school_name] += 1
    odd: dict[tuple[str, str], Records] = defaultdict(list)
    for n, record in enumerate(records):
        names = spelled[normalize_heading(record.school_name)]
        if record.school_name != (most := _commonest(names)):
            odd[record.school_name, most].append(record)
            records[n] = _with(record, "school_name", most)
    for (was, now), rows in odd.items():
        found.append(_note("school-spelled", "school_name", rows, found=was, read=now))


def _unify_ids(records: Records, found: list[Problem]) -> None:
    ids: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for record in records:
        if record.school_id:
            ids[record.school_name][_plain(record.school_id)][record.school_id] += 1
    odd: dict[tuple[str, str, str], Records] = defaultdict(list)
    for n, record in enumerate(records):
        own = ids[record.school_name]
        if record.school_id:
            now = _commonest(own[_plain(record.school_id)])
        else:
            now = _commonest(next(iter(own.values()))) if len(own) == 1 else ""
        if now != record.school_id:
            odd[record.school_name, record.school_id, now].append(record)
            records[n] = _with(record, "school_id", now)
    for (school, was, now), rows in odd.items():
        code = "school-id-spelled" if was else "school-id-empty"
        found.append(_note(code, "school_id", rows, found=was, read=now, school=school))


def _tell_ids(records: Records, found: list[Problem]) -> None:
    """Note schools of one name that have several ids: each gets a folder of its own."""
    for school, rows in _grouped(records, "school_name").items():
        if len(of := _grouped(rows, "school_id")) > 1:
            most, others, odd = _minority(of)
            shown = {"school": school, "most": most, "count": len(of[most]), "others": others}
            found.append(_note("school-ids", "school_id", odd, **shown))


def _tell_names(records: Records, found: list[Problem]) -> None:
    """Note ids that stand for several names: all of these get one folder."""
    for id, rows in _grouped(records, "school_id").items():
        if id and len(of := _grouped(rows, "school_name")) > 1:
            most, others, odd = _minority(of)
            shown = {"id": id, "most": most, "count": len(of[most]), "others": others}
            found.append(_note("school-names", "school_name", odd, **shown))


def _grouped(records: Iterable[Record], name: str) -> dict[str, Records]:
    groups: dict[str, Records] = defaultdict(list)
    for record in records:
        groups[getattr(record, name)].append(record)
    return groups


def _minority(of: dict[str, Records]) -> tuple[str, str, Records]:
    """Return the commonest key, the others in words with their rows, and the records of those."""
    most = max(of, key=lambda key: len(of[key]))
    said = message_table("roster")
    others = [
        said["in_rows"].format(what=key or said["no_id"], rows=_rows(records))
        for key, records in of.items()
        if key != most
    ]
    odd = [record for key, records in of.items() if key != most for record in records]
    return most, listed(others), odd


def _note(code: str, column: str, rows: Records, **values: object) -> Problem:
    first = rows[0]
    position = first.position._replace(column=first.columns.number.get(column, 0))
    if len(rows) > 1:
        position = Position(position.path)
    return problem(code, position, warning=True, rows=_rows(rows), **values)


def _rows(records: Records) -> str:
    return listed([str(record.position.line) for record in records])


def _commonest(spellings: Counter[str]) -> str:
    """Return the spelling that most rows have; of two the longer, which has its zeros still."""
    return max(spellings, key=lambda text: (spellings[text], len(text)))


def _plain(id: str) -> str:
    """An id without what people and programs write differently."""
    return normalize_heading(id).lstrip("0") or "0"


def _with(record: Record, name: str, text: str) -> Record:
    """Return `record` with another school_id or school_name."""
    cells = list(record.cells)
    if name in record.columns.order:
        cells[record.columns.order[name]] = text
    if name == "school_id":
        return replace(record, school_id=text, cells=tuple(cells))
    return replace(record, school_name=text, cells=tuple(cells))
