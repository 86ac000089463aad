"""Edits in a page, read back into the files it was made from."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import Office
from pages import RECORD, Room, changes_of, codes_of, sample_room

from handout.cli.main import main
from handout.pipeline import prepare, prepare_layers
from handout.problems import ExitCode, HandoutError
from handout.publish.html.record import build_record
from handout.publish.html.render import render
from handout.pull.comparison import changes_since_issue, compare_page
from handout.pull.page.build_state import BuildState, save_build_state
from handout.pull.page.issued_page import IssuedPage, open_issued_page, read_issued_page
from handout.pull.page.untaken import is_untaken
from handout.pull.snapshot import take_snapshot
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.customization.edit import format_values
from handout.sources.edited.edits_file import edits_path
from handout.sources.edited.html_page import parse_document
from handout.sources.edited.record import Record, read_record
from handout.sources.yaml.tree import parse_yaml

EXITS = "<li>Walk the exits</li>"


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return sample_room(tmp_path)


# --- words in boxes


@pytest.mark.slow
@pytest.mark.costly_cases
@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        (
            EXITS,
            "<li>Walk all exits</li>",
            ("reworded", "checklist", "Walk the exits", "Walk all exits"),
        ),
        (
            EXITS,
            EXITS + "<li>Ring <b>the</b> bell</li>",
            ("added", "checklist", "", "Ring the bell"),
        ),
        (EXITS, "", ("removed", "checklist", "Walk the exits", "")),
        (
            EXITS,
            '<li class="ticked">Walk the exits</li>',
            ("ticked", "checklist", "", "Walk the exits"),
        ),
        (
            EXITS,
            '<li><input type="checkbox" checked>Walk the exits</li>',
            ("ticked", "checklist", "", "Walk the exits"),
        ),
        (
            "<td>Guess or make it up</td>",
            "<td>Guess</td>",
            (
                "reworded",
                "dos-donts",
                "Ask when you are not sure · Guess or make it up",
                "Ask when you are not sure · Guess",
            ),
        ),
        (
            "<h2><span>First-day checklist",
            "<h2><span>Day one",
            ("heading", "checklist", "First-day checklist", "Day one"),
        ),
    ],
)
def test_one_edit_is_one_change(
    room: Room, old: str, new: str, change: tuple[str, str, str, str]
) -> None:
    room.edited((old, new))
    before = room.customization.read_bytes()
    pull = room.pull()
    assert changes_of(pull) == [change]
    assert room.customization.read_bytes() == before
    # Made again the page says it, and reading it back a second time changes nothing.
    assert not changes_since_issue(open_issue_of(room.made(), room))
    assert room.plan().files == {}


def open_issue_of(html: str, room: Room) -> IssuedPage:
    room.page.with_name("again.html").write_text(html, encoding="utf-8")
    return open_issued_page(room.page.with_name("again.html"))


def test_a_name_replaced_everywhere_is_a_change_for_each_field(room: Room) -> None:
    """As a text editor's Replace All does, in the page's title too: nothing is left over."""
    html = room.made().replace("Ms. Rivera", "Ms. Rivera-Smith")
    assert html.count("Ms. Rivera-Smith") > 3
    room.page.write_text(html, encoding="utf-8")
    pull = room.plan()
    assert changes_of(pull) == [
        (
            "reworded",
            "contacts",
            "Teacher · Ms. Rivera · Room 12, ext. 212",
            "Teacher · Ms. Rivera-Smith · Room 12, ext. 212",
        ),
        ("field", "teacher_name", "Ms. Rivera", "Ms. Rivera-Smith"),
    ]
    assert [each.code for each in pull.problems if is_untaken(each)] == []


@pytest.mark.slow
def test_a_box_taken_out_moved_and_added(room: Room) -> None:
    html = room.made()
    boxes = re.findall(
        r'<!-- BOX: [^\n]*\n<div class="block.*?\n</div>\n', html.split(RECORD)[0], re.DOTALL
    )
    phrases = next(box for box in boxes if 'data-block="speak-up"' in box)
    team = next(box for box in boxes if 'data-block="team"' in box)
    new_box = '<div class="block"><h2>Pool day</h2><p>Life jackets <em>first</em>.</p></div>\n'
    watch = next(box for box in boxes if 'data-block="watch-for"' in box)
    room.edited(
        (phrases, ""),
        (watch, ""),
        (team, ""),
        ('<div class="side back', '<div data-x class="side back'),
    )
    room.page.write_text(
        room.page.read_text().replace(
            "<!-- BOX: Ten-second", f"{team}{new_box}<!-- BOX: Ten-second", 1
        )
    )
    pull = room.pull()
    assert {(kind, where) for kind, where, _, _ in changes_of(pull)} == {
        ("box-removed", "speak-up"),
        ("box-removed", "watch-for"),
        ("boxes-moved", ""),
        ("box-added", "own-pool-day"),
        ("added", "own-pool-day"),
    }
    page = room.made()
    assert 'data-block="speak-up"' not in page.split(RECORD)[0]
    assert page.index("Life jackets <em>first</em>.") < page.index('data-block="dos-donts"')
    assert page.index('data-block="team"') < page.index('data-block="own-pool-day"')
    assert room.plan().files == {}


@pytest.mark.slow
def test_edits_of_edits_and_undone_edits(room: Room) -> None:
    room.edited((EXITS, "<li>Walk all exits</li>"))
    room.pull()
    room.edited(("Walk all exits", "Walk all four exits"))
    room.pull()
    assert "Walk all four exits" in room.edits
    room.edited(("Walk all four exits", "Walk the exits"))
    pull = room.pull()
    assert pull.files == {edits_path(room.customization): None}
    assert room.edits == ""


# --- fields


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ([("Jordan Ellis", "Jo Ellis")], "para_name: Jo Ellis"),
        ([("Room 12</span>", "Room 14</span>")], "room: Room 14"),
        ([("2:45</span>", "3:05</span>")], "leave: 3:05"),
        ([("Ms. Ito</span>", "Mr. Ito</span>")], "    covered_by: Mr. Ito"),
        ([(">10</span> seconds", ">12</span> seconds")], "wait_seconds: 12"),
        ([("Recess</span>", "Recess, outside</span>")], "    teacher_does: Recess, outside"),
        ([("Ext. 240", "Ext. 241")], "    how: Ext. 241"),
        (
            [("Back door, then", "Front door, then")],
            "  fire: Front door, then the blacktop by the big oak. Bring the red folder.",
        ),
        (
            [("Press the red button", "Push the red button")],
            "call_for_help: Push the red button by the door, or use radio channel 2.",
        ),
        ([("Math gets noisy", "Math gets loud")], None),
        ([("stop, look, listen.</span>", "stop.</span>")], '  - "Hand up and a soft chime: stop."'),
    ],
)
def test_a_field_goes_into_the_customization(
    room: Room, changes: list[tuple[str, str]], line: str | None
) -> None:
    comments = [
        text for text in room.customization.read_text().splitlines() if text.startswith("#")
    ]
    room.edited(*changes)
    pull = room.pull()
    assert len(pull.changes) == 1
    text = room.customization.read_text()
    assert [text for text in text.splitlines() if text.startswith("#")] == comments
    assert (line in text.splitlines()) if line else "Math gets loud" in text
    assert room.edits == ""
    assert room.plan().files == {}


def row_of(room: Room, words: str) -> str:
    rows: list[str] = re.findall(r"      <tr[^>]*>.*?</tr>\n", room.made())
    return next(row for row in rows if words in row)


def test_rows_are_added_taken_out_and_moved(room: Room) -> None:
    math, recess = row_of(room, "Math"), row_of(room, ">Recess")
    new = "<tr><th>2:40 - 2:45</th><td>Goodbye</td><td>Wave</td><td></td></tr>\n"
    room.edited((math, ""), (recess, new + recess))
    room.pull()
    rows = prepare(room.customization).handout.value("schedule")
    assert isinstance(rows, tuple)
    assert [row["teacher_does"] for row in rows if isinstance(row, dict)][2:5] == [
        "Reading, new lesson, then stations",
        "Goodbye",
        "Recess",
    ]
    assert {
        "start": "2:40",
        "end": "2:45",
        "teacher_does": "Goodbye",
        "para_does": "Wave",
        "where": "",
    } in rows
    assert room.plan().files == {}


@pytest.mark.slow
def test_people_in_another_order_and_without_one_that_the_role_brings(room: Room) -> None:
    nurse, principal = row_of(room, "Nurse"), row_of(room, "Principal")
    room.edited((principal, ""), (nurse, nurse + principal), (row_of(room, "Sick-day"), ""))
    room.pull()
    rows = prepare(room.customization).handout.value("contacts")
    assert isinstance(rows, tuple)
    assert [row["role"] for row in rows if isinstance(row, dict)] == [
        "Teacher",
        "Case manager",
        "Nurse",
        "Principal",
        "Office",
    ]
    assert room.plan().files == {}


@pytest.mark.costly_cases
@pytest.mark.parametrize("place", range(4))
def test_a_field_changed_in_one_place_of_several_is_taken(room: Room, place: int) -> None:
    words, rest = room.made().split(RECORD)
    pieces = words.split('data-field="teacher_name">Ms. Rivera')
    assert len(pieces) == 5
    marked = 'data-field="teacher_name">'
    names = ["Ms. Rivers" if n == place else "Ms. Rivera" for n in range(4)]
    page = pieces[0] + "".join(marked + a + b for a, b in zip(names, pieces[1:], strict=True))
    room.page.write_text(page + RECORD + rest, encoding="utf-8")
    pull = room.pull()
    assert [change[1:] for change in changes_of(pull)] == [
        ("teacher_name", "Ms. Rivera", "Ms. Rivers")
    ]
    assert codes_of(pull) == []
    assert room.made().split(RECORD)[0].count("Ms. Rivers") > 3


def test_places_of_a_field_that_contradict_each_other_are_told(room: Room) -> None:
    mark = 'data-field="teacher_name">Ms. '
    room.edited((mark + "Rivera", mark + "Chen"), (mark + "Rivera", mark + "Poe"))
    pull = room.plan()
    assert (pull.files, codes_of(pull)) == ({}, ["field-mixed"])
    assert "Ms. Chen" in pull.problems[0].message and "Ms. Poe" in pull.problems[0].message


# --- what is not taken


def test_a_field_whose_name_was_replaced_is_told(room: Room) -> None:
    html = room.made().replace('data-field="call_for_help"', 'data-field="call_for_aid"')
    room.page.write_text(html, encoding="utf-8")
    pull = room.plan()
    assert "field-unknown" in codes_of(pull)


def test_a_locked_box_is_told_and_left(room: Room) -> None:
    room.edited(("Call 911 first, on any phone.", "Call me first."))
    pull = room.plan()
    assert pull.files == {}
    assert codes_of(pull) == ["locked-edit"]


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([("<h2><span>A note from", "<h2><span>Words from")], "heading-fixed"),
        ([("Your hours</th>", "Hours</th>")], "row-unknown"),
        ([("</span> to <span", "</span> till <span")], "words-unread"),
        (
            [
                (
                    "<h2><span>Today, hour by hour</span></h2>",
                    "<h2><span>Today, hour by hour</span></h2><p>Loose</p>",
                )
            ],
            "box-of-fields",
        ),
        ([('<div class="side back', '<p>Lost</p><div class="side back')], "page-loose"),
        ([(EXITS, EXITS + "<script>alert(1)</script>")], "page-left-out"),
    ],
)
def test_what_cannot_be_taken_is_told(
    room: Room, changes: list[tuple[str, str]], code: str
) -> None:
    room.edited(*changes)
    pull = room.plan()
    assert code in codes_of(pull)
    assert pull.files == {}


def test_a_page_without_the_tags_at_its_end_is_whole(room: Room) -> None:
    """html-minifier and others leave them out."""
    html = room.made().replace(EXITS, EXITS + "<li>Smile</li>", 1)
    room.page.write_text(html[: html.rindex("</body>")], encoding="utf-8")
    assert "page-cut" not in codes_of(room.plan())


def wrong(room: Room, change: Callable[[str], str | bytes]) -> list[str]:
    result = change(room.made())
    room.page.write_bytes(result if isinstance(result, bytes) else result.encode())
    with pytest.raises(HandoutError) as caught:
        room.plan()
    return [each.code for each in caught.value.problems]


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda html: "<p>Dear all,</p>", "page-foreign"),
        (lambda html: b"", "page-foreign"),
        (lambda html: html[: html.index('data-block="team"') + 300], "page-cut"),
        (lambda html: html[: html.index(RECORD) + 900], "page-cut"),
        (lambda html: html[: html.index("<main")], "page-cut"),
        (lambda html: html[: html.index("</style>") - 9], "page-cut"),
        (lambda html: html.replace('"format": 3', '"format": 4'), "page-newer"),
        (lambda html: html.replace('"packed": "', '"packed": "x'), "record-lost"),
        (lambda html: html + " " * 5_000_000, "page-large"),
        (lambda html: "<div>" * 1000 + html, "page-tangled"),
        (lambda html: html.replace(EXITS, "<li>" + "very long words " * 2000 + "</li>", 1), None),
    ],
)
def test_a_file_that_is_not_right_changes_nothing(
    room: Room, change: Callable[[str], str], code: str | None
) -> None:
    before = room.customization.read_bytes()
    if code:
        assert wrong(room, change) == [code]
    else:
        room.page.write_text(change(room.made()), encoding="utf-8")
        assert "side-too-long" in [each.code for each in room.plan().prepared_problems]
    assert room.customization.read_bytes() == before
    assert room.edits == ""


def test_pasted_html_never_comes_out_again(room: Room) -> None:
    bad = '<li onmouseover="x()"><a href="javascript:alert(1)">Click</a> <iframe src="//evil"></iframe>&lt;script&gt;y&lt;/script&gt;</li>'
    room.edited((EXITS, EXITS + bad))
    room.pull()
    words = room.made().split(RECORD)[0]
    for part in ("onmouseover", "javascript:", "<iframe", "<script>y"):
        assert part not in words
    assert "<li>Click &lt;script&gt;y&lt;/script&gt;</li>" in words


# --- a page whose record is lost, or whose bytes are others


def save_by_office(room: Room, office: Office, folder: Path) -> None:
    office.convert(room.page, to="html:HTML (StarWriter)", folder=folder / "saved")
    (folder / "saved" / room.page.name).replace(room.page)


def test_a_save_by_an_office_program_has_no_false_changes_and_its_edits_are_taken(
    room: Room, office: Office, tmp_path: Path
) -> None:
    room.edited()
    save_build_state(
        room.customization.with_suffix(""),
        BuildState(record=build_record(prepare(room.customization).fitted, "room-12")),
    )
    save_by_office(room, office, tmp_path)
    pull = room.plan()
    assert (changes_of(pull), pull.files) == ([], {})
    assert codes_of(pull) == ["record-missing"]
    text = room.page.read_text(encoding="utf-8")
    edits = ("Walk the exits", "Walk all exits"), ("Ext. 240", "Ext. 241"), ("Rivera", "Riviera")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    room.page.write_text(text, encoding="utf-8")
    pull = room.pull()
    assert [change[0:2] for change in changes_of(pull)] == [
        ("reworded", "contacts"),
        ("reworded", "contacts"),
        ("field", "teacher_name"),
        ("reworded", "checklist"),
    ]
    assert codes_of(pull) == ["record-missing"]  # a name is replaced where others repeat it, too
    assert room.plan().files == {}


def test_a_broken_record_is_made_up_for_by_the_copy_that_was_kept(room: Room) -> None:
    room.edited((EXITS, "<li>Walk all exits</li>"))
    save_build_state(
        room.customization.with_suffix(""),
        BuildState(record=build_record(prepare(room.customization).fitted, "room-12")),
    )
    room.page.write_text(room.page.read_text().replace('"packed": "', '"packed": "x'))
    pull = room.plan()
    assert codes_of(pull) == ["record-broken"]
    assert [change[0] for change in changes_of(pull)] == ["reworded"]


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param(lambda html: html.encode("cp1252", "xmlcharrefreplace"), id="cp1252"),
        pytest.param(lambda html: html.replace("\n", "\r\n").encode("utf-8-sig"), id="crlf-bom"),
        pytest.param(lambda html: html.encode("utf-16"), id="utf-16"),
    ],
)
def test_bytes_of_another_kind_are_no_edits(room: Room, saved: Callable[[str], bytes]) -> None:
    room.page.write_bytes(saved(room.made()))
    pull = room.plan()
    assert (changes_of(pull), pull.files) == ([], {})


# --- a page that was not changed


PLAIN = st.text(alphabet=st.sampled_from("abc XYZ 12.,;:-–()/&<>\"'’*_[]{}|\\#é é!?"), min_size=1, max_size=25).map(
    lambda text: " ".join(re.sub(r"</?[A-Za-z][^<>]*>|&#?\w+;", "", text).split())
).filter(lambda text: text and not re.search(r"<[A-Za-z/]", text))  # fmt: skip
HOURS = st.sampled_from(["", "7:45", "8:10 am", "11:30", "2:45 pm"])
BREAK = st.fixed_dictionaries(
    {"start": HOURS, "end": st.just(""), "covered_by": st.just("") | PLAIN}
)
HOUR: st.SearchStrategy[dict[str, str]] = st.fixed_dictionaries(
    {"start": HOURS, "end": st.just("")}
    | {key: st.just("") | PLAIN for key in ("teacher_does", "para_does", "where")}
)
PERSON: st.SearchStrategy[dict[str, str]] = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["Teacher", "Nurse", "Bus: late", "1. Friend"]),
        "name": PLAIN,
        "how": st.just("") | PLAIN,
    }
)
NOTES = st.lists(
    st.builds(
        lambda mark, text: f"{mark}x{text}",
        st.sampled_from(["", "- ", "**b** ", "1. ", "### "]),
        PLAIN,
    ),
    max_size=4,
)
VALUES: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {"role": st.sampled_from("classroom one-to-one behavior-support personal-care language substitute early-childhood transition bus".split())},
    optional={
        "grade_band": st.sampled_from(["PK", "K-2", "3-5", "6-8", "9-12", "18-22"]), "large_print": st.sampled_from(["yes", "no"]),
        "theme": st.sampled_from(["field-guide", "plain"]), "pages": st.sampled_from(["1", "2"]), "prompt_order": st.just("most-to-least"),
        "para_name": PLAIN, "teacher_name": PLAIN, "room": PLAIN.map(lambda text: text[:20].strip()) | st.just("012"), "class_title": PLAIN,
        "call_for_help": PLAIN, "emergency.fire": PLAIN, "emergency.medical": PLAIN, "teacher_note": NOTES.map("\n\n".join),
        "arrive": st.just("7:45"), "leave": st.just("2:45 pm"), "wait_seconds": st.sampled_from(["1", "10"]), "restroom": PLAIN,
        "plans_location": PLAIN, "your_things": PLAIN, "room_signals": st.lists(PLAIN, min_size=1, max_size=2),
        "trainings_done": st.lists(PLAIN, min_size=1, max_size=2), "school_name": PLAIN, "district_name": PLAIN, "approved_by": PLAIN,
        "valid_from": st.just("2026-09-01"), "valid_to": st.just("2027-06-30"), "link.url": st.just("https://a.org/x"), "link.label": PLAIN,
        "breaks": st.lists(BREAK.filter(lambda row: any(row.values())), min_size=1, max_size=2),
        "schedule": st.lists(HOUR.filter(lambda row: any(row.values())), min_size=1, max_size=8),
        "contacts": st.lists(PERSON, min_size=1, max_size=4, unique_by=lambda row: row["role"]), "dos_extra": st.lists(PLAIN, min_size=1, max_size=2),
        "show_blocks": st.just(["words"]),
    },
)  # fmt: skip


@pytest.mark.slow
@given(VALUES)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_untouched_page_has_no_edits_and_opens_again(values: dict[str, object]) -> None:
    """Of any customization that can be composed: nothing was changed, and its record makes the same
    page again.
    """
    layer, result = parse_layer(parse_yaml(format_values(values), "room.yaml"), Level.CUSTOMIZATION)  # type: ignore[arg-type]
    if any(not each.warning for each in result):
        return
    try:
        prepared, _ = prepare_layers([layer], today=datetime.date(2026, 9, 1))
    except HandoutError:
        return
    html = render(prepared.fitted, "file", None, "room").html
    page = parse_document(html, "room.html")
    assert page.record
    record = read_record(page.record, layer.blocks.position)
    assert isinstance(record, Record)
    comparison = compare_page(read_issued_page(page, Path("room.html")))
    assert (comparison.changes, comparison.problems) == ((), ())
    again, _ = parse_layer(parse_yaml(record.customization, "again.yaml"), Level.CUSTOMIZATION)
    second, _ = prepare_layers([again], today=datetime.date(2026, 9, 1))
    assert take_snapshot(second.fitted, "room") == record


# --- the command


@pytest.mark.slow
def test_the_command_tells_asks_and_writes(
    room: Room, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    room.edited(("Jordan Ellis", "Jo Ellis"), (EXITS, ""))
    before = room.customization.read_bytes()
    assert main(["pull", "--json", str(room.page)]) == ExitCode.OK
    messages = json.loads(capsys.readouterr().out)
    assert [change["kind"] for change in messages["pages"][0]["changes"]] == ["field", "removed"]
    assert room.customization.read_bytes() == before
    assert main(["pull", "--yes", str(room.page)]) == ExitCode.OK
    out = capsys.readouterr().out
    assert "Aide: “Jordan Ellis” is now “Jo Ellis”" in out
    assert "took out “Walk the exits”" in out
    assert "para_name: Jo Ellis" in room.customization.read_text()
    assert main(["pull", "--yes", str(room.page)]) == ExitCode.OK
    assert "no edits to import" in capsys.readouterr().out


def test_two_files_of_one_handout_are_refused(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    room.edited(("Jordan Ellis", "Jo Ellis"))
    second = room.page.with_name("copy.html")
    second.write_bytes(room.page.read_bytes())
    assert main(["pull", "--yes", str(room.page), str(second)]) == ExitCode.PROBLEMS
    assert "Two files hold edits of one handout" in capsys.readouterr().err
    assert "para_name: Jordan Ellis" in room.customization.read_text()


def test_a_page_of_another_handout_is_refused(
    room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room.edited()
    other = tmp_path / "other.yaml"
    other.write_text("room: 9\n")
    assert (
        main(["pull", "--yes", str(room.page), "--customization", str(other)]) == ExitCode.PROBLEMS
    )
    assert "not of “other”" in capsys.readouterr().err


def test_a_page_without_its_customization_gives_it_back(room: Room, tmp_path: Path) -> None:
    room.edited((EXITS, "<li>Walk all exits</li>"))
    room.pull()
    room.edited()
    (tmp_path / "new").mkdir()
    page = tmp_path / "new" / "room-12.html"
    page.write_bytes(room.page.read_bytes())
    assert main(["pull", "--yes", str(page)]) == ExitCode.OK
    again = Room(page.with_suffix(".yaml"))
    assert again.made() == room.made()


def test_diff_tells_in_words(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    room.edited()
    assert main(["diff", str(room.page)]) == ExitCode.OK
    assert "as it was made" in capsys.readouterr().out
    room.edited(("Jordan Ellis", "Jo Ellis"))
    assert main(["diff", str(room.page)]) == ExitCode.OK
    assert "Aide: “Jordan Ellis” is now “Jo Ellis”" in capsys.readouterr().out


def test_diff_names_a_field_in_the_language_it_speaks(
    room: Room, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    room.edited(("Jordan Ellis", "Jo Ellis"))
    monkeypatch.setenv("HANDOUT_LANGUAGE", "es")
    assert main(["diff", str(room.page)]) == ExitCode.OK
    assert "Asistente: “Jordan Ellis”" in capsys.readouterr().out
