"""The segments of a JPEG (ITU T.81, B.1): whether it holds anything besides its pixels."""

from __future__ import annotations

import re

_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN, _HEADER = 0xDA, 0xE0
# Tables, the frame of a baseline JPEG, and the header that says how dense its dots are (JFIF).
_OF_PIXELS = frozenset({0xDB, 0xC4, 0xC0, 0xDD, _HEADER})
_HEADER_LENGTH = 16  # bytes, without a small picture in it
_MARKER = re.compile(rb"\xff(?![\x00\xd0-\xd7])")  # in a scan, other than one that restarts it


def is_bare_jpeg(content: bytes) -> bool:
    """Return whether a JPEG has no note of a camera, no color profile, no comment, no small picture
    and nothing behind its end.
    """
    if not content.startswith(_START):
        return False
    at = len(_START)
    while at + 4 <= len(content):
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if content[at] != 0xFF:
            return False
        at += 2 + length
        if marker == _SCAN:
            end = _MARKER.search(content, at)
            return end is not None and content[end.start() :] == _END
        if marker not in _OF_PIXELS or (marker == _HEADER and length != _HEADER_LENGTH):
            return False
    return False
