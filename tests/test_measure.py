"""Words measured as the typesetter breaks them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import phrase

from handout.compose.measure import Style, Word, lines, missing, width

SANS = Style("Handout Sans", 10)


@pytest.mark.parametrize(
    "text, measure, count",
    [
        ("", 50, 1),
        ("one", 50, 1),
        ("one two three", 30, 3),
        ("well-being", 30, 2),  # breaks after a hyphen between letters
        ("555-0142", 30, 2),  # longer than its column: broken anywhere
        ("a 555-0142", 42, 2),  # but not after a hyphen between digits
        ("no\u00a0break", 30, 2),
        ("one  two", 60, 1),
        ("interdisciplinarity", 20, 4),
    ],
)
def test_lines(text: str, measure: float, count: int) -> None:
    assert lines([Word(text, SANS)], measure) == count


def test_a_blank_takes_its_width_and_is_not_broken() -> None:
    assert lines([Word("Room ", SANS), Word("", SANS, 54)], 100) == 1
    assert lines([Word("Room ", SANS), Word("", SANS, 54)], 60) == 2


def test_bold_is_wider_and_size_scales() -> None:
    assert width("lunch", Style("Handout Sans", 10, 700)) > width("lunch", SANS)
    assert width("lunch", Style("Handout Sans", 20)) == pytest.approx(2 * width("lunch", SANS))


def test_a_face_without_a_letter_borrows_it() -> None:
    assert width("Đặng Thị Hồng", Style("Handout Plate", 10, 700)) > 0
    assert missing("Đặng Thị Hồng, O’Brien-Nuñez, Γειά, привет □ ✓ §") == ""
    assert missing("日本 abc 🙂") == "日本🙂"


@given(phrase(200), st.floats(40, 400), st.floats(1, 60))
def test_a_wider_measure_never_takes_more_lines(text: str, measure: float, more: float) -> None:
    assert lines([Word(text, SANS)], measure + more) <= lines([Word(text, SANS)], measure)


@given(phrase(120))
def test_words_split_over_styles_are_as_wide_as_their_parts(text: str) -> None:
    wide = width(text, SANS)
    assert lines([Word(text, SANS)], wide + 0.2) == 1
