"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handout.problems import ExitCode, HandoutError, Position, problem

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_MASK = os.umask(
    0o077
)  # asked for once: it is the whole process's, and files are written in threads
os.umask(_MASK)


def make_folder(folder: Path) -> None:
    """Make `folder` with its parents. Raises HandoutError if it cannot be, or is something else."""
    with report_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


def find_free_name(path: Path) -> Path:
    """Return `path`, or with a number in its name the first one where there is no file."""
    n, free = 1, path
    while free.exists() or free.is_symlink():
        n += 1
        free = path.with_stem(f"{path.stem}-{n}")
    return free


def write_atomic(path: Path, content: bytes) -> None:
    """Write `content` to `path`; what was there stays until all of it is on the disk.

    Raises HandoutError if it cannot be.
    """
    move_into_place(write_staged(path, content), path)


def keep_copy(path: Path, content: bytes) -> str:
    """Write `content`, which stood in `path`, beside it as NAME.edited, with a number if that is
    something else.

    Returns the name of the copy. Raises HandoutError if it cannot be written.
    """
    n = 1
    while (
        copy := path.with_name(f"{path.stem}.edited{f'-{n}' if n > 1 else ''}{path.suffix}")
    ).exists():
        if copy.is_file() and copy.read_bytes() == content:
            return copy.name
        n += 1
    write_atomic(copy, content)
    return copy.name


def write_staged(path: Path, content: bytes) -> str:
    """Write `content` beside `path`, under a name that no file has, which is given back.

    Raises HandoutError if it cannot be.
    """
    with report_os_errors(path):
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem[:40]}-", suffix=".part", dir=path.parent
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        except BaseException:
            Path(name).unlink()
            raise
        return name


def move_into_place(name: str, path: Path) -> None:
    """Have the file that was left as `name` be `path`, once all of it is on the disk.

    Raises HandoutError if it cannot be.
    """
    with report_os_errors(path):
        try:
            handle = os.open(name, os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
            Path(name).chmod(0o666 & ~_MASK)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


@contextmanager
def report_os_errors(path: Path, *, named: bool = False) -> Iterator[None]:
    """Have what the system refuses in the with block be told as a HandoutError of `path`.

    With `named` it is told of the file that the system names, if it names one.
    """
    try:
        yield
    except OSError as error:
        code = "disk-full" if error.errno in _FULL else "cannot-write"
        position = Position(str(error.filename if named and error.filename else path))
        shown = problem(code, position, reason=error.strerror or str(error))
        raise HandoutError([shown], ExitCode.ENVIRONMENT) from error
