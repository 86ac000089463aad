"""The operators of a drawing, moved down by rows that grow and to the side by words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from handout.compiled.fragments.fragment import FragmentDrawing
from handout.compiled.pdf.types import NotCompilableError
from handout.publish.pdf.writing.operators import POINTS, Op, own_matrices

SHIFT_MARK = b"\0"
"""Stands for a number that words push to the side."""

ShiftedNumber = tuple[float, tuple[int, ...]]
"""A number that words push to the side, and the slots that push it."""


def shift_operators(
    drawing: FragmentDrawing,
    move_down: Callable[[float], float],
    down: float,
    numbers: list[ShiftedNumber] | None,
) -> Iterator[Op]:
    """Yield the operators of a drawing, its points moved by `move_down`.

    What has a matrix of its own, and pictures, are moved by `down` as a whole. Each number that
    words push to the side becomes a SHIFT_MARK, and the number goes to `numbers`; with None nothing
    is pushed. Raises NotCompilableError.
    """
    return _Shifter(drawing, move_down, down, numbers).operators()


class _Shifter:
    def __init__(
        self,
        drawing: FragmentDrawing,
        move_down: Callable[[float], float],
        down: float,
        numbers: list[ShiftedNumber] | None,
    ) -> None:
        self.drawing, self.move_down, self.down, self.numbers = drawing, move_down, down, numbers
        left, _, right, _ = drawing.box
        # The slots that push the drawing as a whole.
        self.whole = tuple(
            shift.slot for shift in drawing.shifts if shift.moves(left) and shift.moves(right)
        )

    def operators(self) -> Iterator[Op]:
        ops = self.drawing.ops
        for op, is_local in zip(ops, own_matrices(ops), strict=True):
            if is_local:
                yield op
            else:
                yield from self.move(*op)

    def move(self, operands: tuple[float | bytes, ...], operator: bytes) -> Iterator[Op]:
        """Yield what takes the place of one operator."""
        if operator in POINTS:
            yield self.points(operands), operator
        elif operator == b"re":
            yield from self.rectangle(*map(float, operands))
        elif operator in (b"cm", b"Do") and (self.down or self.whole):
            yield from self.whole_drawing(operands, operator)
        else:
            yield operands, operator

    def shift_x(self, x: float) -> float | bytes:
        """Return `x`, or a mark for it if words push it."""
        slots = tuple(shift.slot for shift in self.drawing.shifts if shift.moves(x))
        if not slots or self.numbers is None:
            return x
        self.numbers.append((x, slots))
        return SHIFT_MARK

    def points(self, operands: tuple[float | bytes, ...]) -> tuple[float | bytes, ...]:
        moved: list[float | bytes] = []
        for index, operand in enumerate(operands):
            value = float(operand)
            moved.append(self.move_down(value) if index % 2 else self.shift_x(value))
        return tuple(moved)

    def rectangle(self, x: float, y: float, width: float, height: float) -> Iterator[Op]:
        top, bottom = self.move_down(y), self.move_down(y + height)
        end = self.shift_x(x + width)
        start = self.shift_x(x)
        if end == SHIFT_MARK and start == SHIFT_MARK:
            assert self.numbers is not None
            self.numbers.pop(-2)  # that of its end
            yield (SHIFT_MARK, top, width, bottom - top), b"re"
        elif end == SHIFT_MARK:
            yield from self.wider_rectangle(x, x + width, top, bottom)
        elif start == SHIFT_MARK:
            raise NotCompilableError("wider to the left")
        else:
            yield (x, top, width, bottom - top), b"re"

    def wider_rectangle(self, left: float, right: float, top: float, bottom: float) -> Iterator[Op]:
        """Yield a rectangle that words make wider: by its corners, as a width has no mark."""
        assert self.numbers is not None
        slots = self.numbers.pop()[1]
        yield (left, top), b"m"
        for corner in (top, bottom):
            self.numbers.append((right, slots))
            yield (SHIFT_MARK, corner), b"l"
        yield (left, bottom), b"l"
        yield (), b"h"

    def whole_drawing(self, operands: tuple[float | bytes, ...], operator: bytes) -> Iterator[Op]:
        """Yield a picture, or a matrix, moved as a whole."""
        across: float | bytes = 0.0
        if self.whole and self.numbers is not None:
            self.numbers.append((0.0, self.whole))
            across = SHIFT_MARK
        if operator == b"Do":
            yield (), b"q"
        yield (1.0, 0.0, 0.0, 1.0, across, self.down), b"cm"
        yield operands, operator
        if operator == b"Do":
            yield (), b"Q"
