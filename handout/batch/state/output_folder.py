"""The output folder: its files are written and removed here, never another's, none outside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from handout.batch.state.digest import bytes_digest
from handout.batch.state.journal import Journal, JournalEntry, WrittenFile
from handout.batch.state.staged_file import StagedFile, stage_file
from handout.files import keep_copy, make_folder, move_into_place, write_atomic
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.edited.edits_file import edits_path
from handout.sources.edited.html_page import LARGEST

_UNFINISHED = re.compile(r"\..{1,40}-\w{8}\.part")


class FileState(NamedTuple):
    """Whether all files of a handout are there, and the suffixes of those that were changed."""

    there: bool
    changed: tuple[str, ...]


class OutputFolder:
    """An output folder and its journal."""

    def __init__(self, output: Path, journal: Journal) -> None:
        self.output, self.journal = output, journal
        self._at = f"{output}{os.sep}"
        self._ours = {
            entry.path(suffix): file
            for entry in journal.entries.values()
            for suffix, file in entry.files.items()
        }
        self._folders: set[str] = set()

    def state(self, entry: JournalEntry) -> FileState:
        """Return whether the files of `entry` are there, and which were changed."""
        there, found = True, []
        for suffix, file in entry.files.items():
            path = f"{self._at}{entry.path(suffix)}"
            try:
                state = os.lstat(path)
            except OSError:
                there = False
                continue
            if (state.st_size, state.st_mtime_ns) != (file.size, file.time) and not self._same(
                Path(path), file
            ):
                found.append(suffix)
        return FileState(there, tuple(found))

    def page(self, path: str) -> tuple[bytes, str] | None:
        """Return the page at `path` and its digest.

        Return None if it is a link, if it is no file, or if it was pulled as it is now.
        """
        there = self.output / path
        if there.is_symlink() or there.parent.is_symlink() or not there.is_file():
            return None
        with there.open("rb") as file:
            content = file.read(LARGEST + 1)  # what is longer is no handout
        sum = bytes_digest(content)
        return None if self.journal.pulled_pages.get(path) == sum else (content, sum)

    def set_aside(self, path: str, content: bytes) -> str:
        """Save a copy of a page beside it, and return the name of the copy."""
        return keep_copy(self.output / path, content)

    def local_edit_files(self, path: str) -> list[Path]:
        """Return the files of local edits that exist; `path` is that of NAME.yaml."""
        both = [self.output / path, edits_path(self.output / path)]
        return [one for one in both if one.is_symlink() or one.exists()]

    def write_local_edits(self, path: str, text: str, edits_text: str) -> None:
        """Write NAME.yaml at `path` and NAME.edits.yaml beside it; remove one that is empty.

        Raises HandoutError.
        """
        there = self.output / path
        for own, content in ((there, text), (edits_path(there), edits_text)):
            if content and not (own.is_file() and own.read_bytes() == content.encode()):
                write_atomic(own, content.encode())
            elif not content:
                own.unlink(missing_ok=True)

    def carry(self, path: str, to: str) -> list[Path]:
        """Move the files of local edits to the path `to`; return those that had to stay."""
        stayed = []
        for own in self.local_edit_files(path):
            other = self.output / to.removesuffix(".yaml")
            other = other.with_name(other.name + own.name[len(Path(path).stem) :])
            if own.is_symlink() or own.parent.is_symlink() or other.exists():
                stayed.append(own)
            else:
                self.folder(to.rpartition("/")[0])
                os.replace(own, other)  # noqa: PTH105
        return stayed

    def begin(self, entry: JournalEntry, suffixes: Iterable[str]) -> None:
        """Prepare to write the files of `entry`. Raises HandoutError if one may not be, OSError."""
        paths = [entry.path(suffix) for suffix in suffixes]
        self.folder(entry.folder)
        refused = [one for path in paths if (one := self.refused(path))]
        if refused:
            raise HandoutError(refused)
        self.journal.begin(paths)

    def write(
        self, entry: JournalEntry, contents: Mapping[str, bytes | StagedFile]
    ) -> JournalEntry:
        """Write the files of `entry`, by suffix, and return the entry with them.

        Works in any thread. Raises HandoutError, OSError.
        """
        files = {}
        for suffix, content in contents.items():
            path = self.output / entry.path(suffix)
            there = stage_file(path, content) if isinstance(content, bytes) else content
            move_into_place(there.path, path)
            files[suffix] = WrittenFile(there.size, there.sha256, path.stat().st_mtime_ns)
        return replace(entry, files=files)

    def keep(self, entry: JournalEntry) -> None:
        """Record in the journal that the files of `entry` are written. Raises OSError."""
        self._ours |= {entry.path(suffix): file for suffix, file in entry.files.items()}
        self.journal.put(entry)

    def folder(self, name: str) -> Path:
        """Create and return the folder of a school. Raises HandoutError if it is a link."""
        folder = self.output / name
        if name not in self._folders:
            if folder.is_symlink():
                raise HandoutError([problem("batch-link", Position(str(folder)), folder=folder)])
            make_folder(folder)
            self._folders.add(name)
        return folder

    def refused(self, path: str) -> Problem | None:
        """Return why the file at `path` may not be overwritten: it is another's, or was changed."""
        there = self.output / path
        if not there.is_symlink() and not there.exists():
            return None
        if ours := self._ours.get(path):
            changed = there.is_symlink() or not (self._same(there, ours) or self._is_read(path))
            return (
                problem("batch-changed", Position(str(there)), file=there.name) if changed else None
            )
        if path in self.journal.begun and not there.is_symlink():
            return None  # a run was stopped before it could note it
        return problem("batch-not-ours", Position(str(there)), file=there.name)

    def remove(self, entry: JournalEntry) -> tuple[Problem, ...]:
        """Remove the files of `entry`, and its folder with the last one.

        Return a problem for each file that was changed: it stays.
        """
        kept = []
        for suffix in entry.files:
            path = self.output / entry.path(suffix)
            if refused := self.refused(entry.path(suffix)):
                kept.append(refused)
            elif not path.parent.is_symlink():
                path.unlink(missing_ok=True)
        if entry.folder not in self._folders:
            self.tidy([entry.folder])
        return tuple(kept)

    def tidy(self, folders: Iterable[str]) -> None:
        """Remove unfinished files in folders of schools, and folders that are empty.

        No worker may be writing there.
        """
        for folder in folders:
            self._folders.discard(folder)
            at = self.output / folder
            if at.is_symlink() or not at.is_dir():
                continue
            for path in at.iterdir():
                if _UNFINISHED.fullmatch(path.name):
                    path.unlink(missing_ok=True)
            if folder and not any(at.iterdir()):
                at.rmdir()

    def _is_read(self, path: str) -> bool:
        return (
            path in self.journal.pulled_pages
            and bytes_digest((self.output / path).read_bytes()) == self.journal.pulled_pages[path]
        )

    def _same(self, path: Path, file: WrittenFile) -> bool:
        return (
            not path.is_symlink()
            and path.is_file()
            and path.stat().st_size == file.size
            and bytes_digest(path.read_bytes()) == file.sha256
        )
