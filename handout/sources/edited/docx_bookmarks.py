"""The bookmarks that tell the boxes and fields of a Word file, and back.

Office programs keep them where they drop other marks.
"""

from __future__ import annotations

import re

RECORD = "urn:first-day-essentials:record"
"""Namespace of the part that carries the record."""

_BOX = re.compile(r"[A-Z][a-z0-9_]{0,39}")
# In larger text a side has two halves: front, front_2 (front-2 in older files).
_SIDE = re.compile(r"side_(front|back|extra|picture)(?:[-_]2)?")
_FIELD = re.compile(r"field\d+_(\w+)")


def side_bookmark(side: str) -> str:
    """Return the bookmark of the heading of a side after the first; Word takes no dashes."""
    return f"side_{side.replace('-', '_')}"


def side_of(bookmark: str) -> str:
    """Return the side whose heading `bookmark` is, also that of its second half; "" if it is
    none.
    """
    match = _SIDE.fullmatch(bookmark)
    return match[1] if match else ""


def box_bookmark(block: str) -> str:
    """Return the bookmark of a block: its id, but Word takes no dashes, and the capital tells it
    from other bookmarks.
    """
    return block.replace("-", "_").capitalize()


def box_of(bookmark: str) -> str:
    """Return the id of the block that `bookmark` names; "" if it is not one of ours."""
    return bookmark.lower().replace("_", "-") if _BOX.fullmatch(bookmark) else ""


def field_bookmark(field: str, number: int) -> str:
    """Return a bookmark where `field` stands; the `number` is there because it may stand in several
    places.
    """
    return f"field{number}_{field.replace('.', '__')}"


def field_of(bookmark: str) -> str:
    """Return the dotted name of the field in `bookmark`; "" if it is not one of ours."""
    match = _FIELD.fullmatch(bookmark)
    return match[1].replace("__", ".") if match else ""
