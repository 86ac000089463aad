"""Who vouches for the locked boxes: a district that says so in its own file, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from handout.layout.sheet.build import lay_out
from handout.layout.sheet.phrase import phrase_text
from handout.pipeline import prepare
from handout.problems import HandoutError
from handout.sources.content.library import load_library

LOCKED = sorted({block.id for block in load_library().blocks if block.locked or block.locked_items})


def feet(folder: Path, district: str, room: str = "") -> list[str]:
    """The lines of a sheet's sides about its rules."""
    (folder / "district.yaml").write_text(district)
    (folder / "room.yaml").write_text(room)
    prepared = prepare(folder / "room.yaml", folder / "district.yaml")
    return [
        phrase_text(side.foot.rules) for side in lay_out(prepared.handout).sides if side.foot.rules
    ]


def confirmed(blocks: list[str], date: str = "2026-08-15") -> str:
    return f"confirmed: {{date: {date}, blocks: [{', '.join(blocks)}]}}\n"


@pytest.mark.parametrize("room", ["", "role: substitute\n", "role: bus\n"])
def test_without_a_district_nobody_checked(tmp_path: Path, room: str) -> None:
    for district in ("", "district_name: Oak Hill\n"):
        for foot in feet(tmp_path, district, room):
            assert "should check" in foot and "checked" not in foot


def test_a_district_that_checked_all_is_named(tmp_path: Path) -> None:
    [foot] = feet(tmp_path, "district_name: Oak Hill\n" + confirmed(LOCKED))
    assert "Oak Hill checked the boxes with a lock on Aug 15, 2026; next review" in foot


def test_a_district_that_checked_some_names_them(tmp_path: Path) -> None:
    [foot] = feet(tmp_path, confirmed(["safety"]))
    assert "The district checked “Safety and health” on Aug 15, 2026" in foot
    assert "other locks mark what it should check" in foot


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (confirmed(["saftey"]), "block-none-near"),
        ("confirmed: [safety]\n", "group"),
        ("confirmed: {blocks: [safety]}\n", "confirmed-incomplete"),
        ("confirmed: {date: 2026-08-15}\n", "confirmed-incomplete"),
        (confirmed(["safety"], "2999-01-01"), "confirmed-later"),
        (confirmed(["safety"], "soon"), "date"),
        ("confirmed: {date: 2026-08-15, blocks: [safety], by: me}\n", "unknown-key"),
    ],
)
def test_what_cannot_count_is_told(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(HandoutError) as caught:
        feet(tmp_path, text)
    assert any(code in problem.code for problem in caught.value.problems), caught.value.problems


def test_no_school_and_no_teacher_confirms(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(confirmed(["safety"]))
    for files in ((tmp_path / "mine.yaml",), (None, None, tmp_path / "mine.yaml")):
        with pytest.raises(HandoutError) as caught:
            prepare(*files)
        assert [problem.code for problem in caught.value.problems] == ["confirmed-district"]
