"""Handouts that were built before all rows were checked: their files wait in the program's folder.

A run that was stopped, or that found an error in another row, leaves them there for the next one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from handout.batch.state.digest import bytes_digest
from handout.batch.state.journal import parse_facts
from handout.batch.state.lock import FOLDER
from handout.batch.state.staged_file import StagedFile, stage_file
from handout.batch.work.worker import BuiltHandout
from handout.files import make_folder, move_into_place

READY_FOLDER = f"{FOLDER}/ready"  # within the output folder
_FILES = ("pdf", "html")
_FACTS = "json"


class ReadyFiles:
    """The handouts that wait in an output folder, by the digest of what went into them."""

    def __init__(self, output: Path) -> None:
        self.folder = output / READY_FOLDER

    def open(self, digests: Collection[str]) -> None:
        """Make the folder, and remove from it links, and what has none of `digests`.

        Raises HandoutError, OSError.
        """
        make_folder(self.folder)
        for path in self.folder.iterdir():
            if path.is_symlink() or path.name.partition(".")[0] not in digests:
                path.unlink()

    def store(self, digest: str, built: BuiltHandout) -> BuiltHandout:
        """Keep the files of `built` here, and return it with them.

        Works in any thread. Raises HandoutError, OSError.
        """
        moved: dict[str, StagedFile] = {}
        for name in _FILES:
            path, content = self._path(digest, name), getattr(built, name)
            staged = stage_file(path, content) if isinstance(content, bytes) else content
            move_into_place(staged.path, path)
            moved[name] = staged._replace(path=str(path))
        kept = replace(built, pdf=moved["pdf"], html=moved["html"])
        if kept.audited and not kept.difference:  # else the next run must find that itself
            facts = json.dumps(asdict(kept), ensure_ascii=False)
            self._path(digest, _FACTS).write_text(facts, encoding="utf-8")
        return kept

    def find(self, digest: str) -> BuiltHandout | None:
        """Return the handout with this digest, if all of it is here as it was stored."""
        try:
            text = self._path(digest, _FACTS).read_text(encoding="utf-8")
            row: dict[str, Any] = json.loads(text)
            staged = {name: StagedFile(*row.pop(name)) for name in _FILES}
            built = BuiltHandout(**parse_facts(row), pdf=staged["pdf"], html=staged["html"])
            is_whole = all(self._is_whole(digest, name, staged[name]) for name in _FILES)
        except (OSError, AttributeError, KeyError, TypeError, ValueError):  # damaged, or none
            return None
        return built if is_whole else None

    def remove(self) -> None:
        """Remove all that is here."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, digest: str, name: str) -> Path:
        # Who gathers all PDFs of the folder must not find these.
        return self.folder / f"{digest}.{name}.ready"

    def _is_whole(self, digest: str, name: str, file: StagedFile) -> bool:
        path = self._path(digest, name)
        return file.path == str(path) and bytes_digest(path.read_bytes()) == file.sha256
