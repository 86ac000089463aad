"""Golden pages: the HTML and the words of every page of some sheets, compared as a whole set.

After a change that is meant: pytest tests/test_golden.py --update-golden, and read the difference.
"""

from __future__ import annotations

import pytest
from paths import GOLDEN
from press import SAMPLE, edition, laid_out

from handout.pipeline import Edition
from handout.publish.html.render import render

FULL = SAMPLE.read_text(encoding="utf-8").replace("sign_off: yes\n", "")
CASES = {
    "sample": FULL,
    "empty": "",
    "plain-a4-mono": FULL.replace("theme: field-guide", "theme: plain\nink: mono").replace(
        "paper: letter", "paper: a4"
    ),
    "substitute": FULL.replace("role: classroom", "role: substitute"),
    "personal-care": "role: personal-care\nshow_blocks: [words]\n",
    "most-to-least": "prompt_order: most-to-least\ndos_extra: [Ask about the garden]\nteacher_note: |\n  - one **bold**\n  - two\n",
    "large": "large_print: yes\nroom: Đặng & 'Co' <3\n",
}


def pages(made: Edition) -> str:
    """The words of each page, a line a line, in the order they are set."""
    found = []
    for number, page in enumerate(laid_out(made).pages, 1):
        lines: list[str] = []

        def walk(box: object) -> None:
            if type(box).__name__ == "LineBox":
                lines.append("".join(words(box)).rstrip())
            else:
                for child in getattr(box, "children", ()):
                    walk(child)

        def words(box: object) -> list[str]:
            text = getattr(box, "text", None)
            return (
                [text]
                if isinstance(text, str)
                else [w for child in getattr(box, "children", ()) for w in words(child)]
            )

        walk(page._page_box)
        found.append(f"--- page {number} ---\n" + "\n".join(line for line in lines if line))
    return "\n".join(found) + "\n"


def produced() -> dict[str, str]:
    found = {}
    for name, text in CASES.items():
        made = edition(text)
        found[f"{name}.html"] = render(made.fitted, "print").html
        found[f"{name}.txt"] = pages(made)
    return found


def test_pages_are_the_golden_ones(request: pytest.FixtureRequest) -> None:
    fresh = produced()
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        for old in GOLDEN.iterdir():
            old.unlink()
        for name, text in fresh.items():
            (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
    kept = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.iterdir()}
    assert len(kept) == 2 * len(CASES)
    assert kept == fresh
