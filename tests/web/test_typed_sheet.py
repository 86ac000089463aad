"""Words typed on the preview itself: they are in the form at once, and the caret stays."""

from __future__ import annotations

import re
from collections.abc import Callable

from browsers import Firefox, wait_until
from playwright.sync_api import FrameLocator, Locator, Page, expect
from served import Served


def start(open_tab: Callable[[], Page]) -> tuple[Page, FrameLocator]:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    return page, page.frame_locator("#paper")


def place(sheet: FrameLocator, name: str) -> Locator:
    return sheet.locator(f"[data-field='{name}'][contenteditable]")


def test_what_is_typed_on_the_sheet_is_in_the_form_and_everywhere_else(
    open_tab: Callable[[], Page],
) -> None:
    page, sheet = start(open_tab)
    said = {
        "para_name": "Jordan  O'Hara Ellis",
        "teacher_name": "Ms. Rivera",
        "room": "12b",
        "call_for_help": "Press the red button, by the door.",
        "emergency.fire": "Back door",
        "restroom": "Down the hall",
        "contacts.1.name": "Ms. Rivera",
        "contacts.1.how": "ext. 212",
    }
    for name, words in said.items():
        place(sheet, name).first.click()
        # Slowly enough that the sheet is laid out again in the middle of words.
        page.keyboard.type(words, delay=25)
        expect(place(sheet, name).first).to_be_focused()
        assert place(sheet, name).first.inner_text().replace("\xa0", " ") == words
    for name, words in said.items():
        if "contacts" not in name:
            expect(page.locator(f"[name='{name}']")).to_have_value(words)
    person = page.locator("[data-list=contacts] .row").first
    expect(person.locator("[data-column=name]")).to_have_value("Ms. Rivera")
    expect(person.locator("[data-column=how]")).to_have_value("ext. 212")
    expect(page.locator("#fit")).to_contain_text("Fits")
    expect(page.locator("#kept")).to_have_text("Draft kept in this browser")


def test_times_lines_and_other_places(open_tab: Callable[[], Page]) -> None:
    page, sheet = start(open_tab)
    arrive = page.locator("[name=arrive]")
    place(sheet, "arrive").first.click()
    page.keyboard.type("745", delay=60)
    expect(arrive).to_have_value("745")  # not made a time of while it is typed
    page.wait_for_timeout(500)
    expect(arrive).to_have_value("745")
    place(sheet, "leave").first.click()
    expect(arrive).to_have_value("7:45")
    page.keyboard.type("245")
    page.keyboard.press("Enter")  # one line stays one
    page.keyboard.press("Escape")
    expect(page.locator("[name=leave]")).to_be_focused()
    place(sheet, "room").first.click()
    page.keyboard.type("12")
    page.wait_for_timeout(1100)
    page.keyboard.type("b")
    page.keyboard.press("Control+z")
    expect(page.locator("[name=room]")).to_have_value("12")
    expect(sheet.locator("[data-field=room]").first).to_have_text("Room 12")
    # A note has paragraphs: its place leads to the form, and so does a line that is not there yet.
    sheet.locator("#note").click()
    expect(page.locator("[name=teacher_note]")).to_be_focused()
    assert not sheet.locator("#schedule table [contenteditable]").count()


def test_a_cell_to_write_in_has_one_line_and_all_of_it_is_typed_into(
    open_tab: Callable[[], Page],
) -> None:
    _, sheet = start(open_tab)
    empty = sheet.locator("td [data-field][contenteditable]:empty")
    assert empty.count() > 5
    lines = "all => all.map(one => parseFloat(getComputedStyle(one).borderBottomWidth))"
    assert set(empty.evaluate_all(lines)) == {0}
    arrive, leave = (place(sheet, name).first.bounding_box() for name in ("arrive", "leave"))
    cell = sheet.locator("td:has([data-field=arrive])").bounding_box()
    assert arrive and leave and cell
    assert arrive["width"] + leave["width"] > 0.9 * cell["width"]


def test_what_is_wrong_with_words_shows_where_they_are_typed(
    open_tab: Callable[[], Page],
) -> None:
    page, sheet = start(open_tab)
    room, restroom = place(sheet, "room").first, place(sheet, "restroom").first
    room.click()
    page.keyboard.type("r" * 31)
    expect(room).to_be_focused()
    expect(room).to_have_attribute("aria-invalid", "true")
    expect(room).to_have_attribute("title", re.compile("Too long for its place"))
    expect(place(sheet, "room").last).to_have_attribute("data-look", "wrong")
    for _ in range(28):
        page.keyboard.press("Backspace")
    expect(room).not_to_have_attribute("data-look", re.compile("."))
    restroom.click()
    page.keyboard.type("Marcus has seizures there")
    expect(restroom).to_have_attribute("data-look", re.compile("wrong|warning"))
    expect(restroom).to_be_focused()
    assert restroom.inner_text() == "Marcus has seizures there"
    page.keyboard.press("Control+a")
    page.keyboard.type("Down the hall")
    expect(sheet.locator("[data-look]")).to_have_count(0)


def test_formatted_words_come_as_words(open_tab: Callable[[], Page]) -> None:
    page, sheet = start(open_tab)
    room = place(sheet, "room").first
    room.click()
    room.evaluate(
        """field => {
            field.innerHTML = "<b onclick='alert(1)'>12</b>\\n<i>b</i>";
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }"""
    )
    expect(page.locator("[name=room]")).to_have_value("12 b")
    page.keyboard.press("Escape")
    field = sheet.locator("[data-field=room]").first
    expect(field).to_have_js_property("innerHTML", "12 b")  # once the sheet is shown anew


def test_in_firefox_too(server: Served, tab: Firefox) -> None:
    tab.send("WebDriver:Navigate", {"url": server.address})
    tab.run("document.querySelector('[data-role=classroom]').click()")
    field = "document.getElementById('paper').contentDocument.querySelector('[data-field=room][contenteditable]')"
    wait_until(tab, "document.getElementById('fit').textContent.includes('Fits')")
    wait_until(tab, field)
    x, y = tab.run(
        f"const inner = {field}.getBoundingClientRect(), outer = document.getElementById('paper').getBoundingClientRect();"
        "const factor = outer.width / document.getElementById('paper').offsetWidth;"
        "return [outer.left + (inner.left + 8) * factor, outer.top + (inner.top + inner.height / 2) * factor]"
    )
    tab.click_at(x, y)
    wait_until(tab, f"{field} === {field}.ownerDocument.activeElement")
    tab.type("12b")
    tab.run("return new Promise(done => setTimeout(done, 800))")
    wait_until(tab, "document.querySelector('[name=room]').value === '12b'")
    wait_until(tab, f"{field}.textContent === '12b'")
