"""Check an output folder for accessibility, and write the report."""

from __future__ import annotations

import datetime
from pathlib import Path

from handout.batch.accessibility.check_files import check_files
from handout.batch.accessibility.report import write_accessibility_report
from handout.problems import Position, Problem, problem


def report_accessibility(output: Path, today: datetime.date) -> Problem:
    """Check the accessibility of all files in `output` and write the report of it there.

    Return how many are faulty, or a note that none is. Raises HandoutError if there is no
    validator, or no handout.
    """
    checked = check_files(output)
    path = write_accessibility_report(output, checked, today)
    count = len(checked.faulty) + len(checked.unchecked)
    if count:
        return problem("accessibility-faults", Position(str(path)), count=count)
    values = {"count": len(checked.pdfs) + len(checked.pages)}
    return problem("accessibility-fine", Position(str(path)), warning=True, **values)
