"""Problems: what is wrong with a file that a person wrote, where, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import IntEnum
from typing import NamedTuple

from handout.content_folders import ENGLISH
from handout.messages import fill, message_table, problem_templates


class ExitCode(IntEnum):
    """The exit codes of all commands."""

    OK = 0
    PROBLEMS = 1
    USAGE = 2
    CONFLICTS = 3
    ENVIRONMENT = 4
    BUG = 70
    INTERRUPT = 130


WAITING = frozenset(
    {"edit-waits", "edit-waits-gone", "edit-other-language", "page-kept", "batch-page-kept"}
)
"""What people have to decide on: newer wordings, and edits that could not be taken."""

ACKNOWLEDGED = frozenset({"privacy-allowed"})
"""What somebody let stand and gave a reason for: told, and no fault even where notes are faults."""

DRAFTS = frozenset({"language-draft", "second-draft"})
"""That words of a sheet are a translation that nobody has reviewed; --strict refuses them."""


ProblemTemplates = Callable[[str, str, Mapping[str, object]], tuple[str, str]]
"""Gives what a Problem says and what to do about it: of its code, in a language, with values."""


class Position(NamedTuple):
    """A position in a file. Lines and columns count from 1; 0 stands for the whole file."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(
            [self.path, *(str(number) for number in (self.line, self.column) if number)]
        )


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One problem. With a `warning` the handout is built all the same.

    `values` are what was filled into its words, by which they can be said in another language.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    warning: bool = False
    values: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    @property
    def position(self) -> Position:
        return Position(self.path, self.line, self.column)


def problem(code: str, position: Position, *, warning: bool = False, **values: object) -> Problem:
    """Return the Problem `code` at `position`, in the words of content/en/problems/.

    `values` are filled into them. Raises KeyError for a code without words, or if a value is
    missing: both are bugs.
    """
    return problem_in("en", code, position, warning=warning, **values)


def problem_in(
    language: str, code: str, position: Position, /, *, warning: bool = False, **values: object
) -> Problem:
    """Return a Problem as `problem` does, in the words of `language` if it has any for `code`."""
    message, hint = problem_templates(code, language, values)
    path, line, column = position
    says, do = fill(message, values), fill(hint, values)
    filled_in = tuple((name, str(value)) for name, value in values.items())
    return Problem(path, line, column, code, says, do, warning, filled_in)


def reword_problem(
    problem: Problem, language: str, templates: ProblemTemplates = problem_templates
) -> Problem:
    """Return `problem` in the words of `language`; the values in it stay as they are.

    What it has no words for is said as before, and so is what a stage put before or after them.
    `templates` gives the words in another place than `problem_templates` does.
    """
    values = dict(problem.values)
    try:
        english = [fill(words, values) for words in problem_templates(problem.code, values=values)]
    except KeyError:  # one that was kept by an older version, or counts others of its kind
        return problem
    says, do = (fill(words, values) for words in templates(problem.code, language, values))
    return replace(
        problem,
        message=_reword_cell(_replace_words(problem.message, english[0], says), language),
        hint=_replace_words(problem.hint, english[1], do),
    )


def problem_facts(problem: Problem) -> dict[str, object]:
    """Return `problem` for a program that reads our reports: its words whole, without values."""
    facts = asdict(problem)
    del facts["values"]
    return facts


def _replace_words(text: str, old: str, new: str) -> str:
    return text.replace(old, new, 1) if old else text


def _reword_cell(message: str, language: str) -> str:
    """Return what is said of a roster's cell, with the words before it that name the cell."""
    english, template = (message_table("roster-words", tag)["cell"] for tag in (ENGLISH, language))
    pattern = re.escape(english).replace(r"\{letter\}", r"(?P<letter>[A-Z]{1,3})")
    named = re.match(pattern.replace(r"\{heading\}", r"(?P<heading>.*?)"), message)
    if named is None or template == english:
        return message
    return str(template).format_map(named.groupdict()) + message[named.end() :]


MOST_ALIKE = 10


def without_repeats(problems: Iterable[Problem], most: int = MOST_ALIKE) -> list[Problem]:
    """Return `problems` in their order, of each kind in a file no more than `most`.

    The others of a kind are one Problem that counts them: a person who made a mistake 173 times
    reads it a few times, and sees what else is wrong.
    """
    in_order = list(problems)
    by_kind: dict[tuple[str, str, bool], list[Problem]] = {}
    for problem in in_order:
        by_kind.setdefault((problem.code, problem.path, problem.warning), []).append(problem)
    omitted_after: dict[Problem, list[Problem]] = {}
    omitted: set[Problem] = set()
    for alike in by_kind.values():
        if len(alike) > most + 1:  # a line that counts one problem is no shorter than that problem
            omitted_after[alike[most - 1]] = alike[most:]
            omitted.update(alike[most:])
    shown = []
    for problem in in_order:
        if problem not in omitted:
            shown.append(problem)
        if problem in omitted_after:
            shown.append(_count_more(omitted_after[problem]))
    return shown


def _count_more(rest: list[Problem]) -> Problem:
    first, end = rest[0], rest[-1]
    lines = f"{first.line}–{end.line}" if end.line else ""
    code = "more-like-it-in-lines" if lines else "more-like-it"
    position = Position(first.path)
    return problem(code, position, warning=first.warning, count=len(rest), lines=lines)


def with_position(problems: Iterable[Problem], position: Position) -> tuple[Problem, ...]:
    """Return `problems`; those that name no file get `position`."""
    path, line, column = position
    placed = []
    for problem in problems:
        if not problem.path:
            problem = replace(problem, path=path, line=line, column=column)
        placed.append(problem)
    return tuple(placed)


class HandoutError(Exception):
    """All that a stage found wrong, sorted. Any other exception is a bug."""

    def __init__(
        self, problems: Iterable[Problem], exit_code: ExitCode = ExitCode.PROBLEMS
    ) -> None:
        self.problems = tuple(sorted(set(problems)))
        self.exit_code = exit_code
        messages = (f"{problem.position}: {problem.message}" for problem in self.problems)
        super().__init__("; ".join(messages))

    def __reduce__(self) -> tuple[type[HandoutError], tuple[tuple[Problem, ...], ExitCode]]:
        return type(self), (self.problems, self.exit_code)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether one of `problems` is more than a warning."""
    return any(not problem.warning for problem in problems)


def raise_errors(problems: Iterable[Problem]) -> None:
    """Raise HandoutError with all of `problems` if at least one of them is more than a warning."""
    problems = tuple(problems)
    if has_errors(problems):
        raise HandoutError(problems)
