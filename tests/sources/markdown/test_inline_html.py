"""Inline Markdown: bold, italic and links come out.

Everything else a person types is shown as she typed it.
"""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from html.parser import HTMLParser

import paths
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handout.sources.markdown.inline_html import Run, inline_html, runs

CASES = tomllib.loads((paths.CASES / "inline.toml").read_text("utf-8"))["case"]


class Reader(HTMLParser):
    """Collects what a browser would make of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:30])
def test_html_and_what_is_read(case: dict[str, str]) -> None:
    assert inline_html(case["text"]) == case["html"]
    assert "".join(run.text for run in runs(case["text"])) == case.get("read", case["text"])


def test_runs_are_as_long_as_they_can_be() -> None:
    assert runs("**Seizure:** stay, *time* [**it**](https://a.org) & wait") == (
        Run("Seizure:", True, False),
        Run(" stay, ", False, False),
        Run("time", False, True),
        Run(" it & wait", False, False),
    )
    assert runs("**a *b***") == (Run("a ", True, False), Run("b", True, True))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 8000,
        "![" * 4000,
        "[a](" * 2000,
        "[a](https://x" * 600,
        "[a](#" * 1500,
        "[a](#b)" * 1100,
    ]
    + [
        "*" * 8000,
        "**a " * 2000,
        "*a" * 4000,
        "_a *b " * 1300,
        "\\" * 8000,
        "\\[" * 4000,
        "<" * 8000 + "*a*",
    ]
    + [
        "&" * 8000 + "*a*",
        "`" * 8000 + "*a*",
        "(" * 8000 + "*a*",
        "]" * 8000 + "*a*](",
        "*" * 7000 + "a* " * 300,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    html = inline_html(text)
    assert time.process_time() - start < 1
    assert Reader(html).text


SIGNS = st.sampled_from([*"ab é*_[]()<>&`\\|#:\"'{}\u00a0\n\x02", "https://", "**", "](", "tel:"])
MARKED = st.lists(SIGNS, max_size=30).map("".join)


@given(
    st.one_of(
        MARKED,
        st.text(max_size=40),
        st.lists(st.sampled_from(CASES).map(lambda c: c["text"]), max_size=3).map(" ".join),
    )
)
def test_only_three_tags_ever_come_out(text: str) -> None:
    reader = Reader(inline_html(text))
    assert reader.open == []
    for tag, attrs in reader.tags:
        if tag == "a":
            ((name, address),) = attrs
            assert name == "href"
            assert address and address.lower().startswith(("https://", "mailto:", "tel:", "#"))
        else:
            assert tag in ("strong", "em")
            assert attrs == ()
    assert "".join(run.text for run in runs(text)) == reader.text


@given(MARKED)
@example("*one**two*three")  # Python-Markdown 3.11.3 loses a t
def test_letters_are_never_lost(text: str) -> None:
    """What is taken away are marks, and the addresses of links."""
    if "](" not in text:
        assert [c for c in Reader(inline_html(text)).text if c.isalpha()] == [
            c for c in text if c.isalpha()
        ]


@given(st.text(st.sampled_from("ab é[]()<>&`#:\"'{}\u00a0\n\x02|")))
def test_plain_text_is_the_same_with_and_without_markdown(text: str) -> None:
    """The short way, for text without marks, gives what the long way gives."""
    if "](" not in text:
        assert inline_html(f"x{text}x *y*") == inline_html(f"x{text}x") + " <em>y</em>"


def test_plain_text_needs_no_markdown() -> None:
    code = "import sys; from handout.sources.markdown.inline_html import inline_html; inline_html('Ask <first> & wait')"
    code += "; sys.exit('markdown' in sys.modules or 'nh3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
