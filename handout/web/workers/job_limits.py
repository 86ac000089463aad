"""Limits on the time and memory of a worker's job; on Windows on its time by the clock alone."""

from __future__ import annotations

import contextlib
import math
import signal
import sys
from dataclasses import dataclass

from handout.web.http.server_limits import DEFAULT_LIMITS

_CLOCK_FOR_COMPUTING = 4


@dataclass(frozen=True)
class JobLimits:
    """What one job may take: seconds of a processor, the memory of its process in bytes, and of
    that the bytes of a file in memory.
    """

    seconds: float
    memory: int = 1_500_000_000
    file_size: int = DEFAULT_LIMITS.max_bytes

    @property
    def clock_seconds(self) -> float:
        """What one job may take by the clock: on a busy machine a job waits for its turns, and is
        not refused for that.
        """
        return _CLOCK_FOR_COMPUTING * self.seconds


if sys.platform == "win32":  # the clock is kept there too, by whoever asked

    def limit_process(limits: JobLimits) -> None: ...

    def limit_next_job(limits: JobLimits) -> None: ...

    def is_out_of_time(exit_code: int | None) -> bool:
        return False

else:
    import resource

    def limit_process(limits: JobLimits) -> None:
        """Allow this process no more memory, and nothing on the disk: no file can grow, and no core
        is dumped.
        """
        limits_by_resource = {
            resource.RLIMIT_AS: (limits.memory, limits.memory),
            # A file in memory counts as one on the disk: memory_file raises the limit for it.
            resource.RLIMIT_FSIZE: (0, limits.file_size),
            resource.RLIMIT_CORE: (0, 0),
        }
        for number, limit in limits_by_resource.items():
            with contextlib.suppress(OSError, ValueError):  # some systems know no such limit
                resource.setrlimit(number, limit)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def limit_next_job(limits: JobLimits) -> None:
        """Limit the processor's time for one more job: the system ends the worker by SIGXCPU."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = math.ceil(used.ru_utime + used.ru_stime + limits.seconds)
        hard_limit = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard_limit))

    def is_out_of_time(exit_code: int | None) -> bool:
        """Return whether a worker's process was ended because its job had computed too long."""
        return exit_code == -signal.SIGXCPU
