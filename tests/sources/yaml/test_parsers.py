"""libyaml and the parser in Python say the same of every file: of ours, and of mistyped ones."""

from __future__ import annotations

import importlib.util
import random
import tomllib
from pathlib import Path

import pytest

from handout.problems import HandoutError, Problem
from handout.sources.yaml.nodes import Mapping
from handout.sources.yaml.tree import parse_yaml

ROOT = Path(__file__).parents[3]
FAULTS = tomllib.loads((ROOT / "tests/cases/customization-faults.toml").read_text("utf-8"))["fault"]
FILES = [
    path.read_text("utf-8")
    for path in sorted((ROOT / "content").rglob("*.yaml"))
    if path.parts[-2] in ("en", "es", "ar", "roles") or path.parent.parent.name == "zh-Hans"
]
MISTYPED = [
    *":#-[]{}\"'|>*&!%@`,?~=/\\ \n\t",
    *(
        "\n  ",
        "\n- ",
        ": ",
        "- ",
        "  ",
        " #",
        "\n\n",
        "...",
        "\n---\n",
        "\\x41",
        "\\/",
        "|#",
        ">-#",
    ),
    *("<<: ", "? ", "|2", "|+", ">-", "!!str ", "\ufeff", "\u00a0", "''", '""', "{a: b}", "[a, b]"),
]


def read(text: str) -> Mapping | list[Problem]:
    try:
        return parse_yaml(text, "room.yaml")
    except HandoutError as error:
        return list(error.problems)


def mistype(text: str, chance: random.Random) -> str:
    """Return some lines of `text` with a few keys pressed that should not have been."""
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    text = "\n".join(lines[start : start + 10])
    for _ in range(chance.randint(0, 3)):
        place = chance.randint(0, len(text))
        dropped = chance.choice((0, 0, 1, 3))
        text = text[:place] + chance.choice(["", *MISTYPED]) + text[place + dropped :]
    return chance.choice((text, text + "\n"))


def test_libyaml_reads_what_the_parser_in_python_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    assert importlib.util.find_spec("_ruamel_yaml"), "there is no libyaml to compare"
    chance = random.Random(1)
    sources = [*FILES, *(fault["yaml"] for fault in FAULTS)]
    texts = sources + [mistype(chance.choice(sources), chance) for _ in range(1500)]
    fast = list(map(read, texts))
    monkeypatch.setattr("ruamel.yaml.main.CParser", None)  # as where there is no libyaml
    trees = 0
    for text, outcome in zip(texts, fast, strict=True):
        assert outcome == read(text), text
        trees += isinstance(outcome, Mapping)
    assert len(texts) / 4 < trees < len(texts)
