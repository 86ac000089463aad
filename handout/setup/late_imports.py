"""Modules that another package imports when it starts and hardly ever uses: imported when they are
used.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


class _LateModule(ModuleType):
    """A module of functions and classes, imported when the first of them is called."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*arguments: Any, **options: Any) -> Any:
            return getattr(importlib.import_module(self.__name__), name)(*arguments, **options)

        return call


@contextmanager
def put_off(*names: str) -> Iterator[None]:
    """Let what is imported within the with block have the modules `names` when it calls them.

    Whoever imports them afterwards gets them at once, as usual.
    """
    late = {name: _LateModule(name) for name in names if name not in sys.modules}
    sys.modules.update(late)
    try:
        yield
    finally:
        for name, module in late.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
