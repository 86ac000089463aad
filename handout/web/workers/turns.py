"""One slow job at a time for each client, so that nobody takes all workers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Turns:
    """Whose turn it is, for each name."""

    def __init__(self) -> None:
        # A lock lives as long as somebody has it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def take(self, name: str) -> AsyncIterator[None]:
        """Wait until no other with this name has its turn, and have it for the with block."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        async with lock:
            yield
