"""A roster: a spreadsheet with a row for each handout, every row a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.headings.columns import NEEDED, Columns
from handout.sources.headings.notes import Notes
from handout.sources.headings.table import read_table
from handout.sources.roster.meanings import Meanings, is_day_column
from handout.sources.roster.official_schools import OfficialSchools
from handout.sources.roster.record import FaultyRecord, Record
from handout.sources.roster.row_reader import RowReader
from handout.sources.roster.schools import unify_schools
from handout.sources.roster.seen_rows import KnownRows
from handout.sources.spreadsheet.day_order import DayOrder, day_order_problems, find_day_orders
from handout.sources.spreadsheet.rows import Row

_OF_SCHOOL = frozenset(("school_id", "school_name"))


def read_roster(
    path: Path,
    known: KnownRows | None = None,
    schools: OfficialSchools | None = None,
    faulty: list[FaultyRecord] | None = None,
) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    """Return the records of the roster at `path` (CSV or XLSX), and all that is wrong with it.

    A row with anything wrong is left out of the records, and added to `faulty`; the lines of the
    Problems are the numbers of the rows. If the file cannot be read, or a column is missing that
    every row needs, there are no records; the rows are looked at all the same. Rows that are
    `known` are not looked at again, which makes it many times as fast and changes nothing of what
    comes out. `schools` has the official names.
    """
    known = known or KnownRows()
    problems: list[Problem] = []
    try:
        table = read_table(path, problems, NEEDED)
    except HandoutError as error:
        return (), error.problems
    if table is None:
        return (), tuple(sorted(set(problems)))
    columns = table.columns
    ids: dict[str, int] = {}
    bands: dict[str, str] = {}
    records = []
    known.set_columns((f"{name}={number}" for name, number in columns.numbers.items()))
    notes = Notes(str(path), columns.numbers)
    orders = _find_orders(columns, table.rows)
    problems += day_order_problems(orders, Position(str(path)))
    meanings = Meanings(list(columns.numbers), notes, orders)
    for row in table.rows:
        reader = RowReader(columns, row, path, meanings)
        record = reader.record(ids, bands, known)
        problems += reader.problems
        if record:
            records.append(record)
        elif faulty is not None:
            faulty.append(reader.faulty_record())
    if bands:
        position = Position(str(path), table.head.number, columns.numbers["grade_band"])
        values = {"found": ", ".join(bands), "read": ", ".join(dict.fromkeys(bands.values()))}
        problems.append(problem("roster-band-dated", position, warning=True, **values))
    problems += notes.problems()
    named = [row for row in faulty or () if row.record.school_name and not row.unread & _OF_SCHOOL]
    every: Sequence[Record] = [*records, *(row.record for row in named)]
    if schools:
        every = schools.apply_to(every, problems)
    every = unify_schools(every, problems)
    if faulty:  # they too get their school's file, so that all that is wrong with them is told
        unified = zip(named, every[len(records) :], strict=True)
        by_row = {row: replace(row, record=record) for row, record in unified}
        faulty[:] = [by_row.get(row, row) for row in faulty]
    return tuple(every[: len(records)]), tuple(sorted(set(problems)))


def _find_orders(columns: Columns, rows: Iterable[Row]) -> tuple[DayOrder, ...]:
    """Return what the days of all rows and columns tell: one computer wrote them."""
    numbers = [number for name, number in columns.numbers.items() if is_day_column(name)]
    return find_day_orders(
        row.cells[number - 1] for row in rows for number in numbers if number <= len(row.cells)
    )
