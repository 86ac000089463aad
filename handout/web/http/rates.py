"""How often a browser may ask, and how often all those behind one address."""

from __future__ import annotations

from dataclasses import dataclass

from handout.web.http.access import TokenBucket

# A school, or a computer lab on training day, may be one address: forty teachers who all type.
_BROWSERS_AT_AN_ADDRESS = 40
_SAVED_SECONDS = 3


@dataclass(frozen=True)
class RequestRates:
    """The requests of each browser, and those of each address.

    A browser that was given no name yet is counted by its address.
    """

    browsers: TokenBucket
    addresses: TokenBucket

    @classmethod
    def from_limit(cls, each_minute: int) -> RequestRates:
        """Return the rates of a browser that may ask so often, with three seconds saved up."""
        rate = each_minute / 60
        burst = max(1.0, _SAVED_SECONDS * rate)
        all_at_an_address = TokenBucket(
            burst * _BROWSERS_AT_AN_ADDRESS, rate * _BROWSERS_AT_AN_ADDRESS
        )
        return cls(TokenBucket(burst, rate), all_at_an_address)

    def take(self, browser_id: str, address: str, now: float) -> bool:
        """Return whether one more is answered; `now` in seconds."""
        return self.browsers.take(browser_id or address, now) and self.addresses.take(address, now)
