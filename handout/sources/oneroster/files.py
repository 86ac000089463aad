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

_KNOWN_NAMES = frozenset(file.casefold() for file in FILES)
ARCHIVE_LIMITS = Limits(packed=2 * 2**30, unpacked=8 * 2**30, ratio=200)
MAX_FILES = 2000
_MOST_NESTED = 3  # folders inside one another
# Exports of other kinds, by files that OneRoster does not have.
_OTHER_EXPORTS: Mapping[str, frozenset[str]] = {
    "Clever": frozenset(("schools.csv", "students.csv", "teachers.csv", "sections.csv")),
    "Microsoft School Data Sync (version 1)": frozenset(
        ("school.csv", "section.csv", "teacher.csv", "teacherroster.csv")
    ),
}


class ExportFiles(Protocol):
    """What can be read of an export; `problems` are warnings about its files."""

    problems: list[Problem]

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
        yield _FolderExport(path)
        return
    if path.name.casefold().endswith(".csv") and path.is_file() and not zipfile.is_zipfile(path):
        raise HandoutError([problem("oneroster-one-file", Position(str(path)))])
    if path.is_file() and not _begins_as_zip(path):
        raise HandoutError([problem("oneroster-no-zip", Position(str(path)))])
    with open_archive(path, ARCHIVE_LIMITS) as archive:
        yield _ZipExport(path, archive)


def _begins_as_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK"
    except OSError:
        return True  # told when it is opened


def other_kind(paths: Iterable[str]) -> str:
    """Return whose export files with these paths are, if it is no OneRoster export; "" if nobody's
    that is known.
    """
    names = {PurePosixPath(path.replace("\\", "/")).name.casefold() for path in paths}
    for kind, files in _OTHER_EXPORTS.items():
        if len(files & names) > 2:
            return kind
    return ""


class _ExportMembers:
    """The members of an export by the standard's names.

    Of two with one name that beside more others is taken.
    """

    def __init__(self, path: Path, members: list[str]) -> None:
        self.problems: list[Problem] = []
        candidates: dict[str, list[str]] = {}
        files_in_folder: Counter[str] = Counter()
        for member in members:
            name = PurePosixPath(member).name.casefold()
            if name in _KNOWN_NAMES:
                candidates.setdefault(name, []).append(member)
                files_in_folder[_parent(member)] += 1

        def preference(member: str) -> tuple[int, int, str]:
            return -files_in_folder[_parent(member)], member.count("/"), member

        self.members: dict[str, str] = {}
        for name, same_name in candidates.items():
            same_name.sort(key=preference)
            chosen = self.members[name] = same_name[0]
            if len(same_name) > 1:
                file = PurePosixPath(chosen).name
                values = {"file": file, "read": chosen, "other": same_name[1]}
                note = problem("oneroster-two-files", Position(str(path)), warning=True, **values)
                self.problems.append(note)
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


def _parent(member: str) -> str:
    return str(PurePosixPath(member).parent)


class _ZipExport(_ExportMembers):
    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names: dict[str, str] = {}
        for name in archive.namelist():
            # __MACOSX/ has what the Finder of macOS keeps of each file.
            if "__MACOSX" not in name and not name.endswith("/"):
                self._names[name.replace("\\", "/")] = name
        super().__init__(path, list(self._names))

    def open(self, file: str) -> IO[bytes]:
        return self._archive.open(self._names[self.members[file.casefold()]])


class _FolderExport(_ExportMembers):
    def __init__(self, path: Path) -> None:
        self._path = path
        links: list[str] = []
        sizes = dict(_walk(path, links))
        super().__init__(path, list(sizes))
        position = Position(str(path))
        for name in links:
            self.problems.append(problem("oneroster-link", position, warning=True, name=name))
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
    waiting = [(folder, 0)]
    count = 0
    while waiting:
        subfolder, depth = waiting.pop()
        for entry in _list_entries(subfolder):
            count += 1
            if count > MAX_FILES:
                many = problem("archive-many", Position(str(folder)), most=MAX_FILES)
                raise HandoutError([many])
            if entry.is_symlink():
                links += [entry.name] if entry.name.casefold() in _KNOWN_NAMES else []
            elif entry.is_dir() and depth < _MOST_NESTED:
                waiting.append((Path(entry.path), depth + 1))
            elif entry.is_file():
                name = Path(entry.path).relative_to(folder).as_posix()
                yield name, entry.stat().st_size


def _list_entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        reason = error.strerror or str(error)
        unreadable = problem("file-unreadable", Position(str(folder)), reason=reason)
        raise HandoutError([unreadable]) from None
