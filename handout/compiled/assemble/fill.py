"""One classroom's words set into a part that was compiled: what is written into the page. Lengths in CSS px."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from handout.cache.memory import LRUCache
from handout.compiled.assemble.qr_code import Code
from handout.compiled.fragments.fragment import MARK as _MARK
from handout.compiled.fragments.fragment import Blank, Drawn, Fragment, Leaf, Still, moved
from handout.compiled.parts.positions import Standing
from handout.compiled.parts.slots import NOWHERE, TOKEN, Filled, Slot, lines_of
from handout.compiled.pdf.objects import number
from handout.compiled.pdf.types import PX, NotCompilableError, Op
from handout.compiled.text.fonts import usual
from handout.compiled.text.shaping import Cut, Line, lines, run
from handout.fonts import FACES_BY_PDF_NAME
from handout.sources.markdown.inline_html import Run as Words

_SAME = 0.02  # px: heights that are the same
_Piece = tuple[Still | Blank, tuple[int, ...], tuple[int, ...]]
"""A piece of an element's words, the rows that move it down, and the slots that follow it on its line."""


@dataclass(slots=True)
class Setting:
    """A part as it stands on one page. `leaves` is the text of each element, `figures` are pictures with tags of their own,
    `pushed` is what else is drawn for this page alone, `code` a QR code among the figures.

    `drawing` tells apart the ways in which its other drawings are stretched, `place` is the matrix that puts them in place.
    """

    leaves: list[bytes]
    figures: list[bytes]
    pushed: bytes
    code: Code | None
    drawing: tuple[float, ...]
    place: bytes
    titles: list[tuple[int, str, float, float]]

    @property
    def is_stretched(self) -> bool:
        """Whether it is not as high as it was compiled."""
        return any(abs(by) > _SAME for by in self.drawing)


