"""The page below a path of a larger site: every link, script, request and cookie stays below it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from threads import run_apart

from handout.web.app import WorkerPools, create_application
from handout.web.hosting.options import normalize_base_path
from handout.web.http.access import AccessPolicy
from handout.web.http.base_path import BasePath
from handout.web.office.office import Office
from handout.web.sheet.form_sheet import LayerFiles

NAME = "handouts.example.org"
POLICY = AccessPolicy(frozenset({NAME}), "token", private=False)
NAVIGATION = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "sec-fetch-site": "none"}


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/handout/", "/handout/"),
        ("handout", "/handout/"),
        ("/a/b-c.d", "/a/b-c.d/"),
        ("/", "/"),
        ("", "/"),
        (" /x ", "/x/"),
        ("/officers/", "/officers/"),
    ],
)
def test_a_base_path_may_be_written_with_slashes_or_without(written: str, path: str) -> None:
    assert normalize_base_path(written) == path


@pytest.mark.parametrize(
    "written",
    ["/office/", "static", "/metrics", "/a//b", "/../x", "/.", "/a b/", "/a?b", "http://x/a", "/é"],
)
def test_what_is_no_base_path_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=re.escape(written)):
        normalize_base_path(written)


@pytest.mark.parametrize(
    ("path", "inner"),
    [
        ("/handout/", "/"),  # a proxy that keeps the path
        ("/handout/office", "/office"),
        ("/handout/static/page.js", "/static/page.js"),
        ("/handout/handout/", "/handout/"),  # cut off once only
        ("/", "/"),  # a proxy that cuts it off
        ("/office", "/office"),
        ("/handouts/x", "/handouts/x"),
    ],
)
def test_a_proxy_may_keep_the_path_or_cut_it_off(path: str, inner: str) -> None:
    seen: list[tuple[str, str]] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((scope["path"], scope["base_path"]))

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b""}
    run_apart(BasePath(application, "/handout/")(scope, None, None))  # type: ignore[arg-type]
    assert seen == [(inner, "/handout/")]


def ask(path: str, base_path: str = "/handout/") -> tuple[int, dict[str, str], str]:
    """What the whole application answers to a person who opens an address."""
    pools = WorkerPools.of_size(1)
    application = create_application(POLICY, LayerFiles(), pools, Office(LayerFiles(), pools.slow))
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "https",
        "path": path,
        "query_string": query.encode(),
        "client": ("192.0.2.1", 1),
        "headers": [
            (name.encode(), value.encode()) for name, value in ({"host": NAME} | NAVIGATION).items()
        ],
    }
    run_apart(BasePath(application, base_path)(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1].get("body", b"").decode()


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/handout", 308, "/handout/"),
        ("/handout?x=1", 308, "/handout/?x=1"),
        ("/handout/language/es", 303, "../"),
        ("/handout/language/es?office", 303, "../office"),
        ("/handout/office/", 308, "../office"),
    ],
)
def test_no_redirection_leads_out_of_it(path: str, status: int, location: str) -> None:
    answer = ask(path)
    assert (answer[0], answer[1]["location"]) == (status, location)


@pytest.mark.parametrize("path", ["/", "/office", "/paper", "/reword", "/static/page.css"])
def test_no_page_names_an_address_from_the_root(path: str) -> None:
    status, _, text = ask(f"/handout{path}")
    assert status == 200
    named = re.findall(r"""(?:href|src|action)="([^"]*)"|url\(["']?([^"')]*)""", text)
    addresses = ["".join(pair) for pair in named]
    assert path == "/reword" or addresses
    assert [address for address in addresses if address.startswith("/")] == []


def test_no_script_asks_for_an_address_from_the_root() -> None:
    for name in ("page.js", "office.js"):
        text = ask(f"/static/{name}")[2]
        assert text
        assert (
            re.findall(r"""(?:ask|send|fetch|EventSource|makeLink)\(["'`]/|["'`]/[a-z]""", text)
            == []
        )


@pytest.mark.parametrize("base_path", ["/", "/handout/"])
def test_cookies_and_the_page_of_a_refusal_stay_below_it(base_path: str) -> None:
    for path in ("", "office", "language/es"):
        cookie = ask(base_path + path, base_path)[1]["set-cookie"]
        assert f"Path={base_path};" in f"{cookie};"
    status, _, page = ask(f"{base_path}office/gone/too/deep", base_path)
    assert status == 404 and f'href="{base_path}"' in page
