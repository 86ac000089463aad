"""What of the office's work a server that ends waits for."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from threads import run_apart

from handout.problems import Position, problem
from handout.web.app import WorkerPools
from handout.web.office.office import Office
from handout.web.office.roster_run import RosterRun
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.workers.process_pool import Pool
from handout.web.workers.temp_folder import TempFolder
from handout.web.workers.worker import JobRefusedError


@pytest.mark.parametrize(
    ("state", "seconds_ago", "was_fetched", "is_busy"),
    [
        ("read", 0, False, False),
        ("starting", 0, False, True),
        ("going", 5000, False, True),
        ("done", 0, False, True),  # somebody is about to fetch it
        ("done", 0, True, False),
        ("done", 61, False, False),  # nobody is
        ("stopped", 0, False, False),
        ("wrong", 0, False, False),
    ],
)
def test_what_is_waited_for(
    state: str, seconds_ago: float, was_fetched: bool, is_busy: bool
) -> None:
    office = Office(LayerFiles(), WorkerPools.of_size(1).slow)
    run = RosterRun(TempFolder(), Path("roster.csv"), time.monotonic() - seconds_ago)
    run.last_report, run.was_fetched = {"state": state}, was_fetched
    office.runs["id"] = run
    assert office.is_busy is is_busy
    assert (office.run_count, office.batch_count) == (1, int(run.is_under_way))
    office.close()
    assert not office.is_busy and not run.folder.exists()


class LatePool(Pool):
    """Workers that need too long."""

    def __init__(self) -> None: ...

    async def run(self, *job: Any) -> Any:
        raise JobRefusedError(422, problem("web-took-long", Position("")))


def test_a_roster_that_takes_too_long_is_told_as_one() -> None:
    run = RosterRun(TempFolder(), Path("roster.csv"), time.monotonic())
    with pytest.raises(JobRefusedError, match="web-roster-long"):
        run_apart(run.summarize(LatePool(), "en"))
