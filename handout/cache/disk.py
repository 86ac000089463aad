"""What is put away on disk between runs, so that it need not be made again. Safe to delete at any time.

A sum tells what is damaged. There is no signature: the folder is the user's own, as her programs are, and one that
others may write to is not used.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from handout.cache.fingerprint import tool_digest

_MOST = 64 << 20  # bytes in the folder
_LOOK = 4 << 20  # bytes written until it is looked how much there is
_SUM = 32
T = TypeVar("T")


@cache
def folder() -> Path | None:
    """HANDOUT_CACHE, or the system's place for such files; None if there is none, or others may write to it.

    HANDOUT_CACHE= (nothing) switches it off.
    """
    place = _place()
    if place is None or sys.platform == "win32":
        return place
    with suppress(OSError):
        about = place.stat()
        if about.st_uid not in (0, os.geteuid()) or about.st_mode & 0o002:
            return None
    return place


def _place() -> Path | None:
    named = os.environ.get("HANDOUT_CACHE")
    if named is not None:
        return Path(named) if named else None
    home = Path.home() if os.environ.get("HOME") or sys.platform == "win32" else None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        cache_home = os.environ.get("XDG_CACHE_HOME")
        if not cache_home and home is None:
            return None
        base = Path(cache_home) if cache_home else Path.home() / ".cache"
    return base / "first-day-essentials"


def read(name: str) -> bytes | None:
    """What this release of the program put away as `name`; None if there is nothing, or it is damaged."""
    file = _file(name)
    if file is None:
        return None
    try:
        found = file.read_bytes()
    except OSError:
        return None
    content = found[_SUM:]
    return content if sha256(content).digest() == found[:_SUM] else None


def write(name: str, content: bytes) -> None:
    """Put `content` away as `name`. What cannot be put away is made again the next time."""
    file = _file(name)
    if file is None:
        return
    with suppress(OSError):
        file.parent.parent.mkdir(0o700, parents=True, exist_ok=True)
        if not file.parent.is_dir():
            _remove_earlier(file.parent.parent)
            file.parent.mkdir(0o700, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(suffix=".part", dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(sha256(content).digest() + content)
            os.replace(unfinished, file)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        _tidy(len(content))


def kept(name: str, make: Callable[[], T]) -> T:
    """What `make` gives, which this release of the program gives always; made only if it is not there as `name`."""
    found = read(name)
    if found is not None:
        with suppress(Exception):  # another Python may not understand it
            value: T = pickle.loads(found)
            return value
    made = make()
    write(name, pickle.dumps(made))
    return made


def _file(name: str) -> Path | None:
    place = folder()
    return place / tool_digest()[:16] / name if place else None


def _remove_earlier(place: Path) -> None:
    """Remove what other releases put away: no one reads it, and earlier ones put away words of classrooms."""
    for path in place.glob("*/part-*"):
        path.unlink(missing_ok=True)


_written = _LOOK


def _tidy(more: int) -> None:
    """Keep the folder small: what was put away longest ago goes first."""
    global _written
    _written += more
    place = folder()
    if _written < _LOOK or place is None:
        return
    _written = 0
    files = [(path, path.stat()) for path in place.glob("*/*") if path.is_file()]
    too_much = sum(stat.st_size for _, stat in files) - _MOST
    for path, stat in sorted(files, key=lambda file: file[1].st_mtime):
        if too_much <= 0:
            return
        path.unlink(missing_ok=True)
        too_much -= stat.st_size
