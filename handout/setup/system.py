"""What this machine has, what it lacks, and the command that mends it. Standard library only: it never loads WeasyPrint."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from handout.fonts import FACES, FONTS, face_path
from handout.problems import HandoutError, Position, Problem, problem

OLDEST_PANGO = (1, 44)

# Where `make handout` unpacks libraries on a machine whose owner may not install any.
NATIVE = Path(__file__).resolve().parent.parent.parent / ".native"

_HOMEBREW = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib")
_INSTALL = {
    "apt": ("apt-get", "install", "-y", "--no-install-recommends"),
    "dnf": ("dnf", "install", "-y"),
    "brew": ("brew", "install"),
}


class Library(NamedTuple):
    """A shared library WeasyPrint opens: its name as a linker knows it, its major version, the packages that hold it."""

    name: str
    major: int
    packages: dict[str, str]
    needed: bool = True

    @property
    def file(self) -> str:
        return (
            f"lib{self.name}.{self.major}.dylib"
            if sys.platform == "darwin"
            else f"lib{self.name}.so.{self.major}"
        )


class Program(NamedTuple):
    """A program the tests start: the names it goes by, the packages that hold it."""

    name: str
    commands: tuple[str, ...]
    packages: dict[str, str]


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


def package_manager() -> str:
    """ "apt", "dnf" or "brew", or "" where there is none of them."""
    return next((name for name, (command, *_) in _INSTALL.items() if shutil.which(command)), "")


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_command(packages: list[str]) -> list[str]:
    """The command of this machine's package manager that installs `packages`; empty if it has none that we know."""
    manager = package_manager()
    return (
        [*_INSTALL[manager], *sorted(set(" ".join(packages).split()))]
        if manager and packages
        else []
    )


def command_for(packages: list[str]) -> str:
    """install_command() as a person types it, with sudo where that takes it."""
    sudo = [] if is_root() or package_manager() == "brew" else ["sudo"]
    command = install_command(packages)
    return " ".join(sudo + command) if command else ""


def _mending(wanted: Sequence[Library | Program]) -> str:
    manager = package_manager()
    return command_for([one.packages[manager] for one in wanted if manager in one.packages])


def _opens(path: str) -> bool:
    try:
        ctypes.CDLL(path)
    except OSError:
        return False
    return True


@cache
def _preload_native() -> None:
    # The linker does not look in .native/, but it takes a library that is already loaded: so load them all, those first
    # that need no other. A round in which none loads ends it; what WeasyPrint then lacks, examine() tells.
    waiting = sorted(str(p) for p in (NATIVE / "lib").glob("*.so.*"))
    while waiting:
        left = [path for path in waiting if not _opens(path)]
        if len(left) == len(waiting):
            return
        waiting = left


def locate(library: Library) -> str | None:
    """What to open `library` by: its bare name if the linker knows it, else a path; None if it is nowhere."""
    folders = _HOMEBREW if sys.platform == "darwin" else ()
    if found := next(
        (c for c in (library.file, *(f"{f}/{library.file}" for f in folders)) if _opens(c)), None
    ):
        return found
    if (native := NATIVE / "lib" / library.file).is_file():
        _preload_native()
        return str(native) if _opens(str(native)) else None
    return None


@cache
def use_native() -> None:
    """Let WeasyPrint find its libraries, quickly, and our own fonts only. To be called before it is imported.

    WeasyPrint tries several names for each library, and for each that fails ctypes asks ldconfig, gcc and ld: 200 ms in
    all. We answer ctypes.util.find_library() for these few names, which also finds what is in .native/ or Homebrew's
    folder. Every other name goes the usual way.
    """
    found = {library.name: locate(library) for library in LIBRARIES}
    usual = ctypes.util.find_library

    def find_library(name: str) -> str | None:
        # Longer names stand first in LIBRARIES: harfbuzz-subset before harfbuzz.
        ours = next((known for known in found if name.removeprefix("lib").startswith(known)), None)
        return found[ours] if ours else usual(name)

    ctypes.util.find_library = find_library
    if (FONTS / "fonts.conf").is_file():
        os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")


def find_program(name: str) -> str | None:
    """The path of one of PROGRAMS, if it is here and starts (Ubuntu's chromium without snap does not)."""
    program = next(p for p in PROGRAMS if p.name == name)
    for path in filter(None, map(shutil.which, program.commands)):
        flag = "-v" if name.startswith("pdf") else "--version"
        try:
            if subprocess.run([path, flag], capture_output=True, timeout=60).returncode == 0:
                return path
        except (OSError, subprocess.TimeoutExpired):
            continue
    return None


def pango_version(path: str) -> tuple[int, ...]:
    """Pango's version, such as (1, 50, 12), asked of the library at `path`."""
    ask = ctypes.CDLL(path).pango_version_string
    ask.restype = ctypes.c_char_p
    return tuple(int(n) for n in ask().decode().split("."))


def missing_libraries() -> list[Library]:
    """The libraries that are nowhere on this machine, though some package would bring them."""
    return [library for library in LIBRARIES if library.packages and locate(library) is None]


def library_problems() -> list[Problem]:
    """What is wrong with the shared libraries: an error for each WeasyPrint cannot do without, else a warning."""
    missing = missing_libraries()
    command = _mending(missing)  # one command for all
    found = [
        problem(
            ("library-missing" if library.needed else "library-helpful")
            + ("" if command else "-by-hand"),
            Position(library.file),
            warning=not library.needed,
            name=library.name,
            command=command,
        )
        for library in missing
    ]
    pango = locate(next(library for library in LIBRARIES if library.name == "pango-1.0"))
    if pango and (version := pango_version(pango)) < OLDEST_PANGO:
        found.append(
            problem(
                "pango-too-old",
                Position(pango),
                found=".".join(map(str, version)),
                wanted=".".join(map(str, OLDEST_PANGO)),
            )
        )
    return found


def _font_problems() -> list[Problem]:
    try:
        for face in FACES:
            face_path(face, "ttf"), face_path(face, "woff2")
    except HandoutError as error:
        return list(error.problems[:1])
    return []


def _folder_problems(folder: Path) -> list[Problem]:
    there = next(p for p in (folder.absolute(), *folder.absolute().parents) if p.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [problem("folder-not-writable", Position(str(folder)), folder=there)]


def program_problems() -> list[Problem]:
    """A warning for each outside program that only the project's own tests need and that is not here."""
    found = []
    for program in PROGRAMS:
        if find_program(program.name) is None:
            command = _mending([program])
            found.append(
                problem(
                    "program-missing" if command else "program-missing-by-hand",
                    Position(program.name),
                    warning=True,
                    name=program.name,
                    command=command,
                )
            )
    return found


def examine(output: Path = Path("output"), *, programs: bool = False) -> tuple[Problem, ...]:
    """Everything this machine lacks to make a handout into the folder `output`, sorted; warnings for what only helps.

    With `programs`, also the outside programs that the project's tests start.
    """
    found = [*library_problems(), *_font_problems(), *_folder_problems(output)]
    return tuple(sorted(found + program_problems() if programs else found))
