"""One row of a roster as a record: what a handout has of its own, and the layer that the row is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from handout.content_folders import ENGLISH
from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.fields.fields import text_limit
from handout.sources.fields.languages import find_language
from handout.sources.headings.columns import ROSTER, Columns
from handout.sources.roster.row_tree import Cell, row_tree

LANGUAGE_FIELDS = ("language", "second_language")


@dataclass(frozen=True, kw_only=True)
class Record:
    """What one handout of a batch has of its own.

    `override_file` is a customization that goes on top of its layer. A roster may have many
    thousand records, so one holds no more than the cells of its known columns, in their order.
    """

    handout_id: str
    school_id: str
    school_name: str
    copies: int
    override_file: Path | None
    position: Position
    columns: Columns
    cells: tuple[str, ...]

    def cell(self, name: str) -> str:
        """Return the cell in the column `name`; "" if there is none."""
        index = self.columns.indexes.get(name)
        return self.cells[index] if index is not None else ""

    @property
    def layer(self) -> Layer:
        """Return the customization that the row is, read through the same fields as YAML."""
        return create_row_layer(self.columns, self.cells, self.position)[0]


@dataclass(frozen=True)
class FaultyRecord:
    """A row that has errors: `record` is made of its other cells, `unread` are the columns whose
    cells are wrong.
    """

    record: Record
    unread: frozenset[str]


def create_row_layer(
    columns: Columns,
    cells: Iterable[str],
    position: Position,
    languages: Mapping[str, str] | None = None,
) -> tuple[Layer, tuple[Problem, ...]]:
    """Return the customization that the row at `position` is, and what is wrong with it.

    `cells` are those of the known columns, in their order; `languages` those of its sheets, by the
    names of the two fields, where other layers say them.
    """
    named_cells = dict(zip(columns.numbers, cells, strict=True))
    return read_row_layer(named_cells, columns, position, languages)


def read_row_layer(
    cells: Mapping[str, str],
    columns: Columns,
    position: Position,
    languages: Mapping[str, str] | None = None,
) -> tuple[Layer, tuple[Problem, ...]]:
    """Return the layer of a row whose cells go by the names of their columns, and what is wrong."""

    def cell(text: str, column: str) -> Cell:
        return Cell(text, position._replace(column=columns.numbers.get(column, 0)))

    fields = _named_fields(cells, cell)
    if languages is None:
        languages = {name: _language(fields, name) for name in LANGUAGE_FIELDS}
    limit = text_limit("class_title")
    period = cell(cells.get("period", ""), "period")
    period_problems = _join_period(fields, period, languages, limit=limit)
    layer, problems = parse_layer(row_tree(fields, position), Level.CUSTOMIZATION)
    return layer, (*problems, *period_problems)


def _named_fields(cells: Mapping[str, str], cell: Callable[[str, str], Cell]) -> dict[str, Cell]:
    """Return the filled cells by the fields that they set; `cell` gives each its position."""
    fields = {}
    for role in ("teacher", "para"):
        parts = (cells.get(f"{role}_given"), cells.get(f"{role}_family"))
        full_name = " ".join(part for part in parts if part)
        fields[f"{role}_name"] = cell(full_name, f"{role}_family")
    for name, text in cells.items():
        field = ROSTER.get(name, name)
        if text and field and field != name:
            fields[field] = cell(text, name)
    # A column that has the field's own name goes before one that has another.
    for name, text in cells.items():
        if text and ROSTER.get(name, name) == name:
            fields[name] = cell(text, name)
    return fields


def _join_period(
    fields: dict[str, Cell], period: Cell, languages: Mapping[str, str], *, limit: int
) -> tuple[Problem, ...]:
    """Put the period behind the class title, on each sheet in its language.

    Return what is wrong if both are too long together, or if there is no title.
    """
    title = fields.get("class_title")
    if not period.text:
        return ()
    if not title:
        return (problem("roster-period-alone", period.position, warning=True, found=period.text),)
    titles = {"class_title": (title, languages.get("language", ""))}
    if second := languages.get("second_language"):
        name = f"class_title_{second}"
        titles[name] = fields.get(name, title), second
    problems = []
    for name, (words, language) in titles.items():
        joined, length = title_with_period(words.text, period.text, language), len(words.text)
        if len(joined) <= limit:
            fields[name] = words._replace(text=joined)
        elif length <= limit:  # else the title itself is told
            fault = problem(
                "roster-period-long",
                words.position,
                count=length,
                limit=limit,
                behind=joined[length:],
                over=len(joined) - limit,
            )
            problems.append(fault)
    return tuple(problems)


def title_with_period(title: str, period: str, language: str) -> str:
    """Return what the tag says of a class in a language: Math, period 3."""
    words: str = message_table("words", language or ENGLISH)["tag"]["with_period"]
    return words.format(title=title, period=period)


def _language(fields: Mapping[str, Cell], name: str) -> str:
    """Return the language that a cell names; "" if it names none that there is."""
    cell = fields.get(name)
    return (find_language(cell.text) or "") if cell else ""
