"""What is printed of a row, as a text: equal for rows that print the same, and for no others."""

from __future__ import annotations

import pytest

from handout.batch.plan.printed_cells import PrintedCells
from handout.problems import Position
from handout.sources.headings.columns import Columns
from handout.sources.roster.record import Record


def text(**cells: str) -> str:
    columns = Columns({name: number for number, name in enumerate(cells, 1)}, len(cells))
    record = Record(
        handout_id="A1",
        school_id="",
        school_name="",
        copies=1,
        override_file=None,
        position=Position("roster.csv", 2),
        columns=columns,
        cells=tuple(cells.values()),
    )
    return PrintedCells().text(record)


@pytest.mark.parametrize(
    "other",
    [
        {"role": "bus", "room": "12"},
        {"room": "12", "role": "bus", "restroom": ""},
        {"room": "12", "role": "bus", "copies": "3", "override_file": "a.yaml"},
    ],
)
def test_order_empty_cells_and_what_is_not_printed_make_no_difference(
    other: dict[str, str],
) -> None:
    assert text(**other) == text(room="12", role="bus")


@pytest.mark.parametrize(
    "other",
    [
        {"room": "bus", "role": "12"},
        {"room": "12", "role": "", "restroom": "bus"},
        {"room": "12bus", "role": ""},
        {"room": "12", "role": "bus", "restroom": "role"},
        {"room": "12", "role": "bus\n"},
    ],
)
def test_any_other_cell_makes_a_difference(other: dict[str, str]) -> None:
    assert text(**other) != text(room="12", role="bus")
