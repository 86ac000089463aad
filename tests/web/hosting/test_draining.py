"""A server that is told to end lets finish what runs, and says meanwhile that it takes no more."""

from __future__ import annotations

import asyncio
import http.client
import logging
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from handout.web.hosting.draining import DrainingServer
from handout.web.hosting.monitor import Monitor
from handout.web.hosting.server_state import ServerState

SLOW = 1.6  # seconds that a request takes: a busy machine is late by a second


async def slow_application(scope: Scope, receive: Receive, send: Send) -> None:
    await asyncio.sleep(SLOW)
    await PlainTextResponse("all of it")(scope, receive, send)


@contextmanager
def running(limit: float) -> Iterator[tuple[DrainingServer, int, threading.Thread]]:
    listening = socket.create_server(("127.0.0.1", 0))
    state = ServerState({}, None, lambda: server.is_draining)
    monitor = Monitor(slow_application, [], state)
    config = uvicorn.Config(
        monitor, log_config=None, lifespan="off", timeout_graceful_shutdown=0, ws="none"
    )
    server = DrainingServer(config, limit, lambda: monitor.requests.running > 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield server, listening.getsockname()[1], thread
    finally:
        server.should_exit = True
        thread.join(20)


def ask(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path)
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("limit", "signals", "is_answered"),
    [(30, 1, True), (0.1, 1, False), (0, 1, False), (30, 2, False)],
)
def test_what_runs_may_finish(
    limit: float, signals: int, is_answered: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "uvicorn")
    with running(limit) as (server, port, thread):
        assert ask(port, "/readyz")[0] == 200
        answers: list[tuple[int, bytes]] = []

        def ask_slowly() -> None:
            try:
                answers.append(ask(port, "/slow"))
            except (OSError, http.client.HTTPException):
                answers.append((0, b""))

        asking = threading.Thread(target=ask_slowly)
        asking.start()
        time.sleep(SLOW / 4)
        for _ in range(signals):
            server.handle_exit(signal.SIGTERM, None)
        if is_answered:
            assert ask(port, "/readyz")[0] == 503 and ask(port, "/healthz")[0] == 200
        thread.join(10)
        asking.join(10)
        assert not thread.is_alive()
        assert (answers == [(200, b"all of it")]) is is_answered
