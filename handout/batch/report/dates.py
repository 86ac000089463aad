"""What is out of date on the day of a run: blocks due for review, handouts past their last day."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence

from handout.batch.report.grouping import list_few
from handout.batch.state.journal import BlockReview, JournalEntry
from handout.problems import Position, Problem, problem


def find_outdated(
    entries: Sequence[JournalEntry], today: datetime.date, roster: str
) -> list[Problem]:
    """Return a note for each overdue block, and for each past day on which handouts expired."""
    day = today.isoformat()
    overdue: Counter[BlockReview] = Counter()
    expired: dict[str, list[str]] = defaultdict(list)  # ids, by the last day
    for entry in entries:
        overdue.update(review for review in entry.reviews if review.day < day)
        if entry.valid_to and entry.valid_to < day:
            expired[entry.valid_to].append(entry.id)
    notes = []
    for review, count in overdue.items():
        position = Position(review.path, review.line, review.column)
        values = {"title": review.title, "owner": review.owner, "review": review.day}
        notes.append(problem("batch-overdue", position, warning=True, count=count, **values))
    for end, ids in expired.items():
        values = {"end": end, "ids": list_few(sorted(ids))}
        position = Position(roster)
        notes.append(problem("batch-past", position, warning=True, count=len(ids), **values))
    return sorted(notes)
