"""Worker processes that lay out and typeset, with limits for each job: a failing worker ends
alone.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from handout.interface_language import interface_language
from handout.problems import Position, problem
from handout.web.workers.job_limits import JobLimits
from handout.web.workers.temp_folder import TempFolder
from handout.web.workers.worker import Job, JobRefusedError, Worker, WorkerGoneError

_MAX_WAIT = 10.0  # seconds a job waits for a free worker before people are told that all are busy
_JOBS_PER_WORKER = 2000  # then it is replaced, for what libraries never give back


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
    _idle_workers: asyncio.Queue[Worker] = field(default_factory=asyncio.Queue)
    _all_workers: set[Worker] = field(default_factory=set)
    waiting_count: int = 0
    replaced_count: int = 0
    _folder: TempFolder | None = None
    _is_closed: bool = False

    def start(self) -> None:
        """Start the workers; they take jobs as soon as they are warm."""
        self._threads = ThreadPoolExecutor(self.size, thread_name_prefix="handout-worker")
        self._folder = TempFolder("work")
        for _ in range(self.size):
            self._add_worker()

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        self._is_closed = True
        for worker in list(self._all_workers):
            worker.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._folder:
            self._folder.remove()

    @property
    def is_warm(self) -> bool:
        """Return whether a worker has started far enough to take jobs."""
        return any(worker.is_warm for worker in list(self._all_workers))

    @property
    def idle_count(self) -> int:
        return self._idle_workers.qsize()

    @property
    def process_ids(self) -> list[int]:
        return [worker.process.pid or 0 for worker in list(self._all_workers)]

    @property
    def is_idle(self) -> bool:
        """Return whether a worker has nothing to do."""
        return not self._idle_workers.empty()

    async def run(self, job: Job, *arguments: object) -> Any:
        """Return what `job(*arguments)` returns in a worker.

        A job whose worker is gone, as one is that the system killed for its memory, is tried once
        more. Raises HandoutError as the job does; JobRefusedError if all are busy (503), if it took
        too much (422), or if it is a mistake of ours (500).
        """
        try:
            return await self._run_once(job, arguments)
        except WorkerGoneError:
            pass
        try:
            return await self._run_once(job, arguments)
        except WorkerGoneError:
            raise JobRefusedError(422, problem("web-took-long", Position(""))) from None

    async def _run_once(self, job: Job, arguments: tuple[object, ...]) -> Any:
        if self.is_idle:
            worker = self._idle_workers.get_nowait()
        else:
            worker = await self._wait_for_worker()
        loop = asyncio.get_running_loop()
        language = interface_language()  # of the page that asks: that of this task alone
        answer = loop.run_in_executor(self._threads, worker.run, job, arguments, language)
        # Whoever asked may have gone; the worker is then still busy, and comes back when it is not.
        answer.add_done_callback(lambda _: self._return_worker(worker))
        return await asyncio.shield(answer)

    async def _wait_for_worker(self) -> Worker:
        if self.waiting_count >= self.queue:
            raise JobRefusedError(503, problem("web-busy", Position("")))
        self.waiting_count += 1
        try:
            return await asyncio.wait_for(self._idle_workers.get(), _MAX_WAIT)
        except TimeoutError:
            raise JobRefusedError(503, problem("web-busy", Position(""))) from None
        finally:
            self.waiting_count -= 1

    def _add_worker(self) -> None:
        assert self._folder  # the pool has started
        worker = Worker(self.limits, self.warm_up, self.niceness, self._folder.path)
        self._all_workers.add(worker)
        self._idle_workers.put_nowait(worker)

    def _return_worker(self, worker: Worker) -> None:
        if worker.is_alive and worker.job_count < _JOBS_PER_WORKER:
            self._idle_workers.put_nowait(worker)
            return
        worker.kill()
        if self._is_closed:
            return
        self._all_workers.discard(worker)
        self.replaced_count += 1
        self._add_worker()
