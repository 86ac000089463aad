"""Processes that lay out and typeset, each job within limits of time and memory: one that goes
wrong ends alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from handout.problems import HandoutError, Position, Problem, problem
from handout.web.http.middleware import LARGEST
from handout.web.workers.temp_folder import TempFolder

Job = Callable[..., Any]

_PATIENCE = 10.0  # seconds a job waits for a free worker before people are told that all are busy
_ENDS_WITHIN = 2.0  # seconds for a process that was killed
_JOBS_EACH = 2000  # then a worker is replaced, for what libraries never give back


@dataclass(frozen=True)
class JobLimits:
    """What one job may take: seconds by the clock, and the memory of its process in bytes."""

    seconds: float
    memory: int = 1_500_000_000


class JobRefusedError(Exception):
    """A job that was not done: `status` is HTTP's word for why, `problem` is what people are told."""

    def __init__(self, status: int, problem: Problem) -> None:
        self.status, self.problem = status, problem
        super().__init__(problem.code)


@dataclass(eq=False)
class Pool:
    """`size` workers that do one job at a time each, and at most `queue` jobs that wait for one.

    `warm_up` is called in each worker as it starts; `niceness` makes it yield to others (os.nice).
    """

    size: int
    queue: int
    limits: JobLimits
    warm_up: Job
    niceness: int = 0
    _free: asyncio.Queue[_Worker] = field(default_factory=asyncio.Queue)
    _waiting: int = 0
    _folder: TempFolder | None = None
    _all: set[_Worker] = field(default_factory=set)

    def start(self) -> None:
        """Start the workers; they take jobs as soon as they are warm."""
        self._threads = ThreadPoolExecutor(self.size, thread_name_prefix="handout-worker")
        self._folder = TempFolder("work")
        for _ in range(self.size):
            self._add()

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        for worker in list(self._all):
            worker.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._folder:
            self._folder.remove()

    @property
    def idle(self) -> bool:
        """Whether a worker has nothing to do."""
        return not self._free.empty()

    async def run(self, job: Job, *given: object) -> Any:
        """What `job(*given)` returns in a worker.

        A job whose worker is gone, as one is that the system killed for its memory, is tried once
        more. Raises HandoutError as the job does; JobRefusedError if all are busy (503), if it took
        too much (422), or if it is a mistake of ours (500).
        """
        try:
            return await self._once(job, given)
        except WorkerGoneError:
            pass
        try:
            return await self._once(job, given)
        except WorkerGoneError:
            raise JobRefusedError(422, problem("web-took-long", Position(""))) from None

    async def _once(self, job: Job, given: tuple[object, ...]) -> Any:
        worker = self._free.get_nowait() if not self._free.empty() else await self._wait()
        future = asyncio.get_running_loop().run_in_executor(self._threads, worker.ask, job, given)
        # Whoever asked may have gone; the worker is then still busy, and comes back when it is not.
        future.add_done_callback(lambda done: self._return_worker(worker))
        return await asyncio.shield(future)

    async def _wait(self) -> _Worker:
        if self._waiting >= self.queue:
            raise JobRefusedError(503, problem("web-busy", Position("")))
        self._waiting += 1
        try:
            return await asyncio.wait_for(self._free.get(), _PATIENCE)
        except TimeoutError:
            raise JobRefusedError(503, problem("web-busy", Position(""))) from None
        finally:
            self._waiting -= 1

    def _add(self) -> None:
        assert self._folder  # the pool has started
        worker = _Worker(self.limits, self.warm_up, self.niceness, self._folder.path)
        self._all.add(worker)
        self._free.put_nowait(worker)

    def _return_worker(self, worker: _Worker) -> None:
        if worker.alive and worker.done < _JOBS_EACH:
            self._free.put_nowait(worker)
            return
        worker.kill()
        self._all.discard(worker)
        self._add()


class WorkerGoneError(Exception):
    """A worker ended before it had an answer, and not because of its time."""


class _Worker:
    """A process with a folder of its own in `folder`, for what libraries write while it warms up."""

    def __init__(self, limits: JobLimits, warm_up: Job, niceness: int, folder: Path) -> None:
        self.limits, self.done, self.alive = limits, 0, True
        context = multiprocessing.get_context("spawn")
        self.folder = Path(tempfile.mkdtemp(dir=folder))
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(
            target=_work, args=(theirs, limits, warm_up, niceness, str(self.folder)), daemon=True
        )
        self.process.start()
        theirs.close()

    def ask(self, job: Job, given: tuple[object, ...]) -> Any:
        """Blocks until the job is done, or has had its time; then the process is ended.

        Raises WorkerGoneError.
        """
        self.done += 1
        try:
            if not self.process.is_alive():
                raise EOFError
            if self.done == 1 and not self.pipe.poll(60):  # it says when it is warm
                raise EOFError
            if self.done == 1:
                self.pipe.recv()
            self.pipe.send((job, given))
            if not self.pipe.poll(self.limits.seconds):
                self.kill()
                raise JobRefusedError(422, problem("web-took-long", Position("")))
            outcome, value = self.pipe.recv()
        except (EOFError, OSError):
            self.kill()
            raise WorkerGoneError from None
        if outcome == "error":
            raise HandoutError(value)
        if outcome == "memory":
            self.kill()
            raise JobRefusedError(422, problem("web-took-long", Position("")))
        if outcome == "bug":
            # Where it went wrong, and never the words it went wrong with.
            print(value, file=sys.stderr, flush=True)
            raise JobRefusedError(500, problem("web-bug", Position("")))
        return value

    def kill(self) -> None:
        self.alive = False
        self.process.kill()
        self.process.join(_ENDS_WITHIN)
        with contextlib.suppress(OSError):
            self.pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _work(pipe: Connection, limits: JobLimits, warm_up: Job, niceness: int, folder: str) -> None:
    tempfile.tempdir = folder
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends us
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    warm_up()
    _limit_process(limits)
    pipe.send(None)
    while True:
        try:
            job, given = pipe.recv()
        except (EOFError, OSError):
            return
        _limit_next_job(limits)
        try:
            answer = ("done", job(*given))
        except HandoutError as error:
            answer = ("error", error.problems)
        except (MemoryError, RecursionError):
            answer = ("memory", None)
        except Exception as error:
            answer = ("bug", _describe_place(error))
        try:
            pipe.send(answer)
        except (OSError, MemoryError):
            return


def _describe_place(error: BaseException) -> str:
    frames = (
        f"  {Path(f.filename).name}:{f.lineno} {f.name}"
        for f in traceback.extract_tb(error.__traceback__)
    )
    return "\n".join([f"handout serve: {type(error).__name__}", *frames])


if sys.platform == "win32":  # the clock is kept there too, by whoever asked

    def _limit_process(limits: JobLimits) -> None: ...

    def _limit_next_job(limits: JobLimits) -> None: ...

else:
    import resource

    def _limit_process(limits: JobLimits) -> None:
        """No more memory than allowed, and nothing on the disk: no file can grow, and no core is
        dumped.
        """
        memory = limits.memory, limits.memory
        for what, most in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_FSIZE, (0, LARGEST)),
            (resource.RLIMIT_CORE, (0, 0)),
        ):
            with contextlib.suppress(OSError, ValueError):  # some systems know no such limit
                resource.setrlimit(what, most)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def _limit_next_job(limits: JobLimits) -> None:
        """Time on the processor for one more job: a worker whose server is gone ends by itself."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime + limits.seconds) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
