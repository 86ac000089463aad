"""Files that workers wrote beside their final path: no content goes from process to process."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from handout.batch.state.digest import bytes_digest
from handout.files import write_staged


class StagedFile(NamedTuple):
    """A file in its folder under a temporary path: its size in bytes, and its digest."""

    path: str
    size: int
    sha256: str


def stage_file(path: Path, content: bytes) -> StagedFile:
    """Write `content` beside `path`. Raises HandoutError if it cannot be written."""
    return StagedFile(write_staged(path, content), len(content), bytes_digest(content))
