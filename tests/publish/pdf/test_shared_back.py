"""The fast way to a PDF gives what typesetting all sides together gives: the same pages, tags and
bookmarks.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page as validator
import pikepdf
import pytest
from press import SAMPLE, prepare_text
from script_fonts import script_fonts

from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.pipeline import PreparedHandout
from handout.publish.html.render import render
from handout.publish.pdf.typeset import front_key, typeset_sheet
from handout.publish.pdf.weasyprint import typeset
from handout.site.catalog import SheetChoice

pytestmark = pytest.mark.slow  # typesets each sheet twice

_TEXT = SAMPLE.read_text(encoding="utf-8")
_BACK = "items:\n  calm:\n    replace:\n      - {id: space, text: 'Give [space](https://example.org/space).'}\n"
VARIANTS = {
    "sample": _TEXT,
    "plain theme": _TEXT.replace("theme: field-guide", "theme: plain"),
    "extra sheet": _TEXT + "\nshow_blocks: [words]\n",
    "link in the note": "teacher_note: See [the map](https://example.org/map) first.\nteacher_name: Ms. Rivera\n",
    "link on the back": _BACK,
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_same_as_typeset_together(name: str, tmp_path: Path, pdftoppm: str) -> None:
    prepared = prepare_text(VARIANTS[name])
    fast, pages = typeset_sheet(prepared.fitted, prepared.logo)
    plain, wanted = typeset(render(prepared.fitted, "print", prepared.logo))
    assert pages == wanted
    assert _tags(fast) == _tags(plain)
    assert _bookmarks(fast) == _bookmarks(plain)
    assert _pixels(fast, tmp_path / "fast", pdftoppm) == _pixels(
        plain, tmp_path / "plain", pdftoppm
    )
    report = validator.validate_pdf(
        str(tmp_path / "fast.pdf"), profile=validator.ValidationProfile.PDF_UA_1
    )
    assert report.is_compliant, [failure.message for failure in report.failures]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_front_that_is_drawn_once_serves_several_backs(
    language: str, tmp_path: Path, pdftoppm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    bands = ("", "K-2")
    sheets = [SheetChoice(language, "bus", band, "plain").prepare([])[0].fitted for band in bands]
    assert len({front_key(fitted, None) for fitted in sheets}) == 1
    shared = []
    for fitted, name in zip(sheets, ("one", "two"), strict=True):
        alone, pages = typeset_sheet(fitted, name=name)
        content, shared_pages = typeset_sheet(fitted, name=name, shares_front=True)
        shared.append(content)
        assert shared_pages == pages
        assert (_tags(content), _bookmarks(content)) == (_tags(alone), _bookmarks(alone))
        for kind, pdf in (("shared", content), ("alone", alone)):
            with pikepdf.open(io.BytesIO(pdf)) as opened:
                assert any(file.startswith(name) for file in opened.attachments), kind
                assert len(opened.attachments) == 1
                assert opened.docinfo.Title == fitted.sheet.title
                assert opened.Root.ViewerPreferences.Duplex == "/DuplexFlipLongEdge"
        assert _pixels(content, tmp_path / f"{name}-shared", pdftoppm) == _pixels(
            alone, tmp_path / f"{name}-alone", pdftoppm
        )
        report = validator.validate_pdf(
            str(tmp_path / f"{name}-shared.pdf"), profile=validator.ValidationProfile.PDF_UA_1
        )
        assert report.is_compliant, [failure.message for failure in report.failures]
    assert typeset_sheet(sheets[0], name="one", shares_front=True)[0] == shared[0] != shared[1]


def test_ids_of_cells_are_unique() -> None:
    prepared = prepare_text(_TEXT)
    ids = [
        found
        for found in re.findall(
            r"TH (\S+)", "\n".join(_tags(typeset_sheet(prepared.fitted)[0], ids=True))
        )
        if found != "-"
    ]
    assert len(ids) > 10
    assert len(set(ids)) == len(ids)


def test_the_same_bytes_whatever_was_made_before() -> None:
    first, other = (
        prepare_text(_TEXT),
        prepare_text(
            _TEXT.replace("Room 12", "Room 14").replace("grade_band: 3-5", "grade_band: K-2")
        ),
    )
    alone = typeset_sheet(first.fitted)[0]
    for one in (other, first, other):
        again = typeset_sheet(one.fitted)[0]
        assert (again == alone) is (one is first)


@pytest.mark.parametrize("text", ["language: ar\n", "para_name: 王小明\n"])
def test_the_same_bytes_at_another_time(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    files = []
    for now in (1_800_000_000, 1_900_000_000):
        monkeypatch.setattr("fontTools.misc.timeTools.time.time", lambda now=now: now)
        files.append(typeset_sheet(prepare_text(text).fitted)[0])
    assert files[0] == files[1] and "SOURCE_DATE_EPOCH" not in os.environ


def test_words_that_look_like_references_stay_words() -> None:
    """The objects of a joined page are renumbered, and no text with them."""
    words = "Gate 12 0 R and (7 0 R) is left open."
    prepared: PreparedHandout = prepare_text(
        f"blocks:\n  replace:\n    - {{id: speak-up, title: 'Door 5 0 R', text: '- {words}'}}\n"
    )
    fast, plain = typeset_sheet(prepared.fitted)[0], typeset(render(prepared.fitted, "print"))[0]
    assert _bookmarks(fast) == _bookmarks(plain)
    assert "Door 5 0 R" in str(_bookmarks(fast))


def _tags(pdf: bytes, ids: bool = False) -> list[str]:
    """Every tag, parents first, with how deep it is and how much it holds."""

    def walk(element: pikepdf.Object, depth: int) -> Iterator[str]:
        kids: Any = element.get("/K", pikepdf.Array())
        children = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        own = [
            child for child in children if isinstance(child, pikepdf.Dictionary) and "/S" in child
        ]
        id = str(element.get("/ID", "-")) if ids else ""
        yield f"{depth} {str(element.S)[1:]} {id} {len(children)} {element.get('/Alt', '')} {'/A' in element}"
        for child in own:
            assert child.P.objgen == element.objgen
            yield from walk(child, depth + 1)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = list(walk(opened.Root.StructTreeRoot.K[0], 0))
    assert len(found) > 50
    return found


def _bookmarks(pdf: bytes) -> list[object]:
    def read(item: pikepdf.OutlineItem) -> object:
        return item.title, [read(child) for child in item.children]

    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        return [read(item) for item in outline.root]


def _pixels(pdf: bytes, stem: Path, pdftoppm: str) -> list[bytes]:
    stem.with_suffix(".pdf").write_bytes(pdf)
    subprocess.run([pdftoppm, "-r", "80", stem.with_suffix(".pdf"), stem], check=True)
    return [path.read_bytes() for path in sorted(stem.parent.glob(f"{stem.name}-*.ppm"))]
