"""The office's page: a roster in, its faults, a batch that goes on by itself, a zip and print runs
out.

A batch needs files. They are in a folder of their own that nobody else can read, until they are
thrown away, for an hour after the last that was done with them at most, and never longer than the
server runs; if it is killed outright, until the next start.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from handout.problems import Position, problem
from handout.web.http.middleware import problem_response
from handout.web.http.responses import json_response
from handout.web.office import batch_process as batch
from handout.web.sheet.jobs import LayerFiles
from handout.web.workers.process_pool import JobRefusedError, Pool
from handout.web.workers.temp_folder import TempFolder, remove_leftovers

_KEPT_FOR = 3600.0  # seconds
_MOST_RUNS = 8
_TIDIED_EVERY = 20.0  # seconds
_UNDER_WAY = ("going", "starting")
_LOOK = 0.25  # seconds between two looks whether the server is about to end


@dataclass
class RosterRun:
    """One roster called `name`, what was `found` in it, and what is made of it.

    `news` is the last that was told.

    `since` is when it was last done something with (time.monotonic).
    """

    temp_folder: TempFolder
    roster: Path
    since: float
    name: str = ""
    found: dict[str, Any] = field(default_factory=dict)
    news: dict[str, Any] = field(default_factory=lambda: {"state": "read"})
    count: int = 0  # of what was told
    batch: batch.BatchProcess | None = None

    @property
    def folder(self) -> Path:
        return self.temp_folder.path

    @property
    def is_under_way(self) -> bool:
        return self.news["state"] in _UNDER_WAY

    @property
    def is_over(self) -> bool:
        """Whether its time is over."""
        return not self.is_under_way and time.monotonic() - self.since > _KEPT_FOR


class Office:
    """All runs there are. `ending` tells whether the server is about to end."""

    def __init__(self, above: LayerFiles, readers: Pool) -> None:
        self.above, self.readers = above, readers
        self.ending: Callable[[], bool] = lambda: False
        self._runs: dict[str, RosterRun] = {}
        remove_leftovers()

    def routes(self) -> list[Route]:
        return [
            Route("/office/roster", self.roster, methods=["POST"]),
            Route("/office/{id}/start", self.start, methods=["POST"]),
            Route("/office/{id}/stop", self.stop, methods=["POST"]),
            Route("/office/{id}/forget", self.forget, methods=["POST"]),
            Route("/office/{id}/state", self.state),
            Route("/office/{id}/events", self.events),
            Route("/office/{id}/zip", self.packed),
            Route("/office/{id}/run/{n}", self.print_run),
        ]

    async def tidy_for_ever(self) -> None:
        """Throw away what is over, whether anybody asks or not, until this is cancelled."""
        while True:
            await asyncio.sleep(min(_TIDIED_EVERY, _KEPT_FOR))
            self._tidy()

    def close(self) -> None:
        """End every batch and throw away every file."""
        for id in list(self._runs):
            self._drop(id)

    async def roster(self, request: Request) -> Response:
        content = await request.body()
        self._tidy()
        self._make_room()
        name = unquote(request.headers.get("x-file-name", ""))[-200:]
        kind = ".xlsx" if name.lower().endswith(".xlsx") else ".csv"
        temp_folder, id = TempFolder(), secrets.token_urlsafe(16)
        self._runs[id] = run = RosterRun(
            temp_folder, temp_folder.path / f"roster{kind}", time.monotonic(), name
        )
        try:
            await asyncio.to_thread(run.roster.write_bytes, content)
            run.found = await self.readers.run(batch.summarize_roster, run.roster)
        except BaseException:
            self._drop(id)
            raise
        return json_response({"id": id, **run.found})

    async def start(self, request: Request) -> Response:
        run = self._run(request)
        if any(other.is_under_way for other in self._runs.values()):
            raise JobRefusedError(409, problem("web-batch-going", Position("")))
        run.news = {"state": "starting"}
        run.batch = batch.BatchProcess(run.roster, run.folder / "output", self.above)
        asyncio.get_running_loop().run_in_executor(None, self._follow, run, run.batch)
        return json_response(run.news)

    def _follow(self, run: RosterRun, going: batch.BatchProcess) -> None:
        for news in going.news():
            run.news, run.count, run.since = news, run.count + 1, time.monotonic()

    async def stop(self, request: Request) -> Response:
        run = self._run(request)
        if run.batch:
            run.batch.stop()
        return json_response({"state": "stopped"})

    async def state(self, request: Request) -> Response:
        """All there is to know of a run, for a page that was loaded again."""
        run = self._run(request)
        return json_response({"name": run.name, **run.found, "news": run.news})

    async def forget(self, request: Request) -> Response:
        self._drop(request.path_params["id"])
        return json_response({"state": "gone"})

    async def events(self, request: Request) -> Response:
        run = self._run(request)

        async def tell() -> AsyncIterator[str]:
            told = -1
            while not self.ending():
                if run.count != told:
                    told = run.count
                    yield f"data: {json.dumps(run.news)}\n\n"
                    if run.news["state"] in ("done", "wrong", "stopped"):
                        return
                await asyncio.sleep(_LOOK)

        return StreamingResponse(
            tell(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    async def packed(self, request: Request) -> Response:
        return _file(self._run(request).folder / batch.ZIP, "application/zip")

    async def print_run(self, request: Request) -> Response:
        run, n = self._run(request), request.path_params["n"]
        paths = {str(n): made["path"] for n, made in enumerate(run.news.get("runs", []))}
        if n not in paths:
            return problem_response(404, "web-nowhere")
        return _file(run.folder / "output" / paths[n], "application/pdf")

    def _run(self, request: Request) -> RosterRun:
        id = request.path_params["id"]
        run = self._runs.get(id)
        if run is None or run.is_over:
            self._drop(id)
            raise JobRefusedError(404, problem("web-run-gone", Position("")))
        return run

    def _drop(self, id: str) -> None:
        if run := self._runs.pop(id, None):
            if run.batch:
                run.batch.stop()
            run.temp_folder.remove()

    def _tidy(self) -> None:
        for id, run in list(self._runs.items()):
            if run.is_over:
                self._drop(id)

    def _make_room(self) -> None:
        """Throw away what was done with longest ago, if there are as many as there may be.

        One that goes on stays.
        """
        idle = [id for id, run in self._runs.items() if not run.is_under_way]
        idle.sort(key=lambda id: self._runs[id].since)
        for id in idle[: max(0, len(self._runs) - _MOST_RUNS + 1)]:
            self._drop(id)


def _file(path: Path, kind: str) -> Response:
    return (
        FileResponse(path, media_type=kind, filename=path.name)
        if path.is_file()
        else problem_response(404, "web-nowhere")
    )
