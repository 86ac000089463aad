"""Files that are dropped on the page: what they are by their content, and what is wrong in them by
line and words.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from press import SAMPLE

from handout.problems import HandoutError
from handout.sources.edited.edits_file import is_edits
from handout.web.sheet.dropped_kinds import dropped_kind, strip_suffixes
from handout.web.sheet.form_sheet import FormSheet, LayerFiles
from handout.web.sheet.jobs import render_docx, render_html, render_pdf
from handout.web.sheet.open_file import open_file

_ANSWERS = {"room": "12", "teacher_name": "Ms. Rivera"}
_MAKE: dict[str, Callable[[], bytes]] = {
    "yaml": SAMPLE.read_bytes,
    "json": lambda: b'{"room": "12"}',
    "html": lambda: render_html(LayerFiles(), FormSheet(dict(_ANSWERS), name="room")),
    "docx": lambda: render_docx(LayerFiles(), FormSheet(dict(_ANSWERS), name="room")),
    "pdf": lambda: render_pdf(LayerFiles(), FormSheet(dict(_ANSWERS), name="room")),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", _MAKE)
@pytest.mark.parametrize(
    "name",
    [
        "room",
        "room.txt",
        "room.{kind}.txt",
        "room.{KIND}",
        "ROOM.{KIND}.TXT",
        "my.room (1).{kind}",
        "room.{kind}.download",
        "room.bin",
        "room.htm",
    ],
)
def test_a_file_is_opened_whatever_it_is_called(kind: str, name: str) -> None:
    if (kind, name) == ("yaml", "room.htm"):
        name = "room.yml"
    called = name.format(kind=kind, KIND=kind.upper())
    opened = open_file(LayerFiles(), called, _MAKE[kind]())
    assert "12" in opened["answers"]["room"]


def test_a_picture_is_one_whatever_it_is_called() -> None:
    drawing = b'<?xml version="1.0"?>\n<!-- oak -->\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1L8 8V1z"/></svg>'
    for name in ("oak.svg", "oak", "oak.svg.txt", "oak.png", "OAK.SVG"):
        assert open_file(LayerFiles(), name, drawing)["logo"]


@pytest.mark.parametrize("name", ["IMG_0001", "IMG_0001.HEIC", "image.bin", "photo.jpg"])
def test_a_picture_of_any_kind_is_one_by_its_content(name: str) -> None:
    for kind in ("GIF", "WEBP", "BMP"):
        output = io.BytesIO()
        Image.new("RGB", (8, 8), "navy").save(output, kind)
        assert open_file(LayerFiles(), name, output.getvalue())["logo"], kind
    for start, code in (
        (b"\0\0\0\x18ftypheic\0\0\0\0", "picture-heic"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "picture-format"),
        (b"II*\0\x08\0\0\0", "picture-format"),
    ):
        with pytest.raises(HandoutError) as caught:
            open_file(LayerFiles(), name, start)
        assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.exe", b"MZ\x90\0"),
        ("passwd", b"root:x:0:0:root"),
        ("x.txt", b"Dear all, see you on Monday: bring lunch."),
        ("x", b""),
        ("x.zip", b"PK\x03\x04 room.html"),
    ],
)
def test_what_is_none_of_ours_is_said_to_be_none(name: str, content: bytes) -> None:
    assert dropped_kind(name, content) == ""
    with pytest.raises(HandoutError) as caught:
        open_file(LayerFiles(), name, content)
    assert [problem.code for problem in caught.value.problems] == ["web-not-ours"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.xlsx", b"PK\x03\x04 xl/workbook.xml"),
        ("x.ods", b"PK\x03\x04"),
        ("x.CSV", b"handout_id,room\nh1,1\n"),
        ("x.tsv", b"a\tb\n"),
        ("oneroster.zip", b"PK\x03\x04 users.csv"),
        ("x", b"PK\x03\x04 users.csv"),
    ],
)
def test_what_is_for_the_office_is_said_to_be(name: str, content: bytes) -> None:
    with pytest.raises(HandoutError) as caught:
        open_file(LayerFiles(), name, content)
    (refusal,) = caught.value.problems
    assert refusal.code == "web-for-office" and "office" in refusal.hint


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"version: 3\nservices:\n  web:\n    image: x\n",
        b'{"dependencies": {"x": "1"}, "scripts": {}}',
    ],
)
def test_yaml_that_says_nothing_of_a_sheet_is_none_of_ours(content: bytes) -> None:
    with pytest.raises(HandoutError) as caught:
        open_file(LayerFiles(), "room.yaml", content)
    assert [problem.code for problem in caught.value.problems] == ["web-not-ours"]


@pytest.mark.parametrize("content", [b"room:\n", b"rooms: 13\n", b"# Nothing is filled in yet.\n"])
def test_yaml_that_says_little_of_a_sheet_is_opened(content: bytes) -> None:
    assert open_file(LayerFiles(), "room.yaml", content)["answers"] is not None


def test_the_name_goes_on_without_its_endings() -> None:
    for name in ("room.yaml", "room.yaml.txt", "room.TXT", "room.html.txt", "room"):
        assert strip_suffixes(name) == "room"
    assert strip_suffixes("my.room 2.pdf") == "my.room 2"


def messages_of(name: str, text: str) -> list[str]:
    """All that is said of a customization file with this text, whether it can be opened or not."""
    try:
        problems: list[dict[str, Any]] = open_file(LayerFiles(), name, text.encode())["problems"]
    except HandoutError as error:
        return [problem.message for problem in error.problems]
    return [problem["says"] for problem in problems]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("role: classroom\nroom: 12\nroom: 14\n", 3, "room: 14"),
        ("role: classroom\nroom 12\n", 2, "room 12"),
        ("role: classroom\n\troom: 12\n", 2, "room: 12"),
        ("room: 'x\n", 1, "room: 'x"),
        ("a: *b\n", 1, "a: *b"),
        ("role: clasroom\n", 1, "role: clasroom"),
        ("room: 12\nrom: 14\n", 2, "rom: 14"),
        ("arrive: sometime\n", 1, "arrive: sometime"),
        ("schedule:\n  - start: 8:00\n    wher: hall\n", 3, "wher: hall"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_its_words(
    text: str, line: int, words: str
) -> None:
    for name in ("my-room.yaml", "my-room.yaml.txt"):
        messages = messages_of(name, text)
        assert messages and all(
            f"{name}, line {line}" in text and words in text for text in messages
        )


def test_all_faults_of_a_file_are_told() -> None:
    messages = messages_of("a.yaml", "rom: 1\nroom: 12\ntecher_name: x\narrive: never\n")
    assert [text.split(",")[1].strip().split(" ")[1] for text in messages] == ["1", "3", "4"]


_EDITS = """blocks:
  - id: checklist
    issued: "- [ ] Walk the exits"
    text: "- [ ] Walk all the exits"
order:
  back: [safety, calm]
"""


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        (_EDITS, True),
        ("order:\n  back: [safety, calm]\n", True),
        ("people:\n  issued: [Nurse]\n  now: [Office]\n", True),
        ("blocks: {hide: [calm]}\n", False),  # a customization's
        ("room: Room 12\n", False),
        ("room: Room 12\nblocks:\n  - id: checklist\n", False),
        ("", False),
    ],
)
def test_a_file_of_edits_is_known(text: str, edits: bool) -> None:
    assert is_edits(text, "room.yaml") == edits


def test_edits_go_on_top_of_what_is_open() -> None:
    opened = open_file(LayerFiles(), "room.edits.yaml", _EDITS.encode())
    assert opened["answers"] is None and opened["edits"] == _EDITS and opened["logo"] is None
    with pytest.raises(HandoutError) as refused:
        open_file(LayerFiles(), "room.edits.yaml", b"blocks:\n  - id: 7 x\n")
    assert "line 2" in refused.value.problems[0].message
