"""Rows with errors, written out for a person to correct, and put back into their roster."""

from __future__ import annotations

import csv
import datetime
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from classrooms import classroom
from office import Office
from openpyxl import Workbook, load_workbook
from sheets import read_sheet

from handout.cli.main import main
from handout.problems import HandoutError
from handout.sources.roster.corrections import apply_corrections, rows_to_correct
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.csv import format_csv

pytestmark = pytest.mark.usefixtures("batches_in_thread")

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


def edit(path: Path, change: Callable[[Any], object]) -> None:
    """Change the sheet of a workbook as a person does, and save it."""
    book = load_workbook(path)
    change(book.worksheets[0])
    book.save(path)


def column(sheet: Any, heading: str) -> int:
    number: int = next(cell.column for cell in sheet[1] if cell.value == heading)
    return number


def write_cell(heading: str, row: int, value: object) -> Callable[[Any], object]:
    def change(sheet: Any) -> None:
        sheet.cell(row, column(sheet, heading)).value = value

    return change


def correct(roster: Path, fixed: Path, new: Path) -> int:
    return main(["roster", "correct", str(roster), str(fixed), "-o", str(new)])


def batch(roster: Path, output: Path, *more: str) -> int:
    return main(["batch", str(roster), "-o", str(output), "--no-print-run", "--jobs", "1", *more])


