"""Whatever somebody writes on a page: it is afterwards in a source, or it is told and stands in a
copy.
"""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hands import DOCX, HTML, WORD, Hand, put
from pages import RECORD, Room, sample_room

from handout.cli.main import main
from handout.problems import ExitCode
from handout.pull.comparison import compare_page
from handout.pull.page.issued_page import open_issued_page
from handout.pull.pull import pull_page
from handout.sources.customization.edit import format_values, set_values
from handout.sources.fields.fields import columns_of
from handout.sources.yaml.nodes import Sequence
from handout.sources.yaml.tree import parse_yaml

pytestmark = pytest.mark.slow  # builds and pulls once for each kind of word

SIGNS = (WORD, "\U0001f993")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample classroom with its HTML and Word file."""
    room = sample_room(tmp_path_factory.mktemp("built"))
    assert main(["build", "--docx", str(room.customization)]) == ExitCode.OK
    return room.customization.parent


@pytest.fixture
def room(built: Path, tmp_path: Path, blank_prints: None) -> Room:
    shutil.copytree(built, tmp_path / "room")
    return Room(tmp_path / "room" / "room-12.yaml")


def edit(path: Path, hand: Hand) -> None:
    """Change a page as in a text editor, below its styles, or a Word file."""
    if path.suffix == ".docx":
        path.write_bytes(rewritten(path.read_bytes(), hand))
        return
    words, rest = path.read_text(encoding="utf-8").split(RECORD)
    at = words.rindex("<body ")
    start, end = words.index("<title>"), words.index("</title>")
    title, body = hand(words[start:end] + "\0" + words[at:]).split("\0")
    path.write_text(words[:start] + title + words[end:at] + body + RECORD + rest, "utf-8")


def rewritten(content: bytes, hand: Hand) -> bytes:
    fresh = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fresh, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(
                name, hand(text.decode()).encode() if name == "word/document.xml" else text
            )
    return fresh.getvalue()


def has_word(text: str) -> bool:
    return any(sign in text for sign in SIGNS)


def check_word_is_safe(room: Room, path: Path) -> None:
    issue = open_issued_page(path)
    pull = pull_page(issue, room.customization)
    taken = [text for text in pull.files.values() if isinstance(text, str)]
    messages = [each.message for each in pull.untaken]
    assert has_word("\n".join(taken + messages)), pull.problems
    # What is told without the customization is the same.
    result = compare_page(issue)
    assert result.is_edited
    if not has_word("\n".join(taken)):
        assert has_word("\n".join(each.message for each in result.untaken))
    assert "stays as it was: \n" not in "\n".join(each.hint for each in pull.problems)


@pytest.mark.parametrize("name", HTML)
def test_each_word_in_the_html_is_taken_or_told(name: str, room: Room) -> None:
    edit(room.page, HTML[name])
    check_word_is_safe(room, room.page)


@pytest.mark.parametrize(
    "part", ["header1", "footer2", "footnotes", "endnotes", "comments", "document"]
)
def test_each_word_beside_the_text_of_a_word_file_is_told(part: str, room: Room) -> None:
    path = room.page.with_suffix(".docx")
    words = f"<w:p><w:r><w:t>{WORD}</w:t></w:r></w:p>"
    if part == "document":
        box = f"<w:p><w:r><w:pict><w:txbxContent>{words}</w:txbxContent></w:pict></w:r></w:p>"
        edit(path, lambda text: text.replace("<w:sectPr", f"{box}<w:sectPr", 1))
    else:
        root = '<w:x xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(f"word/{part}.xml", f"{root}{words}</w:x>")
    check_word_is_safe(room, path)


_UNREAD = {
    "hidden": "<w:r><w:rPr><w:vanish/></w:rPr><w:t>{word}</w:t></w:r>",
    "alternate": '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-'
    'compatibility/2006"><mc:Choice Requires="wps"><w:r><w:t>{word}</w:t></w:r></mc:Choice>'
    "</mc:AlternateContent>",
    "reading": "<w:r><w:ruby><w:rt><w:r><w:t>{word}</w:t></w:r></w:rt><w:rubyBase/></w:ruby></w:r>",
}


@pytest.mark.parametrize("kind", _UNREAD)
def test_words_that_no_line_of_a_word_file_shows_are_told(kind: str, room: Room) -> None:
    path = room.page.with_suffix(".docx")
    run = _UNREAD[kind].format(word=WORD)
    edit(path, lambda text: re.sub(r"(Walk the exits</w:t></w:r>)", rf"\1{run}", text, count=1))
    check_word_is_safe(room, path)


def test_signs_without_a_letter_keep_words_apart(room: Room) -> None:
    path = room.page.with_suffix(".docx")
    signs = '</w:t><w:ptab/><w:t>zebra</w:t><w:sym w:font="Wingdings" w:char="F0FC"/><w:t>exits'
    edit(path, lambda text: text.replace("Walk the exits", f"Walk the{signs}", 1))
    pull = pull_page(open_issued_page(path), room.customization)
    taken = "".join(text for text in pull.files.values() if isinstance(text, str))
    assert "Walk the zebra exits" in taken
    assert "docx-left-out" in {each.code for each in pull.problems}


@pytest.mark.parametrize("name", DOCX)
def test_each_word_in_the_word_file_is_taken_or_told(name: str, room: Room) -> None:
    edit(room.page.with_suffix(".docx"), DOCX[name])
    check_word_is_safe(room, room.page.with_suffix(".docx"))


TEXT = re.compile(r"(?<!--)>([^<>]*\w[^<>]*)<(?!!--)")


@pytest.mark.parametrize("seed", range(12))
def test_a_word_anywhere_is_taken_or_told(seed: int, room: Room) -> None:
    """At any place of the page, between, before, after or instead of what stands there."""
    rng = random.Random(seed)

    def hand(text: str) -> str:
        place = rng.choice([result for result in TEXT.finditer(text) if "BOX:" not in result[1]])
        words = place[1].split(" ")
        at = rng.randrange(len(words) + 1)
        words[at : at + rng.randrange(2)] = [WORD]
        return text[: place.start(1)] + " ".join(words) + text[place.end(1) :]

    edit(room.page, hand)
    check_word_is_safe(room, room.page)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Call 911 first, on any phone.", "", "Life in danger?"),
        ("Your guide to", "Your very own guide to", "very"),
        (" student names off", " off", "student"),
        ("<span>Watch for", "<span>", "Watch for"),
        ("No holds unless certified", "Unless certified", "Unless certified"),
        ("<span>A note from <", "<span>From <", "From Ms. Rivera"),
    ],
)
def test_what_cannot_be_taken_out_is_told(
    old: str, new: str, words: str, room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(room.page, put(old, new))
    left = room.page.read_bytes()
    assert main(["build", str(room.customization)]) == ExitCode.CONFLICTS
    assert words in capsys.readouterr().err
    assert room.page.with_name("room-12.edited.html").read_bytes() == left
    assert old in room.page.read_text("utf-8")


# --- through the commands: the word is in a source, or told and in a copy beside the page


def several(names: list[str], hands: dict[str, Hand], path: Path) -> list[str]:
    """Do what can be done of these to the page, each with a word of its own; the words."""
    marks: list[str] = []
    for name in names:
        mark = f"quagga{len(marks)}"

        def hand(text: str, name: str = name, mark: str = mark) -> str:
            return hands[name](text).replace(WORD, mark)

        try:
            edit(path, hand)
        except AssertionError:  # another hand was there before
            continue
        marks.append(mark)
    return marks


def texts_beside(path: Path) -> str:
    return "\n".join(each.read_text(encoding="utf-8") for each in path.parent.glob("*.yaml"))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("pulled_first", [False, True], ids=["build", "pull and build"])
def test_build_loses_no_word(
    seed: int, pulled_first: bool, room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = random.Random(seed).sample([name for name in HTML if name != "a sign"], 9)
    marks = several(chosen, HTML, room.page)
    left = room.page.read_bytes()
    messages = ""
    if pulled_first:
        assert main(["pull", "--yes", str(room.page)]) in (ExitCode.OK, ExitCode.CONFLICTS)
        messages = capsys.readouterr().err
        assert room.page.read_bytes() == left
    code = main(["build", str(room.customization)])
    messages += capsys.readouterr().err
    if code == ExitCode.PROBLEMS:  # her words are taken, and too many for the paper
        assert room.page.read_bytes() == left
    copy = room.page.with_name("room-12.edited.html")
    remaining = copy.read_text(encoding="utf-8") if copy.exists() else ""
    sources = texts_beside(room.page)
    lost = [m for m in marks if m not in sources and not (m in messages and m in remaining)]
    assert not lost, (chosen, messages)
    assert copy.exists() == ("kept as" in messages)
    if copy.exists():
        assert copy.read_bytes() == left
        assert code in (ExitCode.CONFLICTS, ExitCode.PROBLEMS)


@pytest.mark.parametrize("seed", range(3))
def test_build_loses_no_word_of_a_word_file(
    seed: int, room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    page = room.page.with_suffix(".docx")
    marks = several(random.Random(seed).sample(list(DOCX), 6), DOCX, page)
    left = page.read_bytes()
    if main(["build", "--docx", str(room.customization)]) == ExitCode.PROBLEMS:
        assert page.read_bytes() == left
        assert main(["pull", "--yes", str(page)]) in (ExitCode.OK, ExitCode.CONFLICTS)
        main(["build", "--docx", str(room.customization)])
    messages = capsys.readouterr().err
    copy = room.page.with_name("room-12.edited.docx")
    sources = texts_beside(page)
    for mark in marks:
        assert mark in sources or (mark in messages and copy.read_bytes() == left), (mark, messages)


def replacing(old: str, new: str) -> Hand:
    """Return the edit that puts `new` in place of the first `old`."""
    return lambda text: text.replace(old, new, 1)


def test_a_copy_is_never_written_over(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    copies = []
    for words in ("Call 912", "Call 913", "Call 912"):
        edit(room.page, replacing("Call 911", words))
        copies.append(room.page.read_bytes())
        assert main(["build", str(room.customization)]) == ExitCode.CONFLICTS
        assert words in capsys.readouterr().err
        assert main(["build", str(room.customization)]) == ExitCode.OK
        assert "Call 91" not in capsys.readouterr().err
    result = sorted(room.page.parent.glob("*.edited*"))
    assert [each.name for each in result] == ["room-12.edited-2.html", "room-12.edited.html"]
    assert [each.read_bytes() for each in result] == [copies[1], copies[0]]


def test_a_page_with_untaken_words_is_not_written_over_without_pull(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(room.page, HTML["the foot"])
    left = room.page.read_bytes()
    assert main(["build", "--no-pull", str(room.customization)]) == ExitCode.PROBLEMS
    assert room.page.read_bytes() == left
    assert main(["pull", "--yes", str(room.page)]) == ExitCode.CONFLICTS
    assert main(["build", "--no-pull", str(room.customization)]) == ExitCode.CONFLICTS
    assert room.page.with_name("room-12.edited.html").read_bytes() == left


def test_diff_marks_what_is_not_taken(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    edit(room.page, HTML["the foot"])
    assert main(["diff", str(room.page)]) == ExitCode.OK
    out = capsys.readouterr().out
    assert "not taken: " in out and WORD in out and "as it was made" not in out
    main(["diff", "--json", str(room.page)])
    assert WORD in json.loads(capsys.readouterr().out)["pages"][0]["not_taken"][0]


# --- one that cannot be taken drops no other


@pytest.mark.parametrize("time", ["9:30 or so", "after gym", "soon–later"])
def test_a_time_in_words_drops_no_other_edit(time: str, room: Room) -> None:
    hour = re.compile(r'<th scope="row"><span data-field="schedule.2.start">.*?</th>')

    def hand(text: str) -> str:
        text = hour.sub(f'<th scope="row">{time}</th>', text, count=1)
        return text.replace(">Recess<", ">Recess, outside<", 1).replace(
            'schedule.2.where">', 'schedule.2.where">By the door, ', 1
        )

    edit(room.page, hand)
    before = room.made()
    pull = pull_page(open_issued_page(room.page), room.customization)
    assert [each.code for each in pull.problems] == ["time-unread"]
    assert time in pull.problems[0].message
    assert pull.text.count("Recess, outside") == 1 and "By the door, " in pull.text
    old, new = (re.findall(r"(?:start|end): (\S+)", t) for t in (pull.text_before or "", pull.text))
    assert old == new and before


def test_each_of_two_hours_is_read_by_itself(room: Room) -> None:
    edit(room.page, lambda t: t.replace(">7:45<", ">early<", 1).replace(">2:45<", ">3:05<", 1))
    pull = pull_page(open_issued_page(room.page), room.customization)
    handout = pull.prepared.handout
    assert (handout.value("arrive"), handout.value("leave")) == ("7:45", "3:05")
    assert [each.code for each in pull.problems] == ["words-unread"]


@pytest.mark.parametrize(
    ("typed", "value", "expected"),
    [
        ("ten or so", 10, "ten or so"),
        ("10 to 20", 10, "10 to 20"),
        ("99", 10, "99"),
        ("12", 12, ""),
        ("slowly to</span> <span data-field='wait_seconds'>12", 12, "slowly to"),
        ("", None, ""),
    ],
)
def test_what_was_not_taken_is_not_emptied(
    typed: str, value: object, expected: str, room: Room
) -> None:
    edit(room.page, lambda text: text.replace('wait_seconds">10', f'wait_seconds">{typed}', 1))
    pull = pull_page(open_issued_page(room.page), room.customization)
    assert pull.prepared.handout.value("wait_seconds") == value
    assert all(expected in each.message for each in pull.problems) and bool(pull.problems) == bool(
        expected
    )


def test_a_page_without_any_marks_empties_no_field(room: Room) -> None:
    # As a program leaves it that lets in tags alone: fields in boxes are known by their words.
    def hand(text: str) -> str:
        bare = re.sub(r' (?:data-[\w-]+|class|id)="[^"]*"', "", text)
        return put(">Jordan Ellis<", f">Jordan {WORD}<")(bare)

    edit(room.page, hand)
    pull = pull_page(open_issued_page(room.page), room.customization)
    assert pull.prepared.handout.value("para_name") == "Jordan Ellis"
    assert pull.changes == ()
    assert WORD in " ".join(each.message for each in pull.problems)


# --- rows of nothing


EMPTY = "<tr><th>{n}</th><td></td><td></td></tr>"


@pytest.mark.parametrize("at", [0, 1, 2, 5])
@pytest.mark.parametrize("number", ["", "2.", "2. "])
def test_an_empty_person_is_no_row(at: int, number: str, room: Room) -> None:
    def hand(text: str) -> str:
        start = text.index('<table class="people">')
        rows = [m.start() + start for m in re.finditer(r"<tr[ >]", text[start:])][1:]
        where = rows[min(at, len(rows) - 1)]
        return text[:where] + EMPTY.format(n=number) + text[where:]

    edit(room.page, hand)
    assert main(["build", str(room.customization)]) == ExitCode.OK
    assert not compare_page(open_issued_page(room.page)).is_edited


def test_people_for_whom_there_is_no_room_hold_up_nothing(room: Room) -> None:
    rows = "".join(f"<tr><th>Zebra{n}</th><td>x</td><td></td></tr>" for n in range(9))

    def hand(text: str) -> str:
        end = text.index("</tbody>", text.index('<table class="people">'))
        return (text[:end] + rows + text[end:]).replace("Walk the exits", "Walk on", 1)

    edit(room.page, hand)
    pull = pull_page(open_issued_page(room.page), room.customization)
    messages = "\n".join(each.message for each in pull.untaken)
    for n in range(9):
        assert (f"Zebra{n}" in pull.text) != (f"Zebra{n}" in messages)
    assert "Zebra0" in pull.text
    assert any("Walk on" in str(text) for text in pull.files.values())


def test_a_person_whose_cells_are_emptied_is_taken_out(room: Room) -> None:
    def hand(text: str) -> str:
        row = re.search(r"<tr[^>]*><th[^>]*>[^\n]*Case manager[^\n]*</tr>", text)
        assert row
        empty = re.sub(r"(<span[^>]*>)[^<]*(</span>)", r"\1\2", row[0])
        return text.replace(row[0], empty, 1)

    edit(room.page, hand)
    assert main(["build", str(room.customization)]) == ExitCode.OK
    assert "Case manager<" not in room.page.read_text("utf-8").split(RECORD)[0]
    assert main(["build", str(room.customization)]) == ExitCode.OK


@pytest.mark.parametrize("name", ["schedule", "contacts", "room_signals", "breaks"])
def test_a_list_without_what_is_empty(name: str) -> None:
    rows: list[Any] = ["", "a", " "]
    if columns_of(name):
        empty = dict.fromkeys(columns_of(name), "")
        rows = [empty, {**empty, columns_of(name)[2]: "a"}, empty, {}]
    for text in ("", "room: 1\n", f"{name}:\n"):
        for expected in (rows, rows[:1], []):
            tree = parse_yaml(set_values(text, {name: expected}), "")
            lists = [node for key, node in tree.entries if key.text == name]
            lengths = [len(node.items) for node in lists if isinstance(node, Sequence)]
            assert lengths == ([1] if expected == rows else [])
    assert len(parse_yaml(format_values({name: rows}), "").entries) == 1


# --- locked lines stay


def without_box(text: str) -> str:
    return re.sub(r'<div class="block[^>]*id="calm".*?\n</div>\n', "", text, flags=re.DOTALL)


@pytest.mark.parametrize("where", ["page", "edits file"])
def test_locked_lines_stay_when_their_box_is_taken_out(
    where: str, room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    if where == "page":
        edit(room.page, without_box)
    else:
        edits = room.customization.with_name("room-12.edits.yaml")
        edits.write_text("blocks:\n  - id: calm\n    removed: yes\n", encoding="utf-8")
    code = main(["build", str(room.customization)])
    messages = capsys.readouterr().err
    assert "locked" in messages and code == (ExitCode.CONFLICTS if where == "page" else ExitCode.OK)
    words = room.page.read_text("utf-8").split(RECORD)[0]
    assert "No holds unless certified" in words
    assert "Calm yourself first" not in words
    # It is told again as long as the edit stands, and nothing else comes of it.
    assert main(["build", str(room.customization)]) == ExitCode.OK
    assert "locked" in capsys.readouterr().err
