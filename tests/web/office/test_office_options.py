"""The office's page: what is chosen under More goes into the batch, and nothing is chosen twice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from served import Served

_ROSTER = b"handout_id,school_id,school_name,room,role,teacher_name\nh1,oak,Oak,R1,bus,Ms. Lee\n"


def test_a_district_s_file_and_mailing_are_chosen(
    open_tab: Callable[[], Page], server: Served
) -> None:
    page = open_tab()
    page.goto(f"{server.origin}/office")
    page.locator("#file").set_input_files(
        {"name": "r.csv", "mimeType": "text/csv", "buffer": _ROSTER}
    )
    expect(page.locator("#state")).to_contain_text("r.csv: 1 handout")
    page.get_by_text("More", exact=True).click()
    layer = page.get_by_label("The district’s file")
    picture = {"name": "else.png", "mimeType": "image/png", "buffer": b"x"}
    layer.set_input_files([picture])  # type: ignore[list-item]
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("else.png is no file of a district")
    content = b"district_name: Zorbla District\n"
    layer.set_input_files(
        [{"name": "district.yaml", "mimeType": "application/yaml", "buffer": content}]
    )
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
