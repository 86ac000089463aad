"""A sheet in a language that is written from right to left."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pytest
from press import boxes, laid_out, prepare_text, printed
from script_fonts import script_fonts

from handout.compiled.renderer import Compiler
from handout.content_folders import CONTENT_VARIABLE
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.messages import message_table
from handout.publish.html.render import render

ARABIC = 'language: ar\nteacher_name: Ms. Rivera\npara_name: ليلى\nroom: "12"\n'


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


def find_box(document: Any, tag: str, name: str) -> Any:
    [found] = [
        box
        for box in boxes(document)
        if type(box).__name__ in ("BlockBox", "TableBox", "BlockReplacedBox")
        and box.element_tag == tag
        and name in (box.element.get("class") or "").split()
    ]
    return found


def test_the_sheet_is_turned_round_on_paper() -> None:
    document = laid_out(prepare_text(ARABIC))
    plate = find_box(document, "div", "plate")
    tag = find_box(document, "div", "tag")
    assert tag.position_x == pytest.approx(plate.position_x, abs=1)
    words = find_box(document, "div", "words")
    lifeline = find_box(document, "p", "lifeline")
    middle = words.position_x + words.width / 2
    assert words.position_x < lifeline.position_x < middle
    assert lifeline.position_x + lifeline.border_width() < words.position_x + words.border_width()


def test_bold_words_are_as_wide_as_they_are_set() -> None:
    lifeline = find_box(laid_out(prepare_text(ARABIC)), "p", "lifeline")
    [line] = lifeline.children
    assert sum(child.margin_width() for child in line.children) == pytest.approx(
        lifeline.width, abs=0.1
    )


def test_the_file_says_its_direction_and_an_english_one_none() -> None:
    assert '<html lang="ar" dir="rtl">' in render(prepare_text(ARABIC).fitted, "file").html
    assert "dir=" not in render(prepare_text("").fitted, "print").html


def test_it_is_typeset_as_a_whole() -> None:
    rendered = Compiler().render(prepare_text(ARABIC).fitted)
    assert rendered.route == "typeset: right-to-left" and rendered.pages == 3


def test_the_lifeline_takes_no_room_from_the_answer() -> None:
    # The pill floats there, and the answer's first line was shortened beside it: a page more.
    answer = "Press the red button by the door, or use radio channel 2."
    document = laid_out(prepare_text(f"{ARABIC}call_for_help: '{answer}'\n"))
    words = find_box(document, "p", "answer")
    assert len(words.children) == 1


def lines_of(document: Any) -> dict[str, tuple[float, float]]:
    """Return where each text of the first page begins and ends, in CSS px."""
    found = {}
    for box in boxes(document):
        if type(box).__name__ == "TextBox":
            text = box.text.replace("\N{NO-BREAK SPACE}", " ").strip()
            found[text] = (box.position_x, box.position_x + box.width)
    return found


NOTE = "teacher_note: '{}'\ncall_for_help: {}\n"


@pytest.mark.slow
def test_bold_words_of_another_direction_keep_their_place_in_the_line() -> None:
    english = NOTE.format("Please **watch** and wait.", "Press 9.")
    places = lines_of(laid_out(prepare_text(ARABIC + english)))
    assert places["Please"][1] <= places["watch"][0] < places["watch"][1] <= places["and wait."][0]
    arabic = NOTE.format("مرحبا **بكم** هنا.", "اضغط 9.")
    places = lines_of(laid_out(prepare_text(arabic)))
    assert places["هنا."][1] <= places["بكم"][0] < places["بكم"][1] <= places["مرحبا"][0]


def test_no_word_is_broken_in_lines_of_another_direction() -> None:
    # Within an inline box that holds others the typesetter broke "Life in danger?" behind its L.
    document = laid_out(prepare_text(ARABIC))
    broken = [text for text in lines_of(document) if len(text) == 1 and text.isalpha()]
    assert not broken


def test_dots_stand_beside_their_words_in_two_columns() -> None:
    note = "teacher_note: |\n  - اسأل أولًا.\n  - انتظر قليلًا.\n  - ابدأ الآن.\n"
    places: dict[str, Any] = {}
    for box in boxes(laid_out(prepare_text(ARABIC + note))):
        if type(box).__name__ == "TextBox" and box.text.strip() in ("•", "اسأل أولًا."):
            places.setdefault(box.text.strip(), box)
    assert places["•"].position_x >= places["اسأل أولًا."].position_x + places["اسأل أولًا."].width


@pytest.mark.parametrize("medium", ["file", "print"])
def test_an_english_sheet_gains_no_direction(medium: Any) -> None:
    html = render(
        prepare_text("teacher_name: Ms. Rivera\nteacher_note: Hi **all**.\n").fitted, medium
    ).html
    body = html[html.index("<body") : html.index("<script") if "<script" in html else None]
    assert " dir=" not in body and "turned" not in body


@pytest.mark.slow
def test_what_is_heard_is_the_words_and_not_the_pieces_of_their_letters() -> None:
    content, _ = printed(ARABIC)
    with pikepdf.open(io.BytesIO(content)) as opened:
        drawn = pikepdf.parse_content_stream(opened.pages[0])
        beside = [each.operands[1] for each in drawn if str(each.operator) == "BDC"]
        marks = [str(each.ActualText) for each in beside if "/ActualText" in each]
    assert {"دليل اليوم الأول", "ليلى"} <= {words.strip() for words in marks}
    assert "Ms. Rivera" not in marks


class _Sentences(HTMLParser):
    """Collects the English sentences of a page whose direction is not their own."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str, str]] = []  # tags, directions and languages
        self.turned_round: list[str] = []
        self.languages: dict[str, str] = {}  # of sentences

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "img", "meta", "link", "col"):
            return
        own = dict(attrs)
        _, direction, language = self._open[-1] if self._open else ("", "ltr", "")
        self._open.append((tag, own.get("dir") or direction, own.get("lang") or language))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(tag in ("style", "script", "title") for tag, _, _ in self._open):
            return
        for sentence in re.findall(r"[A-Z][^.!?]*[a-z][.!?](?=\s|$)", data.strip()):
            _, direction, self.languages[sentence] = self._open[-1]
            if direction != "ltr":
                self.turned_round.append(sentence)


