"""Check what this machine has and lacks, and name the command that fixes it.

Standard library only: it never loads WeasyPrint.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from handout.fonts import FACES, face_path
from handout.problems import HandoutError, Position, Problem, has_errors, problem
from handout.setup.browsers import find_browsers
from handout.setup.dependencies import LIBRARIES, PROGRAMS, Library, Program
from handout.setup.font_config import use_own_fonts

OLDEST_PANGO = (1, 44)

# Where `make handout` unpacks libraries on a machine whose owner may not install any.
NATIVE = Path(__file__).resolve().parent.parent.parent / ".native"

_HOMEBREW = ("/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib")
# Where WeasyPrint 70 looks on Windows, unless WEASYPRINT_DLL_DIRECTORIES says otherwise.
_WINDOWS_FOLDERS = (
    r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
)
_INSTALL = {
    "apt": ("apt-get", "install", "-y", "--no-install-recommends"),
    "dnf": ("dnf", "install", "-y"),
    "brew": ("brew", "install"),
}


def package_manager() -> str:
    """Return "apt", "dnf" or "brew", or "" where there is none of them."""
    return next((name for name, (command, *_) in _INSTALL.items() if shutil.which(command)), "")


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_command(packages: list[str]) -> list[str]:
    """Return the command that installs `packages` here; empty without a known package manager."""
    manager = package_manager()
    if not manager or not packages:
        return []
    names = set(" ".join(packages).split())  # an entry may name several packages
    return [*_INSTALL[manager], *sorted(names)]


def command_for(packages: list[str]) -> str:
    """Return install_command() as a person types it, with sudo where that is needed."""
    sudo = [] if is_root() or package_manager() == "brew" else ["sudo"]
    command = install_command(packages)
    return " ".join(sudo + command) if command else ""


def _fix_command(needs: Sequence[Library | Program]) -> str:
    manager = package_manager()
    packages = [need.packages[manager] for need in needs if manager in need.packages]
    return command_for(packages)


def can_open(path: str) -> bool:
    try:
        ctypes.CDLL(path)
    except OSError:
        return False
    return True


@cache
def preload_native() -> None:
    """Load the libraries in .native/, once.

    The linker does not look there, but it takes a library that is already loaded: so load them all,
    those first that need no other. A round in which none loads ends it; check_system() reports what
    WeasyPrint then lacks.
    """
    paths = sorted(str(path) for path in (NATIVE / "lib").glob("*.so.*"))
    while paths:
        failed = [path for path in paths if not can_open(path)]
        if len(failed) == len(paths):
            return
        paths = failed


def _library_folders() -> tuple[str, ...]:
    """Return the folders where libraries are that the linker does not look in."""
    bundle = getattr(sys, "_MEIPASS", "")  # of the program that PyInstaller makes
    bundled = (bundle,) if bundle else ()
    if sys.platform == "win32":
        named = os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _WINDOWS_FOLDERS)
        return (*bundled, *filter(None, named.split(";")))
    return (*bundled, *_HOMEBREW) if sys.platform == "darwin" else bundled


def locate(library: Library) -> str | None:
    """Return the bare name of `library` if the linker knows it, else its path; None if missing."""
    for name in (*(f"{folder}/{library.file}" for folder in _library_folders()), library.file):
        if can_open(name):
            return name
    native = NATIVE / "lib" / library.file
    if native.is_file():
        preload_native()
        return str(native) if can_open(str(native)) else None
    return None


@cache
def use_native() -> None:
    """Let WeasyPrint find its libraries quickly, and no fonts but ours. Call it before the import.

    WeasyPrint tries several names for each library, and for each that fails ctypes asks ldconfig,
    gcc and ld: 200 ms in all. We answer ctypes.util.find_library() for these few names, which also
    finds what is in .native/ or in Homebrew's folder. Every other name goes the usual way.
    """
    paths = {library.name: locate(library) for library in LIBRARIES}
    usual_find_library = ctypes.util.find_library

    def find_library(name: str) -> str | None:
        # Longer names stand first in LIBRARIES: harfbuzz-subset before harfbuzz.
        for library_name, path in paths.items():
            if name.removeprefix("lib").startswith(library_name):
                return path
        return usual_find_library(name)

    ctypes.util.find_library = find_library
    use_own_fonts()


def find_program(name: str) -> str | None:
    """Return the path of one of PROGRAMS, or None if it is missing or does not start.

    Ubuntu's chromium, for one, does not start without snap.
    """
    program = next(program for program in PROGRAMS if program.name == name)
    for path in filter(None, map(shutil.which, program.commands)):
        flag = "-v" if name.startswith("pdf") else "--version"
        try:
            if subprocess.run([path, flag], capture_output=True, timeout=60).returncode == 0:
                return path
        except (OSError, subprocess.TimeoutExpired):
            continue
    return None


def pango_version(path: str) -> tuple[int, ...]:
    """Return the version of the Pango library at `path`, such as (1, 50, 12)."""
    version_string = ctypes.CDLL(path).pango_version_string
    version_string.restype = ctypes.c_char_p
    return tuple(int(part) for part in version_string().decode().split("."))


def missing_libraries() -> list[Library]:
    """Return the libraries that are missing here, though some package would bring them."""
    return [library for library in LIBRARIES if library.packages and locate(library) is None]


def library_problems() -> list[Problem]:
    """Return what is wrong with the shared libraries.

    Those that WeasyPrint needs are one error together, those that only help it one warning.
    """
    missing = missing_libraries()
    command = _fix_command(missing)  # one command for all
    problems = []
    for is_needed in (True, False):
        if alike := [library for library in missing if library.needed is is_needed]:
            problems.append(_library_problem(alike, command))
    pango = locate(next(library for library in LIBRARIES if library.name == "pango-1.0"))
    if pango:
        problems += _pango_problems(pango)
    return problems


def _library_problem(libraries: Sequence[Library], command: str) -> Problem:
    """Return the Problem of libraries that are missing, all of them needed or none."""
    is_needed = libraries[0].needed
    code = "library-missing" if is_needed else "library-helpful"
    if is_needed and sys.platform == "win32":
        code = "library-missing-windows"
    elif not command:
        code = f"{code}-by-hand"
    return problem(
        code,
        Position(libraries[0].file),
        warning=not is_needed,
        names=", ".join(library.name for library in libraries),
        command=command,
    )


def _pango_problems(path: str) -> list[Problem]:
    version = pango_version(path)
    if version >= OLDEST_PANGO:
        return []
    installed, wanted = ".".join(map(str, version)), ".".join(map(str, OLDEST_PANGO))
    return [problem("pango-too-old", Position(path), found=installed, wanted=wanted)]


def _font_problems() -> list[Problem]:
    try:
        for face in FACES:
            face_path(face, "ttf"), face_path(face, "basic")
    except HandoutError as error:
        return list(error.problems[:1])
    return []


def _folder_problems(folder: Path) -> list[Problem]:
    path = folder.absolute()
    existing = next(parent for parent in (path, *path.parents) if parent.exists())
    if existing.is_dir() and os.access(existing, os.W_OK | os.X_OK):
        return []
    return [problem("folder-not-writable", Position(str(folder)), folder=existing)]


def program_problems() -> list[Problem]:
    """Return a warning for each program that the project's own tests need and that is missing."""
    needed = [program for program in PROGRAMS if program.needed]
    missing = [program for program in needed if find_program(program.name) is None]
    return [_program_problem(program) for program in missing]


def _program_problem(program: Program) -> Problem:
    command = _fix_command([program])
    code = "program-missing" if command else "program-missing-by-hand"
    position = Position(program.name)
    return problem(code, position, warning=True, name=program.name, command=command)


def _printing_problems() -> list[Problem]:
    """Return what is wrong with the libraries: warnings, if a browser prints the PDF instead."""
    problems = library_problems()
    browsers = find_browsers()
    if not has_errors(problems) or not browsers:
        return problems
    note = problem("browser-prints", Position(""), warning=True, browser=browsers[0].name)
    return [*(replace(entry, warning=True) for entry in problems), note]


def check_system(output: Path = Path("output"), *, programs: bool = False) -> tuple[Problem, ...]:
    """Return all that this machine lacks to build a handout into the folder `output`, sorted.

    What keeps it from making a PDF in any way, or from writing at all, is an error.
    What only helps is a warning. With `programs`, so are the programs that the tests start.
    """
    problems = [*_printing_problems(), *_font_problems(), *_folder_problems(output)]
    if programs:
        problems += program_problems()
    return tuple(sorted(problems))
