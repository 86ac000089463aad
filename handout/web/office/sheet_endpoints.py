"""What the office's page asks about sheets that teachers sent: they become a roster, row by row."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import time
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handout.problems import HandoutError, Position, Problem, problem
from handout.web.http.responses import json_response
from handout.web.office.roster_file import summarize_roster
from handout.web.office.roster_run import RosterRun, RosterRuns
from handout.web.office.sent_files import SentFile, unpack_files
from handout.web.office.sent_sheet import SentSheet, read_sent_sheet
from handout.web.office.sheet_roster import SheetRoster
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.workers.process_pool import Pool
from handout.web.workers.worker import JobRefusedError

_ROSTER = "roster.csv"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetEndpoints:
    """Takes sheets into `runs`, read by `readers` as sheets that lie over `base_files`."""

    def __init__(self, runs: RosterRuns, base_files: LayerFiles, readers: Pool) -> None:
        self._runs, self._base_files, self._readers = runs, base_files, readers

    def routes(self) -> list[Route]:
        return [
            Route("/office/sheets", self.take_sheets, methods=["POST"]),
            Route("/office/{id}/leave-out", self.leave_out_sheet, methods=["POST"]),
            Route("/office/{id}/roster", self.send_roster),
        ]

    async def take_sheets(self, request: Request) -> Response:
        """Add the sheets in the files that are sent to the run that this tab has, if it is one of
        sheets; else to a new one.
        """
        files, language = _read_files(await request.body()), request.scope["language"]
        id = request.headers.get("x-run", "")
        run = self._runs.find_idle(id)
        is_new = run is None or run.sheets is None
        sheets, problems = await self._read_sheets(files, language)
        if is_new or run is None:
            id, run = self._runs.create(_ROSTER)
            run.sheets = SheetRoster(run.roster)
        assert run.sheets
        try:
            problems += await asyncio.to_thread(run.sheets.add, sheets)
            run.sheets.refused = problems if is_new else [*run.sheets.refused, *problems]
            return await self._answer(id, run, language)
        except BaseException:
            if is_new:
                self._runs.remove(id)
            raise

    async def _read_sheets(
        self, files: Iterable[SentFile], language: str
    ) -> tuple[list[SentSheet], list[Problem]]:
        """Return the sheets in the files, and what is wrong with those that are none."""
        sheets: list[SentSheet] = []
        problems: list[Problem] = []
        for packed in files:
            unpacked, refused = await self._readers.run(unpack_files, packed.name, packed.content)
            problems += refused
            for file in unpacked:
                try:
                    sheet = await self._readers.run(
                        *(read_sent_sheet, self._base_files, file.name, file.content),
                        *(language, file.sender),
                    )
                    sheets.append(sheet)
                except HandoutError as error:
                    problems += error.problems
                except JobRefusedError as error:
                    if error.status == 503:  # all are busy: the page asks again
                        raise
                    values = {"name": file.name, "reason": error.problem.message}
                    problems.append(problem("web-sheet-unread", Position(file.name), **values))
        return sheets, problems

    async def leave_out_sheet(self, request: Request) -> Response:
        """Take one sheet out of the roster, by its handout_id."""
        id = request.path_params["id"]
        run = self._runs.find(id)
        self._runs.find_idle(id)
        if run.sheets:
            name = (await _read_json(request)).get("id", "")
            await asyncio.to_thread(run.sheets.leave_out, str(name))
        return await self._answer(id, run, request.scope["language"])

    async def _answer(self, id: str, run: RosterRun, language: str) -> Response:
        run.last_report, run.last_use = {"state": "read"}, time.monotonic()
        run.summary = await self._readers.run(summarize_roster, run.roster, language, run.sheets)
        return json_response({"id": id, "name": run.name, **run.summary})

    async def send_roster(self, request: Request) -> Response:
        """Send the roster that the sheets made, for the command line's batch."""
        run = self._runs.find(request.path_params["id"])
        if run.sheets is None:
            raise JobRefusedError(404, problem("web-nowhere", Position("")))
        content, name = await asyncio.to_thread(run.sheets.format)
        media_type = _XLSX if name.endswith(".xlsx") else "application/zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=media_type, headers=headers)


async def _read_json(request: Request) -> dict[str, Any]:
    """Return the JSON object that the page sends. Raises HandoutError if it is something else."""
    try:
        data = json.loads(await request.body())
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise HandoutError([problem("web-not-answers", Position(""))])
    return data


def _read_files(body: bytes) -> list[SentFile]:
    """Return the files that the page sends. Raises HandoutError if it sends something else."""
    try:
        files = json.loads(body)["files"]
        return [
            SentFile(str(file["name"])[-200:], base64.b64decode(file["content"], validate=True))
            for file in files
        ]
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error):
        raise HandoutError([problem("web-not-answers", Position(""))]) from None
