"""Drawings written from a corner of their own, so that those of one shape are the same bytes.

A stream packs what it repeats: of a hundred cells of a table, or the corners of ten boxes, one is
written, and each of the others is little more than its place. Points stay where they are, to a
thousandth of a px, as finely as those of a page are written. Lengths in CSS px.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from handout.publish.pdf.writing.objects import pdf_number
from handout.publish.pdf.writing.operators import POINTS, Op, own_matrices, write_operators

_FINE = 1000
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
    """Return the first point of what stands together; None if it has none, or if it cannot be
    moved.
    """
    origin = None
    for ops in drawings:
        for (operands, operator), is_local in zip(ops, own_matrices(ops), strict=True):
            if is_local:
                continue
            if operator == b"Do":
                return None
            if origin is None and operator in (b"m", b"re", b"cm"):
                x, y = operands[-2:] if operator == b"cm" else operands[:2]
                origin = _place(x), _place(y)
    return origin


def _write_from(ops: Sequence[Op], origin: _Place, prefix: str) -> Iterator[bytes]:
    """Yield the operators of one drawing, whose points are told from `origin`."""
    left, top = origin
    for (operands, operator), is_local in zip(ops, own_matrices(ops), strict=True):
        if operator == b"cm":
            *scale, x, y = operands
            if not is_local:
                x, y = (_place(x) - left) / _FINE, (_place(y) - top) / _FINE
            if (*scale, x, y) != _UNMOVED:
                yield write_operators([((*scale, x, y), operator)], prefix)
        elif is_local or operator not in _PATHS:
            yield write_operators([(operands, operator)], prefix)
        else:
            lengths = [_place(operand) for operand in operands]
            moved = 1 if operator == b"re" else len(lengths) // 2
            for index in range(moved):
                lengths[2 * index] -= left
                lengths[2 * index + 1] -= top
            yield b"%b %b\n" % (b" ".join(map(_write_length, lengths)), operator)


_PATHS = {*POINTS, b"re"}
_UNMOVED = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _place(operand: float | bytes) -> int:
    return round(float(operand) * _FINE)


@lru_cache(maxsize=5000)
def _write_length(units: int) -> bytes:
    return pdf_number(units / _FINE)
