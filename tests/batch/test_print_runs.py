"""Print runs: which there are, what is bound again, and what the print shop is told of them."""

from __future__ import annotations

import csv
import random
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from classrooms import bare_classroom, write_roster

from handout.batch.print_runs import bind_changed, volumes
from handout.batch.print_runs.job_ticket import write_job_ticket
from handout.batch.print_runs.volumes import (
    MOST,
    PrintedHandout,
    PrintRun,
    SchoolPrints,
    split_into_volumes,
)
from handout.cli.main import main


def school(name: str, *copies: int, pages: int = 2, ink: str = "color") -> SchoolPrints:
    prints = tuple(
        PrintedHandout(
            path=f"{name}/{n}.pdf",
            sha256="",
            id=f"{name}-{n}",
            title=name,
            copies=count,
            pages=pages,
            ink=ink,
        )
        for n, count in enumerate(copies)
    )
    return SchoolPrints(name=name, prints=prints)


@pytest.mark.parametrize(
    ("schools", "volumes"),
    [
        ([school("a", 1), school("b", 2)], [["a", "b"]]),
        ([school("a", MOST), school("b", 1)], [["a"], ["b"]]),
        ([school("a", MOST - 1), school("b", 2)], [["a"], ["b"]]),  # no school is torn apart
        ([school("a", 1), school("b", MOST, 1), school("c", 1)], [["a"], ["b"], ["b"], ["c"]]),
        ([school("a", MOST + 7, 1)], [["a"], ["a"]]),  # one handout is never torn apart
        ([], []),
    ],
)
def test_volumes(schools: list[SchoolPrints], volumes: list[list[str]]) -> None:
    divided = split_into_volumes(schools)
    assert [[part.name for part in volume] for volume in divided] == volumes
    prints = [printed for volume in divided for part in volume for printed in part.prints]
    assert prints == [printed for school in schools for printed in school.prints]


@pytest.mark.parametrize("size", [2, 7, 40, 150])
def test_few_volumes_change_where_a_row_comes_goes_or_grows(size: int) -> None:
    """Whatever happens to one row, most of the volumes that do not have it are as they were."""
    chance, lost, kept = random.Random(size), 0, 0
    for _ in range(30):
        schools = [school(f"{n}", *([2] * chance.randint(1, size))) for n in range(30)]
        before = split_into_volumes(schools)
        assert all(sum(part.copies for part in volume) <= MOST for volume in before)
        which = chance.randrange(len(schools))
        prints = list(schools[which].prints)
        place = chance.randrange(len(prints))
        prints[place : place + chance.randint(0, 1)] = [
            replace(prints[0], id=f"new {n}", copies=3) for n in range(chance.randint(0, 1))
        ]
        schools[which] = replace(schools[which], prints=tuple(prints))
        after = split_into_volumes(schools)
        lost += len(set(after) - set(before))
        kept += len(after)
    assert lost < 4 * 30 and lost < kept / 3


@pytest.mark.slow
@pytest.mark.usefixtures("batches_in_thread")
def test_a_volume_with_another_number_is_not_bound_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is one of all schools that is a school's own run: it is the same file."""
    monkeypatch.setattr(volumes, "MOST", 2)
    rows = [bare_classroom(n, schools=3) | {"copies": "2"} for n in range(1, 4)]
    roster, output = tmp_path / "roster.csv", tmp_path / "output"
    command = ["batch", str(roster), "-o", str(output), "--no-compiled", "--jobs", "1"]
    bound: list[str] = []

    def start_tasks(function: Any, tasks: Any, workers: Any) -> Any:
        bound.extend(task.path for task in tasks)
        return nullcontext((task, function(task)) for task in tasks)

    monkeypatch.setattr(bind_changed, "start_tasks", start_tasks)
    write_roster(roster, rows[1:])
    assert main(command) == 0
    runs = {path: path.read_bytes() for path in sorted(output.rglob("print-run*.pdf"))}
    assert len(runs) == 4 and len(set(runs.values())) == 2 and len(bound) == 2
    bound.clear()
    write_roster(roster, rows)
    assert main(command) == 0
    after = {path: path.read_bytes() for path in sorted(output.rglob("print-run*.pdf"))}
    assert len(after) == 6 and len(bound) == 1
    assert set(runs.values()) < set(after.values())
    assert after[output / "print-run-2.pdf"] == runs[output / "print-run-1.pdf"]
    assert {row["file"] for row in read_ticket(output)} == {
        path.relative_to(output).as_posix() for path in after
    }
    assert not list(output.rglob("*.part"))
    # What somebody else made of a volume is not taken for ours.
    (output / "print-run-3.pdf").write_bytes(b"theirs")
    write_roster(roster, rows[:2])
    assert main(command) == 0
    assert len(list(output.glob("print-run*.pdf"))) == 2


