"""Edits that a new edition overrules, or that overrule it: each is told by its own code, once, and
none is lost.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import RECORD, NewEdition, Room, codes_of, sample_room

from handout.pipeline import prepare
from handout.problems import Problem

SPACE = "Give space. Stand to the side. Never corner."
SPACE_LINE = f"<li>{SPACE}</li>\n"
LOCK, LOCKED = "locked: [hands-on]", "locked: [hands-on, space]"
CHANGED = ("Stand to the side.", "Stand far off.")
REPLACED = (SPACE, "Let the counselor in.")
TAKEN_OUT = (SPACE_LINE, "")
HEADING = "<span>First-day checklist"
TITLE = "title: First-day checklist"


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return sample_room(tmp_path)


def edit_problems(room: Room) -> list[Problem]:
    """What building it tells of edits."""
    warnings = prepare(room.customization).warnings
    return [problem for problem in warnings if problem.code.startswith("edit-")]


@pytest.mark.costly_cases
@pytest.mark.parametrize("reworded", [False, True])
@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        pytest.param(CHANGED, "edit-line-locked", "Stand far off.", id="changed"),
        pytest.param(
            (SPACE, SPACE + " Breathe."), "edit-line-locked", "corner. Breathe.", id="added-to"
        ),
        pytest.param(TAKEN_OUT, "edit-line-back", "so it is back", id="taken-out"),
        pytest.param(REPLACED, "edit-line-back", "so it is back", id="replaced"),
    ],
)
def test_a_line_that_is_locked_meanwhile_prints_as_locked_and_is_told_once(
    reworded: bool,
    change: tuple[str, str],
    code: str,
    words: str,
    room: Room,
    new_edition: NewEdition,
) -> None:
    room.edited(change)
    room.pull()
    new_edition("calm.md", LOCK, LOCKED)
    fresh = SPACE
    if reworded:
        fresh = "Give them space. Stand to the side. Never corner."
        new_edition("calm.md", SPACE, fresh)
    (told,) = edit_problems(room)
    assert told.code == code
    assert words in told.message and fresh in told.message
    assert f'<li class="locked">{fresh}</li>' in room.made()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "code"), [(CHANGED, "edit-line-locked"), (TAKEN_OUT, "edit-line-back")]
)
def test_the_edit_of_a_locked_line_outlives_other_edits_of_its_box(
    change: tuple[str, str], code: str, room: Room, new_edition: NewEdition
) -> None:
    room.edited(change)
    room.pull()
    new_edition("calm.md", LOCK, LOCKED)
    for old, new in (("Use few words.", "Say little."), ("Say little.", "Use few words.")):
        room.edited((old, new))
        assert codes_of(room.pull()) == []
        assert [problem.code for problem in edit_problems(room)] == [code]
        assert SPACE in room.made() and new in room.made()
    new_edition("calm.md", LOCKED, LOCK)
    assert edit_problems(room) == []
    assert SPACE not in room.made()


def test_a_line_changed_on_a_page_from_before_its_lock_is_told_and_left(
    room: Room, new_edition: NewEdition
) -> None:
    room.edited(CHANGED)
    new_edition("calm.md", LOCK, LOCKED)
    pull = room.pull()
    assert codes_of(pull) == ["locked-items-edit"]
    assert "Stand far off." in pull.problems[0].message
    assert SPACE in room.made()


def test_nothing_is_told_where_both_say_the_same(room: Room, new_edition: NewEdition) -> None:
    room.edited(CHANGED, (HEADING, "<span>Before the bell"))
    room.pull()
    new_edition("calm.md", LOCK, LOCKED)
    new_edition("calm.md", *CHANGED)
    new_edition("checklist.md", TITLE, "title: Before the bell")
    assert edit_problems(room) == []
    assert room.made().split(RECORD)[0].count(CHANGED[1]) == 1


@pytest.mark.parametrize("pull_first", [False, True])
def test_a_heading_that_both_changed_is_theirs_and_told(
    pull_first: bool, room: Room, new_edition: NewEdition
) -> None:
    room.edited((HEADING, "<span>Day one"))
    if pull_first:
        room.pull()
    new_edition("checklist.md", TITLE, "title: Before the bell")
    problems = edit_problems(room) if pull_first else list(room.pull().problems)
    assert [problem.code for problem in problems] == ["edit-heading"]
    for heading in ("Day one", "First-day checklist", "Before the bell"):
        assert heading in problems[0].message
    assert "<span>Day one" in room.made()
