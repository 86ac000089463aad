"""What is out of date on the day of a run: blocks due for review, handouts past their last day."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence

from handout.batch.report.grouping import list_few
from handout.batch.state.journal import JournalEntry
from handout.problems import Position, Problem, problem


def find_outdated(
    entries: Sequence[JournalEntry], today: datetime.date, roster: str
) -> list[Problem]:
    """Return a note for each overdue block, and for each past day on which handouts expired."""
    day = today.isoformat()
    overdue = Counter(one for entry in entries for one in entry.reviews if one.day < day)
    over: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.valid_to and entry.valid_to < day:
            over[entry.valid_to].append(entry.id)
    found = []
    for review, count in overdue.items():
        position = Position(review.path, review.line, review.column)
        said = {"title": review.title, "owner": review.owner, "review": review.day}
        found.append(problem("batch-overdue", position, warning=True, count=count, **said))
    for end, ids in over.items():
        said = {"end": end, "ids": list_few(ids)}
        found.append(problem("batch-past", Position(roster), warning=True, count=len(ids), **said))
    return sorted(found)
