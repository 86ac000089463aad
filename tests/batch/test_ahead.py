"""Handouts are built before all rows are checked, and yet none is put in its place before."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from classrooms import classroom, write_roster
from threads import Threads

from handout.batch import build_ahead, build_handouts
from handout.batch.plan.plan import BatchOrder
from handout.batch.plan.task import HandoutTask
from handout.batch.report.result import BatchReport, StoppedError
from handout.batch.run import run
from handout.batch.work.worker import BuiltHandout, deliver_file, run_within_limits
from handout.problems import Problem, problem
from handout.sources.roster.roster import read_roster

COUNT = 12
LISTED = ("teacher_name", "para_name", "room", "class_title", "role", "grade_band")


class Workers:
    """What was built and what was checked, by id; what is wrong where a row says so."""

    def __init__(self) -> None:
        self.built: list[str] = []
        self.checked: list[str] = []
        self.difference = ""

    def build(self, task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
        self.built.append(task.id)
        words = " ".join(task.cells)
        if "no pages" in words:
            raise RuntimeError("a mistake of ours")
        if "wrong" in words:
            return (problem("batch-slow", task.position, id=task.id),)
        is_audited = task.audit and not task.banned_layouts

        def built() -> BuiltHandout:
            note = problem("batch-name", task.position, warning=True, what="a", other="b", name="c")
            return BuiltHandout(
                pdf=deliver_file(task, ".pdf", f"{task.banned_layouts}{words}".encode()),
                html=deliver_file(task, ".html", words[::-1].encode()),
                title=task.id,
                listed_fields=dict.fromkeys(LISTED, ""),
                problems=(note,) if "noted" in words else (),
                route="compiled",
                layout="a-layout",
                difference=self.difference if is_audited else "",
            )

        return run_within_limits(task, built)

    def check(self, task: HandoutTask) -> tuple[Problem, ...]:
        self.checked.append(task.id)
        is_wrong = "wrong" in " ".join(task.cells)
        return (problem("batch-slow", task.position, id=task.id),) if is_wrong else ()


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    made = Workers()
    monkeypatch.setattr(build_handouts, "build_handout", made.build)
    monkeypatch.setattr(build_handouts, "check_handout", made.check)
    return made


def batch(
    folder: Path,
    notes: dict[int, str],
    output: str = "output",
    progress: Callable[[str, int, int], None] = lambda step, count, total: None,
    first: int = 0,
    compiled: bool = True,
) -> BatchReport:
    rows = [classroom(n) | {"teacher_note": notes.get(n, "Hello.")} for n in range(first, COUNT)]
    records, _ = read_roster(write_roster(folder / "roster.csv", rows))
    day = datetime.date(2026, 8, 20)
    order = BatchOrder(records=records, output=folder / output, today=day, compiled=compiled)
    return run(order, Threads(), print_runs=False, progress=progress)


def tree(folder: Path) -> dict[str, str]:
    paths = [path for path in folder.rglob("*") if path.is_file() and ".handout" not in path.parts]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def handouts(output: Path) -> list[Path]:
    return list(output.glob("oak-*/*"))


def ids(numbers: Iterable[int]) -> set[str]:
    return {f"R-{n:05}" for n in numbers}


def test_nothing_is_checked_twice_where_nothing_is_wrong(workers: Workers, tmp_path: Path) -> None:
    report = batch(tmp_path, {})
    assert set(report.built) == set(workers.built) == ids(range(COUNT))
    assert workers.checked == []
    assert len(handouts(tmp_path / "output")) == 2 * COUNT
    assert not (tmp_path / "output/.handout/ready").exists()


@pytest.mark.parametrize("wrong", [{11}, {0}, {0, 5, 11}, set(range(COUNT))])
def test_all_mistakes_are_told_and_nothing_is_in_its_place(
    wrong: set[int], workers: Workers, tmp_path: Path
) -> None:
    batch(tmp_path, {}, output="whole")
    with pytest.raises(StoppedError) as stopped:
        batch(tmp_path, dict.fromkeys(wrong, "wrong"))
    assert set(stopped.value.report.failed) == ids(wrong)
    assert not handouts(tmp_path / "output")
    assert not [*(tmp_path / "output").rglob("*.pdf"), *(tmp_path / "output").rglob("*.html")]
    workers.built.clear()
    workers.checked.clear()
    ready = list((tmp_path / "output/.handout/ready").glob("*.json.ready"))
    report = batch(tmp_path, {})
    assert len(workers.built) == COUNT - len(ready)  # what was ready is not built again
    assert len(report.built) == COUNT and tree(tmp_path / "output") == tree(tmp_path / "whole")


def test_after_a_mistake_the_rest_is_only_checked(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        batch(tmp_path, {0: "wrong"})
    in_hand = Threads().width  # were begun before the first was done
    assert len(workers.built) <= in_hand + 1
    assert set(workers.built) | set(workers.checked) == ids(range(COUNT))


def test_what_only_fails_as_it_is_made_stops_no_other(workers: Workers, tmp_path: Path) -> None:
    report = batch(tmp_path, {3: "no pages"})
    assert set(report.failed) == {"R-00003"} and len(report.built) == COUNT - 1


@pytest.mark.parametrize("at", [1, 6, 11])
def test_a_run_that_was_stopped_goes_on(at: int, workers: Workers, tmp_path: Path) -> None:
    def stop(step: str, done: int, total: int) -> None:
        if done == at:
            raise KeyboardInterrupt

    batch(tmp_path, {7: "noted"}, output="whole")
    with pytest.raises(KeyboardInterrupt):
        batch(tmp_path, {7: "noted"}, progress=stop)
    assert not handouts(tmp_path / "output")
    assert not list(tmp_path.rglob("*.part"))
    workers.built.clear()
    steps: list[tuple[int, int]] = []
    report = batch(
        tmp_path, {7: "noted"}, progress=lambda step, done, total: steps.append((done, total))
    )
    assert len(workers.built) <= COUNT - at + 1
    assert steps[-1] == (COUNT, COUNT) and all(done <= total for done, total in steps)
    assert len(report.built) == COUNT and tree(tmp_path / "output") == tree(tmp_path / "whole")


def test_a_note_on_what_was_ready_is_told_at_its_row_of_today(
    workers: Workers, tmp_path: Path
) -> None:
    with pytest.raises(StoppedError):
        batch(tmp_path, {5: "noted", 11: "wrong"})
    workers.built.clear()
    report = batch(tmp_path, {5: "noted"}, first=2)
    assert "R-00005" not in workers.built
    assert [note.line for note in report.problems if note.code == "batch-name"] == [5]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _link(path: Path) -> None:
    path.rename(path.parent / f"{path.name}.other")
    path.symlink_to(path.parent / f"{path.name}.other")


def _other_place(path: Path) -> None:
    file = path.parent / f"{path.name.partition('.')[0]}.json.ready"
    facts = json.loads(file.read_text())
    facts["pdf"][0] = str(path.parent.parent / "ledger.jsonl")
    file.write_text(json.dumps(facts))


@pytest.mark.parametrize("suffix", ["pdf", "html", "json"])
@pytest.mark.parametrize("spoil", [_cut, _link, _other_place, Path.unlink])
def test_what_is_damaged_is_built_again(
    suffix: str, spoil: Callable[[Path], None], workers: Workers, tmp_path: Path
) -> None:
    batch(tmp_path, {}, output="whole")
    with pytest.raises(StoppedError):
        batch(tmp_path, {11: "wrong"})
    workers.built.clear()
    for path in (tmp_path / "output/.handout/ready").glob(f"*.{suffix}.ready"):
        spoil(path)
    report = batch(tmp_path, {})
    assert len(report.built) == COUNT and tree(tmp_path / "output") == tree(tmp_path / "whole")
    assert not [path for path in handouts(tmp_path / "output") if path.is_symlink()]
    assert (tmp_path / "output/.handout/ledger.jsonl").exists()


def test_what_waits_for_no_row_is_removed(workers: Workers, tmp_path: Path) -> None:
    with pytest.raises(StoppedError):
        batch(tmp_path, {11: "wrong"})
    ready = tmp_path / "output/.handout/ready"
    before = {path.name for path in ready.iterdir()}
    with pytest.raises(StoppedError):
        batch(tmp_path, {1: "Other words.", 11: "wrong"})
    gone = before - {path.name for path in ready.iterdir()}
    assert len({name.partition(".")[0] for name in gone}) == 1


def test_an_audit_that_finds_a_difference_has_all_of_the_layout_made_again(
    workers: Workers, tmp_path: Path
) -> None:
    workers.difference = "a word"
    report = batch(tmp_path, {})
    assert {note.code for note in report.problems} == {"batch-differs"}
    assert set(report.built) == ids(range(COUNT))
    for path in (tmp_path / "output").glob("oak-*/*.pdf"):
        assert b"a-layout" in path.read_bytes()


def test_more_than_may_wait_are_checked_first(
    workers: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_ahead, "MOST_AHEAD", 5)
    report = batch(tmp_path, {})
    assert len(workers.checked) == len({*workers.checked}) == COUNT - 5
    assert workers.built[5:] and {*workers.built[5:]} == {*workers.checked}
    assert len(workers.built) == len(report.built) == COUNT


def test_what_is_typeset_is_checked_first(workers: Workers, tmp_path: Path) -> None:
    batch(tmp_path, {}, compiled=False)
    assert set(workers.checked) == set(workers.built) == ids(range(COUNT))


def test_a_cluster_gives_files_back(workers: Workers, tmp_path: Path) -> None:
    batch(tmp_path, {}, output="whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Threads, "shares_filesystem", False)
        batch(tmp_path, {})
    assert tree(tmp_path / "output") == tree(tmp_path / "whole")
