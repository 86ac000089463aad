"""Answer the page itself and nobody else, within limits of size, time and number."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handout.interface_language import speak
from handout.web.http.access import AccessPolicy
from handout.web.http.page_language import choose_language, read_cookie
from handout.web.http.rates import RequestRates
from handout.web.http.request_body import BodyError, LimitedBody
from handout.web.http.responses import (
    body_error_response,
    problem_response,
    refusal_to,
    too_large_response,
)
from handout.web.http.server_limits import DEFAULT_LIMITS, ServerLimits

COOKIE = "handout"  # and the port, for cookies know of none
BROWSER_COOKIE = "handout-browser"
TOKEN_HEADER = "x-handout-token"
_CONTENT_TYPES = ("application/json", "application/octet-stream")
_MAX_LENGTH_DIGITS = 11  # of a Content-Length

_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self' blob:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types read"  # templates/web/dom.js
)
_PAPER_POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; font-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
_REWORD_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_STATIC_PATH = "/static/"
# What the page shows in frames, with the Content-Security-Policy of each.
_FRAME_POLICIES = {"/paper": _PAPER_POLICY, "/reword": _REWORD_POLICY}


class SecurityMiddleware:
    """The application `app` with its `routes`, behind an AccessPolicy.

    `light` are the paths of quick answers, which may be asked for often.
    """

    def __init__(
        self,
        app: ASGIApp,
        policy: AccessPolicy,
        routes: Sequence[BaseRoute] = (),
        light: Iterable[str] = (),
        limits: ServerLimits = DEFAULT_LIMITS,
    ) -> None:
        self.app, self.policy, self.routes, self.light = app, policy, routes, frozenset(light)
        self.max_bytes = limits.max_bytes
        self.previews = RequestRates.from_limit(limits.previews)
        self.files = RequestRates.from_limit(limits.files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":  # nothing else is answered, as no websocket is
            scope["browser"] = _browser_id(scope, self.policy)
            scope["language"] = choose_language(Headers(scope=scope))
            respond = self._refusal(scope) or self._respond
            with speak(scope["language"]):
                await respond(
                    scope, LimitedBody(receive, self.max_bytes), _with_headers(scope, send)
                )

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except BodyError as error:
            await body_error_response(error, scope["language"])(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        return (
            self._host_refusal(scope, headers)
            or self._method_refusal(scope, headers)
            or self._visitor_refusal(scope, headers)
            or self._rate_refusal(scope)
        )

    def _host_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        # Against DNS rebinding: a page elsewhere may have its own name lead to this address.
        hosts = headers.getlist("host")
        if len(hosts) == 1 and hosts[0].lower() in self.policy.hosts:
            return None
        return refusal_to(scope, 421, "web-other-name")

    def _method_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if scope["method"] not in ("GET", "HEAD", "POST"):
            allowed = {"Allow": "GET, HEAD, POST"}
            return problem_response(405, "web-refused", scope["language"], allowed)
        site = headers.get("sec-fetch-site", "same-origin")
        if scope["method"] == "POST":
            return self._post_refusal(scope, headers, site)
        is_navigation = (
            headers.get("sec-fetch-mode") == "navigate"
            and headers.get("sec-fetch-dest", "document") == "document"
        )
        if site in ("same-origin", "none") or is_navigation:
            return None
        return problem_response(403, "web-refused", scope["language"])

    def _post_refusal(self, scope: Scope, headers: Headers, site: str) -> Response | None:
        host = headers["host"].lower()
        origins = {f"{scope['scheme']}://{host}"}
        if not self.policy.private:  # a proxy may end TLS, and not say so
            origins.add(f"https://{host}")
        if headers.get("origin", "").lower() not in origins or site != "same-origin":
            return problem_response(403, "web-refused", scope["language"])
        # A form on another page can send neither of these, nor the token's header.
        if headers.get("content-type", "").partition(";")[0].strip() not in _CONTENT_TYPES:
            return problem_response(415, "web-refused", scope["language"])
        if not self.policy.is_token(headers.get(TOKEN_HEADER, "")):
            return problem_response(403, "web-stale", scope["language"])
        if not _is_length_allowed(headers.get("content-length", "0"), self.max_bytes):
            return too_large_response(self.max_bytes, scope["language"])
        return None

    def _visitor_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        if not self.policy.private or self._has_cookie(headers) or self._has_token(scope):
            return None
        return refusal_to(scope, 403, "web-stale")

    def _has_cookie(self, headers: Headers) -> bool:
        port = headers.get("host", "").rpartition(":")[2]
        return self.policy.is_token(read_cookie(headers, f"{COOKIE}-{port}"))

    def _has_token(self, scope: Scope) -> bool:
        query = scope["query_string"].decode("latin-1")
        if scope["method"] != "GET" or scope["path"] != "/" or not query.startswith("token="):
            return False
        token = query.removeprefix("token=")
        return self.policy.is_token(token) or self.policy.use_pass(token)

    def _rate_refusal(self, scope: Scope) -> Response | None:
        # A page asks for twenty of them, and without its script nothing on it works; they
        # are in memory, and cost nothing to send.
        if scope["method"] != "POST" and scope["path"].startswith(_STATIC_PATH):
            return None
        address = str((scope.get("client") or ("",))[0])
        is_quick = scope["method"] != "POST" or scope["path"] in self.light
        rates = self.previews if is_quick else self.files
        if rates.take(scope["browser"], address, time.monotonic()):
            return None
        return problem_response(429, "web-often", scope["language"], {"Retry-After": "3"})


def _browser_id(scope: Scope, policy: AccessPolicy) -> str:
    """Return the name that a browser was given with the page; "" if it has none."""
    browser_id = read_cookie(Headers(scope=scope), BROWSER_COOKIE)
    return browser_id if policy.is_browser_id(browser_id) else ""


def _is_length_allowed(length: str, max_bytes: int) -> bool:
    """Return whether a Content-Length is a number, and not too large."""
    is_number = length.isascii() and length.isdigit() and len(length) <= _MAX_LENGTH_DIGITS
    return is_number and int(length) <= max_bytes


def _with_headers(scope: Scope, send: Send) -> Send:
    """Return `send`, with the headers that go with every answer."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            frame_policy = _FRAME_POLICIES.get(scope["path"])
            headers.setdefault("content-security-policy", frame_policy or _PAGE_POLICY)
            headers["x-frame-options"] = "SAMEORIGIN" if frame_policy else "DENY"
            headers["x-content-type-options"] = "nosniff"
            headers["referrer-policy"] = "same-origin"
            headers["cross-origin-opener-policy"] = "same-origin"
            headers["cross-origin-resource-policy"] = "same-origin"
            headers["permissions-policy"] = (
                "camera=(), microphone=(), geolocation=(), browsing-topics=()"
            )
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return send_with_headers
