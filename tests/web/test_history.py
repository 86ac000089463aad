"""Undo and redo across the whole page, and the list of sheets: copied, renamed, stepped back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from served import wait_until_stored

NOTE = "[name=teacher_note]"
AIDE = "[name=para_name]"
ROOM = "[name=room]"


def start(open_tab: Callable[[], Page]) -> Page:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    page.evaluate("document.querySelectorAll('#form details').forEach(one => (one.open = true))")
    return page


def pause(page: Page) -> None:
    """Rest for longer than typing that goes on."""
    page.wait_for_timeout(1100)


def test_everything_on_the_page_is_undone_and_done_again(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    shown = page.frame_locator("#paper")
    rows = page.locator("[data-list=schedule] .row")
    undo, redo = page.locator("#undo"), page.locator("#redo")
    expect(undo).to_be_disabled()
    page.locator(AIDE).press_sequentially("Jordan Ellis")
    page.locator(ROOM).press_sequentially("12")
    pause(page)
    page.locator(ROOM).press_sequentially("b")
    page.get_by_role("button", name="Add a line of the day").click()
    page.keyboard.type("745")
    page.keyboard.press("Tab")
    expect(rows.first.get_by_label("From")).to_have_value("7:45")
    rows.first.get_by_role("textbox", name="The class").press_sequentially("Reading")
    rows.first.get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(0)
    box = page.locator("[data-box=watch-for] input")
    box.uncheck()
    expect(shown.locator("#watch-for")).to_have_count(0)
    page.get_by_label("Role", exact=True).select_option("bus")
    expect(shown.locator(".plate, .nameplate, main").first).to_contain_text("Bus", ignore_case=True)

    page.keyboard.press("Control+z")
    expect(page.get_by_label("Role", exact=True)).to_have_value("classroom")
    expect(page.locator("#announced")).to_contain_text("Undone. Role")
    page.keyboard.press("Control+z")
    expect(box).to_be_checked()
    expect(shown.locator("#watch-for")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(rows.first.get_by_role("textbox", name="The class")).to_have_value("Reading")
    expect(rows.first.get_by_label("From")).to_have_value("7:45")
    page.keyboard.press("Control+z")
    expect(rows.first.get_by_role("textbox", name="The class")).to_have_value("")
    for _ in range(10):
        page.keyboard.press("Control+z")
    expect(page.locator(AIDE)).to_have_value("")
    expect(rows).to_have_count(0)
    expect(undo).to_be_disabled()
    for _ in range(20):
        page.keyboard.press("Control+y")
    expect(redo).to_be_disabled()
    expect(page.locator(AIDE)).to_have_value("Jordan Ellis")
    expect(page.locator(ROOM)).to_have_value("12b")
    expect(page.get_by_label("Role", exact=True)).to_have_value("bus")
    expect(rows).to_have_count(0)
    undo.click()
    expect(page.get_by_label("Role", exact=True)).to_have_value("classroom")
    page.locator(AIDE).press_sequentially("!")  # another way on: there is nothing to do again
    expect(redo).to_be_disabled()


def test_sheets_are_copied_renamed_and_stepped_back(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    kept = page.locator("#kept")
    page.locator(AIDE).fill("Jordan Ellis")
    page.locator(ROOM).fill("12")
    expect(kept).to_have_text("Draft kept in this browser")
    page.locator("#save").click()
    page.get_by_role("button", name="Make a copy for another aide").click()
    expect(page.locator(AIDE)).to_have_value("")
    expect(page.locator(AIDE)).to_be_focused()
    expect(page.locator(ROOM)).to_have_value("12")
    page.keyboard.type("Sam Ortiz")
    wait_until_stored(page, "Sam Ortiz")
    page.reload()
    sheets = page.locator("#draft li.draft")
    expect(sheets).to_have_count(2)
    expect(sheets.nth(0)).to_contain_text("Sam Ortiz, 12")
    expect(sheets.nth(1)).to_contain_text("Jordan Ellis, 12")
    expect(sheets.nth(0).locator("details")).to_be_hidden()

    sheets.nth(1).get_by_role("button", name="Go on with it").click()
    page.locator(ROOM).fill("B14")
    wait_until_stored(page, "B14")
    page.reload()
    expect(sheets.nth(0)).to_contain_text("Jordan Ellis, B14")
    sheets.nth(0).get_by_text("Earlier versions").click()
    sheets.nth(0).get_by_role("button", name="Open what it said").click()
    expect(page.locator(ROOM)).to_have_value("12")
    page.locator("[name=teacher_name]").fill("Ms. Rivera")
    wait_until_stored(page, "Ms. Rivera")
    page.reload()
    sheets.nth(0).get_by_text("Earlier versions").click()
    expect(sheets.nth(0).get_by_role("button", name="Open what it said")).to_have_count(2)


def test_a_sheet_is_called_as_its_teacher_wants(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    page.locator(AIDE).fill("Zoë Ñandú")
    page.locator(ROOM).fill("12")
    expect(page.locator("#kept")).to_have_text("Draft kept in this browser")
    page.locator("#save").click()
    page.get_by_text("More formats").click()
    with page.expect_download() as named:
        page.locator("[data-kind=yaml]").click()
    assert named.value.suggested_filename == "first-day-essentials-zoe-nandu-12.yaml"
    page.reload()
    page.evaluate("self.prompt = () => 'Monday sub, B/2'")
    page.locator("#draft").get_by_role("button", name="Rename").click()
    expect(page.locator("#draft li b")).to_contain_text("Monday sub, B/2,")
    page.locator("#draft-on").click()
    page.locator("#save").click()
    page.get_by_text("More formats").click()
    with page.expect_download() as renamed:
        page.locator("[data-kind=yaml]").click()
    assert renamed.value.suggested_filename == "monday-sub-b-2.yaml"


def test_the_sheet_follows_what_is_typed(open_tab: Callable[[], Page]) -> None:
    page = start(open_tab)
    desk = page.locator("#desk")
    assert desk.evaluate("desk => desk.scrollTop") == 0
    page.locator("[name=dos_extra], [data-list=dos_extra] .add").first.scroll_into_view_if_needed()
    page.locator("[name=leave]").fill("3:15")
    page.locator(NOTE).fill("Welcome.")
    page.locator("[name=valid_to]").click()
    page.keyboard.type("6/11/2027")
    marked = page.frame_locator("#paper").locator(".here").first
    expect(marked).to_be_in_viewport()
    # What becomes a line of a box of ours is found there too.
    page.evaluate("document.querySelectorAll('#form details').forEach(one => (one.open = true))")
    page.locator("[data-list=dos_extra] [data-do=add]").click()
    page.keyboard.type("Ask me anything")
    expect(marked).to_have_text("Ask me anything")
    expect(marked).to_be_in_viewport()


def test_six_questions_by_keyboard_make_a_sheet_in_less_than_a_minute(
    open_tab: Callable[[], Page],
) -> None:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    said = {
        "para_name": "Jordan Ellis",
        "teacher_name": "Ms. Rivera",
        "room": "12",
        "arrive": "745",
        "leave": "245",
        "call_for_help": "Press the red button by the door.",
        "teacher_note": "Welcome! We are glad that you are here.",
    }
    keys = 0
    for name, words in said.items():
        page.keyboard.press("Tab")
        expect(page.locator(f"[name={name}]")).to_be_focused()
        page.keyboard.type(words)
        keys += 1 + len(words)
        assert page.locator(f"[name={name}]").evaluate(
            "input => input.getBoundingClientRect().bottom <= innerHeight"
        )  # all of it is on one screen
    keys_a_second = 40 * 5 / 60  # 40 words a minute
    assert keys / keys_a_second < 60
    shown = page.frame_locator("#paper")
    for words in ("Jordan Ellis", "Ms. Rivera", "7:45", "red button", "Welcome! We are glad"):
        expect(shown.locator("main")).to_contain_text(words)
    expect(page.locator("#fit")).to_contain_text("Fits")


def test_rewording_goes_on_top_of_the_sheet_that_is_open(open_tab: Callable[[], Page]) -> None:
    edits = """order:
  back: [safety, role]
"""
    file = {"name": "room.edits.yaml", "mimeType": "text/yaml", "buffer": edits.encode()}
    page = open_tab()
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    expect(page.locator("#notice")).to_contain_text("Open the sheet's own file first")
    expect(page.locator("#start")).to_be_visible()
    page.get_by_role("button", name="Classroom aide").click()
    back = page.frame_locator("#paper").locator(".side").nth(1).locator(".block")
    expect(back.first).not_to_have_id("safety")
    page.locator(ROOM).fill("12")
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    expect(back.first).to_have_id("safety")
    expect(page.locator(ROOM)).to_have_value("12")
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(back.first).not_to_have_id("safety")
    expect(page.locator(ROOM)).to_have_value("12")
