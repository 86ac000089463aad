"""How a server is hosted."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field

from handout.web.http.server_limits import ServerLimits

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DRAIN_SECONDS = 60
_SEGMENT = r"[A-Za-z0-9][A-Za-z0-9._~-]*"
_PATH = re.compile(rf"(/{_SEGMENT})+")
# The first parts of our own addresses: after a proxy that cuts the path off, nobody could tell
# /office/ the site from /office the page.
_OUR_NAMES = frozenset(
    (
        *("edit", "file", "language", "office", "open", "paper", "preview", "reword"),
        *("reworded", "static", "healthz", "readyz", "metrics"),
    )
)


@dataclass(frozen=True)
class HostingOptions:
    """What whoever runs a server for many may choose.

    `drain_seconds` is how long what runs may go on when the server is told to end; `readers` are
    the networks that may read its health and metrics, besides its own computer; `base_path` is
    where the page stands on its site, with a slash at both ends.
    """

    drain_seconds: int = DRAIN_SECONDS
    readers: tuple[Network, ...] = ()
    base_path: str = "/"
    limits: ServerLimits = field(default_factory=ServerLimits)


def normalize_base_path(text: str) -> str:
    """Return a base path with a slash at both ends; raise ValueError if it is none."""
    name = text.strip().strip("/")
    if not name:
        return "/"
    if not _PATH.fullmatch(f"/{name}") or name.partition("/")[0] in _OUR_NAMES:
        raise ValueError(text)
    return f"/{name}/"
