"""index.html: what was built, what was not and why, and what is still to be filled in."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Mapping, Sequence
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
    said = message_table("index")
    script = script_for_page(TEMPLATES / "index.js")
    style = (
        create_environment()
        .get_template("css/index.css.j2")
        .render(c=color_palette("color", "pine"))
        .strip()
    )
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
    told = {one for line in lines for one in line.problems}
    failed = [line for line in lines if not line.entry]
    shared = _shared(failed)
    own = [
        (line, found)
        for line in failed
        if (found := [one for one in line.problems if one not in shared])
    ]
    notes = sorted(set(problems) - told)
    unread: dict[int, list[Problem]] = {}  # rows that are no record
    for one in notes:
        if not one.warning and one.line:
            unread.setdefault(one.line, []).append(one)
    return _template("index.html.j2").render(
        said=said,
        script=script,
        style=style,
        policy=_policy(script, style),
        schools=list(schools.values()),
        runs={path: sheets for path, sheets in runs.items() if "/" not in path},
        sheets=runs,
        row=_row,
        made=[line for line in lines if line.entry],
        failed=failed,
        own=own,
        shared=shared,
        open=[line for line in lines if line.entry and line.entry.empty],
        address=lambda path: quote(path),
        unread=unread,
        notes=[one for one in notes if one.warning or not one.line],
        others=sorted(others, key=lambda entry: (entry.school, entry.id)),
    )


def _shared(failed: Sequence[ManifestLine]) -> dict[Problem, int]:
    """Return the faults outside the rows that stop several of `failed`, and how many.

    Such is a fault in a school's file.
    """
    counts = Counter(
        one for line in failed for one in line.problems if one.path != line.record.position.path
    )
    return {one: count for one, count in sorted(counts.items()) if count > 1}


# Placeholders for what differs from row to row, in the order of _row: characters that no text has.
_SLOTS = "\ue000\ue001\ue002\ue003\ue004\ue005"


def _row(line: ManifestLine, school: str) -> str:
    """Return the row of a handout. Rows differ in few words: those fill a row that is cached."""
    entry, record = line.entry, line.record
    if entry is None:
        who = " ".join(filter(None, (record.cell("teacher_given"), record.cell("teacher_family"))))
        values = (
            school,
            record.handout_id,
            " · ".join(filter(None, (who, record.cell("room")))),
            "",
            "",
            "",
        )
    else:
        about, state = entry.about, message_table("index")["state"]
        who = " · ".join(filter(None, (about["teacher_name"], about["room"], about["class_title"])))
        aide = about["para_name"] or state["nobody"]
        values = (
            school,
            record.handout_id,
            who,
            aide,
            quote(entry.path(".pdf")),
            quote(entry.path(".html")),
        )
    notes = tuple(one.message for one in line.problems)
    pages, empty = (entry.pages, tuple(entry.empty)) if entry else (0, ())
    pieces = _pieces(entry is not None, pages, record.copies, empty, notes)
    return "".join(escape(values[piece]) if isinstance(piece, int) else piece for piece in pieces)


@lru_cache(maxsize=4096)
def _pieces(
    made: bool, pages: int, copies: int, empty: tuple[str, ...], notes: tuple[str, ...]
) -> tuple[str | int, ...]:
    """Return a row in pieces: its text, and the number of a slot in place of its values."""
    school, id, who, aide, pdf, html = tuple(_SLOTS)
    text = _template("index.row.html.j2").render(
        said=message_table("index")["state"],
        made=made,
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
    return tuple(
        _SLOTS.index(piece) if piece in _SLOTS else piece
        for piece in re.split(f"([{_SLOTS}])", text)
        if piece
    )


@cache
def _template(name: str) -> jinja2.Template:
    return create_environment().get_template(name)


def _policy(script: str, style: str) -> str:
    """Return a policy that loads nothing, and allows this script and this style alone."""
    sums = [base64.b64encode(sha256(text.encode()).digest()).decode() for text in (script, style)]
    return f"default-src 'none'; script-src 'sha256-{sums[0]}'; style-src 'sha256-{sums[1]}'; base-uri 'none'; form-action 'none'"
