"""Style sheets, scripts and fonts: sent once, packed where that helps, and nothing else is."""

from __future__ import annotations

import gzip
from dataclasses import dataclass

import pytest
from starlette.requests import Request
from threads import run_apart

from handout.web.static_files import send_static_file


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def get(name: str, **headers: str) -> Answer:
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/static/{name}",
        "path_params": {"name": name},
        "query_string": b"",
        "language": "en",
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }
    response = run_apart(send_static_file(Request(scope)))
    return Answer(response.status_code, dict(response.headers), bytes(response.body))


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip, deflate, br, zstd", True),
        ("GZIP", True),
        ("*", True),
        ("gzip;q=0.1", True),
        ("br;q=1, gzip; q=0.5", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.00, *", False),
        ("xgzip", False),
    ],
)
def test_a_browser_that_takes_gzip_is_sent_it(accepted: str, is_packed: bool) -> None:
    plain, answer = get("page.css"), get("page.css", accept_encoding=accepted)
    assert (answer.headers.get("content-encoding") == "gzip") is is_packed
    assert (gzip.decompress(answer.body) if is_packed else answer.body) == plain.body
    assert (answer.headers["etag"] != plain.headers["etag"]) is is_packed
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == plain.headers["content-type"]
    assert is_packed is (len(answer.body) < len(plain.body) / 3)


def test_a_font_is_packed_already() -> None:
    answer = get("handout-sans-400.woff2", accept_encoding="gzip")
    assert answer.status == 200 and "content-encoding" not in answer.headers


@pytest.mark.parametrize("name", ["page.css", "page.js", "sheet-editor.js", "emblem-accent.svg"])
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_what_the_browser_has_is_not_sent_again(name: str, encoding: str) -> None:
    tag = get(name, accept_encoding=encoding).headers["etag"]
    for known in (tag, f"W/{tag}", f'"old", {tag}', "*"):
        answer = get(name, accept_encoding=encoding, if_none_match=known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == tag and answer.headers["cache-control"] == "no-cache"
    for other in ('"old"', "", tag.strip('"'), tag.replace('"', '"x', 1)):
        assert get(name, accept_encoding=encoding, if_none_match=other).status == 200
