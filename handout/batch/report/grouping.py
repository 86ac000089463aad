"""Problems of a batch in few lines: one message for one fault, with the handouts that have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from handout.batch.report.result import BatchReport, ReportedRow
from handout.messages import message_table
from handout.problems import Problem

_NAMED = 5  # handouts that a message names


def group_problems(report: BatchReport, roster: Path) -> list[Problem]:
    """Return all problems of `report`, each once, with the handouts that have it.

    Those in `roster` are about the rows in `report.rows`; the others are in the report once for
    each handout that has them.
    """
    rows, path = report.rows, str(roster)
    alike: dict[tuple[object, ...], list[tuple[str, Problem]]] = defaultdict(list)
    of_none = [("", one) for one in report.problems]
    of_one = [(id, one) for id, found in report.failed.items() for one in found]
    for id, one in (*of_none, *of_one):
        line = 0 if one.path == path and one.line in rows else one.line
        key = one.path, line, one.column, one.code, one.message, one.hint, one.warning
        alike[key].append((id, one))
    told = [_merge(found, path, rows) for found in alike.values()]
    return sorted(told)


def list_few(names: Sequence[str]) -> str:
    """Return the first of `names`, and how many more there are."""
    said = message_table("commands")["batch"]
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return said["and_more"].format(shown=shown, count=more) if more > 0 else shown


def _merge(
    found: Sequence[tuple[str, Problem]], roster: str, rows: Mapping[int, ReportedRow]
) -> Problem:
    """Return one Problem for all that are alike, at the first of their positions."""
    said, first = message_table("commands")["batch"], min(one for _, one in found)
    lines = sorted({one.line for _, one in found})
    if first.path == roster and first.line in rows:
        if len(lines) == 1:
            row = rows[first.line]
            if row.id in first.message:
                return first
            return _with(first, said["of_one"].format(id=row.id, school=row.school))
        named = [said["row"].format(id=rows[line].id, row=line) for line in lines]
        return _with(first, said["of_many"].format(count=len(lines), ids=list_few(named)))
    ids = sorted({id for id, _ in found if id})
    if len(ids) == 1:
        return _with(first, said["of_handout"].format(id=ids[0]))
    if len(found) > 1:
        key = "concerns" if first.warning else "stops"
        return _with(first, said[key].format(count=len(ids) or len(found)))
    return first


def _with(one: Problem, more: str) -> Problem:
    return replace(one, message=f"{one.message} {more}")
