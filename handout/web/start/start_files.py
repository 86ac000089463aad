"""The files of the icon on each system: a program that starts the page, a page for when it cannot,
a picture, and what the menu and the desktop show.
"""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handout.web.start.folders import APP, StartFolders
from handout.web.start.icon_picture import draw_icns, draw_ico, draw_png
from handout.web.start.quoting import (
    escape_desktop_value,
    quote_for_cmd,
    quote_for_desktop,
    quote_for_shell,
)

_FILE_NAME = "First-Day Essentials"  # the same in every language, to be found again
_FAILURE_PAGE = "not-started.html"


@dataclass(frozen=True)
class StartCommand:
    """The command that starts the page, and one that only succeeds if the program is there."""

    start: Sequence[str]
    check: Sequence[str]


@dataclass(frozen=True)
class StartWords:
    """What people read: the name and a line about it, and the page for a failed start."""

    name: str
    about: str
    failure_page: bytes


@dataclass(frozen=True)
class StartFile:
    path: Path
    content: bytes
    is_program: bool = False


@dataclass(frozen=True)
class Shortcut:
    """A file that leads to `target`.

    On Windows a .lnk with the picture `icon`, in whose place `substitute` stands where none can be
    made; elsewhere a symbolic link.
    """

    path: Path
    target: Path
    icon: Path | None = None
    substitute: StartFile | None = None


@dataclass(frozen=True)
class StartFiles:
    files: tuple[StartFile, ...]
    shortcuts: tuple[Shortcut, ...]
    folders: tuple[Path, ...]
    """Folders that are ours alone, the innermost first."""


def start_files(
    system: str, folders: StartFolders, command: StartCommand, words: StartWords
) -> StartFiles:
    """Return the files of the icon; `system` as in sys.platform."""
    if system == "win32":
        return _files_of_windows(folders, command, words)
    if system == "darwin":
        return _files_of_macos(folders, command, words)
    return _files_of_linux(folders, command, words)


def _files_of_linux(folders: StartFolders, command: StartCommand, words: StartWords) -> StartFiles:
    program, picture = folders.programs / "start.sh", folders.programs / "icon.png"
    page = folders.programs / _FAILURE_PAGE
    entry = (
        "[Desktop Entry]\nType=Application\nVersion=1.5\n"
        f"Name={escape_desktop_value(words.name)}\n"
        f"Comment={escape_desktop_value(words.about)}\n"
        f"Exec={quote_for_desktop(['sh', str(program)])}\n"
        f"Icon={escape_desktop_value(str(picture))}\n"
        "Terminal=false\nCategories=Education;Office;\n"
    ).encode()
    places = [folders.menu, *([folders.desktop] if folders.desktop else [])]
    entries = [StartFile(place / f"{APP}.desktop", entry, True) for place in places]
    files = (
        StartFile(program, _shell_program(command, "xdg-open", page), True),
        StartFile(picture, draw_png(256)),
        StartFile(page, words.failure_page),
        *entries,
    )
    return StartFiles(files, (), (folders.programs,))


def _files_of_macos(folders: StartFolders, command: StartCommand, words: StartWords) -> StartFiles:
    application = folders.programs / f"{_FILE_NAME}.app"
    contents = application / "Contents"
    page = contents / "Resources" / _FAILURE_PAGE
    facts = {
        "CFBundleIdentifier": "org.first-day-essentials.start",
        "CFBundleName": words.name,
        "CFBundlePackageType": "APPL",
        "CFBundleExecutable": "start",
        "CFBundleIconFile": "icon",
        "LSUIElement": True,  # no place in the Dock: a script never says that it has started
        # Else a Mac asks for Rosetta, as it does not see what a script is made for.
        "LSArchitecturePriority": ["arm64", "x86_64"],
    }
    files = (
        StartFile(contents / "MacOS" / "start", _shell_program(command, "open", page), True),
        StartFile(contents / "Resources" / "icon.icns", draw_icns()),
        StartFile(page, words.failure_page),
        StartFile(contents / "Info.plist", plistlib.dumps(facts)),
    )
    shortcuts = [Shortcut(folders.desktop / _FILE_NAME, application)] if folders.desktop else []
    own = (contents / "MacOS", contents / "Resources", contents, application)
    return StartFiles(files, tuple(shortcuts), own)


def _files_of_windows(
    folders: StartFolders, command: StartCommand, words: StartWords
) -> StartFiles:
    program, picture = folders.programs / "start.cmd", folders.programs / "icon.ico"
    page = folders.programs / _FAILURE_PAGE
    content = _cmd_program(command, page)
    files = (
        StartFile(program, content),
        StartFile(picture, draw_ico()),
        StartFile(page, words.failure_page),
    )
    places = [folders.menu, *([folders.desktop] if folders.desktop else [])]
    shortcuts = tuple(
        Shortcut(
            place / f"{_FILE_NAME}.lnk",
            program,
            picture,
            StartFile(place / f"{_FILE_NAME}.cmd", content),
        )
        for place in places
    )
    return StartFiles(files, shortcuts, (folders.programs,))


def _shell_program(command: StartCommand, opener: str, page: Path) -> bytes:
    # Nothing goes to the session's log.
    return (
        "#!/bin/sh\n"
        f"if {quote_for_shell(command.check)} >/dev/null 2>&1; then\n"
        f"  exec {quote_for_shell(command.start)} </dev/null >/dev/null 2>&1\n"
        "fi\n"
        f"exec {quote_for_shell([opener, str(page)])}\n"
    ).encode()


def _cmd_program(command: StartCommand, page: Path) -> bytes:
    # One line decides: cmd.exe misses labels in a file of UTF-8. “start” takes what is quoted
    # first for the title of the window.
    lines = (
        "@echo off",
        "setlocal DisableDelayedExpansion",
        "chcp 65001 >nul",
        f"{quote_for_cmd(command.check)} >nul 2>nul && "
        f'start "{_FILE_NAME}" /min {quote_for_cmd(command.start)} || '
        f'start "" "{str(page).replace("%", "%%")}"',
        "",
    )
    return "\r\n".join(lines).encode()
