"""The examples of docs/content.md for fields in a block, as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from paths import ROOT

from handout.pipeline import prepare
from handout.sources.markdown.document import items_of
from handout.sources.markdown.field_marks import shown_text

PAGE = (ROOT / "docs" / "content.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Fields in a block")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"```yaml\n(.*?)```", SECTION, re.S)
ROOM = (
    "wait_seconds: 10\nplans_location: top drawer\ncontacts: [{role: Teacher, name: Ms. Rivera}]\n"
)
SAYS = [
    ("Ask Ms. Rivera first.", "Ask the teacher first."),
    (
        "**Wait 10 seconds.** With a talking device, 10 to 20.",
        "**Wait.** With a talking device, 10 to 20.",
    ),
    ("Plans: top drawer", "Plans:"),
]


def lines(folder: Path, customization: str, district: str) -> list[str]:
    (folder / "room.yaml").write_text(customization)
    (folder / "district.yaml").write_text(district)
    handout = prepare(folder / "room.yaml", folder / "district.yaml").handout
    parts = [part for block in handout.blocks for part in block.parts]
    return [shown_text(item.text).strip() for part in parts for item in items_of(part)]


@pytest.mark.parametrize(("example", "says"), list(zip(EXAMPLES, SAYS, strict=True)))
def test_each_example_says_what_the_page_says(
    example: str, says: tuple[str, str], tmp_path: Path
) -> None:
    filled, empty = says
    assert filled in lines(tmp_path, ROOM, example)
    assert empty in lines(tmp_path, "", example)