def table(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: Rows) -> None:
    path.write_bytes(format_csv([list(rows[0]), *(list(row.values()) for row in rows)]))


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A workbook of five rows: the second has no time of day, the fourth the id of the first, the
    fifth too long a name.
    """
    rows = [classroom(n) for n in range(5)]
    rows[1]["start_time"], rows[3]["handout_id"], rows[4]["contacts.1.name"] = (
        "after the bell",
        "R-00000",
        "Ms. " + "x" * 80,
    )
    return workbook(tmp_path / "roster.xlsx", rows)


@pytest.mark.slow
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
    streams = capsys.readouterr()
    for place in (
        "roster.xlsx:4:L: Column L (start_time)",
        "roster.xlsx:6:A: The handout_id",
        "contacts.1.name",
    ):
        assert place in streams.err
    assert "\ufffd" not in streams.err and "PK" not in streams.err
    assert "2 made" in streams.out and "handout roster correct" in streams.out
    rows = read_sheet(output / "to-correct.xlsx")
    assert [row["row in the roster"] for row in rows] == ["4", "6", "7"]
    assert "after the bell" in rows[0]["what is wrong"]
    fixed = output / "to-correct.xlsx"
    for line, heading, value in (
        (2, "start_time", "7:30"),
        (3, "handout_id", "R-00003"),
        (4, "contacts.1.name", "Ms. Lind"),
    ):
        edit(fixed, write_cell(heading, line, value))
    assert main(["roster", "correct", str(roster), str(fixed), "-o", str(new)]) == 0
    streams = capsys.readouterr()
    assert "row 4, start_time (column L): “after the bell” is now “7:30”" in streams.out
    assert "3 rows corrected, 0 new" in streams.out
    records, problems = read_roster(new)
    assert not problems and [record.handout_id for record in records] == [
        f"R-{n:05}" for n in range(5)
    ]
    assert [row["start_time"] for row in table(new)] == ["7:45", "7:30", "7:45", "7:45", "7:45"]
    assert (
        main(["roster", "correct", str(roster), str(fixed), "-o", str(new)]) == 1
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
    ("change", "message"),
    [
        (lambda rows: rows[0].update({"row in the roster": ""}), "0 rows corrected, 1 new"),
        (lambda rows: rows.append(dict(rows[0])), None),
        (
            lambda rows: rows[0].update({"restroom": "By the gym.", "Wait seconds": "9"}),
            "1 row corrected",
        ),
    ],
    ids=["new", "twice", "other columns"],
)
def test_what_people_do_with_the_file(
    change: Callable[[Rows], object],
    message: str | None,
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
    assert code == (0 if message else 1)
    if message:
        assert message in capsys.readouterr().out
        heads = table(tmp_path / "new.csv")[0]
        assert "what is wrong" not in heads and len(table(tmp_path / "new.csv")) == 5 + (
            "new" in message and "0 new" not in message
        )


def test_corrections_that_are_not_there(roster: Path, tmp_path: Path) -> None:
    """Also where the roster is not: both are told."""
    lost = tmp_path / "to-correct.xlsx"
    for path, codes in (
        (roster, ["corrections-missing"]),
        (tmp_path / "lost.csv", ["roster-missing", "corrections-missing"]),
    ):
        with pytest.raises(HandoutError) as error:
            apply_corrections(path, lost)
        assert [problem.code for problem in error.value.problems] == codes


@pytest.mark.slow
def test_the_file_that_is_read_is_not_written_over(roster: Path, tmp_path: Path) -> None:
    """The rows to be corrected are used as a roster themselves, and one is still wrong."""
    output = tmp_path / "output"
    rows = [classroom(n) for n in range(2)]
    rows[1]["start_time"] = "25:99"
    output.mkdir()
    workbook(output / "to-correct.xlsx", rows)
    before = (output / "to-correct.xlsx").read_bytes()
    assert (
        main(
            [
                "batch",
                str(output / "to-correct.xlsx"),
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
    assert (output / "to-correct.xlsx").read_bytes() == before
    assert [row["handout_id"] for row in read_sheet(output / "to-correct-2.xlsx")] == ["R-00001"]


def test_a_workbook_may_have_any_name(
    roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "roster"
    roster.rename(other)
    assert main(["batch", str(other), "-o", str(tmp_path / "output")]) == 1
    streams = capsys.readouterr().err
    assert "after the bell" in streams and "PK" not in streams and "\ufffd" not in streams


PLAIN = {"handout_id": "007", "school_id": "004", "school_name": "Oak Hill", "teacher_family": "Peña", "role": "bus", "room": "034", "start_time": "8:30",
         "term_start": "2026-09-01", "grade_band": "3-5", "copies": "2", "class_id": "1-2"}  # fmt: skip


@pytest.fixture
def zeros(tmp_path: Path) -> Path:
    """A roster full of what spreadsheet programs change; its rows have one fault each, a time of
    day.
    """
    path = tmp_path / "my röster.csv"
    write(path, [PLAIN | {"handout_id": f"00{n}", "end_time": "soon"} for n in range(1, 5)])
    return path


def corrected(zeros: Path, tmp_path: Path, change: Callable[[Any], object]) -> tuple[int, Rows]:
    """Return what comes of the roster when a person does `change` to to-correct.xlsx."""
    assert batch(zeros, tmp_path / "out", "--keep-going") == 1
    fixed = tmp_path / "out" / "to-correct.xlsx"
    edit(fixed, change)
    new = tmp_path / "new.csv"
    code = correct(zeros, fixed, new)
    return code, table(new) if new.exists() else []


def test_faulty_cells_are_coloured_and_say_what_is_wrong(zeros: Path, tmp_path: Path) -> None:
    batch(zeros, tmp_path / "out", "--keep-going")
    first = load_workbook(tmp_path / "out" / "to-correct.xlsx").worksheets[0]
    marked = [cell for row in first.iter_rows() for cell in row if cell.comment]
    assert [cell.column for cell in marked] == [column(first, "end_time")] * 4
    assert all(
        "time of day" in str(cell.comment.text) and cell.fill.fgColor.rgb != "00000000"
        for cell in marked
        if cell.comment
    )
    assert "bus" in str(first.data_validations.dataValidation[0].formula1)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("school_id", 4),
        ("room", 34),
        ("handout_id", 1),
        ("start_time", datetime.time(8, 30)),
        ("term_start", datetime.datetime(2026, 9, 1)),
        ("grade_band", datetime.datetime(2026, 3, 5)),
        ("grade_band", "5-Mar"),
        ("class_id", "2-Jan"),
        ("teacher_family", "Pe?a"),
        ("copies", 2.0),
        ("school_id", "4"),
        ("room", "34.0"),
        ("start_time", "8:30:00 AM"),
        ("term_start", "9/1/2026"),
    ],
)
def test_what_a_spreadsheet_program_made_is_no_correction(
    zeros: Path, tmp_path: Path, heading: str, expected: object, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(sheet: Any) -> None:
        write_cell(heading, 2, expected)(sheet)
        sheet.cell(2, column(sheet, heading)).number_format = (
            "General"
            if isinstance(expected, int | float)
            else "m/d/yyyy"
            if isinstance(expected, datetime.datetime)
            else "h:mm"
        )
        write_cell("end_time", 2, "14:45")(sheet)

    code, rows = corrected(zeros, tmp_path, change)
    assert code == 0
    assert rows[0] == PLAIN | {"handout_id": "001", "end_time": "14:45"}
    streams = capsys.readouterr()
    assert (
        "end_time (column L): “soon” is now “14:45”" in streams.out
        and f", {heading} " not in streams.out
    )
    assert ("It stays as it was" in streams.err) == (
        heading not in ("copies", "start_time", "term_start") or isinstance(expected, str)
    )


def test_a_whole_file_saved_by_libreoffice_as_csv_and_back(
    zeros: Path, tmp_path: Path, office: Office
) -> None:
    """Number detection on, as when a CSV is opened with a double click."""
    batch(zeros, tmp_path / "out", "--keep-going")
    out = tmp_path / "out"
    numbers = "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true"
    for kind, source, filters in (
        ("csv", out / "to-correct.xlsx", []),
        ("xlsx", tmp_path / "a" / "to-correct.csv", [numbers]),
    ):
        office.convert(source, to=kind, folder=tmp_path / "a", options=filters)
    fixed = tmp_path / "a" / "to-correct.xlsx"
    for row in range(2, 6):
        edit(fixed, write_cell("end_time", row, "14:45"))
    assert correct(zeros, fixed, tmp_path / "new.csv") == 0
    assert table(tmp_path / "new.csv") == [
        PLAIN | {"handout_id": f"00{n}", "end_time": "14:45"} for n in range(1, 5)
    ]


def test_a_row_that_was_deleted_is_out_with_a_word(
    zeros: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, rows = corrected(zeros, tmp_path, lambda sheet: sheet.delete_rows(3))
    assert code == 0 and [row["handout_id"] for row in rows] == ["001", "003", "004"]
    assert "You deleted row 3 of the roster" in capsys.readouterr().err


@pytest.mark.parametrize("lost", [["002"], ["001", "004"], []])
def test_a_row_with_errors_that_a_csv_lacks_stays_with_a_word(
    zeros: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lost: list[str]
) -> None:
    """A CSV does not tell whether a row was deleted in it or never there."""
    batch(zeros, tmp_path / "out", "--keep-going")
    rows = read_sheet(tmp_path / "out" / "to-correct.xlsx")
    remaining_rows = [row for row in rows if row["handout_id"] not in lost]
    write(tmp_path / "fixed.csv", [row | {"end_time": "14:45"} for row in remaining_rows])
    capsys.readouterr()
    assert correct(zeros, tmp_path / "fixed.csv", tmp_path / "new.csv") == 0
    times = {row["handout_id"]: row["end_time"] for row in table(tmp_path / "new.csv")}
    assert times == {f"00{n}": "soon" if f"00{n}" in lost else "14:45" for n in range(1, 5)}
    numbers = ", ".join(str(int(id) + 1) for id in lost)
    message = f"Row {numbers} of the roster still has something wrong" in capsys.readouterr().err
    assert message == bool(lost)


def test_sorted_rows_and_a_lost_column_find_their_rows(zeros: Path, tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for line, row in enumerate(reversed(rows), 2):
            for n, value in enumerate(row, 1):
                sheet.cell(line, n).value = value
        write_cell("end_time", 2, "14:00")(sheet)
        sheet.delete_cols(column(sheet, "row in the roster"))

    code, rows = corrected(zeros, tmp_path, change)
    assert code == 0
    assert [(row["handout_id"], row["end_time"]) for row in rows] == [
        ("001", "soon"),
        ("002", "soon"),
        ("003", "soon"),
        ("004", "14:00"),
    ]


def test_a_row_without_its_number_and_id_is_told(
    zeros: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(sheet: Any) -> None:
        write_cell("handout_id", 2, "x9")(sheet)
        sheet.delete_cols(column(sheet, "row in the roster"))

    code, rows = corrected(zeros, tmp_path, change)
    assert code == 1 and rows == [] and "x9" in capsys.readouterr().err


def test_the_printed_command_can_be_pasted(
    zeros: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for n in range(2):
        capsys.readouterr()
        assert batch(zeros, tmp_path / "my out", "--keep-going") == 1
        command = shlex.split(capsys.readouterr().out.splitlines()[-1])
        assert main(command[1:]) == 0
        assert (
            command[-1] == ("corrected.xlsx", "corrected-2.xlsx")[n] and Path(command[-1]).exists()
        )


@pytest.mark.slow
def test_nothing_to_correct_takes_the_old_file_away(zeros: Path, tmp_path: Path) -> None:
    batch(zeros, tmp_path / "out", "--keep-going")
    assert (tmp_path / "out" / "to-correct.xlsx").exists()
    write(zeros, [PLAIN | {"handout_id": f"00{n}", "end_time": "14:45"} for n in range(1, 5)])
    assert batch(zeros, tmp_path / "out", "--keep-going") == 0
    assert not (tmp_path / "out" / "to-correct.xlsx").exists()


def test_the_same_rows_make_the_same_file(zeros: Path) -> None:
    problems = read_roster(zeros)[1]
    assert rows_to_correct(zeros, problems) == rows_to_correct(zeros, problems)


def test_a_privacy_fault_and_an_error_word_are_told_in_one_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --keep-going too: what is wrong with one row hides nothing of another."""
    rows = [
        PLAIN | {"handout_id": "a"},
        PLAIN | {"handout_id": "b", "room": "#REF!"},
        PLAIN | {"handout_id": "c", "teacher_note": "x"},
    ]
    rows[0]["teacher_note"] = "Student ID: 48213377"
    write(tmp_path / "roster.csv", [PLAIN | {"teacher_note": ""} | row for row in rows])
    assert batch(tmp_path / "roster.csv", tmp_path / "out") == 1
    streams = capsys.readouterr().err
    assert "#REF!" in streams and "roster.csv:2" in streams and "roster.csv:3" in streams
    assert not list((tmp_path / "out").rglob("*.pdf"))
