"""The page of handout serve in a real browser: a teacher's way through it, and those who want
something else of it.
"""

from __future__ import annotations

import difflib
import http.client
import io
import json
import re
import signal
import socket
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from axe import CONTRAST, axe_violations
from browsers import empty_context, open_context
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FrameLocator,
    Page,
    Request,
    Route,
    expect,
)
from press import SAMPLE
from served import Served, serving

from handout.sources.yaml.tree import parse_yaml
from handout.web.form.answers import read_answers

MARKER = "zephyr-quartz-7731"
FULL: dict[str, Any] = read_answers(parse_yaml(SAMPLE.read_text(encoding="utf-8"), "sample.yaml"))


@pytest.fixture
def open_page(
    server: Served, browser: Browser, context: BrowserContext
) -> Iterator[Callable[..., Page]]:
    """Opens the page as if for the first time; what the browser complains of, or any request
    elsewhere, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    addresses = (
        f"http://127.0.0.1:{server.port}/",
        "data:",
        f"blob:http://127.0.0.1:{server.port}/",
        "chrome-extension:",
        "chrome:",
    )  # the last is the browser's own PDF viewer

    def note_console(message: ConsoleMessage) -> None:
        refused = re.search("status of 4(13|22)", message.text)
        if message.type in ("error", "warning") and not refused:
            complaints.append(message.text)

    def note_foreign_request(request: Request) -> None:
        if not request.url.startswith(addresses):
            complaints.append(request.url)

    def open_page(width: int = 1280, height: int = 860, other: Browser | None = None) -> Page:
        # Whoever opens it next in the same test has another browser.
        contexts.append(open_context(other or browser) if contexts or other else context)
        page = contexts[-1].new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", note_console)
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.on("request", note_foreign_request)
        page.goto(server.address)
        return page

    yield open_page
    for opened in contexts:
        if opened is not context:
            opened.close()
    empty_context(context)
    assert complaints == []


def choose_role(page: Page, role: str = "Classroom aide") -> None:
    page.get_by_role("button", name=role).click()
    expect(page.locator("#fit")).to_contain_text("Fits")


def open_section(page: Page, title: str) -> None:
    page.locator("summary", has_text=title).click()


def sheet(page: Page) -> FrameLocator:
    return page.frame_locator("#paper")


def drop(page: Page, path: Path | None = None, *, name: str = "", content: bytes = b"") -> None:
    page.locator("#file").set_input_files(
        path or {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def saved(page: Page, kind: str) -> tuple[str, bytes]:
    """What the browser is given to keep."""
    page.locator("#save").click()
    page.locator("#more-kinds").evaluate("more => { more.open = true; }")
    with page.expect_download() as download:
        page.locator(f"#saving [data-kind={kind}]").click()
    page.keyboard.press("Escape")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def words_of(pdf: bytes) -> str:
    """The words of a PDF as a reader hears them."""
    import subprocess

    return subprocess.run(
        ["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


# ---- a teacher's way


def test_from_opening_the_page_to_the_printed_pdf(
    open_page: Callable[..., Page], server: Served, pdfinfo: str
) -> None:
    page = open_page()
    assert page.url == f"http://127.0.0.1:{server.port}/"  # the token stays in no history
    choose_role(page)
    expect(sheet(page).locator("h1")).to_have_text("First-Day Essentials")
    page.get_by_label("Teacher", exact=True).fill("Ms. Rivera")
    page.get_by_label("Room", exact=True).fill("012")
    expect(sheet(page).locator(".tag")).to_contain_text("012")
    open_section(page, "Help and emergencies")
    page.get_by_role("textbox", name="How to call for help").fill(
        "Press the red button by the door."
    )
    open_section(page, "Today, hour by hour")
    add = page.get_by_role("button", name="Add a line of the day")
    for n, (start, end, does) in enumerate(
        [("08:00", "09:15", "Reading"), ("", "13:40", "Math")], 1
    ):
        add.click()
        row = page.get_by_role("group", name=f"Line {n}")
        if start:
            row.get_by_label("From").fill(start)
        row.get_by_label("To").fill(end)
        row.get_by_role("textbox", name="The class").fill(does)
    lines = sheet(page).locator("#schedule tbody tr", has_text=re.compile("Reading|Math"))
    expect(lines).to_have_count(2)
    expect(sheet(page).locator("#schedule")).to_contain_text(
        "9:15–1:40"
    )  # the second began where the first ended
    page.get_by_role("group", name="Line 2").get_by_role("button", name="Move up").click()
    expect(sheet(page).locator("#schedule tbody tr").first).to_contain_text("Math")
    name, pdf = saved(page, "pdf")
    assert name == "first-day-essentials-012.pdf"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 2
    text = words_of(pdf)
    for said in ("Ms. Rivera", "012", "Press the red button by the door.", "9:15–1:40", "Math"):
        assert said in text
    shown = sheet(page).locator("main").inner_text()
    for word in re.findall(r"[A-Za-z]{5,}", shown):  # the preview and the PDF agree
        assert word.casefold() in text.replace("-\n", "").casefold(), word


def test_a_role_brings_its_people_rows_and_labels(open_page: Callable[..., Page]) -> None:
    page = open_page()
    choose_role(page, "Bus aide")
    page.get_by_label("Bus", exact=True).fill("12")
    expect(sheet(page).locator(".tag")).to_contain_text("Bus 12")
    open_section(page, "Find it fast")
    radio = page.locator("[data-list=more_facts] .row").first
    expect(radio.locator("[data-column=label]")).to_have_value("Radio channel")
    radio.locator("[data-column=answer]").fill("Channel 2")
    expect(sheet(page).locator("#find-it-fast")).to_contain_text("Channel 2")
    roles = page.locator("[data-list=contacts] [data-column=role]")
    expect(roles.first).to_have_value("Driver")
    page.locator("#f-role").select_option("classroom")
    expect(roles.first).to_have_value("Teacher")
    expect(page.get_by_label("Room", exact=True)).to_have_value("12")
    expect(sheet(page).locator(".tag")).to_contain_text("Room 12")
    expect(sheet(page).locator("#find-it-fast")).to_contain_text("Channel 2")  # it was answered
    page.locator("#f-role").select_option("bus")
    expect(page.locator("[data-list=more_facts] .row")).to_have_count(4)


# A headless browser has no print dialog, and its PDF viewer crashes at times when it is asked for
# one: the frame's
# window is a stand-in that keeps what it was asked to print.
_NO_DIALOG = """() => {
  window.made = [];
  const make = URL.createObjectURL;
  URL.createObjectURL = blob => (window.made.push([blob.type, blob.size]), make(blob));
  const stand_in = { focus() {}, print() { window.printed = document.getElementById("printing").src; } };
  Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", { get() { return this.id === "printing" ? stand_in : undefined; } });
}"""


def test_the_print_button_prints_the_pdf_itself(
    open_page: Callable[..., Page], whole_chromium: Browser
) -> None:
    page = open_page(other=whole_chromium)  # which has a viewer of PDFs
    choose_role(page)
    page.evaluate(_NO_DIALOG)
    page.get_by_role("button", name="Print", exact=True).click()
    deadline = time.monotonic() + 60
    while not page.evaluate("window.printed") and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    ((kind, size),) = page.evaluate("window.made")
    assert kind == "application/pdf" and size > 20_000
    assert page.evaluate("window.printed").startswith("blob:")


def ask_now(route: Route) -> None:
    """Send what is asked ahead as if it were asked for now."""
    headers = route.request.headers
    assert headers.pop("x-handout-ahead") == "1"
    route.continue_(headers=headers)


def test_the_pdf_is_made_when_she_pauses(open_page: Callable[..., Page]) -> None:
    page = open_page()
    # As of a server that has nothing else to do, which that of these tests never says.
    page.route("**/file/pdf", ask_now)
    with page.expect_response("**/file/pdf", timeout=60_000) as response:
        choose_role(page)
    assert response.value.ok
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert saved(page, "pdf")[1].startswith(b"%PDF")
    assert not [url for url in asked if "/file/" in url]


def test_what_is_saved_as_a_customization_file_opens_again(open_page: Callable[..., Page]) -> None:
    page = open_page()
    drop(page, SAMPLE)
    expect(page.get_by_label("Teacher", exact=True)).to_have_value("Ms. Rivera")
    expect(sheet(page).locator(".tag")).to_contain_text("Jordan Ellis")
    expect(page.get_by_label("Arrives")).to_have_value("7:45")
    name, content = saved(page, "yaml")
    assert name == "sample.yaml"
    assert content == SAMPLE.read_bytes()  # untouched, it is the same file
    page.get_by_label("Room", exact=True).fill("Room 9")
    open_section(page, "Find it fast")
    page.get_by_role("group", name="Break 2").get_by_role("button", name="Remove").click()
    assert changed_lines(saved(page, "yaml")[1]) == [
        "- room: Room 12",
        "+ room: Room 9",
        "-   - start: 11:30   # lunch",
        "-     end: 12:15",
        "-     covered_by: Mr. Cole",
    ]
    expect(page.locator("#saved")).to_contain_text("went with it: 1.")
    page.get_by_role("button", name="Bring it back").click()
    page.reload()  # the draft holds the file too
    page.get_by_role("button", name="Go on with it").click()
    assert changed_lines(saved(page, "yaml")[1]) == ["- room: Room 12", "+ room: Room 9"]
    name, page_kept = saved(page, "html")
    assert name == "sample.html" and b"Jordan Ellis" in page_kept and b"<script" in page_kept


def changed_lines(content: bytes) -> list[str]:
    """What a saved customization says otherwise than the sample, less the edits it encloses."""
    saved_lines = [line for line in content.decode().splitlines() if not line.startswith("#>")]
    lines = difflib.ndiff(SAMPLE.read_text(encoding="utf-8").splitlines(), saved_lines)
    return [line for line in lines if line[0] in "+-"]


def test_last_years_sheet_is_this_years_start(open_page: Callable[..., Page]) -> None:
    page = open_page()
    drop(
        page,
        name="room.yaml",
        content=SAMPLE.read_bytes()
        + b"""
