"""A roster made of an export that a batch takes: every cell is shortened or emptied that a sheet
has no room for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from handout.layout.text.line_breaking import missing_characters
from handout.messages import message_table
from handout.problems import Position, Problem
from handout.sources.fields.fields import text_limit
from handout.sources.fields.placeholders import is_placeholder, real_name
from handout.sources.markdown.parser import one_line
from handout.sources.oneroster.people import Person
from handout.sources.roster.columns import ROSTER, field_columns
from handout.sources.roster.roster import read_roster
from handout.sources.spreadsheet.excel_quirks import cell_fault
from handout.sources.yaml.tree import UNWANTED

Cells = dict[str, str]

_CUT = "…"
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MOST_ROUNDS = 4  # a cell that is emptied may bring another's fault to light
_PRINTED = frozenset(
    "school_name class_title period room teacher_given teacher_family para_given para_family".split()
)
_NEVER_EMPTY = ("handout_id", "school_name", "teacher_family", "role")


class MissingData(NamedTuple):
    """Something a roster's row still lacks, in words; `handout_id` is "" for an aide without a
    classroom.
    """

    school_id: str
    school_name: str
    handout_id: str
    who: str
    missing: str
    note: str = ""


def joined_titles(typed: Iterable[str]) -> tuple[str, bool]:
    """The titles in one cell, as many as there is room for, and whether all are there.

    One that is too long by itself stays whole, so that it is looked at whole before it is
    shortened.
    """
    said, limit = message_table("roster"), text_limit("class_title")
    titles = [title for title in dict.fromkeys(typed) if title]
    for kept in range(len(titles), 0, -1):
        text = said["between"].join(titles[:kept])
        if kept < len(titles):
            text = said["more_titles"].format(titles=text, count=len(titles) - kept)
        if len(text) <= limit:
            return text, kept == len(titles)
    return (titles[0], len(titles) == 1) if titles else ("", True)


def is_usable(cell: str) -> bool:
    """Whether there are words in a cell that are no TBD, no formula and no error of one."""
    fault = is_placeholder(cell) or cell_fault(cell, Position("")) or _TAG.search(cell)
    return bool(cell) and not fault


def named(person: Person) -> Person:
    """`person` with names only that are some; of one name alone it is the family name."""
    given, family = (
        name if is_usable(name) else "" for name in map(one_line, (person.given, person.family))
    )
    given, family = real_name(given, family), real_name(family, given)
    if not real_name(f"{given} {family}".strip()):
        given = family = ""
    return replace(person, given=given if family else "", family=family or given)


def fit_row(row: Cells, typed: Collection[str]) -> Cells:
    """Shorten what is too long in `row`, but for the cells that somebody `typed`; return by heading
    what stood there.
    """
    was: Cells = {}
    for name, cell in row.items():
        if name not in typed:
            row[name] = _printable(name, one_line(UNWANTED.sub("", cell)), was)
    for whose in ("teacher", "para"):
        if not {f"{whose}_given", f"{whose}_family"} & set(typed):
            _fit_name(row, whose, was)
    if len(row["school_name"]) > text_limit("school_name") and "school_name" not in typed:
        was["school_name"] = row["school_name"]
        row["school_name"] = cut(row["school_name"], text_limit("school_name"))
    if len(row["room"]) > text_limit("room") and "room" not in typed:
        was["room"], row["room"] = row["room"], ""  # half a room's name is another room
    _fit_title(row, typed, was)
    return was


def _printable(name: str, cell: str, was: Cells) -> str:
    """`cell` without the signs that cannot be printed, such as emoji, unless that takes its words."""
    if name not in _PRINTED or not (lacking := missing_characters(cell)):
        return cell
    left = " ".join("".join(sign for sign in cell if sign not in lacking).split())
    if not any(map(str.isalnum, left)) or any(map(str.isalpha, lacking)):
        return cell  # a name in other letters: what can be done is told when the sheet is made
    was[name] = cell
    return left


def cut(text: str, limit: int) -> str:
    """`text` up to the last whole word that leaves room for the sign of a cut."""
    if len(text) <= limit:
        return text
    start = text[: limit - len(_CUT) + 1]
    whole = start.rpartition(" ")[0] or start[:-1]
    return whole.rstrip(" ,;:-–(/&") + _CUT


def _fit_name(row: Cells, whose: str, was: Cells) -> None:
    """Shorten a given name to its first word, then to a letter, then the family name."""
    given, family = row.get(f"{whose}_given", ""), row.get(f"{whose}_family", "")
    limit = text_limit(f"{whose}_name")
    full = f"{given} {family}".strip()
    if len(full) <= limit:
        return
    shorter = (given.split(" ")[0], f"{given[:1]}.", "")
    fits = (one for one in shorter if len(f"{one} {family}".strip()) <= limit)
    was[f"{whose}_given"], row[f"{whose}_given"] = full, next(fits, "")
    row[f"{whose}_family"] = cut(family, limit)


def _fit_title(row: Cells, typed: Collection[str], was: Cells) -> None:
    """The title goes before its period, which is left out where both together are too long."""
    limit, title, period = text_limit("class_title"), row["class_title"], row["period"]
    joined = message_table("roster")["period"].format(title=title, period=period)
    if period and title and len(joined) > limit and "period" not in typed:
        was["period"], row["period"] = period, ""
    if len(title) > limit and "class_title" not in typed:
        was["class_title"], row["class_title"] = title, cut(title, limit)


def headings(rows: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """The headings of a roster with these rows."""
    used = {name for row in rows for name in row}
    return (*ROSTER, *(name for name in field_columns() if name in used and name not in ROSTER))


def empty_faulty_cells(
    path: Path,
    rows: Sequence[Cells],
    heads: Sequence[str],
    typed: Collection[tuple[str, str]],
    write: Callable[[], None],
) -> list[tuple[Cells, str, str]]:
    """Have the roster at `path` written by `write` until it reads without a fault; return the cells
    that were emptied.

    Those that somebody `typed` (heading and words) stay as they are, and so do the ones that no row
    can do without.
    """
    emptied: list[tuple[Cells, str, str]] = []
    for _ in range(_MOST_ROUNDS):
        write()
        faults = _faulty(read_roster(path)[1], rows, heads, typed)
        if not faults:
            break
        for row, name in faults:
            emptied.append((row, name, row[name]))
            row[name] = ""
    return emptied


def emptied_lacks(emptied: Iterable[tuple[Cells, str, str]]) -> tuple[MissingData, ...]:
    """What is lacking where cells were emptied that a sheet cannot have."""
    lack = message_table("roster")["missing"]["faulty"]
    return tuple(
        MissingData(
            row["school_id"],
            row["school_name"],
            row["handout_id"],
            f"{row['teacher_given']} {row['teacher_family']}".strip(),
            lack.format(heading=heading),
            was,
        )
        for row, heading, was in emptied
    )


def _faulty(
    problems: Collection[Problem],
    rows: Sequence[Cells],
    heads: Sequence[str],
    typed: Collection[tuple[str, str]],
) -> list[tuple[Cells, str]]:
    found: dict[tuple[int, str], Cells] = {}
    for one in problems:
        if one.warning or not (2 <= one.line < len(rows) + 2 and 1 <= one.column <= len(heads)):
            continue
        row = rows[one.line - 2]
        for name in _meant(heads[one.column - 1], row):
            if row.get(name) and (name, row[name]) not in typed:
                found[one.line, name] = row
    return [(row, name) for (_, name), row in found.items()]


def _meant(heading: str, row: Mapping[str, str]) -> tuple[str, ...]:
    """The cells that may be at fault where a problem stands: a whole name is told at the family
    name.
    """
    if heading in ("teacher_family", "para_family"):
        given = heading.replace("family", "given")
        return (given,) if row.get(given) or heading in _NEVER_EMPTY else (heading,)
    return () if heading in _NEVER_EMPTY else (heading,)
