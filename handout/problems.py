"""What is wrong with something a person gave us, where, and what she can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

from handout.messages import fill, problem_templates


class ExitCode(IntEnum):
    """What the command tells the shell; one table, used by every command."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    CONFLICTS = 3
    ENVIRONMENT = 4
    BUG = 70
    INTERRUPT = 130


class Position(NamedTuple):
    """A spot in a file. Lines and columns count from 1; 0 stands for the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing to put right. A warning is told, and the handout is made all the same."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    warning: bool = False

    @property
    def position(self) -> Position:
        return Position(self.path, self.line, self.column)


def problem(code: str, position: Position, *, warning: bool = False, **values: object) -> Problem:
    """The Problem called `code` at `place`, worded by content/en/problems/ with `values` filled in.

    Raises KeyError for a code that has no words, or words that ask for a value not given: both are bugs.
    """
    says, do = problem_templates(code)
    path, line, column = position
    return Problem(path, line, column, code, fill(says, values), fill(do, values), warning)


MOST_ALIKE = 10


def without_repeats(problems: Iterable[Problem], most: int = MOST_ALIKE) -> list[Problem]:
    """Return `problems` in their order, of each kind in a file no more than `most`.

    Those beyond are one Problem that counts them: a person who made a mistake 173 times reads it
    a few times, and sees what else is wrong.
    """
    told = list(problems)
    alike: dict[tuple[str, str, bool], list[Problem]] = {}
    for one in told:
        alike.setdefault((one.code, one.path, one.warning), []).append(one)
    last = {}
    for same in alike.values():
        if len(same) > most + 1:  # a line that counts one says no less than that one
            last[same[most - 1]] = same[most:]
    left_out = {one for rest in last.values() for one in rest}
    shown = []
    for one in told:
        if one not in left_out:
            shown.append(one)
        if rest := last.get(one):
            shown.append(_and_more(rest))
    return shown


def _and_more(rest: list[Problem]) -> Problem:
    first, end = rest[0], rest[-1]
    lines = f"{first.line}–{end.line}" if end.line else ""
    code = "more-like-it-in-lines" if lines else "more-like-it"
    position = Position(first.path)
    return problem(code, position, warning=first.warning, count=len(rest), lines=lines)


def with_position(problems: Iterable[Problem], position: Position) -> tuple[Problem, ...]:
    """`problems`, those that name no file at `place`."""
    path, line, column = position
    return tuple(
        one if one.path else replace(one, path=path, line=line, column=column) for one in problems
    )


class HandoutError(Exception):
    """Everything a stage found wrong, sorted, told at once. Any other exception is a bug."""

    def __init__(
        self, problems: Iterable[Problem], exit_code: ExitCode = ExitCode.PROBLEMS
    ) -> None:
        self.problems = tuple(sorted(set(problems)))
        self.exit_code = exit_code
        super().__init__("; ".join(f"{p.position}: {p.message}" for p in self.problems))

    def __reduce__(self) -> tuple[type[HandoutError], tuple[tuple[Problem, ...], ExitCode]]:
        return type(self), (self.problems, self.exit_code)


def raise_errors(problems: Iterable[Problem]) -> None:
    """Raise HandoutError with all of `problems` if at least one of them is more than a warning."""
    found = tuple(problems)
    if any(not p.warning for p in found):
        raise HandoutError(found)
