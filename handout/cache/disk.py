"""A cache on disk for what need not be computed again in the next run. Safe to delete at any time.

A checksum reveals damage. There is no signature: the folder belongs to the user, as their programs
do, and a folder that others may write to is not used.
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

from handout.cache.fingerprint import program_stamp

MAX_BYTES = 64 << 20  # in the whole folder
CHECK_INTERVAL = 4 << 20  # bytes written between two looks at the size of the folder
_CHECKSUM_LENGTH = 32  # bytes of a SHA-256 digest
T = TypeVar("T")


@cache
def cache_dir() -> Path | None:
    """Return HANDOUT_CACHE, or the system's folder for caches.

    Return None if there is none, if others may write to it, or if HANDOUT_CACHE is empty, which
    switches the cache off.
    """
    folder = _named_folder()
    if folder is None or sys.platform == "win32":
        return folder
    with suppress(OSError):
        status = folder.stat()
        # A pickle runs code when it is read: it must be one that this user wrote.
        if status.st_uid not in (0, os.geteuid()) or status.st_mode & 0o002:
            return None
    return folder


def _named_folder() -> Path | None:
    from_environment = os.environ.get("HANDOUT_CACHE")
    if from_environment is not None:
        return Path(from_environment) if from_environment else None
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
    """Return what this release of the program wrote as `name`; None if missing or damaged."""
    path = _path_of(name)
    if path is None:
        return None
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    content = stored[_CHECKSUM_LENGTH:]
    return content if checksum(content) == stored[:_CHECKSUM_LENGTH] else None


def write(name: str, content: bytes) -> None:
    """Write `content` as `name`. If that fails, it is computed again in the next run."""
    path = _path_of(name)
    if path is None:
        return
    with suppress(OSError):
        path.parent.parent.mkdir(0o700, parents=True, exist_ok=True)
        if not path.parent.is_dir():
            _remove_earlier(path.parent.parent)
            path.parent.mkdir(0o700, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(suffix=".part", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(checksum(content) + content)
            os.replace(unfinished, path)  # noqa: PTH105
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        _evict(len(content))


def cached(name: str, make: Callable[[], T]) -> T:
    """Return the value stored as `name`, or else what `make` returns, and store that.

    `make` must return the same value always in one release of the program.
    """
    content = read(name)
    if content is not None:
        with suppress(Exception):  # another version of Python may not be able to load it
            value: T = pickle.loads(content)
            return value
    new_value = make()
    write(name, pickle.dumps(new_value))
    return new_value


def checksum(content: bytes) -> bytes:
    """Return the SHA-256 digest of `content`, 32 bytes."""
    return sha256(content).digest()


def _path_of(name: str) -> Path | None:
    folder = cache_dir()
    return folder / program_stamp()[:16] / name if folder else None


def _remove_earlier(folder: Path) -> None:
    """Remove what earlier releases wrote: nothing reads it, and some wrote words of classrooms."""
    for path in folder.glob("*/part-*"):
        path.unlink(missing_ok=True)


_bytes_written = CHECK_INTERVAL  # since the last look: the first write always looks


def _evict(size: int) -> None:
    """Count `size` bytes more, and remove the oldest files beyond MAX_BYTES."""
    global _bytes_written
    _bytes_written += size
    folder = cache_dir()
    if _bytes_written < CHECK_INTERVAL or folder is None:
        return
    _bytes_written = 0
    files = [(path, path.stat()) for path in folder.glob("*/*") if path.is_file()]
    excess = sum(status.st_size for _, status in files) - MAX_BYTES
    for path, status in sorted(files, key=lambda file: file[1].st_mtime):
        if excess <= 0:
            return
        path.unlink(missing_ok=True)
        excess -= status.st_size
