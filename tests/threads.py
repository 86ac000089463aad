"""Workers of a batch that are no processes: nothing is started and loaded anew for them."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor

import pytest


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
