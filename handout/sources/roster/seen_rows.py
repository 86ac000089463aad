"""Remember rows without problems by their digests, so that they are not checked again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

_SIZE = 16  # bytes of a digest


class KnownRows:
    """The digests of such rows, as `content` has them.

    `used` are those that were met since; nothing else need be kept. A row is sure to be as good
    again only if it is read in the same way: `program` is the fingerprint of what reads it.
    Most rows are read as they are `typed`: of those it is known before they are read, of the others
    once their cells are.
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

    def has(self, cells: Sequence[str], *, typed: bool = False) -> bool:
        """Return whether a row that was read as these cells had nothing wrong; if they are `typed`,
        whether they were read as they stand, and nothing was to be told of that.
        """
        digest = _digest(cells, typed)
        if digest not in self._known:
            return False
        self.used.add(digest)
        return True

    def add(self, cells: Sequence[str], *, typed: bool) -> None:
        """Know a row of these cells from now on; if they are `typed`, as one that is read as it
        stands.
        """
        self.used.add(_digest(cells, typed))

    @property
    def content(self) -> bytes:
        """Return what is to be kept, for the next time."""
        return self._context + b"".join(sorted(self.used))

    @property
    def is_new(self) -> bool:
        """Return whether that is other than before."""
        return self.used != self._known or self._content[:_SIZE] != self._context


def _digest(texts: Iterable[str], typed: bool = False) -> bytes:
    content = "\0".join(texts).encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=_SIZE, person=b"typed" if typed else b"").digest()
