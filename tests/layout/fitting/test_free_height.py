"""A side looks finished however few boxes stand on it."""

from __future__ import annotations

from itertools import combinations

import pytest
from fit_cases import FULL
from press import prepare_text
from strategies import ROLES

from handout.layout.fitting.fitted_sheet import FittedSide
from handout.layout.sheet.panels import NoteContent
from handout.messages import message_table
from handout.pipeline import PreparedHandout
from handout.publish.html.render import render

FRONT = ("note", "find-it-fast", "schedule", "people", "checklist")
HIDDEN = [boxes for count in (1, 2, 3) for boxes in combinations(FRONT, count)]
LOOKS = ("role: classroom\n", "theme: field-guide\n", "paper: letter\n")
FILLED = FULL
for _look in LOOKS:
    FILLED = FILLED.replace(_look, "")
STATES = {"empty": "", "filled": FILLED}


def hide(boxes: tuple[str, ...], state: str, look: str) -> PreparedHandout:
    return prepare_text(f"{STATES[state]}\n{look}\nhide_blocks: [{', '.join(boxes)}]\n")


def unused(side: FittedSide) -> float:
    """Return what a side leaves free in pt, in one place."""
    return max(side.gap, side.free) - side.density.gap


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    "look",
    ["", "theme: plain\npaper: legal", "paper: a4", "text_size: large\npaper: legal"],
)
def test_no_side_is_left_half_empty_by_hidden_boxes(look: str, state: str) -> None:
    for boxes in HIDDEN:
        for side in hide(boxes, state, look).fitted.sides:
            # Two writing lines and a gap, shared out; and one row at least beside the foot.
            assert unused(side) <= 1.5 * side.density.line, (boxes, side.side.name)
            assert side.side.foot.note_lines == 0 or side.side.foot.note_lines >= 3


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("role", ROLES)
def test_no_role_leaves_a_side_half_empty(role: str, theme: str) -> None:
    for state in STATES:
        for boxes in (("schedule",), ("schedule", "people"), ("note", "find-it-fast", "people")):
            made = hide(boxes, state, f"role: {role}\ntheme: {theme}")
            assert all(unused(side) <= 1.5 * side.density.line for side in made.fitted.sides)


def test_each_side_says_once_that_no_names_are_to_be_written_on_it() -> None:
    boxes = ("schedule", "people", "watch-for", "participation")
    made = hide(boxes, "filled", "paper: legal")
    sides = made.fitted.sides
    assert all(side.side.foot.note_lines for side in sides)
    words = message_table("words")["foot"]
    html = render(made.fitted, "print").html
    assert html.count(words["notes"]) == html.count(words["names"]) == len(sides)


def test_a_note_is_signed_wherever_there_is_room() -> None:
    """Its heading says who wrote it: its last line goes before the sheet is too long."""

    def is_signed(text: str) -> bool:
        made = prepare_text(text)
        assert not any(side.excess for side in made.fitted.sides)
        panels = [placed.panel.content for row in made.fitted.sides[0].rows for placed in row]
        (note,) = [content for content in panels if isinstance(content, NoteContent)]
        return bool(note.sign)

    assert is_signed(FULL)
    substitute = FULL.replace("role: classroom", "role: substitute")
    assert is_signed(substitute)
    assert not is_signed(f"{substitute}\nsign_off: yes\n")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("paper", ["letter", "a4", "legal"])
def test_every_role_has_room_for_signatures(paper: str, theme: str) -> None:
    for role in ROLES:
        for text in STATES.values():
            look = f"role: {role}\ntheme: {theme}\npaper: {paper}\nsign_off: yes\n"
            assert prepare_text(f"{text}\n{look}").fitted.sides[-1].side.foot.signed
