"""Files of schools that no row of a roster uses are told, with the id that may be meant, and
schools without a file.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from classrooms import classroom, write_roster
from PIL import Image

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
    assert notes["batch-school-unused"].startswith("30 files")
    assert "200.yaml" in notes["batch-school-unused"] and "229" not in notes["batch-school-unused"]


def test_one_number_is_no_slip_for_another(tmp_path: Path) -> None:
    notes = file_notes(tmp_path, ["0102.yaml"], ["0101"])
    assert list(notes) == ["batch-school-unused"]


def test_schools_without_a_file_are_told_where_others_have_one(tmp_path: Path) -> None:
    notes = file_notes(tmp_path, ["101.yaml"], ["101", "102", "103"])
    assert list(notes) == ["batch-school-none"] and "102, 103" in notes["batch-school-none"]


def _digests(folder: Path, rows: list[dict[str, str]]) -> list[str]:
    records, _ = read_roster(write_roster(folder / "roster.csv", rows))
    order = BatchOrder(
        records=records,
        output=folder / "output",
        school=folder / "schools",
        today=datetime.date(2026, 9, 1),
    )
    plan = BatchPlan(order, Journal(folder / "output"))
    return [plan.digest(job) for job in plan.jobs]


def _draw_logo(path: Path, color: str) -> None:
    Image.new("RGB", (30, 30), color).save(path)


def test_a_handout_is_made_anew_when_the_file_of_its_logo_changes(tmp_path: Path) -> None:
    schools = tmp_path / "schools"
    schools.mkdir()
    for school in ("S0", "S1"):
        text = f"logo: {{file: {school}.png, alt: Oak Hill}}\n"
        (schools / f"{school}.yaml").write_text(text, encoding="utf-8")
        _draw_logo(schools / f"{school}.png", "red")
    rows = [classroom(n, 2) for n in range(3)]
    # What a row says goes over what its school says.
    rows[1] |= {"school_id": "S1", "logo.file": "mine.png", "logo.alt": "Room 9"}
    _draw_logo(tmp_path / "mine.png", "red")
    states = [_digests(tmp_path, rows)]
    assert _digests(tmp_path, rows) == states[0]
    for change in (
        lambda: _draw_logo(schools / "S0.png", "blue"),
        lambda: _draw_logo(tmp_path / "mine.png", "blue"),
        lambda: (schools / "S0.png").unlink(),
        lambda: (schools / "S0.png").write_bytes(bytes(2_000_001)),
        lambda: (schools / "S0.png").write_bytes(bytes(2_000_002)),
    ):
        change()
        states.append(_digests(tmp_path, rows))
    changed = [
        [before != after for before, after in zip(*pair, strict=True)]
        for pair in zip(states, states[1:], strict=False)
    ]
    first_and_third, second = [True, False, True], [False, True, False]
    assert changed == [first_and_third, second, *[first_and_third] * 3]
