"""The words of a slot in lines, in the font of the place they go to. Lengths in CSS px."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from handout.compiled.fragments.fragment import SlotText
from handout.compiled.parts.slots import Slot, slot_text
from handout.compiled.pdf.types import PX, NotCompilableError
from handout.compiled.text.shaping import (
    FontInstance,
    Line,
    Piece,
    blank_piece,
    break_lines,
    shape_run,
)
from handout.fonts import FACES_BY_PDF_NAME
from handout.sources.markdown.inline_html import Run


def slot_lines(slot: Slot, place: SlotText) -> list[Line]:
    """Return the lines of a slot's words. Raises NotCompilableError where they are not certain."""
    if slot.pushes:
        text = place.before + slot_text(slot.pieces) + place.after
        shaped = shape_run(place.font, text)
        if slot.group < 0 and shaped.width > slot.measure * PX:
            raise NotCompilableError("too wide")
        return [((place.font, shaped),)]
    pieces = [
        blank_piece(piece.blank * PX)
        if piece.blank
        else (_choose_font(place.font, piece), piece.text)
        for piece in slot.pieces
    ]
    if place.before or place.after:
        pieces = [(place.font, place.before), *pieces, (place.font, place.after)]
    lines: list[Line] = []
    for line in _own_lines(pieces):
        lines += break_lines(line, slot.measure * PX)
    if slot.group < 0 and len(lines) != len(place.ys):
        raise NotCompilableError("lines")
    return lines


def _own_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces of each line that the words themselves end."""
    lines: list[list[Piece]] = [[]]
    for font, text in pieces:
        first, *others = text.split("\n")
        lines[-1].append((font, first))
        lines += [[(font, other)] for other in others]
    return [[piece for piece in line if piece[1]] for line in lines]


def _choose_font(font: FontInstance, piece: Run) -> FontInstance:
    if not piece.bold and not piece.italic:
        return font
    return _variant(font, piece.bold, piece.italic)


@cache
def _variant(font: FontInstance, bold: bool, italic: bool) -> FontInstance:
    """Return the face for words that are `bold` or `italic` among those in `font`."""
    face = FACES_BY_PDF_NAME[font.face]
    weight = max(700, face.weight) if bold else face.weight
    wanted = face.family, weight, "italic" if italic else face.style
    for name, other in FACES_BY_PDF_NAME.items():
        if other[:3] == wanted:
            return font._replace(face=name)
    raise NotCompilableError("face")


def line_width(line: Line) -> float:
    """Return the width of a line."""
    return sum(shaped.width for _, shaped in line)


def trailing_space(line: Line) -> float:
    """Return the width of the space that a line ends with where another follows.

    A line that ends with a hyphen has none.
    """
    font, shaped = line[-1]
    space = shape_run(font, " ")
    return space.width if shaped.shows.endswith(space.shows[2:]) else 0.0
