"""Blocks: what a file says, and everything wrong with one told at its line, all at once."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest
from paths import CASES

from handout.messages import message_table
from handout.problems import Position
from handout.sources.content.block import parse_block, read_block
from handout.sources.content.layer import Source
from handout.sources.markdown.document import Bullets, Item

BAD = tomllib.loads((CASES / "blocks.toml").read_text("utf-8"))["bad"]

SAFETY = """---
id: safety
title: Safety and health
place: front
span: 12
order: 60
sign: shield
tint: danger
roles: [classroom, bus]
not_roles: [substitute]
bands: [K-2]
when: {prompt_order: most-to-least}
duties: [physical-medical]
locked: [seizure]
owner: Student health services
review: 2027-07-31
sources:
  - name: Epilepsy Foundation
    url: https://www.epilepsy.com
    points: [seizure]
    read: 2026-11-27
  - name: A handbook
    why_no_address: It was never printed.
    points: [all]
---
- Find the plans first. {#plans}
- **Seizure:** stay. {#seizure}
"""


def test_everything_a_file_says() -> None:
    block, problems = parse_block(SAFETY, "safety.md")
    assert problems == ()
    assert block is not None
    assert (block.id, block.title, block.side, block.span, block.order) == (
        "safety",
        "Safety and health",
        "front",
        12,
        60,
    )
    assert (block.sign, block.tint, block.holds, block.duties) == (
        "shield",
        "danger",
        "",
        ("physical-medical",),
    )
    assert (block.roles, block.not_roles, block.bands) == (
        ("classroom", "bus"),
        ("substitute",),
        ("K-2",),
    )
    assert block.when == {"prompt_order": "most-to-least"}
    assert (block.locked, block.locked_items) == (False, frozenset({"seizure"}))
    assert (block.owner, block.review) == ("Student health services", datetime.date(2027, 7, 31))
    assert block.sources == (
        Source(
            name="Epilepsy Foundation",
            url="https://www.epilepsy.com",
            points=("seizure",),
            read=datetime.date(2026, 11, 27),
        ),
        Source(name="A handbook", why_no_address="It was never printed."),
    )
    assert block.parts == (
        Bullets(
            False,
            False,
            (Item("plans", "Find the plans first."), Item("seizure", "**Seizure:** stay.")),
        ),
    )
    assert block.item_ids == ("plans", "seizure")
    assert block.position == Position("safety.md", 1, 1)


def test_a_block_of_fields_needs_no_sources() -> None:
    block, problems = parse_block("---\nid: note\ntitle: A note\nholds: note\n---\n", "note.md")
    assert problems == ()
    assert block is not None
    assert (block.side, block.span, block.tint, block.parts) == ("back", 24, "paper", ())


@pytest.mark.parametrize(
    ("role", "band", "prompt_order", "fits"),
    [
        ("classroom", "K-2", "most-to-least", True),
        ("bus", "K-2", "most-to-least", True),
        ("language", "K-2", "most-to-least", False),
        ("classroom", "", "most-to-least", False),
        ("classroom", "PK", "most-to-least", False),
        ("classroom", "K-2", "least-to-most", False),
    ],
)
def test_whom_it_is_for(role: str, band: str, prompt_order: str, fits: bool) -> None:
    block, _ = parse_block(SAFETY, "safety.md")
    assert block is not None
    assert block.fits(role, band, {"prompt_order": prompt_order}) is fits


@pytest.mark.parametrize("case", BAD, ids=lambda case: case["title"])
def test_every_fault_is_told_at_its_place(case: dict[str, object]) -> None:
    _, problems = parse_block(str(case["file"]), "x.md")
    assert [f"{p.line}:{p.column} {p.code}" for p in sorted(problems)] == case["told"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"---\nid: \x00\n---\n", "file-binary"),
        (b"---\ntitle: caf\xe9\n---\n", "file-not-utf8"),
        (b"x" * 300_000, "file-large"),
    ],
)
def test_a_file_that_is_no_text(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "x.md"
    file.write_bytes(content)
    block, problems = read_block(file)
    assert block is None
    assert [p.code for p in problems] == [code]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert [p.code for p in read_block(tmp_path / "x.md")[1]] == ["file-missing"]
    assert [p.code for p in read_block(tmp_path)[1]] == ["file-folder"]


def test_every_problem_of_prose_and_blocks_has_a_case() -> None:
    prose = tomllib.loads((CASES / "prose.toml").read_text("utf-8"))["bad"]
    shown = {messages.split()[1] for case in (*prose, *BAD) for messages in case["told"]}
    written = {code for code in message_table("problems/blocks") if code.startswith("prose-")}
    written |= {
        f"block-{end}"
        for end in ("no-head", "no-id", "no-title", "lock-needs", "no-item", "no-item-near")
    }
    assert written | {"block-item-unsourced"} <= shown
