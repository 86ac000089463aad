"""Signals that stop a long command: all of them stop it as Ctrl-C does, so that it leaves nothing half done."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
_AGAIN = 5.0  # seconds in which another one is the same: what it started is being ended


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Have Ctrl-C, `kill`, and a terminal that is closed raise KeyboardInterrupt in the with block; then all is as before.

    What was ignored from the start stays so: nohup ignores SIGHUP, a shell without job control SIGINT in the background.
    It does nothing outside the main thread.
    """
    last = -_AGAIN

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _AGAIN:
            last = now
            raise KeyboardInterrupt

    before = {}
    for number in (getattr(signal, name) for name in _NAMES if hasattr(signal, name)):
        handler = signal.getsignal(number)
        if handler not in (signal.SIG_IGN, None):
            try:
                before[number] = signal.signal(number, stop)
            except ValueError:  # not the main thread
                break
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
