"""The end of a server: it says that it takes no more, and what runs may finish."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import FrameType

import uvicorn

from handout.web.http.log_lines import LOG


class DrainingServer(uvicorn.Server):
    """A server that is told to end waits until nothing runs, for at most `limit` seconds.

    Told once more, it ends at once, as it does with no limit. `is_busy` says whether something
    runs.
    """

    def __init__(
        self, config: uvicorn.Config, limit: float = 0, is_busy: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(config)
        self.limit, self.is_busy = limit, is_busy
        self._deadline: float | None = None  # time.monotonic()

    @property
    def is_draining(self) -> bool:
        return self._deadline is not None or self.should_exit

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.is_draining or not self.limit:
            super().handle_exit(sig, frame)
            return
        # Not logged here: a signal comes in the middle of anything, a line of the log too.
        super().handle_exit(sig, frame)
        self.should_exit = False
        self._deadline = time.monotonic() + self.limit

    async def on_tick(self, counter: int) -> bool:
        """Return whether to end now; called ten times a second."""
        if await super().on_tick(counter):
            return True
        return self._deadline is not None and self._is_drained(self._deadline)

    def _is_drained(self, deadline: float) -> bool:
        is_late = time.monotonic() >= deadline
        is_busy = self.is_busy()
        if is_busy and not is_late:
            return False
        LOG.info("drained finished=%s", "no" if is_busy else "all")
        self.should_exit = True
        return True
