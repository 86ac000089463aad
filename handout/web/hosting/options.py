"""How a server is hosted."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field

from handout.web.http.server_limits import ServerLimits

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

DRAIN_SECONDS = 60


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
