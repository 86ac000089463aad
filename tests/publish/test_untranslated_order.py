"""English that is not translated yet keeps its order on a sheet that is written to the left."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from press import boxes, laid_out, prepare_text
from script_fonts import script_fonts

from handout.content_folders import CONTENT_VARIABLE
from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.publish.docx.document import build_word_file
from handout.sources.content.library import clear_libraries

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NAME = '[language]\nname = "فارسی"\nenglish = "Persian"\n'
_SOME_WORDS = f'{_NAME}[tag]\nwelcome = "خوش آمدید،"\n[foot]\nnames = "بدون نام."\n'
_LINES = (
    "A note from Ms. Rivera",
    "1. Teacher",
    "Turn over for how to do the job well.",
    "8:00 to 3:00",
    "Count 10 seconds before you help.",
    "Approved by Ann Lee",
    "Good from Aug 1, 2026 to Jun 1, 2027",
    "Read and signed: aide teacher date",
    "Class",
)
_ROOM = """language: fa
teacher_name: Ms. Rivera
arrive: '8:00'
leave: '3:00'
wait_seconds: 10
approved_by: Ann Lee
valid_from: 2026-08-01
valid_to: 2027-06-01
sign_off: true
"""


@pytest.fixture(autouse=True, params=[_NAME, _SOME_WORDS], ids=["nothing", "a few words"])
def half_translated(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    (tmp_path / "fa").mkdir()
    (tmp_path / "fa" / "words.toml").write_text(request.param, encoding="utf-8")
    monkeypatch.setenv(CONTENT_VARIABLE, str(tmp_path))
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    clear_libraries()
    yield
    clear_libraries()


def seen_lines(document: Any) -> list[str]:
    """Return the words of each line as they stand on paper, from left to right."""
    lines = []
    for box in boxes(document):
        if type(box).__name__ == "LineBox":
            texts = [each for each in _inside(box) if isinstance(getattr(each, "text", None), str)]
            texts.sort(key=lambda each: each.position_x)
            lines.append(_squash(" ".join(each.text for each in texts)))
    return lines


def _inside(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from _inside(child)


def _squash(text: str) -> str:
    return " ".join(text.split())


def test_phrases_read_from_left_to_right_on_paper() -> None:
    lines = seen_lines(laid_out(prepare_text(_ROOM)))
    assert [words for words in _LINES if not any(words in line for line in lines)] == []


def test_a_blank_stands_behind_its_words() -> None:
    document = laid_out(prepare_text("language: fa\nteacher_name: Ms. Rivera\nroom: '12'\n"))
    [words] = [box for box in boxes(document) if _squash(getattr(box, "text", "") or "") == "Class"]
    blanks = [box for box in boxes(document) if box.element in list(words.element)]
    assert blanks and all(words.position_x < box.position_x for box in blanks)


def test_word_sets_their_paragraphs_to_the_right() -> None:
    prepared = prepare_text(_ROOM)
    document = docx.Document(io.BytesIO(build_word_file(prepared.fitted, prepared.logo)))
    found = {
        _squash("".join(text.text or "" for text in paragraph.iter(f"{_WORD}t"))): paragraph
        for paragraph in document.element.iter(f"{_WORD}p")
    }
    for words in ("A note from Ms. Rivera", "1. Teacher", "Count 10 seconds before you help."):
        [paragraph] = [each for said, each in found.items() if said == words]
        mark = paragraph.find(f"{_WORD}pPr/{_WORD}bidi")
        assert mark is not None and mark.get(f"{_WORD}val") == "0"
        assert paragraph.find(f".//{_WORD}rtl") is None
