"""The browsers on this computer that can print a page as a PDF. Standard library only."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

Family = Literal["chromium", "firefox"]


class Browser(NamedTuple):
    """A browser that is here: the name people know it by, its program, and how it is driven."""

    name: str
    path: str
    family: Family


class _Product(NamedTuple):
    """A browser as each system names it: commands on the PATH, a Windows path, a macOS app."""

    name: str
    family: Family
    commands: tuple[str, ...]
    windows: str
    app: str


# Edge first: every Windows has it.
_PRODUCTS = (
    _Product(
        "Microsoft Edge",
        "chromium",
        ("microsoft-edge", "microsoft-edge-stable"),
        r"Microsoft\Edge\Application\msedge.exe",
        "Microsoft Edge",
    ),
    _Product(
        "Google Chrome",
        "chromium",
        ("google-chrome", "google-chrome-stable"),
        r"Google\Chrome\Application\chrome.exe",
        "Google Chrome",
    ),
    _Product(
        "Chromium",
        "chromium",
        ("chromium", "chromium-browser"),
        r"Chromium\Application\chrome.exe",
        "Chromium",
    ),
    _Product(
        "Firefox",
        "firefox",
        ("firefox", "firefox-esr"),
        r"Mozilla Firefox\firefox.exe",
        "Firefox",
    ),
)
_WINDOWS_FOLDERS = ("ProgramFiles(x86)", "ProgramFiles", "LocalAppData")  # of the environment


@cache
def find_browsers() -> tuple[Browser, ...]:
    """Return the browsers that are here, the likeliest to print well first.

    None of them is started: on Windows, asking one for its version opens a window.
    """
    browsers = []
    for product in _PRODUCTS:
        path = next(filter(None, map(shutil.which, _candidates(product))), None)
        if path:
            browsers.append(Browser(product.name, path, product.family))
    return tuple(browsers)


def _candidates(product: _Product) -> Iterator[str]:
    if sys.platform == "win32":
        for variable in _WINDOWS_FOLDERS:
            if folder := os.environ.get(variable):
                yield f"{folder}\\{product.windows}"
    elif sys.platform == "darwin":
        for folder in ("/Applications", os.path.expanduser("~/Applications")):  # noqa: PTH111
            program = "firefox" if product.family == "firefox" else product.app
            yield f"{folder}/{product.app}.app/Contents/MacOS/{program}"
    yield from product.commands


def browser_environment() -> dict[str, str]:
    """Return the environment for a browser: without what hides this computer's fonts from it."""
    return {key: value for key, value in os.environ.items() if key != "FONTCONFIG_FILE"}
