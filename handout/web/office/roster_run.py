"""A roster that the office's page was given, and the batch that is made of it."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handout.problems import Position, problem
from handout.web.office.batch_process import BatchProcess
from handout.web.office.roster_file import summarize_roster
from handout.web.office.sheet_roster import SheetRoster
from handout.web.workers.process_pool import Pool
from handout.web.workers.temp_folder import TempFolder
from handout.web.workers.worker import JobRefusedError

LIFETIME = 3600.0  # seconds after the last that was done with a run
FETCH_TIMEOUT = 60.0  # seconds that a server which ends keeps a batch that is done
_STATES_UNDER_WAY = ("going", "starting")


@dataclass
class RosterRun:
    """One roster called `name`, the `summary` of what is in it, and the batch that is made of it.

    `last_report` is the last that the batch told. `last_use` is when somebody or the batch last did
    something with it (time.monotonic). `sheets` are those that teachers sent, if the roster was
    made of them; `chosen` are the names of the files that went with the last batch. A roster that
    was made of an export `is_export`, and `notes` tell how.
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
    sheets: SheetRoster | None = None
    chosen: list[str] = field(default_factory=list)
    is_export: bool = False
    notes: list[dict[str, Any]] = field(default_factory=list)

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

    async def summarize(self, readers: Pool, language: str) -> dict[str, Any]:
        """Read the roster anew, by `readers`, and return what is in it: its summary.

        Raises HandoutError for a roster that cannot be read, JobRefusedError if it was not.
        """
        self.last_report, self.last_use = {"state": "read"}, time.monotonic()
        try:
            summary = await readers.run(summarize_roster, self.roster, language, self.sheets)
        except JobRefusedError as error:
            if error.problem.code != "web-took-long":
                raise
            # What helps a sheet that takes too long does not help a roster.
            raise JobRefusedError(error.status, problem("web-roster-long", Position(""))) from None
        summary["faults"] = [*self.notes, *summary["faults"]]
        self.summary = {**summary, "export": self.is_export}
        return self.summary


class RosterRuns(dict[str, RosterRun]):
    """The runs there are, by their ids: at most `max_runs`."""

    def __init__(self, max_runs: int) -> None:
        super().__init__()
        self.max_runs = max_runs

    def find(self, id: str) -> RosterRun:
        """Return the run with this id. Raises JobRefusedError if it is gone."""
        run = self.get(id)
        if run is None or run.is_expired:
            self.remove(id)
            raise JobRefusedError(404, problem("web-run-gone", Position("")))
        return run

    def find_idle(self, id: str) -> RosterRun | None:
        """Return the run with this id, if it is there.

        Raises JobRefusedError if its handouts are being made: its roster cannot change now.
        """
        run = self.get(id)
        if run and run.is_under_way:
            raise JobRefusedError(409, problem("web-run-under-way", Position("")))
        return run

    def create(self, roster_name: str, name: str = "") -> tuple[str, RosterRun]:
        """Return a new run called `name` with its id, and a folder for its roster.

        The runs that were used longest ago make room for it; one that goes on stays.
        """
        self.remove_expired()
        idle = [id for id, run in self.items() if not run.is_under_way]
        idle.sort(key=lambda id: self[id].last_use)
        for id in idle[: max(0, len(self) - self.max_runs + 1)]:
            self.remove(id)
        temp_folder, id = TempFolder(), secrets.token_urlsafe(16)
        run = RosterRun(temp_folder, temp_folder.path / roster_name, time.monotonic(), name)
        self[id] = run
        return id, run

    def remove(self, id: str) -> None:
        """End what goes on in a run, and throw away its files."""
        if run := self.pop(id, None):
            if run.batch:
                run.batch.stop()
            run.temp_folder.remove()

    def remove_expired(self) -> None:
        for id, run in list(self.items()):
            if run.is_expired:
                self.remove(id)
