"""Jobs for the tests of handout/web/workers/process_pool.py.

A worker, a process of its own, has to find them by name.
"""

from __future__ import annotations

import gc
import os
import time
import weakref
from pathlib import Path

from handout.problems import HandoutError, Position, problem

MARKER = "zephyr-quartz-7731"


def nothing() -> None:
    pass


def answer(value: object) -> object:
    return value


class Circle:
    """An object that only a look for garbage finds."""

    def __init__(self) -> None:
        self.itself = self


_circles: list[weakref.ref[Circle]] = []


def leave_garbage(how_many: int) -> bool:
    """Leave objects behind, and return whether they are still there when the job ends."""
    _circles[:] = [weakref.ref(Circle()) for _ in range(how_many)]
    return all(circle() for circle in _circles)


def is_clean() -> bool:
    """Return whether what leave_garbage left is gone, and what was there before is not looked at."""
    return bool(_circles) and gc.get_freeze_count() > 0 and not any(ref() for ref in _circles)


def who() -> int:
    return os.getpid()


def hang() -> None:
    time.sleep(60)


def spin() -> None:
    while True:
        pass


def swallow_memory() -> int:
    return len(bytearray(4_000_000_000))


def recurse(depth: int = 0) -> int:
    return recurse(depth + 1)


def die() -> None:
    os._exit(9)


def go_wrong() -> None:
    raise ValueError(MARKER)


def have_a_problem() -> None:
    raise HandoutError([problem("web-nowhere", Position("room"))])


def write(path: str) -> int:
    return Path(path).write_text(MARKER * 100)
