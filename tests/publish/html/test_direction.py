"""Sides of the style sheets by the direction of a language."""

from __future__ import annotations

import re

import pytest

from handout.messages import TEMPLATES
from handout.publish.html.css import build_style_sheet
from handout.publish.html.direction import write_sides
from handout.writing_direction import first_direction

CASES = {
    "margin-inline-start: 3pt": ("margin-left: 3pt", "margin-right: 3pt"),
    "padding-inline-end: calc(1pt + 2pt)": (
        "padding-right: calc(1pt + 2pt)",
        "padding-left: calc(1pt + 2pt)",
    ),
    "padding-inline: 1pt 2pt": (
        "padding-left: 1pt; padding-right: 2pt",
        "padding-right: 1pt; padding-left: 2pt",
    ),
    "margin-block: calc(-1 * (var(--a) + 2pt)) 0": (
        "margin-top: calc(-1 * (var(--a) + 2pt)); margin-bottom: 0",
    )
    * 2,
    "padding-block: 1pt": ("padding-top: 1pt; padding-bottom: 1pt",) * 2,
    "border-inline-start: 0": ("border-left: 0", "border-right: 0"),
    "border-inline-end-color: red": ("border-right-color: red", "border-left-color: red"),
    "inset-inline-start: -11pt": ("left: -11pt", "right: -11pt"),
    "float: inline-end": ("float: right", "float: left"),
    "text-align: start": ("text-align: left", "text-align: right"),
    "border-start-start-radius: 0": ("border-top-left-radius: 0", "border-top-right-radius: 0"),
    "border-end-start-radius: 2pt": (
        "border-bottom-left-radius: 2pt",
        "border-bottom-right-radius: 2pt",
    ),
    "background: var(--start) 9pt top 50%": (
        "background: left 9pt top 50%",
        "background: right 9pt top 50%",
    ),
    "align-items: flex-start": ("align-items: flex-start",) * 2,
}


@pytest.mark.parametrize("rule", CASES)
def test_the_typesetter_is_told_left_and_right(rule: str) -> None:
    assert (write_sides(rule, "ltr"), write_sides(rule, "rtl")) == CASES[rule]


@pytest.mark.parametrize("theme", ["field-guide", "plain"])
@pytest.mark.parametrize("large", [False, True])
def test_no_side_by_its_other_name_is_left_in_print(theme: str, large: bool) -> None:
    for direction in ("ltr", "rtl"):
        css = build_style_sheet(
            theme, "letter", "color", "pine", large, "print", direction=direction
        ).css
        assert not re.search(r"inline-(start|end)|-(inline|block):|--start|start-radius", css)


# The paper's own edges (its holes, its page numbers), and what scripts place in the window.
_PHYSICAL = re.compile(r"^@page|\.side|verso|data-ui=notice|\.plate::after|left: auto !important")


def test_templates_name_start_and_end() -> None:
    for path in sorted((TEMPLATES / "css").glob("*.j2")):
        if path.stem.startswith(("index", "office", "separator", "page")):
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            rule = line.strip()
            if not _PHYSICAL.search(rule):
                assert not re.search(r"(?<![\w.])(?:\w+-)?(?:left|right)[\w-]*: ", rule), rule
                assert not re.search(r"(?:float|clear|text-align): (?:left|right)", rule), rule


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("English", "ltr"), ("العربية", "rtl"), ("עברית", "rtl"), ("فارسی", "rtl"), ("اردو", "rtl"),
        ("12 (ليلى)", "rtl"), ("“Ольга”", "ltr"), ("王小明", "ltr"), ("12 · 5", None), ("", None),
    ],
)  # fmt: skip
def test_the_first_letter_with_a_direction_decides(text: str, direction: str | None) -> None:
    assert first_direction(text) == direction
