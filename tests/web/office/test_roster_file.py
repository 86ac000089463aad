"""The roster of a run: the rows to correct, and corrected rows put back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from handout.problems import HandoutError
from handout.web.office.roster_file import correct_roster, format_to_correct, summarize_roster

_HEAD = (
    "handout_id,school_id,school_name,class_title,room,role,"
    "para_given,para_family,teacher_given,teacher_family\n"
)
_GOOD = "h1,oak,Oak,G3,R1,classroom,A,B,C,D\n"
_MISSPELLED = "h2,oak,Oak,G3,R2,clasroom,A,B,C,D\n"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text(_HEAD + _MISSPELLED, encoding="utf-8")
    return path


def correct(roster: Path, found: str, typed: str) -> Path:
    """Write the rows to correct of `roster`, with one cell changed as an office would."""
    content = format_to_correct(roster)
    assert content
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    next(cell for cell in cells if cell.value == found).value = typed
    path = roster.with_name("to-correct.xlsx")
    book.save(path)
    return path


def test_a_roster_with_no_good_row_can_be_corrected(roster: Path) -> None:
    summary = summarize_roster(roster, "en")
    assert (summary["sheets"], summary["corrections"]) == (0, True)
    correction = correct_roster(roster, correct(roster, "clasroom", "classroom"), "en")
    assert correction
    assert (correction.changed, correction.added, correction.notes) == (1, 0, [])
    roster.write_bytes(correction.roster)
    assert summarize_roster(roster, "en") == {"sheets": 1, "faults": [], "corrections": False}
    assert format_to_correct(roster) is None


def test_corrected_rows_join_the_good_ones(roster: Path) -> None:
    roster.write_text(_HEAD + _GOOD + _MISSPELLED, encoding="utf-8")
    correction = correct_roster(roster, correct(roster, "clasroom", "classroom"), "en")
    assert correction
    roster.write_bytes(correction.roster)
    assert summarize_roster(roster, "en")["sheets"] == 2


def test_what_is_still_wrong_is_said_again(roster: Path) -> None:
    correction = correct_roster(roster, correct(roster, "clasroom", "clasrom"), "en")
    assert correction
    roster.write_bytes(correction.roster)
    assert summarize_roster(roster, "en")["corrections"]


def test_another_roster_is_no_correction(roster: Path) -> None:
    other = roster.with_name("other.csv")
    other.write_text(_HEAD + _GOOD, encoding="utf-8")
    assert correct_roster(roster, other, "en") is None


def test_corrections_of_another_roster_are_refused(roster: Path) -> None:
    corrected = correct(roster, "clasroom", "classroom")
    roster.write_text(_HEAD, encoding="utf-8")
    with pytest.raises(HandoutError):
        correct_roster(roster, corrected, "en")
