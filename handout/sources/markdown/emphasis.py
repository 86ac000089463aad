"""Which stars and low lines of a text are marks of emphasis, and which were meant as they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handout.sources.markdown.parser import ADDRESS

_FACTOR = r"(?:\d+(?:[.,]\d+)?|[^\W\d_])"
FACTOR = re.compile(_FACTOR)
FACTOR_BEFORE = re.compile(rf"(?<!\w){_FACTOR}$")
FACTOR_AFTER = re.compile(rf"{_FACTOR}(?!\w)")
# 5*7*2 and a*b: a whole word of numbers and single letters.
_PRODUCT = re.compile(rf"(?<![\w*\\]){_FACTOR}(?:\*+{_FACTOR})+(?![\w*])")
_TOKEN = re.compile(rf"\\.|\]\({ADDRESS}\)|(?P<marks>\*+|_+)", re.IGNORECASE)


@dataclass(slots=True)
class _Run:
    """Stars or low lines that stand together: where, whether they may begin or end emphasis, and whether they do."""

    at: int
    marks: str
    opens: bool
    closes: bool
    used: bool = False


def without_lone_marks(line: str) -> str:
    """`line` with a backslash before each star or low line that is clearly no mark of emphasis.

    A mark stands close to the words it sets off, has a partner, and multiplies nothing.
    """
    line = _PRODUCT.sub(lambda found: found[0].replace("*", "\\*"), line)
    runs = [_run(line, found) for found in _TOKEN.finditer(line) if found["marks"]]
    _pair(runs)
    for run in reversed(runs):
        if not run.used:
            escaped = "".join(f"\\{mark}" for mark in run.marks)
            line = line[: run.at] + escaped + line[run.at + len(run.marks) :]
    return line


def _run(line: str, found: re.Match[str]) -> _Run:
    marks = found["marks"]
    before, after = line[: found.start()][-1:] or " ", line[found.end() :][:1] or " "
    opens, closes = not after.isspace(), not before.isspace()
    if marks[0] == "_":  # within a word it is a letter
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    return _Run(found.start(), marks, opens, closes)


def _pair(runs: list[_Run]) -> None:
    """Find out which runs have a partner."""
    for mark in "*_":
        waiting: list[tuple[_Run, int]] = []
        for run in (run for run in runs if run.marks[0] == mark):
            left = len(run.marks)
            while run.closes and waiting and left:
                opener, there = waiting.pop()
                opener.used = run.used = True
                if there > left:
                    waiting.append((opener, there - left))
                left -= min(left, there)
            if run.opens and left:
                waiting.append((run, left))
