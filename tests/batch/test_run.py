"""A whole roster: made once, again only what changed, and nothing lost whatever happens."""

from __future__ import annotations  # noqa: I001

import csv
import datetime
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from itertools import chain
from pathlib import Path

import pytest
from classrooms import bare_classroom, classroom, write_roster
from hypothesis import given, settings
from hypothesis import strategies as st
from paths import ROOT
from sheets import read_sheet
from threads import Threads

from handout.batch import build_handouts
from handout.batch.plan.filenames import assign_names, safe_name
from handout.batch.plan.plan import BatchOrder
from handout.batch.report.result import BatchReport
from handout.batch.run import run
from handout.batch.state.lock import lock_output
from handout.batch.work.pool import LocalWorkers
from handout.batch.work.worker import BuiltHandout, deliver_file, run_within_limits
from handout.batch.plan.task import HandoutTask
from handout.cli.main import main
from handout.problems import HandoutError, Problem
from handout.sources.roster.roster import read_roster
import contextlib


def plain(task: HandoutTask) -> BuiltHandout:
    """A handout in no time: its words are its files, which are given back."""
    words = "".join(
        f"{name}={placed.value}\n"
        for layer in task.layers
        for name, placed in sorted(layer.values.items())
    )
    listed_fields = dict.fromkeys(
        ("teacher_name", "para_name", "room", "class_title", "role", "grade_band"), ""
    )
    content = f"{task.name}\n{words}".encode()
    return BuiltHandout(
        pdf=content,
        html=content[::-1],
        title=task.id,
        pages=2,
        density={"front": "snug"},
        listed_fields=listed_fields,
        empty=("room",),
        problems=(),
    )


def fake(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    """The same, its files left where they belong."""

    def built() -> BuiltHandout:
        handout = plain(task)
        assert isinstance(handout.pdf, bytes) and isinstance(handout.html, bytes)
        return replace(
            handout,
            pdf=deliver_file(task, ".pdf", handout.pdf),
            html=deliver_file(task, ".html", handout.html),
        )

    return run_within_limits(task, built)


def look(task: HandoutTask) -> tuple[Problem, ...]:
    return ()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of fakes, made in a thread."""
    monkeypatch.setattr(build_handouts, "build_handout", fake)
    monkeypatch.setattr(build_handouts, "check_handout", look)


def batch(roster: Path, output: Path, **options: object) -> BatchReport:
    records, faults = read_roster(roster)
    assert not [problem for problem in faults if not problem.warning], faults
    order = BatchOrder(records=records, output=output, today=datetime.date(2026, 8, 20))
    return run(order, Threads(), print_runs=False, **options)  # type: ignore[arg-type]


def tree(folder: Path) -> dict[str, str]:
    """The sum of every file but those of the ledger."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".handout" not in path.parts
    }


def codes(report: BatchReport) -> list[str]:
    return sorted(problem.code for problem in report.problems)


