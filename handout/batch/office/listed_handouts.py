"""The handouts in an output folder, as manifest.json lists them, and choosing some of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handout.batch.report.manifest import NAME_JSON
from handout.files import report_os_errors
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.fields.near_words import find_near_word


@dataclass(frozen=True, kw_only=True)
class ListedHandout:
    """One handout that is there. Paths are within the output folder; `empty` are empty fields."""

    id: str
    school_id: str
    school_name: str
    folder: str
    title: str
    teacher: str
    email: str
    copies: int
    pages: int
    paper: str
    ink: str
    pdf: str
    html: str
    sha256: str  # of the PDF
    empty: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which handouts: those of `schools` (ids or names), or of these `ids`; all if both are empty.

    `only` is "new" (not sent before as they are now), "reprints" (sent before, and changed
    since) or "".
    """

    schools: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    only: str = ""


def read_listed(output: Path) -> list[ListedHandout]:
    """Return the handouts of the roster that are in `output`.

    Raises HandoutError if no batch was made there, or a file is missing.
    """
    path = output / NAME_JSON
    nothing = HandoutError([problem("office-nothing", Position(str(output)), folder=output)])
    if not path.is_file():
        raise nothing
    try:
        with report_os_errors(path):
            manifest = json.loads(path.read_bytes())
        rows = [row for row in manifest["handouts"] if row["state"] == "made"]
        handouts = [_parse_handout(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise nothing from error
    missing = [handout.id for handout in handouts if not (output / handout.pdf).is_file()]
    if not handouts:
        raise nothing
    if missing:
        values = {"count": len(missing), "ids": ", ".join(missing[:5]), "folder": output}
        lost = problem("office-missing", Position(str(output)), warning=False, **values)
        raise HandoutError([lost])
    return handouts


def _parse_handout(row: Mapping[str, Any]) -> ListedHandout:
    pdf = next(path for path in row["files"] if path.endswith(".pdf"))
    html = next(path for path in row["files"] if path.endswith(".html"))
    return ListedHandout(
        id=row["handout_id"],
        school_id=row["school_id"],
        school_name=row["school_name"],
        folder=pdf.rpartition("/")[0],
        title=row["title"],
        teacher=row["about"]["teacher_name"],
        email=row["teacher_email"],
        copies=row["copies"],
        pages=row["pages"],
        paper=row["paper"],
        ink=row["ink"],
        pdf=pdf,
        html=html,
        sha256=row["files"][pdf]["sha256"],
        empty=tuple(row["empty"]),
    )


def choose(
    handouts: Sequence[ListedHandout], choice: Choice, sent: Mapping[str, str], output: Path
) -> list[ListedHandout]:
    """Return those of `handouts` that `choice` asks for, in their order.

    `sent` has the digest of each PDF that went out before, by the id. Raises HandoutError if a
    school or an id is unknown.
    """
    _check_names(handouts, choice, output)
    schools = {name.casefold() for name in choice.schools}
    ids = {id.casefold() for id in choice.ids}
    chosen = []
    for handout in handouts:
        is_named = not schools or not schools.isdisjoint(_names_of_school(handout))
        if (
            is_named
            and (not ids or handout.id.casefold() in ids)
            and _is_due(handout, choice, sent)
        ):
            chosen.append(handout)
    return chosen


def _is_due(handout: ListedHandout, choice: Choice, sent: Mapping[str, str]) -> bool:
    before = sent.get(handout.id, "")
    if choice.only == "reprints":
        return bool(before) and before != handout.sha256
    return choice.only != "new" or before != handout.sha256


def _names_of_school(handout: ListedHandout) -> set[str]:
    return {name.casefold() for name in (handout.school_id, handout.school_name, handout.folder)}


def _check_names(handouts: Sequence[ListedHandout], choice: Choice, output: Path) -> None:
    """Raise HandoutError for schools and ids that no handout has."""
    school_names: dict[str, str] = {}
    for handout in handouts:
        for name in (handout.school_id, handout.school_name, handout.folder):
            school_names[name.casefold()] = name
    ids = {handout.id.casefold(): handout.id for handout in handouts}
    position = Position(str(output))
    problems = [
        *_unknown_names(choice.schools, school_names, "office-school", position),
        *_unknown_names(choice.ids, ids, "office-id", position),
    ]
    if problems:
        raise HandoutError(problems)


def _unknown_names(
    asked: Collection[str], known: Mapping[str, str], code: str, position: Position
) -> list[Problem]:
    problems = []
    for name in asked:
        if name.casefold() not in known:
            near = known.get(find_near_word(name.casefold(), known), "")
            near_code = f"{code}-near" if near else code
            problems.append(problem(near_code, position, name=name, near=near))
    return problems
