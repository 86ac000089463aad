"""What a page of the typesetter draws, written shorter: the same words and drawings, in their
order.

What says nothing goes: the states of a page on which all is opaque, moves by nothing, corners that
are not round, adjustments by nothing between glyphs. Each drawing is written from a corner of its
own, and drawings that follow each other are one artifact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from handout.publish.pdf.writing.local_points import write_drawings
from handout.publish.pdf.writing.operators import POINTS, Op, drop_flat_curves, own_matrices

_OPAQUE = frozenset((b"/a1.0 gs", b"/A1.0 gs", b"/a1 gs", b"/A1 gs"))
_UNMOVED = b"1 0 0 1 0 0 cm"
_NO_ADJUSTMENT = re.compile(rb">0?<")
_ARTIFACT = frozenset((b"/Artifact", b"BMC", b"EMC"))
_NUMBERS = frozenset((*POINTS, b"re", b"cm"))


def shorten_content(content: bytes) -> bytes:
    """Return `content`, the operators of a page, one a line, in fewer bytes."""
    lines = content.split(b"\n")
    opaque = _OPAQUE.issuperset({line for line in lines if line.endswith(b" gs")})
    silent = {_UNMOVED, *(_OPAQUE if opaque else ())}
    lines = [line for line in lines if line not in silent]
    return b"\n".join(_join_artifacts(lines, _find_drawings(lines)))


def _find_drawings(lines: Sequence[bytes]) -> dict[int, int]:
    """Return where each group without words begins and ends, by where it begins."""
    drawings: dict[int, int] = {}
    begun: list[int] = []
    has_words = [False]
    for index, line in enumerate(lines):
        if line == b"q":
            begun.append(index)
            has_words.append(False)
        elif line == b"Q":
            if not (words := has_words.pop()):
                drawings[begun[-1]] = index
            begun.pop()
            has_words[-1] |= words
        elif line in (b"BDC", b"BT"):
            has_words[-1] = True
    return drawings


def _join_artifacts(lines: Sequence[bytes], drawings: Mapping[int, int]) -> Iterator[bytes]:
    """Yield `lines` with the drawings among them shortened, those next to each other as one."""
    together: list[Sequence[Op]] = []
    index = 0
    while index < len(lines):
        until, found = _read_drawings(lines, index, drawings)
        if found:
            together += found
        else:
            if together:
                yield _write_artifact(together)
                together = []
            yield from map(_shorten_words, lines[index:until])
        index = until
    if together:
        yield _write_artifact(together)


def _write_artifact(drawings: Sequence[Sequence[Op]]) -> bytes:
    return b"/Artifact BMC\n%bEMC" % write_drawings(drawings, "")


def _read_drawings(
    lines: Sequence[bytes], start: int, drawings: Mapping[int, int]
) -> tuple[int, list[Sequence[Op]]]:
    """Return the drawings that one stretch of `lines` consists of, and where it ends; none of a
    stretch that is to be written as it is.
    """
    if start in drawings:
        end = drawings[start] + 1
        return end, [list(_read_drawing(lines[start:end]))]
    if lines[start : start + 2] == [b"/Artifact", b"BMC"]:
        index, found = start + 2, list[Sequence[Op]]()
        while index in drawings:
            end = drawings[index] + 1
            found.append(list(_read_drawing(lines[index:end])))
            index = end
        if lines[index] == b"EMC":
            return index + 1, found
    return (_end_of_tagged(lines, start) if lines[start] == b"BDC" else start + 1), []


def _end_of_tagged(lines: Sequence[bytes], start: int) -> int:
    """Return where what is tagged ends, which begins at `start`."""
    depth = 0
    for index in range(start, len(lines)):
        if lines[index] in (b"BDC", b"BMC"):
            depth += 1
        elif lines[index] == b"EMC":
            depth -= 1
            if not depth:
                return index + 1
    return len(lines)


def _shorten_words(line: bytes) -> bytes:
    return _NO_ADJUSTMENT.sub(b"", line) if line.endswith(b" TJ") else line


def _read_drawing(lines: Iterable[bytes]) -> Iterator[Op]:
    """Yield the operators of a group without flat corners, with numbers where its points can be
    moved: not in a matrix of its own.
    """
    ops = [_read_operator(line) for line in lines if line not in _ARTIFACT]
    return drop_flat_curves(
        op if is_local or op[1] not in _NUMBERS else (tuple(map(float, op[0][0].split())), op[1])
        for op, is_local in zip(ops, own_matrices(ops), strict=True)
    )


def _read_operator(line: bytes) -> tuple[tuple[bytes, ...], bytes]:
    operands, _, operator = line.rpartition(b" ")
    return ((operands,) if operands else ()), operator
