"""The office's page: a roster in, its faults, a batch that goes on by itself, a zip and print runs out.

A batch needs files. They are in a folder of their own that nobody else can read, until they are thrown away, for an
hour at most, and never longer than the server runs; if it is killed outright, until the next start.
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
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from handout.problems import Place, problem
from handout.web import batch_process as batch
from handout.web.jobs import Above
from handout.web.process_pool import Pool, Refused
from handout.web.security import refused
from handout.web.temp_folder import RunFolder, remove_leftovers

_KEPT_FOR = 3600.0  # seconds
_MOST_RUNS = 8
_LOOK = 0.25  # seconds between two looks whether the server is about to end


@dataclass
class Run:
    """One roster and what is made of it. `news` is the last that was told."""

    kept: RunFolder
    roster: Path
    since: float
    news: dict[str, Any] = field(default_factory=lambda: {"state": "read"})
    count: int = 0  # of what was told
    batch: batch.Batch | None = None

    @property
    def folder(self) -> Path:
        return self.kept.path


class Office:
    """All runs there are. `ending` tells whether the server is about to end."""

    def __init__(self, above: Above, readers: Pool) -> None:
        self.above, self.readers = above, readers
        self.ending: Callable[[], bool] = lambda: False
        self._runs: dict[str, Run] = {}
        remove_leftovers()

    def routes(self) -> list[Route]:
        return [
            Route("/office/roster", self.roster, methods=["POST"]),
            Route("/office/{id}/start", self.start, methods=["POST"]),
            Route("/office/{id}/stop", self.stop, methods=["POST"]),
            Route("/office/{id}/forget", self.forget, methods=["POST"]),
            Route("/office/{id}/events", self.events),
            Route("/office/{id}/zip", self.packed),
            Route("/office/{id}/run/{n:int}", self.print_run),
        ]

    def close(self) -> None:
        """End every batch and throw away every file."""
        for id in list(self._runs):
            self._drop(id)

    async def roster(self, request: Request) -> Response:
        content = await request.body()
        self._tidy()
        if len(self._runs) >= _MOST_RUNS:
            raise Refused(503, problem("web-busy", Place("")))
        kind = (
            ".xlsx"
            if unquote(request.headers.get("x-file-name", "")).lower().endswith(".xlsx")
            else ".csv"
        )
        kept, id = RunFolder(), secrets.token_urlsafe(16)
        self._runs[id] = run = Run(kept, kept.path / f"roster{kind}", time.monotonic())
        try:
            await asyncio.to_thread(run.roster.write_bytes, content)
            found = await self.readers.run(batch.read, run.roster)
        except BaseException:
            self._drop(id)
            raise
        return JSONResponse({"id": id, **found})

    async def start(self, request: Request) -> Response:
        run = self._run(request)
        if any(
            other.batch
            for other in self._runs.values()
            if other.news["state"] in ("going", "starting")
        ):
            raise Refused(503, problem("web-busy", Place("")))
        run.news = {"state": "starting"}
        run.batch = batch.Batch(run.roster, run.folder / "output", self.above)
        asyncio.get_running_loop().run_in_executor(None, self._follow, run, run.batch)
        return JSONResponse(run.news)

    def _follow(self, run: Run, going: batch.Batch) -> None:
        for news in going.news():
            run.news, run.count = news, run.count + 1

    async def stop(self, request: Request) -> Response:
        run = self._run(request)
        if run.batch:
            run.batch.stop()
        return JSONResponse({"state": "stopped"})

    async def forget(self, request: Request) -> Response:
        self._drop(request.path_params["id"])
        return JSONResponse({"state": "gone"})

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
        runs = run.news.get("runs", [])
        if n >= len(runs):
            return refused(404, "web-nowhere")
        return _file(run.folder / "output" / runs[n]["path"], "application/pdf")

    def _run(self, request: Request) -> Run:
        if run := self._runs.get(request.path_params["id"]):
            return run
        raise Refused(404, problem("web-nowhere", Place("")))

    def _drop(self, id: str) -> None:
        if run := self._runs.pop(id, None):
            if run.batch:
                run.batch.stop()
            run.kept.remove()

    def _tidy(self) -> None:
        for id, run in list(self._runs.items()):
            if time.monotonic() - run.since > _KEPT_FOR and run.news["state"] not in (
                "going",
                "starting",
            ):
                self._drop(id)


def _file(path: Path, kind: str) -> Response:
    return (
        FileResponse(path, media_type=kind, filename=path.name)
        if path.is_file()
        else refused(404, "web-nowhere")
    )
