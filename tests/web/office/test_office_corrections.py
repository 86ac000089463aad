"""The office's page: rows are corrected and put back, and no handouts are lost by a new file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import FilePayload, Page, expect
from served import Served

_HEAD = (
    "handout_id,school_id,school_name,class_title,room,role,"
    "para_given,para_family,teacher_given,teacher_family\n"
)
_GOOD = "h1,oak,Oak,G3,R1,classroom,A,B,C,D\n"
_MISSPELLED = "h2,oak,Oak,G3,R2,clasroom,A,B,C,D\n"


def drop(page: Page, name: str, content: bytes) -> None:
    files: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("#file").set_input_files(files)
    expect(page.locator("#state")).to_contain_text(name)


def download(page: Page, link: str) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=link).click()
    return Path(started.value.path())


def correct(path: Path) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "clasroom":
                cell.value = "classroom"
    corrected = io.BytesIO()
    book.save(corrected)
    return corrected.getvalue()


def handouts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [name for name in archive.namelist() if name.endswith(".html") and "/" in name]


def test_corrected_rows_go_back_into_their_roster(
    open_tab: Callable[[], Page], server: Served
) -> None:
    before = set(server.home.glob("handout-office-*"))
    page = open_tab()
    page.goto(f"http://127.0.0.1:{server.port}/office")
    drop(page, "roster.csv", (_HEAD + _MISSPELLED).encode())
    expect(page.locator("#make")).to_be_disabled()
    corrected = correct(download(page, "Rows to correct"))
    drop(page, "to-correct.xlsx", corrected)
    expect(page.locator("#state")).to_have_text(
        "to-correct.xlsx: rows corrected 1, new rows 0. roster.csv: 1 handout, no problems."
    )
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("Handouts made: 1.")

    # Another roster throws nothing away.
    drop(page, "second.csv", (_HEAD + _GOOD + _MISSPELLED).encode())
    assert len(handouts(download(page, "Handouts of roster.csv in one zip"))) == 1
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("Handouts made: 1. Rows left out: 1.")
    page.reload()
    expect(page.get_by_role("link", name="Handouts of roster.csv")).to_be_visible()
    drop(page, "fixed.xlsx", correct(download(page, "Rows to correct")))
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("Already made before: 1.")
    assert len(handouts(download(page, "All handouts in one zip"))) == 2
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#earlier")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0
    assert set(server.home.glob("handout-office-*")) <= before
