"""Our words reworded on the preview, boxes added and moved there, and each change taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe import axe_violations
from browsers import Firefox, open_context, wait_until
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect
from served import Served

# A frame is no page: what it lacks of one stands around it.
_WITHOUT = ("region", "landmark-one-main", "page-has-heading-one", "heading-order")


def start(open_tab: Callable[[], Page]) -> tuple[Page, FrameLocator]:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    return page, page.frame_locator("#paper")


def changes(page: Page) -> list[str]:
    """What is listed as changed, the way back left out."""
    return page.locator("#changes li span").all_text_contents()


def expect_changes(page: Page, *lines: str) -> None:
    expect(page.locator("#changes li span")).to_have_text(list(lines))


def back_ids(sheet: FrameLocator) -> list[str | None]:
    return [box.get_attribute("id") for box in sheet.locator("main .back [data-block]").all()]


def front_bullets(sheet: FrameLocator) -> Locator:
    return sheet.locator("#checklist li")


def test_words_are_typed_over_where_they_stand_and_each_change_is_taken_back(
    open_tab: Callable[[], Page],
) -> None:
    page, sheet = start(open_tab)
    before = sheet.locator("#checklist").inner_text()
    front_bullets(sheet).first.click()
    page.keyboard.press("End")
    page.keyboard.type(" twice", delay=30)
    page.keyboard.press("Enter")
    # Slowly enough that it is taken, and the sheet laid out, in the middle of words.
    page.keyboard.type("Feed the hamster daily", delay=60)
    expect(front_bullets(sheet).nth(1)).to_be_focused()
    reworded = "First-day checklist: “Walk the exits” is now “Walk the exits twice”"
    added = "First-day checklist: added “Feed the hamster daily”"
    expect_changes(page, reworded, added)
    page.keyboard.press("ArrowDown")
    expect(front_bullets(sheet).nth(2)).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Backspace")  # joins it to the bullet above
    joined = "Feed the hamster dailyFind plans, gloves, allergy kit"
    expect(front_bullets(sheet).nth(1)).to_have_text(joined)
    page.keyboard.press("Control+z")  # not taken yet: a step too
    expect(front_bullets(sheet).nth(1)).to_have_text("Feed the hamster daily")
    sheet.locator("#team h2 [data-line]").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("You and all of us")
    heading = "The box “You and the team” is now called “You and all of us”"
    expect_changes(page, reworded, added, heading)
    page.locator("#changes summary").click()
    page.get_by_role("button", name=f"Take it back: {reworded}").click()
    expect_changes(page, added, heading)
    expect(page.locator("#announced")).to_contain_text(f"Taken back: {reworded}")
    expect(page.locator("#changes button").first).to_be_focused()
    expect(front_bullets(sheet).first).to_have_text("Walk the exits")
    page.get_by_role("button", name="Undo").click()  # the whole sheet, as ever
    expect_changes(page, reworded, added, heading)
    while page.locator("#changes button").count():
        count = page.locator("#changes button").count()
        page.locator("#changes button").last.click()
        expect(page.locator("#changes button")).to_have_count(count - 1)
    expect(page.locator("#changes")).to_be_hidden()
    assert sheet.locator("#checklist").inner_text() == before
    expect(page.locator("#form-title")).to_be_focused()


def test_what_is_typed_in_the_form_meanwhile_stays_and_no_letter_is_lost(
    open_tab: Callable[[], Page],
) -> None:
    page, sheet = start(open_tab)
    line = sheet.locator("#watch-for td").first
    line.click()
    page.keyboard.press("End")
    page.keyboard.type(" or here")
    page.locator("[name=room]").click()  # ends the rewording
    page.keyboard.type("12b and more", delay=15)
    expect_changes(page, "Watch for: “Pacing, hiding, ears covered · Offer a break; ask us where” is now “Pacing, hiding, ears covered · Offer a break; ask us where or here”")  # fmt: skip
    expect(page.locator("[name=room]")).to_have_value("12b and more")
    expect(sheet.locator("[data-field=room]").first).to_have_text("12b and more")
    # Undone at once, before the server has taken it.
    line.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("!!")
    page.get_by_role("button", name="Undo").click()
    expect(line).to_have_text("Offer a break; ask us where or here")
    page.get_by_role("button", name="Redo").click()
    expect(line).to_have_text("Offer a break; ask us where or here!!")


@pytest.mark.parametrize("leave", ["reload", "back"])
def test_words_that_were_being_typed_when_the_page_went_are_kept(
    open_tab: Callable[[], Page], leave: str
) -> None:
    """Before the typing rests, the server has not taken them: they are in the draft alone."""
    page, sheet = start(open_tab)
    page.route("**/edit", lambda route: route.abort())
    front_bullets(sheet).first.click()
    page.keyboard.press("End")
    page.keyboard.type(" twice")
    page.reload() if leave == "reload" else page.go_back()
    on = page.locator("#draft-on")
    expect(on).to_be_visible()
    page.unroute("**/edit")
    on.click()
    expect(front_bullets(sheet).first).to_have_text("Walk the exits twice")
    expect_changes(page, "First-day checklist: “Walk the exits” is now “Walk the exits twice”")
    page.reload()
    on.click()
    expect(front_bullets(sheet).first).to_have_text("Walk the exits twice")


def test_locked_words_say_who_locked_them_and_pasted_words_are_only_words(
    open_tab: Callable[[], Page],
) -> None:
    page, sheet = start(open_tab)
    assert not sheet.locator(".locked [contenteditable]:not([data-field])").count()
    sheet.locator("#safety li").first.click()
    expect(page.locator("#notice")).to_contain_text("Locked by Student health services")
    sheet.locator("#calm li.locked").click()
    expect(page.locator("#notice")).to_contain_text("Special education office")
    line = sheet.locator("#role li").first
    line.click()
    page.keyboard.press("End")
    line.evaluate(
        """line => {
            const data = new DataTransfer();
            data.setData("text/plain", " with\\n us");
            data.setData("text/html", "<img src=x onerror=alert(1)><b>with us</b>");
            const paste = { clipboardData: data, bubbles: true, cancelable: true };
            line.dispatchEvent(new ClipboardEvent("paste", paste));
        }"""
    )
    expect_changes(page, "Your role: “Work near the teacher” is now “Work near the teacherwith us”")
    assert not line.locator("b, img").count()


def test_a_ready_box_is_added_and_is_in_every_file(open_tab: Callable[[], Page]) -> None:
    page, sheet = start(open_tab)
    page.locator(".adding summary").click()
    page.locator(".adding").get_by_role("button", name="Fire drill: our way out").click()
    heading = sheet.locator("#fire-route h2 [data-line]")
    expect(heading).to_be_focused()
    page.keyboard.type("Our way out")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.type(" the blue one")
    expect_changes(
        page,
        "New box: Our way out",
        "Our way out: “Our door:” is now “Our door: the blue one”",
    )
    expect(page.locator("#fit")).to_contain_text("Fits")
    page.locator("#save").click()
    page.locator("#saving [data-kind=html]").click()
    with page.expect_download() as download:
        page.locator("#saving [data-kind=html]").click()
    content = Path(download.value.path()).read_text("utf-8")
    assert "Our door: the blue one" in content and "Our way out" in content
    page.keyboard.press("Escape")
    # Off and on again in the list of boxes, as any other.
    page.locator("summary", has_text="Boxes on the sheet").click()
    tick = page.locator("#boxes [data-box=fire-route] input")
    tick.uncheck()
    expect(sheet.locator("#fire-route")).to_have_count(0)
    page.locator("#boxes [data-box=fire-route] input").check()
    expect(heading).to_have_text("Our way out")
    page.locator("#changes summary").click()
    page.get_by_role("button", name="Take it back: New box").click()
    expect(page.locator("#changes")).to_be_hidden()  # with what was typed into it
    expect(page.locator("#problems")).to_be_hidden()


def test_boxes_move_by_drag_and_by_keyboard_on_the_sheet_and_in_the_list(
    open_tab: Callable[[], Page],
) -> None:
    page, sheet = start(open_tab)
    ids = back_ids(sheet)
    sheet.locator("#role li").first.click()
    page.keyboard.press("Alt+Shift+ArrowDown")
    first_two = [ids[1], ids[0]]
    expect(sheet.locator("main .back [data-block]").first).to_have_id(str(ids[1]))
    expect(page.locator("#announced")).to_contain_text("Your role: place 2, Back")
    assert back_ids(sheet)[:2] == first_two
    page.keyboard.press("Escape")
    expect(page.locator("#box-bar [data-do=drag]")).to_be_focused()
    expect(page.get_by_role("toolbar", name="Box: Your role")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(sheet.locator("main .back [data-block]").first).to_have_id(str(ids[0]))
    page.keyboard.press("Escape")
    expect(sheet.locator("#role h2 [data-line]")).to_be_focused()

    def drag_to(grip: Locator, target: Locator, x: int, y: int) -> None:
        place = grip.bounding_box()
        assert place
        page.mouse.move(place["x"] + 8, place["y"] + 8)
        page.mouse.down()
        goal = target.bounding_box()
        assert goal
        for _ in range(2):
            page.mouse.move(goal["x"] + x, goal["y"] + y)
        page.mouse.up()

    sheet.locator("#participation li").first.hover()
    drag_to(page.locator("#box-bar [data-do=drag]"), sheet.locator("#watch-for"), 300, 60)
    expect(sheet.locator("main .back [data-block]").nth(3)).to_have_id("participation")
    assert sorted(map(str, back_ids(sheet))) == sorted(map(str, ids))
    expect_changes(page, "Boxes were moved")
    # A locked box moves too, to the other side as well; both sides then say their order.
    sheet.locator("#people th").first.hover()
    drag_to(page.locator("#box-bar [data-do=drag]"), sheet.locator("#role"), 20, 30)
    expect(sheet.locator("main .back #people")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(sheet.locator("main .front #people")).to_have_count(1)
    page.locator("summary", has_text="Boxes on the sheet").click()
    rows = page.locator("#boxes [data-box]")
    rows.nth(2).scroll_into_view_if_needed()
    moved, over = rows.nth(2).get_attribute("data-box"), rows.nth(1)
    drag_to(rows.nth(2).locator(".grip"), over, 20, 3)
    expect(rows.nth(1)).to_have_attribute("data-box", str(moved))


def test_the_bar_takes_a_box_off_but_no_locked_one(open_tab: Callable[[], Page]) -> None:
    page, sheet = start(open_tab)
    off = page.locator("#box-bar [data-do=off]")
    sheet.locator("#safety li").first.hover()
    expect(off).to_be_disabled()
    sheet.locator("#watch-for td").first.hover()
    off.click()
    expect(sheet.locator("#watch-for")).to_have_count(0)
    expect_changes(page, "The box “Watch for” was taken out")
    page.locator("#notice-act").click()
    expect(sheet.locator("#watch-for")).to_have_count(1)
    expect(page.locator("#changes")).to_be_hidden()


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_bar_covers_no_heading(open_tab: Callable[[], Page], direction: str) -> None:
    page, sheet = start(open_tab)
    sheet.locator("html").evaluate("(html, direction) => (html.dir = direction)", direction)
    for box in ("#checklist", "#safety"):
        sheet.locator(f"{box} li").first.hover()
        bar = page.locator("#box-bar").bounding_box()
        heading = sheet.locator(f"{box} h2 span").first.bounding_box()
        assert bar and heading
        is_apart = (
            bar["x"] >= heading["x"] + heading["width"] or bar["x"] + bar["width"] <= heading["x"]
        )
        assert is_apart, box


def test_a_finger_drags_a_box_and_types(server: Served, browser: Browser) -> None:
    with open_context(browser, viewport={"width": 390, "height": 844}, has_touch=True) as context:
        page = context.new_page()
        page.goto(server.address)
        page.get_by_role("button", name="Classroom aide").tap()
        page.get_by_role("button", name="See the sheet").tap()
        sheet = page.frame_locator("#paper")
        sheet.locator("#watch-for td").first.tap()
        page.keyboard.type("Now: ")
        expect(page.locator("#changes li")).to_have_count(1)
        ids = back_ids(sheet)
        sheet.locator("#watch-for h2").evaluate(
            "heading => heading.scrollIntoView({ block: 'center' })"
        )
        grip = page.locator("#box-bar [data-do=drag]").bounding_box()
        goal = sheet.locator("#participation h2").bounding_box()
        assert grip and goal
        touch = page.context.new_cdp_session(page)
        for kind, at in (("touchStart", grip), ("touchMove", goal), ("touchMove", goal)):
            point = {"x": at["x"] + 10, "y": at["y"] + 10}
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(page.locator("#changes li")).to_have_count(2)
        place = ids.index("participation")
        expect(sheet.locator("main .back [data-block]").nth(place)).to_have_id("watch-for")
        assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_on_the_page_and_on_the_sheet(
    open_tab: Callable[[], Page], width: int
) -> None:
    page, sheet = start(open_tab)
    page.set_viewport_size({"width": width, "height": 800})
    if width < 760:
        page.get_by_role("button", name="See the sheet").click()
    frame = page.frame(url=lambda url: url.endswith("/paper"))
    assert frame

    reports = {"sheet": axe_violations(frame, without=_WITHOUT)}
    page.locator(".adding summary").click()
    reports["adding"] = axe_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator(".adding").get_by_role("button", name="Our calm-down plan").click()
    expect(sheet.locator("#calm-plan h2 [data-line]")).to_be_focused()
    page.locator("#changes summary").click()
    expect(page.locator("#box-bar")).to_be_visible()
    reports["changes"] = axe_violations(page)
    reports["typing"] = axe_violations(frame, without=_WITHOUT)
    assert reports == dict.fromkeys(reports, [])
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_in_firefox_too(server: Served, tab: Firefox) -> None:
    paper = "document.getElementById('paper')"
    tab.send("WebDriver:Navigate", {"url": server.address})
    tab.run("document.querySelector('[data-role=classroom]').click()")
    line = f"{paper}.contentDocument.querySelector('#checklist li[data-line]')"
    wait_until(tab, "document.getElementById('fit').textContent.includes('Fits')")
    wait_until(tab, line)
    tab.run(f"{line}.scrollIntoView({{ block: 'center' }})")
    x, y = tab.run(
        f"const inner = {line}.getBoundingClientRect(), outer = {paper}.getBoundingClientRect();"
        f"const factor = outer.width / {paper}.offsetWidth;"
        "return [outer.left + (inner.left + 30) * factor, outer.top + (inner.top + 6) * factor]"
    )
    tab.click_at(x, y)
    wait_until(tab, f"{paper}.contentDocument.activeElement !== {paper}.contentDocument.body")
    tab.press("End")
    tab.type(" twice")
    tab.press("Enter")
    tab.type("Feed the hamster")
    changes = "[...document.querySelectorAll('#changes li span')]"
    wait_until(tab, f"{changes}[1]?.textContent.includes('hamster')")
    assert tab.run(f"return {changes}.map(change => change.textContent)") == [
        "First-day checklist: “Walk the exits” is now “Walk the exits twice”",
        "First-day checklist: added “Feed the hamster”",
    ]
