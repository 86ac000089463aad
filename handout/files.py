"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from handout.problems import ExitCode, HandoutError, Position, Problem, problem

_DISK_FULL_ERRORS = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
# The umask can be read only by setting it, for the whole process: once, before there are threads.
_UMASK = os.umask(0o077)
os.umask(_UMASK)
# Windows: access is denied, another process uses the file, or has locked a part of it.
_IN_USE_ERRORS = (5, 32, 33)
# Windows: no such path, or it is too long. A program that has not asked for more may use 260
# characters for a file, and 12 fewer for a folder (Microsoft: Maximum Path Length Limitation).
_LONG_PATH_ERRORS = (3, 206)
_MAX_WINDOWS_PATH = 248
_PACKAGE = Path(__file__).parent
_MAX_STEM = 40  # characters of a file's name that stand in that of its staged file


def make_folder(folder: Path) -> None:
    """Make `folder` with its parents. Raises HandoutError if it cannot be, or is something else."""
    with report_os_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


def find_free_name(path: Path) -> Path:
    """Return `path`, or with a number in its name the first one where there is no file."""
    number, free_path = 1, path
    while free_path.exists() or free_path.is_symlink():
        number += 1
        free_path = path.with_stem(f"{path.stem}-{number}")
    return free_path


def write_atomic(path: Path, content: bytes) -> None:
    """Write `content` to `path`; what was there stays until all of it is on the disk.

    Raises HandoutError if it cannot be.
    """
    move_into_place(write_staged(path, content), path)


def write_together(contents: Mapping[Path, bytes]) -> None:
    """Write each content to its path, once there is room for all: files of one sheet say the same.

    Raises HandoutError if one cannot be written; then what was there is as it was.
    """
    names: dict[Path, str] = {}
    try:
        for path, content in contents.items():
            names[path] = write_staged(path, content)
        for path in contents:
            _require_no_folder(path)
        for path, name in names.items():
            move_into_place(name, path)
    finally:
        for name in names.values():
            Path(name).unlink(missing_ok=True)  # is there only if not all could be written


def _require_no_folder(path: Path) -> None:
    """Raise HandoutError if there is a folder at `path`, which no file replaces."""
    with report_os_errors(path):
        if path.is_dir() and not path.is_symlink():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def keep_copy(path: Path, content: bytes) -> str:
    """Write `content`, which stood in `path`, beside it as NAME.edited, with a number if that is
    something else.

    Returns the name of the copy. Raises HandoutError if it cannot be written.
    """
    number, copy = 1, path.with_stem(f"{path.stem}.edited")
    while copy.exists():
        if copy.is_file() and copy.read_bytes() == content:
            return copy.name
        number += 1
        copy = path.with_stem(f"{path.stem}.edited-{number}")
    write_atomic(copy, content)
    return copy.name


def write_staged(path: Path, content: bytes) -> str:
    """Write `content` beside `path`, and return the name of that new file.

    Raises HandoutError if it cannot be.
    """
    with report_os_errors(path):
        prefix = f".{path.stem[:_MAX_STEM]}-"
        descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=".part", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
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
            descriptor = os.open(name, os.O_RDWR)
            try:
                # Without it a crash may leave the new name with nothing in it.
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            Path(name).chmod(0o666 & ~_UMASK)
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
        place = error.filename if named and error.filename else path
        code = _write_error_code(error, Path(place))
        reason = error.strerror or str(error)
        refusal = problem(code, Position(str(place)), reason=reason)
        raise HandoutError([refusal], ExitCode.ENVIRONMENT) from error


def path_refused_problem(error: OSError) -> Problem | None:
    """Return what the system refused and why; None if `error` names no path that a person gave.

    Some paths cannot even be asked for, as one whose name is too long.
    """
    place = error.filename
    if not isinstance(place, str) or Path(place).is_relative_to(_PACKAGE):
        return None
    code = "path-too-long" if _is_too_long(error, Path(place)) else "path-refused"
    return problem(code, Position(place), reason=error.strerror or str(error))


def disk_full_problem(error: OSError) -> Problem | None:
    """Return that there is no room left where the system names no path: on standard output, or
    where temporary files are. None if `error` is something else.
    """
    if error.errno not in _DISK_FULL_ERRORS:
        return None
    reason = error.strerror or str(error)
    return problem("no-room", Position(""), reason=reason, folder=tempfile.gettempdir())


def _write_error_code(error: OSError, place: Path) -> str:
    """Return the code of the Problem that tells of `error`."""
    if error.errno in _DISK_FULL_ERRORS:
        return "disk-full"
    if _is_too_long(error, place):
        return "path-too-long"
    # Windows does not replace a file that a PDF viewer or Word has open.
    is_in_use = getattr(error, "winerror", None) in _IN_USE_ERRORS and place.is_file()
    return "file-in-use" if is_in_use else "cannot-write"


def _is_too_long(error: OSError, place: Path) -> bool:
    if error.errno == errno.ENAMETOOLONG:
        return True
    longest = max(len(str(error.filename or "")), len(str(place.absolute())))
    is_refused = getattr(error, "winerror", None) in _LONG_PATH_ERRORS
    return is_refused and longest >= _MAX_WINDOWS_PATH


@contextmanager
def allow_files() -> Iterator[None]:
    """Let this process write files in the with block, as far as it may let itself: a worker of
    handout serve writes none otherwise.
    """
    if sys.platform == "win32":  # where there is no such limit
        yield
        return
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits[1], limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
