"""Count and time every request, and say how the server is to whoever watches it."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handout.web.hosting.metrics import MEDIA_TYPE, RequestMetrics
from handout.web.hosting.options import Network
from handout.web.hosting.server_state import ServerState
from handout.web.http.log_lines import LOG

_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", "via")
_METHODS = ("GET", "HEAD", "POST")
_EVENTS = "/events"  # a stream that lasts as long as a batch: neither its time nor its end counts
_LOST = 499  # as nginx counts it: whoever asked has gone


@dataclass
class Monitor:
    """The application `app` with its `routes`, watched.

    `readers` are the networks besides this computer that may read /healthz, /readyz and /metrics;
    for anybody else they are not there, nor for what a proxy passes on.
    """

    app: ASGIApp
    routes: Sequence[BaseRoute]
    state: ServerState
    readers: Sequence[Network] = ()
    requests: RequestMetrics = field(default_factory=RequestMetrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        response = self._response(scope)
        if response:
            await response(scope, receive, send)
        else:
            await self._watch(scope, receive, send)

    def _response(self, scope: Scope) -> Response | None:
        """Return the answer to whoever watches the server; None to any other request."""
        respond = {
            "/healthz": self._health,
            "/readyz": self._readiness,
            "/metrics": self._metrics,
        }.get(scope["path"])
        is_read = respond and scope["method"] in ("GET", "HEAD") and self._may_read(scope)
        if not respond or not is_read:
            return None
        response = respond()
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _may_read(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if any(name in headers for name in _PROXY_HEADERS):
            return False
        # Against DNS rebinding: a page elsewhere can have its name lead here, but no number.
        host = headers.get("host", "")
        if not (_is_address(host) or host.partition(":")[0] == "localhost"):
            return False
        try:
            client = ipaddress.ip_address((scope.get("client") or ("",))[0])
        except ValueError:
            return False
        client = getattr(client, "ipv4_mapped", None) or client
        return any(client in network for network in (*_LOOPBACK, *self.readers))

    def _health(self) -> Response:
        return PlainTextResponse("ok\n")

    def _readiness(self) -> Response:
        is_ready = self.state.is_ready
        return PlainTextResponse("ready\n" if is_ready else "not ready\n", 200 if is_ready else 503)

    def _metrics(self) -> Response:
        text = self.requests.format(self.state.list_metrics())
        return Response(text, media_type=MEDIA_TYPE)

    async def _watch(self, scope: Scope, receive: Receive, send: Send) -> None:
        route, start = self._route(scope), time.monotonic()
        is_stream = route.endswith(_EVENTS)
        status = _LOST

        async def send_counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        self.requests.running += not is_stream
        try:
            await self.app(scope, receive, send_counted)
        except Exception:
            status = 500
            raise
        finally:
            self.requests.running -= not is_stream
            seconds = 0.0 if is_stream else time.monotonic() - start
            self._add(route, scope["method"], status, seconds)

    def _add(self, route: str, method: str, status: int, seconds: float) -> None:
        # Anybody may send any method: each would be a line more.
        method = method if method in _METHODS else "other"
        self.requests.add(route, method, status, seconds)
        if status >= 500:
            LOG.warning("answered %s route=%s seconds=%.2f", status, route, seconds)

    def _route(self, scope: Scope) -> str:
        """Return the pattern of the address, such as /office/{id}/zip: the address itself may hold
        the name of a run.
        """
        for route in self.routes:
            if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE:
                return route.path
        return "other"


def _is_address(host: str) -> bool:
    """Return whether a Host header names a number, with or without a port."""
    name = host.partition("]")[0].removeprefix("[") if host.startswith("[") else host
    name = name if ":" in name and host.startswith("[") else name.partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
