"""Rows of a roster that were looked at and had nothing wrong: known again by their sums, and not
looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

_SIZE = 16


class KnownRows:
    """The sums of such rows, as `content` has them.

    `used` are those that were met since; nothing else need be kept. A row is sure to be as good
    again only if it is read in the same way: `program` is what reads it.
    """

    def __init__(self, content: bytes = b"", program: str = "") -> None:
        self._content, self._program = content, program
        self._way = b""
        self._known: frozenset[bytes] = frozenset()
        self.used: set[bytes] = set()

    def read_as(self, columns: Iterable[str]) -> None:
        """Say which columns rows have; those known from other ones, or from another program, are
        forgotten.
        """
        self._way = _sum((self._program, *columns))
        same = self._content[:_SIZE] == self._way and len(self._content) % _SIZE == 0
        parts = range(_SIZE, len(self._content), _SIZE) if same else ()
        self._known = frozenset(self._content[n : n + _SIZE] for n in parts)

    def has(self, cells: Sequence[str]) -> bool:
        """Return whether a row of these cells had nothing wrong."""
        sum = _sum(cells)
        if sum not in self._known:
            return False
        self.used.add(sum)
        return True

    def add(self, cells: Sequence[str]) -> None:
        """Know a row of these cells from now on."""
        self.used.add(_sum(cells))

    @property
    def content(self) -> bytes:
        """Return what is to be kept, for the next time."""
        return self._way + b"".join(sorted(self.used))

    @property
    def is_new(self) -> bool:
        """Return whether that is other than before."""
        return self.used != self._known or self._content[:_SIZE] != self._way


def _sum(texts: Iterable[str]) -> bytes:
    return blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
