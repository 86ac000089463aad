"""Workbooks that we write: real ones, text in every cell, choices to choose from.

Other endings are refused.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import Office
from oneroster_export import tables, write_export
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from handout.cli.main import main
from handout.sources.headings.columns import ROSTER
from handout.sources.roster.roster import read_roster
from handout.sources.roster.xlsx_writer import format_workbook
from handout.sources.spreadsheet.spreadsheet import read_rows

CELLS = (
    "012",
    "3-5",
    "8:30",
    "2026-09-01",
    "=1+1",
    "+1 555 0100",
    "-",
    "@x",
    "1E5",
    "TRUE",
    "Señora Peña",
    "two\nlines",
    "'tis",
    "0.50",
)


@pytest.mark.slow
@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=10),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_words_are_text_cells(rows: list[list[str]]) -> None:
    import io

    sheet = load_workbook(io.BytesIO(format_workbook(rows))).worksheets[0]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            assert (cell.data_type if text else "s", cell.number_format) == ("s", "@")


def test_a_workbook_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(format_workbook([[f"h{n}" for n in range(len(CELLS))], CELLS]))
    assert read_rows(path) == read_rows(path)
    assert read_rows(path)[0][1].cells == CELLS


def test_libreoffice_keeps_the_words(tmp_path: Path, office: Office) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(format_workbook([[f"h{n}" for n in range(len(CELLS))], CELLS]))
    office.convert(path, to="xlsx:Calc MS Excel 2007 XML", folder=tmp_path / "saved")
    assert read_rows(tmp_path / "saved" / "r.xlsx")[0][1].cells == CELLS


def test_the_template_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "new" / "roster.xlsx"
    assert main(["roster", "template", "-o", str(path)]) == 0
    sheet = load_workbook(path).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(ROSTER)
    choices = {
        str(validation.sqref).split(":")[0].rstrip("0123456789"): str(validation.formula1)
        for validation in sheet.data_validations.dataValidation
    }
    letters = {
        str(cell.value): get_column_letter(number) for number, cell in enumerate(sheet[1], 1)
    }
    assert set(choices) == {letters[name] for name in ("role", "grade_band", "paper", "text_size")}
    assert "one-to-one" in choices[letters["role"]] and "K-2" in choices[letters["grade_band"]]
    assert (
        sheet.column_dimensions[letters["room"]].number_format == "@"
    )  # what is typed below stays text
    assert [problem.code for problem in read_roster(path)[1]] == ["roster-empty"]


def test_a_roster_from_an_export_as_a_workbook(tmp_path: Path) -> None:
    export, path = write_export(tmp_path / "e.zip", tables("1.1")), tmp_path / "roster.xlsx"
    assert main(["roster", "from-oneroster", str(export), "-o", str(path)]) == 0
    assert main(["roster", "from-oneroster", str(export), "-o", str(tmp_path / "roster.csv")]) == 0
    assert [row.cells for row in read_rows(path)[0]] == [
        row.cells for row in read_rows(tmp_path / "roster.csv")[0]
    ]
    assert (
        "031" in read_rows(path)[0][1].cells
        and (tmp_path / "roster-missing.xlsx").read_bytes()[:2] == b"PK"
    )


@pytest.mark.parametrize("ending", ["xls", "ods", "numbers", "pdf", "tsv", "xlsm"])
@pytest.mark.parametrize("command", ["template", "from-oneroster", "correct"])
def test_other_endings_are_refused_before_anything_is_read(
    tmp_path: Path, ending: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    inputs = {"template": [], "from-oneroster": ["none.zip"], "correct": ["none.csv", "none.xlsx"]}[
        command
    ]
    path = tmp_path / f"roster.{ending}"
    assert main(["roster", command, *inputs, "-o", str(path)]) == 1
    errors = capsys.readouterr().err
    assert f"“.{ending}”" in errors and ".xlsx" in errors and not path.exists()
