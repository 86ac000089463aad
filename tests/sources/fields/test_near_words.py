"""Names of fields as people call them, and the fields they are asked about."""

from __future__ import annotations

import pytest

from handout.messages import message_table
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.near_words import find_near_field

_MEANT = (
    ("teacher", "teacher_name"),
    ("Teacher", "teacher_name"),
    ("aide name", "para_name"),
    ("Aide-Name", "para_name"),
    ("rooom", "room"),
    ("Salón", "room"),
    ("school", "school_name"),
    ("start time", "arrive"),
    ("xylophone", ""),
    ("x" * 200, ""),
)


@pytest.mark.parametrize(("typed", "field"), _MEANT)
def test_a_field_is_found_by_what_people_call_it(typed: str, field: str) -> None:
    assert find_near_field(typed, tuple(FIELDS)) == field


def test_every_name_means_a_field_and_is_none() -> None:
    meant = message_table("field-names")
    assert set(meant.values()) <= FIELDS.keys()
    assert not meant.keys() & FIELDS.keys()
