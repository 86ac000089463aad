"""JSON responses that can be sent whatever was typed, even half a surrogate pair in a name."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache

import jinja2
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from handout.messages import message_table
from handout.problems import Position, Problem, problem_in
from handout.publish.templates import create_environment
from handout.web.http.base_path import base_path_of
from handout.web.http.request_body import BodyError

_REFUSED_STYLE = """
body { max-width: 34rem; margin: 12vh auto; padding: 0 1.5rem }
body { font: 1.125rem/1.5 system-ui, sans-serif }
body { color: #1E2523; background: #F7F9F7 }
h1 { font-size: 1.5rem; color: #14524A }
"""


@cache
def _environment() -> jinja2.Environment:
    return create_environment()


def json_response(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return `content` as JSON, in ASCII: a lone surrogate has no UTF-8, but it has an escape."""
    text = json.dumps(content, separators=(",", ":"))
    return Response(text, status, headers, media_type="application/json")


def problem_response(
    status: int, code: str, language: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer that tells a Problem: its words for people, `status` for programs."""
    return _refusal_response(status, problem_in(language, code, Position("")), headers)


def refusal_to(scope: Scope, status: int, code: str) -> Response:
    """Return the answer that tells a Problem: as a page to a person who opened an address, as JSON
    to a script.
    """
    language = scope["language"]
    if Headers(scope=scope).get("sec-fetch-dest") != "document":
        return problem_response(status, code, language)
    refusal = problem_in(language, code, Position(""))
    html = render_refusals([refusal], language, base_path_of(scope))
    digest = base64.b64encode(hashlib.sha256(_REFUSED_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"
    return HTMLResponse(html, status, {"content-security-policy": policy})


def render_refusals(refusals: Sequence[Problem], language: str, base_path: str = "/") -> str:
    """Return a page that tells Problems, complete in itself: the style sheet of the others is for
    those who are let in.
    """
    page = _environment().get_template("web/refused.html.j2")
    said = message_table("web", language)
    return page.render(
        refusals=refusals,
        style=Markup(_REFUSED_STYLE),
        said=said,
        language=language,
        base_path=base_path,
    )


def too_large_response(max_bytes: int, language: str) -> Response:
    """Return the answer to a body of more than `max_bytes`."""
    megabytes = max_bytes // 1_000_000
    refusal = problem_in(language, "web-too-large", Position(""), most=megabytes)
    return _refusal_response(413, refusal)


def _refusal_response(
    status: int, refusal: Problem, headers: Mapping[str, str] | None = None
) -> Response:
    entry = {
        "field": "",
        "code": refusal.code,
        "says": refusal.message,
        "do": refusal.hint,
        "warning": False,
    }
    return json_response({"problems": [entry]}, status, headers)


def body_error_response(error: BodyError, language: str) -> Response:
    """Return the answer to a body that was not waited for."""
    if error.max_bytes:
        return too_large_response(error.max_bytes, language)
    return problem_response(408, "web-slow", language)
