"""Limits on the time and memory of a worker's job; on Windows on its time alone."""

from __future__ import annotations

import contextlib
import signal
import sys
from dataclasses import dataclass

from handout.web.http.server_limits import DEFAULT_LIMITS


@dataclass(frozen=True)
class JobLimits:
    """What one job may take: seconds by the clock, the memory of its process in bytes, and of that
    the bytes of a file in memory.
    """

    seconds: float
    memory: int = 1_500_000_000
    file_size: int = DEFAULT_LIMITS.max_bytes


if sys.platform == "win32":  # the clock is kept there too, by whoever asked

    def limit_process(limits: JobLimits) -> None: ...

    def limit_next_job(limits: JobLimits) -> None: ...

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
        """Limit the processor's time for one more job: a worker whose server is gone ends by
        itself.
        """
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime + limits.seconds) + 2
        hard_limit = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard_limit))
