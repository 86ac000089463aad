"""Boxes whose marks were lost on the way (mail programs, Google Docs, careless hands): known again,
none doubled.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from pages import RECORD, Room, changes_of, codes_of, sample_room

from handout.cli.main import main
from handout.problems import ExitCode
from handout.pull.comparison import compare_page
from handout.pull.page.issued_page import open_issued_page

pytestmark = pytest.mark.slow  # builds and pulls once for each program that saved a page

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample classroom with its HTML and Word file."""
    room = sample_room(tmp_path_factory.mktemp("built"))
    assert main(["build", "--docx", str(room.customization)]) == ExitCode.OK
    return room.customization.parent


@pytest.fixture
def room(built: Path, tmp_path: Path, blank_prints: None) -> Room:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return Room(tmp_path / "room-12.yaml")


def without(*names: str) -> Callable[[str], str]:
    """Takes these attributes off every element of the body."""
    return lambda html: re.sub(rf' (?:{"|".join(names)})="[^"]*"', "", html)


def cleaned(html: str) -> str:
    """As a mail program leaves it: no ids, classes, data-*, scripts, styles or comments."""
    words = html.split(RECORD)[0]
    words = re.sub(r"(?s)<style>.*?</style>|<!--.*?-->|<meta[^>]*>", "", words)
    return without("id", "class", r"data-\w+")(words) + "</body></html>"


def prefixed(mark: str) -> Callable[[str], str]:
    """As Outlook ("x_") or Gmail ("m_-123") shows it: a mark before every name, no data-*."""

    def changed(html: str) -> str:
        words = without(r"data-\w+")(html.split(RECORD)[0])
        return re.sub(
            r' (class|id)="([^"]*)"',
            lambda match: f' {match[1]}="{" ".join(mark + each for each in match[2].split())}"',
            words,
        )

    return changed


def in_word(sign: str) -> Callable[[str], str]:
    """As a mail program leaves a list of Word's: paragraphs, with `sign` before each."""

    def changed(html: str) -> str:
        words = re.sub(r"</?[uo]l>", "", cleaned(html))
        mark = f'<span>{sign}<span style="font: 7pt Times">&nbsp;&nbsp; </span></span>'
        return re.sub(r"<li>(.*?)</li>", rf"<p>{mark}\1</p>", words)

    return changed


def in_reply(html: str) -> str:
    """As a part of an answer in Outlook, which has names without its mark too."""
    words = prefixed("x_")(html)
    sheet = words[words.index('<div class="x_side') : words.rindex("</main>")]
    sheet = sheet.replace("<p>", '<p class="MsoNormal">')
    return f'<html><body><div class="WordSection1"><blockquote>{sheet}</blockquote></div></body></html>'


def heads_as(tag: str) -> Callable[[str], str]:
    """Another element in place of each heading, all marks kept."""
    return lambda html: re.sub(r"<h2>(.*?)</h2>", rf"<{tag}>\1</{tag}>", html)


WAYS = [
    pytest.param(without("data-block"), id="no-data-block"),
    pytest.param(without("data-block", "id"), id="no-data-block-and-id"),
    pytest.param(without("class"), id="no-classes"),
    pytest.param(in_word("·"), id="bullets-of-word"),
    pytest.param(in_word("o"), id="circles-of-word"),
    pytest.param(in_word("1."), id="numbers-of-word"),
    pytest.param(in_reply, id="outlook-reply"),
    pytest.param(heads_as("h3"), id="headings-h3"),
    pytest.param(heads_as("p"), id="headings-p"),
    pytest.param(cleaned, id="cleaned-by-a-mail-program"),
    pytest.param(lambda html: re.sub(r"</?div[^>]*>", "", cleaned(html)), id="no-divs"),
    pytest.param(prefixed("x_"), id="outlook"),
    pytest.param(prefixed("x_x_"), id="outlook-twice"),
    pytest.param(prefixed("m_-8123456789"), id="gmail"),
    pytest.param(lambda html: re.sub(r'<div class="block[^>]*>', "<div>", html), id="bare-divs"),
    pytest.param(
        lambda html: re.sub(r' id="[\w-]+" data-block="[\w-]+"', ' data-block="x"', html),
        id="marks-of-another",
    ),
]


@pytest.mark.parametrize("way", WAYS)
def test_boxes_are_known_by_their_headings(room: Room, way: Callable[[str], str]) -> None:
    html = way(room.made())
    if RECORD in html:  # the names stand in the script too
        html = html.split(RECORD)[0] + RECORD + room.made().split(RECORD)[1]
    room.page.write_text(html, encoding="utf-8")
    pull = room.plan()
    assert changes_of(pull) == []
    assert set(codes_of(pull)) <= {"record-missing"}
    room.page.write_text(html.replace("Walk the exits<", "Walk all exits<"), encoding="utf-8")
    assert [change[:2] for change in changes_of(room.plan())] == [("reworded", "checklist")]


@pytest.mark.parametrize("id", ["safety", "privacy", "calm", "schedule", "team", "role"])
@pytest.mark.parametrize("heading", ["", "Another heading"])
def test_one_box_without_its_marks_is_never_doubled(room: Room, id: str, heading: str) -> None:
    html = room.made()
    result = re.search(rf'<div class="block[^>]* id="{id}" data-block="{id}">', html)
    assert result
    bare = result[0].replace(f' id="{id}" data-block="{id}"', "")
    html = html.replace(result[0], bare)
    if heading:
        start = html.index(bare)
        html = html[:start] + re.sub(r"(<h2>).*?(</h2>)", rf"\1{heading}\2", html[start:], count=1)
    room.page.write_text(html, encoding="utf-8")
    pull = room.plan()
    assert not {"box-added", "box-removed"} & {change[0] for change in changes_of(pull)}
    issued = pull.issued_page.record.blocks[id]
    if heading and not issued.locked:
        assert ("heading", id, issued.title, heading) in changes_of(pull)
    if heading and issued.locked:
        assert "locked-edit" in codes_of(pull)


