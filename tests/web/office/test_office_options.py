"""The office's page: what is chosen under More goes into the batch, and nothing is chosen twice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import FilePayload, Page, expect
from served import Served

_ROSTER = b"handout_id,school_id,school_name,room,role,teacher_name\nh1,oak,Oak,R1,bus,Ms. Lee\n"


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_a_district_s_file_and_mailing_are_chosen(
    open_tab: Callable[[], Page], server: Served
) -> None:
    page = open_tab()
    page.goto(f"{server.origin}/office")
    page.locator("#file").set_input_files(payload("r.csv", _ROSTER))
    expect(page.locator("#state")).to_contain_text("r.csv: 1 handout")
    page.get_by_text("More", exact=True).click()
    layer = page.get_by_label("The district’s file")
    layer.set_input_files(payload("else.png", b"x"))
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("else.png is no file of a district")
    content = b"district_name: Zorbla District\n"
    layer.set_input_files(payload("district.yaml", content))
    page.get_by_label("For each school a zip to mail").check()
    page.get_by_label("Forms back by").fill("September 5")
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("Handouts made: 1.")
    with page.expect_download() as started:
        page.get_by_role("link", name="All handouts in one zip").click()
    with zipfile.ZipFile(io.BytesIO(Path(started.value.path()).read_bytes())) as archive:
        names = archive.namelist()
        assert b"Zorbla District" in archive.read("oak/h1.html")
    assert {"to-mail/oak.zip", "to-mail/mail-merge.csv"} <= {*names}
    page.reload()
    expect(page.locator("#chosen")).to_contain_text("district.yaml")
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#state")).to_have_text("Thrown away.")


def export() -> bytes:
    """An export of one teacher with one class, and a student."""
    tables = {
        "orgs.csv": "sourcedId,status,dateLastModified,name,type,identifier\no1,active,,Oak,school,01\n",
        "users.csv": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,"
        "givenName,familyName\nt1,active,,true,o1,teacher,t,Ana,Rivera\n"
        "s1,active,,true,o1,student,s,Zed,Quillfeather\n",
        "classes.csv": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,"
        "classType,location,schoolSourcedId,termSourcedIds\nc1,active,,Grade 3,03,,G3,homeroom,12,o1,\n",
        "enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,"
        "userSourcedId,role,primary\ne1,active,,c1,o1,t1,teacher,true\n"
        "e2,active,,c1,o1,s1,student,false\n",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in tables.items():
            archive.writestr(name, text)
    return stream.getvalue()


def download(page: Page, link: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=link).click()
    return Path(started.value.path()).read_bytes()


def test_an_export_becomes_a_roster_and_forms_come_back(
    open_tab: Callable[[], Page], server: Served
) -> None:
    page = open_tab()
    page.goto(f"{server.origin}/office")
    page.locator("#file").set_input_files(payload("oneroster.zip", export()))
    expect(page.locator("#state")).to_contain_text("oneroster.zip: 1 handout")
    roster = openpyxl.load_workbook(io.BytesIO(download(page, "The roster that was made")))
    cells = [str(cell.value) for row in roster.worksheets[0].iter_rows() for cell in row]
    assert "Rivera" in cells and "Quillfeather" not in "".join(cells)
    missing = openpyxl.load_workbook(io.BytesIO(download(page, "What is still missing")))
    assert missing.worksheets[0].max_row > 1
    assert not list(server.home.glob("handout-office-*/export.zip"))

    page.get_by_text("More", exact=True).click()
    page.get_by_label("For each school a zip to mail").check()
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("Handouts made: 1.")
    with zipfile.ZipFile(io.BytesIO(download(page, "All handouts in one zip"))) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("missing.xlsx")]
        form = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
    sheet = form.worksheets[0]
    headings = [str(cell.value) for cell in sheet[1]]
    (column,) = [n for n, heading in enumerate(headings, 1) if "(para_family)" in heading]
    sheet.cell(2, column).value = "Zorbla"
    filled = io.BytesIO()
    form.save(filled)
    page.locator("#file").set_input_files(payload("oak-missing.xlsx", filled.getvalue()))
    expect(page.locator("#state")).to_contain_text("oak-missing.xlsx: rows corrected 1")
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("Handouts made: 1.")
    with zipfile.ZipFile(io.BytesIO(download(page, "All handouts in one zip"))) as archive:
        pages = [name for name in archive.namelist() if name.endswith(".html") and "/" in name]
        assert b"Zorbla" in archive.read(pages[0])
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#state")).to_have_text("Thrown away.")
