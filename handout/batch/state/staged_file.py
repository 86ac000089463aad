"""A file that a worker wrote, on its way to its place: so that nothing large goes from process to process."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from handout.batch.state.digest import bytes_digest
from handout.files import write_staged


class StagedFile(NamedTuple):
    """The content of a file, in the folder where it belongs: the path it has there so far, its bytes and its sum."""

    path: str
    size: int
    sha256: str


def stage_file(path: Path, content: bytes) -> StagedFile:
    """`content`, left beside `path`. Raises HandoutError if it cannot be written."""
    return StagedFile(write_staged(path, content), len(content), bytes_digest(content))
