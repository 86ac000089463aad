"""Rows of list fields as they were issued, for comparisons and for messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from handout.edits.units import Unit
from handout.layering.compose import Handout
from handout.layering.overlay import SourcedValue
from handout.sources.content.layer import Level
from handout.sources.customization.edit import Change as Value
from handout.sources.customization.edit import Row
from handout.sources.fields.fields import columns_of, key_column
from handout.sources.markdown.document import row_text


def issued_rows(name: str, fields: Mapping[str, str]) -> list[Row]:
    """Return the rows of the list `name` as the words of its `fields`, by dotted name, say them."""
    numbers = sorted({int(key.split(".")[1]) for key in fields if key.startswith(f"{name}.")})
    return [
        {column: fields.get(f"{name}.{number}.{column}", "") for column in columns_of(name)}
        for number in numbers
    ]


def cell_units(rows: Iterable[Sequence[str]]) -> list[Unit]:
    return [Unit("row", row_text(row)) for row in rows]


def row_units(name: str, rows: Iterable[Row]) -> tuple[Unit, ...]:
    return tuple(Unit("row", row_text(row[column] for column in columns_of(name))) for row in rows)


def row_words(rows: Iterable[object]) -> list[str]:
    return [
        " · ".join(filter(None, row.values())) if isinstance(row, Mapping) else str(row)
        for row in rows
    ]


def own_rows(handout: Handout, name: str, value: Value) -> Value:
    """Return the rows of `value` that the customization has to name, and any other value as it is.

    Those that say what they say today, and that a layer below brings, are none of its own.
    """
    sourced = handout.values.get(name)
    if not key_column(name) or isinstance(value, str) or sourced is None:
        return value
    below = [
        row
        for row, origin in zip(_rows(sourced), sourced.rows, strict=True)
        if origin.level is not Level.CUSTOMIZATION
    ]
    return tuple(row for row in value if isinstance(row, dict) and row not in below)


def _rows(sourced: SourcedValue) -> tuple[object, ...]:
    value = sourced.placed.value
    return value if isinstance(value, tuple) else ()
