"""Drafts in the browser: no click loses one, and what is thrown away is nowhere any more."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from browsers import Firefox
from playwright.sync_api import BrowserContext, Page, expect
from served import Served, wait_until_stored

MARKER = "zephyr-quartz"
_ALL = "JSON.stringify([{...localStorage}, {...sessionStorage}])"


def write_sheet(page: Page, aide: str, role: str = "Classroom aide") -> None:
    # By its key: drafts of another tab, which come now, move it away from the mouse.
    page.get_by_role("button", name=role).press("Enter")
    page.get_by_label("Aide", exact=True).fill(aide)
    expect(page.locator("#kept")).to_have_text("Draft kept in this browser")


def stored(page: Page) -> str:
    return str(page.evaluate(_ALL))


def aides(page: Page) -> list[str]:
    """The aides of the drafts that are on offer."""
    drafts = page.locator("#draft li span").all_inner_texts()
    return [text.removeprefix("For ").removesuffix(".") for text in drafts]


def copy_draft(page: Page, count: int) -> None:
    """Keep `count` sheets more, later ones, for Aide 1 and on: as if each had been written."""
    page.evaluate(
        """count => {
            const [key] = Object.keys(localStorage).filter(key => key.startsWith("handout-draft"));
            const draft = JSON.parse(localStorage.getItem(key));
            for (let n = 1; n <= count; n++) {
                const answers = { ...draft.answers, para_name: `Aide ${n}` };
                const later = { ...draft, answers, when: draft.when + n };
                localStorage.setItem(key + n, JSON.stringify(later));
            }
        }""",
        count,
    )


def start_anew(page: Page) -> None:
    page.locator("#save").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Start a new sheet").click()


# ---- nothing is kept that should not be


def test_starting_a_new_sheet_leaves_nothing(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    write_sheet(page, MARKER)
    page.get_by_label("Room", exact=True).fill(f"{MARKER} 2")  # not kept yet
    start_anew(page)
    expect(page.locator("#draft")).to_be_hidden()
    page.reload()
    page.wait_for_timeout(600)
    assert stored(page) == "[{},{}]"
    page.goto("about:blank")
    page.go_back()
    page.wait_for_timeout(600)
    assert stored(page) == "[{},{}]"


def test_starting_a_new_sheet_leaves_nothing_in_another_tab(open_tab: Callable[[], Page]) -> None:
    first, second = open_tab(), open_tab()
    write_sheet(first, f"{MARKER} one")
    write_sheet(second, f"{MARKER} two")
    start_anew(first)
    expect(second.locator("#start")).to_be_visible()
    expect(second.locator("#notice")).to_contain_text("thrown away in another tab")
    assert MARKER not in second.content()
    second.close(run_before_unload=True)
    first.wait_for_timeout(600)
    assert stored(first) == "[{},{}]"


def test_throwing_a_draft_away_leaves_nothing(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    write_sheet(page, MARKER)
    page.evaluate(
        "localStorage.setItem('handout room /reword', 'zephyr-quartz'); sessionStorage.setItem('handout-x', 'zephyr-quartz')"
    )  # as an earlier release left it
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    assert stored(page) == "[{},{}]"
    page.get_by_role("button", name="Bring it back").click()
    assert aides(page) == [MARKER]
    page.get_by_role("button", name="Throw it away").click()
    page.goto("about:blank")
    page.go_back()
    expect(page.locator("#draft")).to_be_hidden()
    expect(page.get_by_role("button", name="Bring it back")).to_be_hidden()
    page.wait_for_timeout(600)
    assert stored(page) == "[{},{}]"


def test_what_comes_back_from_the_history_does_not_bring_its_words_back(
    open_tab: Callable[[], Page],
) -> None:
    page = open_tab()
    write_sheet(page, MARKER)
    page.goto("about:blank")
    other = open_tab()
    other.get_by_role("button", name="Throw it away").click()
    page.go_back()
    expect(page.locator("#start")).to_be_visible()
    page.wait_for_timeout(600)
    # As a page that was kept in memory is shown again.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.wait_for_timeout(300)
    assert stored(page) == "[{},{}]"


def test_a_sheet_that_was_thrown_away_elsewhere_is_not_kept_again(
    open_tab: Callable[[], Page],
) -> None:
    page = open_tab()
    write_sheet(page, MARKER)
    page.evaluate("localStorage.clear()")  # unseen by this tab, as while it is out of sight
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.wait_for_timeout(600)
    assert stored(page) == "[{},{}]"


def test_a_rewording_that_was_left_is_kept_with_its_sheet_and_goes_with_it(
    open_tab: Callable[[], Page],
) -> None:
    page = open_tab()
    write_sheet(page, "Sam")
    page.get_by_role("button", name="Reword the sheet").click()
    editor = page.frame_locator("#reword-frame")
    editor.locator("#checklist li").first.click()
    page.keyboard.press("End")
    page.keyboard.type(f" {MARKER}")
    wait_until_stored(page, MARKER)
    page.reload()
    assert [key for key in json.loads(stored(page))[0] if "/reword" in key] == []
    assert MARKER in stored(page)
    page.get_by_role("button", name="Go on with it").click()
    page.get_by_role("button", name="Go on rewording").click()
    editor.locator("[data-ui=draft] button").first.click()
    expect(editor.locator("#checklist li").first).to_contain_text(MARKER)
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    assert stored(page) == "[{},{}]"


def test_the_way_back_leads_to_the_start_and_loses_nothing(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    start, drafts = page.locator("#start"), page.locator("#draft li span")
    page.get_by_role("button", name="Classroom aide").click()
    page.get_by_label("Aide", exact=True).press_sequentially("Sam")  # not kept yet
    skip = page.get_by_role("link", name="Skip to the form")
    skip.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#work")
    page.go_back()
    expect(page.locator("#work")).to_be_visible()
    page.go_back()
    expect(start).to_be_visible()
    expect(drafts).to_have_text(["For Sam."])
    page.go_forward()
    expect(start).to_be_visible()
    page.get_by_role("button", name="Go on with it").click()
    page.get_by_role("button", name="Reword the sheet").click()
    page.frame_locator("#reword-frame").locator("#checklist li").first.click()
    page.keyboard.type(MARKER)
    wait_until_stored(page, MARKER)
    page.go_back()
    expect(start).to_be_visible()
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_role("button", name="Go on rewording")).to_be_visible()


def test_where_nothing_can_be_stored_all_else_works(
    open_tab: Callable[[], Page], context: BrowserContext
) -> None:
    context.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) {
            const get = () => { throw new DOMException("", "SecurityError"); };
            Object.defineProperty(window, name, { get });
        }"""
    )
    page = open_tab()
    mistakes: list[str] = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.get_by_role("button", name="Classroom aide").click()
    page.get_by_label("Aide", exact=True).fill("Sam")
    expect(page.locator("#kept")).to_contain_text("This browser keeps no draft")
    page.get_by_role("button", name="Reword the sheet").click()
    page.frame_locator("#reword-frame").locator("#checklist li").first.click()
    page.keyboard.press("End")
    page.keyboard.type(f" {MARKER}")
    page.get_by_role("button", name="Done").click()
    words = page.frame_locator("#paper").locator("#checklist li").first
    expect(words).to_contain_text(MARKER)
    expect(page.frame_locator("#paper").locator(".tag")).to_contain_text("Sam")
    page.goto(f"{page.url}office")
    expect(page.locator("#choose")).to_be_visible()
    assert mistakes == []


