"""Two real browsers behind one face: Chromium by Playwright, Firefox by its own remote protocol
(Marionette).
"""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handout.setup.browsers import browser_environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

_PREFERENCES = {
    "marionette.port": 0,
    "browser.download.folderList": 2,
    "browser.download.useDownloadDir": True,
    "browser.download.alwaysOpenPanel": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "dom.disable_beforeunload": True,
    # Else a click soon after a scroll hits what stood there before it.
    "layers.async-pan-zoom.enabled": False,
}
# How long a browser may take for anything on a busy machine, in seconds. A test that passes waits
# no longer for it.
_PATIENCE = 120
# What Chromium leaves out. First its search box's own pages: they are loaded anew for each profile,
# and take a second of computing, as long as the page that is tested. The others are those that
# Playwright leaves out and that matter here: of two such lists Chromium takes the last.
_UNUSED_FEATURES = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter"),
    *("NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch"),
    "ThirdPartyStoragePartitioning",
)
_KEYS = {
    "Enter": "\ue007", "Backspace": "\ue003", "Delete": "\ue017", "Tab": "\ue004", "Escape": "\ue00c", "Space": " ",
    "ArrowUp": "\ue013", "ArrowDown": "\ue015", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Home": "\ue011", "End": "\ue010",
    "Control": "\ue009", "Alt": "\ue00a", "Shift": "\ue008",
}  # fmt: skip