logo: {file: pictures/oak.png, alt: An oak}
dos_extra: [Ask Marcus for the key]
privacy: [{allow: given-name, field: dos_extra, because: Marcus is our music aide.}]
""",
    )
    expect(page.locator("#problems")).to_contain_text(
        "Drop that picture on the page too."
    )  # the customization names it
    page.locator("#logo-file").set_input_files(
        {"name": "oak.png", "mimeType": "image/png", "buffer": png()}
    )
    expect(sheet(page).locator("img.emblem")).to_have_count(1)
    assert b"file: pictures/oak.png" in saved(page, "yaml")[1]
    for kind in ("pdf", "html", "docx"):
        name, content = saved(page, kind)
        last_year = open_page()
        drop(last_year, name=name, content=content)
        expect(last_year.get_by_label("Teacher", exact=True)).to_have_value("Ms. Rivera")
        expect(sheet(last_year).locator("img.emblem")).to_have_attribute("alt", "An oak")
        expect(last_year.locator("#problems")).to_contain_text("Marcus is our music aide.")
        expect(sheet(last_year).locator("#schedule tbody tr")).to_have_count(10)
        last_year.get_by_label("Aide", exact=True).fill("Sam Ortiz")
        expect(sheet(last_year).locator(".tag")).to_contain_text("Sam Ortiz")
        expect(last_year.locator("#fit")).to_contain_text("Fits its 2 sides")
        assert "Sam Ortiz" in words_of(saved(last_year, "pdf")[1])


def test_what_was_reworded_in_the_html_file_stays(open_page: Callable[..., Page]) -> None:
    page = open_page()
    drop(page, SAMPLE)
    expect(sheet(page).locator(".tag")).to_contain_text("Jordan Ellis")
    name, content = saved(page, "html")
    reworded = content.replace(b"Walk the exits", b"Walk all the exits twice", 1).replace(
        b">Room 12<", b">Room 14<"
    )
    drop(page, name=name, content=reworded)
    expect(sheet(page).locator("#checklist")).to_contain_text("Walk all the exits twice")
    expect(page.get_by_label("Room", exact=True)).to_have_value("Room 14")
    page.get_by_label("Aide", exact=True).fill("Sam Ortiz")
    expect(sheet(page).locator(".tag")).to_contain_text("Sam Ortiz")
    words = words_of(saved(page, "pdf")[1])
    assert "Walk all the exits twice" in words and "Sam Ortiz" in words
    page.get_by_role("button", name="Go back to what was here").click()
    expect(sheet(page).locator("#checklist")).not_to_contain_text("twice")


def test_words_are_changed_on_the_sheet_itself(open_page: Callable[..., Page]) -> None:
    page = open_page()
    drop(page, SAMPLE)
    expect(sheet(page).locator(".tag")).to_contain_text("Jordan Ellis")
    page.get_by_role("button", name="Reword the sheet").click()
    editor = page.frame_locator("#reword-frame")
    host = editor.locator("#checklist [contenteditable=plaintext-only]").first
    expect(host).to_be_visible()
    editor.locator("#checklist li").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" with me")
    editor.locator(".tag [data-field=room]").click()
    page.keyboard.press("End")
    page.keyboard.type("B")
    plain_line = "#safety [contenteditable=plaintext-only]:not([data-field])"
    assert not editor.locator(plain_line).count()  # locked, but for its field
    page.get_by_role("button", name="Done").click()
    expect(sheet(page).locator("#checklist li").first).to_have_text("Walk the exits with me")
    expect(page.get_by_label("Room", exact=True)).to_have_value("Room 12B")
    page.get_by_label("Aide", exact=True).fill("Sam Ortiz")
    expect(sheet(page).locator(".tag")).to_contain_text("Sam Ortiz")
    assert "Walk the exits with me" in words_of(saved(page, "pdf")[1])
    assert changed_lines(saved(page, "yaml")[1]) == [
        "- para_name: Jordan Ellis",
        "+ para_name: Sam Ortiz",
        "- room: Room 12",
        "+ room: Room 12B",
    ]


def test_a_draft_is_offered_on_return_and_never_applied_unasked(
    open_page: Callable[..., Page],
) -> None:
    page = open_page()
    assert page.locator("#draft").is_hidden()
    choose_role(page, "Bus aide")
    page.get_by_label("Bus", exact=True).fill("Bus 12")
    expect(page.locator("#kept")).to_have_text("Draft kept in this browser")
    page.reload()
    expect(page.locator("#draft")).to_contain_text("Bus 12")
    expect(page.locator("#work")).to_be_hidden()
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_label("Bus", exact=True)).to_have_value("Bus 12")
    expect(page.get_by_label("Role", exact=True)).to_have_value("bus")
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#draft")).to_be_hidden()
    page.reload()
    expect(page.locator("#draft")).to_be_hidden()


def test_problems_are_said_beside_their_field_and_in_sight(open_page: Callable[..., Page]) -> None:
    page = open_page()
    drop(page, SAMPLE)
    room = page.get_by_label("Room", exact=True)
    room.fill("x" * 23)
    field = page.locator(".field[data-at=room]")
    expect(field.locator(".left")).to_have_text("3 too many")
    expect(field.locator(".says")).to_contain_text("Shorten it by 3")
    expect(room).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#fit")).to_contain_text("1 to look at")
    page.get_by_role("button", name="Go to it").click()
    expect(room).to_be_focused()
    room.fill("12")
    expect(page.locator("#problems")).to_be_hidden()
    page.route(
        "**/open",
        lambda route: route.fulfill(
            status=413, content_type="text/html", body="<h1>Too large</h1>"
        ),
    )  # as a proxy in front does
    drop(page, name="x.yaml", content=b"room: 1")
    expect(page.locator("#notice")).to_contain_text("turned this away (413). It is too large")


def test_a_sheet_that_is_too_long_says_so_and_shows_where_the_paper_ends(
    open_page: Callable[..., Page],
) -> None:
    page = open_page()
    row = {
        "start": "8:00",
        "end": "8:30",
        "teacher_does": "Whole-class lesson on fractions, then partner work on boards",
        "para_does": "Sit near the back table, listen first, then help two groups",
        "where": "The library or else the big gym next to it",
    }
    long = FULL | {
        "schedule": [row] * 12,
        "teacher_note": "We are so glad that you are here with us. " * 14,
        "emergency": dict.fromkeys(
            FULL["emergency"],
            "Go out by the back door, then to the blacktop by the big oak. Bring the red folder.",
        ),
    }
    drop(page, name="long.yaml", content=json.dumps(long).encode())
    expect(page.locator("#fit")).to_contain_text("Too long")
    expect(page.locator("#problems")).to_contain_text("too long for its page")
    assert sheet(page).locator(".side.front.cut").count() == 1
    page.locator("#save").click()
    page.locator("#saving [data-kind=pdf]").click()
    expect(page.locator("#saved")).to_contain_text("too long for its page")


def test_boxes_are_taken_off_brought_back_and_moved(open_page: Callable[..., Page]) -> None:
    page = open_page()
    choose_role(page)
    open_section(page, "Boxes on the sheet")
    page.get_by_role("checkbox", name="Watch for").uncheck()
    expect(sheet(page).locator("#watch-for")).to_have_count(0)
    page.get_by_role("checkbox", name="Watch for").check()
    expect(sheet(page).locator("#watch-for")).to_have_count(1)
    page.get_by_role("checkbox", name="Words you will hear").check()
    expect(sheet(page).locator(".side.extra")).to_have_count(1)
    page.get_by_role("button", name="Move down: Your role").click()
    expect(page.locator("#boxes [data-box=dos-donts] [data-do=up]")).to_be_disabled()
    locked = page.get_by_role("checkbox", name="Safety and health")
    expect(locked).to_be_disabled()
    expect(locked).to_have_accessible_description(re.compile("Locked by Student health services"))


def test_the_privacy_check_asks_why_words_may_stand(open_page: Callable[..., Page]) -> None:
    page = open_page()
    choose_role(page)
    page.get_by_label("Your note", exact=True).fill("Marcus likes the window seat.")
    says = page.locator(".field[data-at=teacher_note] .says")
    expect(says).to_contain_text("looks like a name")
    assert "Marcus" not in says.inner_text()
    says.get_by_role("button", name="Keep these words").click()
    page.get_by_label("Why may it stand?").fill("Marcus is our music aide.")
    page.keyboard.press("Enter")
    expect(says).to_be_empty()
    expect(page.locator("#problems")).to_contain_text("Marcus is our music aide.")
    assert b"Marcus is our music aide." in saved(page, "yaml")[1]
    page.get_by_role("button", name="Check it again").click()
    expect(says).to_contain_text("looks like a name")


def png(width: int = 40, height: int = 40) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    rows = (b"\0" + b"\x14\x52\x4a" * width) * height if width * height < 1e6 else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_a_logo_is_dropped_described_and_printed(open_page: Callable[..., Page]) -> None:
    page = open_page()
    choose_role(page)
    open_section(page, "Your school")
    page.locator("#logo-file").set_input_files(
        {"name": "oak.png", "mimeType": "image/png", "buffer": png()}
    )
    expect(page.locator("#logo-shown")).to_be_visible()
    words = page.get_by_role("textbox", name="What the picture shows")
    expect(words).to_have_value("Emblem of our school")
    words.fill("")
    expect(page.locator("#problems")).to_contain_text("Say what the picture shows")
    page.get_by_role("textbox", name="What the picture shows").fill("Oak Hill School, an oak tree")
    expect(page.locator("#problems")).to_be_hidden()
    expect(sheet(page).locator("img.emblem")).to_have_attribute(
        "alt", "Oak Hill School, an oak tree"
    )
    assert (
        sheet(page)
        .locator("img.emblem")
        .evaluate("picture => picture.complete && picture.naturalWidth")
        == 40
    )
    with pikepdf.open(io.BytesIO(saved(page, "pdf")[1])) as pdf:
        assert [
            pdf_object
            for pdf_object in pdf.objects
            if isinstance(pdf_object, pikepdf.Stream) and pdf_object.get("/Width") == 40
        ]
    page.get_by_role("button", name="Take the logo away").click()
    expect(sheet(page).locator("img.emblem")).to_have_count(0)


def test_a_photograph_is_made_small_in_the_browser(open_page: Callable[..., Page]) -> None:
    page = open_page()
    choose_role(page)
    open_section(page, "Your school")
    page.get_by_label("School", exact=True).fill("Oak Hill")
    noise = Image.effect_noise((2400, 1800), 90).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010E] = "zephyr-quartz"
    photo = io.BytesIO()
    noise.save(photo, "JPEG", quality=97, exif=exif)
    assert len(photo.getvalue()) > 2_000_000
    page.locator("#logo-file").set_input_files(
        {"name": "IMG 0001.JPG", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    page.get_by_role("button", name="Use the whole picture").click()
    expect(page.get_by_role("textbox", name="What the picture shows")).to_have_value(
        "Emblem of Oak Hill"
    )
    expect(page.locator("#notice")).to_contain_text("made smaller")
    emblem = sheet(page).locator("img.emblem")
    width, height = emblem.evaluate("picture => [picture.naturalWidth, picture.naturalHeight]")
    assert width < height <= 1200  # upright
    expect(page.locator("#fit")).to_contain_text("Fits")
    assert b"zephyr-quartz" not in saved(page, "html")[1]


# ---- the phone, the keyboard, and everybody


def test_on_a_phone_the_sheet_is_behind_a_switch(open_page: Callable[..., Page]) -> None:
    page = open_page(360, 740)
    page.get_by_role("button", name="Substitute aide").click()
    expect(page.locator("#form")).to_be_visible()
    expect(page.locator("#sheet")).to_be_hidden()
    page.get_by_label("Room", exact=True).fill("7")
    page.get_by_role("button", name="See the sheet").click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    expect(sheet(page).locator(".tag")).to_contain_text("7")
    sheet(page).locator("[data-field=room]").first.click()
    page.keyboard.type("b")
    expect(page.get_by_label("Room", exact=True)).to_have_value(re.compile("b"))
    page.keyboard.press("Escape")
    expect(page.get_by_label("Room", exact=True)).to_be_focused()
    page.get_by_role("button", name="See the sheet").click()
    page.get_by_role("button", name="As printed").click()
    box = page.locator("#paper").bounding_box()
    assert box and box["width"] <= 360
    name, pdf = saved(page, "pdf")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1


def test_by_keyboard_alone(open_page: Callable[..., Page]) -> None:
    page = open_page()

    def tab_to(name: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            if (
                page.evaluate(
                    "[document.activeElement.innerText, document.activeElement.ariaLabel, document.activeElement.labels?.[0]?.innerText].join(' ')"
                )
                .strip()
                .startswith(name)
            ):
                shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert shown != "none", name
                return
        raise AssertionError(f"{name} is not reached by Tab")

    tab_to("Classroom aide")
    page.keyboard.press("Enter")
    expect(page.locator("#fit")).to_contain_text("Fits")
    tab_to("Room")
    page.keyboard.type("12B")
    expect(sheet(page).locator(".tag")).to_contain_text("12B")
    tab_to("Your people")
    page.keyboard.press("Enter")
    tab_to("Add a person")
    page.keyboard.press("Enter")
    page.keyboard.type("Librarian")
    page.keyboard.press("Tab")
    page.keyboard.type("Mr. Okafor")
    expect(sheet(page).locator("#people")).to_contain_text("Mr. Okafor")
    tab_to("Add a person")
    page.keyboard.press("Enter")
    page.keyboard.type("Coach")
    page.keyboard.press("Alt+ArrowUp")
    expect(
        page.locator("[data-list=contacts] .row").nth(-1).locator("[data-column=role]")
    ).to_have_value("Librarian")
    page.keyboard.press("Shift+Tab")
    tab_to("Remove")
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.id") == "save":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    with page.expect_download() as download:
        tab_to("PDF")
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".pdf")
    page.keyboard.press("Escape")
    expect(page.locator("#save")).to_be_focused()
    tab_to("Reword the sheet")
    page.keyboard.press("Enter")
    expect(page.locator("#reword-cancel")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if "Room" in page.frame_locator("#reword-frame").locator("body").evaluate(
            "body => body.ownerDocument.activeElement.ariaLabel ?? ''"
        ):
            break
    page.keyboard.press("End")
    page.keyboard.type("X")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_label("Room", exact=True)).to_have_value("Room 12BX")
    expect(page.locator("#reword")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_any_state(open_page: Callable[..., Page], width: int) -> None:
    """Of the colours, where all that is in sight is in sight again soon, with more, it is the later
    state that is looked at.
    """
    page = open_page(width, 800)
    reports = {"start": axe_violations(page)}
    page.get_by_role("button", name="Classroom aide").click()
    page.wait_for_selector("#fit:not(:empty)", state="attached")
    reports["empty"] = axe_violations(page, without=CONTRAST)
    drop(page, SAMPLE)
    expect(page.get_by_label("Room", exact=True)).to_have_value("Room 12")
    page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    reports["filled"] = axe_violations(page, without=CONTRAST)
    page.get_by_label("Room", exact=True).fill("x" * 30)
    page.get_by_label("Your note", exact=True).fill("Marcus likes the window seat.")
    page.get_by_role("button", name="Keep these words").click()
    reports["wrong"] = axe_violations(page)
    if width < 760:
        page.get_by_role("button", name="See the sheet").click()
        reports["sheet"] = axe_violations(page)
    page.locator("#save").click()
    reports["saving"] = axe_violations(page)
    page.keyboard.press("Escape")
    if width < 760:
        page.get_by_role("button", name="Fill in").click()
    page.get_by_label("Room", exact=True).fill("12")
    page.get_by_label("Your note", exact=True).fill("Hello.")
    expect(page.locator("#problems")).to_be_hidden()
    if width < 760:
        page.get_by_role("button", name="See the sheet").click()
    page.get_by_role("button", name="Reword the sheet").click()
    expect(
        page.frame_locator("#reword-frame").locator("#checklist [contenteditable]").first
    ).to_be_visible()
    reports["rewording"] = axe_violations(page)
    editor = page.frame(url=re.compile("/reword"))
    assert editor
    reports["editor"] = axe_violations(editor)
    page.get_by_role("button", name="Leave it as it was").click()
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    reports["forced colors"] = axe_violations(page)
    assert (
        page.evaluate(
            "getComputedStyle(document.getElementById('fit'), '::before').backgroundColor"
        )
        == "rgb(20, 82, 74)"
    )  # still to be seen
    page.evaluate("localStorage.clear()")
    assert (
        page.evaluate("document.documentElement.scrollWidth") == width
    )  # 320 px is 1280 px at 400 %
    page.reload()
    assert reports == dict.fromkeys(reports, [])


# ---- the office

_HEAD = "handout_id,school_id,school_name,class_title,room,role,para_given,para_family,teacher_given,teacher_family\n"


def roster(count: int, wrong: int = 0) -> bytes:
    rows = [
        f"h{n},oak,Oak Hill School,Grade 3,Room {n},classroom,Jordan,Ellis,Ana,Rivera\n"
        for n in range(1, count + 1)
    ]
    rows += [
        f"w{n},oak,Oak Hill School,Grade 3,{'x' * 30},clasroom,Jordan,Ellis,Ana,Rivera\n"
        for n in range(wrong)
    ]
    return (_HEAD + "".join(rows)).encode()


def drop_roster(page: Page, content: bytes, name: str = "roster.csv") -> None:
    page.wait_for_url("**/office")
    page.wait_for_load_state("load")  # before it, nobody listens for files yet
    page.locator("#file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def office_folders(server: Served) -> set[Path]:
    """Those of other tests, too: they share the server."""
    return set(server.home.glob("handout-office-*"))


def test_the_office_makes_a_batch(open_page: Callable[..., Page], server: Served) -> None:
    before = office_folders(server)
    page = open_page()
    page.get_by_role("link", name="For the office").click()
    reports = {"start": axe_violations(page)}
    with page.expect_download() as download:
        page.get_by_role("link", name="Empty roster").click()
    assert download.value.suggested_filename == "roster.xlsx"
    assert zipfile.is_zipfile(download.value.path())
    drop_roster(page, roster(3, wrong=1))
    rows = page.locator("#faults tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("Did you mean classroom?")
    assert {row.locator("th").inner_text() for row in rows.all()} == {"5"}
    reports["faults"] = axe_violations(page)
    (folder,) = office_folders(server) - before
    assert (folder / "roster.csv").is_file()
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_have_text("Handouts made: 3. Rows left out: 1.")
    reports["done"] = axe_violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    reports["done, 320 px"] = axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    with page.expect_download() as download:
        page.get_by_role("link", name="All handouts in one zip").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        names = packed.namelist()
        assert "to-correct.xlsx" in names
        assert (
            len([name for name in names if name.endswith(".pdf") and "print-run" not in name]) == 3
        )
    with page.expect_download() as download:
        page.get_by_role("link", name="Print run").click()
    with pikepdf.open(download.value.path()) as printed:
        assert len(printed.pages) >= 6
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#state")).to_have_text("Thrown away.")
    assert office_folders(server) <= before
    assert reports == dict.fromkeys(reports, [])


def test_the_office_stops_a_batch(open_page: Callable[..., Page], server: Served) -> None:
    before = office_folders(server)
    page = open_page(320, 640)
    page.get_by_role("link", name="For the office").click()
    reports = {"start": axe_violations(page)}
    drop_roster(page, roster(400, wrong=1))
    expect(page.locator("#faults tbody tr")).to_have_count(2)
    reports["faults"] = axe_violations(page)
    page.get_by_role("button", name="Make the handouts").click()
    expect(page.locator("#state")).to_contain_text("of 400")
    reports["going"] = axe_violations(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#state")).to_contain_text("Stopped")
    reports["stopped"] = axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert reports == dict.fromkeys(reports, [])
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#state")).to_have_text("Thrown away.")
    assert office_folders(server) <= before


@pytest.mark.slow
def test_a_roster_names_no_file_of_this_computer(server: Served, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("room: 1\n")
    text = (
        roster(1)
        .decode()
        .replace(",teacher_family", ",teacher_family,override_file")
        .replace(",Rivera", f",Rivera,{tmp_path}/secret.yaml")
    )
    status, answer = server.post(
        "/office/roster",
        text.encode(),
        Content_Type="application/octet-stream",
        X_File_Name="r.csv",
    )
    assert status == 200 and answer["sheets"] == 0 and answer["faults"]
    assert server.post(f"/office/{answer['id']}/forget", {})[0] == 200
    assert server.post("/office/guess/start", {})[0] == 404


# ---- those who want something else of it

_ATTACKS = (
    '"onmouseover="pwned=1" x="',
    "'-alert(1)-'",
    "&lt;script&gt;pwned=1&lt;/script&gt;",
    "[x](javascript:pwned=1)",
    "{{ 7*7 }} {% x %} ${7*7}",
    "</textarea><script>pwned=1</script>",
    "<img src=x onerror=pwned=1>",
)

# What runs: event handlers, scripts, links that are scripts.
_RUNNING = """[...document.querySelectorAll("*")].filter(one =>
    [...one.attributes].some(at => at.name.startsWith("on")) || one.localName === "script" ||
    /^javascript/i.test(one.getAttribute("href") ?? "")).map(one => one.outerHTML)"""


def everywhere(value: Any, attack: str) -> Any:
    if isinstance(value, dict):
        return {
            key: item if key in ("role", "start", "end") else everywhere(item, attack)
            for key, item in value.items()
        }
    return [everywhere(item, attack) for item in value] if isinstance(value, list) else attack


def test_no_field_is_ever_run(open_page: Callable[..., Page]) -> None:
    """One attack after another, in every field of the same page."""
    keep = (
        "grade_band",
        "paper",
        "theme",
        "accent",
        "prompt_order",
        "arrive",
        "leave",
        "wait_seconds",
        "sign_off",
    )
    attacked = {key: value for key, value in FULL.items() if key not in keep}
    attacked |= {"link": {"url": "", "label": ""}, "dos_extra": [""]}
    page = open_page()
    for attack in _ATTACKS:
        answers = everywhere(attacked, attack)
        name, content = f"{attack[:20].replace('/', '')}.yaml", json.dumps(answers).encode()
        with page.expect_response("**/preview"):
            drop(page, name=name, content=content)
        expect(page.get_by_label("Room", exact=True)).to_have_value(attack)
        page.wait_for_selector("#fit:not(:empty)")
        sheet(page).locator("body").hover()
        for frame in page.frames:
            assert frame.evaluate("'pwned' in window") is False, (attack, frame.url)
        paper = page.frame(url=re.compile("/paper"))
        assert paper
        assert paper.evaluate(_RUNNING) == [], attack


def test_other_names_and_other_pages_are_turned_away(server: Served) -> None:
    answers: dict[str, Any] = {"answers": {}}
    assert server.post("/preview", answers)[0] == 200
    assert server.post("/preview", answers, Host=f"evil.example:{server.port}")[0] == 421
    assert server.post("/preview", answers, Origin="http://evil.example")[0] == 403
    assert server.post("/preview", answers, X_Handout_Token="x")[0] == 403
    assert server.post("/preview", answers, Content_Type="text/plain")[0] == 415


def test_another_page_in_the_same_browser_gets_nothing(server: Served, browser: Browser) -> None:
    with open_context(browser) as context:
        context.new_page().goto(server.address)  # she has the page open, with its cookie
        other = context.new_page()
        other.route(
            "http://evil.example/**",
            lambda route: route.fulfill(body="<p>", content_type="text/html"),
        )
        other.goto("http://evil.example/")
        asked = """async address => {
          const tries = [
            fetch(address + "preview", { method: "POST", mode: "no-cors", credentials: "include", body: "{}" }).then(answer => answer.type),
            fetch(address + "preview", { method: "POST", credentials: "include", headers: { "Content-Type": "application/json" }, body: '{"answers":{}}' }).then(() => "read"),
            fetch(address, { credentials: "include" }).then(() => "read"),
          ];
          return (await Promise.allSettled(tries)).map(one => one.value ?? "refused");
        }"""
        assert other.evaluate(asked, f"http://127.0.0.1:{server.port}/") == ["refused"] * 3
        other.evaluate(
            "address => document.body.append(Object.assign(document.createElement('iframe'), { src: address }))",
            f"http://127.0.0.1:{server.port}/",
        )
        other.wait_for_timeout(300)
        assert not [frame for frame in other.frames[1:] if frame.query_selector("#start")]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.yaml", b"a: *b", 422),
        ("x.yaml", b"\xff\xfea", 422),
        ("x.yaml", b"x: [" * 50, 422),
        ("x.yaml", b"- " * 60_000, 422),
        ("x.yaml", b"a" * 300_000, 422),
        ("x.yaml", b"\0", 422),
        ("x.pdf", b"%PDF-1.7 nothing", 422),
        ("x.exe", b"MZ", 422),
        ("../../etc/passwd", b"root", 422),
        ("x.png", png()[:40], 422),
        ("x.png", png(60_000, 60_000), 422),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", 422),
        ("x.svg", b"<!DOCTYPE a [<!ENTITY b 'c'>]><svg>&b;</svg>", 422),
    ],
)
def test_malformed_files_are_refused_in_words(
    server: Served, name: str, content: bytes, code: int
) -> None:
    status, answer = server.post(
        "/open", content, Content_Type="application/octet-stream", X_File_Name=name
    )
    assert status == code
    assert answer["problems"][0]["says"] and answer["problems"][0]["do"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"answers": []}',
        b"[" * 100_000,
        b'{"answers":{"a":' + b"[" * 50 + b"]" * 50 + b"}}",
        b"\xff",
    ],
)
def test_malformed_requests_are_refused(server: Served, body: bytes) -> None:
    assert server.post("/preview", body)[0] == 422


def test_too_large_a_request_is_not_read(server: Served) -> None:
    assert server.post("/open", b"x" * 8_000_001, Content_Type="application/octet-stream")[0] == 413


def test_no_file_of_this_computer_can_be_named(server: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    status, answer = server.post(
        "/preview", {"answers": {"logo": {"file": str(secret), "alt": "x"}}}
    )
    assert status == 200 and "<img" not in answer["main"]
    assert [problem["code"] for problem in answer["problems"]] == ["web-picture-apart"]


@pytest.mark.slow
def test_a_hostile_text_ends_its_own_render_only(server: Served) -> None:
    quadratic = {
        "answers": {
            "teacher_note": "[" * 590,
            "blocks": {
                "add": [{"id": f"b{n}", "title": "x", "text": "[" * 1190} for n in range(39)]
            },
        }
    }
    start = time.monotonic()
    assert server.post("/preview", quadratic)[0] in (200, 422)
    assert time.monotonic() - start < 15
    assert server.post("/preview", {"answers": {"room": "7"}})[0] == 200


def news_of(server: Served, run: str) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", f"/office/{run}/state", headers=server.headers)
    news: dict[str, Any] = json.loads(connection.getresponse().read())["news"]
    connection.close()
    return news


@pytest.mark.slow
def test_nothing_that_was_typed_is_on_the_disk_or_in_the_log(server: Served) -> None:
    answers = {
        "answers": FULL | {"teacher_note": f"Welcome, {MARKER}!", "room": MARKER},
        "name": MARKER,
    }
    assert MARKER in server.post("/preview", answers)[1]["main"]
    for kind in ("pdf", "html", "yaml", "docx"):
        assert server.post(f"/file/{kind}", answers)[0] == 200
    row = f"h1,oak,Oak,G3,R1,classroom,{MARKER},B,C,{MARKER}" + f",{MARKER}" * 3
    text = f"{_HEAD.strip()},teacher_note,dos_extra,donts_extra\n{row}\n"
    file = {"Content_Type": "application/octet-stream", "X_File_Name": f"{MARKER}.csv"}
    run = server.post("/office/roster", text.encode(), **file)[1]["id"]
    assert server.post(f"/office/{run}/start", {})[0] == 200
    while (news := news_of(server, run))["state"] not in ("done", "failed"):
        time.sleep(0.1)
    assert news["made"] == 1
    assert server.post(f"/office/{run}/forget", {})[0] == 200
    big = f"# {MARKER}\n".encode() * 10_000  # more than a form parser would keep in memory
    assert (
        server.post(
            "/open", big, Content_Type="application/octet-stream", X_File_Name=f"{MARKER}.yaml"
        )[0]
        == 200
    )
    server.post(f"/{MARKER}", answers)
    server.post("/preview", json.dumps(answers).encode()[:-5])
    at_home = [path for path in server.home.rglob("*") if path.is_file()]
    assert server.log in at_home
    for path in at_home:
        assert MARKER.encode() not in path.read_bytes(), path
    for folder in ("/tmp", "/var/tmp", "/dev/shm"):  # nor did a process write outside its home
        for path in Path(folder).glob("*"):
            with suppress(OSError):  # one of another program, which has removed it since
                if path.is_file() and time.time() - path.stat().st_mtime < 30:
                    assert MARKER.encode() not in path.read_bytes(), path


def is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_with_connections_open(tmp_path: Path, how: signal.Signals) -> None:
    with serving(tmp_path, "--workers", "1") as served:
        assert served.post("/preview", {"answers": {}})[0] == 200
        batch = served.post(
            "/office/roster",
            roster(400),
            Content_Type="application/octet-stream",
            X_File_Name="r.csv",
        )[1]["id"]
        assert served.post(f"/office/{batch}/start", {})[0] == 200
        stream = http.client.HTTPConnection("127.0.0.1", served.port, timeout=180)
        stream.request("GET", f"/office/{batch}/events", headers=served.headers)
        assert b"state" in stream.getresponse().readline()
        workers = [
            int(pid)
            for pid in Path(f"/proc/{served.process.pid}/task/{served.process.pid}/children")
            .read_text()
            .split()
        ]
        assert len(workers) > 1
        idle = http.client.HTTPConnection("127.0.0.1", served.port)
        idle.connect()
        half = socket.create_connection(("127.0.0.1", served.port))
        half.sendall(
            f"POST /preview HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nContent-Length: 10\r\n".encode()
        )
        assert served.stop(how) in (0, -how)  # soon, although nobody hangs up
        assert "Traceback" not in served.log.read_text()
        deadline = time.monotonic() + 60
        while any(is_worker(pid) for pid in workers):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert not list(tmp_path.glob("handout-office-*"))
        for connection in (idle, half, stream):
            connection.close()
