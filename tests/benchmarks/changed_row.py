"""What `handout batch` takes where one row of a district's roster changed and all else is there.

    python tests/benchmarks/changed_row.py [classrooms] [schools] [rounds]

To make ten thousand handouts and bind their print runs takes a quarter of an hour. So only the
school is made whose row changes; its files stand in the places of all others, and a few bytes in
those of their print runs. The command reads no file that did not change, and so does the same as
with the others' own files. In each round another row of the school is changed, and the command is
run as people run it: it makes a handout and binds the volumes that have it. CPU is that of the
command with its workers. `unchanged` is the command once more, with nothing to do.

With `--profile` the last round is run in this process by cProfile, without its workers' part.
"""

from __future__ import annotations

import cProfile
import dataclasses
import os
import pstats
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent)]

from benchmarks.district import DAY, write_layers  # noqa: E402
from classrooms import classroom, write_roster  # noqa: E402

from handout.batch.plan.plan import BatchOrder  # noqa: E402
from handout.batch.plan.task import HandoutTask  # noqa: E402
from handout.batch.print_runs.volumes import PrintRun  # noqa: E402
from handout.batch.run import run  # noqa: E402
from handout.batch.state.journal import HandoutFacts, Journal, JournalEntry  # noqa: E402
from handout.batch.state.staged_file import StagedFile  # noqa: E402
from handout.batch.up_to_date import load_known_rows, save_known_rows  # noqa: E402
from handout.batch.work.pool import LocalWorkers  # noqa: E402
from handout.batch.work.worker import BuiltHandout  # noqa: E402
from handout.cli.main import main as handout  # noqa: E402
from handout.problems import Problem  # noqa: E402
from handout.sources.roster.roster import read_roster  # noqa: E402

_SCHOOL = 0
_made: list[JournalEntry] = []  # the handouts of the school that is made
_folder = Path()  # with the district's and the schools' files, the roster and the output


def main(count: int, schools: int, rounds: int, profile: bool) -> None:
    global _folder
    with tempfile.TemporaryDirectory() as scratch:
        _folder = Path(scratch)
        os.environ["HANDOUT_CACHE"] = str(_folder / "cache")
        write_layers(_folder, schools)
        rows = [classroom(n, schools) for n in range(count)]
        print(f"{count} classrooms in {schools} schools")
        _make_all(rows)
        took: dict[str, list[tuple[float, float]]] = {"changed": [], "unchanged": []}
        of_school = rows[_SCHOOL::schools]
        for number in range(rounds):
            of_school[number]["plans_location"] = f"Drawer {number} of my desk."
            write_roster(_folder / "roster.csv", rows)
            if profile and number == rounds - 1:
                _profile()
                break
            for name in took:
                took[name].append(_run_command())
        for name, measured in took.items():
            cpu, clock = (statistics.median(values) for values in zip(*measured, strict=True))
            print(f"{name}: {cpu:.2f} s CPU, {clock:.2f} s; medians of {len(measured)}")


def _make_all(rows: Sequence[Mapping[str, str]]) -> None:
    """Make the handouts of the school, and with them those of all `rows`."""
    school = rows[_SCHOOL]["school_id"]
    _run([row for row in rows if row["school_id"] == school])
    journal = Journal(_folder / "output")
    _made.extend(journal.entries.values())
    journal.close(tidy=False)
    with (
        mock.patch("handout.batch.build_handouts.build_handout", _stand_in),
        mock.patch("handout.batch.print_runs.bind_changed.bind_run", _stand_in_run),
    ):
        _run(rows)


def _run(rows: Sequence[Mapping[str, str]]) -> None:
    output = _folder / "output"
    known = load_known_rows(output)
    records, faults = read_roster(write_roster(_folder / "roster.csv", rows), known)
    order = BatchOrder(
        records=records,
        output=output,
        district=_folder / "district.yaml",
        school=_folder / "schools",
        today=DAY,
    )
    run(order, LocalWorkers(), faults=faults)
    save_known_rows(output, known)


def _stand_in(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
    """Return one of the handouts that are made as that of `task`."""
    made = _made[int(task.id.rpartition("-")[2]) % len(_made)]
    facts: dict[str, Any] = {
        field.name: getattr(made, field.name) for field in dataclasses.fields(HandoutFacts)
    }
    cells = dict(zip(task.shared.columns.numbers, task.cells, strict=True))
    teacher = f"{cells['teacher_given']} {cells['teacher_family']}"
    aide = f"{cells['para_given']} {cells['para_family']}"
    names = {"teacher_name": teacher, "para_name": aide}
    facts["listed_fields"] = names | {
        name: cells[name] for name in made.listed_fields if name not in names
    }
    files = {}
    for suffix, file in made.files.items():
        staged = Path(task.staging_folder, f".{task.name}{suffix}.part")
        staged.hardlink_to(_folder / "output" / made.path(suffix))
        files[suffix[1:]] = StagedFile(str(staged), file.size, file.sha256)
    return BuiltHandout(**facts, pdf=files["pdf"], html=files["html"])


def _stand_in_run(run: PrintRun) -> tuple[bytes, int]:
    return b"a print run", run.sheets


def _arguments() -> list[str]:
    names = ("roster.csv", "output", "district.yaml", "schools")
    roster, output, district, school = (str(_folder / name) for name in names)
    return ["batch", roster, "-o", output, "--district", district, "--school", school]


def _run_command() -> tuple[float, float]:
    """Return the CPU and the seconds that the command takes."""
    before, began = _cpu(), time.monotonic()
    program = [sys.executable, "-m", "handout", *_arguments()]
    said = subprocess.run(program, check=True, capture_output=True, cwd=HERE.parent.parent)
    took = time.monotonic() - began
    print(said.stdout.decode().splitlines()[-1])
    return _cpu() - before, took


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _profile() -> None:
    profile = cProfile.Profile()
    try:
        profile.runcall(handout, _arguments())
    finally:
        stats = pstats.Stats(profile).sort_stats("tottime")
        stats.dump_stats("changed_row.prof")
        stats.print_stats(45)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:] if not word.startswith("--")]
    count, schools, rounds = [*given, *(10_000, 100, 5)[len(given) :]]
    main(count, schools, rounds, "--profile" in sys.argv)
