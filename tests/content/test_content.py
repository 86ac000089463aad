"""What the words must and must not say, for every role and grade band, and that they are sourced,
locked and short.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from handout.layering.compose import Handout, compose
from handout.layout.fitting.fit import fit_sheet
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.metrics import load_metrics
from handout.layout.sheet.build import lay_out
from handout.messages import CONTENT, message_table
from handout.sources.content.block import Block
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.markdown.document import Bullets, Heading, Item, Paragraph, Table, items_of
from handout.sources.yaml.tree import parse_yaml

LIBRARY = load_library()
# All sources were read anew on this day or later. It is tomorrow already in parts of the world.
FIRST_READ = datetime.date(2026, 11, 27)
TODAY = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(1)
FRONT = ("at-a-glance", "note", "find-it-fast", "schedule", "people")
BACK = (
    "role",
    "dos-donts",
    "participation",
    "watch-for",
    "calm",
    "safety",
    "privacy",
    "speak-up",
    "team",
)
CARE = ("one-to-one", "personal-care", "early-childhood")
ROLES = ("classroom", *CARE, "behavior-support", "language", "transition", "bus", "substitute")
BANDS = ("PK", "K-2", "3-5", "6-8", "9-12", "18-22")


def sections(role: str) -> set[str]:
    """The ids of the brief's sections that a role's sheet has."""
    if role == "substitute":
        return {*FRONT, "must-knows", "never-do", "leave-notes"}
    return {*FRONT, "checklist", *BACK} - ({"participation"} if role == "bus" else set()) | (
        {"care"} if role in CARE else {"ride"} if role == "bus" else set()
    )


@cache
def composed(role: str, band: str = "", more: str = "") -> Handout:
    text = f"role: {role}\n" + (f'grade_band: "{band}"\n' if band else "") + more
    layer, problems = parse_layer(parse_yaml(text, "test.yaml"), Level.CUSTOMIZATION)
    assert not problems
    handout, warnings = compose(LIBRARY, [layer], today=datetime.date(2026, 8, 3))
    assert not warnings
    return handout


def items(block: Block) -> Iterator[Item]:
    for part in block.parts:
        yield from items_of(part)


def layers() -> Iterator[Layer]:
    yield from LIBRARY.roles.values()
    yield from LIBRARY.bands.values()


def sayings() -> Iterator[str]:
    """Everything that blocks and layers say."""
    for block in LIBRARY.blocks:
        yield from (item.text for item in items(block))
    for layer in layers():
        for changes in layer.items.values():
            yield from (addition.text for addition in changes.add)
            yield from (replacement.text or "" for replacement in changes.replace)


# --- the sections


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_the_sections_of_the_brief(role: str) -> None:
    handout = composed(role)
    assert {block.id for block in handout.blocks} == sections(role)
    assert {b.side for b in handout.blocks} == (
        {"front"} if role == "substitute" else {"front", "back"}
    )
    assert message_table("roles")[role]["name"] and message_table("roles")[role]["subtitle"]


def test_there_are_no_other_roles_and_bands() -> None:
    assert sorted(LIBRARY.roles) == sorted(ROLES) == sorted(message_table("roles"))
    assert sorted(LIBRARY.bands) == sorted(BANDS) == sorted(message_table("bands"))


@pytest.mark.parametrize("band", BANDS)
@pytest.mark.parametrize("role", ROLES)
def test_a_grade_band_changes_words_and_no_more(role: str, band: str) -> None:
    """The same boxes and items as without it, and other words in some of them."""
    plain, banded = composed(role), composed(role, band)
    was, now = ({(b.id, i.id): i.text for b in h.blocks for i in items(b)} for h in (plain, banded))
    assert was.keys() == now.keys()
    assert was != now


@pytest.mark.parametrize("role", ROLES)
def test_most_to_least_turns_the_steps_around(role: str) -> None:
    orders = []
    for more in ("", "prompt_order: most-to-least\n"):
        blocks = [block for block in composed(role, "", more).blocks if block.id == "participation"]
        steps = [p for block in blocks for p in block.parts if isinstance(p, Bullets)]
        orders.append([item.id for part in steps for item in part.items])
    assert orders[0] == orders[1][::-1]
    assert bool(orders[0]) == ("participation" in sections(role))


# --- what is not said

MEDICINE = re.compile(r"medic|inject|\bpills?\b|\bshots?\b|epi-?pen|inhaler", re.IGNORECASE)
STAFF_ORDERS = re.compile(
    r"\b(assign|delegate|supervise|oversee|manage)\w*\b[^.?!]*\b(tasks?|work|staff|people|adults?|aides?|team|others)\b",
    re.IGNORECASE,
)


def claims(text: str) -> list[str]:
    """Which of the two claims we do not repeat a text makes: see docs/content.md."""
    medicine = MEDICINE.search(text) and not re.search(
        r"^(\*\*)?Medicine\?(\*\*)? Call the nurse, unless trained and named\. §$"
        r"|^Medicine\. [^.]*\? Call the nurse\. §$",  # of a substitute, who gives none
        text,
    )
    return ["medicine"] * bool(medicine) + ["orders"] * bool(STAFF_ORDERS.search(text))


def test_neither_claim_is_made() -> None:
    found_sayings = list(sayings())
    assert len(found_sayings) > 200
    assert [(text, claims(text)) for text in found_sayings if claims(text)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You give students their medicine.", ["medicine"]),
        ("Giving injections is part of the job.", ["medicine"]),
        ("Assign tasks to the other aides.", ["orders"]),
        ("You oversee their work.", ["orders"]),
        ("**Medicine?** Call the nurse, unless trained and named. §", []),
        ("**Medicine?** Give it. Call the nurse, unless trained and named. §", ["medicine"]),
        ("Medicine. Needed or asked for? Call the nurse. §", []),
        ("Medicine. Needed or asked for? Give it. Call the nurse. §", ["medicine"]),
    ],
)
def test_a_claim_would_be_found(text: str, expected: list[str]) -> None:
    assert claims(text) == expected


# --- locks, sources and what differs by state

BY_STATE = {
    "role": {"cover", "ratio"}, "calm": {"hands-on"}, "safety": {"medicine", "abuse"}, "care": {"second"}, "team": {"breaks"},
    "ride": {"seats", "hand-over"}, "must-knows": {"abuse"}, "never-do": {"cover", "medicine", "hands-on"}, "growing": {"path"},
}  # fmt: skip


@pytest.mark.parametrize(
    "block", LIBRARY.blocks, ids=lambda block: str(block.position.path).rsplit("/", 1)[-1]
)
def test_what_differs_by_state_is_marked_and_locked(block: Block) -> None:
    for item in items(block):
        marked = "§" in item.text
        wanted = item.id in BY_STATE.get(block.id, set())
        assert marked == wanted, item.text
        assert not marked or item.text.endswith(" §")
        assert not marked or block.locked or item.id in block.locked_items, item.id
    assert "§" not in block.title


@pytest.mark.parametrize(
    "block", LIBRARY.blocks, ids=lambda block: str(block.position.path).rsplit("/", 1)[-1]
)
def test_every_item_has_a_source_and_every_lock_an_owner(block: Block) -> None:
    points = {point for source in block.sources for point in source.points}
    for part in block.parts:
        for item in items_of(part):
            assert isinstance(part, Heading) or "all" in points or item.id in points, item.id
    if block.locked or block.locked_items:
        assert block.owner and block.sources
        assert block.review and block.review >= datetime.date(2027, 7, 31)


@pytest.mark.parametrize(
    "block", LIBRARY.blocks, ids=lambda block: str(block.position.path).rsplit("/", 1)[-1]
)
def test_every_source_has_an_address_that_was_read_or_says_why_not(block: Block) -> None:
    for source in block.sources:
        assert bool(source.url) != bool(source.why_no_address), source.name
        if source.url:
            assert source.url.startswith("https://"), source.name
            assert source.read and FIRST_READ <= source.read <= TODAY, source.name
        else:
            assert re.fullmatch(r"[A-Z][^.]{20,}\.", source.why_no_address), source.name


def head_faults(head: str) -> list[str]:
    """Return what is wrong with the comment in which a layer names its sources.

    “# Sources, read 2026-11-27: Somebody, on this (https://...); another (https://...).”
    """
    comment = " ".join(
        line.removeprefix("#").strip() for line in head.splitlines() if line[:1] == "#"
    )
    match = re.search(r"Sources?, read (\S+): (.*)\.$", comment)
    if not match:
        return ["no sources with the day they were read, at the end of the comment"]
    try:
        read = datetime.date.fromisoformat(match[1])
    except ValueError:
        return [f"{match[1]} is no day"]
    faults = [] if FIRST_READ <= read <= TODAY else [f"{read} is before ours or has not come"]
    sources = match[2].split("; ")
    nameless = [
        each for each in sources if not re.fullmatch(r"[^()]{5,}\(https://[^\s()]+\)", each)
    ]
    return [*faults, *nameless]


def test_our_layers_name_an_address_for_each_source_and_the_day_it_was_read() -> None:
    for folder in ("roles", "bands"):
        for file in sorted((CONTENT / "en" / folder).glob("*.yaml")):
            head = file.read_text(encoding="utf-8").partition("items:")[0]
            if file.name == "substitute.yaml":  # its words are in blocks of its own
                assert "Source" not in head
            else:
                assert head_faults(head) == [], file.name


@pytest.mark.parametrize(
    "head",
    [
        "# A role.",
        "# A role.\n# Source: A board, on duties (https://a.org/x).",
        "# Source, read 2026-13-01: A board, on duties (https://a.org/x).",
        "# Source, read 2019-01-01: A board, on duties (https://a.org/x).",
        f"# Source, read {TODAY + datetime.timedelta(1)}: A board, on duties (https://a.org/x).",
        "# Source, read 2026-11-27: A board, on duties.",
        "# Source, read 2026-11-27: A board, on duties (http://a.org/x).",
        "# Sources, read 2026-11-27: A board (https://a.org/x); another board, on play.",
        "# Sources, read 2026-11-27: A board, on duties; a city (https://a.org/x).",
    ],
)
def test_a_source_of_a_layer_without_address_or_day_would_be_found(head: str) -> None:
    assert head_faults(head)


def test_every_item_has_a_name_of_its_own() -> None:
    """Names are written, not derived.

    A layer that names an item still finds it when the words change.
    """
    for block in LIBRARY.blocks:
        with open(block.position.path, encoding="utf-8") as file:  # noqa: PTH123
            text = file.read()
        assert [item.id for item in items(block) if f"{{#{item.id}}}" not in text] == []


def test_our_layers_leave_locks_alone() -> None:
    locked = {
        (b.id, i.id) for b in LIBRARY.blocks for i in items(b) if b.locked or i.id in b.locked_items
    }
    assert len(locked) > 20
    for layer in layers():
        for block, changes in layer.items.items():
            named = {(block, r.id) for r in changes.replace} | {
                (block, ref.id) for ref in changes.remove
            }
            assert not named & locked, layer.name
        assert "§" not in "".join(r.text or "" for c in layer.items.values() for r in c.replace)


# --- one sheet of paper

# How many lines of 10 pt a box may take, at its span.
LINES = {
    ("role", 9): 13, ("participation", 12): 10, ("ride", 12): 10, ("calm", 12): 11, ("safety", 12): 11, ("care", 12): 7,
    ("privacy", 8): 8, ("privacy", 12): 6, ("speak-up", 8): 8, ("speak-up", 12): 6, ("team", 8): 8, ("team", 12): 6,
    ("must-knows", 12): 9, ("never-do", 12): 9,
}  # fmt: skip
ROWS = {"dos-donts": (7, 9), "watch-for": (6, 7)}
WIDEST_CELL = 28  # characters


@pytest.mark.parametrize("role", ROLES)
def test_a_box_keeps_to_its_lines(role: str) -> None:
    geometry = load_metrics("field-guide", "letter")
    box = HeightCalculator(
        geometry, next(density for density in geometry.densities if density.name == "cosy")
    )
    measured = set()
    for block in composed(role).blocks:
        count = 0
        for part in block.parts:
            if isinstance(part, Table):
                least, most = ROWS[block.id]
                assert least <= len(part.rows) <= most
                cells = [cell.replace("*", "") for row in part.rows for cell in row.cells]
                assert [cell for cell in cells if len(cell) > WIDEST_CELL] == []
            elif isinstance(part, Bullets) and part.ticks:
                assert len(part.items) in (3, 6)
                assert [item.text for item in part.items if len(item.text) > 32] == []
            else:
                indent = (
                    geometry.table["text"]["steps" if part.ordered else "indent"]
                    if isinstance(part, Bullets)
                    else 0
                )
                width = geometry.body_width(block.span) - indent
                count += sum(
                    box.prose_lines(item.text, box.body_style(), width) for item in items_of(part)
                )
        if count and block.side == "back" or block.id in ("must-knows", "never-do"):
            assert count <= LINES[block.id, block.span], f"{block.id}: {count} lines"
            measured.add(block.id)
    assert measured == sections(role) - {*FRONT, "checklist", "leave-notes", *ROWS}


def test_the_role_begins_with_a_lead() -> None:
    for block in LIBRARY.blocks:
        if block.id == "role":
            assert [type(part) for part in block.parts] == [
                Paragraph,
                Heading,
                Bullets,
                Heading,
                Bullets,
            ]


@pytest.mark.parametrize("more", ("", "prompt_order: most-to-least\n"))
@pytest.mark.parametrize("band", ("", *BANDS))
@pytest.mark.parametrize("role", ROLES)
def test_our_words_fit_and_the_back_in_ten_points(role: str, band: str, more: str) -> None:
    """With nothing customized every role has its page or its sheet.

    The back, all ours, is set in 10 pt or more where an empty front lends it nothing.
    """
    sheet = lay_out(composed(role, band, more))
    fitted, problems = fit_sheet(sheet)
    assert [p.message for p in problems] == []
    sizes = {side.side.name: side.density.size for side in fitted.sides}
    assert set(sizes) == ({"front"} if role == "substitute" else {"front", "back"})
    backs, _ = fit_sheet(replace(sheet, sides=sheet.sides[1:]))
    assert [side.density.size for side in backs.sides if side.density.size < 10] == []


@pytest.mark.parametrize("role", ROLES)
def test_what_is_said_of_holds_is_whole_in_every_role(role: str) -> None:
    """Never face down, never shut in, and the family hears of it the same day."""
    blocks = {block.id: block for block in composed(role).blocks}
    if role == "substitute":  # no holds at all
        assert "Holds" in " ".join(item.text for item in items(blocks["never-do"]))
        return
    words = " ".join(item.text for item in items(blocks["calm"]))
    for said in ("Never face down, never shut in", "the family hears today"):
        assert said in words
