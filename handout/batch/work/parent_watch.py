"""End a worker when the process that started it ends, however that happened."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import wait

_CHECK_INTERVAL = 0.5  # seconds between two looks at the parent
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def end_with_parent() -> None:
    """End this process, which multiprocessing started, at once when its parent has ended.

    Linux does that by itself, also during a long computation. On every system a thread watches the
    parent's pipe, which is what works on Windows, and the parent's id, since workers that were
    forked hold each other's pipes open.
    """
    parent = multiprocessing.parent_process()
    if parent is None or parent.pid is None:
        return
    if sys.platform == "linux":
        _request_death_signal()
    threading.Thread(target=_watch_parent, args=(parent.pid, parent.sentinel), daemon=True).start()


def _request_death_signal() -> None:
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _watch_parent(parent_id: int, sentinel: int) -> None:
    while os.name == "nt" or os.getppid() == parent_id:  # it may have ended before we looked
        if wait([sentinel], _CHECK_INTERVAL):
            break
    os._exit(1)
