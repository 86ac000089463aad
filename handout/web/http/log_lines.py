"""The server's log: each event is one line with its time and level, and no word of people."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

LOG = logging.getLogger("handout.serve")
_ASYNCIO = logging.getLogger("asyncio")
_UVICORN = logging.getLogger("uvicorn")
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class EventFormatter(logging.Formatter):
    """Formats an event as one line: its time with the zone, its level, what happened."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        time = datetime.fromtimestamp(record.created).astimezone()
        return time.isoformat(timespec="milliseconds")

    def formatException(self, ei: _Raised) -> str:  # noqa: N802
        return describe_place(ei[1]) if ei[1] else ""

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).splitlines()
        return " | ".join(line.strip() for line in lines if line.strip())


def start_log(level: int) -> None:
    """Write what happens from `level` on to the standard error stream."""
    handler = logging.StreamHandler()
    handler.setFormatter(EventFormatter())
    LOG.setLevel(level)
    _UVICORN.setLevel(logging.WARNING)  # its other lines say again what ours do
    _ASYNCIO.addFilter(_drop_message)
    for logger in (LOG, _UVICORN, _ASYNCIO):
        logger.handlers = [handler]
        logger.propagate = False


def _drop_message(record: logging.LogRecord) -> bool:
    """Keep the place of an error alone: asyncio's message shows what a task was called with.

    Drop what Ctrl-C or another signal stopped: it comes in the middle of whatever task runs.
    """
    if record.exc_info and isinstance(record.exc_info[1], KeyboardInterrupt):
        return False
    record.msg, record.args = "a task went wrong", ()
    return True


def describe_place(error: BaseException) -> str:
    """Return the kind of an error and where it happened: what it says may be words of people."""
    lines = [type(error).__name__]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}")
    cause = error.__cause__ or error.__context__
    if cause:
        lines.append(f"after {describe_place(cause)}")
    return "\n".join(lines)
