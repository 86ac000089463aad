"""Work in threads of this process: workers of a batch, for which nothing is started and loaded
anew, and coroutines.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

T = TypeVar("T")


def run_apart(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a thread of its own: in that of the tests the event loop of a browser may
    be running.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Threads:
    """One thread of this process: any Executor will do."""

    width, shares_filesystem = 3, True

    def open(self) -> Executor:
        return ThreadPoolExecutor(1)

    def check(self) -> None:
        pass

    def stop(self, executor: Executor) -> None:
        executor.shutdown(wait=False, cancel_futures=True)


def use_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the command `batch` work in a thread of this process."""
    for module in (
        "handout.cli.commands.batch",
        "handout.batch.print_runs.bind_changed",
        "handout.batch.accessibility.check_files",
    ):
        monkeypatch.setattr(f"{module}.LocalWorkers", lambda jobs=1: Threads())
