"""The fingerprint of this release of the program: what the same one computed is still valid."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from handout import __version__
from handout.content_folders import TEMPLATES, content_roots
from handout.fonts import FONTS

_PACKAGE = Path(__file__).resolve().parent.parent


def program_fingerprint(without: frozenset[str] = frozenset()) -> str:
    """Return the SHA-256 of code, typesetter's version, content, templates and fonts, in hex.

    The content's folders `without` are left out: those of languages that do not matter.
    """
    return _fingerprint(content_roots(), without)


def program_stamp() -> str:
    """Return a SHA-256, in hex, that changes whenever a file of the program may have changed.

    On this computer only: it is made of the times and sizes of the files, which takes a quarter of
    the 40 ms that reading them all does, and each command would wait for that.
    """
    return _stamp(content_roots())


def forget_fingerprint() -> None:
    """Forget what was computed in this process: the files of content may have been changed."""
    _fingerprint.cache_clear()
    _file_digests.cache_clear()
    _stamp.cache_clear()


@cache
def _fingerprint(contents: tuple[Path, ...], without: frozenset[str]) -> str:
    digest = sha256(__version__.encode())
    if getattr(sys, "frozen", False):  # one file holds all modules, ours and the typesetter's
        digest.update(Path(sys.executable).read_bytes())
    elif typesetter := _typesetter_file():
        digest.update(typesetter.read_bytes())
    added = [(root, "*/**/*.*") for root in contents[1:]]
    ours = [(_PACKAGE, "*.py"), (contents[0], "*"), (TEMPLATES, "*"), (FONTS, "*.*f*")]
    for root, pattern in (*ours, *added):
        for name, content in _file_digests(root, pattern):
            if root not in contents or name.partition("/")[0] not in without:
                digest.update(f"{name}\0".encode() + content)
    return digest.hexdigest()


@cache
def _file_digests(root: Path, pattern: str) -> tuple[tuple[str, bytes], ...]:
    """Return the names of the files in `root` and the digests of what is in them."""
    paths = (path for path in sorted(root.rglob(pattern)) if "__pycache__" not in path.parts)
    return tuple(
        (path.relative_to(root).as_posix(), sha256(path.read_bytes()).digest())
        for path in paths
        if path.is_file()
    )


def _typesetter_file() -> Path | None:
    """Return the typesetter's first file, which names its version; it is not loaded."""
    typesetter = find_spec("weasyprint")
    file = Path(typesetter.origin) if typesetter and typesetter.origin else None
    return file if file and file.is_file() else None


@cache
def _stamp(contents: tuple[Path, ...]) -> str:
    program = Path(sys.executable) if getattr(sys, "frozen", False) else _typesetter_file()
    lines = [__version__, _describe(str(program))]
    for root in (_PACKAGE, TEMPLATES, *contents):
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            if root in contents[1:] and Path(folder) == root:
                continue  # what lies beside a district's content
            lines += [_describe(f"{folder}{os.sep}{name}") for name in sorted(files)]
    return sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _describe(path: str) -> str:
    """Return the size and times of a file, or that there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116  # making a Path of each takes as long again
    except OSError:
        return f"{path}: none"
    # A package may be installed with times of its own choice, but not with such a ctime.
    return f"{path}: {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
