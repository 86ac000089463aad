"""index.html: what was built, what was not and why, and what is still to be filled in."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from handout.batch.plan.local_edits import field_label
from handout.batch.report.manifest import ManifestLine
from handout.batch.state.journal import JournalEntry
from handout.files import write_atomic
from handout.messages import TEMPLATES, message_table
from handout.problems import Problem
from handout.publish.html.css import color_palette, create_environment
from handout.publish.html.scripts import script_for_page
from handout.sources.roster.schools import commonest_named


def write_index(
    output: Path,
    lines: Sequence[ManifestLine],
    others: Sequence[JournalEntry],
    runs: Mapping[str, int],
    problems: Sequence[Problem],
) -> None:
    """Write the page into `output`. `others` are built and not in the roster. Raises HandoutError.

    `runs` are the print runs with their sheets of paper.
    """
    write_atomic(output / "index.html", index_html(lines, others, runs, problems).encode())


def index_html(
    lines: Sequence[ManifestLine],
    others: Sequence[JournalEntry],
    runs: Mapping[str, int],
    problems: Sequence[Problem],
) -> str:
    """Return the page as one file that loads nothing."""
    script = script_for_page(TEMPLATES / "index.js")
    stylesheet = create_environment().get_template("css/index.css.j2")
    style = stylesheet.render(c=color_palette("color", "pine")).strip()
    built = [line for line in lines if line.entry]
    failed = [line for line in lines if not line.entry]
    shared = _count_shared_faults(failed)
    notes = sorted(set(problems).difference(*(line.problems for line in lines)))
    return _template("index.html.j2").render(
        said=message_table("index"),
        script=script,
        style=style,
        policy=_content_security_policy(script, style),
        schools=_group_by_school(lines, runs),
        runs={path: sheets for path, sheets in runs.items() if "/" not in path},
        sheets=runs,
        row=_row,
        made=built,
        failed=failed,
        own=_faults_of_lines(failed, shared),
        shared=shared,
        open=[line for line in built if line.entry and line.entry.empty],
        address=lambda path: quote(path),
        unread=_faults_by_row(notes),
        notes=[note for note in notes if note.warning or not note.line],
        others=sorted(others, key=lambda entry: (entry.school, entry.id)),
    )


def _group_by_school(lines: Sequence[ManifestLine], runs: Iterable[str]) -> list[Mapping[str, Any]]:
    """Return the schools with their names, their lines and the paths of their print runs."""
    schools: dict[str, dict[str, Any]] = {}
    for line in lines:
        key = line.record.school_id or line.record.school_name
        school = schools.setdefault(key, {"lines": [], "runs": []})
        school["lines"].append(line)
        if line.entry:
            school["folder"] = line.entry.folder
    for school in schools.values():
        school["name"] = commonest_named([line.record for line in school["lines"]]).school_name
    for path in runs:
        folder, _, _ = path.rpartition("/")
        for school in schools.values():
            if folder and school.get("folder") == folder:
                school["runs"].append(path)
    return list(schools.values())


def _count_shared_faults(failed: Sequence[ManifestLine]) -> dict[Problem, int]:
    """Return the faults outside the rows that stop several of `failed`, and how many.

    Such is a fault in a school's file.
    """
    counts: Counter[Problem] = Counter()
    for line in failed:
        roster = line.record.position.path
        counts.update(problem for problem in line.problems if problem.path != roster)
    return {problem: count for problem, count in sorted(counts.items()) if count > 1}


def _faults_of_lines(
    failed: Sequence[ManifestLine], shared: Collection[Problem]
) -> list[tuple[ManifestLine, list[Problem]]]:
    """Return the lines that have faults besides those that are `shared`, with these faults."""
    faulty = []
    for line in failed:
        if faults := [problem for problem in line.problems if problem not in shared]:
            faulty.append((line, faults))
    return faulty


def _faults_by_row(problems: Iterable[Problem]) -> dict[int, list[Problem]]:
    """Return the errors in rows of which no record could be read, by the number of the row."""
    faults: dict[int, list[Problem]] = {}
    for problem in problems:
        if not problem.warning and problem.line:
            faults.setdefault(problem.line, []).append(problem)
    return faults


# Placeholders for what differs from row to row, in the order of _row: characters that no text has.
_SLOTS = "\ue000\ue001\ue002\ue003\ue004\ue005"


def _row(line: ManifestLine, school: str) -> str:
    """Return the row of a handout. Rows differ in few words: those fill a row that is cached."""
    entry, record = line.entry, line.record
    notes = tuple(problem.message for problem in line.problems)
    if entry is None:
        teacher = _join(" ", record.cell("teacher_given"), record.cell("teacher_family"))
        values = (school, record.handout_id, _join(" · ", teacher, record.cell("room")), "", "", "")
        pieces = _row_pieces(False, 0, record.copies, (), notes)
    else:
        fields = entry.listed_fields
        values = (
            school,
            record.handout_id,
            _join(" · ", fields["teacher_name"], fields["room"], fields["class_title"]),
            fields["para_name"] or message_table("index")["state"]["nobody"],
            quote(entry.path(".pdf")),
            quote(entry.path(".html")),
        )
        pieces = _row_pieces(True, entry.pages, record.copies, tuple(entry.empty), notes)
    return "".join(escape(values[piece]) if isinstance(piece, int) else piece for piece in pieces)


def _join(separator: str, *words: str) -> str:
    """Return those of `words` that are not empty in one text."""
    return separator.join(filter(None, words))


@lru_cache(maxsize=4096)
def _row_pieces(
    is_built: bool, pages: int, copies: int, empty: tuple[str, ...], notes: tuple[str, ...]
) -> tuple[str | int, ...]:
    """Return a row in pieces: its text, and the number of a slot in place of its values."""
    school, id, who, aide, pdf, html = tuple(_SLOTS)
    text = _template("index.row.html.j2").render(
        said=message_table("index")["state"],
        made=is_built,
        pages=pages,
        copies=copies,
        empty=empty,
        notes=notes,
        school=school,
        id=id,
        who=who,
        aide=aide,
        pdf=pdf,
        html=html,
        names=", ".join(map(field_label, empty)),
    )
    pieces = filter(None, re.split(f"([{_SLOTS}])", text))
    return tuple(_SLOTS.index(piece) if piece in _SLOTS else piece for piece in pieces)


@cache
def _template(name: str) -> jinja2.Template:
    return create_environment().get_template(name)


def _content_security_policy(script: str, style: str) -> str:
    """Return a policy that loads nothing, and allows this script and this style alone."""
    directives = (
        "default-src 'none'",
        f"script-src {_hash_source(script)}",
        f"style-src {_hash_source(style)}",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(directives)


def _hash_source(text: str) -> str:
    """Return the CSP source that allows just this inline script or style (CSP Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
