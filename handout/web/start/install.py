"""Put the icon onto the desktop and into the menu, and take it away again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from handout.files import make_folder, report_os_errors, write_atomic
from handout.web.start.start_files import Shortcut, StartCommand, StartFile, StartFiles

_SHORTCUT_SECONDS = 60
# Values come by the environment, in which nothing has to be quoted. WScript.Shell writes a question
# mark for a letter that the code page lacks: such a shortcut leads nowhere, and is not kept.
_POWERSHELL = """$ErrorActionPreference = 'Stop'
$shell = New-Object -ComObject WScript.Shell
$link = $shell.CreateShortcut($env:HANDOUT_LINK)
$link.TargetPath = $env:HANDOUT_TARGET
$link.IconLocation = $env:HANDOUT_ICON
$link.WindowStyle = 7
$link.Save()
if ($shell.CreateShortcut($env:HANDOUT_LINK).TargetPath -ne $env:HANDOUT_TARGET) { exit 1 }
"""

MakeShortcut = Callable[[Shortcut], bool]


@dataclass(frozen=True)
class InstalledFile:
    path: Path
    is_new: bool
    """Whether it was not there, or was another."""


def start_command(executable: Path, arguments: Sequence[str], *, is_frozen: bool) -> StartCommand:
    """Return how this program is started from an icon.

    -P keeps modules out that lie where the icon is started. pythonw.exe, where there is one, opens
    no window.
    """
    if is_frozen:
        program = windowless_program = [str(executable)]
    else:
        windowless = executable.with_name("pythonw.exe")
        module = ["-P", "-m", "handout"]
        program = [str(executable), *module]
        windowless_program = [str(windowless if windowless.exists() else executable), *module]
    start = [*windowless_program, *arguments]
    return StartCommand(start, [*program, "--version"])


def make_shortcut(shortcut: Shortcut) -> bool:
    """Make a shortcut on this system. Return whether there is one now."""
    return _make_lnk(shortcut) if sys.platform == "win32" else _make_link(shortcut)


def _make_link(shortcut: Shortcut) -> bool:
    with report_os_errors(shortcut.path):
        if not (shortcut.path.is_symlink() and shortcut.path.readlink() == shortcut.target):
            shortcut.path.unlink(missing_ok=True)
            shortcut.path.symlink_to(shortcut.target)
    return True


def _make_lnk(shortcut: Shortcut) -> bool:
    environment = os.environ | {
        "HANDOUT_LINK": str(shortcut.path),
        "HANDOUT_TARGET": str(shortcut.target),
        "HANDOUT_ICON": f"{shortcut.icon},0",
    }
    command = ["powershell.exe", "-NoProfile", "-NonInteractive", "-Command", _POWERSHELL]
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, timeout=_SHORTCUT_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    if done.returncode:
        shortcut.path.unlink(missing_ok=True)
    return done.returncode == 0


def install(plan: StartFiles, make: MakeShortcut = make_shortcut) -> list[InstalledFile]:
    """Write the files of the icon. What is there as it should be is left alone.

    Raises HandoutError if one cannot be written.
    """
    done = [InstalledFile(file.path, _write(file)) for file in plan.files]
    for shortcut in plan.shortcuts:
        was_there = _content(shortcut.path)
        make_folder(shortcut.path.parent)
        if make(shortcut):
            is_new = was_there is None or was_there != _content(shortcut.path)
            done.append(InstalledFile(shortcut.path, is_new))
        elif shortcut.substitute:
            done.append(InstalledFile(shortcut.substitute.path, _write(shortcut.substitute)))
    for file in done:
        if file.is_new and file.path.suffix == ".desktop":
            _trust(file.path)
    return done


def uninstall(plan: StartFiles) -> list[Path]:
    """Remove the files of the icon. Return those that were there.

    Raises HandoutError if one cannot be removed.
    """
    paths = [file.path for file in plan.files]
    for shortcut in plan.shortcuts:
        paths += [shortcut.path, *([shortcut.substitute.path] if shortcut.substitute else [])]
    removed = [path for path in paths if os.path.lexists(path)]
    for path in removed:
        with report_os_errors(path):
            path.unlink()
    for folder in plan.folders:
        if folder.is_dir() and not any(folder.iterdir()):
            with report_os_errors(folder):
                folder.rmdir()
    return removed


def _write(file: StartFile) -> bool:
    """Write a file, unless it is there like this. Return whether it was written."""
    is_same = _content(file.path) == file.content
    if not is_same:
        make_folder(file.path.parent)
        write_atomic(file.path, file.content)
    if file.is_program and not os.access(file.path, os.X_OK):
        with report_os_errors(file.path):
            mode = file.path.stat().st_mode
            file.path.chmod(mode | (mode & 0o444) >> 2)
        return True
    return not is_same


def _content(path: Path) -> bytes | None:
    """Return what is in a file, or where a link leads; None if there is nothing to read."""
    try:
        return os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
    except OSError:
        return None


def _trust(entry: Path) -> None:
    """Have GNOME start an entry on the desktop without asking, where it can be told so."""
    if gio := shutil.which("gio"):
        command = [gio, "set", str(entry), "metadata::trusted", "true"]
        subprocess.run(command, capture_output=True, timeout=_SHORTCUT_SECONDS, check=False)
