"""Files of schools that no row of a roster uses are told, with the id that may be meant, and
schools without a file.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from classrooms import classroom, write_roster

from handout.batch.plan.plan import BatchOrder, BatchPlan
from handout.batch.state.journal import Journal
from handout.sources.roster.roster import read_roster


def file_notes(tmp_path: Path, files: list[str], ids: list[str]) -> dict[str, str]:
    schools = tmp_path / "schools"
    schools.mkdir()
    for name in files:
        (schools / name).write_text("call_for_help: Ask at the gate.\n", "utf-8")
    rows = [classroom(n) for n in range(len(ids))]
    for n, id in enumerate(ids):
        rows[n] |= {"school_id": id, "school_name": f"School {n}"}
    records, problems = read_roster(write_roster(tmp_path / "roster.csv", rows))
    assert len(records) == len(ids), problems
    order = BatchOrder(
        records=records, output=tmp_path, school=schools, today=datetime.date(2026, 9, 1)
    )
    notes = BatchPlan(order, Journal(tmp_path)).problems
    return {
        problem.code: problem.message
        for problem in notes
        if problem.code.startswith("batch-school")
    }


@pytest.mark.parametrize(
    ("file", "id"),
    [
        ("0101.yaml", "101"),
        ("101.yaml", "0101"),
        ("101.0.yaml", "101"),
        ("OAK.yaml", "oak"),
        ("oak hill.yaml", "oak-hill"),
        ("Oak_Hill.yaml", "oak hill"),
        ("S-12.yaml", "s12"),
        ("0101.yml", "0101"),
        ("0101.YAML", "0101"),
        ("oak-hil.yaml", "oak-hill"),
    ],
)
def test_a_file_whose_name_is_nearly_an_id(tmp_path: Path, file: str, id: str) -> None:
    notes = file_notes(tmp_path, [file], [id])
    assert list(notes) == ["batch-school-near"]
    assert file in notes["batch-school-near"] and f"school_id {id}." in notes["batch-school-near"]


def test_other_files_are_told_in_one_note(tmp_path: Path) -> None:
    files = [f"{n}.yaml" for n in range(200, 230)]
    notes = file_notes(tmp_path, [*files, "101.yaml", "101.edits.yaml", "notes.txt"], ["101"])
    assert list(notes) == ["batch-school-unused"]
    assert notes["batch-school-unused"].startswith("30 file(s)")
    assert "200.yaml" in notes["batch-school-unused"] and "229" not in notes["batch-school-unused"]


def test_one_number_is_no_slip_for_another(tmp_path: Path) -> None:
    notes = file_notes(tmp_path, ["0102.yaml"], ["0101"])
    assert list(notes) == ["batch-school-unused"]


def test_schools_without_a_file_are_told_where_others_have_one(tmp_path: Path) -> None:
    notes = file_notes(tmp_path, ["101.yaml"], ["101", "102", "103"])
    assert list(notes) == ["batch-school-none"] and "102, 103" in notes["batch-school-none"]