def test_a_rewording_that_was_left_out_comes_back(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    write_sheet(page, "Sam")
    page.get_by_role("button", name="Reword the sheet").click()
    editor, notice = page.frame_locator("#reword-frame"), page.locator("#notice")
    editor.locator("#checklist li").first.click()
    page.keyboard.press("End")
    page.get_by_role("button", name="Leave it as it was").click()
    expect(page.locator("#rewording")).to_be_hidden()
    expect(notice).to_be_hidden()  # nothing was reworded
    page.get_by_role("button", name="Reword the sheet").click()
    editor.locator("#checklist li").first.click()
    page.keyboard.press("End")
    page.keyboard.type(f" {MARKER}")
    wait_until_stored(page, MARKER)
    page.get_by_role("button", name="Leave it as it was").click()
    expect(notice).to_contain_text("Thrown away.")
    page.wait_for_timeout(600)
    assert MARKER not in stored(page)
    notice.get_by_role("button", name="Bring it back").click()
    editor.locator("[data-ui=draft] button").first.click()
    page.get_by_role("button", name="Done").click()
    words = page.frame_locator("#paper").locator("#checklist li").first
    expect(words).to_contain_text(MARKER)


def test_firefox_leaves_nothing_either(server: Served, tab: Firefox) -> None:
    def wait_for(script: str) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if tab.run(f"return {script}"):
                return
            time.sleep(0.02)
        raise AssertionError(script)

    def kept_now() -> str:
        return str(tab.run(f"return {_ALL}"))

    def write() -> None:
        wait_for("document.querySelector('[data-role]')")
        tab.run("document.querySelector('[data-role=bus]').click()")
        wait_for("document.querySelector('#fit').textContent.includes('Fits')")
        tab.run("document.querySelector('#f-para_name').focus()")
        tab.type(MARKER)
        wait_for(f"{_ALL}.includes('{MARKER}')")

    def go(address: str) -> None:
        tab.send("WebDriver:Navigate", {"url": address})

    home = f"http://127.0.0.1:{server.port}/"
    go(server.address)
    write()
    tab.run("self.confirm = () => true; document.querySelector('#new').click()")
    time.sleep(1)
    wait_for("!document.querySelector('#start').hidden")
    assert kept_now() == "[{},{}]"
    go(home)
    time.sleep(0.5)
    assert kept_now() == "[{},{}]"
    write()
    go(home)
    time.sleep(0.5)
    wait_for("document.querySelector('#draft-away')")
    tab.run("document.querySelector('#draft-away').click()")
    go("about:blank")
    tab.send("WebDriver:Back", {})
    time.sleep(0.6)
    assert kept_now() == "[{},{}]"


# ---- no click loses a draft


def test_no_click_takes_the_place_of_a_draft(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    write_sheet(page, "An hour of work")
    page.reload()
    for role in ("Bus aide", "Substitute aide"):  # looked at, and nothing typed
        page.get_by_role("button", name=role).click()
        page.wait_for_timeout(600)
        page.reload()
        assert aides(page) == ["An hour of work"]
    write_sheet(page, "Sam", "Bus aide")
    page.reload()
    assert aides(page) == ["Sam", "An hour of work"]
    for kept in ([], ["Ana, B202"]):  # opened and looked at, then typed into
        page.locator("#file").set_input_files(
            {"name": "b.yaml", "mimeType": "text/yaml", "buffer": b"para_name: Ana\n"}
        )
        expect(page.get_by_label("Aide", exact=True)).to_have_value("Ana")
        expect(page.locator("#fit")).to_contain_text("Fits")
        page.wait_for_timeout(600)
        if kept:
            page.get_by_label("Room", exact=True).fill("B202")
            wait_until_stored(page, "B202")
        page.reload()
        assert aides(page) == [*kept, "Sam", "An hour of work"]
    page.get_by_role("button", name="Copy for another aide").last.click()
    page.wait_for_timeout(600)
    page.reload()
    assert len(aides(page)) == 3
    page.get_by_role("button", name="Go on with it").last.click()
    expect(page.get_by_label("Aide", exact=True)).to_have_value("An hour of work")
    page.locator("#save").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Keep this one and start another").click()
    assert sorted(aides(page)) == ["An hour of work", "Ana, B202", "Sam"]
    page.get_by_role("button", name="Throw it away").first.click()
    assert len(aides(page)) == 2
    page.get_by_role("button", name="Throw all of them away").click()
    assert stored(page) == "[{},{}]"


def test_two_tabs_keep_two_sheets(open_tab: Callable[[], Page]) -> None:
    first, second = open_tab(), open_tab()
    write_sheet(first, "One")
    write_sheet(second, "Two")
    first.get_by_label("Room", exact=True).fill("B101")
    wait_until_stored(first, "B101")
    third = open_tab()
    assert sorted(aides(third)) == ["One, B101", "Two"]


def test_two_tabs_that_go_on_with_one_draft_keep_both(open_tab: Callable[[], Page]) -> None:
    first = open_tab()
    write_sheet(first, "One")
    second = open_tab()
    second.get_by_role("button", name="Go on with it").click()
    second.get_by_label("Room", exact=True).fill("B202")
    wait_until_stored(second, "B202")
    first.get_by_label("Room", exact=True).fill("B101")
    wait_until_stored(first, "B101")
    assert sorted(aides(open_tab())) == ["One, B101", "One, B202"]
    first.reload()  # that alone makes no more of them
    second.reload()
    assert len(aides(second)) == 2


def test_the_last_ten_are_kept_and_the_one_that_goes_is_told(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    write_sheet(page, "Aide 0")
    copy_draft(page, 9)
    page.reload()
    assert aides(page) == [f"Aide {n}" for n in range(9, -1, -1)]
    write_sheet(page, "Aide 10")
    expect(page.locator("#notice")).to_contain_text("made room for this sheet: Aide 0.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save that one as a file").click()
    assert "Aide 0" in download.value.path().read_text()
    page.reload()
    assert aides(page) == [f"Aide {n}" for n in range(10, 0, -1)]


def test_a_sheet_that_is_still_open_does_not_go_because_of_ten_others(
    open_tab: Callable[[], Page],
) -> None:
    page = open_tab()
    write_sheet(page, "Still here")
    other = open_tab()
    copy_draft(other, 9)
    write_sheet(other, "Aide 10")
    other.reload()
    assert aides(other) == [f"Aide {n}" for n in range(10, 0, -1)]
    expect(page.locator("#work")).to_be_visible()
    page.get_by_label("Room", exact=True).fill("B909")
    wait_until_stored(page, "B909")
    assert "Still here, B909" in aides(open_tab())


@pytest.mark.parametrize("years", [-6, 6])
def test_a_clock_that_is_set_anew_loses_no_draft(open_tab: Callable[[], Page], years: int) -> None:
    page = open_tab()
    write_sheet(page, "Sam")
    shift = years * 365 * 24 * 3600 * 1000
    page.evaluate("shift => { const { now } = Date; Date.now = () => now() + shift; }", shift)
    page.get_by_label("Room", exact=True).fill("B909")
    wait_until_stored(page, "B909")
    other = open_tab()
    assert aides(other) == ["Sam, B909"]
    other.get_by_role("button", name="Go on with it").click()
    other.get_by_label("Room", exact=True).fill("B910")
    wait_until_stored(other, "B910")
    other.reload()
    assert aides(other) == ["Sam, B910"]


def test_a_browser_without_room_keeps_what_it_has(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    write_sheet(page, "Before")
    page.reload()
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }; }"
    )
    page.get_by_role("button", name="Bus aide").click()
    page.get_by_label("Aide", exact=True).fill("After")
    expect(page.locator("#kept")).to_contain_text("This browser keeps no draft")
    assert aides(open_tab()) == ["Before"]
