"""A logo or a picture that was deleted or replaced in a page or a Word file: it is told, for the old
one comes back.
"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from handout.cli.main import main
from handout.pipeline import prepare
from handout.publish.docx.document import build_word_file
from handout.publish.html.record import build_record
from handout.publish.html.render import render
from handout.pull.comparison import compare_page
from handout.pull.page.issued_page import open_issued_page
from handout.pull.pull import pull_page

Change = Callable[[str], str]


def _picture(color: str, size: tuple[int, int] = (400, 300), kind: str = "PNG") -> bytes:
    image = Image.new("RGB", size, "white")
    width, height = size
    ImageDraw.Draw(image).ellipse((0, 0, width * 0.9, height * 0.6), fill=color)
    packed = io.BytesIO()
    image.save(packed, kind)
    return packed.getvalue()


_OTHER = f"data:image/png;base64,{base64.b64encode(_picture('red')).decode()}"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("issued")
    (folder / "logo.png").write_bytes(_picture("green"))
    (folder / "map.png").write_bytes(_picture("blue", (1000, 800)))
    room = folder / "room.yaml"
    logo = "logo: {file: logo.png, alt: Oak leaf}\n"
    picture = "picture: {file: map.png, alt: The way out}\n"
    room.write_text(f"room: '12'\n{logo}{picture}", encoding="utf-8")
    bare = folder / "bare.yaml"
    bare.write_text("room: '12'\n", encoding="utf-8")
    for path in (room, bare):
        prepared = prepare(path)
        page = render(prepared.fitted, "file", prepared.logo, path.stem, prepared.second).html
        record = build_record(prepared.fitted, path.stem, prepared.logo)
        word = build_word_file(prepared.fitted, prepared.logo, record)
        path.with_suffix(".html").write_text(page, encoding="utf-8")
        path.with_suffix(".docx").write_bytes(word)
    return folder


def _codes(path: Path) -> list[tuple[str, bool]]:
    comparison = compare_page(open_issued_page(path))
    return [
        (problem.code, f"“{name}:”" in problem.hint or f"under “{name}:”" in problem.hint)
        for problem in comparison.untaken
        for name in (_field_of(problem.message),)
    ]


def _field_of(message: str) -> str:
    return "logo" if message.startswith("Logo:") else "picture"


def _img(mark: str, change: Callable[[re.Match[str]], str]) -> Change:
    return lambda page: re.sub(rf'<img class="{mark}"[^>]*>', change, page, count=1)


def _swap(page: str) -> str:
    return re.sub(r'(class="view" src=")[^"]*', rf"\g<1>{_OTHER}", page, count=1)


PAGES: dict[str, tuple[Change, list[str]]] = {
    "as it was": (lambda page: page, []),
    "logo deleted": (_img("emblem", lambda _: ""), ["page-picture-gone"]),
    "picture deleted": (_img("view", lambda _: ""), ["page-picture-gone"]),
    "both deleted": (
        lambda page: _img("view", lambda _: "")(_img("emblem", lambda _: "")(page)),
        ["page-picture-gone", "page-picture-gone"],
    ),
    "picture replaced": (_swap, ["page-picture-other"]),
    "a file in its place": (
        lambda page: re.sub(r'(class="emblem" src=")[^"]*', r"\1new.png", page, count=1),
        ["page-picture-other"],
    ),
    "cut short": (
        lambda page: re.sub(r'(class="emblem" src="[^"]{99})[^"]*', r"\1", page, count=1),
        ["page-picture-other"],
    ),
    "other words": (
        lambda page: page.replace('alt="Oak leaf"', 'alt="A leaf"', 1),
        ["page-picture-words"],
    ),
    "the tag written anew": (
        lambda page: re.sub(
            r'<img class="emblem" src="([^"]*)" alt="([^"]*)">',
            r"<IMG alt='\2'\n src='\1' class='emblem'/>",
            page,
            count=1,
        ),
        [],
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_that_is_not_as_issued_on_a_page_is_told(
    name: str, issued: Path, tmp_path: Path
) -> None:
    change, codes = PAGES[name]
    page = tmp_path / "room.html"
    page.write_text(change((issued / "room.html").read_text("utf-8")), encoding="utf-8")
    assert _codes(page) == [(code, True) for code in codes]


def test_a_logo_where_none_was_is_told(issued: Path, tmp_path: Path) -> None:
    text = (issued / "bare.html").read_text("utf-8")
    sign = '<div class="emblem sign"></div>'
    assert sign in text
    page = tmp_path / "bare.html"
    page.write_text(text.replace(sign, f'<img class="emblem" src="{_OTHER}">', 1), "utf-8")
    assert _codes(page) == [("page-picture-new", True)]


def _without_drawing(body: str) -> str:
    at = body.index('name="emblem"')
    start, end = body.rindex("<w:drawing>", 0, at), body.index("</w:drawing>", at)
    return body[:start] + body[end + len("</w:drawing>") :]


def _repacked(content: bytes) -> bytes:
    image = Image.open(io.BytesIO(content)).convert("RGB")
    image.thumbnail((220, 220))
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=70)
    return packed.getvalue()


# How the body is changed, and the pictures, and what is told.
WORD_FILES: dict[str, tuple[Change, Callable[[bytes], bytes], list[str]]] = {
    "as it was": (str, bytes, []),
    "logo deleted": (_without_drawing, bytes, ["page-picture-gone"]),
    "replaced": (str, lambda _: _picture("red"), ["page-picture-other"] * 2),
    "replaced, its words too": (
        lambda body: body.replace('descr="The way out"', 'descr=""'),
        lambda content: content if len(content) < 2000 else _picture("red"),
        ["page-picture-other"],
    ),
    "other words": (
        lambda body: body.replace('descr="Oak leaf"', 'descr="A leaf"'),
        bytes,
        ["page-picture-words"],
    ),
    "packed and named anew by a program": (
        lambda body: body.replace('name="emblem"', 'name="image1.png"'),
        _repacked,
        [],
    ),
    "words flow around it": (
        lambda body: body.replace("<wp:inline ", "<wp:anchor ").replace(
            "</wp:inline", "</wp:anchor"
        ),
        bytes,
        [],
    ),
}


@pytest.mark.parametrize("name", WORD_FILES)
def test_a_picture_that_is_not_as_issued_in_a_word_file_is_told(
    name: str, issued: Path, tmp_path: Path
) -> None:
    change, repack, codes = WORD_FILES[name]
    path = tmp_path / "room.docx"
    with zipfile.ZipFile(issued / "room.docx") as file, zipfile.ZipFile(path, "w") as changed:
        large = sorted(file.infolist(), key=lambda entry: -entry.file_size)
        pictures = [each.filename for each in large if each.filename.startswith("word/media/")]
        for entry in file.infolist():
            content = file.read(entry)
            if entry.filename == "word/document.xml":
                content = change(content.decode()).encode()
            elif entry.filename in pictures and Image.open(io.BytesIO(content)).width >= 400:
                content = repack(content)
            changed.writestr(entry.filename, content)
    assert _codes(path) == [(code, True) for code in codes]


@pytest.mark.slow
def test_build_keeps_a_copy_and_says_that_something_is_left(issued: Path, tmp_path: Path) -> None:
    for file in issued.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    page, room = tmp_path / "room.html", tmp_path / "room.yaml"
    page.write_text(_swap(page.read_text("utf-8")), encoding="utf-8")
    assert main(["pull", "--yes", str(page)]) == 3
    assert main(["build", str(room)]) == 3
    assert _OTHER in (tmp_path / "room.edited.html").read_text("utf-8")
    assert main(["build", str(room)]) == 0


def test_where_the_file_is_gone_the_picture_of_the_page_is_taken(
    issued: Path, tmp_path: Path
) -> None:
    page = tmp_path / "room.html"
    page.write_text(_swap((issued / "room.html").read_text("utf-8")), encoding="utf-8")
    pull = pull_page(open_issued_page(page), tmp_path / "room.yaml")
    assert "picture" in pull.pictures and not pull.untaken
