"""The whole server over a real socket: whatever is sent to it, it answers in words; what it leaves
behind; who comes in.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from paths import ROOT
from script_fonts import script_fonts
from served import Served, serving

from handout.layout.text.extra_faces import FONTS_VARIABLE
from handout.web.app import WorkerPools, create_application
from handout.web.http.access import AccessPolicy, TokenBucket
from handout.web.http.middleware import SecurityMiddleware
from handout.web.http.rates import RequestRates
from handout.web.http.request_head import PromptH11Protocol
from handout.web.office import roster_run
from handout.web.office.office import Office
from handout.web.sheet.form_sheet import LayerFiles

pytestmark = pytest.mark.slow  # starts and stops servers

_ENDLESS = TokenBucket(1e6, 1e6)
ROSTER = b"handout_id,school_id,school_name,class_title,room,role,para_given,para_family,teacher_given,teacher_family\nh1,oak,Oak,G3,R1,classroom,A,B,C,D\n"


@contextmanager
def in_this_process() -> Iterator[Served]:
    """The application of `handout serve` and its server, here, so that its limits can be set."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=16)
    port = listening.getsockname()[1]
    door = AccessPolicy(frozenset({f"127.0.0.1:{port}"}), "the-token")
    workshop = WorkerPools.of_size(1)
    app = create_application(door, LayerFiles(), workshop, Office(LayerFiles(), workshop.slow))
    assert isinstance(app, SecurityMiddleware)
    app.files = app.previews = RequestRates(
        _ENDLESS, _ENDLESS
    )  # the tests ask more often than people do
    server = uvicorn.Server(
        uvicorn.Config(app, http=PromptH11Protocol, log_level="critical", lifespan="on")
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield Served(None, f"http://127.0.0.1:{port}/?token=the-token", Path(), Path())  # type: ignore[arg-type]
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with in_this_process() as served:
        yield served


def get(served: Served, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    host_headers = {"Host": served.headers["Host"], "Cookie": served.headers["Cookie"]} | headers
    connection.request("GET", path, headers=host_headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


def send(served: Served, *pieces: bytes, **headers: str) -> tuple[int, Any]:
    """What is answered to a body in these pieces, its length not said, and no end of it."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.putrequest("POST", "/preview", skip_host=True)
    for name, value in (served.headers | headers).items():
        connection.putheader(name, value)
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    try:
        for piece in pieces:
            connection.send(b"%x\r\n%b\r\n" % (len(piece), piece))
    except OSError:
        pass  # it has answered before all was sent
    answer = connection.getresponse()
    content = json.loads(answer.read())
    connection.close()
    return answer.status, content["problems"][0]


# ---- whatever is sent


def test_a_body_that_does_not_come_is_told(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handout.web.http.request_body.BODY_TIMEOUT", 0.5)
    status, answer = send(server, b'{"answers": ')
    assert (status, answer["code"]) == (408, "web-slow") and answer["says"] and answer["do"]


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ", b"\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(
    server: Served, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    """Nor the next on a connection that was answered before."""
    monkeypatch.setattr("handout.web.http.request_head.HEAD_TIMEOUT", 0.3)
    whole = f"GET /paper HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode()
    for before in (b"", whole):
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(before)
            while before and b"\r\n\r\n" not in connection.recv(65536):
                pass
            connection.sendall(sent)
            connection.settimeout(10)
            while connection.recv(65536):  # until it is closed
                pass


def test_a_body_in_pieces_that_is_too_large_is_told(server: Served) -> None:
    status, answer = send(server, *[b"x" * 500_000] * 17)
    assert (status, answer["code"]) == (413, "web-too-large") and answer["says"] and answer["do"]


_HALF = "\ud800"
_BODIES: list[Any] = [
    {"answers": {_HALF: "x"}}, {"answers": {"room": _HALF}}, {"answers": {"schedule": [{_HALF: "x"}]}},
    {"answers": {"emergency": {_HALF: "x"}}}, {"answers": {}, "name": _HALF}, {"answers": {}, "edits": _HALF},
    {"answers": {}, "edits": f"blocks: [{{id: {_HALF}}}]"}, {"answers": {}, "page": _HALF}, {"answers": {}, "style": _HALF},
    {"answers": {}, "opened": {"text": _HALF, "shown": {}}}, {"answers": {}, "opened": {"text": "a: b", "shown": {_HALF: "x"}}},
    {"answers": {}, "opened": {"text": "a: b", "shown": []}}, {"answers": {}, "opened": {"text": 5, "shown": None}},
    {"answers": {}, "opened": [1]}, {"answers": {}, "logo": _HALF}, {"answers": {}, "logo": 5}, {"answers": {}, "logo": {"a": 1}},
    {"answers": {"logo": "x"}}, {"answers": {"logo": {"file": ""}}}, {"answers": {"room": 5}}, {"answers": {"room": None}},
    {"answers": {"schedule": "x"}}, {"answers": {"schedule": [["x"]]}}, {"answers": {"emergency": ["x"]}},
    {"answers": {"blocks": "x"}}, {"answers": {"blocks": {"add": [{}]}}}, {"answers": {"items": {"calm": "x"}}},
    {"answers": {"": "x"}}, {"answers": {".": {"..": "x"}}}, {"answers": {"language": "../../x"}}, {"answers": {"role": "\u0130"}},
    {"answers": {"breaks": [{"start": "٧:٤٥"}]}}, {"answers": {"valid_from": "0000-00-00"}}, {"answers": {"valid_from": "9/9/0"}},
    {"answers": {"wait_seconds": "9" * 5000}}, {"answers": {"wait_seconds": "٥"}}, {"answers": {"arrive": "9" * 60}},
    {"answers": {"privacy": [{"allow": "x"}]}}, {"answers": {}, "edits": "\0"}, {"answers": {}, "edits": "- [" * 500},
]  # fmt: skip


@pytest.mark.parametrize("path", ["/preview", "/file/yaml", "/file/pdf", "/file/docx", "/reworded"])
def test_no_answers_bring_it_down(server: Served, path: str) -> None:
    for body in _BODIES:
        status, answer = server.post(path, body)
        assert status in (200, 422), (body, status)
        assert status == 200 or answer["problems"][0]["says"], body


def test_half_a_letter_in_a_name_is_told(server: Served) -> None:
    assert server.post("/preview", {"answers": {_HALF: "x"}})[0] == 422


_RAW = [
    b"", b"\0", b"null", b"[]", b"{", b'{"answers": {"a": 1e999}}', b'{"answers": NaN}', b"\xff\xfe{\0}\0", b'"' * 5000,
    b'{"answers":{"room":"\\ud800\\ud800"}}', b"9" * 6000, b'{"answers":' * 3000, bytes(range(256)) * 20,
]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/preview",
        "/file/yaml",
        "/file/html",
        "/file/x",
        "/reworded",
        "/office/x/start",
        "/nowhere",
        "/open",
    ],
)
def test_no_bytes_bring_it_down(server: Served, path: str) -> None:
    for body in _RAW:
        status, answer = server.post(path, body, Content_Type="application/octet-stream")
        assert 200 <= status < 500, (path, body[:40], status)
        assert status == 200 or answer["problems"][0]["says"]


@pytest.mark.parametrize(
    "name",
    ["a.yaml", "a%00b.html", "%ED%A0%80.pdf", "a%2F..%2Fb.docx", "%FF.svg", "a.png", "", "x" * 900],
)
def test_no_file_brings_it_down(server: Served, name: str) -> None:
    for content in (
        *_RAW,
        b"%PDF-1.7\n%%EOF",
        b"PK\x03\x04word/",
        b"<html><main></main>",
        b"<svg",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"room: 1\n",
        b'<!doctype html><script type="application/json" id="record">{"format": 1}</script>',
        b"<?xml version='1.0'?><svg>",
    ):
        headers = {"Content_Type": "application/octet-stream", "X_File_Name": name}
        status, _ = server.post("/open", content, **headers)
        assert status in (200, 422), (content[:40], status)
        status, answer = server.post("/office/roster", content, **headers)
        assert status in (200, 422), (content[:40], status)
        if status == 200:
            server.post(f"/office/{answer['id']}/forget", {})


def packed(folder: str, name: str, content: bytes) -> bytes:
    """A zip as Office writes them, with `content` in one of its parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/{name}", content)
    return output.getvalue()


_LAUGHS = b"<!DOCTYPE a [<!ENTITY a0 'ha'>%b]><a>&a9;</a>" % b"".join(
    b"<!ENTITY a%d '%b'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)
_OUTSIDE = b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"
_YAML_LAUGHS = b"a0: &a0 [x]\n" + b"".join(
    b"a%d: &a%d [%b]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 10)
)
_SVG = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>%b</svg>"
_USES = _SVG % b"".join(
    b"<g id='g%d'>%b</g>" % (n, b"<use href='#g%d'/>" % (n - 1) * 10 if n else b"<path d='M0 0'/>")
    for n in range(10)
)
_PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    for kind, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(10_000_000))),
        (b"IEND", b""),
    )
)


