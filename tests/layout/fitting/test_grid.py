"""A front has few sizes of type, and few edges at which its lines begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fit_cases import FULL
from press import laid_out, only_side, prepare_text
from strategies import ROLES

from handout.pipeline import PreparedHandout

SAMPLE_WORDS = FULL.replace("role: classroom", "").replace("theme: field-guide", "")

# pt: of the foot, the tag, headings, the help card's heading, its answer (if it is long), titles.
SIZES: dict[str, set[float]] = {
    "field-guide": {9.5, 10, 11.5, 13, 15.5, 17, 22, 26},
    "plain": {9.5, 10, 11.5, 13, 15.5, 17, 20, 23, 26},
}
# pt from the left of the paper: whether filled in or to be written on, words begin at the same.
EDGES: dict[str, dict[str, list[float]]] = {
    "field-guide": {
        "paper": [54],  # what stands outside all boxes begins where their frames do
        "boxes": [63.8, 307.6],  # of the sheet, and of the second of two side by side; “You” too
        "names of boxes": [81.8, 325.6],  # after their sign; the first column of ticks too
        "nameplate": [115, 400.1],  # after the emblem; after the tag's hole
        "help, the class": [134.2],  # after the hand
        "drills": [193.9, 323.3, 452.7],  # quarters of the sheet; the second table of people too
        "people": [157.2, 230.7],  # the narrowest in which names and extensions stay on a line
        "facts": [379.6],  # after the longest label
        "where": [490.2],  # the last column of the day, and how to reach the others
        "ticks": [249.3, 416.7],  # thirds of the sheet; the names of the others too
    },
    "plain": {
        "first column": [57, 67, 73],  # words; the help card's heading; after a box to tick
        "second": [192, 246],  # a quarter; a third
        "third": [327],  # a half
        "fourth": [462, 470],  # three quarters; where, as wide as its words
        "the class, you": [127, 277.6],  # after the longest time; after the longest lesson
        "people": [149, 225, 419, 495],  # the same in both tables; the third column of ticks too
        "facts": [304.5, 399],  # beside the lines of an empty note; after the longest label
    },
}
_FLOATING = {"lifeline", "right", "hint", "lead"}  # they end at an edge


def front_lines(made: PreparedHandout) -> Iterator[tuple[float, list[Any]]]:
    """Yield the lines of a front that begin at their left: where, in pt, and their texts."""
    yield from _lines_in(laid_out(only_side(made, 0)).pages[0]._page_box, begins_left=True)


def _lines_in(box: Any, begins_left: bool) -> Iterator[tuple[float, list[Any]]]:
    element = getattr(box, "element", None)
    classes = set((element.get("class") or "").split()) if element is not None else set()
    is_right = classes & _FLOATING or box.style["text_align_all"] == "right"
    if type(box).__name__ == "LineBox":
        texts = [text for text in _texts_in(box) if text.text.strip()]
        if texts and begins_left and not is_right and not _floats(box):
            yield min(text.position_x for text in texts) * 0.75, texts
        return
    for child in getattr(box, "children", ()):
        yield from _lines_in(child, begins_left and not is_right)


def _floats(line: Any) -> bool:
    elements = [getattr(box, "element", None) for box in line.children]
    classes = " ".join(element.get("class") or "" for element in elements if element is not None)
    return bool(set(classes.split()) & _FLOATING)


def _texts_in(box: Any) -> Iterator[Any]:
    if type(box).__name__ == "TextBox":
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts_in(child)


@pytest.mark.costly_cases
@pytest.mark.parametrize("theme", EDGES)
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"substitute"}))
def test_lines_begin_at_the_edges_of_the_grid(role: str, theme: str) -> None:
    edges = [edge for group in EDGES[theme].values() for edge in group]
    for words in ["", SAMPLE_WORDS] if role == "classroom" else [""]:
        made = prepare_text(f"{words}\nrole: {role}\ntheme: {theme}\n")
        lines = list(front_lines(made))
        assert len(lines) > 20
        beside = {
            round(left, 1): texts[0].text
            for left, texts in lines
            if min(abs(left - edge) for edge in edges) > 0.11
        }
        assert not beside


@pytest.mark.costly_cases
@pytest.mark.parametrize("theme", SIZES)
@pytest.mark.parametrize("words", ["", SAMPLE_WORDS], ids=["empty", "sample"])
def test_a_side_has_seven_sizes_of_type_at_most(words: str, theme: str) -> None:
    made = prepare_text(f"{words}\ntheme: {theme}\n")
    for fitted, page in zip(made.fitted.sides, laid_out(made).pages, strict=True):
        sizes = {round(text.style["font_size"] * 0.75, 2) for text in _texts_in(page._page_box)}
        density = fitted.density
        assert sizes <= SIZES[theme] | {density.size, density.drill[0]}
        assert len(sizes) <= 7
