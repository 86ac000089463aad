"""What a PDF offers to those who read it by ear, as the file itself says it."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

# Structure types of ISO 32000-1, 14.8.4, by what the report calls them.
_COUNTED = {
    "headings": ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/H"),
    "lists": ("/L",),
    "tables": ("/Table",),
    "pictures": ("/Figure",),
}


def read_accessibility(pdf: bytes) -> dict[str, Any]:
    """Return what the PDF says of itself: its PDF/UA part, language, title, and counts of its tags.

    `undescribed` counts pictures without an alternative text.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        metadata = document.open_metadata()  # a with block would write it anew
        part = str(metadata.get("pdfuaid:part", ""))
        title = str(metadata.get("dc:title", ""))
        counts: Counter[str] = Counter()
        if "/StructTreeRoot" in root:
            _count_tags(root.StructTreeRoot.get("/K"), counts)
        return {
            "part": part,
            "tagged": "/MarkInfo" in root and bool(root.MarkInfo.get("/Marked", False)),
            "language": str(root.get("/Lang", "")),
            "title": title,
            **{name: sum(counts[tag] for tag in tags) for name, tags in _COUNTED.items()},
            "undescribed": counts["undescribed"],
        }


def _count_tags(node: Any, counts: Counter[str]) -> None:
    """Count the structure types in and below `node`: an element, a list of them, or content."""
    import pikepdf

    if isinstance(node, pikepdf.Array):
        for child in node:
            _count_tags(child, counts)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        tag = str(node.S)
        counts[tag] += 1
        if tag == "/Figure" and "/Alt" not in node:
            counts["undescribed"] += 1
        if "/K" in node:
            _count_tags(node.K, counts)
