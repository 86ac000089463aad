"""Words that a program on the way spoilt are put right and noted; words that were right stay."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oneroster_export import tables, write_export
from openpyxl import Workbook

from handout.sources.oneroster.export import read_export
from handout.sources.spreadsheet.spreadsheet import read_rows
from handout.sources.text_repair import repair_text

NAMES = (
    "Seán O'Brien", "St. Mary's & All Saints", "Begoña Muñoz", "Zoë “Zo” Äkäslompolo", "María José", "Łukasz Żak",
    "Nguyễn Thị Ánh", "Иван", "陈伟", "D’Angelo", "Åse", "Ms. “café”…", "R&D & Q&A", "AT&T", "&copy that", "SÃO LUÍS",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_words_that_are_right_stay(name: str) -> None:
    assert repair_text(name) == name


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rounds", [1, 2])
def test_codes_of_a_web_page_are_read(name: str, rounds: int) -> None:
    coded = name
    for _ in range(rounds):
        coded = html.escape(coded).encode("ascii", "xmlcharrefreplace").decode()
    assert repair_text(coded) == name


@pytest.mark.parametrize(
    ("spoilt", "name"),
    [
        ("BegoÃ±a MuÃ±oz", "Begoña Muñoz"),
        ("Itâ€™s", "It’s"),
        ("MarÃ\xada", "María"),
        ("Ã‰lise", "Élise"),
        ("BegoÃƒÂ±a", "Begoña"),
        ("Nuñez BegoÃ±a", "Nuñez Begoña"),
        ("Å“uvre", "œuvre"),
        ("MÃ¼ller", "Müller"),
        ("Ð˜Ð²Ð°Ð½", "Иван"),
        ("&Atilde;&plusmn;", "ñ"),
        ("Se&aacute;n", "Seán"),
        ("O&#x27;Brien", "O'Brien"),
        ("O&apos;Brien", "O'Brien"),
        ("&amp;amp;", "&"),
        ("Ren\u0065\u0301e", "Renée"),
        ("&nosuch;", "&nosuch;"),
    ],
)
def test_spoilt_words_are_put_right(spoilt: str, name: str) -> None:
    assert repair_text(spoilt) == name


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_plain_words_are_never_changed_twice(text: str) -> None:
    assert isinstance(repair_text(text), str)
    if text.isascii() and "&" not in text:
        assert repair_text(text) == text


ROWS = [["handout_id", "teacher"], ["1", "O&#39;Brien"], ["2", "BegoÃ±a"], ["3", "Peña"]]
READ = [("handout_id", "teacher"), ("1", "O'Brien"), ("2", "Begoña"), ("3", "Peña")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_notes_them_once_with_the_first_cell(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"roster.{ending}"
    if ending == "csv":
        path.write_text("\n".join(",".join(row) for row in ROWS), "utf-8")
    else:
        book = Workbook()
        assert book.active is not None
        for row in ROWS:
            book.active.append(row)
        book.save(path)
    rows, notes = read_rows(path)
    assert [row.cells for row in rows] == READ
    (problem,) = notes
    assert (problem.code, problem.warning, problem.line, problem.column) == (
        "table-spoilt",
        True,
        0,
        0,
    )
    assert (
        "2 cells" in problem.message
        and "O&#39;Brien" in problem.message
        and "B2" in problem.message
    )


def test_an_export_counts_them_and_tells_no_words(tmp_path: Path) -> None:
    table_notes = tables("1.1")
    orgs = [
        ["St. Mary&#39;s" if cell == "Oak Hill School" else cell for cell in row]
        for row in table_notes["orgs.csv"]
    ]
    export, problems = read_export(
        write_export(tmp_path / "spoilt.zip", {**table_notes, "orgs.csv": orgs})
    )
    assert "St. Mary's" in {name for name, _ in export.schools.values()}
    (problem,) = (problem for problem in problems if problem.code == "oneroster-spoilt")
    assert "Mary" not in problem.message