class Master:
    """A fragment, ready to be set again and again."""

    def __init__(self, fragment: Fragment, prefix: str) -> None:
        """The names of its pictures begin with `prefix` in the pages that it is set in."""
        self.fragment, self.prefix = fragment, prefix
        self.still = [one for one in fragment.drawings if not one.pushes]
        self.pushed = [one for one in fragment.drawings if one.pushes]
        self.blanks = {
            one.slot: one for leaf in fragment.leaves for one in leaf if isinstance(one, Blank)
        }
        self.leaves: list[list[_Piece]] = [
            [(one, self._rows(one.x, _y(one)), _after(leaf, n)) for n, one in enumerate(leaf)]
            for leaf in fragment.leaves
        ]
        self.figures = [(one, self._rows(*one.box[:2])) for one in fragment.figures]
        self.glyphs: dict[str, frozenset[int]] = {}
        for leaf in fragment.leaves:
            for one in leaf:
                if isinstance(one, Still):
                    self.glyphs[one.face] = self.glyphs.get(one.face, frozenset()) | set(one.glyphs)
        self._drawn: LRUCache[tuple[float, ...], bytes] = LRUCache(300)  # a KB each
        self._patterns: LRUCache[
            tuple[float, ...], tuple[bytes, list[tuple[float, tuple[int, ...]]]]
        ] = LRUCache(50)
        self._settings: LRUCache[Standing, Setting] = LRUCache(50)

    def _rows(self, x: float, y: float) -> tuple[int, ...]:
        """The rows that move what stands at `x` and `y` down where they grow."""
        return tuple(
            n for n, row in enumerate(self.fragment.rows) if row.y < y and row.left <= x < row.right
        )

    # ---- words

    def setting(self, filled: Filled, standing: Standing, glyphs: dict[str, set[int]]) -> Setting:
        """The part with these words, at this place. The glyphs it needs go to `glyphs`. Raises NotCompilableError."""
        if filled.slots or filled.code:
            return self._set(filled, standing, glyphs)
        return self._settings.get_or_create(standing, lambda: self._set(filled, standing, glyphs))

    def _set(self, filled: Filled, standing: Standing, glyphs: dict[str, set[int]]) -> Setting:
        fragment, base = self.fragment, self.fragment.standing
        dx, dy = standing.x - base.x, standing.y - base.y
        said = [_lines(slot, self.blanks[n]) for n, slot in enumerate(filled.slots)]
        grown = [0.0] * len(filled.groups)
        for slot, found in zip(filled.slots, said, strict=True):
            if slot.group >= 0:
                more = (len(found) * slot.leading - filled.groups[slot.group].least) * PX
                grown[slot.group] = max(grown[slot.group], more)
        self._check(filled, standing, grown)
        wider = [
            _end(found[-1]) - self.blanks[n].width if filled.slots[n].pushes else 0.0
            for n, found in enumerate(said)
        ]
        shifts = tuple(
            -by if slot.ends else by for slot, by in zip(filled.slots, wider, strict=True)
        )
        leaves = [
            self._leaf(leaf, filled, said, grown, shifts, dy, _Pen(dx, glyphs))
            for leaf in self.leaves
        ]
        key = (*(round(one, 3) for one in grown), round(standing.depth - base.depth, 3))
        pushed = self._pushed(key, shifts) if self.pushed else b""
        texts = [lines_of(slot.pieces) for slot in filled.slots]
        titles = [
            (m.level, TOKEN.sub(lambda f: texts[int(f[0][2:5])], m.title), m.x + dx, m.y + dy)
            for m in fragment.marks
        ]
        place = b"1 0 0 1 %b %b cm\n" % (number(dx, 6), number(dy, 6))
        figures, code = [], None
        for figure, rows in self.figures:
            if figure.ops:
                figures.append(b"q\n%b%bQ\n" % (place, _written(figure.ops, self.prefix)))
            else:
                left, top, right, _ = figure.box
                code = Code(
                    filled.code, left + dx, top + dy + sum(grown[row] for row in rows), right - left
                )
                figures.append(code.drawn())
        return Setting(leaves, figures, pushed, code, key, place, titles)

    def _leaf(
        self, leaf: Sequence[_Piece], filled: Filled, said: Sequence[Sequence[Line]],
        grown: Sequence[float], shifts: Sequence[float], down: float, pen: _Pen,
    ) -> bytes:  # fmt: skip
        """The words of one element, moved `down` and by the rows and words before them that have grown."""
        for one, rows, after in leaf:
            lower, x = down, one.x
            for row in rows:
                lower += grown[row]
            for n in after:
                x += shifts[n] if filled.slots[n].ends else 0.0
            if isinstance(one, Still):
                pen.draw(one.color, one.face, one.size, x, one.y, lower, one.shows)
                continue
            slot = filled.slots[one.slot]
            pen.fill(one, slot, said[one.slot], x, lower)
            if slot.pushes and not slot.ends:
                pen.push(shifts[one.slot], one.ys[0])
        return b"".join(pen.out)

    def _check(self, filled: Filled, standing: Standing, grown: Sequence[float]) -> None:
        """That it grew by as much as the fit says."""
        more = standing.own - self.fragment.standing.own
        sides: dict[float, float] = {}
        for group, by in zip(filled.groups, grown, strict=True):
            sides[group.left] = sides.get(group.left, 0) + by
        # Of tables side by side the higher one counts.
        beside = any(group.left > -NOWHERE or group.right < NOWHERE for group in filled.groups)
        if (
            more > max(sides.values(), default=0) + _SAME
            or not beside
            and more < sum(sides.values()) - _SAME
        ):
            raise NotCompilableError("height")

    # ---- drawings

    def drawings(self, key: tuple[float, ...]) -> bytes:
        """All that is drawn behind the words and moved by none of them, in the way that `key` tells; packed."""
        return self._drawn.get_or_create(
            key, lambda: zlib.compress(b"".join(self._ops(one, key) for one in self.still), 9)
        )

    def _pushed(self, key: tuple[float, ...], shifts: tuple[float, ...]) -> bytes:
        """What the words move to the side: written once with marks for what moves, then with the places it moves to."""

        def written() -> tuple[bytes, list[tuple[float, tuple[int, ...]]]]:
            marks: list[tuple[float, tuple[int, ...]]] = []
            parts = [self._ops(one, key, marks) for one in self.pushed]
            return b"".join(parts).replace(b"%", b"%%").replace(_MARK, b"%b"), marks

        pattern, marks = self._patterns.get_or_create(key, written)
        return pattern % tuple(
            number(x + sum([shifts[slot] for slot in slots])) for x, slots in marks
        )

    def _ops(
        self,
        one: Drawn,
        key: tuple[float, ...],
        marks: list[tuple[float, tuple[int, ...]]] | None = None,
    ) -> bytes:
        grown, taller = key[:-1], key[-1]
        standing = self.fragment.standing
        middle = standing.y + standing.depth / 2
        center = (one.box[0] + one.box[2]) / 2
        rows = [
            (row.y, more)
            for row, more in zip(self.fragment.rows, grown, strict=True)
            if more and row.left <= center < row.right and not row.holds(one.box[1], one.box[3])
        ]

        def down(y: float) -> float:
            if one.frame:
                return y + taller if y > middle else y
            return y + sum(more for edge, more in rows if edge < y)

        center_y = (one.box[1] + one.box[3]) / 2
        return _written(moved(one, down, down(center_y) - center_y, marks), self.prefix)


