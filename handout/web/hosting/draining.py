"""The end of a server: it says that it takes no more, and what runs may finish."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import FrameType

import uvicorn

from handout.web.http.log_lines import LOG

_SIGNAL_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # of these no system has all


class DrainingServer(uvicorn.Server):
    """A server that is told to end waits until nothing runs, for at most `limit` seconds.

    Told once more, it ends at once, as it does with no limit: what it answers gets three seconds,
    and its workers end and leave no files. `is_busy` says whether something runs.
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

    @contextmanager
    def end_on_signals(self) -> Iterator[None]:
        """Take each signal in the with block as what tells the server to end, however often it
        comes. One that was ignored from the start still is, as by nohup.
        """
        handlers = {}
        if threading.current_thread() is threading.main_thread():
            for name in _SIGNAL_NAMES:
                number = getattr(signal, name, None)
                if number and signal.getsignal(number) not in (signal.SIG_IGN, None):
                    handlers[number] = signal.signal(number, self.handle_exit)
        try:
            yield
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """Leave signals to end_on_signals: uvicorn's own raises them again in the middle of its
        task, and takes a second one as leave to end without our workers.
        """
        return nullcontext()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Not logged here: a signal comes in the middle of anything, a line of the log too.
        if self.is_draining or not self.limit:
            self.should_exit = True
        else:
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
