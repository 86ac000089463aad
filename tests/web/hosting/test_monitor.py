"""Who may read the server's health and numbers, and that no word of people is in them."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from threads import run_apart

from handout.web.hosting.monitor import Monitor
from handout.web.hosting.server_state import ServerState

ROUTES = [
    Route("/", lambda request: None),
    Route("/preview", lambda request: None, methods=["POST"]),
    Route("/office/{id}/zip", lambda request: None),
    Route("/office/{id}/events", lambda request: None),
]
NETWORK = ipaddress.ip_network("10.0.0.0/24")


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Stand for the page: an address with "wrong" in it goes wrong."""
    if "wrong" in scope["path"]:
        raise ValueError("Ana Zorblax")
    await PlainTextResponse("the page", 404)(scope, receive, send)


def create_monitor(*, is_draining: bool = False) -> Monitor:
    state = ServerState({}, None, lambda: is_draining)
    return Monitor(application, ROUTES, state, [NETWORK])


def ask(
    monitor: Monitor, path: str, client: str = "127.0.0.1", method: str = "GET", **headers: str
) -> tuple[int, str]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    all_headers = {"host": "127.0.0.1:8374"} | headers
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "client": (client, 1),
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in all_headers.items()
        ],
    }
    run_apart(monitor(scope, receive, send))
    return sent[0]["status"], sent[1]["body"].decode()


@pytest.mark.parametrize(
    ("client", "method", "headers", "is_answered"),
    [
        ("127.0.0.1", "GET", {}, True),
        ("127.0.0.1", "HEAD", {}, True),
        ("127.9.9.9", "GET", {"host": "localhost"}, True),
        ("::1", "GET", {"host": "[::1]:8374"}, True),
        ("::ffff:127.0.0.1", "GET", {}, True),
        ("10.0.0.7", "GET", {"host": "10.0.0.2:8374"}, True),  # of --monitor-from
        ("10.0.0.7", "GET", {"host": "10.0.0.2"}, True),
        ("10.0.1.7", "GET", {}, False),
        ("192.0.2.1", "GET", {}, False),
        ("2001:db8::1", "GET", {}, False),
        ("", "GET", {}, False),
        ("127.0.0.1", "POST", {}, False),
        ("127.0.0.1", "GET", {"host": "evil.example:8374"}, False),  # DNS rebinding
        ("127.0.0.1", "GET", {"host": "127.0.0.1.evil.example"}, False),
        ("127.0.0.1", "GET", {"host": "localhost.evil.example"}, False),
        ("127.0.0.1", "GET", {"host": ""}, False),
        ("127.0.0.1", "GET", {"x_forwarded_for": "192.0.2.1"}, False),  # through the proxy
        ("127.0.0.1", "GET", {"x_forwarded_for": "127.0.0.1"}, False),
        ("10.0.0.7", "GET", {"forwarded": "for=10.0.0.7"}, False),
        ("127.0.0.1", "GET", {"x_real_ip": "127.0.0.1"}, False),
    ],
)
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_who_may_read(
    path: str, client: str, method: str, headers: dict[str, str], is_answered: bool
) -> None:
    status, body = ask(create_monitor(), path, client, method, **headers)
    assert (status == 200) is is_answered
    assert (body != "the page") is is_answered


def test_readiness_says_no_while_the_server_ends_and_health_still_yes() -> None:
    assert [ask(create_monitor(), path)[0] for path in ("/healthz", "/readyz")] == [200, 200]
    ending = create_monitor(is_draining=True)
    assert [ask(ending, path)[0] for path in ("/healthz", "/readyz")] == [200, 503]


def test_the_numbers_are_counts_and_hold_no_word_of_people() -> None:
    monitor = create_monitor()
    for path in ("/", "/", "/office/Zorblax/zip", "/Zorblax/secret.pdf", "/office/Zorblax/events"):
        ask(monitor, path, "192.0.2.1", x_file_name="Zorblax.pdf", host="Zorblax.example")
    ask(monitor, "/", "192.0.2.1", method="ZORBLAX")
    with pytest.raises(ValueError, match="Zorblax"):
        ask(monitor, "/office/wrong/zip", "192.0.2.1")
    text = ask(monitor, "/metrics")[1]
    assert "zorblax" not in text.lower() and "secret" not in text and "192.0.2" not in text
    for line in (
        'handout_requests_total{route="/",method="GET",status="404"} 2',
        'handout_requests_total{route="/",method="other",status="404"} 1',
        'handout_requests_total{route="/office/{id}/zip",method="GET",status="404"} 1',
        'handout_requests_total{route="/office/{id}/zip",method="GET",status="500"} 1',
        'handout_requests_total{route="other",method="GET",status="404"} 1',
        'handout_request_seconds_bucket{route="/",le="+Inf"} 3',
        'handout_request_seconds_count{route="/office/{id}/zip"} 2',
        "handout_requests_running 0",
        "handout_ready 1",
    ):
        assert line in text.splitlines()


def test_the_numbers_are_in_the_format_of_prometheus() -> None:
    """Exposition format 0.0.4: a TYPE for each name once, before its lines, which are together."""
    monitor = create_monitor()
    ask(monitor, "/")
    ask(monitor, "/nowhere")
    kinds: dict[str, str] = {}
    name = ""
    for line in ask(monitor, "/metrics")[1].splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.removeprefix("# TYPE ").split()
            assert name not in kinds
            kinds[name] = kind
            continue
        written = re.fullmatch(r'(\w+)(?:\{(?:\w+="[^"\\\n]*",?)+\})? [\d.e+-]+', line)
        assert written, line
        suffix = written[1].removeprefix(name)
        assert suffix == "" or (kinds[name] == "histogram" and suffix[1:] in _PARTS), line
    assert {"counter", "gauge", "histogram"} == set(kinds.values())


_PARTS = ("bucket", "sum", "count")
