"""The regular expressions that a page has in parts, put together as its script does."""

from __future__ import annotations

import re
from collections.abc import Mapping


def put_together(parts: Mapping[str, str], name: str) -> str:
    """Return the pattern `name` with each part in its place."""
    return re.sub("~(.)", lambda part: f"(?:{put_together(parts, part[1])})", parts[name])
