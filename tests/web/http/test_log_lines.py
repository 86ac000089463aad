"""The log: a line for each event, with its time and level and no word of people."""

from __future__ import annotations

import logging
import re
import sys

from handout.web.http.log_lines import EventFormatter


def log_record(message: str, error: BaseException | None = None) -> logging.LogRecord:
    raised = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("x", logging.ERROR, "x.py", 1, message, (), raised)


def test_a_line_has_its_time_with_the_zone_and_its_level() -> None:
    line = EventFormatter().format(log_record("drained"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d ERROR drained", line)


def test_an_error_is_one_line_that_says_where_and_not_with_what() -> None:
    try:
        try:
            raise KeyError("Zorblax\nZorblax")
        except KeyError as error:
            raise ValueError("not Zorblax") from error
    except ValueError:
        line = EventFormatter().format(log_record("went wrong\r\nhere", sys.exc_info()[1]))
    assert "Zorblax" not in line and "\n" not in line and "\r" not in line
    assert "ValueError" in line and "KeyError" in line and "test_log_lines.py:" in line
