"""Answers as JSON that can be sent whatever was typed: half a letter in a name is no reason for
none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.responses import Response

from handout.problems import Position, Problem, problem
from handout.web.http.request_body import MAX_BODY_BYTES, BodyError


def json_response(
    content: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return `content` as JSON, in ASCII: a lone surrogate has no UTF-8, but it has an escape."""
    text = json.dumps(content, separators=(",", ":"))
    return Response(text, status, headers, media_type="application/json")


def problem_response(status: int, code: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that tells a Problem: its words for people, `status` for programs."""
    return _refusal_response(status, problem(code, Position("")), headers)


def too_large_response() -> Response:
    """Return the answer to a body of more than MAX_BODY_BYTES."""
    megabytes = MAX_BODY_BYTES // 1_000_000
    return _refusal_response(413, problem("web-too-large", Position(""), most=megabytes))


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


def body_error_response(error: BodyError) -> Response:
    """Return the answer to a body that was not waited for."""
    return too_large_response() if error.is_too_large else problem_response(408, "web-slow")
