"""What is joined on a line is told apart; what belongs together is not divided."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from fit_cases import FULL
from hypothesis import given
from hypothesis import strategies as st
from press import lines_of, prepare_text

from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.metrics import load_metrics
from handout.layout.text.binding import bind, bind_pieces, unbind
from handout.layout.text.line_breaking import text_width
from handout.publish.html.render import render
from handout.sources.markdown.field_marks import FieldMark, make_mark

NAME = "Mrs. Adébáyò-Featherstonehaugh"


@pytest.mark.parametrize(
    "text, bound",
    [
        ("Ask Mr. Cole or Ms Ito, Dr. Lind", "Ask Mr.~Cole or Ms~Ito, Dr.~Lind"),
        ("(Mr. O’Brien covers)", "(Mr.~O’Brien covers)"),
        (
            "radio channel 2, room 12B, Ext. 240; No. 5",
            "radio channel~2, room~12B, Ext.~240; No.~5",
        ),
        ("7:45 a.m. to 2 pm", "7:45~a.m. to 2~pm"),
        ("Say no. Then 5 more go", "Say no. Then 5 more~go"),
        ("Mx. Featherstonehaugh", "Mx. Featherstonehaugh"),  # together too long for a narrow place
        ("a roommate 5", "a roommate 5"),
        ("Stay with the student. Call now.", "Stay with the student. Call~now."),
        ("Call the office if in doubt. §", "Call the office if in~doubt.~§"),
        ("Wait and look. ", "Wait and look. "),  # more follows
        ("Call me now", "Call me now"),  # three words: a cell is narrow
        ("Ask for the interpreter now", "Ask for the interpreter now"),
        ("Ask for Mr. Featherston too", "Ask for Mr.~Featherston too"),
        ("you need less. The teacher leads.", "you need less. The teacher~leads."),
        ("Go over what was taught", "Go over what was~taught"),
        ("only if the nurse named you. §", "only if the nurse named~you.~§"),
        ("Never ask the child nothing. §", "Never ask the child nothing.~§"),
        ("Then do it with the interpreter.", "Then do it with the interpreter."),  # too long
        ("555-0142 by 6:00", "555-0142 by~6:00"),
        ("Room 12, ext. 212", "Room~12, ext.~212"),
    ],
)
def test_what_belongs_together_is_bound(text: str, bound: str) -> None:
    assert bind(text).replace("\N{NO-BREAK SPACE}", "~") == bound
    assert unbind(bind(text)) == text


def test_words_in_several_faces_are_bound_as_one_line_but_not_to_each_other() -> None:
    pieces = ["911", " at 5 minutes, if hurt or no plan."]
    assert bind_pieces(pieces) == ["911", " at 5 minutes, if hurt or no\N{NO-BREAK SPACE}plan."]
    for pieces in (
        ["Choking: 5 back blows, repeat. ", "911."],
        ["Ask Mr. ", "Cole", ""],
        [" ", "a"],
    ):
        assert bind_pieces(pieces) == pieces


@given(st.text(alphabet="ab .1§\n", max_size=80))
def test_binding_takes_no_line_more(text: str) -> None:
    metrics = load_metrics("field-guide", "letter")
    calculator = HeightCalculator(metrics, metrics.densities[0])
    style = calculator.body_style()
    words = " ".join(text.split())
    narrowest = 14 * text_width("b", style)
    for more in range(0, 100, 7):
        lines = [
            calculator.text_lines(said, style, narrowest + more) for said in (words, bind(words))
        ]
        assert lines[0] == lines[1]


@pytest.mark.costly_cases
@pytest.mark.parametrize("words", ["", FULL.replace("theme: field-guide", "")])
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_no_paragraph_ends_in_a_line_of_one_short_word(theme: str, words: str) -> None:
    lines = lines_of(prepare_text(f"{words}\ntheme: {theme}\ntext_size: large\n"))
    lonely = re.compile(r"[a-z§]{1,4}[.?!]?”?")
    assert not [
        (before, line)
        for before, line in pairwise(lines)
        if lonely.fullmatch(line) and len(before.split()) > 4
    ]


def test_a_field_is_bound_to_the_word_before_it() -> None:
    metrics = load_metrics("field-guide", "letter")
    calculator = HeightCalculator(metrics, metrics.densities[0])
    line = f"Go to room {make_mark(FieldMark('room', '12'))} now"
    for measure in range(20, 120):
        style = calculator.body_style()
        lines = calculator.prose_lines(line, style, measure)
        assert lines == calculator.prose_lines("Go to room 12 now", style, measure)


@pytest.mark.slow
def test_no_line_ends_between_a_title_and_a_name() -> None:
    breaks = "breaks: [{start: '9:30', end: '9:45', covered_by: Mr. Cole}, {start: '11:30', end: '12:15', covered_by: Mrs. Park}, {start: '1:00', end: '1:10', covered_by: Dr. Ito}]"
    note = " ".join(f"{'x' * n} Mr. Cole" for n in range(1, 26))
    for theme in ("field-guide", "plain"):
        prepared = prepare_text(f"{breaks}\nteacher_note: {note}\ntheme: {theme}\n")
        lines = lines_of(prepared)
        assert any("Mr. Cole" in line for line in lines)
        assert not [line for line in lines if re.search(r"(?:Mr|Mrs|Dr)\.$", line)]


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
def test_a_break_ends_its_line_between_its_times_and_who_covers(theme: str) -> None:
    names = "Ms. Ito", "Mr. Cole", "the aide next door", "Mrs. Park"
    rows = ", ".join(
        f"{{start: '11:3{n}', end: '12:1{n}', covered_by: {name}}}" for n, name in enumerate(names)
    )
    for size in ("normal", "large"):
        text = f"breaks: [{rows}]\ntheme: {theme}\ntext_size: {size}\n"
        told = [line for line in lines_of(prepare_text(text)) if "11:3" in line or "covers" in line]
        assert len(told) > 3
        assert not [
            line
            for line in told
            if re.search(r"(?:\d|to|Ms\.|Mr\.|Ito|Cole|Park)$", line)
            and not re.search(r"12:1\d$", line)
        ]


@pytest.mark.costly_cases
@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize(
    "rows",
    [
        ["{start: '9:30', end: '9:45'}", "{start: '11:30', end: '12:15'}"],
        ["{start: '9:30'}", "{covered_by: Mr. Cole}", "{start: '1:00', end: '1:10'}"],
        ["{start: '9:30', end: '9:45', covered_by: Ms. Ito}", "{start: '11:30', end: '12:15'}"],
    ],
)
def test_each_break_has_a_line_of_its_own(rows: list[str], theme: str, size: str) -> None:
    prepared = prepare_text(f"breaks: [{', '.join(rows)}]\ntheme: {theme}\ntext_size: {size}\n")
    lines = [line for line in lines_of(prepared) if re.search(r"\d:\d\d|covers", line)]
    assert len(lines) >= len(rows) and "·" not in "".join(lines)
    assert all(line.count(" to ") < 2 for line in lines)
    assert all(line.partition("covers)")[2].strip() == "" for line in lines)
    assert "covers)" not in [line.strip() for line in lines]


def test_in_the_file_they_are_plain_spaces_that_are_searched_for() -> None:
    prepared = prepare_text(
        "breaks: [{start: '9:30', end: '9:45', covered_by: Mr. Cole}]\nroom: '12'"
    )
    html = render(prepared.fitted, "file").html
    assert ">Mr. Cole<" in html and ">Room 12<" in html


def test_values_that_end_with_a_full_stop_are_not_joined_by_a_semicolon() -> None:
    signals = "room_signals: ['Hand up: stop, look, listen.', 'Lights off!', Two claps]"
    lines = "\n".join(lines_of(prepare_text(signals)))
    assert "listen. · Lights off!\nTwo claps" in lines


@pytest.mark.costly_cases
@pytest.mark.parametrize("more", ["", "theme: plain", "paper: a4", "large_print: yes"])
def test_a_name_is_not_cut(more: str) -> None:
    theme, _, value = more.partition(": ")
    text = "\n".join(line for line in FULL.splitlines() if not line.startswith(f"{theme or 'x'}:"))
    prepared = prepare_text(f"{text.replace('name: Mr. Osei', f'name: {NAME}')}\n{more}\n")
    assert not prepared.warnings
    lines = lines_of(prepared)
    assert [line for line in lines if "Featherstonehaugh" in line]


def test_a_word_that_must_be_cut_is_told() -> None:
    prepared = prepare_text(
        "para_name: Wolfeschlegelsteinhausenbergerdorff\n"
        "contacts: [{role: Teacher, name: Wolfeschlegelsteinhausenbergerdorff, how: donaudampfschifffahrtsgesellschaft@a.org}]\n"
        "schedule: [{start: '8:00', where: Supercalifragilisticexpiali}]\n"
    )
    warnings = [problem for problem in prepared.warnings if problem.code == "word-cut"]
    assert {problem.line for problem in warnings} == {1, 2, 3}
    assert all(Path(problem.path).name == "room.yaml" for problem in warnings)


@pytest.mark.parametrize(
    "line",
    [
        f"teacher_name: {'W' * 40}",
        f"class_title: {'W' * 40}",
        f"emergency: {{fire: {'Meetattheblacktopbythebigoak'}}}",
        f"restroom: {'W' * 40}",
        f"breaks: [{{start: '9:30', end: '9:45', covered_by: {'W' * 30}}}]",
    ],
)
def test_an_answer_of_one_long_word_is_told(line: str) -> None:
    prepared = prepare_text(f"para_name: Jordan Ellis\n{line}\n")
    warnings = [problem for problem in prepared.warnings if problem.code == "word-cut"]
    assert [problem.line for problem in warnings] == [2]
