"""Remember rows without problems by their digests, so that they are not checked again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

_SIZE = 16  # bytes of a digest


class KnownRows:
    """The digests of such rows, as `content` has them.

    `used` are those that were met since; nothing else need be kept. A row is sure to be as good
    again only if it is read in the same way: `program` is the fingerprint of what reads it.
    """

    def __init__(self, content: bytes = b"", program: str = "") -> None:
        self._content, self._program = content, program
        self._context = b""  # the digest of the program and the columns
        self._known: frozenset[bytes] = frozenset()
        self.used: set[bytes] = set()

    def set_columns(self, columns: Iterable[str]) -> None:
        """Say which columns rows have; those known from other ones, or from another program, are
        forgotten.
        """
        self._context = _digest((self._program, *columns))
        is_whole = len(self._content) % _SIZE == 0
        if is_whole and self._content[:_SIZE] == self._context:
            starts = range(_SIZE, len(self._content), _SIZE)
            self._known = frozenset(self._content[start : start + _SIZE] for start in starts)
        else:
            self._known = frozenset()

    def has(self, cells: Sequence[str]) -> bool:
        """Return whether a row of these cells had nothing wrong."""
        digest = _digest(cells)
        if digest not in self._known:
            return False
        self.used.add(digest)
        return True

    def add(self, cells: Sequence[str]) -> None:
        """Know a row of these cells from now on."""
        self.used.add(_digest(cells))

    @property
    def content(self) -> bytes:
        """Return what is to be kept, for the next time."""
        return self._context + b"".join(sorted(self.used))

    @property
    def is_new(self) -> bool:
        """Return whether that is other than before."""
        return self.used != self._known or self._content[:_SIZE] != self._context


def _digest(texts: Iterable[str]) -> bytes:
    return blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()
