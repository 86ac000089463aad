"""Names of an export that are words for nobody: a person keeps what is a name, and is told."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from oneroster_export import tables, write_export

from handout.batch.from_oneroster.placement import place_staff
from handout.sources.oneroster.export import read_export


@pytest.mark.parametrize(
    ("cells", "given", "family", "is_told"),
    [
        ({"familyName": "Null"}, "Ana", "Null", False),
        ({"familyName": "NA"}, "", "Ana", True),
        ({"givenName": "ANA", "familyName": "NA"}, "ANA", "NA", False),
        ({"familyName": "1/2/2026"}, "", "Ana", True),
        ({"givenName": "N/A"}, "", "Rivera", True),
        ({"givenName": "null"}, "", "Rivera", True),
        ({"preferredGivenName": "Null"}, "Ana", "Rivera", False),
        ({"preferredGivenName": "N/A"}, "Ana", "Rivera", False),
        ({"preferredGivenName": "Nita"}, "Nita", "Rivera", False),
    ],
)
def test_a_part_of_a_name_that_is_none_is_told(
    tmp_path: Path, cells: dict[str, str], given: str, family: str, is_told: bool
) -> None:
    files = tables("1.2")
    head, first = files["users.csv"][:2]
    for column, cell in cells.items():
        first[head.index(column)] = cell
    export, _ = read_export(write_export(tmp_path / "e.zip", files), datetime.date(2026, 9, 1))
    rows, missing, _ = place_staff(export)
    (row,) = [row for row in rows if row["class_id"] == "c1"]
    assert (row["teacher_given"], row["teacher_family"]) == (given, family)
    told = [data.note for data in missing if data.missing.startswith("the whole name")]
    assert bool(told) is is_told
