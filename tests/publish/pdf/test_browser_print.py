"""The sheet's HTML as real browsers print it by themselves, for a computer without Pango."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from press import prepare_text

from handout.publish.html.record import collect_sources
from handout.publish.html.render import render
from handout.publish.pdf import browser_print
from handout.publish.pdf.browser_print import BrowserPdf, print_html
from handout.setup.browsers import Browser

ROOM = "room: '012'\npaper: {paper}\n"
SIZES = {"letter": (612, 792), "a4": (595, 842)}  # pt


def print_room(browser: Browser, paper: str, monkeypatch: pytest.MonkeyPatch) -> BrowserPdf:
    monkeypatch.setattr(browser_print, "find_browsers", lambda: (browser,))
    prepared = prepare_text(ROOM.format(paper=paper))
    html = render(prepared.fitted, "file", None, "room").html.encode()
    printed = print_html(html, collect_sources(prepared.fitted, "room"))
    assert printed is not None
    return printed


def words_of(pdf: bytes, pdftotext: str, folder: Path) -> list[str]:
    (folder / "printed.pdf").write_bytes(pdf)
    text = subprocess.run(
        [pdftotext, "-raw", folder / "printed.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    return sorted(re.findall(r"\w+", text))


@pytest.mark.slow
@pytest.mark.parametrize(("family", "paper"), [("chromium", "letter"), ("firefox", "a4")])
def test_a_browser_prints_the_same_sheet(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    pdfinfo: str,
    family: str,
    paper: str,
) -> None:
    path = request.getfixturevalue(family)
    browser = Browser(family, path, "chromium" if family == "chromium" else "firefox")
    printed = print_room(browser, paper, monkeypatch)
    assert printed.pages == 2
    with pikepdf.open(io.BytesIO(printed.pdf)) as document:
        for page in document.pages:
            size = [round(float(length)) for length in page.mediabox[2:]]
            assert all(abs(a - b) <= 1 for a, b in zip(size, SIZES[paper], strict=True))
        assert ("/StructTreeRoot" in document.Root) is printed.is_tagged
        assert "room.yaml" in document.attachments
    words = words_of(printed.pdf, pdfinfo.replace("pdfinfo", "pdftotext"), tmp_path)
    assert {"012", "911", "Safety"} <= set(words)
    assert not {"Undo", "Save"} & set(words)  # the bar on top is not printed
