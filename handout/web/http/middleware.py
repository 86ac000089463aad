"""Who is answered: the page itself and nobody else, within limits of size, time and number."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handout.problems import Position, problem

COOKIE = "handout"  # and the port, for cookies know of none
TOKEN_HEADER = "x-handout-token"
LARGEST = 8_000_000  # bytes of a request's body: a PDF or a photograph dropped on the page
_ARRIVES_WITHIN = 20.0  # seconds for a request's body
_FILE_BURST, _PREVIEW_BURST = (
    12,
    150,
)  # requests that an address may have saved up: for whole files, and for previews
_FILE_RATE, _PREVIEW_RATE = (
    4.0,
    50.0,
)  # and how many it gets back each second; a school may be one address
_MOST_ADDRESSES = 10_000

_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "frame-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PAPER_POLICY = "default-src 'none'; style-src 'self'; img-src data:; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
_REWORD_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)
_FRAMES = {"/paper": _PAPER_POLICY, "/reword": _REWORD_POLICY}


@dataclass(frozen=True)
class AccessPolicy:
    """Who may come in: the `hosts` this server goes by (host:port as a browser sends it), the
    `token` of this start.

    At a private policy (this computer only) every visit needs the token, so that no other user of
    the computer comes in. Each of `passes` stands for it once.
    """

    hosts: frozenset[str]
    token: str
    private: bool = True
    passes: set[str] = field(default_factory=set, compare=False)

    def new_pass(self) -> str:
        """A token that lets one visit in, and is worth nothing after it."""
        one = secrets.token_urlsafe(24)
        self.passes.add(one)
        return one

    def takes_pass(self, given: str) -> bool:
        """Whether `given` is a pass that was not used; now it is."""
        found = [one for one in self.passes if hmac.compare_digest(given.encode(), one.encode())]
        self.passes.difference_update(found)
        return bool(found)

    def knows(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())


@dataclass
class TokenBucket:
    """How many requests an address may make: `most` at once, and `each_second` more as time goes
    by.
    """

    most: float
    each_second: float
    _tokens: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, address: str, now: float) -> bool:
        """Whether there is one left for this address; `now` in seconds."""
        left, then = self._tokens.pop(address, (self.most, now))
        left = min(self.most, left + (now - then) * self.each_second)
        self._tokens[address] = (max(0, left - 1), now)
        if len(self._tokens) > _MOST_ADDRESSES:
            self._tokens.popitem(last=False)
        return left >= 1


class SecurityMiddleware:
    """The application `app` behind a AccessPolicy.

    `light` are the paths of quick answers, which may be asked for often.
    """

    def __init__(self, app: ASGIApp, policy: AccessPolicy, light: Iterable[str] = ()) -> None:
        self.app, self.policy, self.light = app, policy, frozenset(light)
        self.previews, self.files = (
            TokenBucket(_PREVIEW_BURST, _PREVIEW_RATE),
            TokenBucket(_FILE_BURST, _FILE_RATE),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # "lifespan"; there is no other policy
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        body = _Body(receive)
        await (refusal or self._answer)(scope, body, _with_headers(scope, send))

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if (
            headers.getlist("host") != [host := headers.get("host", "")]
            or host.lower() not in self.policy.hosts
        ):
            return problem_response(421, "web-refused")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return problem_response(405, "web-refused", Allow="GET, HEAD, POST")
        site = headers.get("sec-fetch-site", "same-origin")
        if scope["method"] == "POST":
            refusal = self._post_refusal(headers, host.lower(), site)
        else:
            arriving = (
                headers.get("sec-fetch-mode") == "navigate"
                and headers.get("sec-fetch-dest", "document") == "document"
            )
            refusal = (
                None
                if site in ("same-origin", "none") or arriving
                else problem_response(403, "web-refused")
            )
        if (
            refusal is None
            and self.policy.private
            and not self._has_cookie(headers)
            and not self._brings_token(scope)
        ):
            refusal = problem_response(403, "web-stale")
        if refusal is None:
            address = str((scope.get("client") or ("",))[0])
            quick = scope["method"] != "POST" or scope["path"] in self.light
            if not (self.previews if quick else self.files).take(address, time.monotonic()):
                refusal = problem_response(429, "web-often", Retry_After="3")
        return refusal

    def _post_refusal(self, headers: Headers, host: str, site: str) -> Response | None:
        origins = (
            {f"http://{host}"} if self.policy.private else {f"http://{host}", f"https://{host}"}
        )
        if headers.get("origin", "").lower() not in origins or site != "same-origin":
            return problem_response(403, "web-refused")
        if headers.get("content-type", "").partition(";")[0].strip() not in (
            "application/json",
            "application/octet-stream",
        ):
            return problem_response(415, "web-refused")
        if not self.policy.knows(headers.get(TOKEN_HEADER, "")):
            return problem_response(403, "web-stale")
        length = headers.get("content-length", "0")
        digits = length.isascii() and length.isdigit() and len(length) < 12
        if not digits or int(length) > LARGEST:
            return too_large()
        return None

    def _has_cookie(self, headers: Headers) -> bool:
        port = headers.get("host", "").rpartition(":")[2]
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(f"{COOKIE}-{port}")
        except CookieError:
            return False
        return cookie is not None and self.policy.knows(cookie.value)

    def _brings_token(self, scope: Scope) -> bool:
        query = scope["query_string"].decode("latin-1")
        if scope["method"] != "GET" or scope["path"] != "/" or not query.startswith("token="):
            return False
        given = query.removeprefix("token=")
        return self.policy.knows(given) or self.policy.takes_pass(given)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except BodyError as error:
            await body_refusal(error)(scope, receive, send)


class BodyError(Exception):
    """A request's body that is not waited for any longer: too `large`, or too late.

    An application that answers every exception has to hand it to `body_refusal`.
    """

    def __init__(self, large: bool) -> None:
        self.large = large
        super().__init__("too large" if large else "too late")


def body_refusal(error: BodyError) -> Response:
    """The answer to a body that was not waited for."""
    return too_large() if error.large else problem_response(408, "web-slow")


class _Body:
    """What arrives of a request: counted, and not waited for longer than is decent."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.size, self.whole = receive, 0, False
        self.until = time.monotonic() + _ARRIVES_WITHIN

    async def __call__(self) -> Message:
        if self.whole:  # from here on it tells only that the other side has gone
            return await self.receive()
        try:
            message = await asyncio.wait_for(
                self.receive(), max(0.0, self.until - time.monotonic())
            )
        except TimeoutError:
            raise BodyError(large=False) from None
        self.size += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        if self.size > LARGEST:
            raise BodyError(large=True)
        return message


def problem_response(status: int, code: str, **headers: str) -> Response:
    """The answer that tells a Problem: its words in the page's language, and a status for programs."""
    one = problem(code, Position(""))
    told = {"field": "", "code": code, "says": one.message, "do": one.hint, "warning": False}
    return JSONResponse(
        {"problems": [told]},
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
    )


def too_large() -> Response:
    one = problem("web-too-large", Position(""), most=LARGEST // 1_000_000)
    told = {"field": "", "code": one.code, "says": one.message, "do": one.hint, "warning": False}
    return JSONResponse({"problems": [told]}, 413)


def _with_headers(scope: Scope, send: Send) -> Send:
    """`send`, with the headers that go with every answer."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            framed = _FRAMES.get(scope["path"])
            headers["content-security-policy"] = framed or _PAGE_POLICY
            headers["x-frame-options"] = "SAMEORIGIN" if framed else "DENY"
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
