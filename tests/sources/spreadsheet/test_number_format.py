"""What a sheet shows for a number, a day or a time is what is read."""

from __future__ import annotations

import csv
import datetime
import random
from pathlib import Path

import pytest
from office import Office
from openpyxl import Workbook

from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.number_format import format_number
from handout.sources.spreadsheet.rows import Row
from handout.sources.spreadsheet.spreadsheet import read_rows

NUMBERS = (
    "General", "0", "000", "00000", "00000-0000", '"Rm "000', "\\R0", '"K-"0', '0"th"', "[<=9999999]###-####;(###) ###-####",
    "(000) 000\\-0000", "000-00-0000", "0.00", "0.0", "0.##", "#.##", "#,##0", "#,##0.00", "#,##0_);(#,##0)", "0,", '0.0,"k"', "0%", "0.0%",
    "0.0E+00", "0.00E+00", "##0.0E+0", "# ?/?", "# ??/??", "# ?/4", "$#,##0.00", '"$"#,##0.00;[Red]-"$"#,##0.00',
    '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)', "[$€-407] #,##0.00", "[$-409]0", "0;-0;;@", "0;(0)", '"x";"y";"z"', "00 000",
    "??0", "#", "[Red]0", '[>=100]"big "0;[<10]"small "0;0', '"Bldg "0-00', "[Blue]General", 'General" rooms"', "0_)", "@",
)  # fmt: skip
MOMENTS = (
    "h:mm", "hh:mm", "h:mm AM/PM", "h:mm a/p", "[h]:mm", "[mm]:ss", "mm:ss", "h:mm:ss", "m/d/yyyy", "d-mmm", "mmm-yy", "yyyy-mm-dd", "ddd",
    "dddd, mmmm dd, yyyy", "m/d/yy h:mm", "[$-409]h:mm AM/PM;@", "[$-409]d\\-mmm\\-yyyy;@", "d/m", "mmm d", "yyyy", "h", "d.m.yy", 'hh"h"mm',
    "h.mm", "mmmmm", "mm/dd", "m/d/yyyy;@", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
)  # fmt: skip
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true"  # in English


