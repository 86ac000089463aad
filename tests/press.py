"""What the tests of the printed sheet share: a handout prepared from YAML text, and its PDF."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

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


def only_side(prepared: PreparedHandout, index: int) -> PreparedHandout:
    """The handout without its other sides, of which the test looks at none."""
    fitted = prepared.fitted
    return replace(prepared, fitted=replace(fitted, sides=fitted.sides[index : index + 1]))


T = TypeVar("T")


def of_each_side(prepared: PreparedHandout, read: Callable[[Any], T]) -> list[T]:
    """What `read` finds in the typesetter's document of each side; all of it is to be read at once.

    Each side is laid out by itself, and one that was read before in this process not again: most
    sheets of a test have one back. A sheet in large print is one, and flows from side to side.
    """
    fitted = prepared.fitted
    is_whole = prepared.handout.value("large_print") is True
    parts = [fitted] if is_whole else [replace(fitted, sides=(side,)) for side in fitted.sides]
    return [_read_laid_out(render(part, "print", prepared.logo), read) for part in parts]


_read: dict[Hashable, Any] = {}


def _read_laid_out(page: RenderedPage, read: Callable[[Any], T]) -> T:
    # The title of a sheet is no part of any side.
    look = read, _TITLE.sub("", page.html), page.own_css, page.style.css, tuple(page.fonts.items())
    if look not in _read:
        with pdf.lay_out_pages(page) as document:
            _read[look] = read(document)
    found: T = _read[look]
    return found


_TITLE = re.compile("<title>.*?</title>", re.DOTALL)


def lines_of(prepared: PreparedHandout) -> list[str]:
    """The lines on paper, as they are broken."""
    return [line for lines in of_each_side(prepared, _lines_of_side) for line in lines]


def _lines_of_side(document: Any) -> list[str]:
    return [
        "".join(_texts_in(box)).replace("\N{NO-BREAK SPACE}", " ").strip()
        for box in boxes(document)
        if type(box).__name__ == "LineBox"
    ]


def _texts_in(box: Any) -> list[str]:
    text = getattr(box, "text", None)
    if isinstance(text, str):
        return [text]
    return [text for child in getattr(box, "children", ()) for text in _texts_in(child)]
