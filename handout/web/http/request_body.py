"""Read the body of a request, within limits of size and time."""

from __future__ import annotations

import asyncio
import time

from starlette.types import Message, Receive

MAX_BODY_BYTES = 8_000_000  # a PDF or a photograph that is dropped on the page
BODY_TIMEOUT = 20.0  # seconds


class BodyError(Exception):
    """A request's body that is not waited for any longer: too large, or too late.

    An application that answers every exception has to hand it to `body_error_response`.
    """

    def __init__(self, is_too_large: bool) -> None:
        self.is_too_large = is_too_large
        super().__init__("too large" if is_too_large else "too late")


class LimitedBody:
    """ASGI's `receive`, which raises BodyError when a limit is passed."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = 0  # bytes
        self._is_complete = False
        self._deadline = time.monotonic() + BODY_TIMEOUT

    async def __call__(self) -> Message:
        if self._is_complete:  # from here on it tells only that the other side has gone
            return await self._receive()
        remaining = max(0.0, self._deadline - time.monotonic())
        try:
            message = await asyncio.wait_for(self._receive(), remaining)
        except TimeoutError:
            raise BodyError(is_too_large=False) from None
        self._size += len(message.get("body", b""))
        self._is_complete = not message.get("more_body", False)
        if self._size > MAX_BODY_BYTES:
            raise BodyError(is_too_large=True)
        return message
