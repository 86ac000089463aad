"""What compiled parts are made of: drawing operators and structure tags. Lengths in CSS px."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

PX = 4 / 3
"""CSS px in a pt."""

Op = tuple[tuple[float | bytes, ...], bytes]
"""Operands and operator. Numbers are floats; everything else is as it is written in the file."""

POINTS: Mapping[bytes, int] = {b"m": 1, b"l": 1, b"c": 3, b"v": 2, b"y": 2}
"""Path operators, and how many points they have."""

PLAIN = frozenset(
    b"q Q cm m l c v y h re W W* n f f* B B* b b* S s w J j M d rg RG g G k K i ri".split()
)
"""Operators that name nothing which is elsewhere in the file."""


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


class NotCompilableError(Exception):
    """Something on a sheet is not among what can be compiled; str() is a short code for it
    (docs/compiled.md).
    """


@dataclass(slots=True)
class StructureTag:
    """An element of the structure tree; `children` are tags, and the marks of what is drawn."""

    kind: str
    attributes: dict[str, Any] = field(default_factory=dict)
    children: list[StructureTag | int] = field(default_factory=list)

    def marks(self) -> Iterator[int]:
        """Yield the marks of all that is drawn below it, in reading order."""
        for child in self.children:
            if isinstance(child, StructureTag):
                yield from child.marks()
            else:
                yield child


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark: its level (1 is outermost), its title, and where it leads to (px).

    In a fragment the nameplate's has level 1, all others are below it, and titles have TOKENs for
    slots.
    """

    level: int
    title: str
    x: float
    y: float
