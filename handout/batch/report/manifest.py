"""manifest.csv and manifest.json: what is in the output folder, for spreadsheets and programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from handout import __version__
from handout.batch.state.journal import JournalEntry
from handout.problems import WAITING, Problem, problem_facts
from handout.sources.roster.record import Record
from handout.sources.spreadsheet.csv import format_csv

COLUMNS = (
    "handout_id", "school_id", "school_name", "state", "title",
    "teacher_name", "teacher_email", "para_name", "room", "class_title", "role", "grade_band",
    "copies", "paper", "pages", "density", "route", "empty", "problems",
    "pdf", "pdf_bytes", "pdf_sha256", "html", "html_bytes", "html_sha256",
)  # fmt: skip

NAME_CSV = "manifest.csv"
NAME_JSON = "manifest.json"
OTHER = "not in the roster"
"""The state of a handout that an earlier run built from a row that this roster does not have."""


@dataclass(frozen=True, kw_only=True)
class ManifestLine:
    """A record and what came of it: its entry, or the Problems for which it has none."""

    record: Record
    entry: JournalEntry | None
    problems: tuple[Problem, ...]
    paper: str = ""
    ink: str = ""
    is_edited: bool = False  # somebody wrote in the handout itself

    @property
    def state(self) -> str:
        return "made" if self.entry else "failed"

    @cached_property  # several lists ask for it, and a district has 10,000 lines
    def states(self) -> tuple[str, ...]:
        """Return all that holds of it: failed, ready (nothing to do), open (lines to fill in),
        edited, waits (for a decision).
        """
        if not self.entry:
            return ("failed",)
        holds = {
            "ready": not self.entry.empty,
            "open": bool(self.entry.empty),
            "edited": self.is_edited,
            "waits": any(problem.code in WAITING for problem in self.problems),
        }
        return tuple(state for state, is_true in holds.items() if is_true)

    @cached_property
    def search_words(self) -> str:
        """Return the words by which it is searched for: its id, names and room."""
        cell = self.record.cell
        words = [cell("teacher_family"), cell("para_family"), cell("room")]
        if self.entry:
            fields = self.entry.listed_fields
            words = [fields["teacher_name"], fields["para_name"], fields["room"]]
        return join_words(" ", self.record.handout_id, *words)


def join_words(separator: str, *words: str) -> str:
    """Return those of `words` that are not empty in one text."""
    return separator.join(filter(None, words))


def format_manifests(
    lines: Sequence[ManifestLine],
    others: Sequence[JournalEntry],
    runs: Mapping[str, Any],
) -> dict[str, bytes]:
    """Return both files by their names. `others` are built and not in the roster, `runs` the print
    runs with their sheets of paper.
    """
    table: list[Sequence[str]] = [COLUMNS]
    for row in (*map(_row, lines), *map(_other_row, others)):
        table.append([str(row.get(name, "")) for name in COLUMNS])
    encode = json.JSONEncoder(ensure_ascii=False).encode
    facts = (*map(_facts, lines), *map(_other_facts, others))
    handouts = ",\n".join(map(encode, facts))  # a line each, so that two manifests can be compared
    head = f'"tool": {encode(__version__)}, "print_runs": {encode(runs)}, "handouts": [\n'
    return {
        NAME_CSV: format_csv(table),
        NAME_JSON: f"{{{head}{handouts}\n]}}\n".encode(),
    }


def _row(line: ManifestLine) -> dict[str, object]:
    record, entry = line.record, line.entry
    row: dict[str, object] = {
        "handout_id": record.handout_id,
        "school_id": record.school_id,
        "school_name": record.school_name,
        "state": line.state,
        "copies": record.copies,
        "teacher_email": record.cell("teacher_email"),
        "paper": line.paper,
        "problems": _join_messages(line.problems),
    }
    return row | _built_row(entry) if entry else row


def _other_row(entry: JournalEntry) -> dict[str, object]:
    row = {"handout_id": entry.id, "school_name": entry.school, "state": OTHER}
    return row | _built_row(entry)


def _built_row(entry: JournalEntry) -> dict[str, object]:
    density = " ".join(f"{side}:{name}" for side, name in entry.density.items())
    row: dict[str, object] = {
        "title": entry.title,
        "pages": entry.pages,
        "density": density,
        "empty": " ".join(entry.empty),
        "route": entry.route,
    }
    row |= dict(entry.listed_fields)
    for suffix, file in entry.files.items():
        kind = suffix[1:]
        row |= {
            kind: entry.path(suffix),
            f"{kind}_bytes": file.size,
            f"{kind}_sha256": file.sha256,
        }
    return row


def _facts(line: ManifestLine) -> dict[str, object]:
    record, entry = line.record, line.entry
    facts: dict[str, object] = {
        "handout_id": record.handout_id,
        "school_id": record.school_id,
        "school_name": record.school_name,
        "state": line.state,
        "copies": record.copies,
        "teacher_email": record.cell("teacher_email"),
        "paper": line.paper,
        "ink": line.ink,
    }
    if entry:
        facts |= _built_facts(entry)
    facts["problems"] = [problem_facts(problem) for problem in line.problems]
    return facts


def _other_facts(entry: JournalEntry) -> dict[str, object]:
    facts = {"handout_id": entry.id, "school_name": entry.school, "state": OTHER}
    return facts | _built_facts(entry) | {"problems": []}


def _built_facts(entry: JournalEntry) -> dict[str, object]:
    files = {
        entry.path(suffix): {"bytes": file.size, "sha256": file.sha256}
        for suffix, file in entry.files.items()
    }
    return {
        "title": entry.title,
        "about": entry.listed_fields,
        "pages": entry.pages,
        "density": entry.density,
        "route": entry.route,
        "empty": entry.empty,
        "files": files,
    }


def _join_messages(problems: Iterable[Problem]) -> str:
    return "\n".join(f"{problem.message} {problem.hint}".strip() for problem in problems)
