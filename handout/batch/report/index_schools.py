"""The schools of the office's index: their handouts, their print runs and how far they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from handout.batch.plan.plan import school_key
from handout.batch.report.index_rows import words_of_row
from handout.batch.report.manifest import ManifestLine
from handout.sources.roster.schools import commonest_named


@dataclass
class IndexedSchool:
    """One school of an index; `folder` is "" where nothing of it is there."""

    lines: list[ManifestLine] = field(default_factory=list)
    folder: str = ""
    runs: list[str] = field(default_factory=list)
    page: str = ""

    @property
    def name(self) -> str:
        """Return the name that most of its rows have."""
        return commonest_named([line.record for line in self.lines]).school_name

    @property
    def counts(self) -> Counter[str]:
        """Return how many handouts are in each state."""
        return Counter(state for line in self.lines for state in line.states)

    @property
    def words(self) -> str:
        """Return all words by which one of its handouts is searched for, each once."""
        words = " ".join(words_of_row(line) for line in self.lines).split()
        return " ".join(dict.fromkeys(words))


def group_by_school(lines: Sequence[ManifestLine], runs: Iterable[str]) -> list[IndexedSchool]:
    """Return the schools with their lines and the paths of their print runs."""
    schools: dict[str, IndexedSchool] = {}
    for line in lines:
        school = schools.setdefault(school_key(line.record), IndexedSchool())
        school.lines.append(line)
        if line.entry:
            school.folder = line.entry.folder
    by_folder = {school.folder: school for school in schools.values() if school.folder}
    for path in runs:
        folder = path.rpartition("/")[0]
        if folder in by_folder:
            by_folder[folder].runs.append(path)
    return list(schools.values())
