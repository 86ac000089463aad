"""What the server tells of itself: whether it takes new work, and its numbers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from handout import __version__
from handout.web.hosting.metrics import Metric
from handout.web.office.office import Office
from handout.web.workers.process_pool import Pool


@dataclass(frozen=True)
class ServerState:
    """A server with its `pools` of workers by their names.

    `is_draining` says whether it was told to end.
    """

    pools: Mapping[str, Pool]
    office: Office | None
    is_draining: Callable[[], bool]

    @property
    def is_ready(self) -> bool:
        """Return whether it takes new work."""
        return not self.is_draining() and all(pool.is_warm for pool in self.pools.values())

    def list_metrics(self) -> Iterator[Metric]:
        """Yield the numbers of now."""
        yield Metric("handout_info", "gauge", 1, (("version", __version__),))
        yield Metric("handout_ready", "gauge", int(self.is_ready))
        yield from _memory("process_resident_memory_bytes", [os.getpid()])
        for name, pool in self.pools.items():
            labels = (("pool", name),)
            yield Metric("handout_workers", "gauge", pool.size, labels)
            yield Metric("handout_workers_idle", "gauge", pool.idle_count, labels)
            yield Metric("handout_workers_replaced_total", "counter", pool.replaced_count, labels)
            yield Metric("handout_jobs_waiting", "gauge", pool.waiting_count, labels)
            yield Metric("handout_jobs_waiting_max", "gauge", pool.queue, labels)
            yield from _memory("handout_workers_memory_bytes", pool.process_ids, labels)
        if self.office:
            yield Metric("handout_office_runs", "gauge", self.office.run_count)
            yield Metric("handout_office_batches_running", "gauge", self.office.batch_count)


def _memory(
    name: str, process_ids: list[int], labels: tuple[tuple[str, str], ...] = ()
) -> Iterator[Metric]:
    """Yield the memory that processes have together; nothing where no system tells it."""
    try:
        pages = sum(_resident_pages(process_id) for process_id in process_ids)
    except OSError:
        return
    yield Metric(name, "gauge", pages * os.sysconf("SC_PAGE_SIZE"), labels)


def _resident_pages(process_id: int) -> int:
    return int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
