"""Tasks are done once each, whatever happens to the processes that do them."""

from __future__ import annotations

import datetime
import os
import pickle
import signal
import struct
import sys
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from weakref import WeakSet

import pytest
from classrooms import classroom, write_roster
from threads import Threads

from handout.batch.plan.plan import BatchOrder, BatchPlan
from handout.batch.state.journal import Journal
from handout.batch.work.limits import WorkerLimits, record_limits
from handout.batch.work.pool import LocalWorkers, WorkerPool, run_tasks, write_behind
from handout.sources.content.layer import Level
from handout.sources.roster.roster import read_roster


def square(n: int) -> int:
    return n * n


def noted(folder: Path, n: int) -> int:
    """Leaves a trace of each time it is done."""
    with (folder / str(n)).open("a") as file:
        file.write("x")
    return n * n


def kills_once(folder: Path, n: int) -> int:
    if n == 5 and not (folder / "killed").exists():
        (folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return noted(folder, n)


def kills_always(folder: Path, n: int) -> int:
    if n == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return noted(folder, n)


def fails(n: int) -> int:
    if n == 5:
        raise ValueError("five")
    return n


@pytest.mark.slow
@pytest.mark.parametrize("workers", [Threads(), LocalWorkers(jobs=2)], ids=["threads", "processes"])
def test_any_executor(workers: Threads | LocalWorkers) -> None:
    assert dict(run_tasks(square, range(20), workers)) == {n: n * n for n in range(20)}


@pytest.mark.slow
def test_a_killed_worker_costs_one_retry(tmp_path: Path) -> None:
    done = dict(run_tasks(partial(kills_once, tmp_path), range(20), LocalWorkers(jobs=2)))
    assert done == {n: n * n for n in range(20)}
    assert (tmp_path / "5").read_text() == "x"


@pytest.mark.slow
def test_one_that_always_kills_fails_alone(tmp_path: Path) -> None:
    done = dict(run_tasks(partial(kills_always, tmp_path), range(20), LocalWorkers(jobs=2)))
    assert isinstance(done.pop(5), BrokenExecutor)
    assert done == {n: n * n for n in range(20) if n != 5}


@pytest.mark.slow
def test_an_error_is_a_result() -> None:
    done = dict(run_tasks(fails, range(10), LocalWorkers(jobs=2)))
    assert isinstance(done.pop(5), ValueError)
    assert len(done) == 9


@pytest.mark.slow
def test_workers_stay_from_one_run_of_tasks_to_the_next() -> None:
    with WorkerPool(LocalWorkers(jobs=1)) as pool:
        first = dict(pool.run_each(process, range(3)))
        assert dict(pool.run_each(process, range(3))) == first
        assert isinstance(dict(pool.run_each(kills, [1]))[1], BrokenExecutor)
        assert set(dict(pool.run_each(process, range(3))).values()).isdisjoint(
            first.values()
        )  # a new one


def process(_: int) -> int:
    return os.getpid()


def kills(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_is_written_behind_is_noted_in_order_also_when_it_is_stopped() -> None:
    noted: list[tuple[int, int | str]] = []

    def items() -> Iterator[int]:
        yield from range(20)
        raise KeyboardInterrupt

    def write(n: int) -> int:
        time.sleep(0.002 * (n % 3))
        if n == 7:
            raise OSError("full")
        return n * n

    def note(n: int, written: Future[int]) -> None:
        noted.append((n, str(written.exception()) if written.exception() else written.result()))

    with pytest.raises(KeyboardInterrupt):
        write_behind(items(), write, note)
    assert noted == [(n, "full" if n == 7 else n * n) for n in range(20)]


def test_what_records_share_is_one_in_a_worker(tmp_path: Path) -> None:
    district = tmp_path / "district.yaml"
    district.write_text("district_name: Ridge\n", encoding="utf-8")
    records, _ = read_roster(
        write_roster(tmp_path / "roster.csv", [classroom(n) for n in range(2)])
    )
    order = BatchOrder(
        records=records, output=tmp_path, district=district, today=datetime.date(2026, 8, 20)
    )
    plan = BatchPlan(order, Journal(tmp_path))
    one, two = (pickle.loads(pickle.dumps(plan.task(job))) for job in plan.jobs)
    assert one.shared is two.shared
    # Layers are compared by identity, so here by what they say.
    assert repr(one.shared.below) == repr(plan.task(plan.jobs[0]).shared.below)
    assert [layer.level for layer in one.layers] == [Level.DISTRICT, Level.CUSTOMIZATION]
    assert repr(one.layers[-1]) == repr(replace(records[0].layer, name=one.name))


def test_few_are_under_way() -> None:
    asked = []

    def tasks() -> object:
        for n in range(100):
            asked.append(n)
            yield n

    for count, _ in enumerate(run_tasks(square, tasks(), Threads()), 1):  # type: ignore[arg-type]
        assert len(asked) <= count + Threads.width


def hangs(n: int) -> int:
    """As a record that never ends: within the limits that a record has."""
    with record_limits():
        if n == 1:
            time.sleep(60)
    return n


def spins(n: int) -> str:
    with record_limits():
        try:
            while n == 1:
                pass
            return "done"
        except TimeoutError:
            return "too long"


def eats(n: int) -> str:
    try:
        return str(len(bytearray(4 << 30 if n == 1 else 10)))
    except MemoryError:
        return "too much"


class Knot:
    """What only a collection of garbage frees."""

    def __init__(self) -> None:
        self.itself = self


_knots: WeakSet[Knot] = WeakSet()


def ties_knots(limited: bool, _: int) -> int:
    """Return how many were left by the tasks before it."""
    left = len(_knots)
    with record_limits() if limited else nullcontext():
        for _ in range(50):
            _knots.add(Knot())
    return left


@pytest.mark.parametrize("limited", [True, False])
def test_no_task_leaves_garbage_to_the_next_in_its_process(limited: bool) -> None:
    results = run_tasks(partial(ties_knots, limited), range(6), LocalWorkers(jobs=1))
    assert [left for _, left in results] == [0] * 6


@pytest.mark.slow
def test_one_that_hangs_is_ended() -> None:
    began = time.monotonic()
    done = dict(run_tasks(hangs, range(4), LocalWorkers(jobs=2, limits=WorkerLimits(wall=1))))
    assert isinstance(done.pop(1), BrokenExecutor)
    assert done == {0: 0, 2: 2, 3: 3}
    assert time.monotonic() - began < 20


@pytest.mark.slow
def test_one_that_computes_too_long_or_eats_memory_is_ended() -> None:
    local = LocalWorkers(jobs=2, limits=WorkerLimits(cpu=1, memory=2 << 30))
    assert dict(run_tasks(spins, range(3), local)) == {0: "done", 1: "too long", 2: "done"}
    assert dict(run_tasks(eats, range(3), local)) == {0: "10", 1: "too much", 2: "10"}


def answers_by_half(folder: Path) -> None:
    """Writes of an answer only how long it is."""
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        assert frame.f_back
        frame = frame.f_back
    os.write(frame.f_locals["result_queue"]._writer.fileno(), struct.pack("!i", 100_000))
    (folder / "begun").touch()
    time.sleep(600)


def test_a_worker_that_is_killed_amid_its_answer_holds_nobody_up(tmp_path: Path) -> None:
    """Else the program does not end when it is stopped."""
    workers = LocalWorkers(jobs=1)
    executor = workers.open()
    executor.submit(answers_by_half, tmp_path)
    reader = getattr(executor, "_executor_manager_thread")  # noqa: B009
    while not (tmp_path / "begun").exists():
        time.sleep(0.01)
    workers.stop(executor)
    reader.join(30)
    assert not reader.is_alive()
