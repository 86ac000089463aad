"""The grades of an export, in the codes and words of vendors, as the bands of a sheet."""

from __future__ import annotations

import pytest

from handout.batch.from_oneroster.row import band_of_grade


@pytest.mark.parametrize(
    ("grades", "band"),
    [
        ("IT PR PK pk P3 P4 -1 Pre-K Preschool", "PK"),
        ("TK KG K 0 00 01 1 02 2 1st Kindergarten", "K-2"),
        ("03 3 04 5 3rd Grade-4", "3-5"),
        ("06 6 07 8th", "6-8"),
        ("09 9 10 11 12 Freshman", "9-12"),
        ("13 PS", "18-22"),
        ("UG Other XX 14 99 ?", ""),
    ],
)
def test_codes_and_words(grades: str, band: str) -> None:
    assert {grade: band_of_grade(grade) for grade in grades.split()} == dict.fromkeys(
        grades.split(), band
    )


@pytest.mark.parametrize("grade", ["", " ", "K-12", "3,8"])
def test_what_is_no_single_band(grade: str) -> None:
    assert band_of_grade(grade) == ""
