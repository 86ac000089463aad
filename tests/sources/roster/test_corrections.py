"""Rows with errors, written out for a person to correct, and put back into their roster."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from classrooms import classroom
from openpyxl import Workbook

from handout.cli.main import main
from handout.sources.roster.csv import format_csv
from handout.sources.roster.roster import read_roster

Rows = list[dict[str, str]]


def workbook(path: Path, rows: Rows) -> Path:
    """A workbook of these rows, under a line that is no heading."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    heads = list(dict.fromkeys(name for row in rows for name in row))
    sheet.append(["Cedar Valley, 2026"])
    sheet.append(heads)
    for row in rows:
        sheet.append([row.get(name) for name in heads])
    book.save(path)
    return path


def table(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Rows) -> None:
    path.write_bytes(format_csv([list(rows[0]), *(list(row.values()) for row in rows)]))


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A workbook of five rows: the second has no time of day, the fourth the id of the first, the fifth too long a name."""
    rows = [classroom(n) for n in range(5)]
    rows[1]["start_time"], rows[3]["handout_id"], rows[4]["contacts.1.name"] = (
        "half past seven",
        "R-00000",
        "Ms. " + "x" * 80,
    )
    return workbook(tmp_path / "roster.xlsx", rows)


def test_from_a_workbook_to_the_person_and_back(
    roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output, new = tmp_path / "output", tmp_path / "new.csv"
    assert (
        main(
            [
                "batch",
                str(roster),
                "-o",
                str(output),
                "--keep-going",
                "--no-print-run",
                "--jobs",
                "1",
            ]
        )
        == 1
    )
    told = capsys.readouterr()
    for place in (
        "roster.xlsx:4:L: Column L (start_time)",
        "roster.xlsx:6:A: The handout_id",
        "contacts.1.name",
    ):
        assert place in told.err
    assert "\ufffd" not in told.err and "PK" not in told.err
    assert "2 made" in told.out and "handout roster correct" in told.out
    rows = table(output / "to-correct.csv")
    assert [row["row in the roster"] for row in rows] == ["4", "6", "7"]
    assert "half past seven" in rows[0]["what is wrong"]
    rows[0]["start_time"], rows[1]["handout_id"], rows[2]["contacts.1.name"] = (
        "7:30",
        "R-00003",
        "Ms. Lind",
    )
    write(output / "to-correct.csv", rows)
    assert (
        main(["roster", "correct", str(roster), str(output / "to-correct.csv"), "-o", str(new)])
        == 0
    )
    assert "3 row(s) corrected, 0 new" in capsys.readouterr().out
    records, problems = read_roster(new)
    assert not problems and [record.handout_id for record in records] == [
        f"R-{n:05}" for n in range(5)
    ]
    assert [row["start_time"] for row in table(new)] == ["7:45", "7:30", "7:45", "7:45", "7:45"]
    assert (
        main(["roster", "correct", str(roster), str(output / "to-correct.csv"), "-o", str(new)])
        == 1
    )  # never overwritten


@pytest.mark.parametrize("number", ["99", "x", "1", "-4"])
def test_a_row_that_is_none_of_the_roster_s(
    number: str, roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "fixed.csv", [classroom(1) | {"row in the roster": number}])
    assert (
        main(
            [
                "roster",
                "correct",
                str(roster),
                str(tmp_path / "fixed.csv"),
                "-o",
                str(tmp_path / "new.csv"),
            ]
        )
        == 1
    )
    assert "fixed.csv:2" in capsys.readouterr().err and not (tmp_path / "new.csv").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[0].update({"row in the roster": ""}), "0 row(s) corrected, 1 new"),
        (lambda rows: rows.append(dict(rows[0])), None),
        (
            lambda rows: rows[0].update({"restroom": "By the gym.", "Wait seconds": "9"}),
            "1 row(s) corrected",
        ),
    ],
    ids=["new", "twice", "other columns"],
)
def test_what_people_do_with_the_file(
    change: Callable[[Rows], object],
    said: str | None,
    roster: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = {name: cell for name, cell in classroom(1).items() if name != "wait_seconds"}
    rows = [row | {"row in the roster": "4", "what is wrong": "much"}]
    change(rows)
    write(tmp_path / "fixed.csv", rows)
    code = main(
        [
            "roster",
            "correct",
            str(roster),
            str(tmp_path / "fixed.csv"),
            "-o",
            str(tmp_path / "new.csv"),
        ]
    )
    assert code == (0 if said else 1)
    if said:
        assert said in capsys.readouterr().out
        heads = table(tmp_path / "new.csv")[0]
        assert "what is wrong" not in heads and len(table(tmp_path / "new.csv")) == 5 + (
            "new" in said and "0 new" not in said
        )


def test_the_file_that_is_read_is_not_written_over(roster: Path, tmp_path: Path) -> None:
    """The rows to be corrected are used as a roster themselves, and one is still wrong."""
    output = tmp_path / "output"
    rows = [classroom(n) for n in range(2)]
    rows[1]["start_time"] = "25:99"
    output.mkdir()
    write(output / "to-correct.csv", rows)
    before = (output / "to-correct.csv").read_bytes()
    assert (
        main(
            [
                "batch",
                str(output / "to-correct.csv"),
                "-o",
                str(output),
                "--keep-going",
                "--no-print-run",
                "--jobs",
                "1",
            ]
        )
        == 1
    )
    assert (output / "to-correct.csv").read_bytes() == before
    assert [row["handout_id"] for row in table(output / "to-correct-2.csv")] == ["R-00001"]


def test_a_workbook_may_have_any_name(
    roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "roster"
    roster.rename(other)
    assert main(["batch", str(other), "-o", str(tmp_path / "output")]) == 1
    told = capsys.readouterr().err
    assert "half past seven" in told and "PK" not in told and "\ufffd" not in told
