"""Only the page itself is answered."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from threads import run_apart

from handout.web.app import WorkerPools
from handout.web.http.access import AccessPolicy, TokenBucket
from handout.web.http.middleware import SecurityMiddleware
from handout.web.http.rates import RequestRates
from handout.web.http.server_limits import DEFAULT_LIMITS, ServerLimits

MAX_BODY_BYTES = DEFAULT_LIMITS.max_bytes
HOST, TOKEN = "127.0.0.1:8374", "the-token"
PRIVATE = AccessPolicy(frozenset({HOST, "localhost:8374"}), TOKEN)
HOSTED = AccessPolicy(frozenset({"handouts.oakhill.example.org"}), TOKEN, private=False)
PAGE = {"host": HOST, "cookie": f"handout-8374={TOKEN}", "sec-fetch-site": "same-origin"}
POST = PAGE | {
    "origin": f"http://{HOST}",
    "x-handout-token": TOKEN,
    "content-type": "application/json",
}


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(str(len(await Request(scope, receive).body())))(scope, receive, send)


def ask(
    door: AccessPolicy,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes = b"",
    *,
    slow: bool = False,
    scheme: str = "http",
) -> tuple[int, dict[str, str], bytes]:
    """What the guard answers before the application `echo`."""
    sent: list[Any] = []
    pieces = [body[n : n + 65536] for n in range(0, len(body), 65536)] or [b""]

    async def receive() -> Any:
        if slow:
            await asyncio.sleep(60)
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Any) -> None:
        sent.append(message)

    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "scheme": scheme,
        "path": path,
        "query_string": query.encode(),
        "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    run_apart(SecurityMiddleware(echo, door, light=["/preview"])(scope, receive, send))
    sent_headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return (
        sent[0]["status"],
        sent_headers,
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", PAGE, 200),
        ("GET", f"/?token={TOKEN}", {"host": HOST}, 200),
        ("GET", "/", {"host": HOST}, 403),  # another user of this computer
        ("GET", "/?token=guess", {"host": HOST}, 403),
        ("GET", f"/static/page.js?token={TOKEN}", {"host": HOST}, 403),
        ("GET", "/", PAGE | {"cookie": "handout-8374=guess"}, 403),
        ("GET", "/", PAGE | {"cookie": f"handout-1={TOKEN}"}, 403),
        ("GET", "/", PAGE | {"host": "evil.example:8374"}, 421),  # DNS rebinding
        ("GET", "/", PAGE | {"host": "127.0.0.1"}, 421),
        ("GET", "/", PAGE | {"host": "127.0.0.1:8374.evil.example"}, 421),
        ("GET", "/", {"cookie": PAGE["cookie"]}, 421),
        (
            "GET",
            "/static/page.js",
            PAGE | {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
            403,
        ),
        (
            "GET",
            "/",
            PAGE
            | {
                "sec-fetch-site": "cross-site",
                "sec-fetch-mode": "navigate",
                "sec-fetch-dest": "document",
            },
            200,
        ),
        (
            "GET",
            "/",
            PAGE
            | {
                "sec-fetch-site": "cross-site",
                "sec-fetch-mode": "navigate",
                "sec-fetch-dest": "iframe",
            },
            403,
        ),
        ("PUT", "/", POST, 405),
        ("OPTIONS", "/preview", POST, 405),  # no other origin is ever promised anything
        ("POST", "/preview", POST, 200),
        ("POST", "/preview", POST | {"content-type": "application/octet-stream"}, 200),
        ("POST", "/preview", POST | {"origin": "http://evil.example"}, 403),  # CSRF
        ("POST", "/preview", POST | {"origin": "null"}, 403),
        ("POST", "/preview", POST | {"origin": f"https://{HOST}"}, 403),
        ("POST", "/preview", POST | {"origin": f"http://{HOST}.evil.example"}, 403),
        (
            "POST",
            "/preview",
            {name: value for name, value in POST.items() if name != "origin"},
            403,
        ),
        ("POST", "/preview", POST | {"sec-fetch-site": "same-site"}, 403),
        ("POST", "/preview", POST | {"sec-fetch-site": "none"}, 403),
        ("POST", "/preview", POST | {"x-handout-token": "guess"}, 403),
        (
            "POST",
            "/preview",
            {name: value for name, value in POST.items() if name != "x-handout-token"},
            403,
        ),
        (
            "POST",
            "/preview",
            {name: value for name, value in POST.items() if name != "cookie"},
            403,
        ),
        (
            "POST",
            "/preview",
            POST | {"content-type": "text/plain"},
            415,
        ),  # what a form of another page can send
        ("POST", "/preview", POST | {"content-type": "multipart/form-data; boundary=x"}, 415),
        ("POST", "/preview", POST | {"content-length": str(MAX_BODY_BYTES + 1)}, 413),
        ("POST", "/preview", POST | {"content-length": "-1"}, 413),
    ],
)
def test_who_is_answered(method: str, path: str, headers: dict[str, str], status: int) -> None:
    assert ask(PRIVATE, method, path, headers)[0] == status


NAME = "handouts.oakhill.example.org"
HOSTED_POST = {
    "host": NAME,
    "origin": f"https://{NAME}",
    "x-handout-token": TOKEN,
    "content-type": "application/json",
}


@pytest.mark.parametrize(
    ("method", "path", "changes", "status"),
    [
        ("GET", "/", {}, 200),  # without a cookie: who may come in is the proxy's to say
        ("GET", "/", {"host": HOST}, 421),
        ("GET", "/", {"host": ""}, 421),
        ("GET", "/", {"host": f"{NAME}."}, 421),
        ("GET", "/", {"host": f"{NAME}:443"}, 421),
        ("GET", "/", {"host": f"{NAME}, evil.example"}, 421),
        ("GET", "/", {"host": f"evil.example@{NAME}"}, 421),
        ("GET", "/", {"host": f"x.{NAME}"}, 421),
        ("GET", "/", {"host": "[::1]"}, 421),
        ("GET", "/static/page.js", {"sec-fetch-site": "cross-site"}, 403),
        ("POST", "/preview", {}, 200),
        ("POST", "/preview", {"origin": f"HTTPS://{NAME.upper()}"}, 200),
        ("POST", "/preview", {"origin": f"http://{NAME}"}, 403),  # a page somebody put in between
        ("POST", "/preview", {"origin": ""}, 403),
        ("POST", "/preview", {"origin": "null"}, 403),
        ("POST", "/preview", {"origin": "file://"}, 403),
        ("POST", "/preview", {"origin": "https://oakhill.example.org"}, 403),
        ("POST", "/preview", {"origin": f"https://{NAME}:8443"}, 403),
        ("POST", "/preview", {"origin": f"https://{NAME}/"}, 403),
        ("POST", "/preview", {"origin": f"https://{NAME}.evil.example"}, 403),
        ("POST", "/preview", {"origin": f"https://evil@{NAME}"}, 403),
        ("POST", "/preview", {"sec-fetch-site": "same-site"}, 403),
        ("POST", "/preview", {"x-handout-token": ""}, 403),
        ("POST", "/preview", {"x-handout-token": TOKEN[:-1]}, 403),
        ("POST", "/preview", {"x-handout-token": f"{TOKEN}é"}, 403),
        ("POST", "/preview", {"content-type": "application/x-www-form-urlencoded"}, 415),
        ("POST", "/preview", {"content-length": str(MAX_BODY_BYTES + 1)}, 413),
        ("POST", "/preview", {"content-length": "9" * 5000}, 413),
        ("DELETE", "/", {}, 405),
        ("TRACE", "/", {}, 405),
        ("CONNECT", "/", {}, 405),
    ],
)
def test_who_is_answered_when_hosted(
    method: str, path: str, changes: dict[str, str], status: int
) -> None:
    assert ask(HOSTED, method, path, HOSTED_POST | changes, scheme="https")[0] == status


def test_a_proxy_that_does_not_tell_of_its_tls_is_believed() -> None:
    for origin in (f"https://{NAME}", f"http://{NAME}"):
        headers = HOSTED_POST | {"origin": origin}
        assert ask(HOSTED, "POST", "/preview", headers, scheme="http")[0] == 200


def test_a_body_without_a_length_is_counted_as_it_comes() -> None:
    assert ask(PRIVATE, "POST", "/preview", POST, b"x" * MAX_BODY_BYTES) == (
        200,
        *ask(PRIVATE, "POST", "/preview", POST, b"x" * MAX_BODY_BYTES)[1:],
    )
    status, _, answer_body = ask(PRIVATE, "POST", "/preview", POST, b"x" * (MAX_BODY_BYTES + 1))
    assert status == 413
    assert json.loads(answer_body)["problems"][0]["code"] == "web-too-large"


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handout.web.http.request_body.BODY_TIMEOUT", 0.05)
    assert ask(PRIVATE, "POST", "/preview", POST, slow=True)[0] == 408


@pytest.mark.parametrize("headers", [PAGE, PAGE | {"host": "evil.example"}])
def test_every_answer_has_its_policy(headers: dict[str, str]) -> None:
    _, sent_headers, _ = ask(PRIVATE, "GET", "/", headers)
    policy = sent_headers["content-security-policy"]
    assert (
        "default-src 'none'" in policy
        and "frame-ancestors 'none'" in policy
        and "unsafe" not in policy
        and "http" not in policy
    )
    assert (
        sent_headers["referrer-policy"] == "same-origin"
        and sent_headers["x-content-type-options"] == "nosniff"
        and sent_headers["cache-control"] == "no-store"
    )
    assert not [name for name in sent_headers if name.startswith("access-control")]


def test_the_frame_of_the_sheet_runs_nothing() -> None:
    policy = ask(PRIVATE, "GET", "/paper", PAGE)[1]["content-security-policy"]
    assert (
        "script-src" not in policy
        and "default-src 'none'" in policy
        and "frame-ancestors 'self'" in policy
    )


NAVIGATION = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "none"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": HOST}, 403),  # a bookmark of an earlier start
        ({"host": HOST, "cookie": "handout-8374=yesterday"}, 403),
        ({"host": "localhost"}, 421),
        ({"host": "evil.example:8374"}, 421),
    ],
)
@pytest.mark.parametrize("path", ["/", "/office", "/?token=yesterday", "/paper", "/anything"])
def test_a_person_is_refused_with_a_page(path: str, headers: dict[str, str], status: int) -> None:
    refused, sent_headers, body = ask(PRIVATE, "GET", path, headers | NAVIGATION)
    assert refused == status
    assert sent_headers["content-type"].startswith("text/html") and b"<h1>" in body
    assert "unsafe" not in sent_headers["content-security-policy"]
    assert TOKEN.encode() not in body and b"<script" not in body
    assert ask(PRIVATE, "GET", path, headers)[1]["content-type"] == "application/json"


def test_a_computer_lab_behind_one_address_is_answered_and_one_who_floods_is_not() -> None:
    rates, names = (
        RequestRates.from_limit(DEFAULT_LIMITS.previews),
        [f"browser {number}" for number in range(30)],
    )
    address, keys_a_second = "192.0.2.1", 5
    for key in range(keys_a_second * 60):
        now = key / keys_a_second
        assert all([rates.take(name, address, now) for name in names])
    flood = [rates.take("flood", address, 60.0) for _ in range(1000)]
    assert flood.count(True) == 150
    assert rates.take(names[0], address, 60.0)
    # Who takes no cookie is counted by the address.
    assert [rates.take("", "192.0.2.2", 0.0) for _ in range(151)].count(True) == 150


def test_many_names_of_one_address_have_a_limit_too() -> None:
    rates = RequestRates.from_limit(DEFAULT_LIMITS.files)
    answered = [rates.take(f"browser {number}", "192.0.2.1", 0.0) for number in range(10_000)]
    assert answered.count(True) == 12 * 40


def test_limits_are_those_that_were_chosen() -> None:
    limits = ServerLimits(max_megabytes=1, previews=120, files=1)
    app = SecurityMiddleware(echo, PRIVATE, limits=limits)
    assert app.max_bytes == 1_000_000
    for rates, at_once in ((app.previews, 6), (app.files, 1)):
        taken = [rates.take("browser", "192.0.2.1", 0.0) for _ in range(50)]
        assert taken.count(True) == at_once
        assert not rates.take("browser", "192.0.2.1", 0.4)
        assert rates.take("browser", "192.0.2.1", 61.0)
    pools = WorkerPools.of_size(2, ServerLimits(queue=3, max_megabytes=9))
    assert (pools.quick.queue, pools.slow.queue) == (24, 6)
    assert {pools.quick.limits.file_size, pools.slow.limits.file_size} == {9_000_000}


def test_what_a_page_is_made_of_is_never_refused() -> None:
    """One page asks for twenty files, and is dead without its script: twenty tabs open at once."""
    app = SecurityMiddleware(echo, PRIVATE, limits=ServerLimits(previews=60))
    names = [f"/static/{number}.js" for number in range(20)]

    async def get(path: str) -> int:
        statuses = list[int]()

        async def send(message: Any) -> None:
            statuses.extend([message["status"]] if "status" in message else [])

        headers = [(name.encode(), value.encode()) for name, value in PAGE.items()]
        scope: dict[str, Any] = {"type": "http", "method": "GET", "scheme": "http", "path": path}
        scope |= {"query_string": b"", "client": ("127.0.0.1", 1), "headers": headers}
        await app(scope, receive_nothing, send)
        return statuses[0]

    async def load_all() -> tuple[set[int], list[int]]:
        files = {await get(name) for name in names * 20}
        return files, [await get("/") for _ in range(4)]

    assert run_apart(load_all()) == ({200}, [200, 200, 200, 429])


async def receive_nothing() -> Any:
    return {"type": "http.request", "body": b""}


def test_a_browser_cannot_think_up_its_name() -> None:
    given = HOSTED.create_browser_id()
    assert HOSTED.is_browser_id(given)
    name, _, signature = given.partition(".")
    for forged in ("", ".", name, f"{name}x.{signature}", f".{signature}", "a.b", "é.é"):
        assert not HOSTED.is_browser_id(forged)
    other = AccessPolicy(HOSTED.hosts, TOKEN, private=False)
    assert not other.is_browser_id(given)


def test_an_address_has_so_many_requests_and_gets_them_back_in_time() -> None:
    allowance = TokenBucket(3, 1.0)
    assert [allowance.take("a", 0.0) for _ in range(4)] == [True, True, True, False]
    assert allowance.take("b", 0.0)
    assert [allowance.take("a", 1.5), allowance.take("a", 1.5)] == [True, False]
