"""Read the body of a request, within limits of size and time, and the JSON that the page sends."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from starlette.types import Message, Receive

from handout.problems import HandoutError, Position, problem

BODY_TIMEOUT = 20.0  # seconds


def parse_page_json(body: bytes) -> dict[str, Any]:
    """Return the JSON object that the page sends. Raises HandoutError if it is something else."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise not_answers_error()
    return data


def not_answers_error() -> HandoutError:
    """Return what is said where something else asks than the page."""
    return HandoutError([problem("web-not-answers", Position(""))])


class BodyError(Exception):
    """A request's body that is not waited for any longer: too large, or too late.

    An application that answers every exception has to hand it to `body_error_response`.
    """

    def __init__(self, max_bytes: int | None = None) -> None:
        """`max_bytes` is the limit of one that is too large, None of one that is too late."""
        self.max_bytes = max_bytes
        super().__init__("too large" if max_bytes else "too late")


class LimitedBody:
    """ASGI's `receive`, which raises BodyError when a limit is passed."""

    def __init__(self, receive: Receive, max_bytes: int) -> None:
        self._receive, self._max_bytes = receive, max_bytes
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
            raise BodyError() from None
        self._size += len(message.get("body", b""))
        self._is_complete = not message.get("more_body", False)
        if self._size > self._max_bytes:
            raise BodyError(self._max_bytes)
        return message
