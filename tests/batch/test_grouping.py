"""One message for one fault of a roster, with the handouts that have it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from handout.batch.report.grouping import group_problems
from handout.batch.report.result import BatchReport, ReportedRow
from handout.problems import Position, problem


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([("7", "Oak Hill")], "(Handout 7, Oak Hill.)"),
        ([("7", "Oak M.S.")], "(Handout 7, Oak M.S.)"),
        ([("7", "")], "(Handout 7.)"),
        ([("", "Oak Hill")], "a time of day."),
        ([("7", "Oak"), ("8", "")], "(2 handouts: 7 (row 2), 8 (row 3).)"),
        ([("", "Oak"), ("8", "Oak")], "(2 handouts: row 2, 8 (row 3).)"),
    ],
)
def test_a_fault_names_its_handouts(rows: Sequence[tuple[str, str]], shown: str) -> None:
    roster = Path("r.csv")
    report = BatchReport()
    for line, row in enumerate(rows, 2):
        report.rows[line] = ReportedRow(*row)
        report.problems.append(problem("time", Position(str(roster), line, 1), found="late"))
    (fault,) = group_problems(report, roster)
    assert fault.message.endswith(shown)
