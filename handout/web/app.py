"""The pages and the answers of `handout serve`."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

import jinja2
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from handout import __version__
from handout.fonts import FACES, face_path
from handout.messages import TEMPLATES, message_table
from handout.problems import HandoutError
from handout.publish.html.css import color_palette, create_environment, sign_svg
from handout.publish.html.scripts import editor_script
from handout.sources.fields.accent import ACCENTS
from handout.web.form.inputs import first_question, sections
from handout.web.http.middleware import (
    COOKIE,
    AccessPolicy,
    BodyError,
    SecurityMiddleware,
    body_refusal,
    problem_response,
)
from handout.web.http.responses import json_response
from handout.web.office.office import Office
from handout.web.sheet import jobs
from handout.web.sheet.open_file import open_file, reword_sheet
from handout.web.sheet.request import read_request, requested_sheet
from handout.web.workers.process_pool import JobLimits, JobRefusedError, Pool

_UNFIT_FOR_NAMES = re.compile(r"[\0-\x1f\x7f/\\]")  # for the name of a file
_FILE_JOBS = {
    "pdf": (jobs.pdf, "application/pdf"),
    "html": (jobs.html, "text/html; charset=utf-8"),
    "docx": (jobs.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


@dataclass(frozen=True)
class WorkerPools:
    """The workers: `quick` for what is seen while the teacher types, `slow` for files, which yield
    to it.
    """

    quick: Pool
    slow: Pool

    @classmethod
    def of_size(cls, size: int) -> WorkerPools:
        return cls(
            Pool(size, 64 * size, JobLimits(5, 1_000_000_000), jobs.warm_up),
            Pool(size, 16 * size, JobLimits(20), jobs.warm_up_typesetter, 5),
        )


def create_application(  # noqa: C901
    policy: AccessPolicy, above: jobs.LayerFiles, pools: WorkerPools, office: Office | None
) -> ASGIApp:
    """The whole application, its guard before it.

    The workers start and end with it; `office` is left out where none is.
    """

    @asynccontextmanager
    async def working(app: Starlette) -> AsyncIterator[None]:
        pools.quick.start()
        pools.slow.start()
        tidying = asyncio.create_task(office.tidy_for_ever()) if office else None
        try:
            yield
        finally:
            if office and tidying:
                tidying.cancel()
                office.close()
            pools.quick.close()
            pools.slow.close()

    def page(request: Request, template: str) -> Response:
        answer = HTMLResponse(_page(template, policy, above, office is not None))
        if policy.private:
            answer.set_cookie(
                f"{COOKIE}-{request.url.port}", policy.token, httponly=True, samesite="strict"
            )
        return answer

    async def front(request: Request) -> Response:
        return page(request, "page.html.j2")

    async def office_page(request: Request) -> Response:
        return page(request, "office.html.j2")

    async def paper(request: Request) -> Response:
        return HTMLResponse(_page("paper.html.j2", policy, above, False))

    async def reword(request: Request) -> Response:
        return HTMLResponse(_page("reword.html.j2", policy, above, False))

    async def preview(request: Request) -> Response:
        asked = await read_request(request)
        return json_response(
            await pools.quick.run(
                jobs.lay_out, above, requested_sheet(asked), str(asked.get("style", ""))
            )
        )

    async def file(request: Request) -> Response:
        job, kind = _FILE_JOBS[request.path_params["kind"]]
        if (
            request.headers.get("x-handout-ahead") and not pools.slow.idle
        ):  # nobody has asked for it yet
            return Response(status_code=204)
        return Response(
            await pools.slow.run(job, above, requested_sheet(await read_request(request))),
            media_type=kind,
        )

    async def yaml(request: Request) -> Response:
        saved = await pools.slow.run(jobs.yaml, above, requested_sheet(await read_request(request)))
        told = {
            "X-Handout-Lost": "all" if saved.anew else str(saved.lost)
        }  # of the comments in the file that was opened
        return Response(
            saved.text.encode(), media_type="application/yaml; charset=utf-8", headers=told
        )

    async def reworded(request: Request) -> Response:
        asked = await read_request(request)
        return json_response(
            await pools.slow.run(
                reword_sheet, above, requested_sheet(asked), str(asked.get("page", ""))
            )
        )

    async def opened(request: Request) -> Response:
        name = _UNFIT_FOR_NAMES.sub("-", unquote(request.headers.get("x-file-name", ""))[-200:])
        return json_response(await pools.slow.run(open_file, above, name, await request.body()))

    routes = [
        Route("/", front),
        Route("/paper", paper),
        Route("/reword", reword),
        Route("/static/{name}", static),
        Route("/preview", preview, methods=["POST"]),
        Route("/file/yaml", yaml, methods=["POST"]),
        Route("/file/{kind:str}", file, methods=["POST"]),
        Route("/open", opened, methods=["POST"]),
        Route("/reworded", reworded, methods=["POST"]),
        *([Route("/office", office_page), *office.routes()] if office else []),
    ]
    handlers: dict[Any, Callable[[Request, Any], Any]] = {
        HandoutError: _answer_problems,
        JobRefusedError: _answer_refused_job,
        BodyError: _answer_lost_body,
        404: _answer_not_found,
        405: _answer_not_found,
        KeyError: _answer_not_found,
        ClientDisconnect: _answer_lost_body,
    }
    return SecurityMiddleware(
        Starlette(routes=routes, lifespan=working, exception_handlers=handlers),
        policy,
        light=["/preview"],
    )


async def _answer_problems(request: Request, error: HandoutError) -> Response:
    return json_response({"problems": [jobs.problem_json(one) for one in error.problems]}, 422)


async def _answer_refused_job(request: Request, error: JobRefusedError) -> Response:
    headers = {"Retry-After": "1"} if error.status == 503 else {}
    return json_response({"problems": [jobs.problem_json(error.problem)]}, error.status, headers)


async def _answer_lost_body(request: Request, error: Exception) -> Response:
    return body_refusal(error if isinstance(error, BodyError) else BodyError(large=False))


async def _answer_not_found(request: Request, error: Exception) -> Response:
    return problem_response(404, "web-nowhere")


@cache
def _templates() -> jinja2.Environment:
    jinja = create_environment()
    jinja.globals.update(version=__version__, said=message_table("web"))
    return jinja


@cache
def _page(template: str, policy: AccessPolicy, above: jobs.LayerFiles, office: bool) -> str:
    said = message_table("web")
    for_script = {
        key: said[key]
        for key in (
            "form",
            "sheet",
            "save",
            "state",
            "boxes",
            "start",
            "logo",
            "one_named",
            "privacy",
            "office",
            "reword",
        )
    }
    given = jobs.inherited_values(above)
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    rows = {name: value for name, value in given.items() if not isinstance(value, str)}
    return (
        _templates()
        .get_template(f"web/{template}")
        .render(
            token=policy.token,
            sections=sections(),
            first=first_question(),
            given=texts,
            role_signs=_ROLE_SIGNS,
            office=office,
            given_json=_json({"rows": rows}),
            words=_json(for_script),
        )
    )


def _json(value: object) -> Markup:
    """JSON for a script element, which nothing in it ends early."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))


