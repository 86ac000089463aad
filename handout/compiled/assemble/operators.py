"""The operators of a page as they are written (ISO 32000-1, 8 and 9). Lengths in CSS px."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from handout.compiled.assemble.slot_lines import line_width, trailing_space
from handout.compiled.fragments.fragment import SlotText
from handout.compiled.parts.slots import Slot
from handout.compiled.pdf.types import PX
from handout.compiled.text.extra_font import EXTRA_FACE
from handout.compiled.text.shaping import Line
from handout.fonts import FACES_BY_PDF_NAME
from handout.publish.pdf.writing.objects import pdf_number

_BLANK = 7 * PX  # the height of a blank, as geometry.css.j2 has it
_SAME_LINE = 1.0  # px: baselines that are nearer than this are of one line


def is_same_line(y: float, other: float) -> bool:
    """Return whether two baselines are of one line."""
    return abs(y - other) < _SAME_LINE


class TextWriter:
    """Writes the operators of one element's words, `dx` px to the side of where they were compiled,
    and apart from them the `blanks` among them.

    The glyphs of slots go to `glyphs`, by face.
    """

    def __init__(self, dx: float, glyphs: dict[str, set[int]]) -> None:
        self.operators: list[bytes] = []
        self._dx, self._glyphs = dx, glyphs
        self.blanks: list[bytes] = []
        self._color: object = None
        self._font: object = None
        self._shift, self._shifted_line = 0.0, 0.0

    def shift_line(self, by: float, y: float) -> None:
        """Move what follows on the line at `y` further to the side."""
        if not is_same_line(y, self._shifted_line):
            self._shift, self._shifted_line = 0.0, y
        self._shift += by

    def write(
        self,
        color: tuple[float, ...],
        face: str,
        size: float,
        x: float,
        y: float,
        down: float,
        shows: bytes,
    ) -> None:
        """Write a stretch of text at `x` and `y`, moved `down`; `shows` is the operand of TJ."""
        if color != self._color:
            self._color = color
            self.operators.append(_color_operator(color))
        if (face, size) != self._font:
            self._font = face, size
            self.operators.append(_font_operator(face, size))
        shift = self._shift if self._shift and is_same_line(y, self._shifted_line) else 0.0
        place = x + self._dx + shift, y + down
        self.operators.append(b"1 0 0 -1 %.3f %.3f Tm\n%b TJ\n" % (*place, shows))

    def write_slot(
        self, place: SlotText, slot: Slot, lines: Sequence[Line], left: float, down: float
    ) -> None:
        """Write the lines of a slot, moved `down`, from `left` on or to the end of its place."""
        for index, line in enumerate(lines):
            y, lower = place.ys[0], index * slot.leading * PX
            if len(place.ys) > 1:
                y, lower = place.ys[index], 0.0
            x = left
            if slot.ends:
                space = trailing_space(line) if index + 1 < len(lines) else 0.0
                x += place.width - line_width(line) + space
            for font, shaped in line:
                start, x = x, x + shaped.width
                if not font.face:
                    corner = start + self._dx, y + down + lower
                    self.blanks.append(_blank_operators(*corner, shaped.width, slot))
                    continue
                self.write(place.color, font.face, font.size, start, y, down + lower, shaped.shows)
                self._glyphs.setdefault(font.face, set()).update(shaped.glyphs)


def _blank_operators(x: float, y: float, width: float, slot: Slot) -> bytes:
    """Return a blank of `slot` whose foot stands on the baseline `y`.

    As the typesetter draws it, which smooths its edges twice: the line as clip, and as what of a
    box is not within its border.
    """
    right, line, top = x + width, y - slot.blank_line * PX, y - _BLANK
    clip = b"%.3f %.3f m %.3f %.3f l %.3f %.3f l %.3f %.3f l W* n\n"
    corners = clip % (right, y, x, y, x, line, right, line)
    boxes = b"%.3f %.3f %.3f %.3f re\n" * 2
    filled = boxes % (x, top, width, line - top, x, top, width, y - top)
    return b"q\n%b%b%bf*\nQ\n" % (corners, _color_operator(slot.blank_color), filled)


@cache
def _font_operator(face: str, size: float) -> bytes:
    return b"/%s %s Tf\n" % (font_resource_name(face), pdf_number(size, 6))


@cache
def font_resource_name(face: str) -> bytes:
    """Return what a face is called in the resources of pages."""
    return b"F%d" % [*sorted(FACES_BY_PDF_NAME), EXTRA_FACE].index(face)


@cache
def _color_operator(color: tuple[float, ...]) -> bytes:
    return b" ".join(pdf_number(part, 6) for part in color) + b" rg\n"