@cache
def bombs() -> dict[str, bytes]:
    """Made where they are used, not in each process that collects tests: it takes two seconds."""
    stream = zlib.compress(bytes(300_000_000), 1)
    head = b"%%PDF-1.7\n1 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(stream)
    return {
        "sheet.docx": packed("word", "document.xml", bytes(200_000_000)),
        "laughs.docx": packed("word", "document.xml", _LAUGHS),
        "outside.docx": packed("word", "document.xml", _OUTSIDE),
        "sheet.xlsx": packed("xl", "worksheets/sheet1.xml", bytes(200_000_000)),
        "laughs.xlsx": packed("xl", "workbook.xml", _LAUGHS),
        "outside.xlsx": packed("xl", "workbook.xml", _OUTSIDE),
        "climbing.xlsx": packed("..", "../../etc/passwd", b"x"),
        "laughs.yaml": _YAML_LAUGHS,
        "nested.yaml": b"[" * 20_000,
        "laughs.svg": _LAUGHS,
        "outside.svg": _OUTSIDE,
        "uses.svg": _USES,
        "nested.svg": _SVG % (b"<g>" * 20_000),
        "wide.png": _PNG,
        "stream.pdf": head + stream + b"\nendstream endobj\n",
        "nested.pdf": b"%PDF-1.7\n1 0 obj" + b"[" * 200_000,
        "nested.html": b"<!doctype html><main>" + b"<div>" * 100_000,
        "attributes.html": b"<!doctype html><main " + b"".join(b"a%d " % n for n in range(50_000)),
        "word.html": b"<!doctype html><main><p>" + b"x" * 900_000,
        "quotes.csv": b'"' * 200_001,
        "columns.csv": b"," * 500_000,
    }


