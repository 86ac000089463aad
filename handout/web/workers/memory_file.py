"""A file in memory for readers that need a path: what is dropped on the page never reaches the
disk.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from handout.files import allow_files


@contextlib.contextmanager
def hold_in_memory(content: bytes, suffix: str) -> Iterator[Path]:
    """Yield a path at which `content` can be read for as long as the with block lasts.

    Where files cannot be held in memory it is one on the disk, which nobody else can read and which
    is gone after it.
    """
    if not hasattr(os, "memfd_create"):  # Linux alone has it
        with tempfile.TemporaryDirectory(prefix="handout-") as folder:
            path = Path(folder, f"file{suffix}")
            path.write_bytes(content)
            yield path
        return
    descriptor = os.memfd_create("handout")
    try:
        with allow_files(), os.fdopen(os.dup(descriptor), "wb") as file:  # it counts as one
            file.write(content)
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)
