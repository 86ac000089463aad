"""The server itself: its socket, its start, its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import webbrowser
from collections.abc import Callable, Sequence

import uvicorn

from handout.messages import message_table
from handout.problems import ExitCode, HandoutError, Position, problem
from handout.web.app import WorkerPools, create_application
from handout.web.http.middleware import AccessPolicy
from handout.web.office.office import Office
from handout.web.sheet.jobs import LayerFiles
from handout.web.workers.temp_folder import TempFolder, remove_leftovers

LOOPBACK = "127.0.0.1"
# The same whenever it is free, for a browser keeps its drafts by the address.
USUAL_PORT = 8374
_MOST_CONNECTIONS = 512


def serve(
    above: LayerFiles,
    *,
    host: str,
    port: int | None,
    allowed: Sequence[str],
    workers: int,
    office: bool,
    browser: bool,
    on_ready: Callable[[str], None],
) -> None:
    """Serve until it is told to stop.

    `on_ready` is called with the address once people can open it.

    At the loopback address only the address with this start's token lets a browser in; at any
    other, the hosts in `allowed` do. Raises HandoutError if the port cannot be had.
    """
    listening = _listen(host, port)
    bound = listening.getsockname()[1]
    private = host == LOOPBACK and not allowed
    names = (
        {f"{LOOPBACK}:{bound}", f"localhost:{bound}"}
        if private
        else {name.lower() for name in allowed}
    )
    policy = AccessPolicy(frozenset(names), secrets.token_urlsafe(24), private)
    address = (
        f"http://{LOOPBACK}:{bound}/?token={policy.token}" if private else f"http://{host}:{bound}/"
    )
    remove_leftovers()
    pools = WorkerPools.of_size(workers)
    counter = Office(above, pools.slow) if office else None
    config = uvicorn.Config(
        create_application(policy, above, pools, counter),
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        backlog=256,
        h11_max_incomplete_event_size=16_384,
        proxy_headers=not private,
    )
    server = uvicorn.Server(config)
    if counter:
        counter.ending = lambda: server.should_exit

    opening = TempFolder("work")

    async def run() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.02)
        if server.started:
            on_ready(address)
            if browser:
                await asyncio.to_thread(
                    _open_browser, f"http://{LOOPBACK}:{bound}/", policy, opening
                )
        await serving

    try:
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises again what has ended it
            asyncio.run(run())
    finally:
        opening.remove()


def _open_browser(address: str, policy: AccessPolicy, folder: TempFolder) -> None:
    """Open the page in a browser by a file that leads there.

    Every user of the computer can read a command line, so that no token may be on the browser's;
    the file only we can.
    """
    said = message_table("web")["start"]
    path = folder.path / "open.html"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(
            _LEADING.format(address=f"{address}?token={policy.new_pass()}", words=said["leading"])
        )
    webbrowser.open(path.as_uri())


_LEADING = """<!DOCTYPE html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url={address}">
<title>{words}</title>
<p><a href="{address}">{words}</a></p>
"""


def _listen(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for wanted in (port,) if port is not None else (USUAL_PORT, 0):
        # The protocol named: without it asyncio leaves Nagle's algorithm on, and every answer waits
        # 40 ms for it.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, wanted or 0))
            return listening
        except OSError as error:
            listening.close()
            reason = error.strerror or str(error)
    raise HandoutError(
        [problem("web-port", Position(""), port=wanted, reason=reason)], ExitCode.ENVIRONMENT
    )
