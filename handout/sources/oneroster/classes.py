"""Classes and terms of a OneRoster export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handout.sources.oneroster.tables import Tables


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


Terms = Mapping[str, tuple[str, str]]


def read_terms(tables: Tables) -> Terms:
    """Return the first and last day of each term (YYYY-MM-DD, "" if not known), by its id."""
    file = "academicSessions.csv"
    terms = {}
    for row in tables.rows(file):
        start = tables.day(file, row["startDate"])
        end = tables.day(file, row["endDate"])
        terms[row["sourcedId"]] = start, end
    return terms


def create_class(row: Mapping[str, str], terms: Terms) -> Class:
    """Return the class of a row of classes.csv; it lasts as long as its terms."""
    term_ids = _split_list(row["termSourcedIds"])
    starts = [terms[id][0] for id in term_ids if id in terms]
    ends = [terms[id][1] for id in term_ids if id in terms]
    return Class(
        id=row["sourcedId"],
        code=row["classCode"],
        title=row["title"],
        grades=_split_list(row["grades"]),
        room=row["location"],
        periods=", ".join(_split_list(row["periods"])),
        school=row["schoolSourcedId"],
        start=min(filter(None, starts), default=""),
        end=max(ends) if ends and all(ends) else "",
    )


def _split_list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())
