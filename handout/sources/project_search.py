"""Where the handout.toml of a file is: in its folder or the nearest above, as other programs find
theirs; or wherever the command line says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

FILE_NAME = "handout.toml"

_named_file: ContextVar[Path | None] = ContextVar("project_file", default=None)


@contextmanager
def named_project_file(path: Path) -> Iterator[None]:
    """Have find_above() give `path` in the with block, wherever it is asked to search."""
    token = _named_file.set(path)
    try:
        yield
    finally:
        _named_file.reset(token)


def find_above(folder: Path) -> Path | None:
    """Return the handout.toml of `folder`, or of the nearest folder above; None without one."""
    named = _named_file.get()
    if named:
        return named
    for parent in (folder, *folder.absolute().parents):
        file = parent / FILE_NAME
        if file.is_file():
            return file
    return None
