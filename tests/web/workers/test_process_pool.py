"""A job that goes wrong ends by itself: the next one is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
import web_jobs
from threads import run_apart

from handout.problems import HandoutError
from handout.web.app import WorkerPools, create_application
from handout.web.http.access import AccessPolicy
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.workers.job_limits import JobLimits
from handout.web.workers.process_pool import Pool
from handout.web.workers.worker import JobRefusedError

T = TypeVar("T")


def with_pool(
    use: Callable[[Pool], Awaitable[T]], *, size: int = 1, queue: int = 4, seconds: float = 1.0
) -> T:
    async def run() -> T:
        pool = Pool(size, queue, JobLimits(seconds, 1_000_000_000), web_jobs.nothing)
        pool.start()
        try:
            return await use(pool)
        finally:
            pool.close()

    return run_apart(run())


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    "job", [web_jobs.hang, web_jobs.spin, web_jobs.swallow_memory, web_jobs.recurse, web_jobs.die]
)
def test_a_job_that_takes_too_much_is_stopped_and_the_next_is_done(job: Callable[[], Any]) -> None:
    async def use(pool: Pool) -> tuple[int, object]:
        with pytest.raises(JobRefusedError) as refused:
            await pool.run(job)
        return refused.value.status, await pool.run(web_jobs.answer, "next")

    assert with_pool(use) == (422, "next")


def test_waiting_is_not_computing() -> None:
    """A busy machine lets a job wait for its turns: that is no reason to refuse it."""

    async def use(pool: Pool) -> str:
        await pool.run(time.sleep, 2.0)
        return str(await pool.run(web_jobs.answer, "done"))

    assert with_pool(use, seconds=1) == "done"


def test_a_job_that_computed_too_long_is_not_tried_again() -> None:
    async def use(pool: Pool) -> int:
        with pytest.raises(JobRefusedError):
            await pool.run(web_jobs.spin)
        return pool.replaced_count

    assert with_pool(use) == 1


def test_problems_come_back_as_they_are() -> None:
    async def use(pool: Pool) -> tuple[str, ...]:
        with pytest.raises(HandoutError) as error:
            await pool.run(web_jobs.have_a_problem)
        return tuple(problem.path for problem in error.value.problems)

    assert with_pool(use) == ("room",)


def test_of_a_mistake_of_ours_only_the_place_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def use(pool: Pool) -> int:
        with pytest.raises(JobRefusedError) as refused:
            await pool.run(web_jobs.go_wrong)
        return refused.value.status

    assert with_pool(use) == 500
    output = caplog.text
    assert "web_jobs.py" in output and "go_wrong" in output
    assert web_jobs.MARKER not in output


def test_garbage_is_looked_for_between_two_jobs() -> None:
    """Looking for it while somebody waits takes a tenth of typesetting."""

    async def use(pool: Pool) -> tuple[object, object]:
        return await pool.run(web_jobs.leave_garbage, 20_000), await pool.run(web_jobs.is_clean)

    assert with_pool(use) == (True, True)


def test_a_worker_cannot_write(tmp_path: Path) -> None:
    async def use(pool: Pool) -> None:
        with pytest.raises(JobRefusedError):
            await pool.run(web_jobs.write, str(tmp_path / "kept.txt"))

    with_pool(use)
    assert web_jobs.MARKER not in "".join(path.read_text() for path in tmp_path.iterdir())


def test_more_than_the_queue_holds_is_told_to_come_again() -> None:
    async def use(pool: Pool) -> list[int]:
        async def one() -> int:
            try:
                await pool.run(time.sleep, 0.3)
            except JobRefusedError as refused:
                return refused.status
            return 200

        await pool.run(web_jobs.nothing)
        return sorted(await asyncio.gather(*(one() for _ in range(6))))

    assert with_pool(use, queue=2) == [200, 200, 200, 503, 503, 503]


def test_a_file_that_nobody_waits_for_yet_yields() -> None:
    door = AccessPolicy(frozenset({"host"}), "token", private=False)
    headers = [
        (b"host", b"host"),
        (b"origin", b"http://host"),
        (b"content-type", b"application/json"),
        (b"x-handout-token", b"token"),
    ]
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": "/file/html",
        "query_string": b"",
        "client": ("127.0.0.1", 1),
    }

    async def use(pool: Pool) -> list[int]:
        app, statuses = (
            create_application(door, LayerFiles(), WorkerPools(pool, pool), None),
            list[int](),
        )

        async def ask(*more: tuple[bytes, bytes]) -> None:
            async def send(message: Any) -> None:
                statuses.extend([message["status"]] if "status" in message else [])

            async def receive() -> Any:
                return {"type": "http.request", "body": b'{"answers": {"room": "7"}}'}

            await app({**scope, "headers": [*headers, *more]}, receive, send)

        await pool.run(web_jobs.nothing)
        busy = asyncio.ensure_future(pool.run(time.sleep, 0.5))
        await asyncio.sleep(0)
        await ask((b"x-handout-ahead", b"1"))
        await busy
        await ask((b"x-handout-ahead", b"1"))
        return statuses

    assert with_pool(use, seconds=20) == [204, 200]


def test_a_pool_that_is_closed_starts_no_worker_in_place_of_one_it_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def use(pool: Pool) -> None:
        await pool.run(web_jobs.nothing)
        unfinished = asyncio.ensure_future(pool.run(time.sleep, 5))
        await asyncio.sleep(0.1)
        pool.close()
        await asyncio.sleep(0.3)
        unfinished.cancel()

    with_pool(use, seconds=20)
    assert caplog.text == ""


def test_whoever_goes_away_leaves_no_worker_behind() -> None:
    async def use(pool: Pool) -> object:
        gone = asyncio.ensure_future(pool.run(time.sleep, 0.3))
        await asyncio.sleep(0.1)
        gone.cancel()
        return await pool.run(web_jobs.answer, "next")

    assert with_pool(use) == "next"
