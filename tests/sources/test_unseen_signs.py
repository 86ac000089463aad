"""Signs without ink: which are dropped, that it is told, and that joined letters stay joined."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.roster.roster import read_roster
from handout.sources.unseen_signs import remove_unseen, unseen_codes
from handout.sources.yaml.tree import UNWANTED, parse_yaml

KEPT = (
    "می‌خواهم",  # Persian, a joiner of no width that keeps two letters apart
    "क्‍ष",  # Hindi, one that joins
    "👩‍👧 👩🏽‍🏫 ❤️ ©️",
    "ليلى\u200f (2)",  # Arabic words with the mark that puts the bracket in order
    "葛\U000e0100",  # the shape of a letter in a name
    "Zoë Žižek 王小明 Đặng Thị Hồng",
)
FORMATS = [
    chr(code)
    for code in range(0x10000)
    if unicodedata.category(chr(code)) == "Cf"
    and not UNWANTED.match(chr(code))
    # Signs of numbers and of verses, with ink, in Arabic and Syriac letters.
    and chr(code) not in "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
]


@pytest.mark.parametrize("text", KEPT)
def test_what_joins_or_shapes_letters_stays(text: str) -> None:
    assert remove_unseen(text) == text
    assert not unseen_codes(text)


@pytest.mark.parametrize("sign", FORMATS, ids=lambda sign: f"U+{ord(sign):04X}")
def test_no_sign_without_ink_stays_in_a_name(sign: str) -> None:
    assert remove_unseen(f"Jor{sign}dan{sign}") == "Jordan"
    assert unseen_codes(f"Jor{sign}dan") == f"U+{ord(sign):04X}"


@pytest.mark.parametrize(
    "text", [*KEPT, "a\u200bb", "\u202a555-0100\u202c", "1\ufe0f\u20e3", "a\ufffcb"]
)
def test_what_is_dropped_is_told_and_dropped_once(text: str) -> None:
    read = remove_unseen(text)
    assert (read != text) == bool(unseen_codes(text))
    assert remove_unseen(read) == read


@pytest.mark.parametrize("sign", ["\u200b", "\u202a", "\ufeff", "\ufff9", "\u200e"])
def test_a_file_tells_of_each_value_and_knows_the_names_in_front(sign: str) -> None:
    text = f"{sign}room: 12\npara_name: Jor{sign}dan\nitems:\n  calm:\n    remove: [se{sign}lf]\n"
    layer, problems = parse_layer(parse_yaml(text, "room.yaml"), Level.CUSTOMIZATION)
    assert layer.values["para_name"].value == "Jordan"
    assert layer.values["room"].value == "12"
    told = [(fault.line, fault.code) for fault in problems]
    assert told == [(2, "unseen-signs"), (5, "unseen-signs")]


def test_of_garbled_words_the_signs_are_told_too() -> None:
    tree = parse_yaml("room: 12\npara_name: Bego\u00c3\u00b1a\u200b\n", "room.yaml")
    _, problems = parse_layer(tree, Level.CUSTOMIZATION)
    told = [(fault.line, fault.code) for fault in problems]
    assert told == [(2, "text-garbled"), (2, "unseen-signs")]


def test_a_roster_tells_of_all_its_cells_at_once(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(
        "handout_id,school_name,role,grade_band,teacher_name,teacher_email\n"
        "r\u200b1,Oak,classroom,3-5,Ms. Ito,\u202aito@oak.org\u202c\n"
        "r2,Oak\u200b,classroom,3-5,Bego\u00c3\u00b1a\u200b,\n",
        encoding="utf-8",
    )
    records, problems = read_roster(path)
    assert [record.handout_id for record in records] == ["r1", "r2"]
    assert {record.school_name for record in records} == {"Oak"}
    assert records[1].cells[4] == "Bego\u00f1a"
    told = {fault.code: fault.message for fault in problems if fault.code.startswith("table-")}
    assert set(told) == {"table-spoilt", "table-unseen"}
    assert re.search("4 .*A2", told["table-unseen"])
    assert "U+200B, U+202A, U+202C" in told["table-unseen"]
