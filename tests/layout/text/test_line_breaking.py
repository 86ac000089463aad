"""Words measured as the typesetter breaks them."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from press import boxes, prepare_text
from strategies import phrase

from handout.layout.text import line_breaking as measuring
from handout.layout.text.line_breaking import (
    StyledText,
    TextStyle,
    count_lines,
    measure_text,
    missing_characters,
    text_width,
)
from handout.publish.html.render import render
from handout.publish.pdf import weasyprint as pdf

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


@pytest.mark.slow
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


@pytest.mark.parametrize(
    "text", ["Cole https://oakhill.example.org/paras", "A Twelve", "L Vow", "P. AVA To"]
)
def test_a_word_is_as_wide_as_at_the_start_of_a_line(text: str) -> None:
    """After a space it may be drawn closer: a line that has just that room never ended it."""
    words = measure_text(StyledText(text, "Handout Sans"))
    for start, end in zip(words.starts, words.ends, strict=True):
        for more in (-0.05, -0.02, -0.001, 0, 0.001, 0.02):
            wide = (end - start + more) * 9.5
            assert count_lines(words, 9.5, wide + measuring.SLACK) == (
                measuring.count_lines_piecewise(words.words, 9.5, wide)
            )


_SIGNS = (
    "e.g. a.m. 8:30am 9:30–9:45 Mon–Fri room/door (left) [see] “Yes,” ‘no’ it’s don’t $5 #2 50% 1/2 A&B x=y a…b wait… — -5 "
    "--- self- -led St. p.2 No.5 555-0142 (555) ext.12 name@school.org https://a.b/c?d=e&f=g ½ ¿Qué? ¡Hola! niño/a él/ella "
    "Ms.Rivera 3rd K-2 A/B/C and, or; so: · • © → ✓ □ {x} | ~ ^ ` \\ __ == 10am–2pm Ω α-β при-вет co-taught/aide interdisciplinary"
).split()


@pytest.mark.costly_cases
@pytest.mark.parametrize("start", range(4))
def test_the_typesetter_sets_no_line_more_than_counted(start: int) -> None:
    """Words joined in every way; where the typesetter knows a place more to break at, a line less
    does no harm.
    """
    draw = random.Random(start)
    cases = []
    for _ in range(200):
        words = (
            draw.choice(_SIGNS) + draw.choice([*[" "] * 6, "", "-", "/", "\u00a0", " — ", "–"])
            for _ in range(draw.randint(2, 14))
        )
        cases.append(
            ("".join(words).strip(), round(draw.uniform(45, 260), 2), draw.choice([400, 600, 700]))
        )
    paragraphs = "".join(
        f'<p style="margin: 0; width: {width}pt; font: {weight} 9.5pt Handout Sans">{escape(text)}</p>'
        for text, width, weight in cases
    )
    page = render(prepare_text("").fitted, "print")
    head, _ = re.split(r"\n<body", page.html)
    html = f"{head}<body>{paragraphs}</body></html>"
    lines: Counter[Any] = Counter()
    with pdf.lay_out_pages(replace(page, html=html)) as document:
        for box in boxes(document):
            if type(box).__name__ == "LineBox":
                lines[box.element] += 1
    counted = [
        count_lines(measure_text(StyledText(text, "Handout Sans", weight)), 9.5, width)
        for text, width, weight in cases
    ]
    wrong = [
        (case, many, made)
        for case, many, made in zip(cases, counted, lines.values(), strict=True)
        if made > many
    ]
    assert not wrong
    assert sum(counted) < 1.01 * lines.total()
