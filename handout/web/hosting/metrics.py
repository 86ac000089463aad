"""Numbers about the server in the text format of Prometheus: counts and times, and no words."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)  # seconds

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Metric:
    """One number with its `labels`; `kind` is "counter" or "gauge"."""

    name: str
    kind: str
    value: float
    labels: Labels = ()


@dataclass
class Histogram:
    """How many requests took how long: the count up to each of BUCKETS, and of those beyond."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0  # seconds

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds


@dataclass
class RequestMetrics:
    """The requests that were answered, by route, method and status, and those that are running."""

    running: int = 0
    _counts: Counter[Labels] = field(default_factory=Counter)
    _durations: dict[str, Histogram] = field(default_factory=dict)

    def add(self, route: str, method: str, status: int, seconds: float) -> None:
        self._counts[("route", route), ("method", method), ("status", str(status))] += 1
        self._durations.setdefault(route, Histogram()).add(seconds)

    def format(self, others: Iterable[Metric]) -> str:
        """Return all of these, and the `others`."""
        running = Metric("handout_requests_running", "gauge", self.running)
        counts = [
            Metric("handout_requests_total", "counter", count, labels)
            for labels, count in sorted(self._counts.items())
        ]
        lines = [*_metric_lines([*counts, running, *others]), *self._duration_lines()]
        return "\n".join(lines) + "\n"

    def _duration_lines(self) -> Iterator[str]:
        name = "handout_request_seconds"
        yield f"# TYPE {name} histogram"
        for route, histogram in sorted(self._durations.items()):
            count = 0
            for limit, in_bucket in zip((*BUCKETS, "+Inf"), histogram.counts, strict=True):
                count += in_bucket
                yield _line(f"{name}_bucket", (("route", route), ("le", str(limit))), count)
            yield _line(f"{name}_sum", (("route", route),), round(histogram.total, 6))
            yield _line(f"{name}_count", (("route", route),), count)


def _metric_lines(metrics: Iterable[Metric]) -> Iterator[str]:
    """Yield a line for each number; those of one name follow one another, after its kind."""
    by_name: dict[str, list[Metric]] = {}
    for metric in metrics:
        by_name.setdefault(metric.name, []).append(metric)
    for name, alike in by_name.items():
        yield f"# TYPE {name} {alike[0].kind}"
        for metric in alike:
            yield _line(name, metric.labels, metric.value)


def _line(name: str, labels: Labels, value: float) -> str:
    # Every label is a name of ours: none has a quote, a backslash or a line's end to escape.
    listed = ",".join(f'{label}="{text}"' for label, text in labels)
    return f"{name}{{{listed}}} {value}" if listed else f"{name} {value}"
