"""How fast a whole district is made, from its roster to all files, with nothing known before and
with its parts on disk; what one changed row costs; and the memory that it takes.

    python tests/benchmarks/district.py [classrooms] [schools] [--print-runs]

The district's layer has five boxes of its own, each school's a logo, its call for help and, for one
of three, a box more. `cold`: no part is on disk. `warm`: the same into an empty folder, its parts
on disk. `changed`: the same folder again, one row of it changed. CPU is of all processes, memory
the most that one of them took.
"""

from __future__ import annotations

import colorsys
import datetime
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE.parent)]

from classrooms import classroom, write_roster  # noqa: E402
from PIL import Image, ImageDraw  # noqa: E402

from handout.batch.plan.plan import BatchOrder  # noqa: E402
from handout.batch.run import run  # noqa: E402
from handout.batch.state.journal import Journal  # noqa: E402
from handout.batch.up_to_date import load_known_rows, save_known_rows  # noqa: E402
from handout.batch.work.pool import LocalWorkers  # noqa: E402
from handout.sources.roster.roster import read_roster  # noqa: E402

DISTRICT = """
hide_blocks: [participation, calm]
blocks:
  add:
    - {id: bus-loop, title: Bus loop, place: back, text: "- Yellow vest on. {#vest}\\n- Count them twice. {#count}"}
    - {id: phones, title: Phones, place: back, text: "- Yours stays in your bag. {#bag}"}
    - {id: keys, title: Keys, place: back, text: "- Hand them in at the end of the day. {#end}"}
    - {id: photos, title: Photos, place: back, text: "- Take none of a student. {#none}"}
    - {id: visitors, title: Visitors, place: back, text: "- Walk them to the office. {#walk}"}
"""
DAY = datetime.date(2026, 8, 20)


def main(count: int, schools: int, print_runs: bool) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        os.environ["HANDOUT_CACHE"] = str(folder / "cache")
        write_layers(folder, schools)
        rows = [classroom(n, schools) for n in range(count)]
        print(f"{count} classrooms in {schools} schools, print runs: {print_runs}")
        for name, output in (("cold", "first"), ("warm", "second")):
            _measure(name, folder, output, rows, print_runs)
        rows[count // 2] |= {"plans_location": "The top drawer of my desk."}
        _measure("changed", folder, "second", rows, print_runs)


def write_layers(folder: Path, schools: int) -> None:
    (folder / "district.yaml").write_text(DISTRICT, encoding="utf-8")
    (folder / "schools").mkdir()
    for number in range(schools):
        red, green, blue = colorsys.hsv_to_rgb(number / schools, 0.8, 0.6)
        color = (int(255 * red), int(255 * green), int(255 * blue))
        picture = Image.new("RGB", (300 + 10 * number, 320), "white")
        ImageDraw.Draw(picture).ellipse((20, 20, 280, 300), fill=color)
        picture.save(folder / "schools" / f"logo-{number}.png")
        text = (
            f"logo: {{file: logo-{number}.png, alt: Oak Hill {number}}}\n"
            f"restroom: Door {number}, left of the office.\n"
        )
        if number % 3 == 0:
            text += (
                "blocks: {add: [{id: garden, title: Garden, place: back,"
                f' text: "- Rake {number} is ours. {{#rake}}"}}]}}\n'
            )
        (folder / "schools" / f"S{number}.yaml").write_text(text, encoding="utf-8")


def _measure(
    name: str, folder: Path, output: str, rows: Sequence[Mapping[str, str]], print_runs: bool
) -> None:
    began, before = time.monotonic(), _cpu()
    known = load_known_rows(folder / output)
    records, faults = read_roster(write_roster(folder / "roster.csv", rows), known)
    order = BatchOrder(
        records=records,
        output=folder / output,
        district=folder / "district.yaml",
        school=folder / "schools",
        today=DAY,
    )
    report = run(order, LocalWorkers(), print_runs=print_runs, faults=faults)
    save_known_rows(folder / output, known)
    took, cpu, built = time.monotonic() - began, _cpu() - before, len(report.built)
    journal = Journal(folder / output)
    routes = Counter(journal.entries[id].route for id in report.built)
    journal.close(tidy=False)
    memory = {
        who: resource.getrusage(kind).ru_maxrss // 1024
        for who, kind in (("command", resource.RUSAGE_SELF), ("worker", resource.RUSAGE_CHILDREN))
    }
    print(
        f"{name}: {built} built, {len(report.failed)} failed, {took:.1f} s, {built / took:.1f} a second,"
        f" {1000 * cpu / built:.0f} ms CPU each, {cpu:.1f} s CPU; {dict(routes)}; MB: {memory};"
        f" {len(report.print_runs)} print runs bound",
        flush=True,
    )


def _cpu() -> float:
    """Return the seconds of computing of this process and those that it started and that ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    times = [resource.getrusage(kind) for kind in kinds]
    return sum(usage.ru_utime + usage.ru_stime for usage in times)


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    main(
        int(words[0]) if words else 120,
        int(words[1]) if len(words) > 1 else 30,
        "--print-runs" in sys.argv,
    )