@pytest.mark.parametrize("path", ["/open", "/office/roster"])
def test_no_bomb_goes_off(server: Served, path: str) -> None:
    """Each is refused in words, before its time or memory are used up."""
    for name, content in bombs().items():
        headers = {"Content_Type": "application/octet-stream", "X_File_Name": name}
        start = time.monotonic()
        status, answer = server.post(path, content, **headers)
        if status == 200:  # a roster of which no row can be made
            assert answer["faults"] and answer["sheets"] == 0, name
            server.post(f"/office/{answer['id']}/forget", {})
        else:
            assert status == 422 and answer["problems"][0]["says"], (name, status)
        assert "web-took-long" not in str(answer) and "root:" not in str(answer), name
        assert time.monotonic() - start < 20, name


def test_no_address_brings_it_down(server: Served) -> None:
    for path in (
        "/office/x/run/" + "9" * 5000,
        "/office/x/run/-1",
        "/office/x/run/٣".replace("٣", "%D9%A3"),
        "/office/x/zip",
        "/office/x/state",
        "/office/%00/events",
        "/static/%ff",
        "/static/..%2f..%2fpage.js",
        "/%ed%a0%80",
        "/file/pdf",
        "//",
        "/?token=%ff",
        "/?%ff",
        "/*",
    ):
        status, content = get(server, path)
        assert 200 <= status < 500, (path, status, content[:80])


