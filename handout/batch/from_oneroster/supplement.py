"""A supplement: a spreadsheet of what a OneRoster export lacks, and the class or teacher that each
row is for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from handout.batch.from_oneroster.fit import Cells
from handout.problems import HandoutError, Position, Problem, problem, raise_errors
from handout.sources.headings.table import read_table
from handout.sources.oneroster.export import Export
from handout.sources.spreadsheet.excel_quirks import cell_fault

_KEYS = frozenset(("class_id", "teacher_email"))  # the columns by which a row finds its class


@dataclass(frozen=True)
class Supplement:
    """The rows of a supplement: the cells that are filled, by column, and the place of each row."""

    rows: tuple[tuple[Cells, Position], ...] = ()


def read_supplement(path: Path) -> tuple[Supplement, tuple[Problem, ...]]:
    """Return a supplement, and warnings. Raises HandoutError with all that is wrong with it."""
    problems: list[Problem] = []
    table = read_table(path, problems)
    if table is None:
        raise HandoutError(problems)
    has_keys = bool(_KEYS & set(table.columns.numbers))
    if not has_keys:
        problems.append(problem("supplement-column", Position(str(path), table.head.number)))
    filled: list[tuple[Cells, Position]] = []
    for row in table.rows:
        named_cells = table.columns.cells_by_name(row.cells)
        cells = {name: cell for name, cell in named_cells.items() if cell}
        position = Position(str(path), row.number)
        for name, cell in cells.items():
            cell_position = position._replace(column=table.columns.numbers[name])
            if fault := cell_fault(cell, cell_position):
                problems.append(fault)
        if has_keys and not cells.keys() & _KEYS:
            problems.append(problem("supplement-key", position))
        filled.append((cells, position))
    raise_errors(problems)
    return Supplement(tuple(filled)), tuple(problems)


def join_supplement(
    supplement: Supplement, export: Export, problems: list[Problem]
) -> tuple[dict[str, list[Cells]], dict[str, list[Cells]]]:
    """Return the supplement's rows by class and by e-mail; a row that joins nothing is added to
    `problems`.
    """
    cells_by_class: dict[str, list[Cells]] = {}
    cells_by_mail: dict[str, list[Cells]] = {}
    class_ids = _class_ids(export)
    mails = {export.teachers[person_id].email.casefold() for person_id, _ in export.teaching}
    for cells, position in supplement.rows:
        key, mail = cells.get("class_id", ""), cells.get("teacher_email", "").casefold()
        other_cells = {name: cell for name, cell in cells.items() if name not in _KEYS}
        if class_id := class_ids.get(key) or class_ids.get(key.casefold()):
            cells_by_class.setdefault(class_id, []).append(other_cells)
        elif mail and mail in mails and not key:
            cells_by_mail.setdefault(mail, []).append(other_cells)
        else:
            heading = "class_id" if key else "teacher_email"
            problems.append(problem("supplement-nobody", position, warning=True, heading=heading))
    return cells_by_class, cells_by_mail


def _class_ids(export: Export) -> dict[str, str]:
    """Return the ids of the classes that somebody teaches, by their id and by their code."""
    taught = {class_id for _, class_id in export.teaching}
    ids = {class_id: class_id for class_id in taught}
    codes = Counter(item.code.casefold() for item in export.classes.values() if item.code)
    for item in export.classes.values():
        if item.id in taught and codes[item.code.casefold()] == 1:
            ids.setdefault(item.code.casefold(), item.id)
    return ids
