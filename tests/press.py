"""What the tests of the printed sheet share: a handout prepared from YAML text, and its PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from paths import ROOT

from handout.pipeline import PreparedHandout, prepare
from handout.publish.html.media import RenderedPage
from handout.publish.html.render import render
from handout.publish.pdf import weasyprint as pdf

SAMPLE = ROOT / "content" / "en" / "sample.yaml"


def prepare_text(text: str, district: str = "") -> PreparedHandout:
    """The handout of a customization with this text, in a district whose file has that one."""
    with tempfile.TemporaryDirectory() as folder:
        path, district_path = Path(folder) / "room.yaml", Path(folder) / "district.yaml"
        path.write_text(text, encoding="utf-8")
        district_path.write_text(district, encoding="utf-8")
        return prepare(path, district_path if district else None)


@cache
def printed(text: str) -> tuple[bytes, int]:
    """The PDF of such a handout, and its pages."""
    return pdf.typeset(render(prepare_text(text).fitted, "print"))


def laid_out(prepared: PreparedHandout) -> Any:
    """The typesetter's own document, for looking at its boxes."""
    with pdf.lay_out_pages(render(prepared.fitted, "print", prepared.logo)) as document:
        return document


def boxes(document: Any) -> Iterator[Any]:
    """Every box on every page, parents first."""

    def walk(box: Any) -> Iterator[Any]:
        yield box
        for child in getattr(box, "children", ()):
            yield from walk(child)

    for page in document.pages:
        yield from walk(page._page_box)


def lines_of(prepared: PreparedHandout) -> list[str]:
    """The lines on paper, as they are broken.

    Each side is laid out by itself, once in this process: most sheets of a test have one back.
    """
    fitted = prepared.fitted
    is_whole = prepared.handout.value("large_print") is True  # flows from side to side
    parts = [fitted] if is_whole else [replace(fitted, sides=(side,)) for side in fitted.sides]
    pages = [render(part, "print", prepared.logo) for part in parts]
    return [line for page in pages for line in _lines_of_page(page)]


_lines: dict[tuple[str, ...], list[str]] = {}


def _lines_of_page(page: RenderedPage) -> list[str]:
    look = page.html, page.own_css, page.style.css
    if look not in _lines:
        with pdf.lay_out_pages(page) as document:
            _lines[look] = [
                "".join(_texts_in(box)).replace("\N{NO-BREAK SPACE}", " ").strip()
                for box in boxes(document)
                if type(box).__name__ == "LineBox"
            ]
    return _lines[look]


def _texts_in(box: Any) -> list[str]:
    text = getattr(box, "text", None)
    if isinstance(text, str):
        return [text]
    return [text for child in getattr(box, "children", ()) for text in _texts_in(child)]
