"""Signals that stop a command: all do it as Ctrl-C does, so that nothing is left half done."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNAL_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
_GRACE_PERIOD = 5.0  # seconds in which a second signal is ignored: the first is being handled


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Raise KeyboardInterrupt in the with block on Ctrl-C, `kill` and a closed terminal.

    A signal that was ignored from the start still is: nohup ignores SIGHUP, and a shell without
    job control ignores SIGINT in the background. Does nothing outside the main thread. After a stop
    the signals are ignored: one sent again while the command ends must not change its exit code.
    """
    no_signal = last_signal = -_GRACE_PERIOD

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal last_signal
        now = time.monotonic()
        if now - last_signal >= _GRACE_PERIOD:
            last_signal = now
            raise KeyboardInterrupt

    handlers = {}
    for number in _signal_numbers():
        handler = signal.getsignal(number)
        if handler not in (signal.SIG_IGN, None):
            try:
                handlers[number] = signal.signal(number, stop)
            except ValueError:  # not the main thread
                break
    try:
        yield
    finally:
        was_stopped = last_signal != no_signal
        for number, handler in handlers.items():
            signal.signal(number, signal.SIG_IGN if was_stopped else handler)


def _signal_numbers() -> list[signal.Signals]:
    return [getattr(signal, name) for name in _SIGNAL_NAMES if hasattr(signal, name)]
