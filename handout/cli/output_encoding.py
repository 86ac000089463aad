"""Output in an encoding that lacks some letters: Windows redirects in cp1252, which has no ễ."""

from __future__ import annotations

import codecs
import io
import os
import sys
from pathlib import Path

_NAME = "handout-plain"
_PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "·": "-", "§": "S."}
)


def write_any_letter() -> None:
    """Have standard output and errors write what their encoding lacks in another way.

    Quotes and dashes become plain ones, any other letter its code: ễ is \\u1ec5. Without this the
    first such letter ends the program after the files are written.
    """
    _open_missing_streams()
    codecs.register_error(_NAME, _replace)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_NAME)


def _open_missing_streams() -> None:
    """Give a program whose streams are closed, as those of pythonw.exe are, some that take whatever
    is said, and that say nothing.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def has_every_letter() -> bool:
    """Return whether standard output can write any letter."""
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_PLAIN)
    return text.encode("ascii", "backslashreplace").decode("ascii"), error.end
