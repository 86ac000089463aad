"""Problems of a batch in few lines: one message for one fault, with the handouts that have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from handout.batch.report.result import BatchReport, ReportedRow
from handout.batch.state.journal import JournalEntry
from handout.interface_language import command_messages, say_counted
from handout.problems import Problem

_MOST_NAMED = 5  # handouts in one message

IdAndProblem = tuple[str, Problem]  # the id of a handout, or ""


def group_problems(report: BatchReport, roster: Path) -> list[Problem]:
    """Return all problems of `report`, each once, with the handouts that have it.

    Those in `roster` are about the rows in `report.rows`; the others are in the report once for
    each handout that has them.
    """
    rows, path = report.rows, str(roster)
    pairs: list[IdAndProblem] = [("", problem) for problem in report.problems]
    for id, problems in report.failed.items():
        pairs += [(id, problem) for problem in problems]
    groups: dict[Problem, list[IdAndProblem]] = defaultdict(list)
    for id, problem in pairs:
        is_about_row = problem.path == path and problem.line in rows
        key = replace(problem, line=0) if is_about_row else problem
        if is_about_row and problem.code.startswith("privacy-"):
            # The message has the first letter of what was found: the fault is the same.
            key = replace(key, message="", hint="")
        groups[key].append((id, problem))
    return sorted(_merge(group, path, report) for group in groups.values())


def find_noted(entries: Iterable[JournalEntry], roster: str) -> dict[Problem, tuple[str, ...]]:
    """Return the ids of the handouts that have a note, for each note that is about no row."""
    ids: dict[Problem, list[str]] = defaultdict(list)
    for entry in entries:
        for note in entry.problems:
            if note.path != roster:
                ids[note].append(entry.id)
    return {note: tuple(sorted(having)) for note, having in ids.items()}


def list_few(names: Sequence[str]) -> str:
    """Return the first of `names`, and how many more there are."""
    messages = command_messages()["batch"]
    shown = ", ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return messages["and_more"].format(shown=shown, count=more) if more > 0 else shown


def _merge(group: Sequence[IdAndProblem], roster: str, report: BatchReport) -> Problem:
    """Return one Problem for all that are alike, at the first of their positions."""
    messages, rows = command_messages()["batch"], report.rows
    first = min(problem for _, problem in group)
    lines = sorted({problem.line for _, problem in group})
    if first.path == roster and first.line in rows:
        if len(lines) == 1:
            row = rows[first.line]
            if row.id in first.message:
                return first
            return _add_words(first, _name_handout(row))
        named = [_name_row(rows[line].id, line) for line in lines]
        words = say_counted(messages, "of_handouts", len(lines), ids=list_few(named))
        return _add_words(first, words)
    ids = sorted({id for id, _ in group if id})
    noted = report.noted.get(first, ())
    if len(ids or noted) == 1:
        return _add_words(first, messages["of_handout"].format(id=(ids or noted)[0]))
    if noted:
        words = say_counted(messages, "of_handouts", len(noted), ids=list_few(noted))
        return _add_words(first, words)
    if len(group) > 1:
        key = "concerns" if first.warning else "stops"
        return _add_words(first, say_counted(messages, key, len(ids) or len(group)))
    return first


def _name_handout(row: ReportedRow) -> str:
    messages = command_messages()["batch"]
    if not row.school:
        return str(messages["of_handout"].format(id=row.id))
    return str(messages["of_school"].format(id=row.id, school=row.school.removesuffix(".")))


def _name_row(id: str, line: int) -> str:
    key = "row" if id else "row_without_id"
    return str(command_messages()["batch"][key].format(id=id, row=line))


def _add_words(problem: Problem, words: str) -> Problem:
    return replace(problem, message=f"{problem.message} {words}")
