"""The caches of our modules, emptied by tests that replace what fills them."""

from __future__ import annotations

import sys

from handout.cache.memory import LRUCache


def clear_caches(*modules: str) -> None:
    """Forget what the modules with these dotted names have cached in memory."""
    for name in modules:
        for value in vars(sys.modules[name]).values():
            if isinstance(value, LRUCache):
                value.clear()
            elif getattr(value, "__module__", "") == name and hasattr(value, "cache_clear"):
                value.cache_clear()
