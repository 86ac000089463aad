"""The output folder: files written into it and removed from it, none that is somebody else's, nothing outside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from handout.batch.ledger import Entry, Ledger, Written
from handout.problem import HandoutError, Place, Problem, problem
from handout.publish.output import make_folder, write_whole

_UNFINISHED = re.compile(r"\..{1,40}-\w{8}\.part")


class Store:
    """An output folder and its ledger."""

    def __init__(self, output: Path, ledger: Ledger) -> None:
        self.output, self.ledger = output, ledger
        self._ours = {entry.path(suffix): file for entry in ledger.entries.values() for suffix, file in entry.files.items()}
        self._folders: set[str] = set()

    def holds(self, entry: Entry) -> tuple[bool, tuple[Problem, ...]]:
        """Whether all files of `entry` are still there, and a note for each that somebody changed."""
        found = []
        for suffix, file in entry.files.items():
            path = self.output / entry.path(suffix)
            try:
                state = path.lstat()
            except OSError:
                return False, ()
            if (state.st_size, state.st_mtime_ns) != (file.size, file.time) and not self._same(path, file):
                found.append(problem("batch-edited", Place(str(path)), warning=True, file=path.name))
        return True, tuple(found)

    def put(self, entry: Entry, contents: Mapping[str, bytes]) -> dict[str, Written]:
        """Write the files of `entry` (by suffix), all that may be written. Raises HandoutError, OSError."""
        paths = {suffix: entry.path(suffix) for suffix in contents}
        self.folder(entry.folder)
        refused = [one for path in paths.values() if (one := self.refused(path))]
        if refused:
            raise HandoutError(refused)
        self.ledger.begin(paths.values())
        files = {}
        for suffix, content in contents.items():
            path = self.output / paths[suffix]
            write_whole(path, content)
            files[suffix] = self._ours[paths[suffix]] = written(path, content)
        return files

    def folder(self, name: str) -> None:
        """Make the folder of a school. Raises HandoutError if it leads somewhere else."""
        if name in self._folders:
            return
        folder = self.output / name
        if folder.is_symlink():
            raise HandoutError([problem("batch-link", Place(str(folder)), folder=folder)])
        make_folder(folder)
        self._folders.add(name)

    def refused(self, path: str) -> Problem | None:
        """Why the file at `path` may not be overwritten: it is somebody else's, or somebody changed it."""
        there = self.output / path
        if not there.is_symlink() and not there.exists():
            return None
        if ours := self._ours.get(path):
            changed = there.is_symlink() or not self._same(there, ours)
            return problem("batch-changed", Place(str(there)), file=there.name) if changed else None
        if path in self.ledger.begun and not there.is_symlink():
            return None  # a run was stopped before it could note it
        return problem("batch-not-ours", Place(str(there)), file=there.name)

    def remove(self, entry: Entry) -> tuple[Problem, ...]:
        """Remove the files of `entry`; what somebody changed stays, and is told. Its folder goes with the last one."""
        kept = []
        for suffix in entry.files:
            path = self.output / entry.path(suffix)
            if refused := self.refused(entry.path(suffix)):
                kept.append(refused)
            elif not path.parent.is_symlink():
                path.unlink(missing_ok=True)
        self.tidy(entry.folder)
        return tuple(kept)

    def tidy(self, folder: str) -> None:
        """Remove what a killed run left half written in a school's folder, and the folder if nothing is in it."""
        at = self.output / folder
        if at.is_symlink() or not at.is_dir():
            return
        for path in at.iterdir():
            if _UNFINISHED.fullmatch(path.name):
                path.unlink(missing_ok=True)
        if folder and not any(at.iterdir()):
            at.rmdir()

    def _same(self, path: Path, file: Written) -> bool:
        return not path.is_symlink() and path.is_file() and path.stat().st_size == file.size and _sum(path.read_bytes()) == file.sha256


def written(path: Path, content: bytes) -> Written:
    """What there is to know of a file just written."""
    return Written(len(content), _sum(content), path.stat().st_mtime_ns)


def _sum(content: bytes) -> str:
    return sha256(content).hexdigest()
