"""The routes of `handout serve`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from handout.problems import HandoutError
from handout.sources.pictures.picture import LOGO, PICTURE_USES
from handout.web.http.access import AccessPolicy
from handout.web.http.base_path import base_path_of
from handout.web.http.middleware import BROWSER_COOKIE, COOKIE, SecurityMiddleware
from handout.web.http.page_language import (
    COOKIE_LIFETIME,
    LANGUAGE_COOKIE,
    VARY,
    page_languages,
)
from handout.web.http.request_body import BodyError
from handout.web.http.responses import body_error_response, json_response, refusal_to
from handout.web.http.server_limits import DEFAULT_LIMITS, ServerLimits
from handout.web.office.office import Office
from handout.web.pages import render_page
from handout.web.sheet import jobs
from handout.web.sheet.edit_sheet import edit_sheet
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.sheet.open_file import open_file, reword_sheet
from handout.web.sheet.problem_json import problem_json
from handout.web.sheet.request import read_request, requested_sheet
from handout.web.static_files import send_static_file
from handout.web.workers.job_limits import JobLimits
from handout.web.workers.process_pool import Pool
from handout.web.workers.turns import Turns
from handout.web.workers.worker import Job, JobRefusedError

_NOT_IN_FILE_NAMES = re.compile(r"[\0-\x1f\x7f/\\]")
_MAX_FILE_NAME = 200  # characters
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FILE_JOBS = {
    "pdf": (jobs.render_pdf, "application/pdf"),
    "html": (jobs.render_html, "text/html; charset=utf-8"),
    "docx": (jobs.render_docx, _DOCX),
}


@dataclass(frozen=True)
class WorkerPools:
    """The workers: `quick` for what is seen while the teacher types, `slow` for files, which yield
    to it.
    """

    quick: Pool
    slow: Pool

    @classmethod
    def of_size(cls, size: int, limits: ServerLimits = DEFAULT_LIMITS) -> WorkerPools:
        quick_limits = JobLimits(5, 1_000_000_000, limits.max_bytes)
        slow_limits = JobLimits(20, file_size=limits.max_bytes)
        queue = limits.queue * size
        return cls(
            Pool(size, 4 * queue, quick_limits, jobs.warm_up),
            Pool(size, queue, slow_limits, jobs.warm_up_typesetter, niceness=5),
        )


def create_application(
    policy: AccessPolicy,
    base_files: LayerFiles,
    pools: WorkerPools,
    office: Office | None,
    limits: ServerLimits = DEFAULT_LIMITS,
    own_routes: Sequence[Route] = (),
) -> SecurityMiddleware:
    """Return the whole application, behind its middleware.

    The workers start and end with it; `office` is None where there is none, `own_routes` are what
    is answered on a person's own computer alone.
    """
    pages = _Pages(policy, base_files, has_office=office is not None)
    sheets = _SheetEndpoints(base_files, pools)
    routes = [
        Route("/", pages.send_front_page),
        Route("/paper", pages.send_paper),
        Route("/reword", pages.send_reword_page),
        Route("/language/{tag}", pages.choose_language),
        Route("/static/{name:path}", send_static_file),
        Route("/preview", sheets.send_preview, methods=["POST"]),
        Route("/file/yaml", sheets.send_yaml, methods=["POST"]),
        Route("/file/{kind:str}", sheets.send_file, methods=["POST"]),
        Route("/open", sheets.open_dropped, methods=["POST"]),
        Route("/reworded", sheets.take_reworded, methods=["POST"]),
        Route("/edit", sheets.edit_sheet, methods=["POST"]),
        *own_routes,
    ]
    if office:
        routes += [
            Route("/office", pages.send_office_page),
            Route("/office/", pages.lead_to_office),
            *office.routes(),
        ]
    handlers: dict[Any, Callable[[Request, Any], Any]] = {
        HandoutError: _answer_problems,
        JobRefusedError: _answer_refused_job,
        BodyError: _answer_lost_body,
        ClientDisconnect: _answer_lost_body,
        KeyError: _answer_not_found,
        404: _answer_not_found,
        405: _answer_not_found,
    }
    lifespan = _create_lifespan(pools, office)
    application = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    # It would lead to a whole address, and knows of no base path nor of a proxy's.
    application.router.redirect_slashes = False
    return SecurityMiddleware(application, policy, routes, ["/preview"], limits)


def _create_lifespan(pools: WorkerPools, office: Office | None) -> Any:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        pools.quick.start()
        pools.slow.start()
        cleaning = asyncio.create_task(office.clean_up_for_ever()) if office else None
        try:
            yield
        finally:
            if office and cleaning:
                cleaning.cancel()
                office.close()
            pools.quick.close()
            pools.slow.close()

    return lifespan


@dataclass(frozen=True)
class _Pages:
    """The pages, and what is shown in their frames."""

    policy: AccessPolicy
    base_files: LayerFiles
    has_office: bool

    async def send_front_page(self, request: Request) -> Response:
        return self._page_response(request, "page.html.j2")

    async def send_office_page(self, request: Request) -> Response:
        return self._page_response(request, "office.html.j2")

    async def lead_to_office(self, request: Request) -> Response:
        return RedirectResponse("../office", 308)

    async def send_paper(self, request: Request) -> Response:
        return HTMLResponse(self._render(request, "paper.html.j2"))

    async def send_reword_page(self, request: Request) -> Response:
        return HTMLResponse(self._render(request, "reword.html.j2"))

    async def choose_language(self, request: Request) -> Response:
        """Keep the language that is chosen on the page in the browser, and go back there."""
        tag = request.path_params["tag"]
        if tag not in page_languages():
            return refusal_to(request.scope, 404, "web-nowhere")
        is_office = self.has_office and "office" in request.query_params
        response = RedirectResponse("../office" if is_office else "../", 303)
        # Lax and not strict: the page is opened from a file that leads to it.
        path = base_path_of(request.scope)
        response.set_cookie(
            LANGUAGE_COOKIE, tag, COOKIE_LIFETIME, path=path, httponly=True, samesite="lax"
        )
        return response

    def _render(self, request: Request, template: str) -> str:
        language = request.scope["language"]
        return render_page(template, language, self.policy, self.base_files, self.has_office)

    def _page_response(self, request: Request, template: str) -> Response:
        headers = {"Content-Language": request.scope["language"], "Vary": VARY}
        response = HTMLResponse(self._render(request, template), headers=headers)
        path = base_path_of(request.scope)
        if self.policy.private:
            name = f"{COOKIE}-{request.url.port}"
            response.set_cookie(
                name, self.policy.token, path=path, httponly=True, samesite="strict"
            )
        elif not request.scope["browser"]:
            browser_id = self.policy.create_browser_id()
            response.set_cookie(
                BROWSER_COOKIE, browser_id, path=path, httponly=True, samesite="strict"
            )
        return response


@dataclass(frozen=True)
class _SheetEndpoints:
    """What is done with the teacher's sheet, each by a worker."""

    base_files: LayerFiles
    pools: WorkerPools
    turns: Turns = field(default_factory=Turns)

    async def send_preview(self, request: Request) -> Response:
        data = await read_request(request)
        sheet = requested_sheet(data, request.scope["language"])
        style_key = str(data.get("style", ""))
        answer = await self.pools.quick.run(jobs.lay_out, self.base_files, sheet, style_key)
        return json_response(answer)

    async def send_file(self, request: Request) -> Response:
        job, media_type = _FILE_JOBS[request.path_params["kind"]]
        is_ahead = bool(request.headers.get("x-handout-ahead"))  # nobody has asked for it yet
        if is_ahead and not self.pools.slow.is_idle:
            return Response(status_code=204)
        sheet = requested_sheet(await read_request(request), request.scope["language"])
        content = await self._run_slow(request, job, sheet)
        return Response(content, media_type=media_type)

    async def send_yaml(self, request: Request) -> Response:
        sheet = requested_sheet(await read_request(request), request.scope["language"])
        saved = await self._run_slow(request, jobs.save_yaml, sheet)
        # How many comments of the file that was opened are lost.
        headers = {"X-Handout-Lost": "all" if saved.anew else str(saved.lost)}
        media_type = "application/yaml; charset=utf-8"
        return Response(saved.text.encode(), media_type=media_type, headers=headers)

    async def take_reworded(self, request: Request) -> Response:
        data = await read_request(request)
        sheet = requested_sheet(data, request.scope["language"])
        page = str(data.get("page", ""))
        return json_response(await self._run_slow(request, reword_sheet, sheet, page))

    async def edit_sheet(self, request: Request) -> Response:
        data = await read_request(request)
        sheet = requested_sheet(data, request.scope["language"])
        edit = data.get("edit")
        edit = edit if isinstance(edit, dict) else {}
        return json_response(await self.pools.quick.run(edit_sheet, self.base_files, sheet, edit))

    async def open_dropped(self, request: Request) -> Response:
        name = unquote(request.headers.get("x-file-name", ""))[-_MAX_FILE_NAME:]
        name = _NOT_IN_FILE_NAMES.sub("-", name)
        content = await request.body()
        wanted = request.headers.get("x-picture-for", "")
        use = next((use for use in PICTURE_USES if use.field == wanted), LOGO)
        language = request.scope["language"]
        opened = await self._run_slow(request, open_file, name, content, language, use)
        return json_response(opened)

    async def _run_slow(self, request: Request, job: Job, *arguments: object) -> Any:
        """Return what a job gives that may take a worker seconds."""
        address = request.client.host if request.client else ""
        async with self.turns.take(request.scope["browser"] or address):
            return await self.pools.slow.run(job, self.base_files, *arguments)


async def _answer_problems(request: Request, error: HandoutError) -> Response:
    language = request.scope["language"]
    problems = [problem_json(problem, language) for problem in error.problems]
    return json_response({"problems": problems}, 422)


async def _answer_refused_job(request: Request, error: JobRefusedError) -> Response:
    headers = {"Retry-After": "1"} if error.status == 503 else {}
    problems = [problem_json(error.problem, request.scope["language"])]
    return json_response({"problems": problems}, error.status, headers)


async def _answer_lost_body(request: Request, error: Exception) -> Response:
    lost = error if isinstance(error, BodyError) else BodyError()
    return body_error_response(lost, request.scope["language"])


async def _answer_not_found(request: Request, error: Exception) -> Response:
    return refusal_to(request.scope, 404, "web-nowhere")
