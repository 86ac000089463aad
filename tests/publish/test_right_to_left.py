"""A sheet in a language that is written from right to left."""

from __future__ import annotations

from typing import Any

import pytest
from press import boxes, laid_out, prepare_text
from script_fonts import script_fonts

from handout.compiled.renderer import Compiler
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.publish.html.render import render

ARABIC = 'language: ar\nteacher_name: Ms. Rivera\npara_name: ليلى\nroom: "12"\n'


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


def find_box(document: Any, tag: str, name: str) -> Any:
    [found] = [
        box
        for box in boxes(document)
        if type(box).__name__ in ("BlockBox", "TableBox", "BlockReplacedBox")
        and box.element_tag == tag
        and name in (box.element.get("class") or "").split()
    ]
    return found


def test_the_sheet_is_turned_round_on_paper() -> None:
    document = laid_out(prepare_text(ARABIC))
    plate = find_box(document, "div", "plate")
    tag = find_box(document, "div", "tag")
    assert tag.position_x == pytest.approx(plate.position_x, abs=1)
    words = find_box(document, "div", "words")
    lifeline = find_box(document, "p", "lifeline")
    middle = words.position_x + words.width / 2
    assert words.position_x < lifeline.position_x < middle
    assert lifeline.position_x + lifeline.border_width() < words.position_x + words.border_width()


def test_bold_words_are_as_wide_as_they_are_set() -> None:
    lifeline = find_box(laid_out(prepare_text(ARABIC)), "p", "lifeline")
    [line] = lifeline.children
    assert sum(child.margin_width() for child in line.children) == pytest.approx(
        lifeline.width, abs=0.1
    )


def test_the_file_says_its_direction_and_an_english_one_none() -> None:
    assert '<html lang="ar" dir="rtl">' in render(prepare_text(ARABIC).fitted, "file").html
    assert "dir=" not in render(prepare_text("").fitted, "print").html


def test_it_is_typeset_as_a_whole() -> None:
    rendered = Compiler().render(prepare_text(ARABIC).fitted)
    assert rendered.route == "typeset: right-to-left" and rendered.pages == 3


def test_the_lifeline_takes_no_room_from_the_answer() -> None:
    # The pill floats there, and the answer's first line was shortened beside it: a page more.
    answer = "Press the red button by the door, or use radio channel 2."
    document = laid_out(prepare_text(f"{ARABIC}call_for_help: '{answer}'\n"))
    words = find_box(document, "p", "answer")
    assert len(words.children) == 1