def bare(html: str, *ids: str) -> str:
    for id in ids:
        html = html.replace(f' id="{id}" data-block="{id}"', "")
    return html


def headed(html: str, id: str, heading: str) -> str:
    start = html.index(f'id="{id}" data-block="{id}"')
    return html[:start] + re.sub(r"(<h2>).*?(</h2>)", rf"\1{heading}\2", html[start:], count=1)


def test_two_boxes_that_have_each_other_s_headings_are_known_by_their_words(room: Room) -> None:
    html = headed(room.made(), "team", "When feelings run high")
    html = headed(html, "calm", "You and the team")
    room.page.write_text(bare(html, "team", "calm"), encoding="utf-8")
    pull = room.plan()
    assert {change[:2] for change in changes_of(pull)} == {("heading", "team"), ("heading", "calm")}
    assert codes_of(pull) == []


def test_a_box_with_a_locked_line_is_that_box_whatever_else_it_says(room: Room) -> None:
    """As one of the teacher's own it would hold the line unlocked, and the district's once more."""
    html = headed(room.made(), "calm", "Storms")
    start = html.index('id="calm"')
    end = html.index("</ul>", start)
    items = html[start:end].replace("<li>", "<li>Of her own: ")
    items = re.sub(
        r"(Of her own: ).*?</li>", lambda match: f"{match[1]}{match.start()}</li>", items
    )
    room.page.write_text(bare(html[:start] + items + html[end:], "calm"), encoding="utf-8")
    pull = room.plan()
    assert not {"box-added", "box-removed"} & {change[0] for change in changes_of(pull)}
    assert "locked-items-edit" not in codes_of(pull)


def test_a_copy_of_a_locked_box_is_told_and_not_taken(room: Room) -> None:
    html = room.made()
    start = html.index('<div class="block', html.index("<!-- BOX: Keep it private"))
    box = html[start : html.index("</div>\n\n", start) + 6]
    copy = re.sub(r' (?:id|data-block)="[^"]*"', "", box)
    room.page.write_text(html.replace(box, box + copy), encoding="utf-8")
    pull = room.plan()
    assert codes_of(pull) == ["locked-copy"]
    assert changes_of(pull) == []


def test_a_copy_of_an_open_box_is_a_box_of_her_own(room: Room) -> None:
    html = room.made()
    start = html.index('<div class="block', html.index("<!-- BOX: Watch for"))
    box = html[start : html.index("</div>\n", start) + 6]
    copy = re.sub(r' (?:id|data-block)="[^"]*"', "", box)
    room.page.write_text(html.replace(box, box + copy), encoding="utf-8")
    assert "box-added" in [change[0] for change in changes_of(room.plan())]


def rewritten(docx: Path, change: Callable[[Element], None], record: bool) -> None:
    """The Word file with its document changed, and without its record if so wanted."""
    written = io.BytesIO()
    with zipfile.ZipFile(docx) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("customXml") and not record:
                continue
            if name == "word/document.xml":
                root = fromstring(content)
                change(root)
                content = tostring(root)
            elif not record:
                content = re.sub(rb"<(?:Relationship|Override) [^>]*customXml[^>]*/>", b"", content)
            new.writestr(name, content)
    docx.write_bytes(written.getvalue())


def rename_bookmarks(root: Element) -> None:
    for n, mark in enumerate(root.iter(f"{W}bookmarkStart")):
        mark.set(f"{W}name", f"_heading=h.{n:06x}zz")


def drop_bookmarks(root: Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{W}bookmarkStart", f"{W}bookmarkEnd"):
                parent.remove(child)


def as_google_docs(root: Element) -> None:
    """Bookmarks get other names, content controls go and their words stay, styles but headings
    become Normal.
    """
    rename_bookmarks(root)
    parents = {child: parent for parent in root.iter() for child in parent}
    while (control := root.find(f".//{W}sdt")) is not None:
        parent, content = parents[control], control.find(f"{W}sdtContent")
        start = list(parent).index(control)
        parent.remove(control)
        for n, child in enumerate(list(content) if content is not None else []):
            parent.insert(start + n, child)
            parents[child] = parent
    for style in root.iter(f"{W}pStyle"):
        if not style.get(f"{W}val", "").startswith(("Heading", "List")):
            style.set(f"{W}val", "Normal")


@pytest.mark.parametrize("change", [rename_bookmarks, drop_bookmarks, as_google_docs])
@pytest.mark.parametrize("record", [True, False])
def test_a_word_file_without_its_bookmarks_is_read(
    room: Room, change: Callable[[Element], None], record: bool
) -> None:
    path = room.customization.with_suffix(".docx")

    def edited(root: Element) -> None:
        change(root)
        for text in root.iter(f"{W}t"):
            text.text = (text.text or "").replace("Use few words", "Use very few words")

    rewritten(path, edited, record)
    issue = open_issued_page(path)
    result = compare_page(issue)
    assert [(each.kind, each.where) for each in result.changes] == [("reworded", "calm")]
    assert {each.code for each in result.problems} <= {"record-missing"}
    assert main(["pull", "--yes", str(path)]) == ExitCode.OK
    assert "very few" in room.edits


def test_a_word_file_of_somebody_else_is_refused(room: Room) -> None:
    path = room.customization.with_suffix(".docx")

    def other(root: Element) -> None:
        drop_bookmarks(root)
        for text in root.iter(f"{W}t"):
            text.text = "Something else"

    rewritten(path, other, record=False)
    assert main(["pull", "--yes", str(path)]) == ExitCode.PROBLEMS
