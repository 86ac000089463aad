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
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from handout.batch.work.limits import WorkerLimits, run_task, start_worker
from handout.batch.work.worker import preload

_WRITERS = 8
CHECK_INTERVAL = 5  # seconds without a result after which the workers are checked
_SURVIVOR_TIMEOUT = 5  # seconds until a task that outlived a broken pool must be done

T = TypeVar("T")
R = TypeVar("R")


class WorkerBackend(Protocol):
    """Where tasks are done.

    `width` is how many may be under way; `shares_filesystem` whether they see the same files as we.
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


def _count_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class LocalWorkers:
    """Processes on this machine."""

    jobs: int = field(default_factory=_count_processors)
    limits: WorkerLimits = WorkerLimits()
    shares_filesystem = True

    @property
    def width(self) -> int:
        return 4 * self.jobs  # while one is written down others wait

    def open(self) -> Executor:
        # A fork shares what is loaded by now. It is safe while there is only one thread.
        can_fork = sys.platform == "linux" and threading.active_count() == 1
        if can_fork:
            preload()
        self._other_processes = set(multiprocessing.active_children())
        # They are killed at the end, so what libraries write there is removed from here.
        self._folder = tempfile.mkdtemp(prefix="handout-batch-")
        return ProcessPoolExecutor(
            self.jobs,
            multiprocessing.get_context("fork" if can_fork else "spawn"),
            initializer=_start_process,
            initargs=(self.limits, self._folder),
        )

    def check(self) -> None:
        """Do nothing: a process that ends breaks its executor, and one that hangs is ended."""

    def stop(self, executor: Executor) -> None:
        results = getattr(executor, "_result_queue", None)
        reader = getattr(executor, "_executor_manager_thread", None)
        executor.shutdown(wait=False, cancel_futures=True)
        processes = set(multiprocessing.active_children()) - self._other_processes
        for process in processes:
            process.kill()  # it holds no files
        for process in processes:
            process.join()  # until then it may still be writing
        if results is not None:
            # One that was killed amid its answer leaves a thread of ours that waits for the rest:
            # as long as we could write it ourselves, for ever, and Python does not end.
            results._writer.close()
        if reader is not None:
            # Python wakes it at exit, and fails if it closes its pipe at that moment.
            reader.join(10)  # seconds
        shutil.rmtree(self._folder, ignore_errors=True)


def _start_process(limits: WorkerLimits, folder: str) -> None:
    tempfile.tempdir = folder
    start_worker(limits)


class WorkerPool:
    """Workers that live from one run of tasks to the next, until the with block ends."""

    def __init__(self, workers: WorkerBackend) -> None:
        self.workers = workers
        self._executor: Executor | None = None

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run_each(
        self, function: Callable[[T], R], tasks: Iterable[T]
    ) -> Iterator[tuple[T, R | Exception]]:
        """Yield each task with the result of `function`, as they are done.

        No more than `workers.width` are under way. If a worker dies, those that were under way are
        run again one by one, which shows whose fault it was; a task whose worker dies while it is
        alone has the error as its result. No task is lost, and none is run again once it is done.
        """
        run = _TaskRun(self, function, tasks)
        try:
            yield from run.results()
        finally:
            if run.running:
                self.stop()

    def open(self) -> Executor:
        """Return the executor of the pool; open it if there is none."""
        if self._executor is None:
            self._executor = self.workers.open()
        return self._executor

    def stop(self) -> None:
        """End the executor at once. The next task opens a new one."""
        if self._executor is not None:
            self.workers.stop(self._executor)
            self._executor = None


class _TaskRun(Generic[T, R]):
    """Tasks that run in a pool: `running` are under way, the others wait or are to be run again."""

    def __init__(self, pool: WorkerPool, function: Callable[[T], R], tasks: Iterable[T]) -> None:
        self.running: dict[Future[R], T] = {}
        self._pool = pool
        self._function = function
        self._fresh = iter(tasks)
        self._retries: deque[T] = deque()
        self._is_alone = False  # whether the next task is run with no other beside it

    def results(self) -> Iterator[tuple[T, R | Exception]]:
        """Yield each task with its result."""
        while True:
            self._is_alone = bool(self._retries)
            self.submit_tasks()
            if self.running:
                yield from self._wait_for_results()
            elif not self._retries:
                return

    def submit_tasks(self) -> None:
        """Have as many tasks under way as there are workers."""
        while len(self.running) < (1 if self._is_alone else self._pool.workers.width):
            task = self._next_task()
            if task is None:
                return
            self._submit(task)
            if self._is_alone:
                return

    def _next_task(self) -> T | None:
        if self._retries:
            return self._retries.popleft()
        return None if self._is_alone else next(self._fresh, None)

    def _submit(self, task: T) -> None:
        try:
            future = self._pool.open().submit(run_task, self._function, task)
        except (BrokenExecutor, RuntimeError):  # died between two tasks
            self._retries.append(task)
            self._pool.stop()
        except Exception:
            self._pool.workers.check()  # which has words for it
            raise
        else:
            self.running[future] = task

    def _wait_for_results(self) -> Iterator[tuple[T, R | Exception]]:
        done, _ = wait(self.running, CHECK_INTERVAL, FIRST_COMPLETED)
        if not done:
            self._pool.workers.check()
        lost: list[T] = []
        for future in done:
            task = self.running.pop(future)
            if self._is_lost(future):
                lost.append(task)
            else:
                yield task, self._result(future)
        if lost:
            self._retries.extend(lost)
            yield from self._leave_broken_pool()

    def _is_lost(self, future: Future[R]) -> bool:
        """Return whether a worker died during this task, perhaps through the fault of another."""
        if self._is_alone or future.cancelled():
            return False
        return isinstance(future.exception(), BrokenExecutor)

    def _result(self, future: Future[R]) -> R | Exception:
        try:
            return future.result()
        except BrokenExecutor as error:
            self._pool.stop()
            return error
        except CancelledError as error:
            self._pool.workers.check()
            return RuntimeError(repr(error))
        except Exception as error:
            return error

    def _leave_broken_pool(self) -> Iterator[tuple[T, R | Exception]]:
        """Yield what was done before the pool broke; all others break with it, and run again."""
        for future, task in list(self.running.items()):
            wait([future], timeout=_SURVIVOR_TIMEOUT)
            if future.done() and not future.cancelled() and future.exception() is None:
                yield task, future.result()
            else:
                self._retries.append(task)
        self.running.clear()
        self._pool.stop()


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


@contextmanager
def start_tasks(
    function: Callable[[T], R], tasks: Iterable[T], workers: WorkerBackend
) -> Iterator[Iterator[tuple[T, R | Exception]]]:
    """Run tasks as WorkerPool.run_each() does, with workers for these alone, in the with block.

    Yield the results; the first tasks are under way before any is asked for.
    """
    with WorkerPool(workers) as pool:
        run = _TaskRun(pool, function, tasks)
        run.submit_tasks()
        yield run.results()


def run_tasks(
    function: Callable[[T], R], tasks: Iterable[T], workers: WorkerBackend
) -> Iterator[tuple[T, R | Exception]]:
    """Run tasks as WorkerPool.run_each() does, with workers for these alone."""
    with start_tasks(function, tasks, workers) as results:
        yield from results
