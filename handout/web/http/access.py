"""Who may open the page, and how often."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

_MAX_ADDRESSES = 10_000  # whose requests are counted; more would let anybody fill the memory


@dataclass(frozen=True)
class AccessPolicy:
    """Who may come in: the `hosts` this server goes by (host:port as a browser sends it), the
    `token` of this start.

    At a private policy (this computer only) every visit needs the token, so that no other user of
    the computer comes in. Each of `passes` stands for it once.
    """

    hosts: frozenset[str]
    token: str
    private: bool = True
    passes: set[str] = field(default_factory=set, compare=False)

    def create_pass(self) -> str:
        """Return a token that lets one visit in, and is worth nothing after it."""
        new_pass = secrets.token_urlsafe(24)
        self.passes.add(new_pass)
        return new_pass

    def use_pass(self, token: str) -> bool:
        """Return whether `token` is a pass that was not used; now it is."""
        used = [unused for unused in self.passes if _are_equal(token, unused)]
        self.passes.difference_update(used)
        return bool(used)

    def is_token(self, token: str) -> bool:
        return _are_equal(token, self.token)


def _are_equal(first: str, second: str) -> bool:
    """Compare in a time that does not tell how many of the first letters are right."""
    return hmac.compare_digest(first.encode(), second.encode())


@dataclass
class TokenBucket:
    """How many requests an address may make: `most` at once, and `each_second` more as time goes
    by.
    """

    most: float
    each_second: float
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    """The tokens that each address had left, and when that was; last the one that came last."""

    def take(self, address: str, now: float) -> bool:
        """Return whether there is one left for this address; `now` in seconds."""
        tokens, last_time = self._buckets.pop(address, (self.most, now))
        tokens = min(self.most, tokens + (now - last_time) * self.each_second)
        self._buckets[address] = (max(0, tokens - 1), now)
        if len(self._buckets) > _MAX_ADDRESSES:
            self._buckets.popitem(last=False)
        return tokens >= 1
