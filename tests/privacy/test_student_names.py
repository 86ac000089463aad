"""Students' names stay in memory, and each record is given only those that its words could name."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from classrooms import classroom, write_roster
from hypothesis import given, settings
from hypothesis import strategies as st
from oneroster_export import tables, write_export
from threads import Threads

from handout.batch import build_handouts
from handout.batch.plan.plan import BatchOrder, BatchPlan
from handout.batch.plan.task import HandoutTask
from handout.batch.state.journal import Journal
from handout.batch.work.worker import BuiltHandout, check_handout
from handout.cli.main import main
from handout.privacy.people.names import person_findings
from handout.privacy.people.persons import Staff
from handout.privacy.people.student_names import StudentIndex, collect_words
from handout.privacy.text.normal_form import normalize
from handout.problems import Problem
from handout.sources.roster.roster import read_roster

_NAMES = [
    "Will",
    "Mary-Ann",
    "Zoë",
    "D’Andre",
    "Noor",
    "Jordan",
    "Grace",
    "Ana Maria",
    "O’Neil",
    "Haddad",
    "Whitfield",
    "de la Cruz",
    "Stone",
    "Zabrina (Zee) Lu",
    "McDonald-Müller Jr.",
]
_PIECES = [
    *_NAMES,
    "jordan",
    "Haddad,",
    "sits near",
    "Ask",
    "will",
    "grace",
    "Noor’s",
    "tell",
    "MARY",
    "Ann",
    "the stone",
    "and",
    ".",
    "\n",
    "Ana",
    "Maria",
    "Zabr1na",
    "ZabrinaQuill",
    "Z a b r i n a",
    "mueller",
    "Mc",
    "Donald",
    "delacruz",
    "de",
    "la",
    "Cruz",
]


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=14),
    st.sampled_from([" ", " ", "", "-", "-\n", "_", ", ", "\u00a0"]),
    st.frozensets(
        st.tuples(st.sampled_from(_NAMES), st.sampled_from(_NAMES)).map("\t".join), max_size=12
    ),
    st.lists(st.sampled_from(_NAMES), max_size=2),
)
def test_the_near_ones_find_what_all_would(
    pieces: list[str], between: str, student_names: frozenset[str], staff: list[str]
) -> None:
    text = between.join(pieces)
    near = StudentIndex(student_names).near(collect_words(text))
    people = Staff(map(normalize, staff))
    assert list(person_findings(normalize(text), people, near.names)) == list(
        person_findings(normalize(text), people, student_names)
    )
    words = collect_words(text)
    assert all(word in words for name in near.named_words for word in name if word)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Three rooms; the note of the second speaks of Noor."""
    rows = [classroom(n) for n in range(3)]
    rows[1]["teacher_note"] = "Please sit beside Wan\u00adji\u200bru at lunch."
    return write_roster(tmp_path / "roster.csv", rows)


def export(path: Path, *students: str) -> Path:
    """An export with these students more."""
    files = tables("1.1")
    users = files["users.csv"]
    for n, name in enumerate(students):
        row = list(users[-1])
        row[0], (row[8], row[9]) = f"more-{n}", name.split()
        users.append(row)
    return write_export(path, files)


def test_the_columns_are_where_the_export_has_them() -> None:
    head = tables("1.1")["users.csv"][0]
    assert (head[8], head[9]) == ("givenName", "familyName")


@pytest.mark.usefixtures("batches_in_thread")
def test_a_student_s_name_keeps_a_handout_from_being_made(
    roster: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from batch.test_run import fake

    def make(task: HandoutTask) -> BuiltHandout | tuple[Problem, ...]:
        wrong = check_handout(task)
        return wrong if any(not problem.warning for problem in wrong) else fake(task)

    monkeypatch.setattr(build_handouts, "build_handout", make)
    monkeypatch.setattr("handout.cli.commands.batch.LocalWorkers", Threads)
    names = export(tmp_path / "export.zip", "Wanjiru Okonkwo", "Tobias Quist")
    output = tmp_path / "output"
    again = ["batch", str(roster), "-o", str(output), "--no-print-run", "--keep-going"]
    assert main([*again, "--students", str(names)]) == 1
    told = capsys.readouterr()
    assert "R-00001" in (output / "index.html").read_text(encoding="utf-8") and "2 made" in told.out
    assert "student" in told.err
    for path in [
        path for path in output.rglob("*") if path.is_file() and path.name != "to-correct.xlsx"
    ]:
        content = path.read_bytes().lower()
        assert not [
            word
            for word in (b"okonkwo", b"wanjiru", b"tobias", b"quist", b"whitfield")
            if word in content
        ], path
    assert (
        "okonkwo" not in (told.out + told.err).casefold()
        and "wanjiru" not in (told.out + told.err).casefold()
    )
    # A student more of whom nothing is said changes nothing; the first run without the names makes
    # the third.
    export(tmp_path / "export.zip", "Wanjiru Okonkwo", "Tobias Quist", "Ingrid Vale")
    assert main([*again, "--students", str(names)]) == 1
    assert "0 made, 2 already there" in capsys.readouterr().out
    export(tmp_path / "export.zip", "Tobias Quist")
    assert main([*again, "--students", str(names)]) == 0
    assert "1 made, 2 already there" in capsys.readouterr().out
    assert main([*again, "--students", str(names)]) == 0
    assert "0 made, 3 already there" in capsys.readouterr().out
    export(tmp_path / "export.zip", "Wanjiru Okonkwo")
    assert main([*again, "--students", str(names)]) == 1
    assert "0 made, 2 already there" in capsys.readouterr().out


def test_a_worker_is_given_few_names_and_shows_none(roster: Path, tmp_path: Path) -> None:
    records, _ = read_roster(roster)
    students = frozenset({"Wanjiru Okonkwo", "Tobias Quist"})
    order = BatchOrder(
        records=records, output=tmp_path, students=students, today=datetime.date(2026, 8, 20)
    )
    plan = BatchPlan(order, Journal(tmp_path))
    tasks = [plan.task(job) for job in plan.jobs]
    assert [sorted(task.student_names) for task in tasks] == [[], ["Wanjiru Okonkwo"], []]
    for shown in (order, tasks[1], plan, StudentIndex(students)):
        assert "Okonkwo" not in repr(shown)


@pytest.mark.usefixtures("batches_in_thread")
def test_an_export_without_students_is_no_deny_list(
    roster: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tables("1.1")
    files["users.csv"] = [row for row in files["users.csv"] if "student" not in row]
    names = write_export(tmp_path / "export.zip", files)
    assert (
        main(["batch", str(roster), "-o", str(tmp_path / "output"), "--students", str(names)]) == 1
    )
    assert "no students" in capsys.readouterr().err and not (tmp_path / "output").exists()


def test_check_takes_an_export_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    room = tmp_path / "room.yaml"
    room.write_text("teacher_note: Please sit beside Wan\u00adjiru at lunch.\n", encoding="utf-8")
    names = export(tmp_path / "export.zip", "Wanjiru Okonkwo")
    assert main(["check", str(room)]) == 0
    assert main(["check", str(room), "--students", str(names)]) == 1
    assert "Okonkwo" not in capsys.readouterr().err
