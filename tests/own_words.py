"""Our own words, composed for a role: with nothing filled in, and with what lines name."""

from __future__ import annotations

import datetime

from handout.layering.compose import Handout, compose
from handout.messages import message_table
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.yaml.tree import parse_yaml

LIBRARY = load_library()
ROLES = sorted(message_table("roles"))
ORDERS = ("least-to-most", "most-to-least")
FILLED = """
teacher_name: Ms. Rivera
wait_seconds: 5
hotline: 555-0100
call_for_help: the red button by the door
class_cover: Mr. Cole
more_drills: [{name: Hold, what: Stay in the room.}]
contacts:
  - {role: Teacher, name: Ms. Rivera, how: Ext. 212}
  - {role: Case manager, name: Mr. Osei, how: Ext. 240}
"""
CARE = ("one-to-one", "personal-care", "early-childhood")


def filled_for(role: str) -> str:
    """Return what lines name, filled in; of care only for roles that have a line on it."""
    return FILLED + ("second_adult: Ms. Ito\n" if role in CARE else "")


def composed(role: str, order: str, more: str) -> Handout:
    text = f"role: {role}\nprompt_order: {order}\n{more}"
    layer, problems = parse_layer(parse_yaml(text, "test.yaml"), Level.CUSTOMIZATION)
    assert not problems
    handout, warnings = compose(LIBRARY, [layer], today=datetime.date(2026, 8, 3))
    assert not warnings
    return handout
