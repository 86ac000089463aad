"""The whole circle: made, edited, built again, a new edition of the content, decided on, printed,
opened again.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import page as validator
import pikepdf
import pytest
from pages import RECORD, NewEdition, Room, sample_room

from handout.cli.main import main
from handout.messages import CONTENT
from handout.pipeline import prepare
from handout.problems import ExitCode
from handout.publish.html.render import render

pytestmark = pytest.mark.slow  # builds and pulls several times a test

EXITS = "<li>Walk the exits</li>"


@pytest.fixture
def printed_room(tmp_path: Path) -> Room:
    return sample_room(tmp_path)


@pytest.fixture
def room(printed_room: Room, blank_prints: None) -> Room:
    return printed_room


def edit(room: Room, *changes: tuple[str, str]) -> None:
    """Change the page that build wrote, as a text editor does."""
    words, rest = room.page.read_text(encoding="utf-8").split(RECORD)
    for old, new in changes:
        assert old in words, old
        words = words.replace(old, new, 1)
    room.page.write_text(words + RECORD + rest, encoding="utf-8")


def build(room: Room, *options: str) -> int:
    return main(["build", str(room.customization), *options])


def body(room: Room) -> str:
    return room.page.read_text(encoding="utf-8").split(RECORD)[0].split("\n<body", 1)[1]


def test_build_reads_back_first_and_her_words_meet_a_new_edition(
    room: Room, new_edition: NewEdition, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(room) == ExitCode.OK
    edit(room, (EXITS, "<li>Walk every exit</li>"), ("Jordan Ellis", "Jo Ellis"))
    new_edition("checklist.md", "Ask what to write down, where", "Ask what to fill in, and where")
    assert build(room) == ExitCode.OK
    out = capsys.readouterr().out
    assert "“Walk the exits” is now “Walk every exit”" in out
    assert "Walk every exit" in body(room)
    assert "Ask what to fill in, and where" in body(room)
    assert "Jo Ellis" in body(room)
    # Nothing is left to read back; made again it is the same.
    before = room.page.read_bytes()
    assert build(room) == ExitCode.OK
    assert "edited since" not in capsys.readouterr().out
    assert room.page.read_bytes() == before


def waiting(room: Room, new_edition: NewEdition) -> None:
    assert build(room) == ExitCode.OK
    edit(room, (EXITS, "<li>Walk every exit</li>"))
    assert build(room) == ExitCode.OK
    new_edition("checklist.md", "Walk the exits", "Walk all six exits")
    assert build(room) == ExitCode.CONFLICTS


def test_where_both_changed_the_same_words_hers_print_and_the_new_ones_wait(
    room: Room, new_edition: NewEdition, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting(room, new_edition)
    assert (
        "you wrote “Walk every exit”, and a new edition says “Walk all six exits”"
        in capsys.readouterr().err
    )
    assert "<li>Walk every exit</li>" in body(room)
    assert "Walk all six exits" in body(room)
    printed = render(prepare(room.customization).fitted, "print").html
    assert "<li>Walk every exit</li>" in printed
    assert "Walk all six exits" not in printed
    # Ignoring it keeps hers, and check reminds.
    assert main(["check", str(room.customization)]) == ExitCode.CONFLICTS
    edit(
        room,
        ("Jordan Ellis", "Jo Ellis"),
        ("Find plans, gloves, allergy kit</li>", "Find the plans</li>"),
    )
    assert build(room) == ExitCode.CONFLICTS
    assert "<li>Walk every exit</li>" in body(room)


def test_a_box_translated_over_two_days_meets_a_new_edition(
    room: Room, new_edition: NewEdition, capsys: pytest.CaptureFixture[str]
) -> None:
    days = (
        {"Walk the exits": "Recorra las salidas", "Try the radio; find a phone": "Pruebe el radio"},
        {
            "Find plans, gloves, allergy kit": "Busque planes, guantes y botiquín",
            "Ask what to write down, where": "Pregunte qué anotar",
            "Watch a lesson, meet the team": "Observe una lección",
            "Tell us how the day went": "Cuente cómo le fue",
        },
    )
    for translated in days:
        assert build(room) == ExitCode.OK
        edit(room, *((f"<li>{old}</li>", f"<li>{new}</li>") for old, new in translated.items()))
    assert build(room) == ExitCode.OK
    new_edition("checklist.md", "Walk the exits", "Walk all six exits")
    capsys.readouterr()
    assert build(room) == ExitCode.CONFLICTS
    assert "a new edition says “Walk all six exits”" in capsys.readouterr().err
    assert "<li>Recorra las salidas</li>" in body(room)


def test_an_office_program_decides_nothing(room: Room, new_edition: NewEdition) -> None:
    waiting(room, new_edition)
    # It drops data-, classes and scripts, and keeps the ids of boxes.
    words = re.sub(
        r' (?:data-\w+|class)="[^"]*"', "", room.page.read_text(encoding="utf-8").split(RECORD)[0]
    )
    room.page.write_text(words, encoding="utf-8")
    pull = room.plan()
    assert (pull.changes, pull.files) == ((), {})


def conflict_shown(room: Room) -> str:
    at = body(room).index('class="waiting" data-item="exits"')
    start = body(room).rindex("<li", 0, at)
    return body(room)[start : body(room).index("</li>", at) + 5]


@pytest.mark.parametrize(
    ("stays", "words"), [(True, "Walk every exit"), (False, "Walk all six exits")]
)
def test_a_decision_is_hers_and_is_asked_for_once(
    room: Room, new_edition: NewEdition, stays: bool, words: str
) -> None:
    waiting(room, new_edition)
    shown = conflict_shown(room)
    edit(
        room,
        (shown, ""),
        *([] if stays else [("<li>Walk every exit</li>", "<li>Walk all six exits</li>")]),
    )
    assert build(room) == ExitCode.OK
    assert f"<li>{words}</li>" in body(room)
    assert "waiting" not in body(room)
    assert main(["check", str(room.customization)]) == ExitCode.OK
    assert ("exits" in room.edits) == stays
    # The next edition of the same words is asked about again, if she has words of her own.
    new_edition("checklist.md", "Walk all six exits", "Walk out once")
    assert build(room) == (ExitCode.CONFLICTS if stays else ExitCode.OK)


def test_a_line_that_a_new_edition_locks_is_told(
    room: Room, new_edition: NewEdition, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(room) == ExitCode.OK
    edit(room, ("Give space. Stand to the side.", "Stand far off."))
    assert build(room) == ExitCode.OK
    new_edition("calm.md", "locked: [hands-on]", "locked: [hands-on, space]")
    capsys.readouterr()
    assert build(room) == ExitCode.OK
    messages = capsys.readouterr().err
    assert "Stand far off. Never corner" in messages and "Give space. Stand to the side" in messages
    assert "Give space. Stand to the side. Never corner" in body(room)
    assert "Stand far off" in room.edits


@pytest.mark.parametrize("read_first", [False, True])
def test_a_new_heading_over_theirs_is_told(
    read_first: bool, room: Room, new_edition: NewEdition, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(room) == ExitCode.OK
    edit(room, ("<span>First-day checklist", "<span>Day one"))
    if read_first:
        assert build(room) == ExitCode.OK
    new_edition("checklist.md", "title: First-day checklist", "title: Before the bell")
    capsys.readouterr()
    assert build(room) == ExitCode.OK
    messages = capsys.readouterr().err
    assert "Before the bell" in messages and "Day one" in messages
    assert "<span>Day one" in body(room)


def test_build_with_no_pull_stops_before_edits_are_lost(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(room) == ExitCode.OK
    edit(room, (EXITS, "<li>Walk every exit</li>"))
    before = room.page.read_bytes()
    assert build(room, "--no-pull") == ExitCode.PROBLEMS
    assert "have not been imported" in capsys.readouterr().err
    assert room.page.read_bytes() == before
    assert main(["pull", "--yes", str(room.page)]) == ExitCode.OK
    assert build(room, "--no-pull") == ExitCode.OK
    assert "Walk every exit" in body(room)


@pytest.mark.parametrize("content", [b"<p>My own page</p>", b"", b"\xff\xfe\x00"])
def test_build_never_writes_over_a_page_it_cannot_read(room: Room, content: bytes) -> None:
    room.page.write_bytes(content)
    assert build(room) == ExitCode.PROBLEMS
    assert room.page.read_bytes() == content


def test_the_sample_is_not_written_over_when_it_was_edited(tmp_path: Path) -> None:
    assert main(["build", "--sample", "-o", str(tmp_path)]) == ExitCode.OK
    sample = Room(tmp_path / "first-day-essentials.yaml")
    edit(sample, (EXITS, "<li>Walk every exit</li>"))
    before, content = sample.page.read_bytes(), (CONTENT / "en" / "sample.yaml").read_bytes()
    assert main(["build", "--sample", "-o", str(tmp_path)]) == ExitCode.PROBLEMS
    assert sample.page.read_bytes() == before
    assert (CONTENT / "en" / "sample.yaml").read_bytes() == content


def test_an_edited_page_is_printed_as_it_stands(
    printed_room: Room, new_edition: NewEdition, pdfinfo: str
) -> None:
    assert build(printed_room) == ExitCode.OK
    edit(printed_room, (EXITS, "<li>Walk every exit</li>"), ("Jordan Ellis", "Jo Ellis"))
    new_edition("checklist.md", "Ask what to write down, where", "Ask what to fill in, and where")
    before = printed_room.customization.read_bytes()
    out = printed_room.page.with_name("print.pdf")
    assert main(["pdf", str(printed_room.page), "-o", str(out)]) == ExitCode.OK
    with pikepdf.open(out) as pdf:
        files = {
            name: spec.get_file().read_bytes().decode() for name, spec in pdf.attachments.items()
        }
    assert "para_name: Jo Ellis" in files["room-12.yaml"]
    assert "Walk every exit" in files["room-12.edits.yaml"]
    assert "Ask what to write down, where" in files["room-12.edits.yaml"]
    assert printed_room.customization.read_bytes() == before
    assert printed_room.edits == ""
    assert compliant(out)


def compliant(path: Path) -> bool:
    report = validator.validate_pdf(str(path), profile=validator.ValidationProfile.PDF_UA_1)
    return bool(report.is_compliant)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_print_opened_again_is_the_same_print(printed_room: Room, tmp_path: Path) -> None:
    printed_room.edited((EXITS, "<li>Walk every exit</li>"))
    printed_room.pull()
    printed_room.page.unlink()
    assert build(printed_room) == ExitCode.OK
    pdf = printed_room.customization.with_suffix(".pdf")
    assert compliant(pdf)
    folder = tmp_path / "next-year"
    folder.mkdir()
    shutil.copy(pdf, folder)
    assert main(["pull", "--yes", str(folder / pdf.name)]) == ExitCode.OK
    again = Room(folder / "room-12.yaml")
    assert "#" not in again.customization.read_text()
    assert build(again) == ExitCode.OK
    assert digest(folder / pdf.name) == digest(pdf)
    assert again.page.read_bytes() == printed_room.page.read_bytes()
    # What is there is not written over by another print.
    again.customization.write_text("room: 9\n")
    assert main(["pull", "--yes", str(folder / pdf.name)]) == ExitCode.PROBLEMS


def test_a_pdf_of_somebody_else_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "other.pdf"
    pikepdf.new().save(path)
    assert main(["pull", str(path)]) == ExitCode.PROBLEMS
    assert "printed again" in capsys.readouterr().err
    path.write_bytes(b"no pdf")
    assert main(["pull", "--json", str(path)]) == ExitCode.PROBLEMS
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "print-broken"
