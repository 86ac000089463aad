"""Words measured as the typesetter breaks them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import phrase

from handout.layout import line_breaking as measuring
from handout.layout.line_breaking import (
    StyledText,
    TextStyle,
    count_lines,
    measure_text,
    missing_characters,
    text_width,
)

SANS = TextStyle("Handout Sans", 10)


def count(text: str, measure: float) -> int:
    return count_lines(measure_text(StyledText(text, "Handout Sans")), 10, measure)


@pytest.mark.parametrize(
    "text, measure, expected",
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
def test_lines(text: str, measure: float, expected: int) -> None:
    assert count(text, measure) == expected


def test_a_blank_takes_its_width_and_is_not_broken() -> None:
    words = measure_text(
        StyledText("Room ", "Handout Sans"), StyledText("", "Handout Sans", blank=54)
    )
    assert (count_lines(words, 10, 100), count_lines(words, 10, 60)) == (1, 2)


def test_bold_is_wider_and_size_scales() -> None:
    assert text_width("lunch", TextStyle("Handout Sans", 10, 700)) > text_width("lunch", SANS)
    assert text_width("lunch", TextStyle("Handout Sans", 20)) == pytest.approx(
        2 * text_width("lunch", SANS)
    )


def test_a_face_without_a_letter_borrows_it() -> None:
    assert text_width("Đặng Thị Hồng", TextStyle("Handout Plate", 10, 700)) > 0
    assert missing_characters("Đặng Thị Hồng, O’Brien-Nuñez, Γειά, привет □ ✓ §") == ""
    assert missing_characters("日本 abc 🙂") == "日本🙂"
    assert set(map(chr, range(32, 127))) <= set(
        map(chr, measuring.printable_code_points())
    )  # what missing() takes for granted


@given(phrase(200), st.floats(40, 400), st.floats(1, 60))
def test_a_wider_measure_never_takes_more_lines(text: str, measure: float, more: float) -> None:
    assert count(text, measure + more) <= count(text, measure)


@given(phrase(120))
def test_words_split_over_styles_are_as_wide_as_their_parts(text: str) -> None:
    wide = text_width(text, SANS)
    kerned = 0.5 * len(
        re.findall("[-/]", text)
    )  # where a line might break, letters that are drawn closer are not counted so
    assert count(text, wide + 0.2 + kerned) == 1


WORDS = st.lists(
    st.builds(StyledText, phrase(60) | st.sampled_from(["", " ", "a-b–c", "\u2003", "x" * 60]), st.just("Handout Sans"), st.sampled_from([400, 700]), st.booleans(), st.sampled_from([0.0] * 9 + [40.0])),
    max_size=4,
)  # fmt: skip


@given(WORDS, st.sampled_from([7.0, 9.3, 10.0, 18.0]), st.floats(5, 400), st.integers(0, 8))
def test_lines_are_as_many_as_word_by_word(
    words: list[StyledText], size: float, measure: float, edge: int
) -> None:
    """Also where the last letter touches the margin, or is a hair's breadth beyond."""
    one = measure_text(*words)
    ends = (
        one.ems * size
        if edge < 3
        else measure
        if edge > 5 or len(one.ends) < edge
        else one.ends[edge - 3] * size
    )
    for wide in (
        measure,
        *(ends + measuring.SLACK + more for more in (-1e-7, -1e-12, 0, 1e-12, 1e-7)),
    ):
        if wide > 2:  # narrower than a letter is no measure
            assert count_lines(one, size, wide) == measuring.count_lines_piecewise(
                tuple(words), size, wide - measuring.SLACK
            )
