"""One row of a roster as a record: what a handout has of its own, and the layer that the row is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from handout.messages import message_table
from handout.problems import Position, Problem, problem
from handout.sources.content.layer import Layer, Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.fields.fields import text_limit
from handout.sources.roster.columns import ROSTER, Columns
from handout.sources.roster.row_tree import Cell, row_tree


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
        at = self.columns.order.get(name)
        return self.cells[at] if at is not None else ""

    @property
    def layer(self) -> Layer:
        """Return the customization that the row is, read through the same fields as YAML."""
        return layer_of(self.columns, self.cells, self.position)


def layer_of(columns: Columns, cells: Iterable[str], position: Position) -> Layer:
    """Return the customization that the row at `position` is.

    `cells` are those of the known columns, in their order.
    """
    return read_row_layer(dict(zip(columns.number, cells, strict=True)), columns, position)[0]


def read_row_layer(
    cells: Mapping[str, str], columns: Columns, position: Position
) -> tuple[Layer, tuple[Problem, ...]]:
    """Return the layer of a row whose cells go by the names of their columns, and what is wrong."""

    def cell(text: str, column: str) -> Cell:
        return Cell(text, position._replace(column=columns.number.get(column, 0)))

    fields = _named_fields(cells, cell)
    found = _join_period(fields, cells.get("period", ""), limit=text_limit("class_title"))
    layer, problems = parse_layer(row_tree(fields, position), Level.CUSTOMIZATION)
    return layer, (*problems, *found)


def _named_fields(cells: Mapping[str, str], cell: Callable[[str, str], Cell]) -> dict[str, Cell]:
    """Return the filled cells by the fields that they set; `cell` gives each its position."""
    fields = {}
    for whose in ("teacher", "para"):
        full = " ".join(
            filter(None, (cells.get(f"{whose}_{part}") for part in ("given", "family")))
        )
        fields[f"{whose}_name"] = cell(full, f"{whose}_family")
    # A column that has the field's own name goes before one that has another.
    for own in (False, True):
        for name, text in cells.items():
            field = ROSTER.get(name, name)
            if text and field and (field == name) is own:
                fields[field] = cell(text, name)
    return fields


def _join_period(fields: dict[str, Cell], period: str, *, limit: int) -> tuple[Problem, ...]:
    """Put the period behind the class title; return what is wrong if both are too long together."""
    title = fields.get("class_title")
    if not title or not period:
        return ()
    joined = message_table("roster")["period"].format(title=title.text, period=period)
    length = len(title.text)
    if len(joined) <= limit:
        fields["class_title"] = title._replace(text=joined)
        return ()
    if length > limit:  # the title itself is told
        return ()
    shown = {"behind": joined[length:], "over": len(joined) - limit}
    return (problem("roster-period-long", title.position, length=length, limit=limit, **shown),)
