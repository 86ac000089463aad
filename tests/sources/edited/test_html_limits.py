"""Files that hold far more than a handout are refused before anything takes long.

What programs write is not.
"""

from __future__ import annotations

import re
import time
from functools import cache
from pathlib import Path

import pytest
from pages import SAMPLE

from handout.pipeline import prepare
from handout.problems import HandoutError
from handout.publish.html.render import render
from handout.pull.comparison import changes_since_issue
from handout.pull.page.issued_page import read_issued_page
from handout.sources.edited.html_page import parse_document

BULLET = "<li>Walk the exits</li>"
_SECONDS = 3


@cache
def page() -> str:
    edition = prepare(SAMPLE)
    return render(edition.fitted, "file", edition.logo, "room").html


def codes(html: str) -> list[str]:
    """Return the codes of the Problems that reading the page ends with; [] if it is read."""
    try:
        changes_since_issue(read_issued_page(parse_document(html, "room.html"), Path("room.html")))
    except HandoutError as error:
        return [each.code for each in error.problems]
    return []


def _attributes(count: int) -> str:
    return " ".join(f"a{n}" for n in range(count))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(f"<li {_attributes(20_000)}>x</li>", "page-tangled", id="attributes"),
        pytest.param(
            f'<li x=\'>\' y="<" z=" {_attributes(9)}" {_attributes(300)}>x</li>',
            "page-tangled",
            id="attributes-after-quotes",
        ),
        pytest.param(f"<li>{'x' * 60_000}</li>", "page-long-word", id="one-word"),
        pytest.param(f"<li>{'x' * 500}<b>{'y' * 1200}</b></li>", "page-long-word", id="bold-word"),
        pytest.param(f"<li>{'xy<b>z</b>' * 5000}</li>", "page-long-word", id="word-of-many-faces"),
        pytest.param("<li>x</li>" * 20_000, "page-tangled", id="20000-bullets"),
        pytest.param("<li>x" * 700, "page-too-much", id="700-bullets"),
        pytest.param("<li>" + "x<br>" * 700, "page-too-much", id="700-lines"),
        pytest.param("<li>" + "some words " * 20_000, "page-too-much", id="words"),
        pytest.param(f"<table><tr>{'<td>x' * 5000}</table>", "page-cells", id="cells"),
        pytest.param("<table>" + "<tr><td>x" * 700, "page-too-much", id="rows"),
        pytest.param("<script>" * 100_000, "page-tangled", id="scripts"),
        pytest.param("<!-- x -->" * 60_000, "page-tangled", id="comments"),
        pytest.param(f"<!--{'-' * 300_000}-->", "page-tangled", id="dashes"),
        pytest.param("<a x='" * 100_000, "page-tangled", id="open-quotes"),
        pytest.param(f"<a {'=' * 900_000}>", "page-tangled", id="signs"),
        pytest.param(f"<{'a' * 300_000}>", "page-tangled", id="tag-name"),
        pytest.param(f"<!x {'a' * 300_000}>", "page-tangled", id="declaration"),
        pytest.param("&amp;" * 200_000, "page-tangled", id="entities"),
        pytest.param("< " * 400_000, "page-tangled", id="less-than"),
        pytest.param(
            "".join(f"<font size={n}>" for n in range(300)) + "<p>x</p>" * 3000,
            "page-tangled",
            id="fonts-that-begin-again",
        ),
    ],
)
def test_what_would_take_minutes_is_refused_at_once(text: str, code: str) -> None:
    assert BULLET in page()
    before = time.process_time()
    assert codes(page().replace(BULLET, text)) == [code]
    assert time.process_time() - before < _SECONDS


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<li>x" * 100, id="100-bullets"),
        pytest.param(f"<li>See https://example.org/{'a' * 400}</li>", id="address"),
        pytest.param(f"<li>{'very long words ' * 2000}</li>", id="words"),
        pytest.param(f"<table><tr>{'<td>x' * 30}</table>", id="cells"),
        pytest.param(f"<img alt='' src=data:image/png;base64,{'Qk0' * 100_000}>", id="picture"),
        pytest.param("\0" * 900_000, id="nothing"),
        pytest.param(f"<li>{'<span>words</span> ' * 2000}</li>", id="spans"),
        pytest.param(f"<li>{'again <b>and</b> ' * 1500}</li>", id="words-again-and-again"),
        pytest.param(f"<li>{'<p>words</p>' * 100}</li>", id="words-that-elements-divide"),
    ],
)
def test_what_a_person_may_paste_is_read(text: str) -> None:
    assert codes(page().replace(BULLET, text)) == []


def test_a_page_with_every_letter_as_an_entity_is_read() -> None:
    head, body = page().split("\n<body", 1)
    words, rest = body.split("<script", 1)

    def as_entities(match: re.Match[str]) -> str:
        return "".join(c if c.isspace() else f"&#{ord(c)};" for c in match[0])

    coded = re.sub(r"(?<=>)[^<>&]+(?=<)", as_entities, words)
    assert codes(f"{head}\n<body{coded}<script{rest}") == []