def read_sentences(text: str, medium: Literal["print", "file"]) -> _Sentences:
    page = _Sentences()
    page.feed(render(prepare_text(text).fitted, medium).html)
    return page


@pytest.mark.parametrize("medium", ["print", "file"])
def test_what_is_not_translated_keeps_its_full_stops_at_their_ends(
    medium: Literal["print", "file"], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ar-XA").mkdir()
    words = message_table("words")
    lines = [f'{key} = "{words["page"][key]}"' for key in ("subtitle", "back_lead", "extra_lead")]
    lines += ["[foot]"] + [f'{key} = "{words["foot"][key]}"' for key in ("names", "turn_rest")]
    text = '[language]\nname = "العربية"\nenglish = "Arabic"\n[page]\n' + "\n".join(lines)
    (tmp_path / "ar-XA" / "words.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv(CONTENT_VARIABLE, str(tmp_path))
    page = read_sentences(ARABIC.replace("language: ar", "language: ar-XA"), medium)
    assert words["foot"]["names"] in page.languages
    assert page.turned_round == []


@pytest.mark.parametrize("medium", ["print", "file"])
@pytest.mark.parametrize("language", ["ar", "es"])
def test_the_english_of_locked_lines_says_that_it_is_english(
    language: str, medium: Literal["print", "file"]
) -> None:
    page = read_sentences(ARABIC.replace("language: ar", f"language: {language}"), medium)
    assert page.languages["Stay with the students."] == "en"
    assert page.turned_round == []
