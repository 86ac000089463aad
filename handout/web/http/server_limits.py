"""What people may ask of the server: how much at once, how often, and how many."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ServerLimits:
    """The limits that whoever runs a server may choose.

    `max_megabytes` is the size of one request. `queue` is how many files may wait for each worker,
    and four times as many previews. `previews` and `files` are what one browser may ask for in a
    minute. `rosters` is how many the office keeps, `connections` how many may be open.
    """

    max_megabytes: int = 8  # a PDF or a photograph that is dropped on the page
    queue: int = 16
    previews: int = 3000
    files: int = 240
    rosters: int = 8
    connections: int = 512

    @property
    def max_bytes(self) -> int:
        return self.max_megabytes * 1_000_000


DEFAULT_LIMITS = ServerLimits()
