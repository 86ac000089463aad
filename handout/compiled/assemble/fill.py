"""A classroom's words filled into a fragment: what is written into the page. Lengths in CSS px."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from handout.cache.memory import LRUCache
from handout.compiled.assemble.logo_image import LogoImage
from handout.compiled.assemble.operators import TextWriter, is_same_line
from handout.compiled.assemble.qr_code import QrCode
from handout.compiled.assemble.slot_lines import line_width, slot_lines
from handout.compiled.fragments.fragment import (
    ElementText,
    FixedText,
    Fragment,
    FragmentDrawing,
    SlotText,
)
from handout.compiled.fragments.shift import SHIFT_MARK, ShiftedNumber, shift_operators
from handout.compiled.parts.positions import PartPosition
from handout.compiled.parts.slots import BEYOND_PAGE, SheetPart, fill_title
from handout.compiled.pdf.types import PX, Bookmark, NotCompilableError
from handout.compiled.text.shaping import Line
from handout.publish.packing import pack, pack_once
from handout.publish.pdf.writing.local_points import write_drawings
from handout.publish.pdf.writing.objects import pdf_number
from handout.publish.pdf.writing.operators import Op, write_operators

_SAME_HEIGHT = 0.02  # px

Stretch = tuple[float, ...]
"""By how much each row of a part has grown, and the part as a whole, against the fragment."""


class _Piece(NamedTuple):
    """A piece of an element's words, the rows that move it down, and the slots after it on its
    line.
    """

    text: FixedText | SlotText
    rows: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """A part's words in lines, slot by slot; by how much each row grows, and each slot shifts."""

    part: SheetPart
    lines: list[list[Line]]
    growth: list[float]
    shifts: tuple[float, ...]


@dataclass(slots=True)
class FilledFragment:
    """A part as it is written into one page.

    `texts` are the words of each element, `blanks` the lines to write on among the words of slots,
    where they stand on the page, `figures` the pictures with tags of their own, `own_figure` the QR
    code or the logo among them. `shifted` is what else is drawn for this page alone. `stretch`
    tells how the other drawings are stretched, and `matrix` puts them in place.
    """

    texts: list[bytes]
    blanks: bytes
    figures: list[bytes]
    shifted: bytes
    own_figure: QrCode | LogoImage | None
    stretch: Stretch
    matrix: bytes
    bookmarks: list[Bookmark]

    @property
    def is_stretched(self) -> bool:
        """Whether it is not as high as it was compiled."""
        return any(abs(by) > _SAME_HEIGHT for by in self.stretch)


