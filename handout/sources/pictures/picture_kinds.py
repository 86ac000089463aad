"""Kinds of files that people take for a picture to print, by their first bytes."""

from __future__ import annotations

import re

_STARTS = rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP|BM.{4}\0\0\0\0"  # of those that are taken
_FOREIGN_PICTURES = (
    (rb"II\*\x00|MM\x00\*", "TIFF"),
    (rb".{4}ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1)", "HEIC"),
    (rb".{4}ftypavi[fs]", "AVIF"),
)
# Named in the Problem, for there is no other clue.
_FOREIGN = (
    (rb"%PDF", "PDF"),
    (rb"%!PS", "EPS"),
    (rb"8BPS", "PSD"),
    *_FOREIGN_PICTURES,
    (rb"\x00\x00\x01\x00", "ICO"),
    (rb"\xd7\xcd\xc6\x9a|\x01\x00\x00\x00.{36} EMF", "WMF/EMF"),
    (rb"PK\x03\x04|\xd0\xcf\x11\xe0", "Office / ZIP"),
    (rb"\s*<(?:!doctype )?html", "HTML"),
)


def is_photograph(start: bytes) -> bool:
    """Return whether a file that begins so is a picture of pixels, also one that is refused."""
    patterns = (_STARTS, *(pattern for pattern, _ in _FOREIGN_PICTURES))
    return any(re.match(pattern, start, re.S) for pattern in patterns)


def foreign_kind(content: bytes) -> str:
    """Return the kind of a file that people take for a picture to print; "" if it is none."""
    for pattern, kind in _FOREIGN:
        if re.match(pattern, content, re.S | re.I):
            return kind
    return ""
