"""Who may open the page, and how often."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

_MAX_COUNTED = 10_000  # browsers or addresses; more would let anybody fill the memory


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
    _browser_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), compare=False)

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

    def create_browser_id(self) -> str:
        """Return a new name for a browser, signed, so that nobody can think one up."""
        name = secrets.token_urlsafe(9)
        return f"{name}.{self._sign(name)}"

    def is_browser_id(self, browser_id: str) -> bool:
        """Return whether this server has given out `browser_id` since it started."""
        name, _, signature = browser_id.partition(".")
        return _are_equal(signature, self._sign(name))

    def _sign(self, name: str) -> str:
        return hmac.digest(self._browser_key, name.encode(), "sha256").hex()


def _are_equal(first: str, second: str) -> bool:
    """Compare in a time that does not tell how many of the first letters are right."""
    return hmac.compare_digest(first.encode(), second.encode())


@dataclass
class TokenBucket:
    """How many requests somebody may make: `most` at once, `each_second` more as time goes by."""

    most: float
    each_second: float
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    """The tokens that each had left, and when that was; last the one that came last."""

    def take(self, who: str, now: float) -> bool:
        """Return whether there is one left for this browser or address; `now` in seconds."""
        tokens, last_time = self._buckets.pop(who, (self.most, now))
        tokens = min(self.most, tokens + (now - last_time) * self.each_second)
        self._buckets[who] = (max(0, tokens - 1), now)
        if len(self._buckets) > _MAX_COUNTED:
            self._buckets.popitem(last=False)
        return tokens >= 1
