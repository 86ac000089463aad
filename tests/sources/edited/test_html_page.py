"""HTML files in every state of carelessness, read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from office import Office
from pages import SAMPLE

from handout.pipeline import prepare
from handout.problems import HandoutError
from handout.publish.html.render import render
from handout.pull.snapshot import take_snapshot
from handout.sources.edited.html_document import decode_html
from handout.sources.edited.html_page import LARGEST, Page, open_document, parse_document, read_page
from handout.sources.markdown.normalize import normal_text, stretches
from handout.sources.markdown.writer import Stretch, tidy, write_inline

EDITION = prepare(SAMPLE)
HTML = render(EDITION.fitted, "file", EDITION.logo, "room-12").html
TITLES = {id: block.title for id, block in take_snapshot(EDITION.fitted, "room-12").blocks.items()}
BODY = HTML.split("\n<body", 1)[1]


def read(html: str) -> Page:
    return read_page(parse_document(html, "room-12.html"), TITLES)


def summary(page: Page) -> list[tuple[str, str, list[tuple[str, tuple[str, ...], bool]]]]:
    return [
        (b.id, b.title, [(line.kind, line.texts, line.ticked) for line in b.lines])
        for b in page.blocks
    ]


WHOLE = summary(read(HTML))


def test_every_box_and_field_is_found() -> None:
    page = read(HTML)
    assert [block.id for block in page.blocks] == [
        id for ids in take_snapshot(EDITION.fitted, "").sides.values() for id in ids
    ]
    assert page.marked
    assert not page.loose
    assert not page.foreign
    assert page.fields["teacher_name"] == ("Ms. Rivera",) * len(page.fields["teacher_name"])


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "careless",
    [
        pytest.param(
            lambda html: re.sub(r"</(li|p|td|th|tr|tbody|thead)>", "", html), id="unclosed"
        ),
        pytest.param(
            lambda html: re.sub(r"<(/?)(\w+)", lambda m: f"<{m[1]}{m[2].upper()}", html),
            id="upper-case",
        ),
        pytest.param(lambda html: re.sub(r'="([\w-]+)"', r"=\1", html), id="no-quotes"),
        pytest.param(lambda html: html.replace("\n", "\r\n"), id="crlf"),
        pytest.param(lambda html: re.sub(r"\n\s*", " ", html), id="one-line"),
        pytest.param(
            lambda html: re.sub(r' class="(?!block|side)[^"]*"', "", html), id="no-classes-within"
        ),
        pytest.param(
            lambda html: html.replace("</body>", "").replace("</html>", ""), id="no-end-tags"
        ),
        pytest.param(
            lambda html: re.sub(r"</div>\n\n<!-- BOX", "\n\n<!-- BOX", html), id="boxes-not-closed"
        ),
        pytest.param(
            lambda html: re.sub(r' data-block="\w+"', "", html, count=3), id="some-boxes-not-marked"
        ),
    ],
)
def test_careless_html_says_the_same(careless: object) -> None:
    html = HTML.replace(BODY, careless(BODY))  # type: ignore[operator]
    assert html != HTML
    # Without classes a tick is not seen, and a hint is: neither is in the sample's lines but for
    # empty rows.
    assert [(id, title) for id, title, _ in summary(read(html))] == [
        (id, title) for id, title, _ in WHOLE
    ]
    if "ticks" in html.split("<body")[1]:
        assert summary(read(html)) == WHOLE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    assert decode_html(HTML.encode(encoding)).lstrip("\ufeff") == HTML


def test_a_file_saved_as_western_windows_though_it_says_utf_8() -> None:
    html = HTML.encode("cp1252", "xmlcharrefreplace")
    assert summary(read(decode_html(html))) == WHOLE


def test_a_declared_encoding_is_believed() -> None:
    html = b'<meta charset="iso-8859-2"><div data-block="team"><h2>\xb1</h2></div>'
    assert read(decode_html(html)).blocks[0].title == "ą"


def test_what_office_programs_keep_is_enough(tmp_path: Path, office: Office) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "room-12.html").write_text(HTML, encoding="utf-8")
    office.convert(tmp_path / "in" / "room-12.html", to="html:HTML (StarWriter)", folder=tmp_path)
    page = read_page(open_document(tmp_path / "room-12.html"), TITLES)
    assert not page.marked
    assert [
        (id, title, [texts for _, texts, _ in lines]) for id, title, lines in summary(page)
    ] == [(id, title, [texts for _, texts, _ in lines]) for id, title, lines in WHOLE]


def test_boxes_without_marks_and_ids_are_known_by_their_headings() -> None:
    html = re.sub(r' (?:data-block|id|class)="[^"]*"', "", HTML)
    page = read(html)
    assert {block.id for block in page.blocks} == set(TITLES)
    assert not page.marked


def test_what_a_handout_cannot_hold_is_left_out_and_counted() -> None:
    bad = '<li onclick="steal()">Hi <script>alert(1)</script><img src=x onerror=y><b style="color:red">there</b><svg></svg></li>'
    page = read(HTML.replace("<li>Walk the exits</li>", bad))
    line = next(block for block in page.blocks if block.id == "checklist").lines[0]
    assert line.cells == ((Stretch("Hi "), Stretch("there", bold=True)),)
    assert page.foreign == {"onclick": 1, "onerror": 1, "script": 1, "img": 1, "svg": 1}


def test_lines_in_a_field_are_words_apart() -> None:
    page = read(
        '<span data-field="room">Jo<b>rdan</b><br>Ellis <!-- x --><div>and Poe</div></span>'
    )
    assert page.fields == {"room": ("Jordan Ellis and Poe",)}


def test_words_outside_every_box_are_told() -> None:
    page = read(
        HTML.replace('<div class="side back', '<p>Lost words</p>\n<div class="side back', 1)
    )
    assert page.loose == ("Lost words",)


def test_a_box_that_is_there_twice_is_a_new_one_the_second_time() -> None:
    at = HTML.index('<div class="block', HTML.index("<!-- BOX: Keep it private"))
    box = HTML[at : HTML.index("</div>\n\n", at) + 6]
    page = read(HTML.replace(box, box + box))
    assert [block.id for block in page.blocks].count("privacy") == 1
    assert [block.id for block in page.blocks].count("") == 1


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<",
        "words",
        "<p>x",
        "\0",
        "<div>" * 20_000,
        "<table><tr><td>" * 3000,
        "<b><i><a href=x>" * 2000,
    ],
)
def test_any_text_is_read_or_told(html: str) -> None:
    try:
        assert not [block for block in read(html).blocks if block.id]
    except HandoutError as error:
        assert [each.code for each in error.problems] == ["page-tangled"]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "large.html").write_bytes(b" " * (LARGEST + 1))
    for name, code in (
        ("large.html", "page-large"),
        ("none.html", "file-missing"),
        (".", "file-folder"),
    ):
        with pytest.raises(HandoutError) as caught:
            open_document(tmp_path / name)
        assert [each.code for each in caught.value.problems] == [code]


LETTERS = st.sampled_from(["1:1", ":", "1", "\\\\s"]) | st.text(
    alphabet=st.sampled_from("ab *_\\[]()<>|&`#1.-+•!~{}=:/x\u00a0\u200b\n“’é"), max_size=6
)
STRETCH = st.builds(
    Stretch,
    LETTERS,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "", "", "https://a.org/x_(y)", "#help", "javascript:x"]),
)


@pytest.mark.slow
@given(st.lists(STRETCH, max_size=6))
@example([Stretch("1", bold=True), Stretch(":"), Stretch("1", bold=True)])
@example([Stretch("1:1", bold=True), Stretch("1")])
@example([Stretch("1:1"), Stretch("1:1", italic=True)])
@example([Stretch("1:1"), Stretch("__1:11:1__", italic=True)])
@example([Stretch("a", bold=True), Stretch("b", True, True), Stretch("c", bold=True)])
@example(
    [Stretch("a", True, True), Stretch("b", True), Stretch("c", True, True), Stretch("d", True)]
)
@example([Stretch("\\\\s\\"), Stretch("\\\\", bold=True), Stretch("\\")])
@settings(max_examples=500, deadline=None)
def test_words_of_a_page_are_written_so_that_the_page_says_them_again(words: list[Stretch]) -> None:
    normal = tidy(words)
    assert tidy(normal) == normal
    markdown = write_inline(words)
    assert tidy(stretches(markdown)) == normal
    assert normal_text(markdown) == markdown


@given(st.text(alphabet=st.sampled_from("ab *_\\[]()<>|&`#1.-+•!~{}=:/x\u00a0\n"), max_size=30))
@settings(max_examples=500, deadline=None)
def test_markdown_has_one_normal_form(text: str) -> None:
    assert normal_text(normal_text(text)) == normal_text(text)
