"""One slow job at a time for each browser."""

from __future__ import annotations

import asyncio

import pytest
from threads import run_apart

from handout.web.workers.turns import Turns


def test_who_asks_for_much_waits_for_themselves_alone() -> None:
    under_way: list[str] = []
    most: dict[str, int] = {}

    async def run(turns: Turns, name: str) -> None:
        async with turns.take(name):
            under_way.append(name)
            most[name] = max(most.get(name, 0), under_way.count(name))
            most["all"] = max(most.get("all", 0), len(under_way))
            await asyncio.sleep(0.001)
            under_way.remove(name)

    async def run_all() -> None:
        turns = Turns()
        names = ["greedy"] * 6 + ["one", "two", "two"]
        await asyncio.gather(*(run(turns, name) for name in names))

    run_apart(run_all())
    assert most == {"greedy": 1, "one": 1, "two": 1, "all": 3}


def test_a_turn_ends_with_its_job_however_that_ends() -> None:
    async def run_all() -> None:
        turns = Turns()
        with pytest.raises(ValueError, match="gone wrong"):
            async with turns.take("one"):
                raise ValueError("gone wrong")
        async with turns.take("one"):
            waiting = asyncio.create_task(_wait_in(turns))
            await asyncio.sleep(0)
            waiting.cancel()
        async with asyncio.timeout(1), turns.take("one"):
            pass

    run_apart(run_all())


async def _wait_in(turns: Turns) -> None:
    async with turns.take("one"):
        await asyncio.sleep(60)
