"""Which words keep a direction of their own in a sheet that is written the other way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handout.messages import TEMPLATES
from handout.writing_direction import Direction, other_direction, split_by_direction

CASES: list[tuple[str, Direction, Direction | None]] = [
    ("Ms. Rivera", "rtl", "ltr"),
    ("Ms. Rivera (Jr.)", "rtl", "ltr"),
    ("Đặng Thị Hồng", "rtl", "ltr"),
    ("王小明", "rtl", "ltr"),
    ("ext. 12", "rtl", "ltr"),
    ("ليلى", "rtl", None),
    ("ليلى حداد", "ltr", "rtl"),
    ("אסתר.", "ltr", "rtl"),
    ("Ольга", "ltr", None),
    ("ਅਮਨ", "ltr", None),
    ("ليلى will show you the room.", "ltr", None),
    ("Say שלום to the class.", "ltr", None),
    ("ליאת (Liat)", "ltr", None),
    ("استخدم Google Classroom مع Seesaw.", "rtl", None),
    ("Seesaw: افتحه كل صباح", "rtl", None),
    ("(555) 555-0100", "rtl", "ltr"),
    ("+1 555 0100", "rtl", "ltr"),
    ("555-0100", "rtl", "ltr"),
    ("555-0100", "ltr", None),
    ("012", "rtl", None),
    ("7:50–8:10", "rtl", None),
    ("🙂", "ltr", None),
    ("", "rtl", None),
]


@pytest.mark.parametrize(("text", "around", "direction"), CASES)
def test_words_of_another_direction(
    text: str, around: Direction, direction: Direction | None
) -> None:
    assert other_direction(text, around) == direction


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("اتصل (555) 555-0100 أو 911.", ["(555) 555-0100"]),
        ("اتصل +1 555 0100، ثم 555-0199.", ["+1 555 0100", "555-0199"]),
        ("الغرفة B-12 في 2026", []),
        ("من 7:50 إلى 8:10", []),
    ],
)
def test_groups_of_figures_are_kept_in_order(text: str, apart: list[str]) -> None:
    pieces = split_by_direction(text, "rtl")
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.direction] == apart


_PAGES = sorted(path for path in TEMPLATES.rglob("*.html.j2") if "<html" in path.read_text("utf-8"))


@pytest.mark.parametrize("path", _PAGES, ids=lambda path: path.name)
def test_a_page_says_its_direction(path: Path) -> None:
    assert re.search(r'<html lang="\{\{ language \}\}".* dir=', path.read_text("utf-8"))


@pytest.mark.parametrize("folder", ["web", "site"])
def test_a_page_has_a_start_and_an_end_in_place_of_left_and_right(folder: str) -> None:
    css = (TEMPLATES / folder / "page.css.j2").read_text("utf-8")
    lines = [line for line in css.splitlines() if not line.startswith(("#crop-", "#printing"))]
    sides = r"(?:margin|padding|border)-(?:left|right)\b|text-align: (?:left|right)|float: (?:left|right)"
    assert not re.findall(sides, "\n".join(lines))


@pytest.mark.parametrize(
    "text, apart",
    [
        ("مسودة. Draft translation, not reviewed. راجع", ["Draft translation, not reviewed."]),
        ("اتصل! Call early. Now.", ["Call early.", "Now."]),
        ("زر Radio ثم عد.", []),
        ("اسأل 555-0100. ثم عد.", ["555-0100"]),
    ],
)
def test_a_sentence_of_the_other_direction_keeps_its_full_stop(text: str, apart: list[str]) -> None:
    pieces = split_by_direction(text, "rtl")
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.direction == "ltr"] == apart


@pytest.mark.parametrize(
    "text, apart",
    [
        ("Your helper is محمد 12 years here.", ["محمد"]),
        ("Ask السيدة نور (ext. 130) or 555-0134.", ["السيدة نور"]),
        ("Call ليلى, 555-0134.", ["ليلى"]),
        ("Say שָׁלוֹם to all.", ["שָׁלוֹם"]),
        ("Go to غرفة 12 للقراءة 3 times.", ["غرفة 12 للقراءة"]),
        ("Ask Ольга 12.", []),
        ("Ask Ms. Rivera, 555-0134.", []),
    ],
)
def test_a_number_stays_behind_a_name_that_runs_to_the_left(text: str, apart: list[str]) -> None:
    pieces = split_by_direction(text, "ltr")
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.direction] == apart
