"""One worker process: it does jobs in turn and reports their outcome."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from handout.garbage import SHEET_INTERVALS
from handout.interface_language import speak
from handout.problems import HandoutError, Position, Problem, problem
from handout.web.http.log_lines import LOG, describe_place
from handout.web.workers.job_limits import (
    JobLimits,
    is_out_of_time,
    limit_next_job,
    limit_process,
)

Job = Callable[..., Any]

# What a terminal sends to all processes that were started in it: Ctrl-C, and its end.
_BLOCKED_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
_KILL_TIMEOUT = 2.0  # seconds for a process that was killed
_WARM_UP_TIMEOUT = 60  # seconds
_FULL_COLLECTION_INTERVAL = 100  # jobs


class JobRefusedError(Exception):
    """A job that was not done: `status` is that of HTTP, `problem` is what people are told."""

    def __init__(self, status: int, problem: Problem) -> None:
        self.status, self.problem = status, problem
        super().__init__(problem.code)


class WorkerGoneError(Exception):
    """A worker ended before it had an answer, and not because of its time."""


class Worker:
    """A process with its own folder in `folder`, for what libraries write while it warms up."""

    def __init__(self, limits: JobLimits, warm_up: Job, niceness: int, folder: Path) -> None:
        self.limits, self.job_count, self.is_alive = limits, 0, True
        self._was_warm = False
        # Spawned and not forked: the server has threads, whose locks a fork would leave locked.
        context = multiprocessing.get_context("spawn")
        self.folder = Path(tempfile.mkdtemp(dir=folder))
        self.pipe, worker_pipe = context.Pipe()
        arguments = (worker_pipe, limits, warm_up, niceness, str(self.folder))
        self.process = context.Process(target=_serve_jobs, args=arguments, daemon=True)
        with _blocked_signals():
            self.process.start()
        worker_pipe.close()

    def run(self, job: Job, arguments: tuple[object, ...], language: str) -> Any:
        """Block until the job is done, or has had its time; then its process is ended. What the
        job says is in `language`.

        Raises HandoutError as the job does, JobRefusedError or WorkerGoneError.
        """
        self.job_count += 1
        try:
            if not self.process.is_alive():
                raise EOFError
            if self.job_count == 1:
                self._wait_until_warm()
            self.pipe.send((job, arguments, language))
            if not self.pipe.poll(self.limits.clock_seconds):
                self._end_late_job(self.limits.clock_seconds)
            outcome, value = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join(_KILL_TIMEOUT)
            if is_out_of_time(self.process.exitcode):
                self._end_late_job(self.limits.seconds)
            if self.is_alive:  # nobody here has ended it
                LOG.warning("a worker was gone before its answer")
            self.kill()
            raise WorkerGoneError from None
        return self._result(outcome, value)

    def _end_late_job(self, seconds: float) -> NoReturn:
        self.kill()
        LOG.warning("a job was ended after its %g seconds", seconds)
        raise JobRefusedError(422, problem("web-took-long", Position(""))) from None

    def _wait_until_warm(self) -> None:
        if not self.pipe.poll(_WARM_UP_TIMEOUT):
            raise EOFError
        self.pipe.recv()
        self._was_warm = True

    @property
    def is_warm(self) -> bool:
        """Return whether it has told, or is about to, that it takes jobs."""
        if not self.is_alive or self._was_warm:
            return self.is_alive
        return self.job_count == 0 and self.process.is_alive() and self.pipe.poll(0)

    def _result(self, outcome: str, value: Any) -> Any:
        match outcome:
            case "error":
                raise HandoutError(value)
            case "memory":
                self.kill()
                LOG.warning("a job was ended for its memory")
                raise JobRefusedError(422, problem("web-took-long", Position("")))
            case "bug":
                # Where it went wrong, and never the words it went wrong with.
                LOG.error("a job went wrong: %s", value)
                raise JobRefusedError(500, problem("web-bug", Position("")))
        return value

    def kill(self) -> None:
        self.is_alive = False
        self.process.kill()
        self.process.join(_KILL_TIMEOUT)
        with contextlib.suppress(OSError):
            self.pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def _blocked_signals() -> Iterator[None]:
    """Start a process in the with block that has signals wait until it can say what they mean."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # as it starts it lets SIGINT through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _BLOCKED_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_signals_to_server() -> None:
    """Ignore what a terminal sends to all of its processes: the server ends its workers."""
    for number in _BLOCKED_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _BLOCKED_SIGNALS)


def _serve_jobs(
    pipe: Connection, limits: JobLimits, warm_up: Job, niceness: int, folder: str
) -> None:
    """Do jobs until the server closes the pipe. This runs in the worker's process."""
    tempfile.tempdir = folder
    _leave_signals_to_server()
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    gc.set_threshold(*SHEET_INTERVALS)
    warm_up()
    gc.collect()
    gc.freeze()  # what is loaded by now need not be looked through again
    limit_process(limits)
    pipe.send(None)
    for number in count(1):
        try:
            job, arguments, language = pipe.recv()
        except (EOFError, OSError):
            return
        limit_next_job(limits)
        try:
            pipe.send(_run_job(job, arguments, language))
        except (OSError, MemoryError):
            return
        del arguments
        # Nobody waits for it here, unless the next job is there already.
        gc.collect(1 if number % _FULL_COLLECTION_INTERVAL else 2)


def _run_job(job: Job, arguments: tuple[object, ...], language: str) -> tuple[str, Any]:
    try:
        with speak(language):
            return "done", job(*arguments)
    except HandoutError as error:
        return "error", error.problems
    except (MemoryError, RecursionError):
        return "memory", None
    except Exception as error:
        return "bug", describe_place(error)
