"""What is joined on a line is told apart; what belongs together is not divided."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fit_cases import FULL
from press import boxes, laid_out, prepare_text

from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.metrics import load_metrics
from handout.layout.text.binding import bind, unbind
from handout.pipeline import PreparedHandout
from handout.publish.html.render import render
from handout.sources.markdown.field_marks import FieldMark, make_mark

NAME = "Mrs. Adébáyò-Featherstonehaugh"


def lines_of(prepared: PreparedHandout) -> list[str]:
    """The lines on paper, as they are broken."""
    lines = []
    for box in boxes(laid_out(prepared)):
        if type(box).__name__ == "LineBox":
            lines.append("".join(_texts(box)).replace("\N{NO-BREAK SPACE}", " ").strip())
    return lines


def _texts(box: Any) -> list[str]:
    text = getattr(box, "text", None)
    if isinstance(text, str):
        return [text]
    return [text for child in getattr(box, "children", ()) for text in _texts(child)]


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
        ("Say no. Then 5 more", "Say no. Then 5 more"),
        ("Mx. Featherstonehaugh", "Mx. Featherstonehaugh"),  # together too long for a narrow place
        ("a roommate 5", "a roommate 5"),
    ],
)
def test_what_belongs_together_is_bound(text: str, bound: str) -> None:
    assert bind(text).replace("\N{NO-BREAK SPACE}", "~") == bound
    assert unbind(bind(text)) == text


def test_a_field_is_bound_to_the_word_before_it() -> None:
    metrics = load_metrics("field-guide", "letter")
    calculator = HeightCalculator(metrics, metrics.densities[0])
    line = f"Go to room {make_mark(FieldMark('room', '12'))} now"
    for measure in range(20, 120):
        style = calculator.body_style()
        lines = calculator.prose_lines(line, style, measure)
        assert lines == calculator.prose_lines("Go to room 12 now", style, measure)


def test_no_line_ends_between_a_title_and_a_name() -> None:
    breaks = "breaks: [{start: '9:30', end: '9:45', covered_by: Mr. Cole}, {start: '11:30', end: '12:15', covered_by: Mrs. Park}, {start: '1:00', end: '1:10', covered_by: Dr. Ito}]"
    note = " ".join(f"{'x' * n} Mr. Cole" for n in range(1, 26))
    for theme in ("field-guide", "plain"):
        prepared = prepare_text(f"{breaks}\nteacher_note: {note}\ntheme: {theme}\n")
        lines = lines_of(prepared)
        assert any("Mr. Cole" in line for line in lines)
        assert not [line for line in lines if re.search(r"(?:Mr|Mrs|Dr)\.$", line)]


def test_in_the_file_they_are_plain_spaces_that_are_searched_for() -> None:
    prepared = prepare_text(
        "breaks: [{start: '9:30', end: '9:45', covered_by: Mr. Cole}]\nroom: '12'"
    )
    html = render(prepared.fitted, "file").html
    assert ">Mr. Cole<" in html and ">Room 12<" in html


def test_values_that_end_with_a_full_stop_are_not_joined_by_a_semicolon() -> None:
    signals = "room_signals: ['Hand up: stop, look, listen.', 'Lights off!', Two claps]"
    text = " ".join(lines_of(prepare_text(signals)))
    assert "listen. · Lights off! · Two claps" in text


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
