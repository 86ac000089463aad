"""Run tasks in any concurrent.futures.Executor: each once, whatever happens to the workers."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from handout.batch.work.limits import WorkerLimits, start_worker
from handout.batch.work.worker import preload

_WRITERS = 8
_LOOK = 5  # seconds without a result after which the workers are checked

T = TypeVar("T")
R = TypeVar("R")


class WorkerBackend(Protocol):
    """Where tasks are done.

    `width` is how many may be under way; `here` is whether they see the same files as we.
    """

    @property
    def width(self) -> int: ...

    @property
    def shares_filesystem(self) -> bool: ...

    def open(self) -> Executor:
        """Return workers that are ready, new ones if those before broke."""

    def check(self) -> None:
        """Raise HandoutError if no task can ever be done. Called while none is."""

    def stop(self, executor: Executor) -> None:
        """End `executor` at once."""


@dataclass
class LocalWorkers:
    """Processes on this machine."""

    jobs: int = field(
        default_factory=lambda: (
            len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1
        )
    )
    limits: WorkerLimits = WorkerLimits()
    shares_filesystem = True

    @property
    def width(self) -> int:
        return 4 * self.jobs  # while one is written down others wait

    def open(self) -> Executor:
        # A fork shares what is loaded by now. It is safe while there is only one thread.
        fork = sys.platform == "linux" and threading.active_count() == 1
        if fork:
            preload()
        self._before = set(multiprocessing.active_children())
        # They are killed at the end, so what libraries write there is removed from here.
        self._folder = tempfile.mkdtemp(prefix="handout-batch-")
        return ProcessPoolExecutor(
            self.jobs,
            multiprocessing.get_context("fork" if fork else "spawn"),
            initializer=_start,
            initargs=(self.limits, self._folder),
        )

    def check(self) -> None:
        """Do nothing: a process that ends breaks its executor, and one that hangs is ended."""

    def stop(self, executor: Executor) -> None:
        executor.shutdown(wait=False, cancel_futures=True)
        processes = set(multiprocessing.active_children()) - self._before
        for process in processes:
            process.kill()  # it holds no files
        for process in processes:
            process.join()  # until then it may still be writing
        shutil.rmtree(self._folder, ignore_errors=True)


def _start(limits: WorkerLimits, folder: str) -> None:
    tempfile.tempdir = folder
    start_worker(limits)


class WorkerPool:
    """Workers that live from one run of tasks to the next, until the with block ends."""

    def __init__(self, workers: WorkerBackend) -> None:
        self._workers = workers
        self._executor: Executor | None = None

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def run_each(  # noqa: C901
        self, function: Callable[[T], R], tasks: Iterable[T]
    ) -> Iterator[tuple[T, R | Exception]]:
        """Yield each task with the result of `function`, as they are done.

        No more than `workers.width` are under way. If a worker dies, those that were under way are
        run again one by one, which shows whose fault it was; a task whose worker dies while it is
        alone has the error as its result. No task is lost, and none is run again once it is done.
        """
        fresh, again = iter(tasks), deque[T]()
        under_way: dict[Future[R], T] = {}
        try:
            while True:
                alone = bool(again)
                while len(under_way) < (1 if alone else self._workers.width):
                    task = again.popleft() if again else next(fresh, None) if not alone else None
                    if task is None:
                        break
                    try:
                        under_way[self._open().submit(function, task)] = task
                    except (BrokenExecutor, RuntimeError):  # died between two tasks
                        again.append(task)
                        self._stop()
                    except Exception:
                        self._workers.check()  # which has words for it
                        raise
                    if alone:
                        break
                if not under_way:
                    if again:
                        continue
                    return
                done, _ = wait(under_way, _LOOK, FIRST_COMPLETED)
                if not done:
                    self._workers.check()
                lost: list[T] = []
                for future in done:
                    task = under_way.pop(future)
                    try:
                        result: R | Exception = future.result()
                    except BrokenExecutor as error:
                        if not alone:
                            lost.append(task)
                            continue
                        result = error
                        self._stop()
                    except CancelledError as error:
                        self._workers.check()
                        result = RuntimeError(repr(error))
                    except Exception as error:
                        result = error
                    yield task, result
                if lost:
                    # The others of a broken pool break with it.
                    again.extend(lost)
                    for future, task in list(under_way.items()):
                        wait([future], timeout=5)
                        if future.done() and not future.cancelled() and future.exception() is None:
                            yield task, future.result()
                        else:
                            again.append(task)
                    under_way.clear()
                    self._stop()
        finally:
            if under_way:
                self._stop()

    def _open(self) -> Executor:
        if self._executor is None:
            self._executor = self._workers.open()
        return self._executor

    def _stop(self) -> None:
        if self._executor is not None:
            self._workers.stop(self._executor)
            self._executor = None


def write_behind(
    items: Iterable[T], write: Callable[[T], R], note: Callable[[T, Future[R]], None]
) -> None:
    """Write each item in a thread while the next are built, and `note` each in order.

    All that was begun is noted, also if this is stopped.
    """
    waiting: deque[tuple[T, Future[R]]] = deque()
    with ThreadPoolExecutor(_WRITERS) as threads:
        try:
            for item in items:
                waiting.append((item, threads.submit(write, item)))
                while len(waiting) > _WRITERS or waiting and waiting[0][1].done():
                    note(*waiting.popleft())
        finally:
            while waiting:
                note(*waiting.popleft())


def run_tasks(
    function: Callable[[T], R], tasks: Iterable[T], workers: WorkerBackend
) -> Iterator[tuple[T, R | Exception]]:
    """Run tasks as WorkerPool.run_each() does, with workers for these alone."""
    with WorkerPool(workers) as pool:
        yield from pool.run_each(function, tasks)
