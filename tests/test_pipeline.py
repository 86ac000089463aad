"""One classroom's handout through all stages.

What is remembered from one sheet to the next changes nothing of it.
"""

from __future__ import annotations

import datetime
import random
import sys
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from re import DOTALL, findall
from typing import Any

import pytest
from classrooms import classroom, write_roster
from press import SAMPLE

import handout.publish.html.render
from handout.pipeline import prepare, prepare_layers
from handout.problems import HandoutError
from handout.publish.html.record import collect_sources
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.roster.roster import read_roster
from handout.sources.yaml.tree import parse_yaml

TODAY = datetime.date(2026, 8, 20)
DISTRICT = """
items:
  safety:
    add: [{id: bees, text: Two allergy cards hang by the **door**.}]
    replace: [{id: seizure, text: Stay and time it.}]
blocks:
  add: [{id: pool, title: Pool day, after: calm, locked: true, owner: The pool, text: "- Life jackets on first. {#jackets}"}]
  replace: [{id: calm, title: When it gets loud}]
privacy: [{allow: given-name, field: teacher_note, because: It is the class pet}]
"""
OWN = (
    "",
    SAMPLE.read_text("utf-8"),
    "items: {growing: {add: [{id: more, text: Mine}]}}\nshow_blocks: [growing]",
    "items: {growing: {add: [{id: more, text: Not mine}]}}\nshow_blocks: [growing]",
    "hide_blocks: [dos-donts]\nteacher_note: Sit with Maria. She has a seizure plan.\nteacher_name: Ms. Maria Cole",
    "dos_extra: [Ask]\nteacher_note: Sit with Maria. She has a seizure plan.",
    'dos_extra: [Ask, \'<b> "it" & that\']\nteacher_note: 日本 or 1 < 2 & "so" on\u00a0…',
    "prompt_order: most-to-least\nrole: one-to-one\nlink: {url: 'https://example.org/<', label: A link}",
    "theme: plain\npaper: a4\nink: mono\nrole: substitute",
    "large_print: yes\nitems: {calm: {order: [nothing]}}",
    "items: {safety: {remove: [seizure]}}",
)


def layer(text: str, level: Level = Level.CUSTOMIZATION) -> Layer:
    return parse_layer(parse_yaml(text, f"{level.name}.yaml"), level)[0]


def sheets(folder: Path) -> list[list[Layer]]:
    district = layer(DISTRICT, Level.DISTRICT)
    rows, _ = read_roster(write_roster(folder / "r.csv", map(classroom, range(6))))
    own_layers = [*(row.layer for row in rows), *map(layer, OWN)]
    return (
        [[layer] for layer in own_layers]
        + [[district, layer] for layer in own_layers]
        + [[layer(DISTRICT.replace("loud", "noisy"), Level.DISTRICT), own_layers[0]]]
    )


def prepare_made(layers: list[Layer]) -> object:
    """All that is made of the layers and can be told apart."""
    try:
        prepared, problems = prepare_layers(layers, today=TODAY)
    except HandoutError as error:
        return error.problems
    page = handout.publish.html.render.render(prepared.fitted, "file", prepared.logo, "room")
    return (
        repr(problems),
        repr(prepared.fitted),
        repr(prepared.unedited),
        collect_sources(prepared.fitted, "room", prepared.logo),
        page,
    )


_Remembering = type(cache(lambda: None))


def caches() -> Iterator[tuple[str, Any]]:
    """Everything in our modules that remembers results, by its name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("handout."):
            yield from (
                (f"{name}.{key}", value)
                for key, value in vars(module).items()
                if isinstance(value, _Remembering)
            )


@pytest.mark.slow
def test_what_is_remembered_of_other_sheets_changes_nothing(tmp_path: Path) -> None:
    wanted = sheets(tmp_path)
    cold = []
    for layers in wanted:
        for name, cached in caches():
            if name.startswith(
                ("handout.layering.", "handout.layout.", "handout.edits.", "handout.privacy.")
            ) and name not in (
                "handout.layout.text.line_breaking.find_font",
                "handout.layout.text.shaping.load_face",
            ):
                cached.cache_clear()
        cold.append(prepare_made(layers))
    assert [prepare_made(layers) for layers in wanted] == cold
    assert [prepare_made(layers) for layers in reversed(wanted)] == cold[::-1]
    assert sum(isinstance(one, tuple) and len(one) == 5 for one in cold) > 20


@pytest.mark.slow
def test_what_is_remembered_has_a_bound(tmp_path: Path) -> None:
    """Without one stands only what is asked for by names of ours: no other sheet makes it more."""
    words, chance = (
        (SAMPLE.parent / "common-words.txt").read_text("utf-8").split(),
        random.Random(1),
    )

    def some(count: int) -> list[list[Layer]]:
        rows = []
        for _n in range(count):
            row = classroom(chance.randrange(10**6))
            rows.append(
                {
                    key: f"{cell} {chance.choice(words)}" if key.endswith("_does") else cell
                    for key, cell in row.items()
                }
            )
        return [[record.layer] for record in read_roster(write_roster(tmp_path / "r.csv", rows))[0]]

    for layers in [*some(4), *sheets(tmp_path)]:
        prepare_made(layers)
    unbounded = {name: cache for name, cache in caches() if cache.cache_info().maxsize is None}
    before = {name: cache.cache_info().currsize for name, cache in unbounded.items()}
    for layers in some(12):
        prepare_made(layers)
    assert {name: cache.cache_info().currsize for name, cache in unbounded.items()} == before
    assert len(before) > 10


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (
            ["unknown-key-near", "privacy-ssn", "block-locked"],
            "rooom: 12\nteacher_note: SSN 123-45-6789\nhide_blocks: [safety]",
        ),
        (
            ["privacy-ssn", "block-locked"],
            "teacher_note: SSN 123-45-6789\nblocks: {remove: [safety]}",
        ),
        (
            ["choice"],
            "role: bos\nitems: {ride: {remove: [seats]}}",
        ),  # without the role there is no such box
    ],
)
def test_all_that_is_certainly_wrong_is_told_at_once(
    tmp_path: Path, expected: list[str], text: str
) -> None:
    (tmp_path / "room.yaml").write_text(text)
    with pytest.raises(HandoutError) as error:
        prepare(tmp_path / "room.yaml", today=TODAY)
    assert sorted(
        problem.code for problem in error.value.problems if not problem.warning
    ) == sorted(expected)


def test_a_file_lets_its_own_script_work_and_nothing_else() -> None:
    prepared, _ = prepare_layers(
        [layer("teacher_note: '<style>p {}</style> <script>x</script> css fonts editor'")],
        today=TODAY,
    )
    html = handout.publish.html.render.render(prepared.fitted, "file").html
    policy = findall('Content-Security-Policy" content="([^"]*)"', html)[0]
    for name, count in (("style", 3), ("script", 1)):
        texts = findall(rf"<{name}(?: id=\"editor\")?>(.*?)</{name}>", html, DOTALL)
        hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in texts]
        assert len(texts) == count and all(len(text) > 60 for text in texts)
        # The script begins at once behind its tag: else formatters change it.
        assert all(text.startswith("\n") is (name == "style") for text in texts)
        named = {"script": f"'sha256-{hashes[0]}'", "style": "'unsafe-inline'"}[name]
        assert f"; {name}-src {named};" in policy
    assert policy.startswith("default-src 'none'; img-src data:; font-src data:; ")
    assert policy.count("unsafe") == 1
    assert "http" not in policy
