"""The operators of a drawing as they are read and written (ISO 32000-1, 8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from handout.publish.pdf.writing.objects import pdf_number

Op = tuple[tuple[float | bytes, ...], bytes]
"""Operands and operator. Numbers are floats; everything else is as it is written in the file."""

POINTS: Mapping[bytes, int] = {b"m": 1, b"l": 1, b"c": 3, b"v": 2, b"y": 2}
"""Path operators, and how many points they have."""


def own_matrices(ops: Iterable[Op]) -> Iterator[bool]:
    """Yield of each operator of a drawing whether it stands within a matrix of the drawing's own:
    then its points are not those of the page.
    """
    depth, own = 0, 0  # of q
    for _, operator in ops:
        if operator == b"q":
            depth += 1
        elif operator == b"Q":
            depth -= 1
            if depth < own:
                own = 0
        yield bool(own)
        if operator == b"cm" and not own:
            own = depth


def drop_flat_curves(ops: Iterable[Op]) -> Iterator[Op]:
    """Yield `ops` without curves from a point to itself: corners of a box that are not round."""
    point: tuple[float | bytes, ...] = ()
    for operands, operator in ops:
        if operator == b"c" and operands == point * 3:
            continue
        point = operands[-2:] if operator in (b"m", b"l", b"c") else ()
        yield operands, operator


def write_operators(ops: Iterable[Op], prefix: str) -> bytes:
    """Return operators as they are written; the names of pictures begin with `prefix`."""
    return b"".join(write_operator(operands, operator, prefix) for operands, operator in ops)


def write_operator(operands: tuple[float | bytes, ...], operator: bytes, prefix: str) -> bytes:
    """Return an operator as it is written; the name of a picture begins with `prefix`."""
    if not operands:
        return operator + b"\n"
    if operator == b"Do" and isinstance(operands[0], bytes):
        return b"/%b%b Do\n" % (prefix.encode(), operands[0][1:])
    written = [
        operand if isinstance(operand, bytes) else _write_number(operand, operator)
        for operand in operands
    ]
    return b"%b %b\n" % (b" ".join(written), operator)


def _write_number(operand: float, operator: bytes) -> bytes:
    digits = 3 if abs(operand) > 10 else 4 if operator in POINTS else 6
    return pdf_number(operand, digits)
