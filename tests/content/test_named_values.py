"""Lines of ours that name the room's values: both readings, for every role."""

from __future__ import annotations

import pytest
from own_words import ORDERS, ROLES, composed, filled_for

from handout.layering.compose import Handout
from handout.layout.fitting.fit import fit_sheet
from handout.layout.sheet.build import lay_out
from handout.messages import message_table
from handout.sources.markdown.document import items_of
from handout.sources.markdown.field_marks import shown_text

WAIT = "Wait 5 seconds. With a talking device, 10 to 20."
NO_WAIT = "Wait. Count to 10. With a talking device, 10 to 20."
# block, item, empty, filled; for the roles that have the line so.
READINGS = [
    (
        "role",
        "cover",
        "Be in charge of the class. No teacher there? Call the office. §",
        "Be in charge of the class. No teacher there? Call Mr. Cole. §",
    ),
    (
        "role",
        "cover",
        "Be in charge of a class. No teacher there? Call the office. §",
        "Be in charge of a class. No teacher there? Call Mr. Cole. §",
    ),
    (
        "never-do",
        "cover",
        "The class. No teacher there? Call the office. §",
        "The class. No teacher there? Call Mr. Cole. §",
    ),
    (
        "care",
        "second",
        "Ask if a second adult must be there. §",
        "Ask if a second adult must be there: Ms. Ito. §",
    ),
    ("participation", "wait", NO_WAIT, WAIT),
    (
        "participation",
        "wait",
        "Wait. Two languages take more time: count to 10, then a few more. With a talking device, 10 to 20.",
        "Wait 5 seconds. Two languages take more time. With a talking device, 10 to 20.",
    ),
    (
        "speak-up",
        "help",
        "“Glad to help. Can we ask the teacher first?”",
        "“Glad to help. Can we ask Ms. Rivera first?”",
    ),
    (
        "safety",
        "abuse",
        "Suspect abuse? Call the hotline yourself, now (ask the office). Telling us isn’t enough. Ask the child nothing. §",
        "Suspect abuse? Call the hotline (555-0100) yourself, now. Telling us isn’t enough. Ask the child nothing. §",
    ),
    (
        "must-knows",
        "abuse",
        "Suspect abuse? Call the hotline yourself, now. §",
        "Suspect abuse? Call 555-0100 yourself, now. §",
    ),
    (
        "calm",
        "call",
        "No one handles it alone. Call early.",
        "No one handles it alone. Call early: the red button by the door",
    ),
]


def says(handout: Handout) -> dict[tuple[str, str], str]:
    return {
        (block.id, item.id): shown_text(item.text).replace("*", "")
        for block in handout.blocks
        for part in block.parts
        for item in items_of(part)
    }


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("role", ROLES)
def test_what_changes_with_the_values_is_what_is_named_here(role: str, order: str) -> None:
    empty, filled = says(composed(role, order, "")), says(composed(role, order, filled_for(role)))
    added = filled.keys() - empty.keys()
    assert {filled[place] for place in added} == {"Hold: Stay in the room."}
    assert empty.keys() < filled.keys()
    changed = {
        (*place, empty[place], filled[place]) for place in empty if empty[place] != filled[place]
    }
    assert changed and changed <= set(READINGS)


def test_every_reading_is_somebodys() -> None:
    for block, item, empty, filled in READINGS:
        assert any(
            says(composed(role, ORDERS[0], "")).get((block, item)) == empty for role in ROLES
        )
        assert any(
            says(composed(role, ORDERS[0], filled_for(role))).get((block, item)) == filled
            for role in ROLES
        )


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("band", ("", *sorted(message_table("bands"))))
@pytest.mark.parametrize("role", ROLES)
def test_the_filled_reading_fits(role: str, band: str, order: str) -> None:
    more = filled_for(role) + (f'grade_band: "{band}"\n' if band else "")
    fitted, problems = fit_sheet(lay_out(composed(role, order, more)))
    assert [p.message for p in problems] == []
    assert len(fitted.sides) == (1 if role == "substitute" else 2)
