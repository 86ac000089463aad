"""Drawings written from a corner of their own: the same points, and shapes that are alike the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from handout.publish.pdf.writing.local_points import write_drawings
from handout.publish.pdf.writing.operators import Op

Matrix = tuple[float, float, float, float, float, float]


def read(text: str) -> list[Op]:
    """Operators, one a line, as a page has them."""
    ops: list[Op] = []
    for line in text.strip().splitlines():
        *operands, operator = line.split()
        numbers = [
            word.encode() if word.startswith(("/", "[", "]")) else float(word) for word in operands
        ]
        ops.append((tuple(numbers), operator.encode()))
    return ops


def drawn(ops: Iterable[Op]) -> list[tuple[object, ...]]:
    """All that is drawn, its points where they stand on the page."""
    matrix: Matrix = 1, 0, 0, 1, 0, 0
    kept: list[Matrix] = []
    out: list[tuple[object, ...]] = []
    for operands, operator in ops:
        if operator == b"q":
            kept.append(matrix)
        elif operator == b"Q":
            matrix = kept.pop()
        elif operator == b"cm":
            a, b, c, d, e, f = (float(each) for each in operands)
            g, h, i, j, k, m = matrix
            matrix = (
                *(a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j),
                *(e * g + f * i + k, e * h + f * j + m),
            )
        elif operator in (b"m", b"l", b"c", b"re"):
            values = [float(each) for each in operands]
            if operator == b"re":
                values[2:] = values[0] + values[2], values[1] + values[3]
            a, b, c, d, e, f = matrix
            for x, y in zip(values[::2], values[1::2], strict=True):
                out.append((operator, a * x + c * y + e, b * x + d * y + f))
        elif operator == b"Do":
            out.append((operator, *operands, *matrix))
        else:
            out.append((operator, *operands))
    return out


CELL = "q\n72.267 {y} m\n85.067 {y} l\nW*\nn\n0.5 0.6 0.6 rg\n72.267 {y} 12.8 18.5 re\nf*\nQ"
ROUND = "q\n80 {y} m\n90.5 {y} 94 92.6 288.14 97 c\nW\nn\nq\n1 0 0 1 85.067 92.567 cm\n0.722222 0 0 0.722222 0 0 cm\n3.559592 2 m\n4 9 l\nS\nQ\nQ"
EDGE = "q\n80 {y} m\n90.5 {y} 94 92.6 288.14 97 c\nf\nQ"
UNMOVED = "q\n1 0 0 1 0 0 cm\n3 {y} m\n4 9 l\nS\nQ"
PICTURE = "q\n80 {y} m\n90 {y} l\nW\nn\n/x1 Do\nQ"
OWN_PICTURE = "q\n1 0 0 1 80 {y} cm\n/x1 Do\nQ"
TWICE = "q\nq\n1 0 0 1 4 {y} cm\n0 0 m\n1 1 l\nS\nQ\n7.123 {y} m\n9 9 l\nS\nQ"
PLAIN = "q\n0 w\nQ"
SHAPES = (CELL, ROUND, EDGE, UNMOVED, PICTURE, OWN_PICTURE, TWICE, PLAIN)


@pytest.mark.parametrize("first", SHAPES)
@pytest.mark.parametrize("second", SHAPES)
def test_points_stay_where_they_are(first: str, second: str) -> None:
    drawings = [read(shape.format(y=y)) for y in (10.5, 1033.27) for shape in (first, second)]
    written = write_drawings(drawings, "").decode()
    expected = drawn(op for ops in drawings for op in ops)
    for got, wanted in zip(drawn(read(written)), expected, strict=True):
        assert got[0] == wanted[0]
        for one, other in zip(got[1:], wanted[1:], strict=True):
            if isinstance(one, float) and isinstance(other, float):
                assert one == pytest.approx(other, abs=0.0011)
            else:
                assert one == other


@pytest.mark.parametrize("shape", [CELL, OWN_PICTURE])
def test_shapes_that_are_alike_are_the_same_bytes_but_for_their_place(shape: str) -> None:
    lines = [write_drawings([read(shape.format(y=y))], "").splitlines() for y in (97, 297)]
    differ = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
    assert [pair[0].endswith(b" cm") for pair in differ] == [True]


def test_names_of_pictures_have_the_prefix() -> None:
    assert b"/Px1 Do" in write_drawings([read(PICTURE.format(y=3))], "P")
