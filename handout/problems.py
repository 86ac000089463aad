"""What is wrong with something a person gave us, where, and what she can do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from handout.messages import problem_words


class ExitCode(IntEnum):
    """What the command tells the shell; one table, used by every command."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    CONFLICTS = 3
    ENVIRONMENT = 4
    BUG = 70
    INTERRUPT = 130


class Place(NamedTuple):
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
    def place(self) -> Place:
        return Place(self.path, self.line, self.column)


def problem(code: str, place: Place, *, warning: bool = False, **values: object) -> Problem:
    """The Problem called `code` at `place`, worded by content/en/problems/ with `values` filled in.

    Raises KeyError for a code that has no words, or words that ask for a value not given: both are bugs.
    """
    says, do = problem_words(code)
    path, line, column = place
    return Problem(
        path, line, column, code, says.format_map(values), do.format_map(values), warning
    )


class HandoutError(Exception):
    """Everything a stage found wrong, sorted, told at once. Any other exception is a bug."""

    def __init__(
        self, problems: Iterable[Problem], exit_code: ExitCode = ExitCode.PROBLEMS
    ) -> None:
        self.problems = tuple(sorted(set(problems)))
        self.exit_code = exit_code
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in self.problems))

    def __reduce__(self) -> tuple[type[HandoutError], tuple[tuple[Problem, ...], ExitCode]]:
        return type(self), (self.problems, self.exit_code)


def raise_errors(problems: Iterable[Problem]) -> None:
    """Raise HandoutError with all of `problems` if at least one of them is more than a warning."""
    found = tuple(problems)
    if any(not p.warning for p in found):
        raise HandoutError(found)
