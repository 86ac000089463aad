"""Print problems and results for a person in a terminal, or for a program."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from handout.cli.output_encoding import has_every_letter
from handout.cli.verbosity import Verbosity, current_verbosity
from handout.interface_language import command_messages, interface_language, say_counted
from handout.problems import Problem, problem_facts, reword_problem, without_repeats

_RED, _YELLOW, _BOLD, _DIM, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"
_TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx", ".xlsm")
_MAX_WIDTH = 110  # characters of a source line that are shown


def _uses_color(stream: TextIO) -> bool:
    # https://no-color.org and https://force-color.org: any value that is not empty
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def print_line(text: str) -> None:
    """Print a line of what was done; with -q it is left out."""
    if current_verbosity() > Verbosity.QUIET:
        print_result(text)


def print_result(text: str) -> None:
    """Print what was asked for, also with -q."""
    print(text, file=sys.stdout, flush=True)


def print_detail(text: str) -> None:
    """Print how something was done, with -v alone: to standard error, apart from results."""
    if current_verbosity() is Verbosity.VERBOSE:
        print(text, file=sys.stderr, flush=True)


def print_problems(problems: Sequence[Problem]) -> None:
    """Print `problems` to standard error, and how many there are.

    Each with its position, its message, its code, the line of the file and what to do. With -q,
    notes are left out.
    """
    if current_verbosity() is Verbosity.QUIET:
        problems = [problem for problem in problems if not problem.warning]
    if not problems:
        return
    language = interface_language()
    messages = command_messages()["handout"]
    colored = _uses_color(sys.stderr)
    lines_by_path: dict[str, list[str]] = {}
    for counted in without_repeats(problems):
        problem = reword_problem(counted, language)
        place = f"{_location(problem)}: " if problem.path else ""
        kind = messages["warning"] if problem.warning else ""
        color = _YELLOW if problem.warning else _RED
        head = _colorize(place, _BOLD, colored) + _colorize(kind, color, colored)
        code = _colorize(f" [{problem.code}]", _DIM, colored)
        print(head + problem.message + code, file=sys.stderr)
        for line in _source_lines(problem, lines_by_path):
            print(_colorize("    " + line, _DIM, colored), file=sys.stderr)
        if problem.hint:
            print("  " + messages["hint"].format(hint=problem.hint), file=sys.stderr)
    errors = sum(not problem.warning for problem in problems)
    warnings = len(problems) - errors
    for count, key in ((errors, "counted"), (warnings, "noted")):
        if count:
            print(say_counted(messages, key, count), file=sys.stderr)


def _colorize(text: str, color: str, colored: bool) -> str:
    return f"{color}{text}{_PLAIN}" if colored and text else text


def _location(problem: Problem) -> str:
    """Return the position as editors write it; in a spreadsheet the column is a letter."""
    if not problem.column or not _is_table(problem):
        return str(problem.position)
    from handout.sources.spreadsheet.rows import column_letter

    return f"{problem.path}:{problem.line}:{column_letter(problem.column)}"


def _is_table(problem: Problem) -> bool:
    return problem.path.casefold().endswith(_TABLE_SUFFIXES)


def _source_lines(problem: Problem, lines_by_path: dict[str, list[str]]) -> Iterator[str]:
    """Yield the line that a Problem is about, and a mark under its column."""
    if not problem.line or _is_table(problem):  # the rows of a table are not lines of text
        return
    path = problem.path
    if path not in lines_by_path:
        lines_by_path[path] = _read_lines(path)
    lines = lines_by_path[path]
    if problem.line > len(lines):
        return
    # A character that moves the cursor would put the mark under another word.
    printable = [char if char.isprintable() else " " for char in lines[problem.line - 1]]
    line = "".join(printable)
    start = max(0, problem.column - _MAX_WIDTH // 2) if len(line) > _MAX_WIDTH else 0
    yield line[start : start + _MAX_WIDTH]
    if problem.column:
        yield " " * (problem.column - 1 - start) + "^"


def _read_lines(path: str) -> list[str]:
    try:
        content = Path(path).read_bytes()
    except OSError:
        return []
    # A file that is no text is not shown: a workbook may have any name.
    return [] if b"\0" in content[:4096] else content.decode("utf-8", "replace").splitlines()


def format_json(problems: Iterable[Problem], **results: Any) -> str:
    """Return `problems` and other results as JSON."""
    language = interface_language()
    entries = [problem_facts(reword_problem(problem, language)) for problem in problems]
    return dump_json({**results, "problems": entries})


def dump_json(value: object) -> str:
    """Return `value` as JSON that standard output can write: escaped where it lacks letters."""
    return json.dumps(value, ensure_ascii=not has_every_letter(), indent=2)


def format_page_count(count: int) -> str:
    """Return "1 page", "2 pages" in the language of the commands."""
    return say_counted(command_messages()["build"], "pages", count)
