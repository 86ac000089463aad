"""A part of a page as it was drawn once, with a place for each of its slots: what a compiled sheet is put together from.

Lengths in CSS px on the page that it was compiled from. Where a slot takes more lines than it had there, all that is
lower in the box moves down; where its words push what follows on their line, that moves to the side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from handout.compiled.parts.positions import Standing
from handout.compiled.pdf.types import POINTS, Mark, NotCompilableError, Op, Tag
from handout.compiled.text.shaping import Cut


@dataclass(frozen=True, slots=True)
class Still:
    """A stretch of text that is the same for all."""

    face: str
    size: float
    x: float
    y: float
    color: tuple[float, ...]
    shows: bytes
    glyphs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """Where a slot's words go: the lines it had, and what stands `before` and `after` its words in the same stretch."""

    slot: int
    cut: Cut
    x: float
    ys: tuple[float, ...]
    width: float
    color: tuple[float, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """What moves down where a slot's row grows: all below `y` between `left` and `right`.

    But for what stands between `starts` and `ends`: lines to write on, in a cell beside the words.
    """

    y: float
    left: float
    right: float
    starts: float = 0.0
    ends: float = 0.0

    def holds(self, top: float, bottom: float) -> bool:
        """Whether what reaches from `top` to `bottom` stands in the row beside its words."""
        return self.starts <= top and bottom <= self.ends


@dataclass(frozen=True, slots=True)
class Push:
    """What a slot's words move to the side: all of the drawing from `x` on, or `back` to the left all before it."""

    slot: int
    x: float
    back: bool = False

    def moves(self, x: float) -> bool:
        """Whether what stands at `x` is moved."""
        return x < self.x if self.back else x > self.x


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing; one without operators is a QR code, which is each classroom's own.

    `frame`: it is the box itself, and as high as its row. `pushes`: the slots that move it to the side.
    """

    ops: tuple[Op, ...]
    box: tuple[float, float, float, float]
    frame: bool
    pushes: tuple[Push, ...]


Copied = tuple[bytes | int, ...]
"""An object of a PDF as it is written, with indices of other objects where it refers to them."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """`objects` are those that the pictures are made of; `names` tells where in them each begins."""

    objects: tuple[Copied, ...]
    names: dict[str, int]


Leaf = tuple[Still | Blank, ...]


@dataclass(slots=True)
class Fragment:
    """`tag` is its element; the marks in it are indices in `leaves`, each all text of one element, or in `figures`."""

    name: str
    standing: Standing
    leaves: list[Leaf]
    figures: list[Drawn]
    drawings: list[Drawn]
    rows: list[Row]
    tag: list[Tag]
    marks: list[Mark]
    pictures: Pictures
    states: dict[str, bytes]
    producer: str


MARK = b"\0"
"""Stands for a number that words push to the side."""


def moved(
    one: Drawn,
    down: Callable[[float], float],
    form: float,
    marks: list[tuple[float, tuple[int, ...]]] | None,
) -> Iterator[Op]:
    """The operators of a drawing, its points moved `down`; what has a matrix of its own, and pictures, by `form`.

    Each number that words push to the side becomes a MARK, and the number goes to `marks` with the slots that push it.
    """
    deep, apart = 0, 0

    def aside(x: float) -> float | bytes:
        slots = tuple(push.slot for push in one.pushes if push.moves(x))
        if not slots or marks is None:
            return x
        marks.append((x, slots))
        return MARK

    start = tuple(
        push.slot for push in one.pushes if push.moves(one.box[0]) and push.moves(one.box[2])
    )
    for operands, operator in one.ops:
        if operator == b"q":
            deep += 1
        elif operator == b"Q":
            deep -= 1
            if deep < apart:
                apart = 0
        if apart:
            yield operands, operator
        elif operator in POINTS:
            yield (
                tuple(down(float(v)) if n % 2 else aside(float(v)) for n, v in enumerate(operands)),
                operator,
            )
        elif operator == b"re":
            x, y, width, height = (float(v) for v in operands)
            end = aside(x + width)
            if (
                end == MARK and aside(x) != MARK
            ):  # it becomes wider: by two corners, as a width has no mark
                assert marks is not None
                left, right, top, bottom = x, x + width, down(y), down(y + height)
                slots = marks.pop()[1]
                yield (left, top), b"m"
                for corner in (top, bottom):
                    marks.append((right, slots))
                    yield (MARK, corner), b"l"
                yield (left, bottom), b"l"
                yield (), b"h"
            elif end == MARK:
                assert marks is not None
                marks.pop(-2)  # that of its end
                yield (MARK, down(y), width, down(y + height) - down(y)), operator
            elif aside(x) == MARK:
                raise NotCompilableError("wider to the left")
            else:
                yield (x, down(y), width, down(y + height) - down(y)), operator
        elif operator in (b"cm", b"Do") and (form or start):
            across: float | bytes = 0.0
            if start and marks is not None:
                marks.append((0.0, start))
                across = MARK
            if operator == b"Do":
                yield (), b"q"
            yield (1.0, 0.0, 0.0, 1.0, across, form), b"cm"
            yield operands, operator
            if operator == b"Do":
                yield (), b"Q"
            else:
                apart = deep
        else:
            yield operands, operator
            if operator == b"cm":
                apart = deep
