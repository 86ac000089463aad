"""A district's or school's box that says what gives way where its side is too long."""

from __future__ import annotations

import re

import pytest
from press import prepare_text

from handout.pipeline import PreparedHandout
from handout.problems import HandoutError

LINES = "\n".join(f"        - Line number {n} of this box says something." for n in range(18))


def add(id: str, if_full: str, place: str = "back") -> str:
    """Return an added block of a layer."""
    return (
        f"    - id: {id}\n      title: Box {id}\n      place: {place}\n"
        + (f"      if_full: {if_full}\n" if if_full else "")
        + f"      text: |\n{LINES}\n"
    )


def make(role: str, *boxes: str) -> PreparedHandout:
    district = "blocks:\n  add:\n" + "".join(boxes)
    return prepare_text(f"role: {role}\nteacher_name: Ms. Rivera\n", district)


def sides(made: PreparedHandout) -> dict[str, str]:
    """Return the side of each of our boxes."""
    found = {}
    for side in made.fitted.sides:
        for panel in side.side.panels:
            if panel.block.title.startswith("Box "):
                found[panel.block.id] = side.side.name
    return found


def codes(made: PreparedHandout) -> list[str]:
    return sorted(warning.code for warning in made.warnings if warning.code.startswith("box-"))


@pytest.mark.parametrize(
    ("role", "if_full", "side", "code"),
    [
        ("substitute", "drop", "", "box-left-out"),
        ("substitute", "next_side", "extra", "box-moved"),
        ("substitute", "{substitute: hide}", "", ""),
        ("substitute", "{substitute: drop, classroom: hide}", "", "box-left-out"),
        ("substitute", "{substitute: next_side}", "extra", "box-moved"),
    ],
)
def test_one_box_of_a_district(role: str, if_full: str, side: str, code: str) -> None:
    made = make(role, add("pool", if_full))
    assert sides(made).get("pool", "") == side
    assert codes(made) == ([code] if code else [])
    for warning in made.warnings:
        if warning.code.startswith("box-"):
            assert "Box pool" in warning.message and warning.path.endswith("district.yaml")
            assert re.search(r"about [1-9]\d* lines? too long", warning.message)


def test_a_box_that_has_room_stays() -> None:
    district = (
        "blocks:\n  add:\n    - {id: pool, title: Box pool, text: '- Jackets on.', if_full: drop}\n"
    )
    made = prepare_text("role: classroom\n", district)
    assert sides(made) == {"pool": "back"} and not codes(made)


def test_the_last_one_goes_first_and_no_more_than_must() -> None:
    small = add("one", "drop").replace(LINES, "        - Short.")
    large = [add(id, "drop").replace(LINES, "\n".join([LINES] * 5)) for id in ("two", "three")]
    made = make("classroom", small, *large)
    assert sides(made) == {"one": "back"} and codes(made) == ["box-left-out"] * 2


def test_what_does_not_fit_either_way_is_told_whole() -> None:
    with pytest.raises(HandoutError) as caught:
        make("substitute", add("stays", ""), add("pool", "drop"))
    [error] = [problem for problem in caught.value.problems if not problem.warning]
    assert error.code == "side-too-long" and "if_full: drop" in error.hint
    assert "“Box stays” comes from district.yaml" in error.hint and "Box pool" not in error.hint


@pytest.mark.parametrize(
    ("if_full", "words"),
    [
        ("hide", "drop, next_side"),
        ("{sub: drop}", "substitute"),
        ("{substitute: vanish}", "drop, next_side, hide"),
        ("[drop]", "if_full"),
    ],
)
def test_what_is_wrong_with_it_is_told(if_full: str, words: str) -> None:
    with pytest.raises(HandoutError) as caught:
        make("substitute", add("pool", if_full))
    problem = caught.value.problems[0]
    assert words in problem.message + problem.hint and problem.path.endswith("district.yaml")


def test_a_teacher_decides_by_herself() -> None:
    block = "blocks:\n  add:\n    - {id: pool, title: Box pool, text: '- On.', if_full: drop}\n"
    with pytest.raises(HandoutError) as caught:
        prepare_text(block)
    assert [problem.code for problem in caught.value.problems] == ["if-full-shared"]
