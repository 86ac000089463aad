"""A QR code in a page and in its tag: each classroom may have its own. Lengths in CSS px."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from handout.compiled.parts.slots import CODE
from handout.compiled.pdf.types import PX
from handout.publish.pdf.writing.objects import pdf_number, pdf_string
from handout.sources.pictures.qr_code import code_rows


class QrCode(NamedTuple):
    """The code of `url`, `side` px wide and high, and where its top left corner is."""

    url: str
    x: float
    y: float
    side: float

    def operators(self) -> bytes:
        """Return the operators that draw it."""
        rows = _rows(self.url)
        scale = self.side / rows.count(b"\n")
        return b"q\n%b 0 0 %b %b %b cm\n0 0 0 RG 1 w [] 0 d 0 J\n%bS\nQ\n" % (
            pdf_number(scale, 6),
            pdf_number(scale, 6),
            pdf_number(self.x, 6),
            pdf_number(self.y, 6),
            rows.replace(b"\n", b""),
        )

    def tag_entries(self, alt: str, height: float) -> bytes:
        """Return the entries of its tag that are its own, on a page `height` pt high; CODE in `alt`
        stands for its address.
        """
        box = self.x, self.y, self.x + self.side, self.y + self.side
        return figure_entries(alt.replace(CODE, self.url), box, height)


def figure_entries(alt: str, box: tuple[float, float, float, float], height: float) -> bytes:
    """Return the entries of the tag of a picture in `box` on a page `height` pt high."""
    left, top, right, bottom = box
    edges = (left / PX, height - bottom / PX, right / PX, height - top / PX)
    return b"/Alt %b/A<</O/Layout/BBox[%b]>>" % (
        pdf_string(alt),
        b" ".join(pdf_number(edge) for edge in edges),
    )


@lru_cache(maxsize=64)
def _rows(url: str) -> bytes:
    """Return what draws the dark modules, each 1 wide and high, a line for each row."""
    out = []
    for y, row in enumerate(code_rows(url)):
        x = 0
        for dark, modules in groupby(row):
            width = len(list(modules))
            if dark:
                out.append(b"%d %d.5 m %d %d.5 l " % (x, y, x + width, y))
            x += width
        out.append(b"\n")
    return b"".join(out)