def test_a_worker_typesets_every_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also names with letters that no content has, whose fonts it writes only then."""
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())
    names = {"ar": "ضرغام ڤ", "zh-Hans": "张翀", "vi": "Ngọc Ẵm", "en": "张翀 ضرغام"}
    with in_this_process() as served:
        for tag, name in names.items():
            for field in ("language", "second_language"):
                answers = {"role": "classroom", field: tag, "para_name": name}
                status, pdf = served.post("/file/pdf", {"answers": answers})
                assert status == 200 and pdf.startswith(b"%PDF"), (tag, field, pdf)


# ---- a worker that was killed


def test_what_a_killed_worker_was_to_do_is_done_by_the_next(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "1") as served:
        assert served.post("/preview", {"answers": {}})[0] == 200
        for _ in range(2):
            for pid in workers_of(served):
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.2)
            assert served.post("/preview", {"answers": {"room": "7"}})[0] == 200
            assert served.post("/file/pdf", {"answers": {"room": "7"}})[0] == 200


def workers_of(served: Served) -> list[int]:
    listed = Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children").read_text()
    at = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in listed.split()}
    return [pid for pid, command in at.items() if b"spawn_main" in command]


# ---- what is left behind


def left(folder: Path) -> list[str]:
    """What is in the folder for temporary files, other than what is put away for good."""
    return sorted(
        path.name for path in folder.iterdir() if path.name not in ("log.txt", ".cache", ".config")
    )


def state_of(served: Served, run: str) -> str:
    state: str = json.loads(get(served, f"/office/{run}/state")[1])["news"]["state"]
    return state


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_server_leaves_nothing(tmp_path: Path, how: signal.Signals) -> None:
    with serving(tmp_path, "--workers", "1") as served:
        assert served.post("/file/pdf", {"answers": {}})[0] == 200
        headers = {"Content_Type": "application/octet-stream", "X_File_Name": "r.csv"}
        for is_stopped in (False, True):  # one that is done, and one in the middle
            run = served.post("/office/roster", ROSTER, **headers)[1]["id"]
            assert served.post(f"/office/{run}/start", {})[0] == 200
            deadline = time.monotonic() + 120
            while not is_stopped and state_of(served, run) != "done":
                assert time.monotonic() < deadline
                time.sleep(0.1)
        os.kill(workers_of(served)[0], signal.SIGKILL)
        served.stop(how)
        assert left(tmp_path) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_is_stopped_without_a_word_of_a_fault(tmp_path: Path, how: signal.Signals) -> None:
    # As a terminal sends it: to the server and to its workers, which have hardly started; twice.
    process = subprocess.Popen(
        [sys.executable, "-m", "handout", "serve", "--no-browser", "--port", "0"],
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # its address
    os.killpg(process.pid, how)
    time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert not re.search("Traceback|ERROR|KeyboardInterrupt", said)
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("how", "after"), [(None, ""), (signal.SIGTERM, "weasyprint-"), (signal.SIGINT, "weasyprint-")]
)
@pytest.mark.parametrize("command", ["build", "batch"])
def test_a_command_leaves_nothing(
    command: str, how: signal.Signals | None, after: str, tmp_path: Path
) -> None:
    work, temporary = tmp_path / "work", tmp_path / "temporary"
    work.mkdir()
    temporary.mkdir()
    rows = b"".join(
        b"h%d,oak,Oak,G3,R1,classroom,A,B,C,D\n" % n for n in range(2, 60 if how else 3)
    )
    (work / "roster.csv").write_bytes(ROSTER + rows)
    for n in range(30 if how else 1):
        (work / f"room-{n}.yaml").write_text(f"room: '{n}'\n")
    arguments = (
        ["roster.csv"] if command == "batch" else [path.name for path in work.glob("*.yaml")]
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "handout", command, *arguments],
        cwd=work,
        env=os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if how:
        for _ in range(600):
            if list(temporary.rglob(f"{after}*/*")):
                break
            time.sleep(0.05)
        process.send_signal(how)
    process.wait(60)
    assert left(temporary) == []


# ---- who comes in


def test_no_token_is_on_a_command_line_and_a_browser_is_let_in_once(tmp_path: Path) -> None:
    browser = tmp_path / "browser.sh"
    browser.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/given\n')
    browser.chmod(0o755)
    environment = os.environ | {
        "TMPDIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "BROWSER": f"{browser} %s",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "handout", "serve", "--port", "0", "--workers", "1"],
        env=environment,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout
        printed = re.search(r"token=(\S+)", process.stdout.readline().decode())
        assert printed
        for _ in range(200):
            if (tmp_path / "given").exists() and (arguments := (tmp_path / "given").read_text()):
                break
            time.sleep(0.1)
        file = Path(arguments.strip().removeprefix("file://"))
        assert "token=" not in arguments and stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        address = re.search(r"http://127\.0\.0\.1:(\d+)(/\?token=[\w-]+)", file.read_text())
        assert address and printed[1] not in file.read_text()
        port, path = int(address[1]), address[2]
        assert [visit(port, path)[0], visit(port, path)[0]] == [200, 403]
        status, cookie = visit(port, f"/?token={printed[1]}")
        assert status == 200 and visit(port, path, cookie)[0] == 200
    finally:
        process.terminate()
        process.wait(15)
        assert process.stdout
        process.stdout.close()


def visit(port: int, path: str, cookie: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, (answer.getheader("Set-Cookie") or "").partition(";")[0]


# ---- the office's runs


@pytest.fixture
def upload(server: Served) -> Callable[[], str]:
    def upload() -> str:
        headers = {"Content_Type": "application/octet-stream", "X_File_Name": "r.csv"}
        status, answer = server.post("/office/roster", ROSTER, **headers)
        assert status == 200
        return str(answer["id"])

    return upload


def await_batch(server: Served, run: str) -> None:
    assert server.post(f"/office/{run}/start", {})[0] == 200
    for _ in range(600):
        if json.loads(get(server, f"/office/{run}/state")[1])["news"]["state"] == "done":
            return
        time.sleep(0.1)
    raise AssertionError("not done")


def test_a_run_goes_after_its_hour_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(roster_run, "LIFETIME", 0.5)
    with in_this_process() as served:
        headers = {"Content_Type": "application/octet-stream", "X_File_Name": "r.csv"}
        run = served.post("/office/roster", ROSTER, **headers)[1]["id"]
        for _ in range(100):  # nobody asks for anything
            if not list(tmp_path.glob("handout-office-*")):
                break
            time.sleep(0.05)
        assert not list(tmp_path.glob("handout-office-*"))
        status, answer = get(served, f"/office/{run}/state")
        assert status == 404 and json.loads(answer)["problems"][0]["code"] == "web-run-gone"


def test_what_is_over_is_refused_even_before_it_is_tidied_away(
    upload: Callable[[], str], server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = upload()
    await_batch(server, run)
    assert get(server, f"/office/{run}/zip")[0] == 200
    assert get(server, f"/office/{run}/run/0")[0] == 200
    monkeypatch.setattr(roster_run, "LIFETIME", 0.0)
    for path in ("zip", "run/0", "state", "events"):
        assert get(server, f"/office/{run}/{path}")[0] == 404
    assert server.post(f"/office/{run}/start", {})[0] == 404


def test_the_oldest_makes_room_for_the_next(upload: Callable[[], str], server: Served) -> None:
    runs = [upload() for _ in range(12)]
    statuses = [get(server, f"/office/{run}/state")[0] for run in runs]
    assert statuses == [404] * 4 + [200] * 8
    for run in runs:
        server.post(f"/office/{run}/forget", {})
