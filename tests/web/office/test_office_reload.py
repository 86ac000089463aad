"""The office's page, loaded again: what was begun goes on, and what is gone is said to be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from served import Served

_HEAD = "handout_id,school_id,school_name,class_title,room,role,para_given,para_family,teacher_given,teacher_family\n"


def roster(count: int, role: str = "classroom") -> bytes:
    rows = (f"h{n},oak,Oak,G3,R{n},{role},A,B,C,D\n" for n in range(count))
    return (_HEAD + "".join(rows)).encode()


def office(page: Page, content: bytes) -> None:
    page.get_by_role("link", name="For the office").click()
    page.wait_for_url("**/office")
    page.wait_for_load_state("load")
    page.locator("#file").set_input_files(
        {"name": "r.csv", "mimeType": "text/csv", "buffer": content}
    )
    # Before, it says that it opens r.csv, and knows of no run.
    expect(page.locator("#state")).to_contain_text("r.csv: ")


def test_a_reload_loses_no_run(open_tab: Callable[[], Page], server: Served) -> None:
    before = set(server.home.glob("handout-office-*"))
    page = open_tab()
    office(page, roster(80) + b"w,oak,Oak,G3,R,clasroom,A,B,C,D\n")
    expect(page.locator("#faults tbody tr")).to_have_count(1)
    page.reload()  # read
    expect(page.locator("#faults tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("of 80")
    page.reload()  # going
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator("#state")).to_contain_text("Handouts made: 80.")
    page.reload()  # done
    expect(page.locator("#state")).to_contain_text("Handouts made: 80.")
    with page.expect_download() as download:
        page.get_by_role("link", name="All handouts in one zip").click()
    assert Path(download.value.path()).stat().st_size > 100_000
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#state")).to_have_text("Thrown away.")
    assert page.evaluate("sessionStorage.length") == 0
    page.reload()
    expect(page.locator("#read")).to_be_hidden()
    assert set(server.home.glob("handout-office-*")) <= before


def test_what_is_gone_is_said_to_be_gone(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    office(page, roster(1))
    page.evaluate("sessionStorage.setItem('handout-office', 'gone')")
    page.reload()
    expect(page.locator("#state")).to_contain_text("no longer here")
    page.reload()
    expect(page.locator("#state")).to_have_text("")


def test_another_roster_that_is_being_made_is_said(open_tab: Callable[[], Page]) -> None:
    first, second = open_tab(), open_tab()
    office(first, roster(1000))
    first.get_by_role("button", name="Make the handouts").click()
    expect(first.locator("#state")).to_contain_text("of 1000")
    office(second, roster(1))
    second.get_by_role("button", name="Make the handouts").click()
    expect(second.locator("#state")).to_contain_text("another roster")
    first.get_by_role("button", name="Stop").click()
    expect(first.locator("#state")).to_contain_text("Stopped")
    first.get_by_role("button", name="Throw it away").click()
    expect(first.locator("#state")).to_have_text("Thrown away.")
