"""A Dask cluster as the place where handouts are made."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from handout.problems import ExitCode, HandoutError, Place, problem

_PATIENCE = 20  # seconds until the scheduler answers


@dataclass
class Cluster:
    """The workers of the scheduler at `address` (tcp://...). Raises HandoutError if it cannot be reached."""

    address: str
    client: Any = field(init=False, repr=False)
    here = False

    def __post_init__(self) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise HandoutError(
                [problem("batch-cluster-missing", Place(""))], ExitCode.ENVIRONMENT
            ) from error
        try:
            connect: Any = Client
            self.client = connect(self.address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            shown = problem(
                "batch-cluster",
                Place(""),
                address=self.address,
                reason=str(error) or type(error).__name__,
            )
            raise HandoutError([shown], ExitCode.ENVIRONMENT) from error

    @property
    def width(self) -> int:
        return 2 * max(1, sum(int(count) for count in self.client.nthreads().values()))

    def open(self) -> Executor:
        # Not pure: a record that is made again is made anew. A worker that is lost costs its records one retry.
        executor: Executor = self.client.get_executor(pure=False, retries=2)
        return executor

    def stop(self, executor: Executor) -> None:
        executor.shutdown(wait=False)
