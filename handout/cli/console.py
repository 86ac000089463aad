"""Print problems and results for a person in a terminal, or for a program."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from handout.messages import message_table
from handout.problems import Problem, without_repeats

_RED, _YELLOW, _BOLD, _DIM, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm")
_WIDEST = 110  # characters of a source line that are shown


def _uses_color(stream: TextIO) -> bool:
    # https://no-color.org: any value that is not empty
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_line(text: str) -> None:
    """Print a line of what was done."""
    print(text, file=sys.stdout, flush=True)


def print_problems(problems: Sequence[Problem]) -> None:
    """Print `problems` to standard error, and how many there are.

    Each with its position, its message, the line of the file and what to do.
    """
    if not problems:
        return
    said, paint = message_table("commands")["handout"], _uses_color(sys.stderr)
    read: dict[str, list[str]] = {}
    for one in without_repeats(problems):
        color = _YELLOW if one.warning else _RED
        head = f"{_location(one)}: " if one.path else ""
        print(
            _colorize(head, _BOLD, paint)
            + _colorize(said["warning"] if one.warning else "", color, paint)
            + one.message,
            file=sys.stderr,
        )
        for line in _source_lines(one, read):
            print(_colorize("    " + line, _DIM, paint), file=sys.stderr)
        if one.hint:
            print("  " + said["hint"].format(hint=one.hint), file=sys.stderr)
    errors = sum(not one.warning for one in problems)
    noted = len(problems) - errors
    for count, key in ((errors, "counted"), (noted, "noted")):
        if count:
            print(said[f"{key}_one" if count == 1 else key].format(count=count), file=sys.stderr)


def _colorize(text: str, color: str, paint: bool) -> str:
    return f"{color}{text}{_PLAIN}" if paint and text else text


def _location(one: Problem) -> str:
    """Return the position as editors write it; in a spreadsheet the column is a letter."""
    if not one.column or not one.path.casefold().endswith(_TABLES):
        return str(one.position)
    from handout.sources.spreadsheet.rows import column_letter

    return f"{one.path}:{one.line}:{column_letter(one.column)}"


def _source_lines(one: Problem, read: dict[str, list[str]]) -> Iterable[str]:
    """Yield the line that a Problem is about, and a mark under its column."""
    if not one.line or one.path.casefold().endswith(_TABLES):  # their rows are not lines of text
        return
    if one.path not in read:
        try:
            content = Path(one.path).read_bytes()
        except OSError:
            content = b""
        # A file that is no text is not shown: a workbook may have any name.
        read[one.path] = (
            [] if b"\0" in content[:4096] else content.decode("utf-8", "replace").splitlines()
        )
    if one.line > len(read[one.path]):
        return
    line = "".join(c if c.isprintable() else " " for c in read[one.path][one.line - 1])
    start = max(0, one.column - _WIDEST // 2) if len(line) > _WIDEST else 0
    yield line[start : start + _WIDEST]
    if one.column:
        yield " " * (one.column - 1 - start) + "^"


def format_json(problems: Iterable[Problem], **more: Any) -> str:
    """Return `problems` and other results as JSON."""
    return json.dumps(
        {**more, "problems": [asdict(one) for one in problems]}, ensure_ascii=False, indent=2
    )
