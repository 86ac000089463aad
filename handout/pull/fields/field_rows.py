"""The rows of the lists among the fields: as they were issued, to be compared, and to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from handout.edits.units import Unit
from handout.sources.customization.edit import Row
from handout.sources.fields.fields import columns_of
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
