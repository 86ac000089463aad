"""Sheets that teachers sent become a roster: nothing of them is lost, all that is wrong is told."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from handout.batch.plan.layers import LayerLoader
from handout.problems import HandoutError
from handout.sources.content.layer import Level
from handout.sources.content.layer_reader import parse_layer
from handout.sources.roster.roster import read_roster
from handout.sources.yaml.enclosure import Enclosure, enclose
from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import build_tree, format_yaml, read_answers
from handout.web.office.roster_file import read_records, summarize_roster
from handout.web.office.sent_files import MOST_FILES, unpack_files
from handout.web.office.sent_sheet import SentSheet, read_sent_sheet
from handout.web.office.sheet_roster import SheetRoster
from handout.web.sheet.form_sheet import LayerFiles

NOBODY = LayerFiles()
ANSWERS: dict[str, Any] = {
    "role": "one-to-one",
    "school_name": "Oak Hill School",
    "teacher_name": "Ms. Rivera",
    "para_name": "Jordan Ellis",
    "room": "012",
    "arrive": "8:30",
    "second_language": "es",
    "teacher_note": "Welcome.\n\n- Ask me\n- Ask Hannah",
    "restroom_es": "Junto al gimnasio",
    "emergency": {"fire": "Out the back door"},
    "room_signals": ["Bell", "Lights"],
    "room_signals_es": ["", "Luces"],
    "dos_extra": ["Laugh.", "-5 minutes before the bell: line up."],
    "schedule": [
        {"start": "8:30", "end": "9:00", "para_does": "Read"},
        {"start": "9:00", "end": "9:30", "para_does": "Sing", "para_does_es": "Cante"},
    ],
    "contacts": [{"role": "Nurse", "name": "Ana Cruz", "how": "Ext. 212"}],
    "hide_blocks": ["checklist"],
    "privacy": [{"allow": "given-name", "field": "teacher_note", "because": "She is staff."}],
}
BOXES: dict[str, Any] = {
    "items": {"calm": {"add": [{"id": "corner", "text": "The corner is our quiet place."}]}}
}


def sheet(name: str = "room.yaml", **changes: Any) -> SentSheet:
    answers = {key: value for key, value in {**ANSWERS, **changes}.items() if value}
    return read_sent_sheet(NOBODY, name, format_yaml(answers).encode())


@pytest.fixture
def roster(tmp_path: Path) -> SheetRoster:
    return SheetRoster(tmp_path / "roster.csv")


def png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 40), "navy").save(content, "PNG")
    return content.getvalue()


def codes(roster: SheetRoster) -> list[str]:
    faults = summarize_roster(roster.path, "en", roster)["faults"]
    told = [str(fault["code"]) for fault in faults]
    return [code for code in told if code != "privacy-allowed"]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_row_says_what_the_sheet_says(roster: SheetRoster, name: str) -> None:
    needed = ("role", "school_name", "teacher_name", "second_language", "room_signals")
    answers = {key: ANSWERS[key] for key in (*needed, name)}
    roster.add([read_sent_sheet(NOBODY, "a.yaml", format_yaml(answers).encode())])
    (record,), problems = read_records(roster.path, of_sheets=True)
    assert not problems and not record.override_file
    layer = record.layer
    typed, _ = parse_layer(build_tree(answers), Level.CUSTOMIZATION)
    said = {key: placed.value for key, placed in layer.values.items()}
    assert said == {key: placed.value for key, placed in typed.values.items()}
    assert len(layer.overrides) == len(typed.overrides)


@pytest.mark.parametrize("beside", [BOXES, {"dos_extra": ["=Laugh."]}, {"restroom": "#N/A"}])
def test_what_no_cell_holds_lies_beside_the_roster(
    roster: SheetRoster, beside: dict[str, Any]
) -> None:
    roster.add([sheet(**beside), sheet("other.yaml", room="14")])
    first, second = read_records(roster.path, of_sheets=True)[0]
    assert first.override_file and not second.override_file
    tree = parse_yaml(first.override_file.read_text("utf-8"), "")
    assert read_answers(tree) == beside
    content, name = roster.format()
    assert name == "roster.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(roster.path.parent / "unpacked")
    records, problems = read_roster(roster.path.parent / "unpacked" / "roster.xlsx")
    assert len(records) == 2 and not problems
    assert codes(roster) == ["web-sheet-beside"]


@pytest.mark.parametrize("name", ["logo.png", "/etc/logo.png", "../../logo.png", "C:\\logo.png"])
def test_a_picture_goes_along_and_no_file_of_the_computer_is_named(
    roster: SheetRoster, name: str
) -> None:
    logo = {"file": name, "alt": "A lamp"}
    text = format_yaml(ANSWERS | {"logo": logo})
    enclosed = enclose(text, Enclosure(pictures={"logo": png()}), "# Packed")
    roster.add([read_sent_sheet(NOBODY, "a.yaml", enclosed.encode())])
    (record,) = read_records(roster.path, of_sheets=True)[0]
    assert record.override_file
    beside = record.override_file.read_text("utf-8")
    assert read_answers(parse_yaml(beside, "")) == {"logo": logo | {"file": "logo.png"}}
    layers = LayerLoader(None, None)
    assert [field for field, _ in layers.load_pictures(record)] == ["logo"]


def test_a_picture_that_did_not_come_is_told(roster: SheetRoster) -> None:
    roster.add([sheet(logo={"file": "logo.png", "alt": "A lamp"})])
    assert codes(roster) == ["web-sheet-picture"]


def test_a_roster_by_itself_has_choices_in_its_cells(roster: SheetRoster) -> None:
    roster.add([sheet()])
    content, name = roster.format()
    assert name == "roster.xlsx"
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    lists = [validation.formula1 for validation in page.data_validations.dataValidation]
    assert any("classroom" in choices for choices in lists)
    assert page["A2"].value == "012-jordan-ellis"


def test_all_that_is_wrong_is_told_at_once_at_its_cell(roster: SheetRoster) -> None:
    note = "Liam has autism and takes ritalin."
    refused = roster.add(
        [
            sheet("a.yaml"),
            sheet("again.yaml", dos_extra=["Smile."]),
            sheet("the-same.yaml"),
            sheet("private.yaml", room="14", teacher_note=note, privacy=[]),
            sheet("no-school.yaml", room="15", school_name=""),
            sheet("locked.yaml", room="16", hide_blocks=["safety"]),
        ]
    )
    roster.refused = refused
    summary = summarize_roster(roster.path, "en", roster)
    files = {row["row"]: row["file"] for row in summary["sent"]}
    told = {(files.get(fault["row"], ""), fault["code"]) for fault in summary["faults"]}
    assert {
        ("a.yaml", "web-sheet-twice"),
        ("again.yaml", "web-sheet-twice"),
        ("", "web-sheet-same"),
        ("private.yaml", "privacy-health-name"),
        ("no-school.yaml", "roster-needed"),
        ("locked.yaml", "block-locked"),
    } <= told
    assert summary["sheets"] == 0
    columns = {fault["code"]: fault["column"] for fault in summary["faults"]}
    assert columns["privacy-health-name"] and columns["roster-needed"] == "C"
    assert summary["corrections"]


def test_one_of_two_for_a_room_can_be_left_out(roster: SheetRoster) -> None:
    roster.add([sheet("a.yaml"), sheet("b.yaml", dos_extra=["Smile."])])
    assert codes(roster) == ["web-sheet-twice"] * 2
    roster.leave_out("012-jordan-ellis-2")
    assert codes(roster) == []
    assert [row.sheet.file for row in roster.sheet_rows()] == ["a.yaml"]
    roster.add([sheet("b.yaml", dos_extra=["Smile."])])  # it may come back
    assert codes(roster) == ["web-sheet-twice"] * 2


def test_two_aides_of_a_room_are_two_handouts(roster: SheetRoster) -> None:
    roster.add([sheet("a.yaml"), sheet("b.yaml", para_name="Sam Cole")])
    assert codes(roster) == []
    assert summarize_roster(roster.path, "en", roster)["sheets"] == 2


def test_the_office_s_own_school_stands_for_one_that_is_missing(tmp_path: Path) -> None:
    school = tmp_path / "school.yaml"
    school.write_text("school_name: Pine School\n", encoding="utf-8")
    content = format_yaml({"role": "bus"}).encode()
    sent = read_sent_sheet(LayerFiles(school=school), "a.yaml", content)
    assert sent.cells["school_name"] == "Pine School"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", b"nonsense: 1\n  - x"),
        ("a.edits.yaml", b"edits:\n"),
        ("a.txt", b"Dear office, here is my sheet."),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.pdf", b"%PDF-1.7\n"),
    ],
)
def test_what_is_no_sheet_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(HandoutError):
        read_sent_sheet(NOBODY, name, content)


def mail(*attached: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"] = "Ana Rivera <ana@oak.example.org>"
    message["Subject"] = "My sheet"
    message.set_content("Here it is.")
    for name, content in attached:
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name
        )
    return bytes(message)


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


YAML = b"role: bus\n"


@pytest.mark.parametrize(
    ("name", "content", "files", "refused"),
    [
        ("a.yaml", YAML, ["a.yaml"], 0),
        ("a.eml", mail(("a.yaml", YAML), ("logo.png", b"\x89PNG\r\n\x1a\n")),
         ["ana@oak.example.org/a.yaml"], 0),
        ("a.eml", mail(), [], 1),
        ("all.zip", zipped({"oak/a.yaml": YAML, "__MACOSX/a": b"x", "b.eml": mail()}),
         ["oak/a.yaml"], 1),
        ("all.zip", zipped({"a.eml": mail(("a.yaml", YAML))}), ["ana@oak.example.org/a.yaml"], 0),
        ("all.zip", b"PK\x03\x04" + bytes(30), [], 1),
        ("all.zip", zipped({f"{n}.yaml": YAML for n in range(MOST_FILES + 1)}), [], 1),
    ],
)  # fmt: skip
def test_zips_and_mails_are_opened(
    name: str, content: bytes, files: list[str], refused: int
) -> None:
    unpacked, problems = unpack_files(name, content)
    assert [file.name for file in unpacked] == files
    assert len(problems) == refused


def test_a_zip_that_unpacks_to_too_much_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.yaml", bytes(70_000_000))
    files, problems = unpack_files("a.zip", stream.getvalue())
    assert not files and [each.code for each in problems] == ["web-sheet-zip"]
