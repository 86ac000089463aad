"""Style sheets name the start and the end of a line, never left and right: a page in Arabic turns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handout.messages import CONTENT

TEMPLATES = CONTENT.parent / "templates"
_SIDED = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin)-(?:left|right)(?:-\w+)?|left|right)\s*:(?:{{.*?}}|[^;}])*"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
_FOUR = re.compile(r"(?<![\w-])(padding|margin|border-radius|inset)\s*:\s*((?:{{.*?}}|[^;}])+)")

# What is as it is in both directions, by its style sheet.
ALLOWED = {
    "web/page.css.j2": {
        "left: -9px",  # a frame that is not seen
        "left: -1.25rem",  # the corners of a picture
        "right: -1.25rem",
    },
    "css/editor.css.j2": {
        "left: 0",  # from edge to edge
        "right: 0",
        "left: 50%",  # in the middle
        "left: auto !important",  # the place that a script gave it
        "right: 8px",  # under a thumb
    },
    "css/office.css.j2": {"text-align: left"},  # office programs know no start
    "css/screen.css.j2": {"margin-left: {{ p.punch - p.outer }}pt"},  # the holes in the paper
    "css/plain.css.j2": {"left: 0", "right: 0"},  # from edge to edge
}


def sided(css: str) -> Iterator[str]:
    """Yield the declarations that name a left or a right side, or have other lengths on them."""
    for match in _SIDED.finditer(css):
        yield match[0].strip()
    for match in _FOUR.finditer(css):
        said = match[2].removesuffix("!important")
        lengths = re.sub(r"{{.*?}}|\(.*?\)", "x", said).split()
        pairs = [(1, 2), (4, 3)] if match[1] == "border-radius" else [(2, 4)]
        if len(lengths) == 4 and any(lengths[a - 1] != lengths[b - 1] for a, b in pairs):
            yield match[0].strip()


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.css.j2")), ids=lambda path: path.name)
def test_a_style_sheet_turns_round(path: Path) -> None:
    allowed = ALLOWED.get(path.relative_to(TEMPLATES).as_posix(), set())
    assert set(sided(path.read_text(encoding="utf-8"))) == allowed


@pytest.mark.parametrize(
    "css",
    ["p { left: 0 }", "p { margin-left: 1em }", "p{float:right}", "p { text-align: left; }"]
    + ["p { padding: 0 1em 0 2em }", "p { border-right: 1px }", "p { border-left-width: 1px }"],
)
def test_a_side_would_be_found(css: str) -> None:
    assert list(sided(css))


@pytest.mark.parametrize(
    "css",
    ["p { inset-inline: 0 }", "p { margin-inline-start: 1em }", "p { text-align: start }"]
    + ["p { padding: 0 1em 2em }", "p { padding: 1em 2em 0 2em }", "p { float: inline-end }"],
)
def test_what_turns_is_let_pass(css: str) -> None:
    assert not list(sided(css))
