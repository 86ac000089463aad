"""The schools of the office's index: their handouts, their print runs and how far they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from handout.batch.plan.plan import school_key
from handout.batch.report.manifest import ManifestLine
from handout.interface_language import interface_messages
from handout.sources.plain_letters import plain_letters
from handout.sources.roster.schools import commonest_named


@dataclass
class IndexedSchool:
    """One school of an index; `folder` is "" where nothing of it is there."""

    lines: list[ManifestLine] = field(default_factory=list)
    folder: str = ""
    runs: list[str] = field(default_factory=list)
    page: str = ""
    is_part: bool = False  # of a school with more handouts than a page of the index has

    @property
    def name(self) -> str:
        """Return the name that most of its rows have; for a part, with its first and last id."""
        name = commonest_named([line.record for line in self.lines]).school_name
        if not self.is_part:
            return name
        first, last = self.lines[0].record.handout_id, self.lines[-1].record.handout_id
        part: str = interface_messages("index")["school"]["part"]
        return part.format(name=name, first=first, last=last)

    @property
    def counts(self) -> Counter[str]:
        """Return how many handouts are in each state."""
        return Counter(state for line in self.lines for state in line.states)

    @property
    def words(self) -> str:
        """Return all words by which one of its handouts is searched for, each once; Đặng as dang
        too.
        """
        words = " ".join(line.search_words for line in self.lines).split()
        words += [plain_letters(word) for word in words if not word.isascii()]
        return " ".join(dict.fromkeys(words))


def split_large_schools(schools: Iterable[IndexedSchool], most: int) -> list[IndexedSchool]:
    """Return the schools; one with more than `most` handouts as parts of equal size.

    The print runs stand at the first part.
    """
    parts = []
    for school in schools:
        count = -(-len(school.lines) // most)
        if count == 1:
            parts.append(school)
            continue
        size = -(-len(school.lines) // count)
        for start in range(0, len(school.lines), size):
            lines = school.lines[start : start + size]
            runs = [] if start else school.runs
            parts.append(IndexedSchool(lines, school.folder, runs, is_part=True))
    return parts


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