# ---- one real batch, through the command line


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four rooms of two schools, made for real; roster.csv beside output/."""
    folder = tmp_path_factory.mktemp("made")
    rows = [classroom(n, schools=2) for n in range(4)]
    rows[1]["class_title"] = "@HYPERLINK(1)"
    write_roster(folder / "roster.csv", rows)
    assert (
        main(["batch", str(folder / "roster.csv"), "-o", str(folder / "output"), "--jobs", "2"])
        == 0
    )
    return folder


@pytest.mark.slow
def test_what_there_is(built: Path) -> None:
    output = built / "output"
    assert sorted(tree(output)) == sorted(
        ["index.html", "manifest.csv", "manifest.json", "print-jobs.csv", "print-run.pdf"]
        + [f"oak-hill-school-{n % 2}/r-{n:05}.{kind}" for n in range(4) for kind in ("html", "pdf")]
        + [f"oak-hill-school-{n}/print-run.pdf" for n in range(2)]
    )


@pytest.mark.slow
def test_manifests_are_right_and_start_no_formula(built: Path) -> None:
    output = built / "output"
    facts = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
    files = {path: file for fact in facts["handouts"] for path, file in fact["files"].items()}
    sums = tree(output)
    assert len(files) == 8
    for path, file in files.items():
        assert (sums[path], (output / path).stat().st_size) == (file["sha256"], file["bytes"])
    assert facts["print_runs"]["print-run.pdf"] == 2 + 4 + 2  # separators, rooms, second copies
    with (output / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["handout_id"] for row in rows] == [f"R-{n:05}" for n in range(4)]
    assert rows[1]["class_title"] == "'@HYPERLINK(1)"
    assert not [
        cell
        for row in rows
        for cell in row.values()
        if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]
    assert rows[0]["density"].startswith("front:") and rows[0]["empty"]


def test_the_index_fetches_nothing_and_tells_all(built: Path) -> None:
    page = (built / "output" / "index.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in unescape(page)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "unsafe-inline" not in page
    for n in range(4):
        assert f"r-{n:05}.pdf" in page and f"R-{n:05}" in page
    assert "@HYPERLINK(1)" in page and page.count("print-run.pdf") == 3


@pytest.mark.usefixtures("batches_in_thread")
@pytest.mark.slow
def test_nothing_changed_then_one(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder, copy_function=shutil.copy2)
    roster, output = folder / "roster.csv", folder / "output"
    before = tree(output)
    again = ["batch", str(roster), "-o", str(output), "--jobs", "1"]
    shutil.copy(built / "roster.csv", roster)
    assert main(again) == 0
    assert "0 made, 4 already there" in capsys.readouterr().out
    roster.write_text(
        roster.read_text(encoding="utf-8").replace("Room 102", "Room 302"), encoding="utf-8"
    )
    assert main(again) == 0
    assert "1 made, 3 already there" in capsys.readouterr().out
    changed = {path for path, digest in tree(output).items() if before[path] != digest}
    assert changed == {
        "oak-hill-school-0/r-00002.pdf",
        "oak-hill-school-0/r-00002.html",
        "oak-hill-school-0/print-run.pdf",
        "print-run.pdf",
        "manifest.csv",
        "manifest.json",
        "index.html",
    }
    assert main(again) == 0
    assert "0 made, 4 already there" in capsys.readouterr().out


@pytest.mark.usefixtures("batches_in_thread")
@pytest.mark.slow
def test_faults_are_told_first_and_fed_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [classroom(n) for n in range(4)]
    rows[1]["start_time"], rows[2]["teacher_note"] = (
        "25:99",
        "Please. " * 70 + "\n\n" + "1\n\n" * 15,
    )
    rows[3]["hide_blocks"] = "no-such-block"
    roster, output = write_roster(tmp_path / "roster.csv", rows), tmp_path / "output"
    assert main(["batch", str(roster), "-o", str(output)]) == 1
    assert not list(output.glob("*/*.pdf"))
    capsys.readouterr()
    assert main(["batch", str(roster), "-o", str(output), "--keep-going", "--no-print-run"]) == 1
    captured = capsys.readouterr()
    assert "25:99" in captured.err and "no-such-block" in captured.err
    assert (
        "R-00000" in (output / "index.html").read_text()
        and "25:99" in (output / "index.html").read_text()
    )
    wrong = read_sheet(output / "to-correct.xlsx")
    assert "R-00001" in [row["handout_id"] for row in wrong] and "R-00003" in [
        row["handout_id"] for row in wrong
    ]
    assert all(row.pop("what is wrong") for row in wrong)
    for row in wrong:
        row["start_time"], row["hide_blocks"], row["teacher_note"] = "7:45", "", "Welcome."
    fixed = write_roster(tmp_path / "fixed.csv", wrong)
    assert main(["batch", str(fixed), "-o", str(tmp_path / "second"), "--no-print-run"]) == 0


# ---- stopping and going on


@pytest.mark.slow
def test_stopped_anywhere_it_goes_on_to_the_same_end(quick: None, tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "roster.csv", [classroom(n) for n in range(12)])
    batch(roster, tmp_path / "whole")
    whole = tree(tmp_path / "whole")

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.integers(0, 11), min_size=1, max_size=3))
    def stopped(stops: list[int]) -> None:
        output = tmp_path / "stopped"
        shutil.rmtree(output, ignore_errors=True)
        for stop in stops:

            def progress(stage: str, done: int, total: int, stop: int = stop) -> None:
                if stage == "make" and done > stop:
                    raise KeyboardInterrupt

            with contextlib.suppress(KeyboardInterrupt):
                batch(roster, output, progress=progress)
            with (output / ".handout" / "ledger.jsonl").open("a") as torn:
                torn.write('{"id": "R-000')
        report = batch(roster, output)
        assert len(report.built) + len(report.unchanged) == 12
        assert tree(output) == whole

    stopped()


def test_a_full_disk(quick: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What does not fit is told, nothing is half written, and with more room the rest is made."""
    output = tmp_path / "disk"
    output.mkdir()
    roster = write_roster(tmp_path / "roster.csv", [classroom(n) for n in range(12)])
    monkeypatch.setattr(build_handouts, "build_handout", big)
    with small_disk(output) as disk:
        full = "disk-full" if disk.mounted else "cannot-write"
        try:
            problems = list(chain.from_iterable(batch(roster, output).failed.values()))
        except HandoutError as error:
            problems = list(error.problems)
        assert {problem.code for problem in problems} == {full}
        assert not list(output.rglob("*.part"))
        for path in output.glob("oak-*/*"):
            assert path.stat().st_size == 200_000
        keep = tmp_path / "kept"
        shutil.copytree(output, keep)
    report = batch(roster, keep)
    assert len(report.built) + len(report.unchanged) == 12 and not report.failed


