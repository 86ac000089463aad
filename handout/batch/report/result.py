"""The report of a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from handout.edits.diff import Change
from handout.problems import HandoutError, Problem


class ReportedRow(NamedTuple):
    """The handout and the school of a row of the roster."""

    id: str
    school: str


@dataclass
class BatchReport:
    """What a batch did.

    `built` and `unchanged` are ids; `failed` has the Problems of each that could not be built.
    `pulled` are the pages that somebody had edited, which were read back, with what was changed in
    each. Of the `problems` those in `transient` are of this run alone.
    """

    built: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    failed: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    pulled: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    print_runs: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    transient: set[Problem] = field(default_factory=set)
    named_files: tuple[Path, ...] = ()  # files that rows and layers name
    pages: tuple[str, ...] = ()  # of the index, besides index.html, within the output folder
    folders: frozenset[str] = frozenset()  # of the schools
    # The handouts that have a note which is about no row of theirs.
    noted: dict[Problem, tuple[str, ...]] = field(default_factory=dict)
    # The rows that problems are about, by their numbers.
    rows: dict[int, ReportedRow] = field(default_factory=dict)

    @property
    def all_problems(self) -> list[Problem]:
        """Return all problems, with those of handouts that could not be built."""
        problems = [*self.problems]
        for failures in self.failed.values():
            problems += failures
        return problems


class StoppedError(HandoutError):
    """A batch ended before anything was built: `report` says what is wrong with which handout."""

    def __init__(self, report: BatchReport) -> None:
        self.report = report
        super().__init__(report.all_problems)
