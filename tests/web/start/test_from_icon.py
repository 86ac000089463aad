"""A start from the icon: one server, however often it is pressed; it ends by itself, or when it is
told to.
"""

from __future__ import annotations

import asyncio
import http.client
import http.server
import os
import re
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paths import ROOT
from playwright.sync_api import BrowserContext, expect
from served import Served, serving
from threads import run_apart

from handout.cli.main import main
from handout.web.start.folders import start_folders
from handout.web.start.install import install, start_command
from handout.web.start.own_computer import CountedRequests, wait_until_idle
from handout.web.start.running_server import (
    Claim,
    RunningServer,
    await_record,
    claim_usual_server,
)
from handout.web.start.start_files import StartWords, start_files


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path / "first-day-essentials"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a browser was asked to open."""
    addresses: list[str] = []
    monkeypatch.setattr("webbrowser.open", addresses.append)
    return addresses


def test_only_one_server_is_the_usual_one(runtime: Path) -> None:
    server = RunningServer(1, "t")
    with claim_usual_server() as claim, claim_usual_server() as second:
        assert claim == Claim(True, runtime) and second == Claim(False, runtime)
        second.record(RunningServer(2, "u"))  # leaves no word of itself
        claim.record(server)
        assert await_record(runtime) == server
        assert stat.S_IMODE(runtime.stat().st_mode) == 0o700
        assert stat.S_IMODE((runtime / "server.json").stat().st_mode) == 0o600
    assert not (runtime / "server.json").exists()

    (runtime / "server.json").write_text('{"port": 1, "token": "t"}')  # of one that was killed
    with claim_usual_server() as claim:
        assert claim.is_ours and not (runtime / "server.json").exists()


def test_without_a_folder_of_its_own_it_is_served_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "file"))
    with claim_usual_server() as claim:
        assert claim == Claim(False)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'"pass"', b'{"pass": 1}', b'{"pass": "\\"><p"}', b"\xff", None]
)
def test_what_is_no_server_of_ours_gives_no_pass(content: bytes | None) -> None:
    class Stranger(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    stranger = http.server.HTTPServer(("127.0.0.1", 0), Stranger)
    thread = threading.Thread(target=stranger.serve_forever, args=(0.02,))
    thread.start()
    port = stranger.server_port
    if content is None:
        stranger.shutdown()
        stranger.server_close()
    try:
        assert RunningServer(port, "t").ask_for_pass() is None
    finally:
        stranger.shutdown()
        stranger.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--district", "gone & away.yaml"], "gone &amp; away.yaml"),
        (["--district", "bad.yaml"], "bad.yaml:1"),
        (["--port", "many"], "many"),
        (["--prot", "1"], "--prot"),
    ],
)
def test_what_is_wrong_is_shown_in_the_browser_where_there_is_no_terminal(
    arguments: list[str],
    words: str,
    runtime: Path,
    opened: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_text("scool_name: Oak\n")
    assert main(["serve", *arguments]) != 0 and opened == []
    assert main(["serve", "--from-icon", *arguments]) != 0
    assert opened == [(runtime / "problems.html").as_uri()]
    assert words in (runtime / "problems.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_program_without_a_console_says_what_it_says_to_nobody(
    stream: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As pythonw.exe starts it."""
    monkeypatch.setattr(sys, stream, None)
    assert main(["--version"]) == 0 and main(["serve", "--prot"]) == 2
    getattr(sys, stream).close()


def test_a_server_that_nobody_asks_ends() -> None:
    async def count_ticks(asked: int) -> float:
        requests = CountedRequests(lambda scope, receive, send: asyncio.sleep(0))
        serving = asyncio.create_task(asyncio.sleep(60))
        waiting = asyncio.create_task(wait_until_idle(requests, serving, minutes=4, tick=0.2))
        start = time.monotonic()
        for _ in range(asked):
            await asyncio.sleep(0.1)
            await requests({}, None, None)  # type: ignore[arg-type]
            assert not waiting.done()
        await waiting
        serving.cancel()
        return time.monotonic() - start

    assert run_apart(count_ticks(0)) >= 0.8
    assert run_apart(count_ticks(3)) >= 1.1