def big(task: HandoutTask) -> BuiltHandout:
    return replace(plain(task), pdf=bytes(200_000), html=b"x" * 200_000)


def dies(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    built = fake(task)
    if task.id == "R-00005":
        os.kill(os.getpid(), signal.SIGKILL)
    return built


@pytest.mark.slow
def test_what_a_killed_worker_left_is_swept_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_handouts, "build_handout", dies)
    monkeypatch.setattr(build_handouts, "check_handout", look)
    records, _ = read_roster(
        write_roster(tmp_path / "roster.csv", [classroom(n, schools=2) for n in range(12)])
    )
    order = BatchOrder(
        records=records, output=tmp_path / "output", today=datetime.date(2026, 8, 20)
    )
    report = run(order, LocalWorkers(jobs=2), print_runs=False)
    assert {
        id: [problem.code for problem in problems] for id, problems in report.failed.items()
    } == {"R-00005": ["batch-crashed"]}
    assert not list(tmp_path.rglob("*.part"))
    assert len(list(tmp_path.rglob("r-*.pdf"))) == len(report.built) == 11


class small_disk:  # noqa: N801
    """A disk of 2 MB at `folder`; where none may be mounted, files of at most 150 KB."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mounted = folder, False
        self.limit = resource.getrlimit(resource.RLIMIT_FSIZE)

    def __enter__(self) -> small_disk:
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(self.folder)]
        self.mounted = (
            os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
        )
        if not self.mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, self.limit[1]))
        return self

    def __exit__(self, *_: object) -> None:
        if self.mounted:
            subprocess.run(["umount", str(self.folder)], check=True)
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, self.limit)


# ---- other people's files


def test_what_somebody_changed_or_put_there_stays(quick: None, tmp_path: Path) -> None:
    rows = [classroom(n) for n in range(4)]
    roster, output = write_roster(tmp_path / "roster.csv", rows), tmp_path / "output"
    (output / "oak-hill-school-0").mkdir(parents=True)
    (output / "oak-hill-school-0" / "r-00000.pdf").write_text("mine")
    report = batch(roster, output)
    assert [problem.code for problem in report.failed["R-00000"]] == ["batch-not-ours"]
    assert (output / "oak-hill-school-0" / "r-00000.pdf").read_text() == "mine"
    edited = output / "oak-hill-school-1" / "r-00001.pdf"
    edited.write_text("written on")
    assert "batch-edited" in codes(batch(roster, output))
    rows[1]["room"] = "Room 77"
    report = batch(write_roster(roster, rows), output)
    assert [problem.code for problem in report.failed["R-00001"]] == ["batch-changed"]
    assert edited.read_text() == "written on"
    edited.unlink()
    assert "R-00001" in batch(roster, output).built


def test_removed_rows_are_told_and_pruned(quick: None, tmp_path: Path) -> None:
    rows = [classroom(n) for n in range(4)]
    roster, output = write_roster(tmp_path / "roster.csv", rows), tmp_path / "output"
    batch(roster, output)
    (output / "oak-hill-school-1" / "notes.txt").write_text("mine")
    write_roster(roster, [rows[0], rows[3]])
    report = batch(roster, output)
    assert report.removed == ["R-00001", "R-00002"] and codes(report) == ["batch-removed"]
    assert (output / "oak-hill-school-2" / "r-00002.pdf").exists()
    assert codes(batch(roster, output, prune=True)) == ["batch-pruned"]
    assert not (output / "oak-hill-school-2").exists()
    assert [path.name for path in (output / "oak-hill-school-1").iterdir()] == ["notes.txt"]
    assert not batch(roster, output, prune=True).problems


def test_links_are_not_followed(quick: None, tmp_path: Path) -> None:
    elsewhere, output = tmp_path / "elsewhere", tmp_path / "output"
    elsewhere.mkdir()
    output.mkdir()
    (output / "oak-hill-school-0").symlink_to(elsewhere)
    (output / "oak-hill-school-1").mkdir()
    (elsewhere / "target.pdf").write_text("mine")
    (output / "oak-hill-school-1" / "r-00001.pdf").symlink_to(elsewhere / "target.pdf")
    report = batch(write_roster(tmp_path / "roster.csv", [classroom(n) for n in range(3)]), output)
    assert {
        id: [problem.code for problem in problems] for id, problems in report.failed.items()
    } == {
        "R-00000": ["batch-link"],
        "R-00001": ["batch-not-ours"],
    }
    assert report.built == ["R-00002"]
    assert {path.name: path.read_text() for path in elsewhere.iterdir()} == {"target.pdf": "mine"}


def test_two_runs_at_once(quick: None, tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "roster.csv", [classroom(0)])
    with lock_output(tmp_path / "output"), pytest.raises(HandoutError) as caught:
        batch(roster, tmp_path / "output")
    assert [problem.code for problem in caught.value.problems] == ["batch-busy"]


# ---- names


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=90)), max_size=12), st.data())
def test_names_are_safe_and_stay(wanted: list[tuple[str, str]], data: st.DataObject) -> None:
    names, moved = assign_names(wanted, {}, ["print-run"])
    assert set(names) == {key for key, _ in wanted} and set(moved) <= set(names)
    assert len({name.casefold() for name in names.values()} | {"print-run"}) == len(names) + 1
    for name in names.values():
        assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,68}[a-z0-9])?", name), name
        assert name not in ("con", "nul", "com1", "lpt9")
    fewer = [pair for pair in wanted if data.draw(st.booleans())]
    assert assign_names(fewer, names, ["print-run"])[0] == {key: names[key] for key, _ in fewer}


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Oak Hill", "oak-hill"),
        ("CON", "con-1"),
        ("École Élémentaire", "ecole-elementaire"),
        ("../../etc", "etc"),
        ("学校", ""),
        ("O’Neil's", "oneils"),
        ("Школа № 5", "no-5"),
        ("a" * 99, "a" * 60),
    ],
)
def test_safe_names(words: str, name: str) -> None:
    assert safe_name(words) == name


def test_names_that_collide_are_told(quick: None, tmp_path: Path) -> None:
    rows = [
        classroom(n) | {"school_id": "", "school_name": name}
        for n, name in enumerate(("Oak Hill", "Oak Hill 学校", "Oak Hill Школа"))
    ]
    report = batch(write_roster(tmp_path / "roster.csv", rows), tmp_path / "output")
    assert codes(report) == ["batch-name"] * 2 and len(report.built) == 3
    assert len(list((tmp_path / "output").glob("*/*.pdf"))) == 3


# ---- a cluster


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """A scheduler and two workers, reached from this machine alone."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
        "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s",
    }
    dask = [sys.executable, "-m", "dask"]
    scheduler = subprocess.Popen(
        [
            *dask,
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--dashboard-address",
            "127.0.0.1:0",
        ],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert scheduler.stderr
    address = next(
        match[0]
        for line in scheduler.stderr
        if (match := re.search(r"tcp://127\.0\.0\.1:\d+", line))
    )
    started = [
        subprocess.Popen(
            [
                *dask,
                "worker",
                address,
                "--nthreads",
                "1",
                "--no-nanny",
                "--host",
                "127.0.0.1",
                "--no-dashboard",
            ],
            env=environment,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for _ in range(2)
    ]
    yield address, started
    for process in (*started, scheduler):
        process.kill()
        process.wait()
    scheduler.stderr.close()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_one_of_whose_workers_is_killed(
    cluster: tuple[str, list[subprocess.Popen[str]]], tmp_path: Path
) -> None:
    from handout.batch.work.dask import DaskCluster

    address, started = cluster
    records, _ = read_roster(
        write_roster(tmp_path / "roster.csv", [bare_classroom(n) for n in range(16)])
    )
    workers = DaskCluster(address)
    workers.client.wait_for_workers(2, timeout=60)

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "make" and done == 4:
            started[0].kill()

    order = BatchOrder(
        records=records, output=tmp_path / "output", today=datetime.date(2026, 8, 20)
    )
    report = run(order, workers, print_runs=False, progress=progress)
    assert sorted(report.built) == [record.handout_id for record in records]
    assert not report.failed
    assert len(list((tmp_path / "output").glob("*/*.pdf"))) == 16
    workers.client.close()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_whose_workers_all_leave(
    cluster: tuple[str, list[subprocess.Popen[str]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody waits for ever for workers that are not there, and what they made stays; nor for a
    scheduler that is gone.
    """
    from handout.batch.work.dask import DaskCluster

    monkeypatch.setattr("handout.batch.work.dask.NO_WORKERS_TIMEOUT", 3)
    monkeypatch.setattr("handout.batch.work.pool.CHECK_INTERVAL", 1)
    address, started = cluster
    roster = write_roster(tmp_path / "roster.csv", [bare_classroom(n) for n in range(12)])
    records, _ = read_roster(roster)
    workers = DaskCluster(address)
    workers.client.wait_for_workers(2, timeout=60)

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "make" and done == 2:
            for process in started:
                process.kill()

    order = BatchOrder(
        records=records, output=tmp_path / "output", today=datetime.date(2026, 8, 20)
    )
    with pytest.raises(HandoutError) as caught:
        run(order, workers, print_runs=False, keep_going=True, progress=progress)
    assert [problem.code for problem in caught.value.problems] == ["batch-cluster-empty"]
    assert caught.value.exit_code == 4
    assert len(list((tmp_path / "output").glob("*/*.pdf"))) >= 2
    workers.client.close()
    with pytest.raises(HandoutError) as caught:
        run(order, workers, print_runs=False, keep_going=True)
    assert [problem.code for problem in caught.value.problems] == ["batch-cluster-lost"]


@pytest.mark.slow
def test_no_cluster_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("handout.batch.work.dask.ANSWER_TIMEOUT", 1)
    roster = write_roster(tmp_path / "roster.csv", [classroom(0)])
    assert (
        main(
            ["batch", str(roster), "-o", str(tmp_path / "output"), "--cluster", "tcp://127.0.0.1:9"]
        )
        == 4
    )
    assert "127.0.0.1:9" in capsys.readouterr().err


def test_rows_of_the_index_are_filled_in_whatever_they_say(
    quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that are alike are made once and filled in: nothing of one gets into another, and no
    words become HTML.
    """
    names = ("<script>&\"'", "{0} {id} %s", "Zoë\u2028Žižek")

    def named(task: HandoutTask) -> BuiltHandout:
        built = fake(task)
        assert isinstance(built, BuiltHandout)
        return replace(
            built,
            listed_fields={
                **built.listed_fields,
                "teacher_name": names[int(task.id[2:])],
                "room": task.id,
            },
        )

    monkeypatch.setattr(build_handouts, "build_handout", named)
    batch(
        write_roster(
            tmp_path / "roster.csv", [classroom(n, schools=1) | {"copies": "1"} for n in range(3)]
        ),
        tmp_path / "output",
    )
    page = (tmp_path / "output" / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r"<tr data-words.*?</tr>", page, re.S)
    assert len(rows) == 3
    for n, (row, name) in enumerate(zip(rows, names, strict=True)):
        assert (
            f"{name} · R-0000{n}<" in unescape(row)
            and f"R-0000{n}</th>" in row
            and row.count(f"r-0000{n}.") == 2
        )
        assert "<script" not in row and not re.search("[\ue000-\uf8ff]", row)
