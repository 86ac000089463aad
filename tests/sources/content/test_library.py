"""The library: all of content/, the right one of several files for each role, and every fault of
every file at once.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from handout.problems import HandoutError
from handout.sources.content.layer import Level
from handout.sources.content.library import SIDES, load_library
from handout.sources.fields.fields import FIELDS
from handout.sources.fields.types import Choice

ROLES, BANDS, PROMPTS = (
    kind.options
    for name in ("role", "grade_band", "prompt_order")
    if isinstance(kind := FIELDS[name].kind, Choice)
)


def write(folder: Path, **files: str) -> Path:
    """content/ in `folder`, with a block for each of `files`: its front matter beyond id and title."""
    (folder / "en" / "blocks").mkdir(parents=True)
    for name, head in files.items():
        text = f"---\nid: {name.partition('_')[0]}\ntitle: {name}\n{head}---\n"
        (folder / "en" / "blocks" / f"{name}.md").write_text(text, "utf-8")
    return folder


def picked(
    root: Path, role: str = "classroom", band: str = "", prompts: str = "least-to-most"
) -> list[str]:
    return [
        block.title
        for block in load_library("en", root).pick(role, band, {"prompt_order": prompts})
    ]


def test_the_most_specific_file_is_taken(tmp_path: Path) -> None:
    most = "when: {prompt_order: most-to-least}\n"
    root = write(
        tmp_path,
        a="",
        a_bus="roles: [bus]\n",
        a_most=most,
        a_bus_most="roles: [bus]\n" + most,
        b_PK="bands: [PK]\n",
        b="not_roles: [bus]\n",
    )
    assert picked(root) == ["a", "b"]
    assert picked(root, "bus") == ["a_bus"]
    assert picked(root, "language", "PK", "most-to-least") == ["a_most", "b_PK"]
    assert picked(root, "bus", "K-2", "most-to-least") == ["a_bus_most"]


def test_blocks_come_side_by_side_in_their_order(tmp_path: Path) -> None:
    root = write(
        tmp_path,
        a="place: extra\norder: 1\n",
        b="order: 20\n",
        c="place: front\norder: 30\n",
        d="order: 10\n",
        e="place: front\norder: 30\n",
    )
    assert picked(root) == ["c", "e", "d", "b", "a"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a": "", "a_two": ""}, "a.md, a_two.md"),
        ({"a": "not_roles: [bus]\n", "a_two": ""}, "a.md, a_two.md"),
        ({"a": "roles: [bus]\n", "a_two": "bands: [PK]\n"}, "For bus, PK"),
        ({"a": "roles: [bus, language]\n", "a_two": "roles: [bus]\n"}, "For bus"),
        (
            {"a": "roles: [bus]\n", "a_two": "when: {prompt_order: most-to-least}\n"},
            "For bus, most-to-least",
        ),
    ],
)
def test_two_files_that_are_equally_right_are_told(
    tmp_path: Path, files: dict[str, str], words: str
) -> None:
    with pytest.raises(HandoutError) as messages:
        load_library("en", write(tmp_path, **files))
    (problem,) = messages.value.problems
    assert problem.code in ("block-same", "block-same-all")
    assert words in problem.message


@pytest.mark.parametrize(
    "files",
    [
        {"a": "not_roles: [bus]\n", "a_two": "roles: [bus]\n"},
        {"a": "roles: [bus]\n", "a_two": "roles: [language]\n"},
        {"a": "roles: [bus]\n", "a_two": "bands: [PK]\n", "a_three": "roles: [bus]\nbands: [PK]\n"},
    ],
)
def test_files_that_never_meet_are_not_told(tmp_path: Path, files: dict[str, str]) -> None:
    assert len(load_library("en", write(tmp_path, **files)).blocks) == len(files)


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    root = write(tmp_path, a="span: wide\n", b="tint: red\n")
    (root / "en" / "blocks" / "c.md").write_bytes(b"\xff\xff")
    (root / "en" / "roles").mkdir()
    (root / "en" / "roles" / "bus.yaml").write_text("rom: 12\n")
    (root / "en" / "base.yaml").write_text("paper: papyrus\n")
    with pytest.raises(HandoutError) as messages:
        load_library("en", root)
    assert [(Path(p.path).name, p.code) for p in messages.value.problems] == [
        ("base.yaml", "choice"),
        ("a.md", "number"),
        ("b.md", "choice"),
        ("c.md", "file-not-utf8"),
        ("bus.yaml", "unknown-key-near"),
    ]


def test_a_language_without_blocks_is_told(tmp_path: Path) -> None:
    with pytest.raises(HandoutError) as messages:
        load_library("xx", tmp_path)
    assert [p.code for p in messages.value.problems] == ["library-empty"]


def test_layers_that_are_not_there_are_empty(tmp_path: Path) -> None:
    library = load_library("en", write(tmp_path, a=""))
    assert (library.base.level, library.base.name, library.base.values) == (Level.BASE, "base", {})
    assert (library.roles, library.bands) == ({}, {})


def test_the_content_is_read_without_a_problem_and_once() -> None:
    library = load_library()
    assert load_library() is library
    assert set(library.roles) <= set(ROLES)
    assert set(library.bands) <= set(BANDS)
    assert library.base.values["paper"].value == "letter"
    for role, band, prompts in product(ROLES, ("", *BANDS), PROMPTS):
        blocks = library.pick(role, band, {"prompt_order": prompts})
        assert len({block.id for block in blocks}) == len(blocks) >= 8
        sides = [SIDES.index(block.side) for block in blocks]
        assert sides == sorted(sides)
