"""The job ticket: what a print shop has to know of each print run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from handout.batch.print_runs.volumes import PrintRun
from handout.files import write_atomic
from handout.interface_language import interface_messages, say_counted
from handout.sources.spreadsheet.csv import format_csv

NAME = "print-jobs.csv"
_COLUMNS = (
    *("file", "schools", "paper", "handouts", "copies", "sheets"),
    *("sides", "scale", "color", "staple", "separators", "note"),
)


def write_job_ticket(folder: Path, runs: Iterable[PrintRun], sheets: Mapping[str, int]) -> None:
    """Write the ticket of `runs` into `folder` as NAME; `sheets` are those of paper in each.

    Runs that could not be bound are left out. Raises HandoutError.
    """
    headings = interface_messages("index")["ticket"]["columns"]
    table = [[headings[name] for name in _COLUMNS]]
    table += [_format_run(run, sheets[run.path]) for run in runs if run.path in sheets]
    write_atomic(folder / NAME, format_csv(table))


def _format_run(run: PrintRun, sheets: int) -> list[str]:
    words = interface_messages("index")["ticket"]
    stapled = sum(printed.copies for printed in run.prints if printed.sheets > 1)
    is_color = any(printed.ink == "color" for printed in run.prints)
    cells = {
        "file": run.path,
        "schools": _list_schools([school.name for school in run.schools]),
        "paper": words["paper"][run.paper],
        "handouts": str(len(run.prints)),
        "copies": str(sum(printed.copies for printed in run.prints)),
        "sheets": str(sheets),
        "sides": words["both_sides"],
        "scale": words["no_scaling"],
        "color": words["color"] if is_color else words["black"],
        "staple": _say_staples(stapled),
        "separators": str(len(run.schools)),
        "note": "" if "/" in run.path else words["instead"],
    }
    return [cells[name] for name in _COLUMNS]


def _say_staples(copies: int) -> str:
    words = interface_messages("index")["ticket"]
    if not copies:
        return str(words["no_staple"])
    return say_counted(words, "staple", copies)


def _list_schools(names: Sequence[str]) -> str:
    separator: str = interface_messages("index")["ticket"]["between"]
    return separator.join(dict.fromkeys(names))
