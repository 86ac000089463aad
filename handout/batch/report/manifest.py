"""manifest.csv and manifest.json: what is in the output folder, for spreadsheets and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from handout import __version__
from handout.batch.state.journal import JournalEntry
from handout.files import write_atomic
from handout.problems import Problem
from handout.sources.roster.record import Record
from handout.sources.spreadsheet.csv import format_csv

COLUMNS = (
    "handout_id", "school_id", "school_name", "state", "title", "teacher_name", "para_name", "room", "class_title",
    "role", "grade_band", "copies", "pages", "density", "route", "empty", "problems", "pdf", "pdf_bytes", "pdf_sha256",
    "html", "html_bytes", "html_sha256",
)  # fmt: skip

OTHER = "not in the roster"
"""The state of a handout that an earlier run built from a row that this roster does not have."""


@dataclass(frozen=True, kw_only=True)
class ManifestLine:
    """A record and what came of it: its entry, or the Problems for which it has none."""

    record: Record
    entry: JournalEntry | None
    problems: tuple[Problem, ...]

    @property
    def state(self) -> str:
        return "made" if self.entry else "failed"


def write_manifests(
    output: Path,
    lines: Sequence[ManifestLine],
    others: Sequence[JournalEntry],
    runs: Mapping[str, Any],
) -> None:
    """Write both files into `output`. `others` are built and not in the roster.

    Raises HandoutError.
    """
    rows = (*map(_row, lines), *map(_other_row, others))
    write_atomic(
        output / "manifest.csv",
        format_csv([COLUMNS, *([str(row.get(name, "")) for name in COLUMNS] for row in rows)]),
    )
    encode = json.JSONEncoder(ensure_ascii=False).encode
    facts = (*map(_facts, lines), *map(_other_facts, others))
    handouts = ",\n".join(map(encode, facts))  # a line each
    ends = (
        f'{{"tool": {json.dumps(__version__)}, "print_runs": {json.dumps(runs, ensure_ascii=False)}, "handouts": [\n',
        "\n]}\n",
    )
    write_atomic(output / "manifest.json", (ends[0] + handouts + ends[1]).encode())


def _row(line: ManifestLine) -> dict[str, object]:
    record, entry = line.record, line.entry
    row: dict[str, object] = {
        "handout_id": record.handout_id,
        "school_id": record.school_id,
        "school_name": record.school_name,
        "state": line.state,
        "copies": record.copies,
        "problems": _said(line.problems),
    }
    return row | _made_row(entry) if entry else row


def _other_row(entry: JournalEntry) -> dict[str, object]:
    about = {"handout_id": entry.id, "school_name": entry.school, "state": OTHER}
    return about | _made_row(entry)


def _made_row(entry: JournalEntry) -> dict[str, object]:
    density = " ".join(f"{side}:{name}" for side, name in entry.density.items())
    row: dict[str, object] = {
        "title": entry.title,
        "pages": entry.pages,
        "density": density,
        "empty": " ".join(entry.empty),
        "route": entry.route,
    }
    row |= dict(entry.about)
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
    }
    made = _made_facts(entry) if entry else {}
    return facts | made | {"problems": [asdict(one) for one in line.problems]}


def _other_facts(entry: JournalEntry) -> dict[str, object]:
    about = {"handout_id": entry.id, "school_name": entry.school, "state": OTHER}
    return about | _made_facts(entry) | {"problems": []}


def _made_facts(entry: JournalEntry) -> dict[str, object]:
    files = {
        entry.path(suffix): {"bytes": file.size, "sha256": file.sha256}
        for suffix, file in entry.files.items()
    }
    return {
        "title": entry.title,
        "about": entry.about,
        "pages": entry.pages,
        "density": entry.density,
        "route": entry.route,
        "empty": entry.empty,
        "files": files,
    }


def _said(problems: Iterable[Problem]) -> str:
    return "\n".join(f"{one.message} {one.hint}".strip() for one in problems)
