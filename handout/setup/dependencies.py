"""What must be on a machine besides Python: shared libraries, and programs for the tests."""

from __future__ import annotations

import sys
from typing import NamedTuple


class Library(NamedTuple):
    """A shared library that WeasyPrint opens: its name as a linker knows it, its major version.

    `packages` are those that hold it, by package manager. Without one that is not `needed`
    WeasyPrint works all the same.
    """

    name: str
    major: int
    packages: dict[str, str]
    needed: bool = True

    @property
    def file(self) -> str:
        if sys.platform == "win32":
            return f"lib{self.name}-{self.major}.dll"
        if sys.platform == "darwin":
            return f"lib{self.name}.{self.major}.dylib"
        return f"lib{self.name}.so.{self.major}"


class Program(NamedTuple):
    """A program the tests start: the names it goes by, the packages that hold it.

    Without one that is not `needed` they take another, and more time.
    """

    name: str
    commands: tuple[str, ...]
    packages: dict[str, str]
    needed: bool = True


_PANGO = {"dnf": "pango", "brew": "pango"}
LIBRARIES = (
    Library("gobject-2.0", 0, _PANGO | {"apt": "libpango-1.0-0"}),
    Library("pango-1.0", 0, _PANGO | {"apt": "libpango-1.0-0"}),
    Library("pangoft2-1.0", 0, _PANGO | {"apt": "libpangoft2-1.0-0"}),
    Library("fontconfig", 1, _PANGO | {"apt": "libpangoft2-1.0-0"}),
    Library(
        "harfbuzz-subset",
        0,
        {"apt": "libharfbuzz-subset0", "dnf": "harfbuzz", "brew": "harfbuzz"},
        needed=False,
    ),
    Library("harfbuzz-vector", 0, {}, needed=False),
    Library("harfbuzz", 0, {"apt": "libpango-1.0-0", "dnf": "harfbuzz", "brew": "harfbuzz"}),
)

PROGRAMS = (
    Program(
        "chromium",
        (
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ),
        {"apt": "chromium", "dnf": "chromium"},
    ),
    # Chromium without its windows: a page takes two thirds of the processor's time in it.
    Program(
        "headless-shell",
        (
            "chromium-headless-shell",
            "chrome-headless-shell",
            "/usr/lib64/chromium-browser/headless_shell",
        ),
        {"apt": "chromium-headless-shell", "dnf": "chromium-headless"},
        needed=False,
    ),
    Program(
        "firefox",
        ("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"),
        {"apt": "firefox-esr", "dnf": "firefox"},
    ),
    Program(
        "pdftoppm",
        ("pdftoppm",),
        {"apt": "poppler-utils", "dnf": "poppler-utils", "brew": "poppler"},
    ),
    Program(
        "pdfinfo", ("pdfinfo",), {"apt": "poppler-utils", "dnf": "poppler-utils", "brew": "poppler"}
    ),
    Program(
        "soffice",
        ("soffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"),
        {
            "apt": "libreoffice-writer-nogui libreoffice-calc-nogui fonts-liberation",
            "dnf": "libreoffice-writer libreoffice-calc",
        },
    ),
    Program("npm", ("npm",), {"apt": "nodejs npm", "dnf": "nodejs nodejs-npm", "brew": "node"}),
)
