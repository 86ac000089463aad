"""A file of the official schools: their names stand on the sheets, whatever rows call them."""

from __future__ import annotations

from pathlib import Path

import pytest
from classrooms import classroom, write_roster

from handout.batch.plan.filenames import safe_name
from handout.cli.main import main
from handout.problems import HandoutError
from handout.sources.roster.official_schools import read_official_schools
from handout.sources.roster.roster import read_roster

SCHOOLS = "School No.,Campus\n0023,Oak Hill Elementary School\n0024,Elm Middle School\n"


def read(tmp_path: Path, schools: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the id and name that each row comes to, and the notes on schools."""
    rows = [
        classroom(n) | {"school_id": id, "school_name": name}
        for n, (id, name) in enumerate(schools)
    ]
    (tmp_path / "schools.csv").write_text(SCHOOLS)
    official, _ = read_official_schools(tmp_path / "schools.csv")
    records, problems = read_roster(write_roster(tmp_path / "roster.csv", rows), None, official)
    notes = [each.message for each in problems if each.code.startswith("school-")]
    return [(record.school_id, record.school_name) for record in records], notes


OAK, ELM = ("0023", "Oak Hill Elementary School"), ("0024", "Elm Middle School")


@pytest.mark.parametrize(
    ("typed", "read_as", "notes"),
    [
        (OAK, OAK, 0),
        (("23", "Oak Hill Elementary School"), OAK, 0),
        (("0023", "Oak Hill Elem."), OAK, 1),
        (("23", "OAK HILL ES"), OAK, 1),
        (("0023", "OAK HILL ELEMENTARY SCHOOL"), OAK, 0),
        (("", "Elm Middle School"), ELM, 0),
        (("", "Elm  middle-school"), ELM, 0),
        (("24.0", "Elm"), ELM, 1),
        (("0099", "Pine"), ("0099", "Pine"), 1),
        (("", "Pine"), ("", "Pine"), 1),
    ],
)
def test_one_row(
    tmp_path: Path, typed: tuple[str, str], read_as: tuple[str, str], notes: int
) -> None:
    schools, told = read(tmp_path, [typed])
    assert schools == [read_as] and len(told) == notes
    assert all(typed[0] in note or typed[1] in note for note in told)


def test_each_other_name_is_told_once_with_its_rows(tmp_path: Path) -> None:
    schools, told = read(tmp_path, [OAK, ("23", "Oak Hill"), ("0023", "Oak Hill"), ("23", "OHES")])
    assert set(schools) == {OAK} and len(told) == 2
    assert any("“Oak Hill” in row 3, 4" in note for note in told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("school_id,school_name\n1,\n", "no school_id or no school_name"),
        ("school_id,school_name\n01,Oak\n1,Elm\n", "is in row 2 already"),
        ("school_id,room\n01,Oak\n", "school_name"),
        (f"school_id,school_name\n01,{'Oak ' * 30}\n", "longer than the 60 characters"),
    ],
)
def test_what_is_wrong_with_the_file_is_told(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "schools.csv").write_text(text)
    with pytest.raises(HandoutError) as caught:
        read_official_schools(tmp_path / "schools.csv")
    assert any(words in each.message for each in caught.value.problems)


def test_a_missing_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roster = write_roster(tmp_path / "roster.csv", [classroom(0)])
    assert main(["batch", str(roster), "--schools", str(tmp_path / "no.csv")]) == 1
    assert "no.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Łódź School", "lodz-school"),
        ("Đặng-1", "dang-1"),
        ("Ø School", "o-school"),
        ("Straße", "strasse"),
        ("ʻIolani", "iolani"),
        ("Ærø Œuvre", "aero-oeuvre"),
        ("São José", "sao-jose"),
        ("O’Brien’s", "obriens"),
        ("学校", ""),
        ("Đặng Thị Hồng, Nuñez", "dang-thi-hong-nunez"),
        ("IŞIK İnce ışık", "isik-ince-isik"),
        ("Ǿrsted Kɨlɨ Ɖu ẞ", "orsted-kili-du-ss"),
        ("محمد علي", ""),
    ],
)
def test_folders_keep_the_letters_of_names(words: str, name: str) -> None:
    assert safe_name(words) == name
