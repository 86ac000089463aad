"""One change in a box taken back: the others stay, and with all of them it is as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from edits.test_three_way_merge import three
from hypothesis import given, settings
from hypothesis import strategies as st

from handout.edits.box_units import prose_units
from handout.edits.diff import unit_changes
from handout.edits.take_back import take_back
from handout.edits.units import Units, assign_ids


def lines(text: str) -> Units:
    return assign_ids(prose_units(text), ())


_ISSUED = "- Walk the exits\n- Find the gloves\n- Try the radio\n\nThen ask the teacher about it."


@pytest.mark.parametrize(
    ("edited", "kind", "number", "expected"),
    [
        ("- Walk all the exits\n- Find the gloves", "reworded", 0, "- Walk the exits\n- Find the gloves"),
        ("- Walk all the exits\n- Find the gloves", "removed", 0, "- Walk all the exits\n- Find the gloves\n- Try the radio"),
        ("- Walk the exits\n- Feed Bo\n- Find the gloves", "added", 0, "- Walk the exits\n- Find the gloves"),
        ("- Find the gloves\n- Walk the exits\n- Try the radio", "moved", 0, "- Walk the exits\n- Find the gloves\n- Try the radio"),
        ("- [x] Walk the exits\n- [ ] Find the gloves", "listed", 1, "- [x] Walk the exits\n- Find the gloves"),
    ],
)  # fmt: skip
def test_one_change(edited: str, kind: str, number: int, expected: str) -> None:
    before, after = lines(_ISSUED), lines(edited)
    chosen = [change for change in unit_changes(before, after) if change.kind == kind][number]
    units = take_back(before, after, chosen)
    assert [unit.text for unit in units] == [unit.text for unit in lines(expected)]
    assert [unit.kind for unit in units] == [unit.kind for unit in lines(expected)]


def test_a_tick_is_taken_off() -> None:
    before = prose_units("- [ ] One\n- [ ] Two")
    after = tuple(replace(unit, ticked=True) for unit in before)
    first, second = unit_changes(before, after)
    assert [unit.ticked for unit in take_back(before, after, second)] == [True, False]
    assert [unit.ticked for unit in take_back(before, after, first)] == [False, True]


@pytest.mark.slow
@given(three(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_whatever_the_order_in_the_end_it_is_as_it_was(
    texts: tuple[Units, Units, Units], random: object
) -> None:
    before, after, _ = texts
    choose = random.choice  # type: ignore[attr-defined]
    for _ in range(200):
        changes = list(unit_changes(before, after))
        if not changes:
            break
        after = take_back(before, after, choose(changes))
    assert [unit.wording for unit in after] == [unit.wording for unit in before]
