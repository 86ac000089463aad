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
    """Whether all files of a handout exist, and the suffixes of those that were changed."""

    all_present: bool
    changed: tuple[str, ...]


class OutputFolder:
    """An output folder and its journal. Paths that are texts are within the folder."""

    def __init__(self, output: Path, journal: Journal) -> None:
        self.output = output
        self.journal = journal
        self._prefix = f"{output}{os.sep}"
        self._our_files: dict[str, WrittenFile] = {}
        for entry in journal.entries.values():
            for suffix, file in entry.files.items():
                self._our_files[entry.path(suffix)] = file
        self._folders: set[str] = set()

    def file_state(self, entry: JournalEntry) -> FileState:
        """Return whether the files of `entry` exist, and which were changed."""
        all_present = True
        changed = []
        for suffix, file in entry.files.items():
            # A text and no Path: a run without changes comes here for each of its 20,000 files.
            path = f"{self._prefix}{entry.path(suffix)}"
            try:
                status = os.lstat(path)
            except OSError:
                all_present = False
                continue
            is_untouched = (status.st_size, status.st_mtime_ns) == (file.size, file.time)
            if not is_untouched and not _has_same_content(Path(path), file):
                changed.append(suffix)
        return FileState(all_present, tuple(changed))

    def read_page(self, path: str) -> tuple[bytes, str] | None:
        """Return the page at `path` and its digest.

        Return None if it is a link, if it is no file, or if it was pulled as it is now.
        """
        page = self.output / path
        if page.is_symlink() or page.parent.is_symlink() or not page.is_file():
            return None
        with page.open("rb") as file:
            content = file.read(LARGEST + 1)  # what is longer is no handout
        digest = bytes_digest(content)
        if self.journal.pulled_pages.get(path) == digest:
            return None
        return content, digest

    def set_aside(self, path: str, content: bytes) -> str:
        """Save a copy of a page beside it, and return the name of the copy."""
        return keep_copy(self.output / path, content)

    def local_edit_files(self, path: str) -> list[Path]:
        """Return the files of local edits that exist; `path` is that of NAME.yaml."""
        files = (self.output / path, edits_path(self.output / path))
        return [file for file in files if file.is_symlink() or file.exists()]

    def write_local_edits(self, path: str, text: str, edits_text: str) -> None:
        """Write NAME.yaml at `path` and NAME.edits.yaml beside it; remove one that is empty.

        Raises HandoutError.
        """
        fields_file = self.output / path
        for file, content in ((fields_file, text), (edits_path(fields_file), edits_text)):
            if not content:
                file.unlink(missing_ok=True)
            elif not (file.is_file() and file.read_bytes() == content.encode()):
                write_atomic(file, content.encode())

    def move_local_edits(self, path: str, new_path: str) -> list[Path]:
        """Move the files of local edits to `new_path`; return those that had to stay.

        Both paths are those of NAME.yaml.
        """
        stayed = []
        new_stem = self.output / new_path.removesuffix(".yaml")
        for file in self.local_edit_files(path):
            suffix = file.name[len(Path(path).stem) :]
            target = new_stem.with_name(new_stem.name + suffix)
            if file.is_symlink() or file.parent.is_symlink() or target.exists():
                stayed.append(file)
            else:
                self.create_folder(new_path.rpartition("/")[0])
                os.replace(file, target)  # noqa: PTH105
        return stayed

    def begin(self, entry: JournalEntry, suffixes: Iterable[str]) -> None:
        """Prepare to write the files of `entry`. Raises HandoutError if one may not be, OSError."""
        paths = [entry.path(suffix) for suffix in suffixes]
        self.create_folder(entry.folder)
        problems = [refusal for path in paths if (refusal := self.find_refusal(path))]
        if problems:
            raise HandoutError(problems)
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
            staged = stage_file(path, content) if isinstance(content, bytes) else content
            move_into_place(staged.path, path)
            files[suffix] = WrittenFile(staged.size, staged.sha256, path.stat().st_mtime_ns)
        return replace(entry, files=files)

    def record_written(self, entry: JournalEntry) -> None:
        """Record in the journal that the files of `entry` are written. Raises OSError."""
        for suffix, file in entry.files.items():
            self._our_files[entry.path(suffix)] = file
        self.journal.record_handout(entry)

    def create_folder(self, name: str) -> Path:
        """Create and return the folder of a school. Raises HandoutError if it is a link."""
        folder = self.output / name
        if name not in self._folders:
            if folder.is_symlink():
                raise HandoutError([problem("batch-link", Position(str(folder)), folder=folder)])
            make_folder(folder)
            self._folders.add(name)
        return folder

    def find_refusal(self, path: str) -> Problem | None:
        """Return why the file at `path` may not be overwritten: it is another's, or was changed."""
        file = self.output / path
        if not file.is_symlink() and not file.exists():
            return None
        if written := self._our_files.get(path):
            is_replaceable = not file.is_symlink() and (
                _has_same_content(file, written) or self._is_pulled(path)
            )
            if is_replaceable:
                return None
            return problem("batch-changed", Position(str(file)), file=file.name)
        if path in self.journal.begun and not file.is_symlink():
            return None  # a run was stopped before it could note it
        return problem("batch-not-ours", Position(str(file)), file=file.name)

    def remove(self, entry: JournalEntry) -> tuple[Problem, ...]:
        """Remove the files of `entry`, and its folder with the last one.

        Return a problem for each file that was changed: it stays.
        """
        refusals = []
        for suffix in entry.files:
            path = self.output / entry.path(suffix)
            if refusal := self.find_refusal(entry.path(suffix)):
                refusals.append(refusal)
            elif not path.parent.is_symlink():
                path.unlink(missing_ok=True)
        if entry.folder not in self._folders:
            self.tidy([entry.folder])
        return tuple(refusals)

    def tidy(self, names: Iterable[str]) -> None:
        """Remove unfinished files in folders of schools, and folders that are empty.

        No worker may be writing there.
        """
        for name in names:
            self._folders.discard(name)
            folder = self.output / name
            if folder.is_symlink() or not folder.is_dir():
                continue
            for path in folder.iterdir():
                if _UNFINISHED.fullmatch(path.name):
                    path.unlink(missing_ok=True)
            if name and not any(folder.iterdir()):
                folder.rmdir()

    def _is_pulled(self, path: str) -> bool:
        """Return whether the page at `path` was pulled as it is now."""
        pulled_digest = self.journal.pulled_pages.get(path)
        if pulled_digest is None:
            return False
        return bytes_digest((self.output / path).read_bytes()) == pulled_digest


def _has_same_content(path: Path, file: WrittenFile) -> bool:
    return (
        not path.is_symlink()
        and path.is_file()
        and path.stat().st_size == file.size
        and bytes_digest(path.read_bytes()) == file.sha256
    )
