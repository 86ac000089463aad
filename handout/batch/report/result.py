"""What a batch did, for those who asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from handout.edits.diff import Change
from handout.problems import Problem


@dataclass
class Report:
    """What a batch did. `made` and `kept` are ids; `failed` has the Problems of each that could not be made.

    `taken` are the pages that somebody had edited, which were read back, with what was changed in each. Of the
    `problems` those in `once` are of this run alone.
    """

    made: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failed: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    taken: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    once: set[Problem] = field(default_factory=set)
    named: tuple[Path, ...] = ()  # files that rows and layers name
    folders: frozenset[str] = frozenset()  # of the schools