_ROLE_SIGNS = {
    "classroom": "book", "one-to-one": "hands", "behavior-support": "leaf", "personal-care": "shield", "language": "speech",
    "substitute": "clock", "early-childhood": "house", "transition": "steps", "bus": "bus",
}  # fmt: skip


async def static(request: Request) -> Response:
    """Style sheets, scripts, signs and fonts: what they are is known beforehand, and nothing else
    is served.
    """
    found = _static().get(request.path_params["name"])
    if found is None:
        return problem_response(404, "web-nowhere")
    content, kind = found
    return Response(content, media_type=kind, headers={"Cache-Control": "no-cache"})


@cache
def _static() -> dict[str, tuple[bytes, str]]:
    """Everything under /static/ by its name: the content and its media type."""
    palette = color_palette("color", "pine")
    values = {"c": palette, "accents": ACCENTS, "faces": FACES}
    files: dict[str, tuple[bytes, str]] = {}
    for path in sorted((TEMPLATES / "web").iterdir()):
        if path.name.endswith(".css.j2"):
            css = _templates().get_template(f"web/{path.name}").render(values)
            files[path.name.removesuffix(".j2")] = css.encode(), "text/css; charset=utf-8"
        elif path.suffix == ".js":
            files[path.name] = path.read_bytes(), "text/javascript; charset=utf-8"
    files["sheet-editor.js"] = (
        f"(() => {{\n{editor_script()}\nself.handoutFile = fileText;\n}})();".encode(),
        "text/javascript; charset=utf-8",
    )
    for face in FACES:
        files[f"{face.file}.woff2"] = face_path(face, "woff2").read_bytes(), "font/woff2"
    for path in sorted((TEMPLATES / "signs").glob("*.svg")):
        for name, colour in (
            ("accent", palette["accent"]),
            ("white", "#FFFFFF"),
            ("danger", palette["danger"]),
        ):
            files[f"{path.stem}-{name}.svg"] = sign_svg(path.stem, colour), "image/svg+xml"
    return files
