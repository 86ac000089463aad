"""A day that is changed on a page is the one that is read, as each language writes its days."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from pages import sample_room
from script_fonts import script_fonts

from handout.content_folders import list_languages
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.messages import message_table
from handout.sources.fields.languages import format_date

DAYS = [datetime.date(2027, 1, 10), datetime.date(2027, 12, 31)]
"""Where months are numbers, the 12th begins as the 1st, and the 10th day goes on from a month."""


@pytest.mark.parametrize("new", DAYS, ids=str)
@pytest.mark.parametrize("language", list_languages())
def test_a_day_is_read_as_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, new: datetime.date
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    dates = message_table("words", language)["dates"]
    old = datetime.date(2027, 6, 11)
    room = sample_room(tmp_path)
    text = room.customization.read_text(encoding="utf-8")
    room.customization.write_text(
        f"language: {language}\nvalid_to: {old}\n{text}", encoding="utf-8"
    )
    room.edited((f">{format_date(old, dates)}<", f">{format_date(new, dates)}<"))
    assert [problem for problem in room.pull().problems if not problem.warning] == []
    assert f"valid_to: {new}" in room.customization.read_text(encoding="utf-8")
