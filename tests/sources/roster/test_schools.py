"""One school that a roster names in several ways: one is meant beyond doubt, or the odd rows are
told.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.cli.main import main
from handout.problems import Problem
from handout.sources.roster.record import FaultyRecord, Record
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.csv import format_csv

Pair = tuple[str, str]


def roster(path: Path, *schools: Pair) -> Path:
    """A roster with a row for each pair of a school's id and name."""
    heads = ["handout_id", "school_id", "school_name", "teacher_family", "role"]
    rows = [[f"a{n}", id, name, "Rivera", "bus"] for n, (id, name) in enumerate(schools, 2)]
    path.write_bytes(format_csv([heads, *rows]))
    return path


def read(path: Path, *schools: Pair) -> tuple[tuple[Record, ...], tuple[Problem, ...]]:
    return read_roster(roster(path / "roster.csv", *schools))


OAK: Pair = ("023", "Oak Hill School")


@pytest.mark.parametrize(
    "odd",
    [
        ("23", "Oak Hill School"),
        ("0023", "Oak Hill School"),
        ("", "Oak Hill School"),
        ("023", "OAK HILL SCHOOL"),
        ("023", "Oak  Hill School"),
        ("023", "Oak-Hill School"),
        ("23", "oak hill school"),
        ("", "Oak Hill School."),
        (" 023 ", "Oak Hill School "),
    ],
)
@pytest.mark.parametrize("at", [0, 2])
def test_slips_are_read_as_what_most_rows_have(tmp_path: Path, odd: Pair, at: int) -> None:
    schools = [OAK, OAK, OAK]
    schools[at] = odd
    records, problems = read(tmp_path, *schools)
    assert {(record.school_id, record.school_name) for record in records} == {OAK}
    assert {(record.cell("school_id"), record.cell("school_name")) for record in records} == {OAK}
    stays = (odd[0].strip(), " ".join(odd[1].split())) == OAK
    assert (
        all(problem.warning and problem.line == at + 2 for problem in problems)
        and bool(problems) is not stays
    )


def test_a_row_with_a_wrong_cell_has_the_school_of_the_others(tmp_path: Path) -> None:
    """So it gets that school's file, and all that is wrong with it is told."""
    path = roster(tmp_path / "roster.csv", OAK, OAK, ("23", "oak hill school"), ("23", ""))
    path.write_text(path.read_text("utf-8").replace("a4,", "a/4,"), "utf-8")
    faulty: list[FaultyRecord] = []
    records, _ = read_roster(path, faulty=faulty)
    assert [(row.record.school_id, row.record.school_name) for row in faulty] == [OAK, ("23", "")]
    assert [record.school_id for record in records] == ["023", "023"]


def test_upper_and_lower_case_and_zeros_where_no_more_rows_have_one(tmp_path: Path) -> None:
    records, _ = read(tmp_path, ("4", "Elm"), ("004", "Elm"), ("s1", "Ash"), ("S1", "Ash"))
    assert [record.school_id for record in records[:2]] == ["004", "004"] and len(
        {record.school_id for record in records[2:]}
    ) == 1


def test_one_id_with_several_names_tells_the_odd_rows(tmp_path: Path) -> None:
    upland, other = ("007", "Upland Middle School"), ("007", "Upland Elem")
    records, problems = read(tmp_path, other, upland, upland, upland, ("007", "Mill Creek"))
    assert [record.school_name for record in records] == [other[1], *[upland[1]] * 3, "Mill Creek"]
    (problem,) = problems
    assert (problem.code, problem.line, problem.column) == ("school-names", 0, 0)
    assert (
        "“Upland Middle School” in 3 rows" in problem.message
        and "“Upland Elem” in row 2" in problem.message
        and "“Mill Creek” in row 6" in problem.message
    )


def test_one_name_with_several_ids_tells_the_odd_rows(tmp_path: Path) -> None:
    records, problems = read(
        tmp_path, ("032", "Oak Hill School"), OAK, OAK, ("", "Oak Hill School")
    )
    assert [record.school_id for record in records] == [
        "032",
        "023",
        "023",
        "",
    ]  # nobody knows which
    (problem,) = problems
    assert (problem.code, problem.line, problem.column) == ("school-ids", 0, 0)
    assert (
        "“023” in 2 rows" in problem.message
        and "“032” in row 2" in problem.message
        and "“no id” in row 5" in problem.message
    )


def test_schools_that_agree_are_not_told(tmp_path: Path) -> None:
    records, problems = read(tmp_path, OAK, OAK, ("031", "Mill Creek"), ("", "Elm"), ("", "Elm"))
    assert problems == () and len(records) == 5


@pytest.mark.usefixtures("batches_in_thread")
@pytest.mark.slow
def test_folders_are_called_as_most_rows_call_the_school(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = roster(
        tmp_path / "roster.csv",
        ("007", "Upland Elem"),
        ("007", "Upland Middle"),
        ("007", "Upland Middle"),
        ("32", "Oak"),
        ("023", "Oak"),
        ("23", "Oak"),
        ("023", "Oak"),
    )
    assert (
        main(["batch", str(path), "-o", str(tmp_path / "out"), "--jobs", "1", "--no-print-run"])
        == 0
    )
    errors = capsys.readouterr().err
    folders = {
        path.name: len(list(path.glob("*.pdf")))
        for path in (tmp_path / "out").iterdir()
        if path.is_dir() and not path.name.startswith(".")
    }
    assert folders["upland-middle"] == 3 and folders["oak"] == 3
    assert "“32” in row 5" in errors and "Upland Elem” in row 2" in errors


@pytest.mark.parametrize(
    ("schools", "is_told"),
    [
        ([("12", "Elm St. School"), ("012", "Elm Street School")], True),
        ([("12", "Elm St. School"), ("012", "Oak Hill"), ("012", "Oak Hill")], True),
        ([("E12", "Elm St. School"), ("E012", "Elm Street School")], False),
        ([("0", "Elm St. School"), ("00", "Elm Street School")], True),
        ([("12", "Elm St. School"), ("120", "Elm Street School")], False),
        ([("", "Elm St. School"), ("0", "Elm Street School")], False),
        ([("12", "Elm St. School"), ("12", "Elm Street School")], False),
    ],
)
def test_ids_that_differ_by_zeros_are_told(
    tmp_path: Path, schools: list[Pair], is_told: bool
) -> None:
    records, problems = read(tmp_path, *schools)
    assert [(record.school_id, record.school_name) for record in records] == schools
    told = [problem for problem in problems if problem.code == "school-zeros"]
    assert len(told) == is_told and all(problem.warning for problem in told)
