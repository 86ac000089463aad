"""The office's own map of headings: drafted once, filled in, and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sheets import read_sheet

from handout.cli.main import main
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.csv import format_csv

# Headings as student information systems export them, by what they mean.
EXPORTS = {
    "plain": {
        "ID": "handout_id",
        "Building": "school_name",
        "Teacher": "teacher_name",
        "Position": "role",
        "Rm": "room",
        "FTE": "(leave out)",
    },
    "one of each name": {
        "Badge": "handout_id",
        "Bldg": "school_name",
        "Last Name": "teacher_family",
        "First Name": "teacher_given",
        "Job Class": "role",
        "Per": "period",
    },
    "in no language of ours": {
        "Clave": "handout_id",
        "Plantel": "school_name",
        "Apellidos": "teacher_family",
        "Puesto": "role",
        "Salón": "room",
    },
    "our words for other things": {
        "handout_id": "handout_id",
        "room": "school_name",
        "school_name": "teacher_family",
        "role": "role",
    },
}
CELLS = {
    "handout_id": "A-1",
    "school_name": "Oak Hill",
    "teacher_name": "Rivera, Ana",
    "teacher_family": "Rivera",
    "teacher_given": "Ana",
    "role": "1:1 Para",
    "room": "12",
    "period": "3",
    "(leave out)": "0.5",
}


def write(path: Path, headings: Sequence[str], cells: Sequence[str]) -> None:
    path.write_bytes(format_csv([["Cedar Valley"], headings, cells]))


def choose(path: Path, columns: dict[str, str]) -> None:
    """Fill in the map as a person does."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        heading = str(sheet.cell(row, 1).value)
        sheet.cell(row, 2).value = columns.get(heading, sheet.cell(row, 2).value)
    book.save(path)


@pytest.mark.parametrize("export", EXPORTS)
def test_a_map_is_drafted_filled_in_and_remembered(export: str, tmp_path: Path) -> None:
    columns = EXPORTS[export]
    roster = tmp_path / "export.csv"
    write(roster, list(columns), [CELLS[column] for column in columns.values()])
    assert main(["roster", "map", str(roster)]) == 0
    drafted = {row["heading in your file"]: row for row in read_sheet(tmp_path / "columns.xlsx")}
    assert list(drafted) == list(columns)
    assert all(CELLS[columns[heading]] in row["examples"] for heading, row in drafted.items())
    choose(tmp_path / "columns.xlsx", columns)
    for name in ("export.csv", "of next year.csv"):
        write(tmp_path / name, list(columns), [CELLS[column] for column in columns.values()])
        [record], problems = read_roster(tmp_path / name)
        assert not [each for each in problems if each.code.startswith("roster-heading")]
        assert (record.handout_id, record.school_name) == ("A-1", "Oak Hill")
        assert record.cell("role") == "one-to-one"
        teacher = record.layer.values["teacher_name"].value
        assert teacher in ("Ana Rivera", "Rivera")


def test_most_is_guessed_and_what_lacks_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "export.csv"
    write(roster, ["School", "Teacher", "Position", "FTE"], ["Oak", "Rivera, Ana", "para", "1"])
    assert main(["roster", "map", str(roster)]) == 0
    assert "No heading is taken yet for: handout_id." in capsys.readouterr().out
    rows = read_sheet(tmp_path / "columns.xlsx")
    assert [row["column"] for row in rows] == ["school_name", "teacher_name", "role", ""]


def test_what_was_chosen_stays_and_new_headings_are_added(tmp_path: Path) -> None:
    roster = tmp_path / "export.csv"
    write(roster, ["Clave", "School"], ["1", "Oak"])
    assert main(["roster", "map", str(roster)]) == 0
    choose(tmp_path / "columns.xlsx", {"Clave": "handout_id", "School": "(leave out)"})
    write(roster, ["Clave", "School", "Plantel", "Rm"], ["1", "Oak", "Elm", "12"])
    assert main(["roster", "map", str(roster)]) == 0
    rows = {
        row["heading in your file"]: row["column"] for row in read_sheet(tmp_path / "columns.xlsx")
    }
    assert rows == {"Clave": "handout_id", "School": "(leave out)", "Plantel": "", "Rm": "room"}


@pytest.mark.parametrize(
    ("chosen", "words"),
    [("rom", "Did you mean room?"), ("the gym", "“the gym” is no column of a roster")],
)
def test_a_wrong_choice_is_told_at_its_cell(chosen: str, words: str, tmp_path: Path) -> None:
    roster = tmp_path / "export.csv"
    write(roster, ["handout_id", "Sala"], ["1", "12"])
    assert main(["roster", "map", str(roster)]) == 0
    choose(tmp_path / "columns.xlsx", {"Sala": chosen})
    _, problems = read_roster(roster)
    [wrong] = [each for each in problems if each.code.startswith("map-")]
    assert words in wrong.message + wrong.hint and wrong.path.endswith("columns.xlsx")
    assert (wrong.line, wrong.column) == (3, 2)


@pytest.mark.usefixtures("batches_in_thread")
def test_corrections_are_read_by_the_map_of_the_roster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = EXPORTS["in no language of ours"]
    roster, output = tmp_path / "export.csv", tmp_path / "out"
    cells = {column: CELLS[column] for column in columns.values()} | {"role": "juggler"}
    write(roster, list(columns), [cells[column] for column in columns.values()])
    assert main(["roster", "map", str(roster)]) == 0
    choose(tmp_path / "columns.xlsx", columns)
    command = ["batch", str(roster), "-o", str(output), "--keep-going", "--no-print-run"]
    assert main(command) == 1
    fixed = output / "to-correct.xlsx"
    assert list(read_sheet(fixed)[0])[:5] == list(columns)
    book = load_workbook(fixed)
    book.worksheets[0].cell(2, 4).value = "classroom"
    book.save(fixed)
    new = tmp_path / "corrected.xlsx"
    assert main(["roster", "correct", str(roster), str(fixed), "-o", str(new)]) == 0
    [record], problems = read_roster(new)
    assert record.cell("role") == "classroom" and not [p for p in problems if not p.warning]


def test_a_map_is_in_the_language_of_the_office_and_read_in_every_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = tmp_path / "export.csv"
    headings = ["ID", "Building", "Teacher", "Position", "FTE"]
    write(roster, headings, ["1", "Oak", "Rivera", "1:1 Para", "1"])
    monkeypatch.setenv("HANDOUT_LANGUAGE", "es")
    assert main(["roster", "map", str(roster)]) == 0
    assert set(read_sheet(tmp_path / "columns.xlsx")[0]) == {
        "encabezado en su archivo",
        "columna",
        "ejemplos",
    }
    chosen = {"ID": "handout_id", "Building": "school_name", "FTE": "(dejar fuera)"}
    choose(tmp_path / "columns.xlsx", chosen)
    monkeypatch.delenv("HANDOUT_LANGUAGE")
    records, problems = read_roster(roster)
    assert [record.handout_id for record in records] == ["1"]
    assert not [each for each in problems if each.code.startswith("roster-heading")]
