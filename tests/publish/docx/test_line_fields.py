"""Fields within the lines of blocks in the Word file: typed in there, and read back."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from office import Office
from paths import CASES

from handout.pipeline import prepare
from handout.publish.docx.document import build_word_file
from handout.publish.html.record import build_record
from handout.pull.page.issued_page import open_issued_page, read_issued_page
from handout.pull.pull import pull_page
from handout.pull.result import Pull
from handout.sources.edited.docx_page import open_docx

Change = Callable[[str], str]
BODY = "word/document.xml"


@pytest.fixture(params=["", "large_print: yes\n"], ids=["usual", "large"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    for name in ("room.yaml", "district.yaml"):
        shutil.copy(CASES / "line_fields" / name, tmp_path)
    path = tmp_path / "room.yaml"
    path.write_text(path.read_text("utf-8") + request.param, encoding="utf-8")
    return path


def write_file(room: Path, *changes: Change) -> Path:
    """The Word file of the room, with changes of its words."""
    prepared = prepare(room, room.with_name("district.yaml"))
    content = build_word_file(prepared.fitted, prepared.logo, build_record(prepared.fitted, "room"))
    path = room.with_suffix(".docx")
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in archive.namelist():
            text = archive.read(name)
            if name == BODY:
                xml = text.decode()
                for change in changes:
                    xml = change(xml)
                text = xml.encode()
            written.writestr(name, text)
    return path


def pull(room: Path, *changes: Change) -> Pull:
    path = write_file(room, *changes)
    return pull_page(open_issued_page(path), room, room.with_name("district.yaml"))


def words(old: str, new: str) -> Change:
    def change(xml: str) -> str:
        assert old in xml
        return xml.replace(old, new, 1)

    return change


def control(name: str, new: str, before: str) -> Change:
    """Words typed into the field `name` that stands after the words `before`."""

    def change(xml: str) -> str:
        start = xml.index(f'<w:tag w:val="{name}"/>', xml.index(before))
        pattern = r"(?:<w:showingPlcHdr/>)?(<w:text/>.*?<w:t(?: [^>]*)?>)[^<]*"
        return xml[:start] + re.sub(pattern, rf"\g<1>{new}", xml[start:], count=1, flags=re.S)

    return change


def test_an_untouched_file_has_no_edits(room: Path) -> None:
    pulled = pull(room)
    assert (pulled.changes, pulled.problems, pulled.files) == ((), (), {})


@pytest.mark.costly_cases
@pytest.mark.parametrize(
    ("change", "changes", "value"),
    [
        (control("room", "Gym", ">Wait<"), [("field", "Room 12", "Gym")], "Gym"),
        (control("wait_seconds", "1", ">Wait<"), [("field", "10", "1")], "wait_seconds: 1"),
        (control("plans_location", "Desk", "Red folder"), [("field", "", "Desk")], "Desk"),
        (control("restroom", "Hall", "The nearest"), [("field", "", "Hall")], "restroom: Hall"),
        (
            control("contacts.1.name", "Mr. Bo", ">Ask <"),
            [("reworded", "Teacher · Ms. Rivera · Room 12", "Teacher · Mr. Bo · Room 12")],
            "Mr. Bo",
        ),
    ],
)
def test_words_typed_into_a_field_are_its_own(
    room: Path, change: Change, changes: list[tuple[str, str, str]], value: str
) -> None:
    pulled = pull(room, change)
    assert [(change.kind, change.old, change.new) for change in pulled.changes] == changes
    assert pulled.problems == ()
    assert value in pulled.text


def test_words_typed_around_a_field_are_the_lines(room: Path) -> None:
    pulled = pull(
        room,
        words(" seconds. In ", " seconds. Inside "),
        control("room", "Gym", ">Wait<"),
        words("Red folder: ", "Red folder, please: "),
    )
    text = next(block.text for block in pulled.edits.blocks if block.id == "participation")
    assert text
    assert (
        "**Wait** {{ wait_seconds }} seconds. Inside {{ room }}, ask {{ contacts.1.name }}." in text
    )
    assert "Red folder, please: {{ plans_location }}" in text
    assert 'room: "Gym"' in pulled.text
    assert {change.kind for change in pulled.changes} == {"field", "reworded"}
    assert pulled.problems == ()


def test_marks_that_a_program_drops_are_known_again(room: Path) -> None:
    def drop_fields(xml: str) -> str:
        numbers = re.findall(r'<w:bookmarkStart w:id="(\d+)" w:name="field', xml)
        for number in numbers:
            xml = re.sub(rf'<w:bookmark(?:Start|End) w:id="{number}"[^>]*/>', "", xml)
        xml = re.sub(r"<w:sdtPr>.*?</w:sdtPr>", "", xml)
        return re.sub(r"</?w:sdt(?:Content)?>", "", xml)

    pulled = pull(room, drop_fields, words(" seconds. In ", " seconds. Inside "))
    text = next(block.text for block in pulled.edits.blocks if block.id == "participation")
    assert text
    assert (
        "**Wait** {{ wait_seconds }} seconds. Inside {{ room }}, ask {{ contacts.1.name }}." in text
    )


def test_locked_words_around_a_field_cannot_be_typed_in(room: Path) -> None:
    with zipfile.ZipFile(write_file(room)) as archive:
        xml = archive.read(BODY).decode()
    at = xml.index("The nearest restroom")
    paragraph = xml[xml.rindex("<w:p>", 0, at) : xml.index("</w:p>", at)]
    locked, _, rest = paragraph.partition('<w:tag w:val="restroom"/>')
    assert "sdtContentLocked" in locked
    assert locked.count("<w:sdt>") - locked.count("</w:sdt>") == 1
    assert "showingPlcHdr" in rest and "____" in rest


@pytest.mark.slow
def test_what_libreoffice_saved_has_no_edits(room: Path, office: Office) -> None:
    path = write_file(room)
    record = open_issued_page(path).record
    office.convert(path, to="docx", folder=room.parent / "out")
    saved = room.parent / "out" / path.name
    document, problems = open_docx(saved)
    issue = read_issued_page(document, saved, make_anew=lambda: record)
    pulled = pull_page(issue, room, room.with_name("district.yaml"))
    assert (problems, pulled.changes, pulled.files) == ((), (), {})
