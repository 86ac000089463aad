"""Drawings written from a corner of their own, so that those of one shape are the same bytes.

A stream packs what it repeats: of a hundred cells of a table, or the corners of ten boxes, one is
written, and each of the others is little more than its place. Points stay where they are, to a
ten-thousandth of a px: to a thousandth, some pixels would differ in poppler. Lengths in CSS px.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from handout.publish.pdf.writing.objects import pdf_number
from handout.publish.pdf.writing.operators import (
    POINTS,
    Op,
    own_matrices,
    write_operator,
    write_operators,
)

_FINE = 10_000
"""Of the units in which places are reckoned here, so many are a px."""

_Place = tuple[int, int]


def write_drawings(drawings: Iterable[Sequence[Op]], prefix: str) -> bytes:
    """Return the operators of `drawings`, each of which begins with `q` and ends with `Q`; the
    names of pictures begin with `prefix`.

    What is drawn for one box stands together: all that is round, up to the next that begins with a
    clip. What has no curve stands alone.
    """
    groups: list[list[Sequence[Op]]] = []
    joins = False
    for ops in drawings:
        is_round = any(operator == b"c" for _, operator in ops)
        if not (is_round and joins and not _begins_with_clip(ops)):
            groups.append([])
        groups[-1].append(ops)
        joins = is_round
    return b"".join(line for group in groups for line in _write_group(group, prefix))


def _begins_with_clip(ops: Sequence[Op]) -> bool:
    """Return whether a clip comes before all else that a drawing holds in `q` and `Q`."""
    operators = [operator for _, operator in ops[1:-1]]
    return b"q" in operators and b"W" in operators[: operators.index(b"q")]


def _write_group(drawings: Sequence[Sequence[Op]], prefix: str) -> Iterator[bytes]:
    origin = _find_origin(drawings)
    if origin is None:
        yield from (write_operators(ops, prefix) for ops in drawings)
        return
    matrix = b"1 0 0 1 %b %b cm\n" % (_write_length(origin[0]), _write_length(origin[1]))
    for index, ops in enumerate(drawings):
        lines = _write_from(ops, origin, prefix)
        if len(drawings) == 1:  # its own q will do
            yield from (next(lines), matrix, *lines)
            return
        yield from ((b"q\n", matrix, *lines) if index == 0 else lines)
    yield b"Q\n"


def _find_origin(drawings: Sequence[Sequence[Op]]) -> _Place | None:
    """Return the corner of what stands together, left of and above all its points; None if it has
    none, or if it cannot be moved.
    """
    xs: list[float | bytes] = []
    ys: list[float | bytes] = []
    for ops in drawings:
        for (operands, operator), is_local in zip(ops, own_matrices(ops), strict=True):
            if is_local:
                continue
            if operator in _PLACED:
                return None
            if operator in _MOVING:
                point = _FIRST_POINT.get(operator, slice(None))
                xs += operands[point][::2]
                ys += operands[point][1::2]
    return (_place(min(map(float, xs))), _place(min(map(float, ys)))) if xs else None


def _write_from(ops: Sequence[Op], origin: _Place, prefix: str) -> Iterator[bytes]:
    """Yield the operators of one drawing, whose points are told from `origin`."""
    left, top = origin
    for (operands, operator), is_local in zip(ops, own_matrices(ops), strict=True):
        if is_local or operator not in _MOVING:
            yield write_operator(operands, operator, prefix)
        elif operator == b"cm":
            *scale, x, y = operands
            moved = _place(x) - left, _place(y) - top
            if (*scale, *moved) != _UNMOVED:
                lengths = map(_write_length, moved)
                yield write_operator((*scale, *lengths), operator, prefix)
        else:
            places = list(map(_place, operands))
            moving = 2 if operator == b"re" else len(places)
            for index in range(0, moving, 2):
                places[index] -= left
                places[index + 1] -= top
            yield b"%b %b\n" % (b" ".join(map(_write_length, places)), operator)


_MOVING = {*POINTS, b"re", b"cm"}
_FIRST_POINT = {b"re": slice(2), b"cm": slice(4, 6)}  # besides which they have other numbers
_PLACED = {b"Do", b"sh", b"gs"}  # whose points (a mask's, for one) are not among the operators
_UNMOVED = (1.0, 0.0, 0.0, 1.0, 0, 0)


def _place(operand: float | bytes) -> int:
    return round(float(operand) * _FINE)


@lru_cache(maxsize=20000)
def _write_length(units: int) -> bytes:
    return pdf_number(units / _FINE, 4)
