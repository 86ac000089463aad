"""The server that runs already: where it left word of itself, and how it is asked to let a browser
in.

One server of a user at the usual port holds a lock as long as it lives. Beside it lies a record
that only the user can read, with the port and the token.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from handout.batch.state.lock import hold_lock
from handout.problems import HandoutError
from handout.web.http.middleware import COOKIE, TOKEN_HEADER
from handout.web.start.folders import runtime_folder

LOOPBACK = "127.0.0.1"
PASS_PATH = "/pass"
_PASS = re.compile(r"[\w-]+", re.ASCII)
_RECORD, _LOCK = "server.json", "server.lock"
_START_SECONDS = 20  # that a server which is starting has until its record is there
_POLL_INTERVAL = 0.1  # seconds
_ANSWER_SECONDS = 5


@dataclass(frozen=True)
class RunningServer:
    port: int
    token: str

    def ask_for_pass(self) -> str | None:
        """Return a token that lets one browser in; None if the server does not answer as ours."""
        host = f"{LOOPBACK}:{self.port}"
        headers = {
            "Content-Type": "application/json",
            "Origin": f"http://{host}",
            "Cookie": f"{COOKIE}-{self.port}={self.token}",
            TOKEN_HEADER: self.token,
        }
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=_ANSWER_SECONDS)
        try:
            connection.request("POST", PASS_PATH, "{}", headers)
            answer = connection.getresponse()
            content = json.loads(answer.read()) if answer.status == 200 else {}
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
        one_pass = content.get("pass") if isinstance(content, dict) else None
        return one_pass if isinstance(one_pass, str) and _PASS.fullmatch(one_pass) else None


def own_runtime_folder() -> Path:
    """Return this user's folder for the record, made if it is missing, which only they can read.

    Raises OSError if there can be none.
    """
    folder = runtime_folder(sys.platform, os.environ, Path.home())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        folder.chmod(0o700)
    return folder


@dataclass(frozen=True)
class Claim:
    """Whether this process is the usual server, and the folder for its record; None without one."""

    is_ours: bool
    folder: Path | None = None

    def record(self, server: RunningServer) -> None:
        """Leave word of this server, which is ready, for this user alone, if it is the usual."""
        if self.is_ours and self.folder:
            with suppress(OSError):
                _write_record(self.folder, server)


@contextmanager
def claim_usual_server(*, is_wanted: bool = True) -> Iterator[Claim]:
    """Be the usual server in the with block, if that `is_wanted` and unless another is. Its record
    goes with it.
    """
    with ExitStack() as stack:
        folder, is_ours = None, False
        if is_wanted:
            # A full disk, or a share that knows no locks: without a record it is served as well.
            with suppress(OSError, HandoutError):
                folder = own_runtime_folder()
                is_ours = stack.enter_context(hold_lock(folder / _LOCK))
        if folder and is_ours:
            stack.callback(_remove_record, folder)
            _remove_record(folder)  # of a server that was killed
        yield Claim(is_ours, folder)


def _write_record(folder: Path, server: RunningServer) -> None:
    staged = folder / f"{_RECORD}.new"
    staged.unlink(missing_ok=True)
    write_private(staged, json.dumps(asdict(server)))
    staged.replace(folder / _RECORD)


def write_private(path: Path, text: str) -> None:
    """Write a new file that only this user can read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def await_record(folder: Path) -> RunningServer | None:
    """Return the server that holds the lock, once it is ready; None if it never is."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError, ValueError, TypeError):
            return RunningServer(**json.loads((folder / _RECORD).read_text(encoding="utf-8")))
        time.sleep(_POLL_INTERVAL)
    return None


def _remove_record(folder: Path) -> None:
    with suppress(OSError):
        (folder / _RECORD).unlink(missing_ok=True)
