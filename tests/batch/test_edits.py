"""Handouts edited in the output folder: read back by the next batch, nothing that somebody wrote
lost, PDF and HTML one.
"""

from __future__ import annotations

import datetime
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from batch.test_run import tree
from classrooms import classroom, write_roster
from pages import RECORD
from threads import Threads

from handout.batch import build_handouts
from handout.batch.plan.plan import BatchOrder
from handout.batch.plan.task import HandoutTask
from handout.batch.report.result import BatchReport
from handout.batch.run import run
from handout.batch.state.journal import Journal
from handout.batch.work import worker
from handout.batch.work.worker import BuiltHandout
from handout.cli.main import main
from handout.sources.edited.html_page import open_document, read_page
from handout.sources.roster.roster import read_roster

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("batches_in_thread"),
]  # three batches a test

CALM = "Calm yourself first. Use few words."
ROOM = 'data-field="room">Room 100<', 'data-field="room">Room 500<'


@pytest.fixture(scope="module")
def built_district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three rooms of two schools, made; roster.csv beside output/."""
    folder = tmp_path_factory.mktemp("made")
    write_roster(folder / "roster.csv", [classroom(n, schools=2) for n in range(3)])
    assert sorted(batch(folder).built) == ["R-00000", "R-00001", "R-00002"]
    return folder


@pytest.fixture
def district(built_district: Path, tmp_path: Path) -> Path:
    """A folder of one's own like `built_district`."""
    shutil.copytree(built_district, tmp_path / "district", copy_function=shutil.copy2)
    return tmp_path / "district"


def batch(
    folder: Path,
    layer: Path | None = None,
    *,
    keep_going: bool = False,
    prune: bool = False,
    compiled: bool = False,
) -> BatchReport:
    """Make the handouts of `folder`, each by the typesetter unless `compiled`: parts of what was
    reworded would be compiled, audited, and used once.
    """
    records, faults = read_roster(folder / "roster.csv")
    assert not [problem for problem in faults if not problem.warning], faults
    order = BatchOrder(
        records=records,
        output=folder / "output",
        district=layer,
        compiled=compiled,
        today=datetime.date(2026, 8, 20),
    )
    return run(order, Threads(), print_runs=False, keep_going=keep_going, prune=prune)


def rewrite(folder: Path, change: Callable[[dict[str, str]], object], n: int = 0) -> None:
    """Write the roster with row `n` changed."""
    rows = [classroom(m, schools=2) for m in range(3)]
    change(rows[n])
    write_roster(folder / "roster.csv", rows)


