"""Problems and results as a person in a terminal, or a program, reads them."""

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


def _colours(stream: TextIO) -> bool:
    # https://no-color.org: any value that is not empty
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(text: str) -> None:
    """Print a line of what was done."""
    print(text, file=sys.stdout, flush=True)


def tell(problems: Sequence[Problem]) -> None:
    """Print `problems` to standard error: where, what, the line itself, what to do; and how many there are."""
    if not problems:
        return
    said, paint = message_table("commands")["handout"], _colours(sys.stderr)
    read: dict[str, list[str]] = {}
    for one in without_repeats(problems):
        colour = _YELLOW if one.warning else _RED
        head = f"{_where(one)}: " if one.path else ""
        print(
            _painted(head, _BOLD, paint)
            + _painted(said["warning"] if one.warning else "", colour, paint)
            + one.message,
            file=sys.stderr,
        )
        for line in _source(one, read):
            print(_painted("    " + line, _DIM, paint), file=sys.stderr)
        if one.hint:
            print("  " + said["hint"].format(hint=one.hint), file=sys.stderr)
    errors = sum(not one.warning for one in problems)
    noted = len(problems) - errors
    for count, key in ((errors, "counted"), (noted, "noted")):
        if count:
            print(said[f"{key}_one" if count == 1 else key].format(count=count), file=sys.stderr)


def _painted(text: str, colour: str, paint: bool) -> str:
    return f"{colour}{text}{_PLAIN}" if paint and text else text


def _where(one: Problem) -> str:
    """The place as an editor takes it; in a spreadsheet the column has its letter."""
    if not one.column or not one.path.casefold().endswith(_TABLES):
        return str(one.position)
    from handout.sources.roster.csv import column_letter

    return f"{one.path}:{one.line}:{column_letter(one.column)}"


def _source(one: Problem, read: dict[str, list[str]]) -> Iterable[str]:
    """The line a Problem is about, and a mark under its column."""
    if not one.line or one.path.casefold().endswith(_TABLES):  # their rows are not lines of text
        return
    if one.path not in read:
        try:
            content = Path(one.path).read_bytes()
        except OSError:
            content = b""
        # What is no text is not shown: a workbook may have any name.
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


def as_json(problems: Iterable[Problem], **more: Any) -> str:
    """`problems` and whatever else was found out, for programs."""
    return json.dumps(
        {**more, "problems": [asdict(one) for one in problems]}, ensure_ascii=False, indent=2
    )
