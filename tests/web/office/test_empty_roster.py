"""The empty roster that the office's page gives: filled in, it is read without a word."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl

from handout.web.office.empty_roster import format_empty_roster
from handout.web.office.roster_file import summarize_roster

_ROW = {
    "handout_id": "oak-12",
    "school_id": "012",
    "school_name": "Oak Hill School",
    "class_title": "Grade 3",
    "teacher_given": "Ana",
    "teacher_family": "Rivera",
    "para_given": "Jordan",
    "para_family": "Ellis",
    "role": "classroom",
    "room": "12",
}


def fill_in(path: Path, *rows: dict[str, str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(format_empty_roster()))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert "override_file" not in headings
    for number, row in enumerate(rows, 2):
        for name, text in row.items():
            sheet.cell(number, headings.index(name) + 1).value = text
    book.save(path)


def test_it_is_read_when_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    fill_in(path, _ROW, _ROW | {"handout_id": "oak-13", "role": "bus"})
    assert summarize_roster(path, "en") == {"sheets": 2, "faults": [], "corrections": False}


def test_it_says_what_is_missing_while_it_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    fill_in(path)
    summary = summarize_roster(path, "en")
    assert summary["sheets"] == 0
    assert [fault["code"] for fault in summary["faults"]] == ["roster-empty"]


def test_its_roles_are_chosen_from_a_list() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(format_empty_roster())).worksheets[0]
    lists = [validation.formula1 for validation in sheet.data_validations.dataValidation]
    assert any("classroom" in choices and "bus" in choices for choices in lists)
