"""A private folder for the files of a batch or a worker: removed with it, or at the next start if
the server was killed.

As long as the server that made it lives it holds a lock on a file in it, which ends with the
process however that ends.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

_PREFIXES = {"office": "handout-office-", "work": "handout-work-"}
_LOCK_NAME = ".server"


class TempFolder:
    """A new folder at `path` that nobody else can read; `kind` is "office" or "work"."""

    def __init__(self, kind: str = "office") -> None:
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIXES[kind]))
        self._lock = _lock_folder(self.path)

    def remove(self) -> None:
        """Remove it with all that is in it."""
        with contextlib.suppress(OSError):
            shutil.rmtree(self.path)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


if sys.platform == "win32":  # there nothing tells whether the process that made a folder is gone

    def _lock_folder(folder: Path) -> int | None:
        return None

    def remove_leftovers() -> None:
        """Remove the folders that earlier servers left behind."""

else:
    import fcntl

    def _lock_folder(folder: Path) -> int | None:
        new_file = folder / f"{_LOCK_NAME}.new"
        lock = os.open(new_file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        new_file.rename(folder / _LOCK_NAME)  # under its name it is locked from the first
        return lock

    def remove_leftovers() -> None:
        """Remove the folders that earlier servers left behind: our own user's only, and none of a
        server that lives.
        """
        prefixes = tuple(_PREFIXES.values())
        with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
            for entry in entries:
                if entry.name.startswith(prefixes):
                    with contextlib.suppress(OSError):
                        _remove_leftover(entry)

    def _remove_leftover(entry: os.DirEntry[str]) -> None:
        status = entry.stat(follow_symlinks=False)
        is_ours = status.st_uid == os.getuid() and not status.st_mode & 0o077
        if not stat.S_ISDIR(status.st_mode) or not is_ours:
            return  # a link, somebody else's, or none that we have made
        folder = os.open(entry.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            lock = os.open(_LOCK_NAME, os.O_RDWR | os.O_NOFOLLOW, dir_fd=folder)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # OSError: its server lives
                shutil.rmtree(entry.path)  # follows no link
            finally:
                os.close(lock)
        finally:
            os.close(folder)
