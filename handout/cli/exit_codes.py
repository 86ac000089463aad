"""The exit code of a command, from the problems that it found."""

from __future__ import annotations

from collections.abc import Sequence

from handout.problems import ACKNOWLEDGED, DRAFTS, WAITING, ExitCode, Problem, has_errors


def exit_code(problems: Sequence[Problem], *, strict: bool = False) -> ExitCode:
    """Return the exit code of build, check and batch; if `strict`, warnings count as errors.

    What somebody let stand with a reason is no fault: there would be no other way to let it.
    """
    counts = strict and any(each.code not in ACKNOWLEDGED for each in problems)
    if has_errors(problems) or counts:
        return ExitCode.PROBLEMS
    is_waiting = any(problem.code in WAITING for problem in problems)
    return ExitCode.CONFLICTS if is_waiting else ExitCode.OK


def is_refused(problems: Sequence[Problem], *, strict: bool = False) -> bool:
    """Return whether no sheet is made: for an error, or if `strict` for words that are a draft."""
    return has_errors(problems) or (strict and any(each.code in DRAFTS for each in problems))
