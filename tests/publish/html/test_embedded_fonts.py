"""Which faces a file carries, and in which cut: those its words are set in, and no more."""

from __future__ import annotations

import re

import pytest
from press import SAMPLE, prepare_text
from script_fonts import script_fonts

from handout.fonts import Cut, face_path
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.layout.text.line_breaking import extra_characters
from handout.message_tables import flatten
from handout.messages import message_table
from handout.publish.html.embedded_fonts import embedded_font_rules, needed_faces
from handout.publish.html.render import render

FAMILIES = ("Handout Sans", "Handout Plate")
_FACE = re.compile(r'font-family: "Handout (\w+)"; font-weight: ([\d ]+); font-style: (\w)')
USUAL = ["Sans 400 n", "Sans 600 n", "Sans 700 n", "Plate 700 n", "Plate 500 i"]


def faces_in(css: str) -> list[str]:
    return [" ".join(face) for face in _FACE.findall(css)]


@pytest.mark.parametrize(
    ("html", "more"),
    [
        ("<p>words</p>", []),
        ("<p>some <em>words</em></p>", ["Sans 400 i"]),
        ("<li>a <strong>b</strong> <em>c</em></li>", ["Sans 400 i"]),
        ("<li><strong>a <em>b</em></strong></li>", ["Sans 700 i"]),
        ("<p><em>a <strong>b</strong></em></p>", ["Sans 400 i", "Sans 700 i"]),
        ("<th>a <em>b</em></th>", ["Sans 700 i"]),
        ('<td class="you"><em>b</em></td><p><em>c</em></p>', ["Sans 400 i", "Sans 700 i"]),
        ('<p class="quote"><em>“Glad to help.”</em></p>', []),
    ],
)
def test_italics_of_the_text_are_in_pages_that_have_some(html: str, more: list[str]) -> None:
    css = embedded_font_rules(needed_faces(FAMILIES, html), "words")
    assert faces_in(css) == [*USUAL[:3], *more, *USUAL[3:]]
    assert css.startswith("/* Handout Sans: ") and "Open Font License" in css.splitlines()[1]


@pytest.mark.parametrize(
    ("words", "heading", "text"),
    [
        ("Ms. Rivera’s “Room 12” – § 5", "heading", "basic"),
        ("5 < 6", "basic", "basic"),
        ("Señora Núñez ½", "basic", "basic"),
        ("François Müller", "latin", "latin"),
        ("Đặng Thị Hương", "wide", "wide"),
        ("Jiří Novák", "wide", "wide"),
        ("\n\u2003Олена 李", "heading", "basic"),  # in faces of their own
    ],
)
def test_a_page_has_the_narrowest_cut_with_all_its_letters(
    words: str, heading: Cut, text: Cut
) -> None:
    css = embedded_font_rules(needed_faces(FAMILIES, ""), words)
    sizes = [len(url) for url in re.findall(r"base64,([^\"]*)", css)]
    faces = needed_faces(FAMILIES, "")
    cuts = [text if face.family == "Handout Sans" else heading for face in faces]
    expected = [face_path(face, cut).stat().st_size for face, cut in zip(faces, cuts, strict=True)]
    assert [size * 3 // 4 for size in sizes] == pytest.approx(expected, abs=2)


def test_letters_of_other_scripts_come_for_the_faces_that_are_there() -> None:
    made = prepare_text(SAMPLE.read_text(encoding="utf-8").replace("Ms. Rivera", "Олена Ωμέγα"))
    faces = faces_in(render(made.fitted, "file").html)
    assert faces[:5] == USUAL and set(faces[5:]) <= set(USUAL) and "Sans 700 n" in faces[5:]


def test_one_editable_page_is_small() -> None:
    made = prepare_text(SAMPLE.read_text(encoding="utf-8"))
    html = render(made.fitted, "file").html
    assert faces_in(html) == USUAL
    assert len(html.encode()) <= 200_000


@pytest.mark.parametrize("language", ["zh-Hans", "ar"])
def test_the_letters_of_the_editor_s_bar_are_in_the_file(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    words = "".join(text for _, text in flatten(message_table("editor", language)))
    html = render(prepare_text(f"language: {language}\n").fitted, "file").html
    embedded = {int(code, 16) for code in re.findall(r"U\+([0-9A-F]+)", html)}
    assert set(map(ord, extra_characters(words))) <= embedded
    assert len(html.encode()) <= 450_000
