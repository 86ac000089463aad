"""The handout: layers over blocks, in the order of their levels, with locks, warnings, and a layer
for everything.
"""

from __future__ import annotations

import datetime
import json
import pickle
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import CASES
from plain_values import plain_value

from handout.layering.compose import ComposedBlock, Handout, compose, explain
from handout.messages import message_table
from handout.problems import Problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.content.library import Library, load_library
from handout.sources.markdown.document import Item, items_of
from handout.sources.yaml.tree import parse_yaml

LAYER_CASES: list[dict[str, Any]] = tomllib.loads((CASES / "layers.toml").read_text("utf-8"))[
    "case"
]
LEVELS = {"mine": Level.CUSTOMIZATION, "school": Level.SCHOOL, "district": Level.DISTRICT}
TODAY = datetime.date(2026, 9, 1)


def library() -> Library:
    return load_library("en", CASES / "library")


def read(name: str, text: str) -> Layer:
    layer, problems = parse_layer(parse_yaml(text, name), LEVELS[name])
    assert problems == ()
    return layer


def layers_of(case: dict[str, Any]) -> list[Layer]:
    return [read(name, case[name]) for name in LEVELS if name in case]


def short(problems: tuple[Problem, ...], *, warnings: bool) -> list[str]:
    return [
        f"{p.position} {p.code}"
        for p in problems
        if p.warning == warnings and p.code != "block-overdue"
    ]


def items(block: ComposedBlock) -> Iterator[Item]:
    return (item for part in block.parts for item in items_of(part))


def outline(handout: Handout) -> list[str]:
    return [
        " ".join([block.side, f"{block.id}:", *(item.id for item in items(block))])
        for block in handout.blocks
    ]


@pytest.mark.parametrize(
    "case", [c for c in LAYER_CASES if "blocks" in c], ids=lambda case: case["title"]
)
def test_what_layers_make(case: dict[str, Any]) -> None:
    handout, warnings = compose(library(), layers_of(case), today=TODAY)
    assert outline(handout) == case["blocks"]
    words = {
        f"{b.id}.{i.id}": f"{b.items[i.id].name} {i.text}" for b in handout.blocks for i in items(b)
    }
    assert {key: words.get(key) for key in case.get("items", {})} == case.get("items", {})
    assert short(warnings, warnings=True) == case.get("warned", [])
    assert any(p.code == "block-overdue" for p in warnings) is case.get("overdue", True)


@pytest.mark.parametrize(
    "case", [c for c in LAYER_CASES if "told" in c], ids=lambda case: case["title"]
)
def test_what_is_told_of_them(case: dict[str, Any]) -> None:
    _, problems = compose(library(), layers_of(case), today=TODAY)
    assert sorted(short(problems, warnings=False)) == sorted(case["told"])


def test_every_problem_of_layers_has_a_case() -> None:
    shown = {
        messages.split()[1]
        for case in LAYER_CASES
        for key in ("told", "warned")
        for messages in case.get(key, [])
    }
    codes = list(message_table("problems/blocks"))
    tested_elsewhere = {"block-overdue", "sheet-expired", "item-former"}
    assert set(codes[codes.index("change-removed") :]) - shown == tested_elsewhere


@pytest.mark.parametrize(("day", "expired"), [("2020-06-11", True), ("2099-06-11", False)])
def test_a_sheet_past_its_day_is_told(day: str, expired: bool) -> None:
    tree = parse_yaml(f"room: 12\nvalid_to: {day}\n", "room.yaml")
    layer, _ = parse_layer(tree, Level.CUSTOMIZATION)
    _, result = compose(library(), [layer], today=TODAY)
    messages = [(each.line, each.warning) for each in result if each.code == "sheet-expired"]
    assert messages == ([(2, True)] if expired else [])


def test_every_change_leaves_the_library_as_it_was() -> None:
    before = pickle.dumps(library())
    for case in LAYER_CASES:
        if "blocks" in case:
            compose(library(), layers_of(case), today=TODAY)
    assert pickle.dumps(library()) == before


def test_a_locked_block_is_overdue_the_day_after_its_review() -> None:
    def overdue(day: int) -> list[str]:
        _, warnings = compose(
            library(), [], today=datetime.date(2026, 6, 29) + datetime.timedelta(day)
        )
        return [f"{p.position.line} {p.message}" for p in warnings]

    assert overdue(0) == overdue(1) == []
    assert len(overdue(2)) == 1
    assert "Your role" in overdue(2)[0] and "2026-06-30" in overdue(2)[0]


