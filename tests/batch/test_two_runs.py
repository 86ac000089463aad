"""Two runs into one folder leave what one run into an empty folder leaves."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from batch.test_run import fake, look, tree
from classrooms import classroom, write_roster
from hypothesis import given, settings
from hypothesis import strategies as st
from threads import Threads, use_threads

from handout.batch import build_handouts
from handout.batch.plan.plan import BatchOrder
from handout.batch.print_runs import bind_changed, volumes
from handout.batch.print_runs.volumes import PrintRun
from handout.batch.run import run
from handout.sources.roster.roster import read_roster

_COUNT = 9
_CHANGES: dict[str, list[str]] = {
    "room": ["Gym", ""],
    "copies": ["1", "4"],
    "para_family": ["Sol", ""],
    "teacher_note": ["Ask me about lunch.", ""],
    "paper": ["a4", "letter"],
    "ink": ["mono", ""],
}
Rows = Sequence[Mapping[str, str]]


def _bind(of: PrintRun) -> tuple[bytes, int]:
    """A print run in no time: what it is bound from, and what those files say."""
    prints = [printed for part in of.schools for printed in part.prints]
    contents = [(of.output / printed.path).read_bytes() * printed.copies for printed in prints]
    return repr(of.inputs).encode() + b"".join(contents), sum(item.copies for item in prints)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    use_threads(monkeypatch)
    monkeypatch.setattr(build_handouts, "build_handout", fake)
    monkeypatch.setattr(build_handouts, "check_handout", look)
    monkeypatch.setattr(bind_changed, "bind_run", _bind)
    monkeypatch.setattr(volumes, "MOST", 5)  # several volumes of few rows


def _batch(folder: Path, output: str, rows: Rows) -> dict[str, str]:
    """What is in the folder after a run."""
    records, faults = read_roster(write_roster(folder / "roster.csv", rows))
    assert not faults
    today = datetime.date(2026, 8, 20)
    order = BatchOrder(records=records, output=folder / output, today=today)
    report = run(order, Threads(), prune_all=True, prune=True)
    assert not report.failed
    if report.removed:  # that run alone tells of it
        return _batch(folder, output, rows)
    return tree(folder / output)


@st.composite
def _changed(draw: st.DrawFn, rows: Rows) -> Rows:
    """Some of the rows, a few of them with other words in a cell, some in another order."""
    some = draw(st.lists(st.sampled_from(range(_COUNT)), min_size=1, unique=True))
    order = some if draw(st.booleans()) else sorted(some)
    changed = []
    for number in order:
        column = draw(st.sampled_from([*_CHANGES, "", "", ""]))
        words = {column: draw(st.sampled_from(_CHANGES[column]))} if column else {}
        changed.append({**rows[number], **words})
    return changed


@pytest.mark.slow
def test_two_runs_leave_the_files_of_one(quick: None, tmp_path: Path) -> None:
    rows = [classroom(n) for n in range(_COUNT)]

    @settings(max_examples=25, deadline=None)
    @given(_changed(rows), _changed(rows))
    def check(before: Rows, after: Rows) -> None:
        for output in ("twice", "once"):
            shutil.rmtree(tmp_path / output, ignore_errors=True)
        _batch(tmp_path, "twice", before)
        twice = _batch(tmp_path, "twice", after)
        assert twice == _batch(tmp_path, "once", after)

    check()


def test_of_one_school_that_is_left_no_volume_of_all_schools_stays(
    quick: None, tmp_path: Path
) -> None:
    """The volume was still what it was to be bound from."""
    rows = [classroom(n) | {"copies": "4"} for n in range(3)]
    assert "print-run-1.pdf" in _batch(tmp_path, "twice", rows)
    assert _batch(tmp_path, "twice", rows[:1]) == _batch(tmp_path, "once", rows[:1])


def test_a_school_that_needs_another_volume_keeps_what_is_bound(
    quick: None, tmp_path: Path
) -> None:
    """What was staged under the new name went with the run of the old one."""
    rows = [classroom(n) | {"copies": copies} for n, copies in enumerate("12124")]
    _batch(tmp_path, "twice", rows[:2])
    assert _batch(tmp_path, "twice", rows) == _batch(tmp_path, "once", rows)