class _Pen:
    """Writes the operators of one element's words, `dx` px to the side of where they were compiled."""

    def __init__(self, dx: float, glyphs: dict[str, set[int]]) -> None:
        self.out: list[bytes] = []
        self._dx, self._glyphs = dx, glyphs
        self._color: object = None
        self._font: object = None
        self._aside, self._line = 0.0, 0.0  # what stands on this line is pushed

    def push(self, by: float, y: float) -> None:
        """Move what follows on the line at `y` further to the side."""
        if abs(y - self._line) >= 1:
            self._aside, self._line = 0.0, y
        self._aside += by

    def draw(
        self,
        color: tuple[float, ...],
        face: str,
        size: float,
        x: float,
        y: float,
        down: float,
        shows: bytes,
    ) -> None:
        """A stretch of text at `x` and `y`, moved `down`."""
        if color != self._color:
            self._color = color
            self.out.append(_fill(color))
        if (face, size) != self._font:
            self._font = face, size
            self.out.append(_font(face, size))
        aside = self._aside if self._aside and abs(y - self._line) < 1 else 0.0
        self.out.append(b"1 0 0 -1 %.3f %.3f Tm\n%b TJ\n" % (x + self._dx + aside, y + down, shows))

    def fill(
        self, blank: Blank, slot: Slot, found: Sequence[Line], left: float, down: float
    ) -> None:
        """The lines of a slot, moved `down`, from `left` on if they do not end where the blank does."""
        for n, line in enumerate(found):
            y, lower = (
                (blank.ys[n], 0.0) if len(blank.ys) > 1 else (blank.ys[0], n * slot.leading * PX)
            )
            x = left
            if slot.ends:
                x += blank.width - _end(line) + (_space(line) if n + 1 < len(found) else 0.0)
            for cut, words in line:
                self.draw(blank.color, cut.face, cut.size, x, y, down + lower, words.shows)
                x += words.width
                self._glyphs.setdefault(cut.face, set()).update(words.glyphs - usual(cut.face))


def _y(one: Still | Blank) -> float:
    return one.y if isinstance(one, Still) else one.ys[0]


def _after(leaf: Leaf, n: int) -> tuple[int, ...]:
    """The slots that follow the n-th piece of an element on its line."""
    return tuple(
        one.slot
        for one in leaf[n + 1 :]
        if isinstance(one, Blank) and abs(_y(one) - _y(leaf[n])) < 1
    )


def _lines(slot: Slot, blank: Blank) -> list[Line]:
    if slot.pushes:
        how = blank.cut
        words = run(how, blank.before + lines_of(slot.pieces) + blank.after)
        if slot.group < 0 and words.width > slot.measure * PX:
            raise NotCompilableError("too wide")
        return [((how, words),)]
    pieces = [(_styled(blank.cut, piece), piece.text) for piece in slot.pieces]
    if blank.before or blank.after:
        pieces = [(blank.cut, blank.before), *pieces, (blank.cut, blank.after)]
    found = lines([piece for piece in pieces if piece[1]], slot.measure * PX)
    if slot.group < 0 and len(found) != len(blank.ys):
        raise NotCompilableError("lines")
    return found


def _styled(cut: Cut, piece: Words) -> Cut:
    if not piece.bold and not piece.italic:
        return cut
    return _variant(cut, piece.bold, piece.italic)


@cache
def _variant(cut: Cut, bold: bool, italic: bool) -> Cut:
    name = cut.face + ("-Bold" if bold else "") + ("-Italic" if italic else "")
    if name not in FACES_BY_PDF_NAME:
        raise NotCompilableError("face")
    return Cut(name, cut.size, cut.features)


def _space(line: Line) -> float:
    """The width of the space that a line ends with where another follows; a line that ends with a hyphen has none."""
    how, words = line[-1]
    space = run(how, " ")
    return space.width if words.shows.endswith(space.shows[2:]) else 0.0


def _end(line: Line) -> float:
    return sum(words.width for _, words in line)


# ---- as it is written


@cache
def _font(face: str, size: float) -> bytes:
    return b"/%s %s Tf\n" % (face_name(face), number(size, 6))


@cache
def face_name(face: str) -> bytes:
    """What a face is called in the pages."""
    return b"F%d" % sorted(FACES_BY_PDF_NAME).index(face)


@cache
def _fill(color: tuple[float, ...]) -> bytes:
    return b" ".join(number(one, 6) for one in color) + b" rg\n"


def _written(ops: Iterable[Op], prefix: str) -> bytes:
    out: list[bytes] = []
    for operands, operator in ops:
        if operator == b"Do" and isinstance(operands[0], bytes):
            out.append(b"/%b%b Do\n" % (prefix.encode(), operands[0][1:]))
            continue
        for one in operands:
            out.append(
                (one if isinstance(one, bytes) else number(one, 3 if abs(one) > 10 else 6)) + b" "
            )
        out.append(operator + b"\n")
    return b"".join(out)
