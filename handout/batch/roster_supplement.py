"""A supplement: what a OneRoster export does not tell, in a spreadsheet, and which class or teacher
each row is for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from handout.batch.roster_fit import Cells
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.sources.oneroster.export import Export
from handout.sources.roster.columns import read_headings
from handout.sources.spreadsheet.excel_quirks import cell_fault
from handout.sources.spreadsheet.spreadsheet import read_rows


@dataclass(frozen=True)
class Supplement:
    """The rows of a supplement: the cells that are filled, by column, and the place of each row."""

    rows: tuple[tuple[Cells, Position], ...] = ()


def read_supplement(path: Path) -> tuple[Supplement, tuple[Problem, ...]]:
    """A supplement, and warnings. Raises HandoutError with all that is wrong with it."""
    rows, told = read_rows(path)
    found = list(told)
    table = read_headings(rows, str(path), found, ())
    keyed = table is not None and bool({"class_id", "teacher_email"} & set(table.columns.numbers))
    if table and not keyed:
        found.append(problem("supplement-column", Position(str(path), table.head.number)))
    if table is None:
        raise HandoutError(found)
    filled: list[tuple[Cells, Position]] = []
    for row in table.rows:
        cells = {
            name: cell for name, cell in table.columns.cells_by_name(row.cells).items() if cell
        }
        position = Position(str(path), row.number)
        faults = [
            cell_fault(cell, position._replace(column=table.columns.numbers[name]))
            for name, cell in cells.items()
        ]
        found += filter(None, faults)
        if keyed and not cells.keys() & {"class_id", "teacher_email"}:
            found.append(problem("supplement-key", position))
        filled.append((cells, position))
    raise_errors(found)
    return Supplement(tuple(filled)), tuple(found)


def join_supplement(
    supplement: Supplement, export: Export, found: list[Problem]
) -> tuple[dict[str, list[Cells]], dict[str, list[Cells]]]:
    """The supplement's rows by class and by e-mail; a row that joins nothing is added to `found`."""
    by_class: dict[str, list[Cells]] = {}
    by_mail: dict[str, list[Cells]] = {}
    teaching = {own for _, own in export.teaches}
    ids = {own: own for own in teaching}
    codes = Counter(one.code.casefold() for one in export.classes.values() if one.code)
    for one in export.classes.values():
        if one.id in teaching and codes[one.code.casefold()] == 1:
            ids.setdefault(one.code.casefold(), one.id)
    mails = {export.teachers[person].email.casefold() for person, _ in export.teaches}
    for cells, position in supplement.rows:
        own, mail = cells.get("class_id", ""), cells.get("teacher_email", "").casefold()
        keys = ("class_id", "teacher_email")
        rest = {name: cell for name, cell in cells.items() if name not in keys}
        if id := ids.get(own) or ids.get(own.casefold()):
            by_class.setdefault(id, []).append(rest)
        elif mail and mail in mails and not own:
            by_mail.setdefault(mail, []).append(rest)
        else:
            heading = "class_id" if own else "teacher_email"
            found.append(problem("supplement-nobody", position, warning=True, heading=heading))
    return by_class, by_mail