class Chromium:
    """A page in Chromium."""

    name = "chromium"

    def __init__(self, page: Any) -> None:
        self.page = page
        page.set_default_timeout(_PATIENCE * 1000)
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self.note_console_error)
        page.add_init_script("delete window.showSaveFilePicker")

    def note_console_error(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def open(self, path: Path) -> None:
        self.page.goto(path.as_uri())

    def leave(self) -> None:
        """Show nothing: else the caret of the last page blinks as long as the tests go on."""
        self.page.goto("about:blank")

    def run(self, script: str) -> Any:
        """What the body of a function gives."""
        return self.page.evaluate(f"() => {{ {script} }}")

    def press(self, *chords: str) -> None:
        for chord in chords:
            self.page.keyboard.press(chord)

    def type(self, text: str) -> None:
        """Type the first letter by its key, and the others at once, as a keyboard that completes
        words does: at each letter the editor fits the sheet, which takes 0.05 s. In Firefox each
        letter is typed by its key.
        """
        self.page.keyboard.type(text[:1])
        self.page.keyboard.insert_text(text[1:])

    def click_at(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def resize(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def downloaded(self, click: str) -> tuple[str, str]:
        with self.page.expect_download() as download:
            self.run(click)
        return download.value.suggested_filename, Path(download.value.path()).read_bytes().decode()

    def printed(self) -> bytes:
        pdf: bytes = self.page.pdf(prefer_css_page_size=True, print_background=True)
        return pdf


class Firefox:
    """A tab in Firefox."""

    name = "firefox"

    def __init__(self, port: int, downloads: Path) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self.buffer, self.count, self.downloads = b"", 0, downloads
        self.complaints: list[str] = []
        self._receive()
        self.send(
            "WebDriver:NewSession",
            {"capabilities": {"alwaysMatch": {"unhandledPromptBehavior": "accept"}}},
        )
        self.send("WebDriver:SetTimeouts", {"script": _PATIENCE * 1000})

    def _receive(self) -> Any:
        while b":" not in self.buffer:
            self.buffer += self.socket.recv(65536)
        size, _, rest = self.buffer.partition(b":")
        while len(rest) < int(size):
            rest += self.socket.recv(1 << 20)
        self.buffer = rest[int(size) :]
        return json.loads(rest[: int(size)])

    def send(self, command: str, values: dict[str, Any]) -> Any:
        self.count += 1
        message = json.dumps([0, self.count, command, values]).encode()
        self.socket.sendall(b"%d:%b" % (len(message), message))
        _, _, error, result = self._receive()
        assert not error, f"{command}: {error}"
        return result.get("value", result) if isinstance(result, dict) else result

    def open(self, path: Path) -> None:
        self.send("WebDriver:Navigate", {"url": path.as_uri()})

    def leave(self) -> None:
        """Show nothing. Here a caret that blinks keeps a thirtieth of a processor busy."""
        self.send("WebDriver:Navigate", {"url": "about:blank"})

    def run(self, script: str) -> Any:
        return self.send("WebDriver:ExecuteScript", {"script": script, "args": [], "sandbox": None})

    def _keys(self, steps: list[dict[str, str]]) -> None:
        self.send(
            "WebDriver:PerformActions",
            {"actions": [{"type": "key", "id": "keyboard", "actions": steps}]},
        )

    def press(self, *chords: str) -> None:
        for chord in chords:
            keys = [_KEYS.get(key, key) for key in chord.split("+")]
            self._keys(
                [{"type": "keyDown", "value": key} for key in keys]
                + [{"type": "keyUp", "value": key} for key in reversed(keys)]
            )

    def type(self, text: str) -> None:
        self._keys(
            [{"type": kind, "value": sign} for sign in text for kind in ("keyDown", "keyUp")]
        )

    def click_at(self, x: float, y: float) -> None:
        steps = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.send(
            "WebDriver:PerformActions",
            {
                "actions": [
                    {
                        "type": "pointer",
                        "id": "mouse",
                        "parameters": {"pointerType": "mouse"},
                        "actions": steps,
                    }
                ]
            },
        )

    def resize(self, width: int, height: int) -> None:
        self.send("WebDriver:SetWindowRect", {"width": width, "height": height})

    def downloaded(self, click: str) -> tuple[str, str]:
        before = set(self.downloads.iterdir())
        self.run(click)
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            new = [
                path
                for path in self.downloads.iterdir()
                if path not in before and path.suffix == ".html" and path.stat().st_size
            ]
            if new and not list(self.downloads.glob("*.part")):
                content = new[0].read_bytes().decode()
                new[0].unlink()
                return new[0].name, content
            time.sleep(0.01)
        raise AssertionError("nothing was downloaded")

    def printed(self) -> bytes:
        paper = {
            "page": {"width": 21.59, "height": 27.94},
            "margin": dict.fromkeys(("top", "bottom", "left", "right"), 0),
        }
        return base64.b64decode(
            self.send("WebDriver:Print", {"background": True, "shrinkToFit": False, **paper})
        )


def wait_until(browser: Chromium | Firefox, condition: str) -> None:
    """Wait until an expression is true in the page that is open; fail if it never is."""
    script = f"""
        const end = Date.now() + {_PATIENCE * 1000 // 2};
        return new Promise(done => {{
            const look = () => {{
                const found = !!({condition});
                if (found || Date.now() > end) done(found);
                else setTimeout(look, 10);
            }};
            look();
        }});
    """
    assert browser.run(script), condition


@contextmanager
def launch_chromium(path: str) -> Iterator[Browser]:
    """Start the Chromium at `path`, which is closed after the with block."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, launch_another(playwright.chromium, path) as browser:
        yield browser


@contextmanager
def launch_another(kind: BrowserType, path: str) -> Iterator[Browser]:
    """As launch_chromium, where one of the `kind` runs already."""
    options = [
        *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
        "--disable-features=" + ",".join(_UNUSED_FEATURES),
        # Else one process more is started for each profile, in case that it opens another tab.
        "--renderer-process-limit=1",
    ]
    browser = kind.launch(executable_path=path, args=options, env={**browser_environment()})
    yield browser
    browser.close()


def open_context(browser: Browser, **options: Any) -> BrowserContext:
    """Return a new profile of `browser`, with Playwright's `options` for one. It waits as long as a
    busy machine may need.
    """
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
    context.set_default_timeout(_PATIENCE * 1000)
    return context


def open_page(browser: Browser, **options: Any) -> Page:
    """Return a tab in a new profile of `browser`, which is closed with the tab."""
    page = browser.new_page(**options)
    page.set_default_timeout(_PATIENCE * 1000)
    return page


def empty_context(context: BrowserContext) -> None:
    """Close all tabs, and forget the cookies."""
    for tab in context.pages:
        tab.close()
    context.clear_cookies()


@contextmanager
def launch_firefox(path: str) -> Iterator[Firefox]:
    """A tab of the Firefox at `path`, with a profile of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile, downloads = Path(folder) / "profile", Path(folder) / "downloads"
        profile.mkdir()
        downloads.mkdir()
        wanted = _PREFERENCES | {"browser.download.dir": str(downloads)}
        (profile / "user.js").write_text(
            "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in wanted.items()),
            encoding="utf-8",
        )
        command = [
            path,
            "--headless",
            "--marionette",
            "--no-remote",
            "--profile",
            str(profile),
            "--width",
            "1280",
            "--height",
            "1000",
        ]
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=browser_environment(),
        )
        try:
            tab = Firefox(_port(profile, process), downloads)
            yield tab
            tab.socket.close()
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port(profile: Path, process: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if (
            process.poll() is None
            and (file := profile / "MarionetteActivePort").exists()
            and (text := file.read_text().strip())
        ):
            return int(text)
        time.sleep(0.02)
    raise AssertionError("Firefox did not start")
