"""Tell stars and underscores that mark emphasis from those that are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handout.sources.markdown.parser import ADDRESS

_FACTOR = r"(?:\d+(?:[.,]\d+)?|[^\W\d_])"
PRODUCT = re.compile(rf"(?<![\w*\\]){_FACTOR}(?:\*+{_FACTOR})+(?![\w*])")
"""5*7*2 and a*b: a whole word of numbers and single letters."""

_TOKEN = re.compile(rf"\\.|\]\({ADDRESS}\)|(?P<marks>\*+|_+)", re.IGNORECASE)


@dataclass(slots=True)
class _MarkRun:
    """Stars or low lines that stand together, from `start`.

    `opens` and `closes`: they may begin or end emphasis. `used`: they do.
    """

    start: int
    marks: str
    opens: bool
    closes: bool
    used: bool = False


@dataclass(frozen=True, slots=True)
class _Opener:
    """A run of which `left` marks have no partner yet."""

    run: _MarkRun
    left: int


def escape_lone_marks(line: str) -> str:
    """Return `line` with a backslash before each star or low line that is no mark of emphasis.

    A mark stands close to the words it sets off, has a partner, and multiplies nothing.
    """
    line = PRODUCT.sub(lambda match: match[0].replace("*", "\\*"), line)
    runs = [_mark_run(line, match) for match in _TOKEN.finditer(line) if match["marks"]]
    for mark in "*_":
        _pair_runs([run for run in runs if run.marks[0] == mark])
    for run in reversed(runs):
        if not run.used:
            escaped = "".join(f"\\{mark}" for mark in run.marks)
            line = line[: run.start] + escaped + line[run.start + len(run.marks) :]
    return line


def _mark_run(line: str, match: re.Match[str]) -> _MarkRun:
    marks = match["marks"]
    before = line[: match.start()][-1:] or " "
    after = line[match.end() :][:1] or " "
    opens, closes = not after.isspace(), not before.isspace()
    if marks[0] == "_":  # CommonMark: within a word it is a letter, as in room_12
        opens = opens and not before.isalnum()
        closes = closes and not after.isalnum()
    return _MarkRun(match.start(), marks, opens, closes)


def _pair_runs(runs: Sequence[_MarkRun]) -> None:
    """Set `used` of the runs, all of one mark, that have a partner."""
    openers: list[_Opener] = []
    for run in runs:
        marks_left = len(run.marks)
        while run.closes and marks_left:
            number = _find_opener(openers, run)
            if number is None:
                break
            opener = openers[number]
            del openers[number:]  # what was opened in between is never closed
            opener.run.used = run.used = True
            if opener.left > marks_left:
                openers.append(_Opener(opener.run, opener.left - marks_left))
            marks_left -= min(marks_left, opener.left)
        if run.opens and marks_left:
            openers.append(_Opener(run, marks_left))


def _find_opener(openers: Sequence[_Opener], closer: _MarkRun) -> int | None:
    """Return the number of the last of `openers` that `closer` may close."""
    for number in reversed(range(len(openers))):
        if _may_pair(openers[number].run, closer):
            return number
    return None


def _may_pair(opener: _MarkRun, closer: _MarkRun) -> bool:
    """Return whether two runs may be partners: CommonMark's rule of three (0.31, rule 9 of
    emphasis).

    In **a*b*c** the first single star begins the inner emphasis, and ends no half of the outer.
    """
    if not (opener.closes or closer.opens):
        return True
    lengths = len(opener.marks), len(closer.marks)
    return sum(lengths) % 3 != 0 or not any(length % 3 for length in lengths)
