"""Times as people type them on a page: each is taken as a file takes it, or is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pages import Room

from handout.pipeline import prepare
from handout.sources.fields.typed_times import typed_time

_TEXT = """arrive: 7:30
leave: 15:00
schedule:
  - {start: 7:50, end: 8:10, teacher_does: Arrival}
breaks:
  - {start: 10:10, end: 10:25, covered_by: Mr. Bell}
"""
TYPED = [
    "7:45",
    "07:45",
    "745",
    "7.45",
    "7",
    "7am",
    "7:45 a.m.",
    "7 o'clock",
    "a las 7",
    "7 gi\u1edd",
]


def _room(folder: Path) -> Room:
    path = folder / "room.yaml"
    path.write_text(_TEXT, encoding="utf-8")
    return Room(path)


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("field", ["schedule.1.start", "arrive"])
def test_a_typed_time_is_taken(field: str, typed: str, tmp_path: Path) -> None:
    room = _room(tmp_path)
    before = {"schedule.1.start": "7:50", "arrive": "7:30"}[field]
    room.edited((f'data-field="{field}">{before}<', f'data-field="{field}">{typed}<'))
    pull = room.pull()
    assert [problem.message for problem in pull.problems] == []
    handout = prepare(room.customization).handout
    rows: Any = handout.value("schedule")
    read = rows[0]["start"] if field != "arrive" else handout.value("arrive")
    assert str(read) == typed_time(typed)


@pytest.mark.parametrize("typed", ["8ish", "after gym", "7:4", "25:00", "7:45-8:10"])
def test_what_is_no_time_is_told_and_the_rest_of_its_row_taken(typed: str, tmp_path: Path) -> None:
    room = _room(tmp_path)
    room.edited(
        ('data-field="schedule.1.start">7:50<', f'data-field="schedule.1.start">{typed}<'),
        (">Arrival<", ">Lockers<"),
    )
    pull = room.pull()
    assert typed in " ".join(problem.message for problem in pull.problems)
    text = room.customization.read_text(encoding="utf-8")
    assert "Lockers" in text and "7:50" in text