def written(path: Path, table: list[list[tuple[object, str]]]) -> Path:
    """A workbook of cells with their number formats, wide enough to show them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, cells in enumerate(table, 1):
        for column, (value, code) in enumerate(cells, 1):
            cell = sheet.cell(row, column, value)  # type: ignore[call-overload]
            cell.number_format = code
            sheet.column_dimensions[cell.column_letter].width = 60
    book.save(path)
    return path


def random_formats(chance: random.Random, count: int) -> list[str]:
    """Formats put together by chance of what people put together."""
    formats = []
    for _ in range(count):
        before = chance.choice(["", '"Rm "', "\\#", '"No. "', "(", "$", "[Red]", "[$-409]", "_("])
        digits = chance.choice(
            ["0", "00", "000", "#", "##", "#,##0", "0-00", "00 00", "?0", "000\\-000", "0,000"]
        )
        places = chance.choice(["", "", ".0", ".00", ".0#", ".##"])
        after = chance.choice(["", "", '" people"', "%", '"th"', ")", "_)"])
        code = before + digits + places + after
        formats.append(chance.choice([code, f"{code};(0)", f'{code};-0;"none"']))
    return formats


def test_cells_are_read_as_libreoffice_shows_them(tmp_path: Path, office: Office) -> None:
    chance = random.Random(1)
    numbers = [
        0,
        1,
        7,
        12,
        101,
        1234,
        5551234567,
        5551234,
        12.5,
        0.5,
        0.075,
        1234.567,
        -3,
        -1234.5,
        12345678901,
        1 / 3,
        98765.4321,
    ]
    moments = [46266, 46266.604166666664, 46266.3125, 1445.75, 61.25, 45000.999305555557]
    codes = [*NUMBERS, *random_formats(chance, 120)]
    table: list[list[tuple[object, str]]] = [[(value, code) for value in numbers] for code in codes]
    table += [[(value, code) for value in moments] for code in MOMENTS]
    path = written(tmp_path / "shown.xlsx", table)
    office.convert(path, to=AS_SHOWN, folder=tmp_path)
    with (tmp_path / "shown.csv").open(encoding="utf-8", newline="") as file:
        shown = list(csv.reader(file))
    differs = []
    for row, shown_cell in zip(table, shown, strict=True):
        for (value, code), theirs in zip(row, shown_cell, strict=False):
            assert isinstance(value, int | float)
            ours = format_number(value, code)
            # LibreOffice knows no fraction of a large number, and writes the sign of what it rounds
            # to nothing.
            if theirs != "#FMT" and not (code.startswith("[>=100]") and value < 0):  # noqa: SIM102
                if ours is None or ours.split() != theirs.split():
                    differs.append((code, value, ours, theirs))
    assert differs == []


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (12, '"Rm "000', "Rm 012"),
        (5551234567, "[<=9999999]###-####;(###) ###-####", "(555) 123-4567"),
        (12, "000;-000", "012"),
        (12.5, "0.00", "12.50"),
        (0.125, "0.0%", "12.5%"),
        (1.5, "# ?/?", "1 1/2"),
        (0.5, "# ??/??", "1/2"),
        (-3, "0;(0)", "(3)"),
        (0, '0;-0;"-"', "-"),
        (1234567890123, "General", "1234567890123"),
        (0.0000001, "General", "0.0000001"),
        (2.0, "General", "2"),
        (46266.604166666664, "h:mm", "14:30"),
        (46266, "mm-dd-yy", "9/1/2026"),
        (-1, "h:mm", "########"),
        (46266, "[$-40C]d mmmm", None),
        (12, "Room 0", None),
        (8.5, '[h]" hours"', "204 hours"),
        (0.5, "h AM/PM", "12 PM"),
        (1e9, "yyyy", "########"),
    ],
)
def test_what_a_format_shows(value: float, code: str, text: str | None) -> None:
    assert format_number(value, code) == text


def shown(tmp_path: Path, *cells: tuple[object, str]) -> tuple[Row, list[str]]:
    rows, notes = read_rows(written(tmp_path / "r.xlsx", [list(cells)]))
    return rows[0], [problem.code for problem in notes]


def test_days_and_times_are_read_by_what_their_format_shows(tmp_path: Path) -> None:
    moment = datetime.datetime(2026, 9, 1, 14, 30)
    row, notes = shown(
        tmp_path,
        (moment, "h:mm"),
        (moment, "m/d/yyyy"),
        (moment, "m/d/yy h:mm"),
        (0.75, "[h]:mm"),
        (1.25, "[h]:mm"),
        (1445, "h:mm"),
        (datetime.time(8, 30), "h:mm AM/PM"),
        (46266.36458333, "h:mm"),
        (5551234567, "m/d/yyyy"),
        (46266, "mmmm d"),
    )
    assert notes == []
    assert row.cells == (
        "14:30",
        "2026-09-01",
        "2026-09-01 14:30",
        "18:00",
        "30:00",
        "1445",
        "8:30",
        "8:45",
        "########",
        "2026-09-01",
    )
    assert (
        row.shown[7] == "8:30 AM" and row.shown[10] == "September 1" and row.shown[2] == "9/1/2026"
    )


def test_words_in_a_cell_come_with_what_its_format_shows_around_them(tmp_path: Path) -> None:
    row, codes = shown(
        tmp_path,
        ("012", '"Rm "@'),
        ("Gym", '0;-0;0;@" (big)"'),
        ("B", '@"-wing"'),
        ("C", '"x"0'),
        ("D", "General"),
        ("E", "_(@_)"),
        ("hidden", ";;;"),
    )
    assert row.cells == ("Rm 012", "Gym (big)", "B-wing", "C", "D", "E", "hidden")
    assert codes == []


def test_a_format_that_is_not_known_is_noted_with_its_cells(tmp_path: Path) -> None:
    row, notes = shown(tmp_path, (12, "Room 0"), (46266, "[$-40C]d mmmm yyyy"), (7, "Room 0"))
    assert row.cells == ("12", "2026-09-01", "7") and notes == ["workbook-format"]


def test_days_that_count_from_1904(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = datetime.datetime(1904, 1, 1)
    assert book.active is not None
    book.active.append([datetime.date(2026, 9, 1)])
    book.save(tmp_path / "r.xlsx")
    assert read_rows(tmp_path / "r.xlsx")[0][0].cells == ("2026-09-01",)


def test_a_roster_takes_words_as_shown_and_days_as_days(tmp_path: Path) -> None:
    heads = [
        "handout_id",
        "school_name",
        "teacher_family",
        "role",
        "room",
        "term_start",
        "end_time",
        "teacher_note",
        "copies",
        "contacts.1.how",
    ]
    day = datetime.date(2026, 9, 1)
    row: list[tuple[object, str]] = [
        (7, '"a-"000'),
        ("Oak Hill", "@"),
        ("Rivera", "@"),
        ("bus", "@"),
        (12, '"Rm "000'),
        (day, "d-mmm"),
        (1445, "h:mm"),
        (day, '"Come on "dddd, mmmm d'),
        (3, "0.00"),
        (5551234567, "[<=9999999]###-####;(###) ###-####"),
    ]
    table: list[list[tuple[object, str]]] = [[(head, "@") for head in heads], row]
    (record,), problems = read_roster(written(tmp_path / "roster.xlsx", table))
    assert [problem.code for problem in problems] == ["roster-read-as"] and "14:45" in problems[
        0
    ].message
    cells = {name: record.cell(name) for name in heads}
    assert cells == {
        "handout_id": "a-007",
        "school_name": "Oak Hill",
        "teacher_family": "Rivera",
        "role": "bus",
        "room": "Rm 012",
        "term_start": "2026-09-01",
        "end_time": "14:45",
        "teacher_note": "Come on Tuesday, September 1",
        "copies": "3",
        "contacts.1.how": "(555) 123-4567",
    }
