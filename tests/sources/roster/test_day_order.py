"""Days such as 1/6/2027 are read in the order that the others have, and where none tells, once told."""

from __future__ import annotations

from pathlib import Path

import pytest
from oneroster_export import tables, write_export

from handout.sources.oneroster.export import read_export
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.day_order import find_day_orders, plain_day

_HEADINGS = "handout_id,school_name,role,teacher_family,term_start,term_end\n"


@pytest.mark.parametrize(
    ("days", "code", "first"),
    [
        (["1/6/2027", "2/6/2027"], "roster-month-unsure", "2027-01-06"),
        (["1/6/27", "2027-06-13", ""], "roster-month-unsure", "2027-01-06"),
        (["1/6/2027", "13/6/2027"], "roster-day-first", "2027-06-01"),
        (["1/6/2027", "6/13/2027"], "", "2027-01-06"),
        (["1/6/2027", "6/13/2027", "13/6/2027"], "roster-day-mixed", "2027-01-06"),
        (["5/5/2027"], "", "2027-05-05"),
        (["2027-01-06"], "", "2027-01-06"),
        (["1.6.2027", "2.6.2027"], "roster-day-unsure", "2027-06-01"),
        (["1.6.2027", "13.6.2027"], "", "2027-06-01"),
        (["1.6.2027", "6.13.2027"], "roster-month-first", "2027-01-06"),
        (["1-6-2027", "6-13-2027"], "", "2027-01-06"),
        (["1-6-2027", "1-7-2027"], "roster-month-unsure", "2027-01-06"),
        (["13/6/2027"], "roster-day-first", "2027-06-13"),
    ],
)
@pytest.mark.parametrize("column", [0, 1])
def test_a_file_has_one_order(
    tmp_path: Path, days: list[str], code: str, first: str, column: int
) -> None:
    """In whichever column a day stands: one computer wrote all of them."""
    path = tmp_path / "roster.csv"
    rows = []
    for number in range(50):
        day = days[number % len(days)]
        cells = (day, "") if number % 2 == column else ("", day)
        rows.append(f"a{number},Elm,classroom,Rivera,{cells[0]},{cells[1]}\n")
    path.write_text(_HEADINGS + "".join(rows), "utf-8")
    records, problems = read_roster(path)
    codes = [each.code for each in problems if each.path and not each.line]
    assert codes == ([code] if code else [])
    assert first in {records[0].cell("term_start"), records[0].cell("term_end")}


@pytest.mark.parametrize("day", ["", "x", "1/6", "31/31/2027", "2027-1-6", "1/6/20277"])
def test_what_is_no_such_day_tells_nothing(day: str) -> None:
    assert not any(order.unsure or order.month_first for order in find_day_orders([day]))
    assert plain_day(day) == day


@pytest.mark.parametrize(
    ("start", "end", "is_told"),
    [
        ("8/9/2026", "6/5/2027", True),
        ("8/9/2026", "5/28/2027", False),
        ("2026-08-09", "2027-05-06", False),
    ],
)
def test_an_export_in_the_office_s_own_order_is_told(
    tmp_path: Path, start: str, end: str, is_told: bool
) -> None:
    files = tables("1.1")
    head, *rows = files["academicSessions.csv"]
    for row in rows:
        row[head.index("startDate")], row[head.index("endDate")] = start, end
    _, problems = read_export(write_export(tmp_path / "e.zip", files))
    assert [each.code for each in problems].count("oneroster-day-order") == is_told
