"""The office's own file that says which column of a roster each of its headings is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from handout.interface_language import interface_messages, tables_in_all_languages
from handout.problems import HandoutError, Position, Problem, problem
from handout.sources.fields.near_words import find_near_word
from handout.sources.fields.single_line import shorten
from handout.sources.headings.columns import (
    ROSTER,
    HeadedTable,
    field_columns,
)
from handout.sources.headings.heading_words import find_column, guess_column, normalize_heading
from handout.sources.spreadsheet.spreadsheet import read_rows

MAP_NAME = "columns.xlsx"
"""The name of the file. It counts for every roster in its folder."""

_MOST_EXAMPLES = 3
_WORDS = "roster-words"


def map_path(roster: Path) -> Path:
    """Return where the map for `roster` would be."""
    return roster.parent / MAP_NAME


def read_column_map(roster: Path, problems: list[Problem]) -> dict[str, str]:
    """Return the columns by the normalized headings that mean them, for a roster in this folder.

    "" stands for a heading that is not to be read. Rows that choose nothing are left out; what is
    wrong is added to `problems`.
    """
    path = map_path(roster)
    if not path.is_file() or path == roster:
        return {}
    try:
        rows, notes = read_rows(path)
    except HandoutError as error:
        problems += error.problems
        return {}
    problems += notes
    leaves_out = {table["map"]["leave_out"].casefold() for table in tables_in_all_languages(_WORDS)}
    mapped: dict[str, str] = {}
    for row in rows[1:]:
        heading, chosen = (*row.cells, "", "")[:2]
        if not heading or not chosen:
            continue
        is_left_out = chosen.casefold() in leaves_out
        column = "" if is_left_out else find_column(chosen)
        if column or is_left_out:
            mapped[normalize_heading(heading)] = column
        else:
            problems.append(_unknown_column(chosen, Position(str(path), row.number, 2)))
    return mapped


def draft_column_map(table: HeadedTable, map_file: Path) -> list[list[str]]:
    """Return the rows of a map for the headings of `table`: each with the column that it is or may
    mean, and a few examples of what stands below it. The headings of the map come first.

    What is in `map_file` already stays as it is. Raises HandoutError if it cannot be read.
    """
    rows = [list(interface_messages(_WORDS)["map"]["headings"])]
    if map_file.is_file():
        rows += [[*row.cells, "", ""][:3] for row in read_rows(map_file)[0][1:]]
    present = {normalize_heading(row[0]) for row in rows}
    columns = {number: name for name, number in table.columns.numbers.items()}
    drafted: set[str] = set(columns.values())
    for number, heading in enumerate(table.head.cells, 1):
        if not heading or normalize_heading(heading) in present:
            continue
        column = columns.get(number, "")
        guess = find_column(heading) or guess_column(heading)
        if not column and guess not in drafted:
            column = guess
            drafted.add(guess)
        rows.append([heading, column, _list_examples(table, number)])
    return rows


def map_choices() -> tuple[str, ...]:
    """Return what the second column of a map is mostly chosen from."""
    return (interface_messages(_WORDS)["map"]["leave_out"], "teacher_name", "para_name", *ROSTER)


def _unknown_column(chosen: str, position: Position) -> Problem:
    names = (*ROSTER, *field_columns())
    near = find_near_word(chosen.casefold(), names)
    code = "map-column-near" if near else "map-column"
    return problem(code, position, found=shorten(chosen), near=near)


def _list_examples(table: HeadedTable, number: int) -> str:
    examples: dict[str, None] = {}
    for row in table.rows:
        if len(row.cells) >= number and row.cells[number - 1]:
            examples[shorten(row.cells[number - 1])] = None
        if len(examples) == _MOST_EXAMPLES:
            break
    return "; ".join(examples)


def missing_columns(rows: Sequence[Sequence[str]], needed: Sequence[str]) -> list[str]:
    """Return the columns of `needed` that no row of a drafted map is for."""
    chosen = {row[1] for row in rows[1:]}
    if "teacher_name" in chosen:
        chosen.add("teacher_family")
    return [name for name in needed if name not in chosen]
