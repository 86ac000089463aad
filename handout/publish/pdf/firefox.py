"""A page printed by Firefox through its remote protocol, Marionette: it has no option to print.

Marionette's messages are JSON lists, each with its length in bytes before it: [0, number, command,
values] is asked, [1, number, error, result] is answered.
"""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from handout.setup.browsers import browser_environment

_MAX_SECONDS = 60  # to start, and for each answer
_POLL_INTERVAL = 0.1  # seconds
# No window asks anything at the first start, and nothing is fetched.
_PREFERENCES = """
user_pref("marionette.port", 0);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("toolkit.telemetry.enabled", false);
"""


class FirefoxError(Exception):
    """Firefox did not start, or did not do what it was asked."""


def print_with_firefox(program: str, page: Path, profile: Path) -> bytes:
    """Return the PDF of `page` as it asks to be printed; `profile` is an empty folder.

    Raises FirefoxError or OSError.
    """
    (profile / "user.js").write_text(_PREFERENCES, encoding="utf-8")
    process = subprocess.Popen(
        [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
        env=browser_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = _wait_for_port(profile / "MarionetteActivePort", process)
        with socket.create_connection(("127.0.0.1", port), timeout=_MAX_SECONDS) as connection:
            session = _Session(connection)
            session.ask("WebDriver:NewSession", {})
            session.ask("WebDriver:Navigate", {"url": page.as_uri()})
            size = session.ask("WebDriver:ExecuteScript", {"script": _PAPER_SCRIPT, "args": []})
            printed = session.ask("WebDriver:Print", _print_options(size))
        return base64.b64decode(printed)
    finally:
        process.terminate()
        try:
            process.wait(_MAX_SECONDS / 6)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


# Firefox's Print takes the size of the paper from its options: the page's own stands in @page.
_PAPER_SCRIPT = """
for (const sheet of document.styleSheets) {
  for (const rule of sheet.cssRules) {
    const size = rule.constructor.name === "CSSPageRule" && /size:\\s*([\\d.]+)pt\\s+([\\d.]+)pt/
      .exec(rule.cssText);
    if (size) return [Number(size[1]), Number(size[2])];
  }
}
return [612, 792];
"""


def _print_options(size: list[float]) -> dict[str, object]:
    width, height = (length / 72 * 2.54 for length in size)  # pt in cm
    return {
        "background": True,
        "shrinkToFit": False,
        "page": {"width": width, "height": height},
        "margin": {"top": 0, "bottom": 0, "left": 0, "right": 0},
    }


def _wait_for_port(file: Path, process: subprocess.Popen[bytes]) -> int:
    end = time.monotonic() + _MAX_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if file.is_file() and (text := file.read_text().strip()):
            return int(text)
        time.sleep(_POLL_INTERVAL)
    raise FirefoxError("it did not start")


class _Session:
    """Questions to a Firefox and its answers, one after the other."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._file, self._count = connection, connection.makefile("rb"), 0
        self._receive()  # it greets first

    def ask(self, command: str, values: dict[str, Any]) -> Any:
        """Return what `command` answers. Raises FirefoxError."""
        self._count += 1
        message = json.dumps([0, self._count, command, values]).encode()
        self._connection.sendall(b"%d:%b" % (len(message), message))
        _, _, error, result = self._receive()
        if error:
            raise FirefoxError(f"{command}: {error}")
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def _receive(self) -> Any:
        digits = b""
        while not digits.endswith(b":"):
            sign = self._file.read(1)
            if not sign:
                raise FirefoxError("it ended")
            digits += sign
        return json.loads(self._file.read(int(digits[:-1])))
