"""Every line that we print has been read as a newcomer reads it: docs/understanding.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from own_words import ORDERS, ROLES, composed, filled_for
from paths import ROOT

from handout.messages import message_table
from handout.sources.markdown.document import Heading, Item, Table, items_of
from handout.sources.markdown.field_marks import shown_text

PAGE = (ROOT / "docs" / "understanding.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| [^|]+ \| [^|]+ \| ([^|]+) \| ([^|]+) \| (clear|half|no) \|")
READINGS = {match[1]: match for match in ROW.finditer(PAGE)}
MOST_HALF = 0.10


def words(text: str) -> str:
    return re.sub(r"\s+", " ", shown_text(text).replace("*", "")).strip()


def line(item: Item, in_table: bool) -> str:
    return " → ".join(filter(None, map(words, item.cells))) if in_table else words(item.text)


def lines(role: str) -> Iterator[str]:
    """Yield each line of a role's sheet, in every reading."""
    extra = (
        "show_blocks: [growing, about-you]\n"
        if role == "substitute"
        else "show_blocks: [growing, words, our-room, about-you]\n"
    )
    bands = (f'grade_band: "{band}"\n' for band in message_table("bands"))
    for more in ("", filled_for(role), *bands):
        for order in ORDERS:
            for block in composed(role, order, more + extra).blocks:
                for part in block.parts:
                    if not isinstance(part, Heading):
                        yield from (line(item, isinstance(part, Table)) for item in items_of(part))


@pytest.mark.parametrize("role", ROLES)
def test_every_line_was_read_and_can_be_acted_on(role: str) -> None:
    found_lines = set(lines(role))
    assert found_lines - READINGS.keys() == set(), (
        "read these lines anew, and write what you would do"
    )
    marks = [READINGS[each][3] for each in found_lines]
    assert "no" not in marks
    assert marks.count("half") <= MOST_HALF * len(marks)
    row = f"| {role} | {marks.count('clear')} | {marks.count('half')} | 0 | "
    assert row in PAGE, row


def test_no_reading_is_left_of_a_line_that_is_gone() -> None:
    assert READINGS.keys() - {each for role in ROLES for each in lines(role)} == set()
