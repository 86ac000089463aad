"""The office's page: a roster in, its faults, a batch that goes on by itself, a zip and print runs
out.

A batch needs files. They are in a folder of their own that nobody else can read, until they are
thrown away, for an hour after the last that was done with them at most, and never longer than the
server runs; if it is killed outright, until the next start.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from handout.problems import Position, problem
from handout.web.http.responses import json_response, problem_response
from handout.web.http.server_limits import DEFAULT_LIMITS
from handout.web.office import roster_run
from handout.web.office.batch_options import decode_options
from handout.web.office.batch_process import ZIP_NAME, BatchProcess, BatchRequest
from handout.web.office.empty_roster import format_empty_roster
from handout.web.office.roster_file import (
    Correction,
    correct_roster,
    format_to_correct,
)
from handout.web.office.roster_run import RosterRun, RosterRuns
from handout.web.office.sheet_endpoints import SheetEndpoints
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.workers.process_pool import Pool
from handout.web.workers.temp_folder import remove_leftovers
from handout.web.workers.worker import JobRefusedError

_CLEANUP_INTERVAL = 20.0  # seconds
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TO_CORRECT = "to-correct.xlsx"
_POLL_INTERVAL = 0.25  # seconds between two looks for news, and whether the server is ending
_LAST_STATES = ("done", "wrong", "stopped")


class Office:
    """All runs there are. `is_ending` tells whether the server is about to end, `is_draining`
    whether it takes no new batch, because it ends when those that go on are done.
    """

    def __init__(
        self, base_files: LayerFiles, readers: Pool, max_runs: int = DEFAULT_LIMITS.rosters
    ) -> None:
        self.base_files, self.readers = base_files, readers
        self.is_ending: Callable[[], bool] = lambda: False
        self.is_draining: Callable[[], bool] = lambda: False
        self.runs = RosterRuns(max_runs)
        remove_leftovers()

    def routes(self) -> list[Route]:
        return [
            Route("/office/empty-roster", self.send_empty_roster),
            Route("/office/roster", self.read_roster, methods=["POST"]),
            *SheetEndpoints(self.runs, self.base_files, self.readers).routes(),
            Route("/office/{id}/start", self.start_batch, methods=["POST"]),
            Route("/office/{id}/stop", self.stop_batch, methods=["POST"]),
            Route("/office/{id}/forget", self.forget_run, methods=["POST"]),
            Route("/office/{id}/state", self.report_state),
            Route("/office/{id}/events", self.stream_reports),
            Route("/office/{id}/to-correct", self.send_to_correct),
            Route("/office/{id}/zip", self.send_zip),
            Route("/office/{id}/run/{number}", self.send_print_run),
        ]

    @property
    def run_count(self) -> int:
        return len(self.runs)

    @property
    def batch_count(self) -> int:
        """Return how many batches go on."""
        return sum(run.is_under_way for run in self.runs.values())

    @property
    def is_busy(self) -> bool:
        """Return whether a batch goes on, or was done just now and nobody has fetched it yet."""
        return any(run.is_under_way or run.is_waiting for run in list(self.runs.values()))

    async def clean_up_for_ever(self) -> None:
        """Throw away what is expired, whether anybody asks or not, until this is cancelled."""
        while True:
            await asyncio.sleep(min(_CLEANUP_INTERVAL, roster_run.LIFETIME))
            self.runs.remove_expired()

    def close(self) -> None:
        """End every batch and throw away every file."""
        for id in list(self.runs):
            self.runs.remove(id)

    async def send_empty_roster(self, request: Request) -> Response:
        content = await asyncio.to_thread(format_empty_roster)
        headers = {"Content-Disposition": 'attachment; filename="roster.xlsx"'}
        return Response(content, media_type=_XLSX, headers=headers)

    async def read_roster(self, request: Request) -> Response:
        """Read a roster as a new run, or the corrected rows of one that this tab has already."""
        content = await request.body()
        name = unquote(request.headers.get("x-file-name", ""))[-200:]
        earlier_id = request.headers.get("x-run", "")
        if earlier := self.runs.find_idle(earlier_id):
            summary = await self._take_corrections(request, earlier, name, content)
            if summary is not None:
                return json_response({"id": earlier_id, "name": earlier.name, **summary})
        id, run = self.runs.create(f"roster{_table_suffix(name)}", name)
        try:
            await asyncio.to_thread(run.roster.write_bytes, content)
            await run.summarize(self.readers, request.scope["language"])
        except BaseException:
            self.runs.remove(id)
            raise
        return json_response({"id": id, "name": name, **run.summary})

    async def _take_corrections(
        self, request: Request, run: RosterRun, name: str, content: bytes
    ) -> dict[str, Any] | None:
        """Return the summary of a run's roster with the rows of a file in place of its own; None if
        these are no corrected rows.
        """
        corrected = run.folder / f"corrected{_table_suffix(name)}"
        language = request.scope["language"]
        try:
            await asyncio.to_thread(corrected.write_bytes, content)
            correction: Correction | None = await self.readers.run(
                correct_roster, run.roster, corrected, language
            )
        finally:
            corrected.unlink(missing_ok=True)
        if correction is None:
            return None
        run.roster = run.folder / "roster.csv"
        await asyncio.to_thread(run.roster.write_bytes, correction.roster)
        if run.sheets:
            run.sheets.path = run.roster
        await run.summarize(self.readers, language)
        return {
            **run.summary,
            "faults": [*correction.notes, *run.summary["faults"]],
            "changed": correction.changed,
            "added": correction.added,
        }

    async def send_to_correct(self, request: Request) -> Response:
        """Send the rows that are to be corrected: those of the batch, or of the roster as read."""
        run = self._run(request)
        made = run.folder / "output" / _TO_CORRECT
        if run.last_report["state"] == "done" and made.is_file():
            return _file_response(made, _XLSX, request.scope["language"])
        # Not in a reader's process: it can write no file, as a workbook needs while it is made.
        content = await asyncio.to_thread(format_to_correct, run.roster, run.sheets)
        if content is None:
            return problem_response(404, "web-nowhere", request.scope["language"])
        headers = {"Content-Disposition": f'attachment; filename="{_TO_CORRECT}"'}
        return Response(content, media_type=_XLSX, headers=headers)

    async def start_batch(self, request: Request) -> Response:
        run = self._run(request)
        if self.is_draining():
            raise JobRefusedError(409, problem("web-restarting", Position("")))
        body = await request.body()
        options, run.chosen = await asyncio.to_thread(decode_options, body, run.folder)
        if self.batch_count:  # somebody else was faster
            raise JobRefusedError(409, problem("web-batch-going", Position("")))
        run.last_report, run.was_fetched = {"state": "starting"}, False
        batch_request = BatchRequest(
            run.roster,
            run.folder / "output",
            request.scope["language"],
            options.with_server_files(self.base_files),
            of_sheets=run.sheets is not None,
        )
        run.batch = BatchProcess(batch_request)
        asyncio.get_running_loop().run_in_executor(None, self._follow_batch, run, run.batch)
        return json_response(run.last_report)

    def _follow_batch(self, run: RosterRun, batch: BatchProcess) -> None:
        for report in batch.reports():
            run.last_report = report
            run.report_count += 1
            run.last_use = time.monotonic()

    async def stop_batch(self, request: Request) -> Response:
        run = self._run(request)
        if run.batch:
            run.batch.stop()
        return json_response({"state": "stopped"})

    async def report_state(self, request: Request) -> Response:
        """Return all there is to know of a run, for a page that was loaded again."""
        run = self._run(request)
        return json_response(
            {"name": run.name, **run.summary, "news": run.last_report, "chosen": run.chosen}
        )

    async def forget_run(self, request: Request) -> Response:
        self.runs.remove(request.path_params["id"])
        return json_response({"state": "gone"})

    async def stream_reports(self, request: Request) -> Response:
        """Send each report as it comes, as server-sent events (HTML standard, 9.2)."""
        events = self._events(self._run(request))
        headers = {"X-Accel-Buffering": "no"}  # nginx would hold the events back
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)

    async def _events(self, run: RosterRun) -> AsyncIterator[str]:
        sent_count = -1
        while not self.is_ending():
            if run.report_count != sent_count:
                sent_count = run.report_count
                yield f"data: {json.dumps(run.last_report)}\n\n"
                if run.last_report["state"] in _LAST_STATES:
                    return
            await asyncio.sleep(_POLL_INTERVAL)

    async def send_zip(self, request: Request) -> Response:
        run = self._run(request)
        run.was_fetched = True
        path = run.folder / ZIP_NAME
        return _file_response(path, "application/zip", request.scope["language"])

    async def send_print_run(self, request: Request) -> Response:
        run = self._run(request)
        number = request.path_params["number"]
        print_runs = run.last_report.get("runs", [])
        paths = {str(index): entry["path"] for index, entry in enumerate(print_runs)}
        if number not in paths:
            return problem_response(404, "web-nowhere", request.scope["language"])
        path = run.folder / "output" / paths[number]
        return _file_response(path, "application/pdf", request.scope["language"])

    def _run(self, request: Request) -> RosterRun:
        return self.runs.find(request.path_params["id"])


def _table_suffix(name: str) -> str:
    return ".xlsx" if name.lower().endswith(".xlsx") else ".csv"


def _file_response(path: Path, media_type: str, language: str) -> Response:
    if not path.is_file():
        return problem_response(404, "web-nowhere", language)
    return FileResponse(path, media_type=media_type, filename=path.name)