def read_ticket(folder: Path) -> list[dict[str, str]]:
    with (folder / "print-jobs.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_ticket_says_what_a_shop_asks(tmp_path: Path) -> None:
    color = school("Oak", 1, 2)
    black = school("Elm", 3, pages=4, ink="mono")
    runs = [
        PrintRun(output=tmp_path, path="oak/print-run.pdf", schools=(color,), paper="letter"),
        PrintRun(output=tmp_path, path="print-run.pdf", schools=(black, black), paper="legal"),
        PrintRun(output=tmp_path, path="lost.pdf", schools=(color,), paper="a4"),
    ]
    write_job_ticket(tmp_path, runs, {"oak/print-run.pdf": 4, "print-run.pdf": 13})
    first, second = read_ticket(tmp_path)
    assert first["copies in this file"] == "3" and first["sheets of paper"] == "4"
    assert (first["color"], first["staple"], first["note"]) == ("color", "none", "")
    assert second["schools"] == "Elm" and second["separator sheets"] == "2"
    assert second["staple"].startswith("6 copies") and second["color"] == "black only"
    assert "not both" in second["note"] and second["paper"].startswith("Legal")


@pytest.mark.usefixtures("batches_in_thread")
@pytest.mark.slow
def test_each_paper_has_a_run_of_its_own_and_only_what_changed_is_bound(tmp_path: Path) -> None:
    rows = [bare_classroom(n, schools=2) for n in range(4)]
    rows[0]["paper"], rows[1]["ink"], rows[3]["ink"] = "legal", "mono", "mono"
    roster, output = tmp_path / "roster.csv", tmp_path / "output"
    write_roster(roster, rows)
    command = ["batch", str(roster), "-o", str(output), "--no-compiled", "--jobs", "1"]
    assert main(command) == 0
    runs = {str(path.relative_to(output)) for path in output.rglob("print-run*.pdf")}
    assert runs == {
        "oak-hill-school-0/print-run-legal.pdf",
        "oak-hill-school-0/print-run-letter.pdf",
        "oak-hill-school-1/print-run.pdf",
        "print-run-legal.pdf",
        "print-run-letter.pdf",
    }
    heights = {}
    for path in runs:
        with pikepdf.open(output / path) as pdf:
            heights[path] = {float(page.mediabox[3]) for page in pdf.pages}
            wishes = pdf.Root.ViewerPreferences
            assert str(wishes.PrintScaling) == "/None"
            assert str(wishes.Duplex) == "/DuplexFlipLongEdge"
    assert heights["print-run-legal.pdf"] == {1008} and heights["print-run-letter.pdf"] == {792}
    tickets = {row["file"]: row for row in read_ticket(output)}
    assert set(tickets) == runs
    assert tickets["oak-hill-school-1/print-run.pdf"]["color"] == "black only"
    before = {path: (output / path).stat().st_mtime_ns for path in runs}
    rows[2]["room"] = "Room 777"
    write_roster(roster, rows)
    assert main(command) == 0
    bound = {path for path in runs if (output / path).stat().st_mtime_ns != before[path]}
    assert bound == {"oak-hill-school-0/print-run-letter.pdf", "print-run-letter.pdf"}
    with pikepdf.open(output / "oak-hill-school-0" / "r-00002.pdf") as pdf:
        assert str(pdf.Root.ViewerPreferences.PrintScaling) == "/None"


@pytest.mark.parametrize(
    ("pages", "wishes"),
    [
        (1, "<</DisplayDocTitle true/PrintScaling/None>>"),
        (2, "<</DisplayDocTitle true/PrintScaling/None/Duplex/DuplexFlipLongEdge>>"),
    ],
)
def test_a_handout_asks_for_no_scaling_and_both_sides(pages: int, wishes: str) -> None:
    from handout.publish.pdf.printing import printing_preferences

    assert printing_preferences(pages) == wishes
