"""What says that a name is not known yet is no name; names that are words stay."""

from __future__ import annotations

import pytest

from handout.sources.fields.placeholders import is_placeholder, real_name


@pytest.mark.parametrize(
    "text",
    [
        "Vacant",
        "VACANT",
        "N/A",
        "n/a",
        "TBD",
        "T.B.D.",
        "TBA",
        "-",
        "—",
        "none",
        "?",
        "unknown",
        "To be hired",
        "Open",
        "Sub",
        "XXX",
        "Vacant Position 3",
        "Ms. TBD",
        "Coach TBD",
        "Sra. Vacante",
        "Ms. N/A",
        "TBD TBD",
        "Open Position",
        "New Hire",
        "Null",
        "NA",
        "na",
        "nan",
        "Vacant - Grade 3",
        "Vacant (was Gideon)",
        "Hiring in progress",
        "Teacher TBD",
        "Para, TBD",
        "Vacancy #2",
        "Not assigned",
        "Unassigned",
        "to  be\tnamed",
        "Por asignar",
        "...",
        "Staff",
        "Long-term sub",
        "Position open",
    ],
)
def test_no_name(text: str) -> None:
    assert real_name(text) == ""


@pytest.mark.parametrize(
    "name",
    [
        "Rivera",
        "Ana Rivera",
        "Ms. Park",
        "O'Brien-None",
        "Ng",
        "X",
        "Will Name",
        "Na",
        "Nan",
        "Sam Open",
        "Vacano",
        "Subramanian",
        "Openshaw",
        "Staffan",
        "Noone",
        "Penny Null",
        "Dr. Who",
        "Newman",
        "Teacherson",
        "Hope",
        "Nilsson",
        "Unger",
        "Ms. Null",
        "MR. NONE",
        "Sra. Na",
        "Ms NA",
        "Coach Blank",
        "Null Rivera",
        "June",
        "True",
    ],
)
def test_names_stay(name: str) -> None:
    assert real_name(name) == name


@pytest.mark.parametrize(
    ("family", "given", "left"),
    [
        ("N/A", "Gideon", ""),
        ("Open", "Sam", "Open"),
        ("Null", "Sam", "Null"),
        ("Na", "Li", "Na"),
        ("NA", "Gideon", ""),
        ("NA", "MIN-JI", "NA"),
        ("NA", "?", ""),
        ("Null", "Ms.", "Null"),
        ("null", "Ms.", ""),
        ("null", "Sam", ""),
        ("NULL", "Sam", ""),
        ("NULL", "SAM", "NULL"),
        ("null", "sam", "null"),
        ("None", "J.", "None"),
        ("NONE", "J.", ""),
        ("Null", "?", ""),
        ("NA", "Mr.", "NA"),
        ("N/A", "Ms.", ""),
        ("Vacant", "Sam", ""),
    ],
)
def test_a_word_that_is_a_surname_too(family: str, given: str, left: str) -> None:
    assert real_name(family, given) == left


def test_a_name_with_a_placeholder_behind_it() -> None:
    assert real_name("Gideon N/A") == "Gideon" and real_name("TBD, Gideon") == "Gideon"


def test_words_in_other_cells() -> None:
    assert all(map(is_placeholder, ("TBD", "n/a", "-", "?")))
    assert not any(map(is_placeholder, ("", "Open", "12", "Vacant", "Rm 7", "x")))
