"""Items that are gone: a file that names one is told what to name in its place."""

from __future__ import annotations

import datetime

import pytest

from handout.layering.compose import compose
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import load_library
from handout.sources.yaml.tree import parse_yaml

LIBRARY = load_library()
REPLACE = "{replace: [{id: %s, text: %s}]}"
REMOVE = "{remove: [%s]}"


@pytest.mark.parametrize("level", [Level.DISTRICT, Level.SCHOOL, Level.CUSTOMIZATION])
@pytest.mark.parametrize(
    ("role", "block", "change", "near", "is_error"),
    [
        ("classroom", "watch-for", REPLACE % ("senses", "'A | B'"), "restless", True),
        ("bus", "watch-for", REMOVE % "senses", "restless", True),
        ("classroom", "watch-for", REMOVE % "more-help", "step-back", True),
        ("classroom", "team", REPLACE % ("check-in", "Talk."), "day-end", False),
        ("transition", "team", REMOVE % "check-in", "day-end", False),
    ],
)
def test_whoever_names_it_is_told_what_it_is_now(
    role: str, block: str, change: str, near: str, is_error: bool, level: Level
) -> None:
    text = f"items: {{{block}: {change}}}"
    layer, problems = parse_layer(parse_yaml(text, "district.yaml"), level)
    room, _ = parse_layer(parse_yaml(f"role: {role}", "room.yaml"), Level.CUSTOMIZATION)
    _, more = compose(LIBRARY, [layer, room], today=datetime.date(2026, 8, 3))
    [problem] = [*problems, *more]
    assert problem.code == "item-former" and problem.warning is not is_error
    assert problem.path == "district.yaml" and near in problem.hint


@pytest.mark.parametrize(
    ("role", "block", "item", "is_told"),
    [
        ("one-to-one", "privacy", "exception", True),
        ("classroom", "privacy", "exception", False),
        ("personal-care", "team", "private", True),
        ("classroom", "team", "private", False),
        ("early-childhood", "team", "check-in", False),
    ],
)
def test_a_district_is_told_for_the_roles_that_lack_it(
    role: str, block: str, item: str, is_told: bool
) -> None:
    district, _ = parse_layer(
        parse_yaml(f"items: {{{block}: {REMOVE % item}}}", "district.yaml"), Level.DISTRICT
    )
    room, _ = parse_layer(parse_yaml(f"role: {role}", "room.yaml"), Level.CUSTOMIZATION)
    _, problems = compose(LIBRARY, [district, room], today=datetime.date(2026, 8, 3))
    assert [problem.code for problem in problems] == ["item-former"] * is_told


def test_what_stands_in_its_place_is_there() -> None:
    ids = {block.id: set(block.item_ids) for block in LIBRARY.blocks}
    formers = [(block, *former) for block in LIBRARY.blocks for former in block.former.items()]
    assert len(formers) > 4
    for block, old, now in formers:
        item, _, other_block = now.partition(" of the block ")
        assert old not in block.item_ids
        assert item in (ids[other_block] if other_block else block.item_ids)
