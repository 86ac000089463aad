"""handout serve, started for tests as people start it, and asked as a browser asks."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from paths import ROOT

from handout.messages import TEMPLATES

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Route

_REPOSITORY = ROOT


@dataclass
class Served:
    """A server that runs.

    What it prints goes to `log`, and `home` is its home and its folder for temporary files.
    """

    process: subprocess.Popen[bytes]
    address: str
    home: Path
    log: Path

    @property
    def port(self) -> int:
        port = re.search(r":(\d+)/", self.address)
        assert port
        return int(port[1])

    @property
    def token(self) -> str:
        return self.address.partition("token=")[2]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """Those of the page itself."""
        return {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": self.origin,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/json",
            "X-Handout-Token": self.token,
            "Cookie": f"handout-{self.port}={self.token}",
        }

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        """The status and the answer, JSON read.

        Headers of the page are sent unless others are given.
        """
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        while True:
            status, read = self._post(
                path, content, {name.replace("_", "-"): value for name, value in headers.items()}
            )
            if status != 429:  # the tests ask more often than people do
                return status, read
            time.sleep(0.5)

    def _post(self, path: str, content: bytes, headers: dict[str, str]) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=180)
        connection.request("POST", path, content, self.headers | headers)
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        return answer.status, json.loads(read) if "json" in str(
            answer.headers["content-type"]
        ) else read

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(30)


def wait_until_stored(page: Page, words: str) -> None:
    """Wait until a page has put `words` into this browser, where drafts are kept."""
    deadline = time.monotonic() + 60
    while words not in page.evaluate("JSON.stringify({ ...localStorage })"):
        assert time.monotonic() < deadline, words
        page.wait_for_timeout(20)


def serve_modules(opens: Page | BrowserContext) -> None:
    """Send each module of a page for itself, where the server sends all as one script: what a test
    imports is then what the page works with.
    """

    def send(route: Route) -> None:
        name = urlsplit(route.request.url).path.partition("/static/")[2]
        module = TEMPLATES / "web" / name
        if module.is_file():
            route.fulfill(path=module)
        else:
            route.continue_()

    opens.route("**/static/**/*.js", send)


@contextmanager
def serving(home: Path, *options: str, lean: bool = False) -> Iterator[Served]:
    """A server, at a free port if none is in `options`, with a home of its own in which nothing
    else writes.

    It takes three seconds of computing to start with `--workers 1`, half as much again with the two
    of each kind that it would have here. A `lean` one leaves out what the page's tests do not look
    at: see lean_server.py.
    """
    log = home / "log.txt"
    port = () if "--port" in options else ("--port", "0")
    program = "lean_server" if lean else "handout"
    command = [sys.executable, "-m", program, "serve", "--no-browser", *port, *options]
    environment = os.environ | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "PYTHONPATH": os.pathsep.join(map(str, (_REPOSITORY, _REPOSITORY / "tests"))),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    environment.pop("XDG_CACHE_HOME", None)
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=errors
        )
        try:
            assert process.stdout
            line = process.stdout.readline().decode()
            address = re.search(r"http\S+", line)
            assert address, line + log.read_text()
            yield Served(process, address[0], home, log)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
            if process.stdout:
                process.stdout.close()
