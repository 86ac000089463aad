"""The option --students: names that the privacy check looks for."""

from __future__ import annotations

from pathlib import Path

from handout.problems import Problem


def read_student_names(export: Path | None) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """Return the students' names of an export, if there is one, and warnings.

    Raises HandoutError as read_students does.
    """
    if export is None:
        return frozenset(), ()
    from handout.privacy.people.student_names import read_students

    return read_students(export)
