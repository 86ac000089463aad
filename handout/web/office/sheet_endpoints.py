"""What the office's page asks about sheets that teachers sent: they become a roster, row by row."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from handout.batch.from_oneroster.make_roster import make_roster
from handout.problems import HandoutError, Position, Problem, problem
from handout.web.http.request_body import not_answers_error, parse_page_json
from handout.web.http.responses import json_response
from handout.web.office.roster_file import faults_json
from handout.web.office.roster_run import RosterRun, RosterRuns
from handout.web.office.sent_files import SentFile, is_oneroster, unpack_files
from handout.web.office.sent_sheet import SentSheet, read_sent_sheet
from handout.web.office.sheet_roster import SheetRoster
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.workers.process_pool import Pool
from handout.web.workers.worker import JobRefusedError

_ROSTER = "roster.csv"
_MISSING = "roster-missing.xlsx"
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
            Route("/office/{id}/missing", self.send_missing),
        ]

    async def take_sheets(self, request: Request) -> Response:
        """Add the sheets in the files that are sent to the run that this tab has, if it is one of
        sheets; else to a new one.
        """
        files, language = _read_files(await request.body()), request.scope["language"]
        if await asyncio.to_thread(lambda: any(is_oneroster(file.content) for file in files)):
            return await self._take_export(files, language)
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

    async def _take_export(self, files: Sequence[SentFile], language: str) -> Response:
        """Make a roster of the OneRoster export, as a new run. Its students are not kept."""
        if len(files) > 1:
            raise HandoutError([problem("web-oneroster-alone", Position(""))])
        id, run = self._runs.create(_ROSTER, files[0].name)
        export = run.folder / "export.zip"
        try:
            await asyncio.to_thread(export.write_bytes, files[0].content)
            missing = run.folder / _MISSING
            made = await asyncio.to_thread(make_roster, export, None, run.roster, missing)
            notes = [replace(note, path="", line=0, column=0) for note in made.problems]
            run.is_export, run.notes = True, faults_json(notes, language)
            return await self._answer(id, run, language)
        except HandoutError as error:
            self._runs.remove(id)
            raise HandoutError([_without_folder(each, export) for each in error.problems]) from None
        except BaseException:
            self._runs.remove(id)
            raise
        finally:
            export.unlink(missing_ok=True)

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
            name = parse_page_json(await request.body()).get("id", "")
            await asyncio.to_thread(run.sheets.leave_out, str(name))
        return await self._answer(id, run, request.scope["language"])

    async def _answer(self, id: str, run: RosterRun, language: str) -> Response:
        summary = await run.summarize(self._readers, language)
        return json_response({"id": id, "name": run.name, **summary})

    async def send_roster(self, request: Request) -> Response:
        """Send the roster that was made here, for the command line's batch."""
        run = self._runs.find(request.path_params["id"])
        roster = run.sheets or SheetRoster(run.roster)
        content, name = await asyncio.to_thread(roster.format)
        media_type = _XLSX if name.endswith(".xlsx") else "application/zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=media_type, headers=headers)

    async def send_missing(self, request: Request) -> Response:
        """Send the list of what a OneRoster export lacks."""
        path = self._runs.find(request.path_params["id"]).folder / _MISSING
        if not path.is_file():
            raise JobRefusedError(404, problem("web-nowhere", Position("")))
        return FileResponse(path, media_type=_XLSX, filename=path.name)


def _without_folder(entry: Problem, path: Path) -> Problem:
    """Return a Problem that does not say where the server keeps files."""
    folder = f"{path.parent}/"
    message, hint = entry.message.replace(folder, ""), entry.hint.replace(folder, "")
    values = tuple((name, text.replace(folder, "")) for name, text in entry.values)
    return replace(entry, path=path.name, message=message, hint=hint, values=values)


def _read_files(body: bytes) -> list[SentFile]:
    """Return the files that the page sends. Raises HandoutError if it sends something else."""
    try:
        files = parse_page_json(body)["files"]
        return [
            SentFile(str(file["name"])[-200:], base64.b64decode(file["content"], validate=True))
            for file in files
        ]
    except (ValueError, KeyError, TypeError):
        raise not_answers_error() from None
