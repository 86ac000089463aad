"""Limits of time and memory within which a worker process builds each record."""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from handout.batch.work.parent_watch import end_with_parent

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class WorkerLimits:
    """What one record may take: `wall` and `cpu` in seconds, `memory` of the worker in bytes."""

    wall: float = 120
    cpu: int = 60
    memory: int = 3 << 30


# Records between two full collections, each of which takes as long as three records.
_FULL_COLLECTION_INTERVAL = 200
_FIRST_FULL_COLLECTION = 3  # records: by then the caches that every record needs are filled

_limits: WorkerLimits | None = None  # set in a worker process of ours; not on a cluster
_records_done = 0


def start_worker(limits: WorkerLimits) -> None:
    """Make this process a worker: it ends with its parent, and takes no more than `limits`.

    It ignores the signals that ask a process to stop: its parent gets them too, and ends it.
    """
    global _limits
    _limits = limits
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    end_with_parent()
    gc.disable()  # garbage is collected between records and tasks, see _collect_garbage
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXCPU, _raise_timeout)


@contextmanager
def record_limits() -> Iterator[None]:
    """Limit the time of the with block to that of one record, and collect garbage after it.

    Raises TimeoutError in the block when its computing time is over. Does nothing in a process
    that start_worker() did not start.
    """
    if _limits is None:
        yield
        return
    # Ends the process even where no Python runs; the parent sees that and tries the record again.
    faulthandler.dump_traceback_later(_limits.wall, exit=True, file=_null_device())
    _limit_cpu(_limits.cpu)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        _collect_garbage()


def run_task(function: Callable[[T], R], task: T) -> R:
    """Return what `function` returns for `task`.

    In a process that start_worker() started garbage is collected after it, unless a record of the
    task was followed by that already.
    """
    before = _records_done
    try:
        return function(task)
    finally:
        if _limits is not None and _records_done == before:
            _collect_garbage()


def _limit_cpu(seconds: int) -> None:
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _collect_garbage() -> None:
    global _records_done
    _records_done += 1
    if _records_done % _FULL_COLLECTION_INTERVAL == _FIRST_FULL_COLLECTION:
        gc.collect()
        gc.freeze()  # what is cached by now need not be looked through again
    else:
        gc.collect(0)


def _raise_timeout(*_: object) -> None:
    raise TimeoutError


@cache
def _null_device() -> int:
    """Return a file descriptor that swallows the traceback of a record that takes too long."""
    return os.open(os.devnull, os.O_WRONLY)
