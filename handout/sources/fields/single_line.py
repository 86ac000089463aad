"""Words on one line: without spaces that nobody sees, and short enough to be quoted."""

from __future__ import annotations

import re

_LONGEST_QUOTED = 40  # characters
# Not the spaces of other widths that somebody chose; not the line break, which is told.
_SPACES = re.compile(r"[ \t\v\f\x1c-\x1f\x85\u2028\u2029]+")


def shorten(text: str) -> str:
    """Return `text` on one line, in a length that can be quoted within a sentence."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTED else line[: _LONGEST_QUOTED - 1] + "…"


def collapse_spaces(text: str) -> str:
    """Return `text` with a single space where there are several, and none at its ends.

    Nobody sees the others, and names that differ only in them are the same. Line breaks stay.
    """
    return _SPACES.sub(" ", text).strip()