def page(folder: Path, n: int = 0) -> Path:
    return folder / "output" / f"oak-hill-school-{n % 2}" / f"r-{n:05}.html"


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Each text of the page for another, at its first place; the record stays."""
    words, record = path.read_text(encoding="utf-8").split(RECORD)
    for old, new in changes:
        assert old in words, old
        words = words.replace(old, new, 1)
    path.write_text(words + RECORD + record, encoding="utf-8")


def page_words(path: Path) -> str:
    """What is printed, and that the web page says the same."""
    text = subprocess.run(
        ["pdftotext", path.with_suffix(".pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    printed = re.sub(r"[^\w]+", "", text)
    shown = read_page(open_document(path), {})
    for block in shown.blocks:
        for line in block.lines:
            for words in line.texts:
                assert re.sub(r"[^\w]+", "", words) in printed, words
    return re.sub(r"\s+", " ", text)


def codes(report: BatchReport) -> list[str]:
    return sorted(problem.code for problem in report.problems)


def test_edits_are_read_back_and_both_files_say_them(district: Path) -> None:
    assert len(batch(district, compiled=True).built) == 3
    edit(
        page(district),
        (CALM, "Breathe first. Use few words."),
        ROOM,
        ("Staff room on the left.<", "<"),
        (">Ext. 240<", ">Ext. 999<"),
        ("Lock the door, lights off, rug corner.", "Lock the door and hide."),
    )
    report = batch(district, compiled=True)
    assert report.built == ["R-00000"] and codes(report) == ["batch-own-field", "batch-read-back"]
    assert sorted(path.name for path in page(district).parent.glob("*.yaml")) == [
        "r-00000.edits.yaml",
        "r-00000.yaml",
    ]
    for words in (
        "Breathe first. Use few words.",
        "Room 500",
        "Ext. 999",
        "Lock the door and hide.",
    ):
        assert words in page_words(page(district))
    assert CALM not in page_words(page(district)) and "Staff room on the left." not in page_words(
        page(district)
    )
    before = tree(district / "output")
    report = batch(district, compiled=True)
    assert not report.built and codes(report) == ["batch-own-field"]
    index = {"index.html", "manifest.json", "manifest.csv"}
    assert {
        name for name, sum in tree(district / "output").items() if before.get(name) != sum
    } <= index


def test_roster_and_edits_changed_both(district: Path) -> None:
    """What she did not touch follows the roster; where both say something hers prints, and it is
    told until one gives way.
    """
    edit(page(district), ROOM)
    batch(district)
    rewrite(district, lambda row: row.update({"room": "Room 7", "restroom": "By the gym."}))
    report = batch(district)
    (note,) = [problem for problem in report.problems if problem.code == "batch-own-field"]
    assert "Room" in note.message and note.path.endswith("r-00000.yaml")
    assert "Room 500" in page_words(page(district)) and "By the gym." in page_words(page(district))
    rewrite(district, lambda row: row.update({"room": "Room 500"}))
    assert not codes(batch(district))
    rewrite(district, lambda row: row.update({"room": "Room 7"}))
    page(district).with_suffix(".yaml").unlink()
    assert batch(district).built == ["R-00000"]
    assert "Room 7" in page_words(page(district))


def test_edited_again_and_again(district: Path) -> None:
    for n, room in enumerate(("Room 500", "Room 600", "Room 700")):
        edit(
            page(district),
            (f'room">Room {400 + n * 100 if n else 100}<', f'room">{room}<'),
            (CALM if not n else f"Calm {n - 1}.", f"Calm {n}."),
        )
        assert batch(district).built == ["R-00000"]
        assert room in page_words(page(district)) and f"Calm {n}." in page_words(page(district))


def break_edits(path: Path) -> None:
    path.with_suffix(".edits.yaml").write_text("blocks: [")
    edit(path, (CALM, "Breathe."))


@pytest.mark.parametrize(
    ("garble", "reason"),
    [
        (lambda path: path.write_text("a shopping list"), "No record of what was issued"),
        (
            lambda path: path.write_text(
                path.read_text(encoding="utf-8").split(RECORD)[0][:-2000], encoding="utf-8"
            ),
            "ends in the middle",
        ),
        (lambda path: shutil.copy(page(path.parent.parent.parent, 2), path), "of “r-00002”"),
        (lambda path: path.write_bytes(b"x" * 5_000_000), "larger than"),
        (
            break_edits,
            "edits.yaml",
        ),
    ],
    ids=["foreign", "cut", "another's", "large", "broken edits"],
)
def test_what_cannot_be_read_back_stays_and_the_rest_goes_on(
    garble: Callable[[Path], object],
    reason: str,
    district: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    garble(page(district))
    left, printed = page(district).read_bytes(), page(district).with_suffix(".pdf").read_bytes()
    rewrite(district, lambda row: row.update({"room": "Room 7"}), n=1)
    report = batch(district, keep_going="edits" in reason)
    assert report.built == ["R-00001"]
    problems = [*report.problems, *report.failed.get("R-00000", ())]
    assert any(
        not problem.warning and reason in f"{problem.path} {problem.message}"
        for problem in problems
    ), problems
    assert (
        page(district).read_bytes() == left
        and page(district).with_suffix(".pdf").read_bytes() == printed
    )
    rewrite(district, lambda row: row.update({"room": "Room 8"}))
    report = batch(district, keep_going="edits" in reason)
    assert "R-00000" in report.failed and page(district).read_bytes() == left


@pytest.mark.parametrize("lost", [True, False])
def test_a_record_that_was_lost_or_changed_is_made_anew(district: Path, lost: bool) -> None:
    words, record = page(district).read_text(encoding="utf-8").split(RECORD)
    words = words.replace("Use few words", "Use very few words", 1)
    record = "</script></body></html>" if lost else record.replace('"packed": "', '"packed": "x', 1)
    page(district).write_text(words + ("" if lost else RECORD) + record, encoding="utf-8")
    report = batch(district)
    assert "record-made-anew" in codes(report) and not report.failed
    assert "Use very few words" in page(district).read_text(encoding="utf-8").split(RECORD)[0]


def test_a_lost_record_is_not_made_anew_of_another_roster(district: Path) -> None:
    left = page(district).read_text(encoding="utf-8").replace('"packed": "', '"packed": "x', 1)
    page(district).write_text(left, encoding="utf-8")
    rewrite(district, lambda row: row.update(room="Room 999"))
    assert "R-00000" in batch(district, keep_going=True).failed
    assert page(district).read_text(encoding="utf-8") == left


def test_saved_without_a_change(district: Path) -> None:
    text = page(district).read_text(encoding="utf-8")
    words, record = text.split(RECORD)
    page(district).write_text(words.replace("<li>", "<li >") + RECORD + record, encoding="utf-8")
    report = batch(district)
    assert report.built == ["R-00000"] and not codes(report)
    assert page(district).read_text(encoding="utf-8") == text and not list(
        page(district).parent.glob("*.yaml")
    )


def test_what_is_locked_is_kept_beside(district: Path) -> None:
    edit(page(district), ("Be in charge of the class.", "Be the boss."), (CALM, "Breathe."))
    left = page(district).read_bytes()
    report = batch(district)
    assert {"locked-items-edit", "batch-page-kept"} <= set(codes(report))
    assert page(district).with_name("r-00000.edited.html").read_bytes() == left
    words = page_words(page(district))
    assert "Be in charge of the class." in words and "Breathe." in words


def test_what_cannot_be_taken_is_told_word_by_word_and_kept_beside(district: Path) -> None:
    """Only one note for each, and nothing else of the page is held up by them."""
    edit(
        page(district),
        ("Keep student names off", "Keep zebra off"),
        (">How to reach<", ">Quagga<"),
        ("<h1>First-Day", "<h1>Okapi"),
        ('data-field="schedule.1.start">', 'data-field="schedule.1.start">tapir '),
        ("<main>", "<main><p>Dugong</p>"),
        (CALM, "Breathe."),
    )
    left = page(district).read_bytes()
    report = batch(district)
    messages = [problem.message for problem in report.problems]
    for words in ("zebra", "Quagga", "Okapi", "tapir", "Dugong"):
        assert sum(words in message for message in messages) == 1, (words, messages)
        assert words not in page(district).read_text(encoding="utf-8")
    assert page(district).with_name("r-00000.edited.html").read_bytes() == left
    assert "Breathe." in page_words(page(district))
    # It is told once; a second page of the same is the same copy, another one is another.
    assert "batch-page-kept" not in codes(batch(district))
    edit(page(district), ("Keep student names off", "Keep gnus off"))
    assert "batch-page-kept" in codes(batch(district))
    assert page(district).with_name("r-00000.edited.html").read_bytes() == left
    assert "gnus" in page(district).with_name("r-00000.edited-2.html").read_text("utf-8")


def test_the_command_says_that_something_waits(district: Path) -> None:
    edit(page(district), ("Keep student names off", "Keep zebra off"))
    output = str(district / "output")
    again = ["batch", str(district / "roster.csv"), "-o", output, "--jobs", "1"]
    again += ["--no-print-run", "--no-compiled"]
    assert main(again) == 3
    assert main(again) == 0


@pytest.mark.parametrize("where", ["before it is noted", "before it is made"])
def test_stopped_between_reading_back_and_making(
    where: str, district: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(
        page(district),
        ROOM,
        (CALM, "Breathe."),
        ("Staff room on the left.<", "<"),
        (">Ext. 240<", "><"),
    )
    undisturbed = district.parent / "undisturbed"
    shutil.copytree(district, undisturbed, copy_function=shutil.copy2)
    batch(undisturbed)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped, pytest.raises(KeyboardInterrupt):
        stopped.setattr(
            *(
                (Journal, "record_pull", stop)
                if "noted" in where
                else (build_handouts, "build_handout", stop)
            )
        )
        batch(district)
    assert page(district).with_suffix(".yaml").exists()
    assert batch(district).built == ["R-00000"]
    lists = {
        "index.html",
        "manifest.csv",
        "manifest.json",
    }  # they tell of the reading back, which may have been told before
    files = [
        {name: sum for name, sum in tree(one / "output").items() if name not in lists}
        for one in (district, undisturbed)
    ]
    assert files[0] == files[1]


def test_what_people_wrote_into_the_files_stays_as_they_wrote_it(district: Path) -> None:
    edit(page(district), (CALM, "Breathe."))
    batch(district)
    local_file = page(district).with_suffix(".edits.yaml")
    local_file.write_text("# mine\n" + local_file.read_text(encoding="utf-8"), encoding="utf-8")
    edit(page(district), ROOM)
    batch(district)
    assert local_file.read_text(encoding="utf-8").startswith(
        "# mine\n"
    ) and "Room 500" in page_words(page(district))


def test_edited_while_the_batch_goes_on(district: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(page(district), (CALM, "Breathe."))
    real = worker.build_handout

    def slow(task: HandoutTask) -> BuiltHandout | tuple[object, ...]:
        edit(page(district), ("Breathe.", "Breathe twice."))
        return real(task)

    monkeypatch.setattr(build_handouts, "build_handout", slow)
    assert [problem.code for problem in batch(district).failed["R-00000"]] == ["batch-changed"]
    assert "Breathe twice." in page(district).read_text(encoding="utf-8")
    monkeypatch.undo()
    batch(district)
    assert "Breathe twice." in page_words(page(district))


def test_her_words_go_along_to_another_school_and_outlive_the_row(district: Path) -> None:
    edit(page(district), (CALM, "Breathe."), ROOM)
    rewrite(
        district, lambda row: row.update({"school_id": "S1", "school_name": "Oak Hill School 1"})
    )
    batch(district)
    moved = page(district, 1).with_name("r-00000.html")
    assert "Breathe." in page_words(moved) and "Room 500" in page_words(moved)
    assert not list(page(district).parent.glob("r-00000*"))
    write_roster(district / "roster.csv", [classroom(n, schools=2) for n in (1, 2)])
    assert codes(batch(district, prune=True)) == [
        "batch-own-stays",
        "batch-own-stays",
        "batch-pruned",
    ]
    assert sorted(path.name for path in moved.parent.glob("r-00000*")) == [
        "r-00000.edits.yaml",
        "r-00000.yaml",
    ]


def test_an_override_file_has_edits_of_its_own(district: Path) -> None:
    (district / "own.yaml").write_text("room: Annex 4\n")
    edits = district / "own.edits.yaml"
    edits.write_text("blocks:\n  - id: calm\n    title: When it is loud\n")
    rewrite(district, lambda row: row.update({"override_file": "own.yaml"}))
    assert batch(district).built == ["R-00000"]
    assert "When it is loud" in page_words(page(district)) and "Annex 4" in page_words(
        page(district)
    )
    edit(page(district), (CALM, "Breathe."))
    batch(district)
    edits.write_text("blocks:\n  - id: calm\n    title: When it gets loud\n")
    assert batch(district).built == ["R-00000"]
    assert "When it gets loud" in page_words(page(district)) and "Breathe." in page_words(
        page(district)
    )


def test_a_newer_wording_waits_as_build_has_it(
    district: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(page(district), (CALM, "Breathe first. Use few words."))
    batch(district)
    layer = tmp_path / "district.yaml"
    layer.write_text(
        "items:\n  calm:\n    replace:\n      - {id: self, text: Count to ten first. Use few words.}\n"
    )
    again = [
        "batch",
        str(district / "roster.csv"),
        "-o",
        str(district / "output"),
        "--district",
        str(layer),
        "--jobs",
        "1",
        "--no-print-run",
        "--no-compiled",
    ]
    assert main(again) == 3
    assert "Count to ten" in capsys.readouterr().err
    assert "Breathe first." in page_words(page(district)) and 'class="waiting"' in page(
        district
    ).read_text(encoding="utf-8")
    assert main(again) == 3  # nothing changed, and it is told all the same
    captured = capsys.readouterr()
    assert "0 made" in captured.out and "Count to ten" in captured.err
    local_file = page(district).with_suffix(".edits.yaml")
    local_file.write_text(
        local_file.read_text(encoding="utf-8").replace("Breathe first.", "Breathe twice."),
        encoding="utf-8",
    )
    assert main(again) == 3
    assert "1 made" in capsys.readouterr().out and "Breathe twice." in page_words(page(district))
    local_file.unlink()
    assert main(again) == 0
    assert "Count to ten first." in page_words(page(district))


def test_a_districts_file_that_is_not_given_any_more_is_told_once(district: Path) -> None:
    layer = district / "maple.yaml"
    layer.write_text("district_name: Maple County\nhotline: 555-0177\n", encoding="utf-8")

    def told(layer: Path | None) -> list[str]:
        problems = batch(district, layer).problems
        return [each.message for each in problems if each.code == "page-without-layer"]

    assert told(layer) == []
    (without,) = told(None)
    assert "maple.yaml" in without and "Child abuse hotline" in without
    assert told(None) == []  # by now they are handouts without it
