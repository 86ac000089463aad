"""Handouts that are in the output folder and no longer in the roster: reported, or removed."""

from __future__ import annotations

from collections.abc import Iterable

from handout.batch.report.grouping import list_few
from handout.batch.run_state import RunState
from handout.batch.state.journal import Journal
from handout.problems import HandoutError, Position, Problem, has_errors, problem

# More handouts than these are only removed by --prune=all: the roster is likely to be another one.
_FEW = 3
_MANY_PART = 0.1  # of all that are in the folder


def ids_in_doubt(journal: Journal, faults: Iterable[Problem]) -> set[str]:
    """Return the handouts whose row may be one that could not be read: they are still wanted."""
    return set(journal.entries) if has_errors(faults) else set()


def refuse_to_prune(run: RunState, wanted: set[str]) -> None:
    """Raise HandoutError if the roster lacks so many handouts that it is likely another one."""
    present = set(run.journal.entries)
    gone = present - wanted
    is_many = len(gone) > _FEW and len(gone) > _MANY_PART * len(present)
    is_all = len(gone) == len(present) > 1
    if is_many or is_all:
        output = run.order.output
        values = {
            "roster": run.roster,
            "folder": output,
            "count": len(gone),
            "of": len(present),
            "ids": list_few(sorted(gone)),
        }
        fault = problem("batch-prune-many", Position(str(output)), warning=False, **values)
        raise HandoutError([fault])


def report_absent(run: RunState, wanted: set[str], prune: bool) -> None:
    """Report which handouts are not in the roster, and with `prune` remove their files."""
    gone = sorted(set(run.journal.entries) - wanted)
    run.report.removed = gone
    if prune:
        for id in gone:
            _remove(run, id)
    if gone:
        code = "batch-pruned" if prune else "batch-removed"
        values = {"roster": run.roster, "count": len(gone), "ids": list_few(gone)}
        position = Position(str(run.order.output))
        run.report.problems.append(problem(code, position, warning=True, **values))


def _remove(run: RunState, id: str) -> None:
    """Remove the files of a handout; what a person wrote beside them stays, and is reported."""
    entry = run.journal.entries[id]
    run.report.problems += run.folder.remove(entry)
    run.journal.drop(id)
    for path in run.folder.local_edit_files(entry.path(".yaml")):
        position = Position(str(path))
        run.report.problems.append(
            problem("batch-own-stays", position, warning=True, id=id, file=path.name)
        )
