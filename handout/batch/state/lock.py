"""The lock of an output folder: one run at a time. It ends with the process that holds it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from handout.files import report_os_errors
from handout.problems import ExitCode, HandoutError, Position, problem

FOLDER = ".handout"
# Errors of flock, and of Windows, for a lock that is held.
_BUSY_ERRORS = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
_held_files: set[IO[str]] = set()


@contextmanager
def lock_output(output: Path) -> Iterator[None]:
    """Lock `output` in the with block. Raises HandoutError if it is locked or not writable."""
    path = output / FOLDER / "lock"
    refuse_links(output)
    with report_os_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with hold_lock(path) as is_ours:
        if not is_ours:
            raise HandoutError([problem("batch-busy", Position(str(output)))], ExitCode.ENVIRONMENT)
        yield


@contextmanager
def hold_lock(path: Path) -> Iterator[bool]:
    """Lock the file `path` in the with block, made if it is missing. Yield whether it is ours: no
    other process has it.

    Raises HandoutError if it cannot be written or locked.
    """
    with report_os_errors(path):
        file = path.open("a", encoding="utf-8")
    with file:
        is_ours = _lock(file)
        if is_ours:
            _held_files.add(file)
        try:
            yield is_ours
        finally:
            _held_files.discard(file)


def refuse_links(output: Path) -> None:
    """Raise HandoutError if the program's own folder in `output`, or a file in it, is a link."""
    folder = output / FOLDER
    with report_os_errors(folder):
        is_real_folder = folder.is_dir() and not folder.is_symlink()
        content = folder.iterdir() if is_real_folder else ()
        links = [path for path in (folder, *content) if path.is_symlink()]
    problems = [problem("batch-link", Position(str(path)), folder=path) for path in links]
    if problems:
        raise HandoutError(problems, ExitCode.ENVIRONMENT)


def _lock(file: IO[str]) -> bool:
    """Return whether the lock was free, and now is held."""
    try:
        if os.name == "nt":
            import msvcrt

            getattr(msvcrt, "locking")(file.fileno(), getattr(msvcrt, "LK_NBLCK"), 1)  # noqa: B009
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _BUSY_ERRORS:
            return False
        with report_os_errors(Path(file.name)):  # a share that knows no locks
            raise
    return True


def _close_inherited_locks() -> None:
    """Close the locks of the parent in a forked process: a lock is held until both close it."""
    for file in _held_files:
        file.close()
    _held_files.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_close_inherited_locks)
