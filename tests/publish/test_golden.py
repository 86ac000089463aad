"""Golden pages: the HTML and the words of every page of some sheets, compared as a whole set.

They fail with a unified diff. After a change that is meant run
pytest tests/publish/test_golden.py --update-golden, and read the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

import pytest
from paths import GOLDEN
from press import SAMPLE, laid_out, prepare_text
from script_fonts import script_fonts

from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.pipeline import PreparedHandout
from handout.publish.html.render import render

FULL = SAMPLE.read_text(encoding="utf-8").replace("sign_off: yes\n", "")
CASES = {
    "sample": FULL,
    "empty": "",
    "spanish": "language: es\n",
    "arabic": (
        "language: ar\nteacher_name: Ms. Rivera\ncall_for_help: اتصل (555) 555-0100.\n"
        "teacher_note: |\n  Please **wait** (a little).\n\n  انتظر **قليلًا** من فضلك.\n"
    ),
    "chinese": "language: zh-Hans\npara_name: 王小明\ncall_for_help: 按门边的红色按钮，或用对讲机 2 频道。\n",
    "plain-a4-mono": FULL.replace("theme: field-guide", "theme: plain\nink: mono").replace(
        "paper: letter", "paper: a4"
    ),
    "substitute": FULL.replace("role: classroom", "role: substitute"),
    "personal-care": "role: personal-care\nshow_blocks: [words]\n",
    "most-to-least": (
        "prompt_order: most-to-least\ndos_extra: [Ask about the garden]\n"
        "teacher_note: |\n  - one **bold**\n  - two\n"
    ),
    "large": "large_print: yes\nroom: Đặng & 'Co' <3\n",
}


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


def read_page_lines(page: Any) -> Iterator[str]:
    """Yield the lines of words of a page that is laid out, in the order they are set."""
    for box in _line_boxes(page._page_box):
        line = "".join(_texts(box)).rstrip()
        if line:
            yield line


def _line_boxes(box: Any) -> Iterator[Any]:
    if type(box).__name__ == "LineBox":
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _line_boxes(child)


def _texts(box: Any) -> Iterator[str]:
    text = getattr(box, "text", None)
    if isinstance(text, str):
        yield text
        return
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def write_pages(prepared: PreparedHandout) -> str:
    """Return the words of each page, a line a line."""
    pages = [
        "\n".join([f"--- page {number} ---", *read_page_lines(page)])
        for number, page in enumerate(laid_out(prepared).pages, 1)
    ]
    return "\n".join(pages) + "\n"


def build_pages() -> dict[str, str]:
    texts = {}
    for name, text in CASES.items():
        prepared = prepare_text(text)
        texts[f"{name}.html"] = render(prepared.fitted, "print").html
        texts[f"{name}.txt"] = write_pages(prepared)
    return texts


def read_golden_pages() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.iterdir()}


def write_golden_pages(pages: dict[str, str]) -> None:
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.iterdir():
        old.unlink()
    for name, text in pages.items():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")


def format_difference(golden: dict[str, str], fresh: dict[str, str]) -> str:
    """Return what differs between two sets of files as one unified diff; "" if nothing does.

    A file that is in one set only differs in all its lines, and an empty file by its name.
    """
    lines: list[str] = []
    for name in sorted(golden.keys() | fresh.keys()):
        if golden.get(name) == fresh.get(name):
            continue
        old = golden.get(name, "").splitlines(keepends=True)
        new = fresh.get(name, "").splitlines(keepends=True)
        labels = [
            f"tests/golden/{name}" if name in golden else "/dev/null",
            f"as it is now/{name}" if name in fresh else "/dev/null",
        ]
        lines += unified_diff(old, new, labels[0], labels[1]) if old != new else [f"{labels}\n"]
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def test_pages_are_the_golden_ones(request: pytest.FixtureRequest) -> None:
    fresh = build_pages()
    if request.config.getoption("--update-golden"):
        write_golden_pages(fresh)
    golden = read_golden_pages()
    assert len(golden) == 2 * len(CASES)
    difference = format_difference(golden, fresh)
    if difference:
        pytest.fail(f"The pages are not the golden ones:\n{difference}", pytrace=False)


@pytest.mark.parametrize(
    ("golden", "fresh", "lines"),
    [
        ({"a": "one\ntwo\n"}, {"a": "one\ntwo\n"}, []),
        ({"a": "one\ntwo\n"}, {"a": "one\nthree\n"}, ["--- tests/golden/a", "-two", "+three"]),
        ({"a": "one\n"}, {"a": "one"}, ["-one", "+one"]),
        ({}, {"a": "one\n"}, ["--- /dev/null", "+++ as it is now/a", "+one"]),
        ({"a": "one\n"}, {}, ["+++ /dev/null", "-one"]),
        ({"a": ""}, {}, ["['tests/golden/a', '/dev/null']"]),
    ],
)
def test_what_differs_is_a_unified_diff(
    golden: dict[str, str], fresh: dict[str, str], lines: list[str]
) -> None:
    difference = format_difference(golden, fresh).splitlines()
    assert [line for line in difference if line in lines] == lines
    assert bool(difference) == bool(lines)
