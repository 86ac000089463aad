"""Stretches of text on a page, and the fonts that they are set in. Lengths in CSS px."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from handout.publish.pdf import font_maps as pdf_font


@dataclass
class TextRun:
    """A stretch of a line in one face.

    `x`, `y` (px from the page's top left) are where its baseline starts.

    `glyphs` has each glyph's number and where it starts, in px from `x`; `operand` draws them. It
    `follows` the stretch before it, with which it is one text.
    """

    mark: int
    font: Font
    size: float
    x: float
    y: float
    color: tuple[float, ...]
    glyphs: tuple[tuple[int, float], ...]
    width: float
    operand: bytes
    follows: bool = False

    @cached_property
    def text(self) -> str:
        """What a reader copies from it."""
        letters, ends = self.font.letters, [*(start for _, start in self.glyphs[1:]), self.width]
        return "".join(
            # An em space is drawn as a space with more room.
            "\u2003"
            if letters.get(glyph) == " " and end - start > 0.9 * self.size
            else letters.get(glyph, "")
            for (glyph, start), end in zip(self.glyphs, ends, strict=True)
        )

    @cached_property
    def shows(self) -> bytes:
        """The operand without adjustments by nothing, as short as it can be."""
        parts: list[bytes] = []
        for item in parse_glyphs(self.operand):
            if isinstance(item, float):
                if item:
                    parts.append(b">%b<" % (b"%.4f" % item).rstrip(b"0").rstrip(b"."))
            else:
                parts.append(b"%04x" % item)
        return b"[<%b>]" % b"".join(parts).replace(b"><", b"")


class Font:
    """What a font in a PDF says of its glyphs: name without the subset's mark, widths (per mille),
    letters.
    """

    def __init__(self, font: Any) -> None:
        self.name = str(font.BaseFont)[1:].rpartition("+")[2]
        self.widths, self.letters = dict(pdf_font.widths(font)), pdf_font.letters(font)


def read_text_run(
    mark: int,
    font: Font,
    size: float,
    origin: tuple[float, float],
    color: tuple[float, ...],
    shows: float | bytes,
) -> TextRun:
    assert isinstance(shows, bytes)
    glyphs, x = place_glyphs(shows, font, size)
    return TextRun(mark, font, size, *origin, color, glyphs, x, shows)


def place_glyphs(
    shows: bytes, font: Font, size: float
) -> tuple[tuple[tuple[int, float], ...], float]:
    glyphs, x = [], 0.0
    for item in parse_glyphs(shows):
        if isinstance(item, float):
            x -= item * size / 1000
        else:
            glyphs.append((item, x))
            x += font.widths.get(item, 0) * size / 1000
    return tuple(glyphs), x


def parse_glyphs(operand: bytes) -> Iterator[int | float]:
    """Yield the glyphs and the adjustments of a TJ operand."""
    for hexes, number in re.findall(rb"<([0-9a-fA-F]*)>|(-?[\d.]+)", operand):
        if number:
            yield float(number)
        else:
            yield from (int(hexes[index : index + 4], 16) for index in range(0, len(hexes), 4))