def test_nobody_adds_to_a_locked_table_of_dos_and_donts() -> None:
    blocks = tuple(replace(b, locked=b.id == "dos-donts", owner="Us") for b in library().blocks)
    _, problems = compose(
        replace(library(), blocks=blocks), [read("mine", "dos_extra: [Smile]")], today=TODAY
    )
    assert short(problems, warnings=False) == ["mine:1:13 block-locked"]
    handout, _ = compose(
        replace(library(), blocks=blocks), [read("district", "dos_extra: [Smile]")], today=TODAY
    )
    assert "back dos-donts: ask wait extra-1" in outline(handout)


def test_values_of_a_handout() -> None:
    handout, _ = compose(
        library(), [read("mine", "room: '012'\nemergency: {fire: Door 4}")], today=TODAY
    )
    assert handout.value("room") == "012"
    assert handout.value("emergency.fire") == "Door 4"
    assert handout.value("paper") == "letter"
    assert handout.value("teacher_name") is None


def test_explain_names_a_layer_and_a_place_for_everything() -> None:
    mine = "role: bus\nroom: 12\ncontacts: [{role: nurse, name: Ana}]\nblocks: {replace: [{id: care, title: Dignity}]}"
    handout, _ = compose(library(), [read("mine", mine)], today=TODAY)
    result = {
        line.subject: (line.words, line.layer, line.position.line) for line in explain(handout)
    }
    assert result["room"] == ("12", "mine", 2)
    assert result["contacts.1"] == ("Teacher", "base", 5)
    assert result["contacts.2"] == ("nurse · Ana", "mine", 3)
    assert result["blocks.care"] == ("Dignity", "mine", 4)
    assert result["items.care.gloves"] == ("Gloves.", "base", 9)
    assert result["items.role.belts"] == ("Check each belt.", "bus", 7)
    assert (
        len(result)
        == len(explain(handout))
        == len(handout.values) + 1 + sum(1 + len(b.items) for b in handout.blocks)
    )


def test_a_handout_goes_to_another_process() -> None:
    handout, _ = compose(library(), [], today=TODAY)
    copy = pickle.loads(pickle.dumps(handout))
    assert plain_value(copy) == plain_value(handout)


# ---- properties

BLOCKS = ["note", "help", "role", "dos-donts", "participation", "care", "words", "new", "nope"]
ITEMS = ["lead", "near", "everyone", "cover", "ask", "wait", "say", "point", "new", "nope"]


def names(ids: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(ids), max_size=3, unique=True)


def additions(
    ids: list[str], **more: st.SearchStrategy[str]
) -> st.SearchStrategy[list[dict[str, str]]]:
    row = st.fixed_dictionaries(
        {
            "id": st.sampled_from(["new", "newer", ids[2]]),
            "text": st.sampled_from(["Word.", "a | b", "- one", "# no"]),
            **more,
        },
        optional={"after": st.sampled_from(ids)},
    )
    return st.lists(row, max_size=2, unique_by=lambda row: row["id"])


def changes(ids: list[str], **more: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    new = st.fixed_dictionaries(
        {"id": st.sampled_from(ids), "text": st.sampled_from(["New.", "c | d"])}
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "add": additions(ids, **more),
            "remove": names(ids),
            "replace": st.lists(new, max_size=2, unique_by=lambda row: row["id"]),
            "order": names(ids),
        },
    )


TREES = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(["classroom", "bus"]),
        "prompt_order": st.sampled_from(["least-to-most", "most-to-least"]),
        "show_blocks": st.just(["words"]),
        "dos_extra": st.just(["Smile"]),
        "blocks": changes(BLOCKS, title=st.just("New")),
        "items": st.dictionaries(st.sampled_from(BLOCKS), changes(ITEMS), max_size=2),
    },
)


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(sorted(LEVELS)), TREES, max_size=3))
def test_any_layers_make_a_whole_handout_or_are_told(trees: dict[str, dict[str, Any]]) -> None:
    layers = [read(name, json.dumps(tree)) for name, tree in trees.items()]
    handout, problems = compose(library(), layers, today=TODAY)
    assert all(p.line > 0 for p in problems)
    given_names = {"base", "bus", *trees}
    ids = [block.id for block in handout.blocks]
    assert len(ids) == len(set(ids))
    for block in handout.blocks:
        item_ids = [item.id for item in items(block)]
        assert len(item_ids) == len(set(item_ids))
        assert set(item_ids) == set(block.items)
        assert {origin.name for origin in (block.origin, *block.items.values())} <= given_names
        assert block.title
    assert {sourced.origin.name for sourced in handout.values.values()} <= given_names
    if "district" not in trees:
        base = {block.id: block for block in library().blocks}
        (help_block,) = (block for block in handout.blocks if block.id == "help")
        assert (help_block.parts, help_block.title) == (base["help"].parts, "Help")
        (role,) = (block for block in handout.blocks if block.id == "role")
        assert "You do not cover." in {item.text for item in items(role)}
