"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from handout.problems import ExitCode, HandoutError, Place, problem

_MASK = os.umask(
    0o077
)  # asked for once: it is the whole process's, and files are written in threads
os.umask(_MASK)


def make_folder(folder: Path) -> None:
    """Make `folder` with its parents. Raises HandoutError if it cannot be, or is something else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`; what was there stays until all of it is on the disk. Raises HandoutError if it cannot be."""
    put_in_place(leave_beside(path, content), path)


def leave_beside(path: Path, content: bytes) -> str:
    """Write `content` beside `path`, under a name that no file has, which is given back. Raises HandoutError if it cannot be."""
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem[:40]}-", suffix=".part", dir=path.parent
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error
    return name


def put_in_place(name: str, path: Path) -> None:
    """Have the file that was left as `name` be `path`, once all of it is on the disk. Raises HandoutError if it cannot be."""
    try:
        try:
            handle = os.open(name, os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
            os.chmod(name, 0o666 & ~_MASK)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> HandoutError:
    return HandoutError(
        [problem("cannot-write", Place(str(path)), reason=error.strerror or str(error))],
        ExitCode.ENVIRONMENT,
    )
