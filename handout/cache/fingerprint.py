"""The fingerprint of this release of the program: what the same one computed is still valid."""

from __future__ import annotations

import sys
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from handout import __version__
from handout.content_folders import TEMPLATES, content_roots
from handout.fonts import FONTS


def program_fingerprint(without: frozenset[str] = frozenset()) -> str:
    """Return the SHA-256 of code, typesetter's version, content, templates and fonts, in hex.

    The content's folders `without` are left out: those of languages that do not matter.
    """
    return _fingerprint(content_roots(), without)


def forget_fingerprint() -> None:
    """Forget what was computed in this process: the files of content may have been changed."""
    _fingerprint.cache_clear()
    _file_digests.cache_clear()


@cache
def _fingerprint(contents: tuple[Path, ...], without: frozenset[str]) -> str:
    digest = sha256(__version__.encode())
    if getattr(sys, "frozen", False):  # one file holds all modules, ours and the typesetter's
        digest.update(Path(sys.executable).read_bytes())
    else:
        typesetter = find_spec("weasyprint")  # not loaded: its first file names its version
        if typesetter and typesetter.origin and Path(typesetter.origin).is_file():
            digest.update(Path(typesetter.origin).read_bytes())
    package = Path(__file__).resolve().parent.parent
    added = [(root, "*/**/*.*") for root in contents[1:]]
    ours = [(package, "*.py"), (contents[0], "*"), (TEMPLATES, "*"), (FONTS, "*.*f*")]
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
