"""What a compiled page is made of, and the operators that draw it (ISO 32000-1, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handout.compiled.assemble.fill import FilledFragment, PreparedFragment
from handout.publish.packing import pack, pack_once
from handout.publish.pdf.writing.objects import pdf_number


@dataclass(frozen=True)
class PdfPage:
    """A page of the sheet: its size in pt, its parts in reading order, and the parts that stand
    side by side, by name.
    """

    width: float
    height: float
    parts: tuple[PreparedFragment, ...]
    beside: tuple[tuple[str, ...], ...]


ALL_DRAWINGS = "D"
"""The name of all drawings of a page together."""


def drawing_names(page_index: int, plan: PdfPage) -> list[str]:
    """Return the names of what is drawn behind the words of a page.

    Further pages are drawn as a whole, which is two thirds in size: their boxes stand alike on most
    sheets of a layout. On the front nearly every sheet has places of its own, and compressing it
    anew would take a millisecond.
    """
    prefixes = [part.prefix for part in plan.parts if part.static]
    return [ALL_DRAWINGS] if prefixes and page_index else prefixes


def pack_drawings(
    parts: Sequence[PreparedFragment], filled_page: Sequence[FilledFragment]
) -> bytes:
    """Return all drawings of a page that are moved by no words, in place and compressed."""
    drawn = [
        b"q\n%b%bQ\n" % (filled.matrix, part.write_drawings(filled.stretch))
        for part, filled in zip(parts, filled_page, strict=True)
        if part.static
    ]
    grown = any(filled.is_stretched for filled in filled_page)  # perhaps only once
    return (pack if grown else pack_once)(b"".join(drawn))


def draw_behind_words(
    page_index: int, plan: PdfPage, filled_page: Sequence[FilledFragment]
) -> bytes:
    """Return the operators that draw what stands behind the words of a page."""
    out = []
    if page_index and drawing_names(page_index, plan):
        out.append(b"/%b Do\n" % ALL_DRAWINGS.encode())
    for part, filled in zip(plan.parts, filled_page, strict=True):
        if part.static and not page_index:
            out.append(b"q\n%b/%b Do\nQ\n" % (filled.matrix, part.prefix.encode()))
        if filled.shifted:
            out.append(b"q\n%b%bQ\n" % (filled.matrix, filled.shifted))
        out.append(filled.blanks)
    return b"".join(out)


def page_operators(plan: PdfPage, filled_page: Sequence[FilledFragment], drawn: bytes) -> bytes:
    """Return the operators of a page: all that is `drawn`, as it is no content, then the words in
    reading order.
    """
    out = [
        b"1 0 0 -1 0 %b cm\nq\n.75 0 0 .75 0 0 cm\n/a1.0 gs\n/Artifact BMC\n"
        % pdf_number(plan.height),
        drawn,
        b"EMC\n",
    ]
    mark = 0
    for filled in filled_page:
        for words in filled.texts:
            out.append(b"/Span<</MCID %d>>BDC\nBT\n%bET\nEMC\n" % (mark, words))
            mark += 1
        for figure in filled.figures:
            out.append(b"/Figure<</MCID %d>>BDC\n%bEMC\n" % (mark, figure))
            mark += 1
    out.append(b"Q")
    return b"".join(out)