@contextmanager
def icon_in(home: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Presses the icon of a user whose home this is; their browser writes down what it opens."""
    home.mkdir()
    browser = home / "browser.sh"
    browser.write_text('#!/bin/sh\necho "$@" >> "$HOME/opened"\n')
    browser.chmod(0o755)
    command = start_command(
        Path(sys.executable), ["serve", "--from-icon", "--workers", "1"], is_frozen=False
    )
    folders = start_folders("linux", {}, home)
    plan = start_files("linux", folders, command, StartWords("F", "f", b""))
    install(plan)
    environment = os.environ | {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "TMPDIR": str(home),
        "PYTHONPATH": str(ROOT),
        "BROWSER": f"{browser} %s",
    }
    started: list[subprocess.Popen[bytes]] = []

    def press() -> subprocess.Popen[bytes]:
        program = folders.programs / "start.sh"
        started.append(subprocess.Popen(["sh", str(program)], env=environment, cwd=home))
        return started[-1]

    try:
        yield press
    finally:
        for process in started:
            if process.poll() is None:
                process.terminate()
                process.wait(30)


def await_end_of_any(*processes: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    for _ in range(600):
        for process in processes:
            if process.poll() is not None:
                return process
        time.sleep(0.1)
    raise AssertionError("all go on")


def await_opened(home: Path, count: int) -> Path:
    for _ in range(600):
        log = home / "opened"
        lines = log.read_text().splitlines() if log.exists() else []
        if len(lines) >= count:
            return Path(lines[-1].removeprefix("file://"))
        time.sleep(0.1)
    raise AssertionError("no browser was asked")


@pytest.mark.slow
def test_pressed_again_it_opens_the_page_of_the_server_that_runs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with icon_in(home) as press:
        first, second = press(), press()  # at once, as a double click does
        await_opened(home, 2)
        ended = await_end_of_any(first, second)
        assert ended.returncode == 0
        one = second if ended is first else first
        third = press()
        file = await_opened(home, 3)
        assert third.wait(30) == 0 and one.poll() is None
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        page = file.read_text(encoding="utf-8")
        token = re.search(r"token=([\w-]+)", page)
        record = await_record(home / "first-day-essentials")
        assert token and record and record.token not in page
        served = Served(one, f"http://127.0.0.1:{record.port}/?token={record.token}", home, home)
        stranger = {"X_Handout_Token": token[1], "Cookie": "a=b"}
        assert served.post("/end", {}, **stranger)[0] == 403
        assert served.post("/pass", {}, **stranger)[0] == 403 and one.poll() is None
        assert served.post("/end", {})[0] == 200
        assert one.wait(30) == 0
        assert not (home / "first-day-essentials" / "server.json").exists()
        assert not list(home.glob("handout-*"))


@pytest.mark.slow
def test_the_button_ends_it_and_the_page_says_so(
    tmp_path: Path, shared_context: BrowserContext
) -> None:
    with serving(tmp_path, "--workers", "1") as served:
        page = shared_context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(served.address)
        button = page.get_by_role("button", name="End First-Day Essentials")
        button.click()
        expect(page.locator("#notice")).to_contain_text("has ended")
        expect(button).to_be_hidden()
        assert served.process.wait(30) == 0
        page.close()


@pytest.mark.slow
def test_where_it_is_hosted_nobody_can_end_it(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "1", "--allow-host", "127.0.0.1") as served:
        token = re.search(r'handout-token" content="([^"]+)', page_text(served))
        assert token and 'id="end"' not in page_text(served)
        headers = {"Host": "127.0.0.1", "Origin": "http://127.0.0.1", "X_Handout_Token": token[1]}
        for path in ("/end", "/pass"):
            assert served.post(path, {}, **headers)[0] == 404
        assert served.process.poll() is None


def page_text(served: Served) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("GET", "/", headers={"Host": "127.0.0.1"})
    text = connection.getresponse().read().decode()
    connection.close()
    return text
