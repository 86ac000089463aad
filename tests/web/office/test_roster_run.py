"""What of the office's work a server that ends waits for."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from handout.web.app import WorkerPools
from handout.web.office.office import Office
from handout.web.office.roster_run import RosterRun
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.workers.temp_folder import TempFolder


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
