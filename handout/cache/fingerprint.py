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


def program_fingerprint() -> str:
    """Return the SHA-256 of code, typesetter's version, content, templates and fonts, in hex."""
    return _fingerprint(content_roots())


def forget_fingerprint() -> None:
    """Forget what was computed in this process: the files of content may have been changed."""
    _fingerprint.cache_clear()


@cache
def _fingerprint(contents: tuple[Path, ...]) -> str:
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
        for path in sorted(root.rglob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
