"""What a server on a person's own computer answers besides: a pass for one more browser, and its
end; and whether anybody still asks for anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from handout.web.http.access import AccessPolicy
from handout.web.http.responses import json_response
from handout.web.start.running_server import PASS_PATH


def own_computer_routes(policy: AccessPolicy, end: Callable[[], None]) -> Sequence[Route]:
    """Return the routes for the owner alone: each needs the token, as every POST does."""

    async def send_pass(request: Request) -> Response:
        return json_response({"pass": policy.create_pass()})

    async def end_server(request: Request) -> Response:
        end()
        return json_response({})

    return (
        Route(PASS_PATH, send_pass, methods=["POST"]),
        Route("/end", end_server, methods=["POST"]),
    )


class CountedRequests:
    """The application `app`, and how often it was asked for anything. A page that is open asks
    every few minutes (own_computer.js).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.count = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.count += 1
        await self.app(scope, receive, send)


async def wait_until_idle(
    requests: CountedRequests, serving: asyncio.Task[None], minutes: float, tick: float = 60
) -> None:
    """Return when nobody has asked for anything for so many minutes, or when `serving` is done.

    Minutes are counted one by one, `tick` seconds each: those in which the computer slept are none.
    """
    counted, idle_minutes = requests.count, 0
    while idle_minutes < minutes and not serving.done():
        await asyncio.wait({serving}, timeout=tick)
        idle_minutes = idle_minutes + 1 if requests.count == counted else 0
        counted = requests.count
