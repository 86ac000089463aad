"""The rows of the tables in a Word file, as a spreadsheet's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from handout.sources.edited.docx_package import attribute, child, local, open_word_file
from handout.sources.spreadsheet.rows import Row, RowMaker

_DELETED = ("del", "moveFrom")  # of changes that are tracked
_PASSED_OVER = {"rPr", "pPr", "tcPr", "sdtPr", "instrText"}


def read_table_rows(path: Path) -> tuple[Row, ...]:
    """Return the rows of all tables of a Word file, numbered one after the other.

    Changes that are tracked are taken as accepted. Raises HandoutError if it cannot be read.
    """
    maker, rows = RowMaker(str(path)), []
    for number, element in enumerate(_find_rows(open_word_file(path).body), 1):
        cells = [_cell_text(cell) for cell in _find(element, "tc")]
        if row := maker.make(number, cells):
            rows.append(row)
    return tuple(rows)


def _find_rows(body: Element) -> Iterator[Element]:
    for row in _find(body, "tr"):
        deleted = child(row, "trPr", "del") is not None
        if not deleted:
            yield row


def _find(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of this name in `element` that stand in no other of them."""
    for inner in element:
        if local(inner) == name:
            yield inner
        else:
            yield from _find(inner, name)


def _cell_text(cell: Element) -> str:
    paragraphs = ["".join(_words(paragraph)) for paragraph in _find(cell, "p")]
    return "\n".join(paragraphs).strip()


def _words(element: Element) -> Iterator[str]:
    for inner in element:
        name = local(inner)
        if name in _DELETED or name in _PASSED_OVER:
            continue
        if name == "t":
            yield inner.text or ""
        elif name == "tab":
            yield " "
        elif name in ("br", "cr") and attribute(inner, "type") in ("", "textWrapping"):
            yield "\n"
        else:
            yield from _words(inner)
