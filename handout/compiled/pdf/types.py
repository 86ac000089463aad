"""What compiled parts are made of: drawing operators and structure tags. Lengths in CSS px."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PX = 4 / 3
"""CSS px in a pt."""

PLAIN = frozenset(
    b"q Q cm m l c v y h re W W* n f f* B B* b b* S s w J j M d rg RG g G k K i ri".split()
)
"""Operators that name nothing which is elsewhere in the file."""


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
