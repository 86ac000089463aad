"""A title at the top of a page never runs into what stands beside it: it is told instead."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from press import laid_out, only_side, prepare_text
from script_fonts import script_fonts

from handout.content_folders import CONTENT_VARIABLE, list_languages
from handout.layout.fitting.page_titles import page_title_problems
from handout.layout.heights.height_calculator import HeightCalculator
from handout.layout.larger_text import TEXT_SCALES
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.problems import HandoutError

Look = tuple[str, str, str]
"""Theme, paper and text size."""

LOOKS: list[Look] = list(product(("field-guide", "plain"), ("letter", "legal", "a4"), TEXT_SCALES))
LONG = {
    "en": "Everything you need on your first day here ",
    "es": "Todo lo esencial para su primer día aquí ",
    "zh-Hans": "第一天需要知道的全部内容",
    "ar": "كل ما يلزمك في يومك الأول هنا ",
}
KEYS = ("words:page.title", "words:page.back_title")


def look_text(language: str, look: Look, role: str = "classroom") -> str:
    theme, paper, size = look
    return (
        f"language: {language}\nrole: {role}\ntheme: {theme}\npaper: {paper}\ntext_size: {size}\n"
        "para_name: Jordan\nteacher_name: Ms. Rivera\nroom: Room 12\n"
    )


Make = Callable[[str], Any]


@pytest.fixture(autouse=True)
def _all_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, Look], Make]:
    """A sheet of a district that has other words at `key`; where they are too long, the Problem."""

    def for_key(key: str, language: str, look: Look) -> Make:
        file, table, name = re.split("[:.]", key)

        def with_words(words: str) -> Any:
            folder = tmp_path / str(len(list(tmp_path.iterdir())))
            path = folder / language / f"{file}.toml"
            path.parent.mkdir(parents=True)
            path.write_text(f"[{table}]\n{name} = {json.dumps(words)}\n", encoding="utf-8")
            monkeypatch.setenv(CONTENT_VARIABLE, str(folder))
            try:
                return prepare_text(look_text(language, look))
            except HandoutError as error:
                found = next(problem for problem in error.problems if not problem.warning)
                assert found.code == "page-title-too-long", found
                assert f"{file}.toml" in found.hint and f"{table}.{name}" in found.hint
                return int(re.findall(r"\d+", found.hint)[-1])

        return with_words

    return for_key


def words_in(prepared: Any, names: set[str]) -> dict[str, list[tuple[float, float]]]:
    """Where words in elements with such tags or classes begin and end, px.

    An element in another that is asked for is its own.
    """
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}

    def walk(box: Any, name: str) -> None:
        element = getattr(box, "element", None)
        if element is not None:
            own = {element.tag, *(element.get("class") or "").split()} & names
            name = own.pop() if own else name
        if type(box).__name__ == "TextBox" and name:
            found[name].append((box.position_x, box.position_x + box.width))
        for child in getattr(box, "children", ()):
            walk(child, name)

    for page in laid_out(prepared).pages:
        walk(page._page_box, "")
    return found


def is_apart(words: list[tuple[float, float]], others: list[tuple[float, float]]) -> bool:
    start, end = min(begin for begin, _ in words), max(end for _, end in words)
    return all(end <= begin or end_other <= start for begin, end_other in others)


@pytest.mark.slow
@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("look", LOOKS[::5], ids="-".join)
def test_the_longest_title_that_is_not_told_stands_free(
    language: str, key: str, look: Look, make: Any
) -> None:
    with_words = make(key, language, look)
    text = LONG[language] * 4
    count = with_words(text)
    assert isinstance(count, int), "a title four times too long is told"
    assert count > 10 or language == "zh-Hans" and count > 4
    while isinstance(longest := with_words(text[:count].strip()), int):
        assert longest < count, "the number of characters that is told leads to one that fits"
        count = longest
    assert count > len(LONG[language]) * 0.2
    side = only_side(longest, KEYS.index(key))
    words = words_in(side, {"h1", "sub", "tag", "head", "lead"})
    if key == "words:page.title":
        for name in ("h1", "sub"):
            assert is_apart(words[name], words["tag"])
    elif look[0] == "field-guide" and words["lead"]:
        assert is_apart(words["head"], words["lead"])


@pytest.mark.slow
@pytest.mark.parametrize("language", LONG)
@pytest.mark.parametrize("look", LOOKS[::5], ids="-".join)
def test_what_stands_under_the_title_takes_the_lines_it_needs(
    language: str, look: Look, make: Any
) -> None:
    with_words = make("roles:classroom.subtitle", language, look)
    short, long = with_words(LONG[language][:5]), with_words(LONG[language] * 3)
    words = words_in(only_side(long, 0), {"h1", "sub", "tag"})
    assert len(words["sub"]) > 1
    assert is_apart(words["sub"], words["tag"])
    heights = []
    for prepared in (short, long):
        side = prepared.fitted.sides[0]
        calculator = HeightCalculator(prepared.fitted.metrics, side.density)
        heights.append(calculator.titles_height(side.side))
        assert calculator.top_height(side.side) > heights[-1]
    assert heights[0] < heights[1]


@pytest.mark.parametrize("language", list_languages())
def test_the_titles_of_every_language_fit_in_every_look(language: str) -> None:
    for look in LOOKS:
        assert not list(page_title_problems(prepare_text(look_text(language, look)).fitted)), look
