"""What a PDF consists of, packed by libdeflate: in the time of zlib 5 to 10 % smaller, and the same
bytes whatever zlib Python came with.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any


def pack(content: bytes) -> bytes:
    """Return what one sheet has of its own, in the format of zlib (RFC 1950)."""
    return bytes(_zlib_compress()(content, 7))  # 8 takes a half more time, for 1 % less


def pack_once(content: bytes) -> bytes:
    """Return what is packed once for many sheets, in thirty times the time: 5 to 10 % smaller."""
    return bytes(_zlib_compress()(content, 12))


@cache
def _zlib_compress() -> Callable[..., Any]:
    import deflate

    return deflate.zlib_compress
