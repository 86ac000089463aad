"""Print runs: one PDF for each school, and one of all schools, in volumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handout.messages import message_table

MOST = 500  # handouts in one volume: it takes about 0.6 MB of memory for each while it is bound


@dataclass(frozen=True, kw_only=True)
class PrintedHandout:
    """One handout of a print run: its PDF within the output folder, and the digest of that."""

    path: str
    sha256: str
    id: str
    title: str
    copies: int


@dataclass(frozen=True, kw_only=True)
class SchoolPrints:
    name: str
    prints: tuple[PrintedHandout, ...]

    @property
    def copies(self) -> int:
        return sum(one.copies for one in self.prints)


@dataclass(frozen=True, kw_only=True)
class PrintRun:
    """A print run to bind: its path, and what goes into it."""

    output: Path
    path: str
    schools: tuple[SchoolPrints, ...]
    paper: str
    language: str = "en"

    @property
    def made_of(self) -> list[list[object]]:
        """Return what it is bound from, as JSON: if that is equal, it need not be bound again."""
        return [
            [
                school.name,
                self.paper,
                [[one.path, one.sha256, one.title, one.copies] for one in school.prints],
            ]
            for school in self.schools
        ]


def split_into_volumes(schools: Sequence[SchoolPrints]) -> list[tuple[SchoolPrints, ...]]:
    """Return `schools` in parts of at most MOST copies; a school that has more is divided."""
    parts: list[list[SchoolPrints]] = [[]]
    room = MOST
    for school in schools:
        waiting: list[PrintedHandout] = []
        for one in school.prints:
            if one.copies > room and (waiting or parts[-1]):
                if waiting:
                    parts[-1].append(SchoolPrints(name=school.name, prints=tuple(waiting)))
                    waiting = []
                parts.append([])
                room = MOST
            waiting.append(one)
            room -= one.copies
        if waiting:
            parts[-1].append(SchoolPrints(name=school.name, prints=tuple(waiting)))
    return [tuple(part) for part in parts if part]


def bind_run(run: PrintRun) -> tuple[bytes, int]:
    """Return the PDF of a print run and its sheets of paper.

    Each school comes after a separator sheet.
    """
    from handout.publish.print_run.bind import BoundDocument, bind_documents
    from handout.publish.print_run.separator import build_separator_sheet

    said = message_table("index", run.language)["print"]
    leaves = []
    for school in run.schools:
        listed = [(one.id, one.title, one.copies) for one in school.prints]
        leaves.append(
            BoundDocument(
                content=build_separator_sheet(school.name, listed, run.paper, run.language),
                title=said["separator"],
                label=f"{school.name} ",
                group=school.name,
            )
        )
        leaves += [
            BoundDocument(
                content=run.output / one.path,
                title=f"{one.id}: {one.title}",
                label=f"{one.id} ",
                group=school.name,
                copies=one.copies,
            )
            for one in school.prints
        ]
    return bind_documents(leaves, said["title"], run.language)
