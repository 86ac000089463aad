"""The buttons that move, add and remove: where they stand, and on a phone."""

from __future__ import annotations

from pathlib import Path

from browsers import open_page
from editing import Browser, click, opened, source
from playwright.sync_api import Browser as ChromiumBrowser
from playwright.sync_api import expect


def rectangle(browser: Browser, selector: str) -> dict[str, float]:
    found: dict[str, float] = browser.run(
        f"return document.querySelector({selector!r}).getBoundingClientRect().toJSON()"
    )
    return found


def test_the_buttons_of_a_box_stand_at_its_corner(browser: Browser, file: Path) -> None:
    opened(browser, file, source("full"))
    for box in ("role", "participation", "watch-for", "calm", "checklist"):
        click(browser, f"#{box} h2 > span")
        tools, around = rectangle(browser, ".box-tools"), rectangle(browser, f"#{box}")
        heading = rectangle(browser, f"#{box} h2")
        assert abs(tools["bottom"] - heading["top"]) < 4, box
        assert around["left"] < tools["left"] and tools["right"] <= around["right"], box
        assert browser.run(
            "return getComputedStyle(document.querySelector('.box-tools'), '::before').content"
        )


def test_the_buttons_of_a_bullet_stand_in_the_margin_beside_its_box(
    browser: Browser, file: Path
) -> None:
    opened(browser, file, source("full"))
    for box, is_left in (("participation", True), ("watch-for", False), ("checklist", False)):
        click(browser, f"#{box} :is(li, tbody td)")
        tools = rectangle(browser, ".tools:not(.box-tools)")
        around = rectangle(browser, f"#{box}")
        apart = around["left"] - tools["right"] if is_left else tools["left"] - around["right"]
        assert 0 <= apart < 60, box


def test_a_phone_reads_first_and_a_slip_takes_no_box_out(
    chromium_browser: ChromiumBrowser, file: Path
) -> None:
    file.write_text(source("full"), encoding="utf-8")
    page = open_page(
        chromium_browser, viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True
    )
    page.goto(file.as_uri())
    status, notice = page.locator("[data-ui=status]"), page.locator("[data-ui=notice]")
    expect(status).to_have_text("Press Edit to change words")
    assert not page.locator("main [contenteditable]:not([contenteditable=false])").count()
    page.get_by_role("button", name="Edit", exact=True).tap()
    expect(status).to_have_text("Click on any words to change them")
    page.locator("#checklist li").first.tap()
    visible = page.locator(".tools:visible")
    expect(visible).to_have_count(1)  # those of one thing at a time, and named
    expect(visible).to_have_accessible_name("This bullet")
    page.locator("#checklist h2 > span").tap()
    expect(visible).to_have_accessible_name("This box")
    bar, tools = page.locator("[data-ui=bar]").bounding_box(), visible.bounding_box()
    assert bar and tools and tools["y"] >= bar["y"] + bar["height"]
    remove = page.get_by_role("button", name="Remove this box")
    remove.tap()
    expect(notice).to_contain_text("once more")
    expect(page.locator("#checklist")).to_be_visible()
    remove.tap()
    expect(page.locator("#checklist")).to_have_count(0)
    page.close()
