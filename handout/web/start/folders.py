"""Where each system has its menu, its desktop and a program's own files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

APP = "first-day-essentials"
FROM_ICON = "--from-icon"
"""The option of `serve` by which an icon starts it: there is no terminal."""


@dataclass(frozen=True)
class StartFolders:
    """The folder of our own files, that of the menu's entries, and the desktop if there is one."""

    programs: Path
    menu: Path
    desktop: Path | None


def start_folders(system: str, environment: Mapping[str, str], home: Path) -> StartFolders:
    """Return the folders of a user; `system` as in sys.platform."""
    if system == "darwin":
        applications = home / "Applications"
        return StartFolders(applications, applications, _existing(home / "Desktop"))
    if system == "win32":
        roaming = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
        menu = roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs"
        desktop = _desktop_of_windows() or home / "Desktop"
        return StartFolders(_local_folder(environment, home) / APP, menu, _existing(desktop))
    data = _absolute(environment.get("XDG_DATA_HOME")) or home / ".local" / "share"
    desktop = _desktop_of_linux(environment, home)
    # Where there is no desktop it is set to the home folder (xdg-user-dirs).
    shown = None if desktop == home else _existing(desktop)
    return StartFolders(data / APP, data / "applications", shown)


def runtime_folder(system: str, environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder in which a server that runs leaves word for the next start."""
    if system == "win32":
        return _local_folder(environment, home) / APP
    if system == "darwin":
        return home / "Library" / "Application Support" / APP
    runtime = _absolute(environment.get("XDG_RUNTIME_DIR"))
    state = _absolute(environment.get("XDG_STATE_HOME")) or home / ".local" / "state"
    return (runtime or state) / APP


def _local_folder(environment: Mapping[str, str], home: Path) -> Path:
    return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")


def _absolute(path: str | None) -> Path | None:
    """Return the path; None for a relative one, which the XDG specification has ignored."""
    return Path(path) if path and Path(path).is_absolute() else None


def _existing(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None


def _desktop_of_linux(environment: Mapping[str, str], home: Path) -> Path:
    """Return the desktop as xdg-user-dirs knows it: its name is in the user's language."""
    config = _absolute(environment.get("XDG_CONFIG_HOME")) or home / ".config"
    try:
        text = (config / "user-dirs.dirs").read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    match = re.search(r'^\s*XDG_DESKTOP_DIR="(.*)"\s*$', text, re.MULTILINE)
    if match is None:
        return home / "Desktop"
    named = re.sub(r"\\(.)", r"\1", match[1])
    return home / named.removeprefix("$HOME").lstrip("/") if "$HOME" in named else Path(named)


def _desktop_of_windows() -> Path | None:
    """Return the desktop, which OneDrive moves."""
    if sys.platform == "win32":
        try:
            import winreg
        except ImportError:  # a Python that was built without it
            return None
        key = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as folders:
            return Path(os.path.expandvars(winreg.QueryValueEx(folders, "Desktop")[0]))
    return None
