"""From the teacher's page to the office's: one file, or a link; and handouts of all of them."""

from __future__ import annotations

import io
import socket
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Dialog, FilePayload, Page, expect
from served import Served, serving


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def fill_in(page: Page, **answers: str) -> None:
    page.locator("[data-role=classroom]").click()
    page.evaluate("for (const each of document.querySelectorAll('.section')) each.open = true")
    for name, text in answers.items():
        page.locator(f"[name={name}]").fill(text)


def download(page: Page, act: Callable[[], None]) -> tuple[str, bytes]:
    with page.expect_download() as started:
        act()
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


def send(page: Page) -> tuple[str, bytes]:
    page.locator("#save").click()
    page.get_by_text("Send to the office", exact=True).click()
    return download(page, page.get_by_role("button", name="Make the file for the office").click)


def test_a_sheet_goes_to_the_office_and_is_made_there(
    open_tab: Callable[[], Page], server: Served
) -> None:
    before = set(server.home.glob("handout-office-*"))
    page = open_tab()
    fill_in(page, para_name="Jordan Ellis", room="12")
    page.locator("#save").click()
    page.get_by_text("Send to the office", exact=True).click()
    expect(page.locator("#office-missing")).to_contain_text("school")
    expect(page.locator("#office-missing")).to_contain_text("Your name")
    expect(page.locator("#office-link")).to_have_count(0)  # nobody else has this computer's address
    page.keyboard.press("Escape")
    page.locator("[name=school_name]").fill("Oak Hill School")
    page.locator("[name=teacher_name]").fill("Ms. Rivera")
    name, content = send(page)
    assert name == "first-day-essentials-jordan-ellis-12.yaml"
    expect(page.locator("#office-missing")).to_be_empty()
    expect(page.locator("#office-saved")).to_contain_text(name)
    letter = page.locator("#office-mail").get_attribute("href") or ""
    assert letter.startswith("mailto:?subject=First-Day%20Essentials") and "Rivera" in letter

    other = content.replace(b"Jordan Ellis", b"Sam Cole").replace(b'"12"', b'"14"')
    other = other.replace(b"room: 12", b"room: 14")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("sam.yaml", other)
    page.goto(f"{server.origin}/office")
    page.locator("#file").set_input_files(
        [
            payload(name, content),
            payload("later.yaml", content + b"dos_extra: [Smile.]\n"),
            payload("all.zip", packed.getvalue()),
            payload("menu.txt", b"Pizza on Friday"),
        ]
    )
    expect(page.locator("#state")).to_contain_text("Sheets from teachers: 1 handout")
    expect(page.locator("#sent li")).to_have_count(3)
    faults = page.locator("#faults tbody")
    expect(faults).to_contain_text("menu.txt")
    expect(faults).to_contain_text("More than one sheet is for this aide")
    expect(faults.get_by_role("rowheader", name="later.yaml")).to_be_visible()
    page.reload()
    page.locator("#sent summary").click()
    later = page.locator("#sent li", has_text="later.yaml")
    later.get_by_role("button", name="Leave out").click()
    expect(page.locator("#state")).to_contain_text("later.yaml is left out.")
    expect(page.locator("#state")).to_contain_text("2 handouts")
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("Handouts made: 2.")
    _, content = download(page, page.get_by_role("link", name="All handouts in one zip").click)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    assert {"oak-hill-school/12-jordan-ellis.pdf", "oak-hill-school/14-sam-cole.pdf"} <= {*names}
    roster, _ = download(page, page.get_by_role("link", name="The roster that was made").click)
    assert roster == "roster.xlsx"

    # One that comes later is added, and what was made is not made again.
    third = other.replace(b"Sam Cole", b"Kim Lee").replace(b'"14"', b'"15"')
    page.locator("#file").set_input_files(
        payload("kim.yaml", third.replace(b"room: 14", b"room: 15"))
    )
    expect(page.locator("#state")).to_contain_text("3 handouts")
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("Handouts made: 1. Already made before: 2.")
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#state")).to_have_text("Thrown away.")
    assert set(server.home.glob("handout-office-*")) <= before


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home, name = tmp_path_factory.mktemp("hosted"), f"localhost:{port}"
    with serving(home, "--workers", "1", "--port", str(port), "--allow-host", name) as served:
        yield served


def test_a_link_holds_the_sheet_and_no_server_sees_it(
    context: BrowserContext, hosted: Served
) -> None:
    address = f"http://localhost:{hosted.port}/"
    page = context.new_page()
    page.goto(address)
    fill_in(page, para_name="Zorbla Ellis", school_name="Oak Hill School")
    page.locator("#save").click()
    page.get_by_text("Send to the office", exact=True).click()
    page.get_by_role("button", name="Copy a link").click()
    expect(page.locator("#office-address")).to_be_visible()
    link = page.locator("#office-address").input_value()
    assert link.startswith(f"{address}#sheet=")

    office = context.new_page()
    asked: list[str] = []
    requested: list[str] = []
    answers = [False, True]

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if answers.pop(0):
            dialog.accept()
        else:
            dialog.dismiss()

    office.on("dialog", answer)
    office.on("request", lambda request: requested.append(request.url))
    drafts = "Object.keys(localStorage).filter(key => key.startsWith('handout-draft')).length"
    office.goto(link)
    expect(office.locator("#start")).to_be_visible()
    assert len(asked) == 1 and office.evaluate(drafts) == 1
    office.goto("about:blank")
    office.goto(link)
    expect(office.locator("[name=para_name]")).to_have_value("Zorbla Ellis")
    assert office.url == address
    assert not [url for url in requested if "sheet=" in url.partition("#")[0]]
    office.locator("[name=room]").fill("12")
    office.wait_for_timeout(600)
    assert office.evaluate(drafts) == 2  # nobody's draft is lost

    answers.append(True)
    office.goto("about:blank")
    office.goto(link[:-20])
    expect(office.locator("#notice")).to_contain_text("cannot be read")
