"""What was printed or mailed before: the digest of each handout's PDF as it went out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from handout.batch.office.listed_handouts import ListedHandout
from handout.batch.state.lock import FOLDER
from handout.files import report_os_errors, write_atomic

PRINTED, MAILED = "printed", "mailed"


class SentRecord:
    """What went out one way, printed or mailed; kept in the output folder."""

    def __init__(self, output: Path, way: str) -> None:
        self._path = output / FOLDER / f"{way}.json"
        self.digests: dict[str, str] = {}
        self.files: tuple[str, ...] = ()
        with report_os_errors(self._path):
            content = self._path.read_bytes() if self._path.is_file() else b""
        try:
            saved = json.loads(content)
            self.digests = {str(id): str(digest) for id, digest in saved["handouts"].items()}
            self.files = tuple(map(str, saved["files"]))
        except (ValueError, KeyError, TypeError, AttributeError):  # none yet, or a damaged one
            pass

    def save(self, handouts: Iterable[ListedHandout], files: Iterable[str]) -> None:
        """Save that `handouts` went out as they are now, in `files`. Raises HandoutError."""
        new = {handout.id: handout.sha256 for handout in handouts}
        facts = {"handouts": self.digests | new, "files": sorted(files)}
        write_atomic(self._path, json.dumps(facts, ensure_ascii=False).encode())

    def remove_files(self, output: Path) -> None:
        """Remove the files of the last time: only those that it wrote. Raises HandoutError."""
        for name in self.files:
            path = output / name
            with report_os_errors(path):
                if ".." not in path.parts and not path.parent.is_symlink():
                    path.unlink(missing_ok=True)
