"""Digests of what goes into a handout: with an equal digest it need not be built again."""

from __future__ import annotations

from hashlib import sha256


def bytes_digest(content: bytes) -> str:
    """Return the SHA-256 digest of `content`, in hex."""
    return sha256(content).hexdigest()
