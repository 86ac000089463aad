"""What a reviewer filled in: read from a workbook, a CSV or a Word file, row by row."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from handout.problems import HandoutError, Position, Problem, has_errors, problem
from handout.sources.fields.single_line import shorten
from handout.sources.spreadsheet.rows import Row
from handout.sources.spreadsheet.spreadsheet import read_rows
from handout.sources.translations.review_day import read_review_day
from handout.sources.translations.review_table import (
    DECISIONS,
    FILLED_IN,
    REQUIRED,
    decision_words,
    heading_columns,
    plain_decision,
    review_words,
)
from handout.sources.translations.word_table import read_table_rows

_MOST_ROWS_ABOVE = 20  # a title, a note of the office


class Answer(NamedTuple):
    """A row that a reviewer decided on. `decision` is one of DECISIONS; `line` the id of a line,
    `mark` the digests of what it said when the file was made.
    """

    line: str
    mark: str
    english: str
    draft: str
    decision: str
    words: str
    by: str
    on: datetime.date
    columns: Mapping[str, int]
    position: Position

    def at(self, column: str) -> Position:
        """Return the place of one of its cells."""
        return self.position._replace(column=self.columns[column])


class Answers(NamedTuple):
    """The answers of a file, how many rows nobody decided on, and what is wrong with the others."""

    answers: tuple[Answer, ...]
    undecided: int
    problems: tuple[Problem, ...]


def read_answers(path: Path, today: datetime.date) -> Answers:
    """Return what was filled in in a reviewer's file. Raises HandoutError if it is none."""
    rows, problems = _read_file(path)
    head, columns = _find_head(rows, path)
    if lost := [name for name in REQUIRED if name not in columns]:
        headings = review_words()["headings"]
        names = ", ".join(headings[name] for name in lost)
        raise HandoutError([problem("review-columns", Position(str(path), head), columns=names)])
    cells = [_Cells(row, columns, str(path)) for row in rows if row.number > head]
    reader = _Reader(cells, today)
    answers = tuple(filter(None, map(reader.read, cells)))
    return Answers(answers, reader.undecided, (*problems, *reader.problems))


def _read_file(path: Path) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    if path.suffix.casefold() == ".docx":
        return read_table_rows(path), ()
    rows, problems = read_rows(path)
    if has_errors(problems):
        raise HandoutError(problems)
    return rows, problems


def _find_head(rows: Sequence[Row], path: Path) -> tuple[int, Mapping[str, int]]:
    for row in rows[:_MOST_ROWS_ABOVE]:
        columns = heading_columns(row.cells)
        if len(columns) > len(REQUIRED) // 2:
            return row.number, columns
    raise HandoutError([problem("review-file", Position(str(path)))])


class _Cells:
    """A row, its cells by our names for the columns."""

    def __init__(self, row: Row, columns: Mapping[str, int], path: str) -> None:
        self.columns = columns
        self.position = Position(path, row.number)
        self._cells = row.cells

    def __getitem__(self, column: str) -> str:
        index = self.columns[column] - 1
        return self._cells[index].strip() if index < len(self._cells) else ""

    def at(self, column: str) -> Position:
        return self.position._replace(column=self.columns[column])

    def is_head(self) -> bool:
        """Return whether it is the headings again, as on each page of a Word file."""
        return len(heading_columns(self._cells)) > len(REQUIRED) // 2


class _Reader:
    def __init__(self, rows: Sequence[_Cells], today: datetime.date) -> None:
        self.problems: list[Problem] = []
        self.undecided = 0
        self._today = today
        self._lines: set[str] = set()
        self._decisions = decision_words()
        # Who reviewed all of it writes office and day once.
        self._only = {name: _only_value(rows, name) for name in ("by", "on")}

    def read(self, row: _Cells) -> Answer | None:
        if row.is_head():
            return None
        written = plain_decision(row["decision"])
        decision = self._decisions.get(written, written)
        if not (decision or row["words"]):
            self.undecided += bool(row["id"])
            return None
        found = list(self._faults(row, decision))
        by, on = row["by"] or self._only["by"], row["on"] or self._only["on"]
        day: datetime.date | None = None
        if on:
            read = read_review_day(on, row["id"].partition("/")[0], row.at("on"), self._today)
            day = read if isinstance(read, datetime.date) else None
            found += [read] if isinstance(read, Problem) else []
        if not found and (lacks := self._lacking(row, decision, by, on)):
            column, reason = lacks
            wanted = review_words()["half"][reason]
            found.append(problem("review-half", row.at(column), lacks=wanted))
        self.problems += found
        if found or day is None:
            return None
        self._lines.add(row["id"])
        texts = row["english"], row["draft"], decision, row["words"]
        return Answer(row["id"], row["mark"], *texts, by, day, row.columns, row.position)

    def _faults(self, row: _Cells, decision: str) -> Iterator[Problem]:
        if not row["id"]:
            yield problem("review-line", row.at("id"), found="")
        elif not row["mark"]:
            yield problem("review-mark", row.at("mark"))
        elif row["id"] in self._lines:
            yield problem("review-twice", row.at("id"), line=row["id"])
        if decision and decision not in DECISIONS:
            names = review_words()["decisions"]
            first, second = (names[name] for name in DECISIONS)
            at, found = row.at("decision"), shorten(row["decision"])
            yield problem("review-decision", at, found=found, first=first, second=second)

    def _lacking(self, row: _Cells, decision: str, by: str, on: str) -> tuple[str, str] | None:
        """Return the column that is not filled in, and what is wanted there."""
        if not decision:
            return "decision", "decision"
        if decision == "correct" and not row["words"]:
            return "words", "words"
        if decision == "accept" and row["words"] and row["words"] != row["draft"]:
            return "decision", "both"
        if not by:
            return "by", "by"
        return None if on else ("on", "on")


def _only_value(rows: Sequence[_Cells], column: str) -> str:
    """Return what a column says everywhere where it says anything; "" if that differs."""
    assert column in FILLED_IN
    values = {row[column] for row in rows if not row.is_head()} - {""}
    return values.pop() if len(values) == 1 else ""
