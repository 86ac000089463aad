"""What was asked for last, and no more of it than a process can hold."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The `most` values that were asked for last, by their keys."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[K, V] = OrderedDict()

    def of(self, key: K, make: Callable[[], V]) -> V:
        """The value of `key`; it is made if it is not known."""
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        value = make()
        self[key] = value
        return value

    def __setitem__(self, key: K, value: V) -> None:
        self._known[key] = value
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def __len__(self) -> int:
        return len(self._known)
