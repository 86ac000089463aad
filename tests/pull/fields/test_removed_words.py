"""Words of ours in a box of fields, taken out, and cells past the columns of its table: told by
pull and by diff.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hands import Hand, put, regex
from pages import RECORD, Room, sample_room

from handout.pull.comparison import compare_page
from handout.pull.page.issued_page import open_issued_page

pytestmark = pytest.mark.slow  # builds and pulls several times a test

HEADING_ROW = r'(<table class="{}(?:(?!</table>).)*?)<thead>.*?</thead>'
SECONDS = r"Count (<span[^>]*>10</span>) seconds before you help\."
RECESS = r"(<tr>)((?:(?!</tr>).)*?Recess.*?)</tr>"
NURSE = r"(<tr[^>]*>)(<th[^>]*>[^\n]*Nurse[^\n]*)</tr>"
RESTROOM = r"<th[^>]*>Restroom</th>"

TAKEN_OUT: dict[str, tuple[Hand, str]] = {
    "a heading of the day": (put(">Time<", "><"), "Time"),
    "half a heading of the day": (put(">The class<", ">class<"), "The class"),
    "all headings of the day": (regex(HEADING_ROW.format("hours"), r"\1"), "Time · The class · You · Where"),
    "a heading of one table of people": (put(">How to reach<", "><"), "How to reach"),
    "all headings of one table of people": (regex(HEADING_ROW.format("people"), r"\1"), "Ask in order · Name · How to reach"),
    "the name of a drill": (put(">Lockdown<", "><"), "Lockdown"),
    "the names of all drills": (regex(HEADING_ROW.format("drills"), r"\1"), "Fire · Lockdown · Shelter · Medical"),
    "the name of a row": (put(">Restroom<", "><"), "Restroom"),
    "words round a number": (regex(SECONDS, r"\1"), "Count seconds before you help"),
    "some words round a number": (put("seconds before you help.", "seconds"), "before you help"),
    "the signature": (regex(r'<p class="signature">.*?</p>', ""), "Ms. Rivera"),
}  # fmt: skip

PAST_THE_COLUMNS: dict[str, tuple[Hand, str]] = {
    "a new cell of the day": (regex(RECESS, r"\1\2<td>zebra</td></tr>"), "zebra"),
    "words of the row again": (regex(RECESS, r"\1\2<td>Recess</td></tr>"), "Recess"),
    "cells of the day, pushed on": (regex(RECESS, r"\1<td></td>\2</tr>"), "Playground"),
    "a cell of the day, moved": (lambda t: put(">Recess<", "><")(regex(RECESS, r"\1\2<td>Recess</td></tr>")(t)), "Recess"),
    "a person's cells, pushed on": (regex(NURSE, r"\1<td>Nurse</td>\2</tr>"), "Ext. 105"),
    "a fact, pushed on": (regex(f"({RESTROOM})", r"\1<td></td>"), "Staff room"),
    "a drill, pushed on": (regex(r'(<table class="drills">.*?<tbody>\s*<tr>)', r"\1<td></td>"), "Stay with the student"),
}  # fmt: skip


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return sample_room(tmp_path)


def notes(room: Room, hand: Hand) -> list[tuple[str, str]]:
    """Return the codes and messages of what pull tells of the page, changed; diff tells the same."""
    words, rest = room.made().split(RECORD)
    at = words.rindex("<body ")
    room.page.write_text(words[:at] + hand(words[at:]) + RECORD + rest, encoding="utf-8")
    problems = room.plan().problems
    assert compare_page(open_issued_page(room.page)).problems == problems
    return [(each.code, each.message) for each in problems]


@pytest.mark.parametrize("case", TAKEN_OUT)
def test_words_of_ours_that_come_back_are_told(case: str, room: Room) -> None:
    hand, words = TAKEN_OUT[case]
    messages = [message for code, message in notes(room, hand) if code == "words-back"]
    assert [message.endswith(f"“{words}”") for message in messages] == [True]


@pytest.mark.parametrize("case", PAST_THE_COLUMNS)
def test_words_past_the_columns_are_told_once(case: str, room: Room) -> None:
    hand, words = PAST_THE_COLUMNS[case]
    messages = [message for code, message in notes(room, hand) if code == "words-left"]
    assert len(messages) == 1 and words in messages[0]


@pytest.mark.parametrize(
    "hand",
    [
        regex(r"<tr[^>]*>(?=<th[^>]*>Restroom).*?</tr>", ""),
        regex(r'(</table>\s*)<table class="people.*?</table>', r"\1"),
        regex(r'<table class="drills">.*?</table>', ""),
        put("seconds before you help.", "seconds, before you help!"),
    ],
    ids=["a fact", "the second table of people", "drills", "other signs"],
)
def test_rows_taken_out_whole_are_told_as_changes_alone(hand: Hand, room: Room) -> None:
    assert notes(room, hand) == []


def test_drills_taken_out_are_empty(room: Room) -> None:
    words, rest = room.made().split(RECORD)
    hand = regex(r'<table class="drills">.*?</table>', "")
    room.page.write_text(hand(words) + RECORD + rest, encoding="utf-8")
    handout = room.plan().prepared.handout
    assert not handout.value("emergency.fire") and not handout.value("emergency.lockdown")


def test_a_note_of_nothing_needs_no_signature(tmp_path: Path) -> None:
    room = Room(tmp_path / "room.yaml")
    room.customization.write_text("teacher_name: Ms. Rivera\n", encoding="utf-8")
    assert notes(room, lambda text: text) == []
