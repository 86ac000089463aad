"""Start, run and stop the server."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Callable, Sequence

import uvicorn
from starlette.types import ASGIApp

from handout import __version__
from handout.problems import ExitCode, HandoutError, Position, problem
from handout.web.app import WorkerPools, create_application
from handout.web.hosting.draining import DrainingServer
from handout.web.hosting.monitor import Monitor
from handout.web.hosting.options import HostingOptions
from handout.web.hosting.server_state import ServerState
from handout.web.http.access import AccessPolicy
from handout.web.http.base_path import BasePath
from handout.web.http.log_lines import LOG, start_log
from handout.web.http.middleware import SecurityMiddleware
from handout.web.http.request_head import PromptH11Protocol
from handout.web.office.office import Office
from handout.web.sheet.form_sheet import LayerFiles
from handout.web.start.open_browser import open_page
from handout.web.start.own_computer import (
    CountedRequests,
    own_computer_routes,
    wait_until_idle,
)
from handout.web.start.running_server import LOOPBACK, Claim, RunningServer
from handout.web.workers.temp_folder import TempFolder, remove_leftovers

# The same whenever it is free, for a browser keeps its drafts by the address.
USUAL_PORT = 8374
_START_POLL_INTERVAL = 0.02  # seconds


def serve(
    base_files: LayerFiles,
    *,
    host: str,
    port: int | None,
    allowed: Sequence[str],
    workers: int,
    office: bool,
    browser: bool,
    hosting: HostingOptions,
    claim: Claim,
    idle_minutes: float,
    on_ready: Callable[[str], None],
) -> None:
    """Serve until it is told to stop.

    `on_ready` is called with the address once people can open it; then word of this server is left
    at its `claim`. It ends by itself when no page was open for `idle_minutes`.

    At the loopback address only the address with this start's token lets a browser in; at any
    other, the hosts in `allowed` do, and the server is `hosting`: its health can be read, and what
    runs may finish when it is told to end. Raises HandoutError if the port cannot be had.
    """
    listening = _listen(host, port)
    bound_port = listening.getsockname()[1]
    is_private = host == LOOPBACK and not allowed
    hosts = {name.lower() for name in allowed}
    if is_private:
        hosts = {f"{LOOPBACK}:{bound_port}", f"localhost:{bound_port}"}
    policy = AccessPolicy(frozenset(hosts), secrets.token_urlsafe(24), is_private)
    local_address = f"http://{LOOPBACK}:{bound_port}{hosting.base_path}"
    address = f"http://{host}:{bound_port}{hosting.base_path}"
    if is_private:
        address = f"{local_address}?token={policy.token}"
    start_log(logging.WARNING if is_private else logging.INFO)
    remove_leftovers()
    pools = WorkerPools.of_size(workers, hosting.limits)
    office_runs = Office(base_files, pools.slow, hosting.limits.rosters) if office else None
    own_routes = own_computer_routes(policy, lambda: end()) if is_private else ()
    application = create_application(
        policy, base_files, pools, office_runs, hosting.limits, own_routes
    )
    requests = CountedRequests(application)
    if is_private:
        below = BasePath(requests, hosting.base_path)
        server = DrainingServer(_server_config(below, hosting, proxy_headers=False))
    else:
        server = _hosted_server(application, pools, office_runs, hosting)

    def end() -> None:
        server.should_exit = True

    if office_runs:
        office_runs.is_ending = lambda: server.should_exit
        office_runs.is_draining = lambda: server.is_draining
    browser_folder = TempFolder("work")

    async def run() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(_START_POLL_INTERVAL)
        if server.started and not server.should_exit:
            LOG.info("started version=%s workers=%s", __version__, workers)
            on_ready(address)
            claim.record(RunningServer(bound_port, policy.token))
            if browser:
                one_pass = policy.create_pass()
                await asyncio.to_thread(open_page, bound_port, one_pass, browser_folder.path)
        await wait_until_idle(requests, serving, idle_minutes)
        end()
        await serving

    try:
        with server.end_on_signals():
            try:
                asyncio.run(run())
            finally:
                browser_folder.remove()
    finally:
        LOG.info("ended")


def _hosted_server(
    application: SecurityMiddleware,
    pools: WorkerPools,
    office: Office | None,
    hosting: HostingOptions,
) -> DrainingServer:
    """Return the server of an application that is watched, and ends when nothing runs."""
    state = ServerState(
        {"quick": pools.quick, "slow": pools.slow}, office, lambda: server.is_draining
    )
    monitor = Monitor(application, application.routes, state, hosting.readers)
    server = DrainingServer(
        _server_config(BasePath(monitor, hosting.base_path), hosting, proxy_headers=True),
        hosting.drain_seconds,
        lambda: monitor.requests.running > 0 or (office is not None and office.is_busy),
    )
    return server


def _server_config(
    application: ASGIApp, hosting: HostingOptions, *, proxy_headers: bool
) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http=PromptH11Protocol,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        limit_concurrency=hosting.limits.connections,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=3,
        backlog=256,
        h11_max_incomplete_event_size=16_384,
        proxy_headers=proxy_headers,
    )


def _listen(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = (USUAL_PORT, 0) if port is None else (port,)  # 0 is any free one
    for wanted_port in ports:
        # The protocol named: without it asyncio leaves Nagle's algorithm on, and every answer
        # waits 40 ms for it.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, wanted_port))
            return listening
        except OSError as error:
            listening.close()
            reason = error.strerror or str(error)
    refusal = problem("web-port", Position(""), port=wanted_port, reason=reason)
    raise HandoutError([refusal], ExitCode.ENVIRONMENT)
