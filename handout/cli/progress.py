"""How far a batch is, on standard error."""

from __future__ import annotations

import sys
import time

from handout.interface_language import command_messages

_MESSAGES = command_messages()["batch"]
# Seconds between two reports: on a terminal, where a line is written over, and in a log.
_TERMINAL_INTERVAL, _LOG_INTERVAL = 0.1, 10
_ESTIMATES_FROM = 2  # seconds; before, the time that is left would be a guess
_COUNTS_MINUTES_FROM = 90  # seconds
_ERASE_LINE = "\r\x1b[K"


class Progress:
    """Prints the progress: a line that changes on a terminal, else a line every ten seconds."""

    def __init__(self, terminal: bool, quiet: bool) -> None:
        self._is_terminal, self._is_quiet = terminal, quiet
        self._step = ""
        self._step_start = 0.0  # time.monotonic()
        self._last_report = 0.0
        self._has_open_line = False

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step != self._step:
            self._start_step(step, now)
        is_last = done == total
        interval = _TERMINAL_INTERVAL if self._is_terminal else _LOG_INTERVAL
        is_too_soon = not is_last and now - self._last_report < interval
        if self._is_quiet or is_too_soon:
            return
        self._last_report = now
        line = self._format_line(done, total, now - self._step_start)
        if self._is_terminal:
            self._print(f"{_ERASE_LINE}{line}", end="\n" if is_last else "")
            self._has_open_line = not is_last
        else:
            self._print(line)

    def end_line(self) -> None:
        """End the line that changes."""
        if self._has_open_line:
            self._print()
            self._has_open_line = False

    def _start_step(self, step: str, now: float) -> None:
        self.end_line()
        self._step, self._step_start = step, now
        self._last_report = 0 if self._is_terminal else now

    def _print(self, line: str = "", end: str = "\n") -> None:
        try:
            print(line, end=end, file=sys.stderr, flush=True)
        except OSError:  # the terminal was closed; the handouts are made all the same
            self._is_quiet = True

    def _format_line(self, done: int, total: int, seconds: float) -> str:
        values = {"what": _MESSAGES[self._step], "done": done, "of": total}
        if done == total or seconds < _ESTIMATES_FROM:
            return str(_MESSAGES["progress"].format(**values))
        remaining = seconds / done * (total - done)
        if remaining >= _COUNTS_MINUTES_FROM:
            left = _MESSAGES["minutes"].format(count=round(remaining / 60))
        else:
            left = _MESSAGES["seconds"].format(count=round(remaining))
        return str(_MESSAGES["left"].format(**values, left=left))
