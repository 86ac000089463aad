"""Zip files from people (exports, workbooks), checked before anything in them is unpacked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from handout.problems import HandoutError, Position, Problem, problem

_MOST_FILES = 2000
_LARGEST_LISTING = 1024 * 1024  # bytes
_HARMLESS_SIZE = 1024 * 1024  # bytes: below this no ratio of packed to unpacked does harm
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What reading from a damaged zip raises."""

# The records that end a zip (APPNOTE 4.3.14-16), and the size of the first with the longest
# comment.
_END, _END_64, _LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LONGEST_END = 65_557  # bytes
_LOCATOR_SIZE = 20  # bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold: bytes `packed` (the file itself), bytes `unpacked` in all, and
    their `ratio` in a file.
    """

    packed: int
    unpacked: int
    ratio: int


def open_archive(path: Path, limits: Limits) -> zipfile.ZipFile:
    """Return the zip file at `path`, which the caller closes.

    Nothing is unpacked yet, and reading ends at the sizes it states. Raises HandoutError if it is
    no zip, damaged, locked with a password, or would unpack to more than `limits`.
    """
    position = Position(str(path))
    try:
        size = path.stat().st_size
        if size > limits.packed:
            raise HandoutError([problem("archive-large", position, limit=limits.packed // 2**20)])
        if _listing_size(path, size) > _LARGEST_LISTING:
            raise HandoutError([problem("archive-many", position, most=_MOST_FILES)])
        archive = zipfile.ZipFile(path)
    except (
        zipfile.BadZipFile,
        struct.error,
        NotImplementedError,
        ValueError,
        UnicodeDecodeError,
    ) as error:
        raise HandoutError([problem("archive-damaged", position)]) from error
    except OSError as error:
        raise HandoutError(
            [problem("file-unreadable", position, reason=error.strerror or str(error))]
        ) from error
    if faults := _find_faults(archive, position, limits):
        archive.close()
        raise HandoutError(faults)
    return archive


def _find_faults(archive: zipfile.ZipFile, position: Position, limits: Limits) -> list[Problem]:
    files = archive.infolist()
    if len(files) > _MOST_FILES:
        return [problem("archive-many", position, most=_MOST_FILES)]
    if any(file.flag_bits & 0x1 for file in files):
        return [problem("archive-locked", position)]
    faults = []
    for file in files:
        if file.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            faults.append(problem("archive-damaged", position))
        elif _is_bomb(file, limits.ratio):
            faults.append(problem("archive-bomb", position))
        elif _is_outside_path(file.filename):
            faults.append(problem("archive-path", position))
    if sum(file.file_size for file in files) > limits.unpacked:
        faults.append(problem("archive-unpacked", position, limit=limits.unpacked // 2**20))
    names = [file.filename.casefold() for file in files]
    if len(set(names)) < len(names):
        faults.append(problem("archive-twice", position))
    return faults


def _is_bomb(file: zipfile.ZipInfo, ratio: int) -> bool:
    most = max(_HARMLESS_SIZE, ratio * max(1, file.compress_size))
    return file.file_size > most


def _is_outside_path(name: str) -> bool:
    # Nothing is ever unpacked to the disk, but an honest export has no such names.
    windows = PureWindowsPath(name)
    return (
        ".." in windows.parts
        or bool(windows.anchor)
        or PurePosixPath(name).is_absolute()
        or "\0" in name
    )


def _listing_size(path: Path, size: int) -> int:
    """Return the bytes of the listing at the end of the zip.

    All of it is read at once when the zip is opened.
    """
    with path.open("rb") as file:
        file.seek(max(0, size - _LONGEST_END))
        tail = file.read()
        end = tail.rfind(_END)
        if end < 0:
            raise zipfile.BadZipFile
        (listing_size,) = struct.unpack_from("<L", tail, end + 12)
        locator = end - _LOCATOR_SIZE
        if locator >= 0 and tail[locator : locator + 4] == _LOCATOR_64:
            (end_64,) = struct.unpack_from("<Q", tail, locator + 8)
            file.seek(min(end_64, size))
            record = file.read(56)
            if record[:4] == _END_64:
                (listing_size,) = struct.unpack_from("<Q", record, 40)
        return int(listing_size)
