"""The day on which a line was reviewed, as a reviewer of the language writes it."""

from __future__ import annotations

import datetime

from handout.problems import Position, Problem, problem
from handout.sources.fields.languages import other_day
from handout.sources.fields.types import Date
from handout.sources.spreadsheet.excel_quirks import bare_day


def read_review_day(
    typed: str, language: str, position: Position, today: datetime.date
) -> datetime.date | Problem:
    """Return the day that was typed, `today` at the latest, or what is wrong with it.

    46353 is a day whose cell lost its format. Where `language` puts the day before the month,
    27/11/2026 is read so. 5/6/2026 may then be either, for people of that language in the United
    States write both: it is a problem unless one of the two has not come yet.
    """
    problems: list[Problem] = []
    usual = Date().parse_text(bare_day(typed), position, "on", problems)
    days = sorted({day for day in (usual, other_day(typed, usual, language)) if day})
    if not days:
        return problems[0]
    past = [day for day in days if day <= today]
    if not past:
        return problem("review-future", position, day=days[0])
    if len(past) > 1:
        return problem("review-day-order", position, found=typed, first=past[0], second=past[1])
    return past[0]
