"""Jobs for the tests of handout/web/workers/process_pool.py.

A worker, a process of its own, has to find them by name.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from handout.problems import HandoutError, Position, problem

MARKER = "zephyr-quartz-7731"


def nothing() -> None:
    pass


def answer(value: object) -> object:
    return value


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
