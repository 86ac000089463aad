"""Where things stand on the page: on a small phone, on a wide screen, in forced colors."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

import pytest
from browsers import Firefox, open_context, wait_until
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from served import Served

_LABELS = """() => [...document.querySelectorAll("#form .field > label")]
    .filter(label => label.checkVisibility())
    .filter(label => {
        const input = document.getElementById(label.htmlFor);
        return label.getBoundingClientRect().bottom > input.getBoundingClientRect().top + 1;
    })
    .map(label => label.textContent)"""
# The middle of each line to write on that is in sight, in dots of the window.
_WRITING_LINES = """
    const frame = document.getElementById("paper"), desk = document.getElementById("desk").getBoundingClientRect();
    const outer = frame.getBoundingClientRect(), factor = outer.width / frame.offsetWidth;
    return [...frame.contentDocument.querySelectorAll(".wl, .notes p, .hours.open tbody td:first-child, .facts .open .u:only-child")]
        .map(line => line.getBoundingClientRect())
        .map(line => [outer.left + (line.left + line.width / 2) * factor, outer.top + line.bottom * factor])
        .filter(([, y]) => y > desk.top + 4 && y < desk.bottom - 4);
"""
_WRONG = ("arrive", "leave")


@pytest.fixture(scope="module")
def wrong_page(browser: Browser, server: Served) -> Iterator[Page]:
    """The page with each section open, and with four mistakes on it."""
    with open_context(browser) as context:
        page = context.new_page()
        page.goto(server.address)
        page.get_by_role("button", name="Classroom aide").click()
        for name in _WRONG:
            page.locator(f"[name={name}]").fill("7:99")
        page.evaluate(
            "document.querySelectorAll('#form .section').forEach(one => (one.open = true))"
        )
        page.locator("[name=wait_seconds]").fill("soon")
        page.locator("[name=call_for_help]").fill("Press the red button. " * 20)
        yield page


@pytest.fixture
def page(wrong_page: Page) -> Page:
    """The same for all tests that only look at it: with the form in sight, from its top."""
    wrong_page.set_viewport_size({"width": 320, "height": 860})
    wrong_page.locator("[data-see=form]").click()
    wrong_page.set_viewport_size({"width": 1280, "height": 860})
    wrong_page.evaluate("scrollTo(0, 0)")
    expect(wrong_page.locator("#problems li")).to_have_count(4)
    return wrong_page


@pytest.mark.parametrize("height", [568, 667])
def test_problems_leave_the_sheet_in_sight_on_a_small_phone(page: Page, height: int) -> None:
    page.set_viewport_size({"width": 320, "height": height})
    page.locator("[data-see=sheet]").click()
    paper, switch = page.locator("#desk .paper"), page.locator(".switch")
    below = switch.bounding_box()
    top = paper.bounding_box()
    assert below and top and top["y"] < below["y"]
    last = page.locator("#problems li").last.get_by_role("button")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("width", [320, 760, 1280, 1560, 1920])
def test_each_label_is_above_its_field(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate(_LABELS) == []
    boxes = [page.locator(f"[name={name}]").bounding_box() for name in _WRONG]
    assert boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"]


@pytest.fixture(params=["light", "dark"])
def forced(browser: Browser, server: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = open_context(browser, forced_colors="active", color_scheme=request.param)
    page = context.new_page()
    page.goto(server.address)
    yield page
    context.close()


def test_the_white_hand_and_ticks_are_seen_in_forced_colors(forced: Page) -> None:
    forced.get_by_role("button", name="Classroom aide").click()
    call = forced.frame_locator("#paper").locator(".help .call")
    color = call.evaluate("element => getComputedStyle(element).backgroundColor")
    red, green, blue = map(int, color.removeprefix("rgb(").removesuffix(")").split(","))
    assert red > 100 > max(green, blue), color
    words = forced.frame_locator("#paper").locator(".help .words")
    assert words.evaluate("element => getComputedStyle(element).forcedColorAdjust") == "auto"
    tick = forced.frame_locator("#paper").locator(".ticks > li").first  # its box is dark
    color = tick.evaluate("element => getComputedStyle(element).backgroundColor")
    assert color == "rgb(255, 255, 255)"


def test_firefox_draws_each_writing_line_however_small_the_sheet(
    server: Served, tab: Firefox
) -> None:
    tab.send("WebDriver:Navigate", {"url": server.address})
    tab.run("document.querySelector('[data-role=classroom]').click()")
    wait_until(tab, "document.getElementById('fit').textContent.includes('Fits')")
    lost = []
    for width in range(1000, 1300, 60):
        tab.resize(width, 1100)
        tab.run("return new Promise(done => setTimeout(done, 300))")
        lines = tab.run(_WRITING_LINES)
        assert len(lines) > 15
        screen = base64.b64decode(tab.send("WebDriver:TakeScreenshot", {"full": False}))
        drawn = Image.open(io.BytesIO(screen)).convert("L")
        for x, y in lines:
            around = drawn.crop((round(x), round(y) - 3, round(x) + 1, round(y) + 4)).tobytes()
            if max(around) - min(around) < 40:
                lost.append((width, x, y))
    assert not lost
