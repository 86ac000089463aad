"""Print runs: one PDF for each school, and one of all schools, in volumes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol, TypeVar

from handout.batch.state.digest import bytes_digest

# The most copies in one volume. A handout that changes has its volume bound again, at 0.01 s a
# copy: small volumes keep that below a second. Each copy takes about 0.6 MB of memory meanwhile.
MOST = 60


@dataclass(frozen=True, kw_only=True)
class PrintedHandout:
    """One handout of a print run: its PDF within the output folder, and the digest of that."""

    path: str
    sha256: str
    id: str
    title: str
    copies: int
    pages: int
    ink: str

    @property
    def sheets(self) -> int:
        """Return the sheets of paper of one copy, printed on both sides."""
        return -(-self.pages // 2)


@dataclass(frozen=True, kw_only=True)
class SchoolPrints:
    name: str
    prints: tuple[PrintedHandout, ...]

    @property
    def copies(self) -> int:
        return sum(printed.copies for printed in self.prints)

    @property
    def sheets(self) -> int:
        """Return the sheets of paper of all copies of its handouts."""
        return sum(printed.sheets * printed.copies for printed in self.prints)

    @property
    def contents(self) -> tuple[tuple[str, str, int], ...]:
        """Return the id, the title and the copies of each handout."""
        return tuple((printed.id, printed.title, printed.copies) for printed in self.prints)


@dataclass(frozen=True, kw_only=True)
class PrintRun:
    """A print run to bind: its path, and what goes into it."""

    output: Path
    path: str
    schools: tuple[SchoolPrints, ...]
    paper: str
    language: str = "en"

    @property
    def prints(self) -> tuple[PrintedHandout, ...]:
        """Return its handouts, of all its schools."""
        return tuple(printed for school in self.schools for printed in school.prints)

    @property
    def sheets(self) -> int:
        """Return its sheets of paper: a separator sheet for each school, and the handouts."""
        return sum(1 + school.sheets for school in self.schools)

    @property
    def inputs(self) -> list[list[object]]:
        """Return what it is bound from, as JSON: if that is equal, it need not be bound again."""
        schools: list[list[object]] = []
        for school in self.schools:
            prints = [[item.path, item.sha256, item.title, item.copies] for item in school.prints]
            schools.append([school.name, self.paper, prints])
        return schools


def plan_runs(
    output: Path, stem: str, schools_by_paper: Mapping[str, Sequence[SchoolPrints]]
) -> list[PrintRun]:
    """Return the runs of these schools into the folder `output`: each paper in volumes.

    `stem` is their path within it, without paper, number and suffix.
    """
    runs = []
    for paper, schools in sorted(schools_by_paper.items()):
        paper_stem = f"{stem}-{paper}" if len(schools_by_paper) > 1 else stem
        volumes = split_into_volumes(schools)
        for number, volume in enumerate(volumes, 1):
            path = f"{paper_stem}-{number}.pdf" if len(volumes) > 1 else f"{paper_stem}.pdf"
            runs.append(PrintRun(output=output, path=path, schools=volume, paper=paper))
    return runs


def split_into_volumes(schools: Sequence[SchoolPrints]) -> list[tuple[SchoolPrints, ...]]:
    """Return `schools` in parts of at most MOST copies.

    A school that has more is divided, and shares no part: what changes in it concerns no other.
    """
    volumes: list[tuple[SchoolPrints, ...]] = []
    for is_divided, neighbors in groupby(schools, lambda school: school.copies > MOST):
        if is_divided:
            volumes += [(part,) for school in neighbors for part in _divide_school(school)]
        else:
            volumes += _divide(tuple(neighbors), lambda school: school.name)
    return volumes


def _divide_school(school: SchoolPrints) -> list[SchoolPrints]:
    parts = _divide(school.prints, lambda printed: printed.id)
    return [SchoolPrints(name=school.name, prints=part) for part in parts]


class _Copies(Protocol):
    @property
    def copies(self) -> int: ...


T = TypeVar("T", bound=_Copies)


def _divide(entries: tuple[T, ...], name: Callable[[T], str]) -> list[tuple[T, ...]]:
    """Return `entries` in parts of at most MOST copies, if none has more by itself.

    Where to cut depends on names, not on what is full: the entry in the middle half whose name has
    the lowest digest begins a part. So cuts stay where they are when others come, go or grow, and
    what was bound of them need not be bound again.
    """
    if len(entries) < 2 or sum(entry.copies for entry in entries) <= MOST:
        return [entries] if entries else []
    quarter = len(entries) // 4
    middle = range(max(1, quarter), max(2, len(entries) - quarter))
    cut = min(middle, key=lambda index: bytes_digest(name(entries[index]).encode()))
    return [*_divide(entries[:cut], name), *_divide(entries[cut:], name)]
