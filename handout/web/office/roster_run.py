"""A roster that the office's page was given, and the batch that is made of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handout.web.office.batch_process import BatchProcess
from handout.web.workers.temp_folder import TempFolder

LIFETIME = 3600.0  # seconds after the last that was done with a run
FETCH_TIMEOUT = 60.0  # seconds that a server which ends keeps a batch that is done
_STATES_UNDER_WAY = ("going", "starting")


@dataclass
class RosterRun:
    """One roster called `name`, the `summary` of what is in it, and the batch that is made of it.

    `last_report` is the last that the batch told. `last_use` is when somebody or the batch last did
    something with it (time.monotonic).
    """

    temp_folder: TempFolder
    roster: Path
    last_use: float
    name: str = ""
    summary: dict[str, Any] = field(default_factory=dict)
    last_report: dict[str, Any] = field(default_factory=lambda: {"state": "read"})
    report_count: int = 0
    batch: BatchProcess | None = None
    was_fetched: bool = False

    @property
    def folder(self) -> Path:
        return self.temp_folder.path

    @property
    def is_under_way(self) -> bool:
        return self.last_report["state"] in _STATES_UNDER_WAY

    @property
    def is_waiting(self) -> bool:
        """Return whether the batch was done just now and its zip is still to be fetched."""
        is_new = time.monotonic() - self.last_use < FETCH_TIMEOUT
        return self.last_report["state"] == "done" and is_new and not self.was_fetched

    @property
    def is_expired(self) -> bool:
        return not self.is_under_way and time.monotonic() - self.last_use > LIFETIME
