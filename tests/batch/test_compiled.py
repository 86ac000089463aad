"""A batch makes PDFs from compiled parts, audits some of them, and typesets a layout anew that came
out different.
"""

from __future__ import annotations

import csv
import datetime
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from batch.test_run import look, plain
from classrooms import classroom, write_roster
from threads import Threads

from handout.batch import build_handouts
from handout.batch.build_handouts import choose_audited
from handout.batch.plan.plan import BatchOrder, BatchPlan
from handout.batch.plan.task import HandoutTask
from handout.batch.report.result import BatchReport
from handout.batch.run import run
from handout.batch.state.journal import Journal
from handout.batch.work.worker import BuiltHandout, build_handout
from handout.problems import Problem
from handout.sources.roster.roster import read_roster

_AUDITED: list[str] = []


def _compiled(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    """A handout in no time, compiled in one of two layouts, of which one is wrong."""
    handout = plain(task)
    assert isinstance(handout.pdf, bytes)
    layout = f"layout-{int(task.id[-1]) % 2}"
    if not task.compiled:
        return replace(handout, route="typeset: asked")
    if layout in task.banned_layouts:
        return replace(handout, route="typeset: audit", pdf=handout.pdf + b"typeset")
    if task.audit:
        _AUDITED.append(task.id)
        if layout == "layout-1":
            return replace(
                handout,
                route="typeset: audit",
                layout=layout,
                difference="words",
                pdf=handout.pdf + b"typeset",
            )
    return replace(handout, route="compiled", layout=layout)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_handouts, "build_handout", _compiled)
    monkeypatch.setattr(build_handouts, "check_handout", look)
    _AUDITED.clear()


def _batch(folder: Path, count: int, compiled: bool = True, changed: str = "") -> BatchReport:
    rows = [classroom(n) for n in range(count)]
    for row in rows:
        if row["handout_id"] == changed:
            row["room"] = "Gym"
    records, faults = read_roster(write_roster(folder / "roster.csv", rows))
    assert not faults
    order = BatchOrder(
        records=records,
        output=folder / "output",
        today=datetime.date(2026, 8, 20),
        compiled=compiled,
    )
    return run(order, Threads(), print_runs=False)


def _routes(folder: Path) -> dict[str, str]:
    facts = json.loads((folder / "output" / "manifest.json").read_text(encoding="utf-8"))
    return {fact["handout_id"]: fact["route"] for fact in facts["handouts"]}


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_a_layout_that_came_out_different_is_typeset(tmp_path: Path) -> None:
    report = _batch(tmp_path, 40)
    routes = _routes(tmp_path)
    assert len(routes) == 40
    assert {id for id, route in routes.items() if route == "typeset: audit"} == {
        id for id in routes if int(id[-1]) % 2
    }
    assert {route for id, route in routes.items() if int(id[-1]) % 2 == 0} == {"compiled"}
    assert sorted(report.built) == sorted(routes)
    assert "batch-differs" in {problem.code for problem in report.problems}
    for path in (tmp_path / "output").rglob("*.pdf"):
        assert path.read_bytes().endswith(b"typeset") == bool(int(path.stem[-1]) % 2)


@pytest.mark.usefixtures("quick")
def test_one_of_200_is_audited_and_at_least_three(tmp_path: Path) -> None:
    _batch(tmp_path, 40)
    assert len(set(_AUDITED)) == 3
    ids = [f"R-{n}" for n in range(1001)]
    assert len(choose_audited(ids)) == 6
    assert choose_audited(ids) == choose_audited(reversed(ids))
    assert choose_audited([]) == frozenset()


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
def test_a_changed_row_is_audited_if_it_is_one_of_the_folders_few(tmp_path: Path) -> None:
    ids = [classroom(n)["handout_id"] for n in range(40)]
    chosen = choose_audited(ids)
    _batch(tmp_path, 40)
    for changed in ids:
        _AUDITED.clear()
        report = _batch(tmp_path, 40, changed=changed)
        assert changed in report.built
        assert set(_AUDITED) <= chosen
        assert (changed in _AUDITED) == (changed in chosen)
        # What an audit of another handout found out about its layout still holds.
        is_wrong = int(changed[-1]) % 2 == 1
        assert _routes(tmp_path)[changed] == ("typeset: audit" if is_wrong else "compiled")


@pytest.mark.usefixtures("quick")
def test_without_compiled_parts_all_are_made_anew(tmp_path: Path) -> None:
    _batch(tmp_path, 6)
    report = _batch(tmp_path, 6, compiled=False)
    assert len(report.built) == 6
    assert set(_routes(tmp_path).values()) == {"typeset: asked"}
    with (tmp_path / "output" / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["route"] for row in csv.DictReader(file)} == {"typeset: asked"}


def _audit_helper(folder: Path, monkeypatch: pytest.MonkeyPatch, deaths: int) -> None:
    """The program that draws pages is ended `deaths` times before it does anything."""
    script = folder / "python"
    script.write_text(
        f"""#!/bin/sh
echo x >> "{folder}/started"
[ $(wc -l < "{folder}/started") -gt {deaths} ] || kill -9 $$
exec "{sys.executable}" "$@"
"""
    )
    script.chmod(0o755)
    monkeypatch.setattr("handout.compiled.audit.sys.executable", str(script))


@pytest.mark.slow
@pytest.mark.parametrize("deaths", [1, 2, 9999])
def test_a_drawing_program_that_is_ended_is_no_difference(
    deaths: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again; where that does not help the sheet is the same, and it is told that it was
    not audited.
    """
    record = read_roster(write_roster(tmp_path / "roster.csv", [classroom(0)]))[0][0]
    order = BatchOrder(records=(record,), output=tmp_path, today=datetime.date(2026, 8, 20))
    plan = BatchPlan(order, Journal(tmp_path))
    task = replace(plan.task(plan.jobs[0]), audit=True)
    whole = build_handout(task)
    _audit_helper(tmp_path, monkeypatch, deaths)
    handout = build_handout(task)
    assert isinstance(whole, BuiltHandout) and isinstance(handout, BuiltHandout)
    assert (handout.pdf, handout.route, handout.difference) == (whole.pdf, "compiled", "")
    assert handout.audited == (deaths < 3)


def unseen(task: HandoutTask) -> BuiltHandout:
    return replace(plain(task), route="compiled", audited=False)


@pytest.mark.usefixtures("quick")
def test_what_was_not_audited_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_handouts, "build_handout", unseen)
    report = _batch(tmp_path, 2)
    assert len(report.built) == 2
    assert [problem.code for problem in report.problems] == ["batch-not-audited"] * 2