class PreparedFragment:
    """A fragment, ready to be filled in again and again."""

    def __init__(self, fragment: Fragment, prefix: str) -> None:
        """Prepare `fragment`; in pages the names of its pictures begin with `prefix`."""
        self.fragment, self.prefix = fragment, prefix
        self.static = [drawing for drawing in fragment.drawings if not drawing.shifts]
        self.shifted = [drawing for drawing in fragment.drawings if drawing.shifts]
        self.places: dict[int, SlotText] = {}
        self.glyphs: dict[str, frozenset[int]] = {}
        for element in fragment.texts:
            for text in element:
                if isinstance(text, SlotText):
                    self.places[text.slot] = text
                else:
                    known = self.glyphs.get(text.face, frozenset())
                    self.glyphs[text.face] = known | set(text.glyphs)
        self._elements = [self._pieces(element) for element in fragment.texts]
        self._figures = [(figure, self._rows_above(*figure.box[:2])) for figure in fragment.figures]
        self._bookmark_rows = [
            (mark, self._rows_above(mark.x, mark.y)) for mark in fragment.bookmarks
        ]
        self._static: LRUCache[Stretch, bytes] = LRUCache(50)  # a KB each
        self._drawn: LRUCache[Stretch, bytes] = LRUCache(8)  # 5 KB each
        self._patterns: LRUCache[Stretch, tuple[bytes, list[ShiftedNumber]]] = LRUCache(50)
        self._filled: LRUCache[PartPosition, FilledFragment] = LRUCache(20)

    def _pieces(self, element: ElementText) -> list[_Piece]:
        return [
            _Piece(text, self._rows_above(text.x, text.top), _slots_after(element, index))
            for index, text in enumerate(element)
        ]

    def _rows_above(self, x: float, y: float) -> tuple[int, ...]:
        """Return the rows that move what stands at `x` and `y` down where they grow."""
        rows = enumerate(self.fragment.rows)
        return tuple(index for index, row in rows if row.y < y and row.left <= x < row.right)

    # ---- words

    def fill_in(
        self, part: SheetPart, position: PartPosition, glyphs: dict[str, set[int]]
    ) -> FilledFragment:
        """Return the fragment with the words of `part` at `position`.

        The glyphs of its slots go to `glyphs`, by face. Raises NotCompilableError.
        """
        if part.slots or part.code or part.logo:
            return self._fill_in(part, position, glyphs)
        return self._filled.get_or_create(position, lambda: self._fill_in(part, position, glyphs))

    def _fill_in(
        self, part: SheetPart, position: PartPosition, glyphs: dict[str, set[int]]
    ) -> FilledFragment:
        base = self.fragment.position
        dx, dy = position.x - base.x, position.y - base.y
        words = self._break_words(part)
        self._check_height(words, position)
        writers = [TextWriter(dx, glyphs) for _ in self._elements]
        for element, writer in zip(self._elements, writers, strict=True):
            self._write_element(element, words, dy, writer)
        taller = round(position.depth - base.depth, 3)
        stretch = (*(round(by, 3) for by in words.growth), taller)
        matrix = b"1 0 0 1 %b %b cm\n" % (pdf_number(dx, 6), pdf_number(dy, 6))
        figures, own_figure = self._write_figures(words, dx, dy, matrix)
        return FilledFragment(
            [b"".join(writer.operators) for writer in writers],
            b"".join(blank for writer in writers for blank in writer.blanks),
            figures,
            self._write_shifted(stretch, words.shifts) if self.shifted else b"",
            own_figure,
            stretch,
            matrix,
            self._bookmarks(words, dx, dy),
        )

    def _break_words(self, part: SheetPart) -> _Words:
        lines = [slot_lines(slot, self.places[index]) for index, slot in enumerate(part.slots)]
        growth = [0.0] * len(part.groups)
        shifts = []
        for index, slot in enumerate(part.slots):
            if slot.group >= 0:
                more = (len(lines[index]) * slot.leading - part.groups[slot.group].least) * PX
                growth[slot.group] = max(growth[slot.group], more)
            wider = line_width(lines[index][-1]) - self.places[index].width if slot.pushes else 0.0
            shifts.append(-wider if slot.ends else wider)
        return _Words(part, lines, growth, tuple(shifts))

    def _check_height(self, words: _Words, position: PartPosition) -> None:
        """Raise NotCompilableError unless the rows grew by as much as the fit says."""
        more = position.own - self.fragment.position.own
        groups = words.part.groups
        sides: dict[float, float] = {}
        for group, by in zip(groups, words.growth, strict=True):
            sides[group.left] = sides.get(group.left, 0) + by
        too_low = more > max(sides.values(), default=0) + _SAME_HEIGHT
        # Of tables side by side the higher one counts.
        beside = any(group.left > -BEYOND_PAGE or group.right < BEYOND_PAGE for group in groups)
        if too_low or not beside and more < sum(sides.values()) - _SAME_HEIGHT:
            raise NotCompilableError("height")

    def _write_element(
        self, element: Sequence[_Piece], words: _Words, down: float, writer: TextWriter
    ) -> None:
        """Write the words of one element, moved `down` and by the rows and words before them."""
        slots, shifts = words.part.slots, words.shifts
        for text, rows, after in element:
            lower, x = down, text.x
            for row in rows:
                lower += words.growth[row]
            for slot_index in after:
                x += shifts[slot_index] if slots[slot_index].ends else 0.0
            if isinstance(text, FixedText):
                writer.write(text.color, text.face, text.size, x, text.y, lower, text.shows)
                continue
            slot = slots[text.slot]
            writer.write_slot(text, slot, words.lines[text.slot], x, lower)
            if slot.pushes and not slot.ends:
                writer.shift_line(shifts[text.slot], text.top)

    def _bookmarks(self, words: _Words, dx: float, dy: float) -> list[Bookmark]:
        bookmarks = []
        for mark, rows in self._bookmark_rows:
            title = fill_title(mark.title, words.part.slots)
            lower = dy + sum(words.growth[row] for row in rows)
            bookmarks.append(Bookmark(mark.level, title, mark.x + dx, mark.y + lower))
        return bookmarks

    # ---- drawings

    def _write_figures(
        self, words: _Words, dx: float, dy: float, matrix: bytes
    ) -> tuple[list[bytes], QrCode | LogoImage | None]:
        """Return the pictures with tags of their own, and the QR code or the logo among them."""
        figures: list[bytes] = []
        own: QrCode | LogoImage | None = None
        for figure, rows in self._figures:
            if figure.ops:
                operators = write_operators(figure.ops, self.prefix)
                figures.append(b"q\n%b%bQ\n" % (matrix, operators))
            else:
                left, top, right, bottom = figure.box
                x, y = left + dx, top + dy + sum(words.growth[row] for row in rows)
                if words.part.logo:
                    own = LogoImage(words.part.logo, x, y, right - left, bottom - top)
                else:
                    own = QrCode(words.part.code, x, y, right - left)
                figures.append(own.operators())
        return figures, own

    def compressed_drawings(self, stretch: Stretch) -> bytes:
        """Return all that is drawn behind the words and moved by none of them, compressed."""

        def compress() -> bytes:
            # What grew may do so only once.
            packed = pack if any(stretch) else pack_once
            return packed(self.write_drawings(stretch))

        return self._static.get_or_create(stretch, compress)

    def write_drawings(self, stretch: Stretch) -> bytes:
        """Return all that is drawn behind the words and moved by none of them."""

        def write() -> bytes:
            drawings = [self._drawing_operators(drawing, stretch) for drawing in self.static]
            return write_drawings(drawings, self.prefix)

        return self._drawn.get_or_create(stretch, write)

    def _write_shifted(self, stretch: Stretch, shifts: tuple[float, ...]) -> bytes:
        """Return what the words move to the side.

        It is written once with marks for what moves; then the places it moves to are filled in.
        """

        def write() -> tuple[bytes, list[ShiftedNumber]]:
            numbers: list[ShiftedNumber] = []
            drawings = [self._drawing_operators(each, stretch, numbers) for each in self.shifted]
            written = b"".join([write_operators(ops, self.prefix) for ops in drawings])
            return written.replace(b"%", b"%%").replace(SHIFT_MARK, b"%b"), numbers

        pattern, numbers = self._patterns.get_or_create(stretch, write)
        return pattern % tuple(
            pdf_number(x + sum([shifts[slot] for slot in slots])) for x, slots in numbers
        )

    def _drawing_operators(
        self,
        drawing: FragmentDrawing,
        stretch: Stretch,
        numbers: list[ShiftedNumber] | None = None,
    ) -> list[Op]:
        left, top, right, bottom = drawing.box
        *growth, taller = stretch
        position = self.fragment.position
        middle = position.y + position.depth / 2
        center_x, center_y = (left + right) / 2, (top + bottom) / 2
        grown_rows = [
            (row.y, by)
            for row, by in zip(self.fragment.rows, growth, strict=True)
            if by and row.left <= center_x < row.right and not row.holds(top, bottom)
        ]

        def move_down(y: float) -> float:
            if drawing.frame:
                return y + taller if y > middle else y
            return y + sum(by for edge, by in grown_rows if edge < y)

        down = move_down(center_y) - center_y
        return list(shift_operators(drawing, move_down, down, numbers))


def _slots_after(element: ElementText, index: int) -> tuple[int, ...]:
    """Return the slots that follow the n-th piece of an element on its line."""
    return tuple(
        text.slot
        for text in element[index + 1 :]
        if isinstance(text, SlotText) and is_same_line(text.top, element[index].top)
    )
