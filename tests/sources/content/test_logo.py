"""The logo: what is accepted, what is refused, and that it prints."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from press import printed

from handout.cli.main import main
from handout.problems import Place
from handout.sources.content.logo import MOST_BYTES, code_picture, read_logo

HERE = Place("room.yaml", 3, 9)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size).save(kept, kind)
    return kept.getvalue()


def bomb() -> bytes:
    """A small PNG that says it has 60,000 by 60,000 pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


GOOD = {
    "a.png": picture("PNG"), "b.png": picture("PNG", "RGBA"), "c.png": picture("PNG", "P"), "d.jpg": picture("JPEG"),
    "e.jpg": picture("JPEG", "CMYK"), "f.svg": SVG.format('<circle cx="5" cy="5" r="4" fill="#14524A"/>').encode(),
    "g.svg": SVG.format('<defs><linearGradient id="g"/></defs><path d="M0 0h5" fill="url(#g)"/>').encode(),
}  # fmt: skip
BAD = {
    "logo-missing": None,
    "logo-huge": b"\0" * (MOST_BYTES + 1),
    "logo-bomb": bomb(),
    "logo-unreadable": b"not a picture at all",
    "logo-unreadable gif": picture("GIF", "P"),
    "logo-unreadable cut": picture("JPEG", size=(400, 400))[:600],
    "logo-unreadable svg": b"<svg><g></svg>",
    "logo-unsafe script": SVG.format("<script>alert(1)</script>").encode(),
    "logo-unsafe handler": SVG.format('<path d="M0 0" onload="x()"/>').encode(),
    "logo-unsafe image": SVG.format('<image href="file:///etc/passwd"/>').encode(),
    "logo-unsafe fill": SVG.format('<path d="M0 0" fill="url(https://example.org/x)"/>').encode(),
    "logo-unsafe entity": b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>'
    + SVG.format("<desc>&a;</desc>").encode(),
    "logo-unsafe many": SVG.format("<g/>" * 3000).encode(),
    "logo-unsafe style": SVG.format("<style>@import 'x'</style>").encode(),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_logo(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(GOOD[name])
    found, problems = read_logo(tmp_path / name, HERE)
    assert problems == () and found is not None
    assert found.kind == ("image/svg+xml" if name.endswith("svg") else "image/png")


@pytest.mark.parametrize("case", BAD)
def test_a_bad_logo_is_a_problem_where_it_is_named(case: str, tmp_path: Path) -> None:
    path, content = tmp_path / "logo", BAD[case]
    if content is not None:
        path.write_bytes(content)
    found, [one] = read_logo(path, HERE)
    assert found is None
    assert (one.code, one.place) == (case.split()[0], HERE) and one.hint


def test_style_and_class_of_an_svg_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG.format('<path class="x" style="fill:red" d="M0 0h9"/>'))
    found, _ = read_logo(tmp_path / "a.svg", HERE)
    assert found is not None and b"style" not in found.content and b"class" not in found.content


@pytest.mark.parametrize("name", ["a.png", "d.jpg", "f.svg"])
def test_a_logo_stands_in_the_pdf_and_the_html(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(GOOD[name])
    Path("room.yaml").write_text(f"logo: {{file: {name}, alt: The owl of Oak Hill}}\n")
    assert main(["build", "room.yaml"]) == 0
    html = Path("room.html").read_text(encoding="utf-8")
    assert 'src="data:image/' in html and 'alt="The owl of Oak Hill"' in html


def test_a_link_is_a_code_that_stays_the_same() -> None:
    assert code_picture("https://example.org/a") == code_picture("https://example.org/a")
    assert code_picture("https://example.org/a") != code_picture("https://example.org/b")
    assert code_picture("https://example.org/a").content.startswith(b"<svg")
    content, pages = printed("link: {url: 'https://example.org/a', label: Our room}")
    assert pages == 2 and b"example.org" not in content.split(b"stream")[0]


def test_a_logo_needs_words_for_those_who_cannot_see_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.png").write_bytes(GOOD["a.png"])
    Path("room.yaml").write_text("logo: {file: a.png}\n")
    assert main(["check", "room.yaml"]) == 1
    assert "room.yaml:1:14: The logo has no words" in capsys.readouterr().err
