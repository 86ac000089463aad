"""The files of a OneRoster export: a zip, or a folder of CSV files, whatever the case of their
names.
"""

from __future__ import annotations

import os
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.spreadsheet.safe_zip import Limits, open_archive

FILES = (
    "manifest.csv",
    "orgs.csv",
    "academicSessions.csv",
    "classes.csv",
    "roles.csv",
    "users.csv",
    "enrollments.csv",
)
"""The files that are read; demographics.csv is never opened."""

ARCHIVE_LIMITS = Limits(packed=2 * 2**30, unpacked=8 * 2**30, ratio=200)
MAX_FILES = 2000
_MOST_DEEP = 3  # folders inside one another
# Exports of other kinds, by files that OneRoster does not have.
_OTHERS: Mapping[str, frozenset[str]] = {
    "Clever": frozenset(("schools.csv", "students.csv", "teachers.csv", "sections.csv")),
    "Microsoft School Data Sync (version 1)": frozenset(
        ("school.csv", "section.csv", "teacher.csv", "teacherroster.csv")
    ),
}


class ExportFiles(Protocol):
    """What can be read of an export; `found` are warnings about its files."""

    found: list[Problem]

    def has(self, file: str) -> bool:
        """Return whether it has the file that the standard calls `file`."""

    def open(self, file: str) -> IO[bytes]:
        """Open a file that it has, to read bytes."""


@contextmanager
def open_export(path: Path) -> Iterator[ExportFiles]:
    """Open the export at `path`.

    Raises HandoutError if it is none, or more than can be read safely.
    """
    if path.is_dir():
        yield _Folder(path)
        return
    if path.name.casefold().endswith(".csv") and path.is_file() and not zipfile.is_zipfile(path):
        raise HandoutError([problem("oneroster-one-file", Position(str(path)))])
    if path.is_file() and not _begins_as_zip(path):
        raise HandoutError([problem("oneroster-no-zip", Position(str(path)))])
    with open_archive(path, ARCHIVE_LIMITS) as archive:
        yield _Zip(path, archive)


def _begins_as_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK"
    except OSError:
        return True  # told when it is opened


def other_kind(names: Iterable[str]) -> str:
    """Whose export files with these names are, if it is no OneRoster export; "" if nobody's that is
    known.
    """
    own = {PurePosixPath(name.replace("\\", "/")).name.casefold() for name in names}
    return next((kind for kind, files in _OTHERS.items() if len(files & own) > 2), "")


class _Files:
    """The members of an export by the standard's names.

    Of two with one name that beside more others is taken.
    """

    def __init__(self, path: Path, members: list[str]) -> None:
        self.found: list[Problem] = []
        known = {file.casefold() for file in FILES}
        inside: dict[str, list[str]] = {}
        beside: Counter[str] = Counter()
        for member in members:
            name = PurePosixPath(member).name.casefold()
            if name in known:
                inside.setdefault(name, []).append(member)
                beside[str(PurePosixPath(member).parent)] += 1
        self.members: dict[str, str] = {}
        for name, same in inside.items():
            same.sort(
                key=lambda one: (-beside[str(PurePosixPath(one).parent)], one.count("/"), one)
            )
            self.members[name] = same[0]
            if len(same) > 1:
                shown = {"file": PurePosixPath(same[0]).name, "read": same[0], "other": same[1]}
                position = Position(str(path))
                self.found.append(problem("oneroster-two-files", position, warning=True, **shown))
        if len(self.members.keys() - {"manifest.csv"}) < 2:
            self._refuse(path, members)

    def _refuse(self, path: Path, members: list[str]) -> None:
        position = Position(str(path))
        if kind := other_kind(members):
            raise HandoutError([problem("oneroster-other", position, kind=kind)])
        zips = [name for name in members if name.casefold().endswith(".zip")]
        if zips and not self.members.keys() - {"manifest.csv"}:
            raise HandoutError([problem("oneroster-nested", position, name=zips[0])])

    def has(self, file: str) -> bool:
        return file.casefold() in self.members


class _Zip(_Files):
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        names = {
            name.replace("\\", "/"): name
            for name in archive.namelist()
            if "__MACOSX" not in name and not name.endswith("/")
        }
        super().__init__(path, list(names))
        self._names = names

    def open(self, file: str) -> IO[bytes]:
        return self._archive.open(self._names[self.members[file.casefold()]])


class _Folder(_Files):
    def __init__(self, path: Path) -> None:
        self._path = path
        links: list[str] = []
        sizes = dict(_walk(path, links))
        super().__init__(path, list(sizes))
        position = Position(str(path))
        for name in links:
            self.found.append(problem("oneroster-link", position, warning=True, name=name))
        if sum(sizes[member] for member in self.members.values()) > ARCHIVE_LIMITS.unpacked:
            limit = ARCHIVE_LIMITS.unpacked // 2**20
            raise HandoutError([problem("archive-unpacked", position, limit=limit)])

    def open(self, file: str) -> IO[bytes]:
        # Between the look at the folder and now it may have become a link: then it is not followed
        # either.
        return os.fdopen(os.open(self._path / self.members[file.casefold()], _READ_ONLY), "rb")


_READ_ONLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def _walk(folder: Path, links: list[str]) -> Iterator[tuple[str, int]]:
    """Yield the files in `folder` and the folders inside, with their sizes in bytes.

    Links to known files go to `links`.
    """
    known = {file.casefold() for file in FILES}
    waiting, count = [(folder, 0)], 0
    while waiting:
        at, deep = waiting.pop()
        for entry in _entries(at):
            count += 1
            if count > MAX_FILES:
                raise HandoutError([problem("archive-many", Position(str(folder)), most=MAX_FILES)])
            if entry.is_symlink():
                links += [entry.name] if entry.name.casefold() in known else []
            elif entry.is_dir() and deep < _MOST_DEEP:
                waiting.append((Path(entry.path), deep + 1))
            elif entry.is_file():
                name = Path(entry.path).relative_to(folder).as_posix()
                yield name, entry.stat().st_size


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise HandoutError(
            [problem("file-unreadable", Position(str(folder)), reason=reason)]
        ) from None
