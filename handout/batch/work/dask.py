"""A Dask cluster whose workers build handouts."""

from __future__ import annotations

import time
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from handout.problems import ExitCode, HandoutError, Position, problem

ANSWER_TIMEOUT = 20  # seconds until the scheduler answers
NO_WORKERS_TIMEOUT = 60  # seconds without any worker after which the batch ends


@dataclass
class DaskCluster:
    """The workers of the scheduler at `address` (tcp://...).

    Raises HandoutError if it cannot be reached.
    """

    address: str
    client: Any = field(init=False, repr=False)
    shares_filesystem = False
    _last_seen: float = field(init=False, default_factory=time.monotonic)

    def __post_init__(self) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            missing = problem("batch-cluster-missing", Position(""))
            raise HandoutError([missing], ExitCode.ENVIRONMENT) from error
        try:
            connect: Any = Client
            self.client = connect(self.address, timeout=ANSWER_TIMEOUT, set_as_default=False)
        except (OSError, ValueError) as error:
            reason = str(error) or type(error).__name__
            unreachable = problem(
                "batch-cluster", Position(""), address=self.address, reason=reason
            )
            raise HandoutError([unreachable], ExitCode.ENVIRONMENT) from error

    @property
    def width(self) -> int:
        # While the result of one task is fetched, its thread has the next.
        return 2 * max(1, self._count_threads())

    def open(self) -> Executor:
        # Not pure: a record that is made again is made anew. A worker that is lost costs its
        # records one retry.
        executor: Executor = self.client.get_executor(pure=False, retries=2)
        return executor

    def check(self) -> None:
        if self.client.status not in ("running", "connecting"):
            raise self._connection_error("batch-cluster-lost")
        if self._count_threads():
            self._last_seen = time.monotonic()
        elif time.monotonic() - self._last_seen > NO_WORKERS_TIMEOUT:
            raise self._connection_error("batch-cluster-empty")

    def _count_threads(self) -> int:
        """Return how many tasks its workers do at once; 0 if the scheduler does not answer."""
        try:
            ask = self.client.scheduler.ncores
            threads: dict[str, int] = self.client.sync(ask, callback_timeout=ANSWER_TIMEOUT)
        except Exception:  # Dask has many ways to say that the connection is broken
            return 0
        return sum(threads.values())

    def _connection_error(self, code: str) -> HandoutError:
        lost = problem(code, Position(""), address=self.address, count=NO_WORKERS_TIMEOUT)
        return HandoutError([lost], ExitCode.ENVIRONMENT)

    def stop(self, executor: Executor) -> None:
        with suppress(Exception):  # where the scheduler is gone, there is nobody to tell
            executor.shutdown(wait=False)
