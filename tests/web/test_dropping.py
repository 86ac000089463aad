"""Words and files that are dropped or pasted at any kind of place of the page: they come in, or it
is said that they did not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from browsers import Firefox, wait_until
from playwright.sync_api import FrameLocator, Locator, Page, expect
from served import Served

# At one element of each kind, in one go, before the sheet is laid out again. What the browser itself
# takes it is left to.
_EVERYWHERE = """
    const frame = document.querySelector("#paper").contentDocument, taken = {}, silent = [], twice = [];
    const notice = document.querySelector("#notice"), line = notice.querySelector("p");
    const state = document.querySelector("#state");
    const kindOf = element => [
        element.localName, element.type ?? "", element.closest("[data-block].locked") ? "locked" : "",
        element.closest("[data-block]") ? "box" : "", element.closest("[data-list]")?.dataset.list ?? "",
        element.isContentEditable, element.className, Object.keys(element.dataset).join(),
    ].join("|");
    const seen = new Set();
    const all = [...document.body.querySelectorAll("*"), ...frame.body.querySelectorAll("*")];
    const places = all.filter(element => {
        const kind = kindOf(element);
        const isSeen = element.checkVisibility() && element.getBoundingClientRect().height;
        if (!isSeen || element.localName === "iframe" || seen.has(kind)) return false;
        return seen.add(kind);
    });
    const said = () => document.body.textContent + frame.body.textContent
        + [...document.querySelectorAll("input, textarea")].map(input => input.value).join(" ");
    places.forEach((place, number) => {
        const view = place.ownerDocument.defaultView;
        for (const kind of ["drop", "paste"]) {
            const word = `zebra${kind}${number}x`, data = new view.DataTransfer();
            data.setData("text/plain", word);
            notice.hidden = true;
            line.textContent = "";
            const { left, top, width, height } = place.getBoundingClientRect();
            const at = { clientX: left + width / 2, clientY: top + height / 2 };
            const flags = { bubbles: true, cancelable: true };
            if (kind === "paste") {
                const typed = place.closest("[contenteditable]");
                if (typed) {
                    typed.focus();
                    place.ownerDocument.getSelection().selectAllChildren(typed);
                    place.ownerDocument.getSelection().collapseToEnd();
                }
            }
            const event = kind === "drop"
                ? new view.DragEvent("drop", { ...flags, ...at, dataTransfer: data })
                : Object.defineProperty(new view.Event("paste", flags), "clipboardData", { value: data });
            const isBrowsers = place.closest(":read-write");
            place.dispatchEvent(event);
            const isTold = !notice.hidden;
            const name = `${kind} ${kindOf(place)}`;
            if (!event.defaultPrevented) {
                if (!isBrowsers || isTold) silent.push(name);
                continue;
            }
            const isTaken = said().replace(line.textContent, "").includes(word);
            taken[name] = isTaken;
            if (isTaken && isTold) twice.push(name);
            if (!isTaken && !isTold) silent.push(name);
        }
    });
    return { taken, silent, twice };
"""


def _check_everywhere(found: dict[str, Any]) -> None:
    assert not found["silent"]
    assert not found["twice"]
    taken = [name for name, is_taken in found["taken"].items() if is_taken]
    assert len(found["taken"]) > 100
    assert any(name.startswith("drop h2") for name in taken), taken
    assert any(name.startswith("drop li") for name in taken), taken
    assert not any("|locked|" in name and "|false|" in name and "drop li" in name for name in taken)


def _start(open_tab: Callable[[], Page]) -> tuple[Page, FrameLocator]:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    page.locator("#form details").evaluate_all("all => all.forEach(one => one.open = true)")
    return page, page.frame_locator("#paper")


def test_words_come_in_anywhere_or_it_is_said(open_tab: Callable[[], Page]) -> None:
    page, _ = _start(open_tab)
    _check_everywhere(page.evaluate(f"() => {{ {_EVERYWHERE} }}"))


def test_firefox_too(tab: Firefox, server: Served) -> None:
    tab.send("WebDriver:Navigate", {"url": server.address})
    tab.run("document.querySelector('[data-role=classroom]').click()")
    wait_until(tab, "document.querySelector('#fit').textContent.includes('Fits')")
    tab.run("for (const one of document.querySelectorAll('#form details')) one.open = true")
    _check_everywhere(tab.run(_EVERYWHERE))


def _drag(page: Page, words: Locator, place: Locator) -> None:
    """Drag the first word of a line, by mouse, to the middle of a place."""
    words.scroll_into_view_if_needed()
    box = words.bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + 8, box["y"] + 6)
    page.mouse.move(box["x"] + 8, box["y"] + 6)
    page.mouse.down()
    target = place.bounding_box()
    assert target
    middle = target["x"] + target["width"] / 2, target["y"] + target["height"] / 2
    page.mouse.move(middle[0] - 5, middle[1])
    page.mouse.move(*middle, steps=3)
    page.mouse.up()


def test_words_are_dragged_by_mouse(open_tab: Callable[[], Page]) -> None:
    page, sheet = _start(open_tab)
    page.set_viewport_size({"width": 1600, "height": 2600})
    first = sheet.locator("#checklist li").first
    expect(first).to_have_text("Walk the exits")
    _drag(page, first, sheet.locator("#checklist h2"))
    expect(first).to_have_text("the exits")
    expect(sheet.locator("#checklist h2")).to_contain_text("Walk")
    page.get_by_role("button", name="Undo").click()
    expect(first).to_have_text("Walk the exits")
    _drag(page, first, sheet.locator("#safety li").first)
    expect(page.locator("#notice")).to_contain_text("Locked by")
    expect(first).to_have_text("Walk the exits")
    _drag(page, first, page.locator("#fit"))
    expect(page.locator("#notice")).to_contain_text("No words go in here.")


_DROP_TABLE = """list => {
    const data = new DataTransfer();
    data.setData("text/plain", "7:45-8:00\\tArrival\\n8:00-8:45\\tMath");
    const event = { dataTransfer: data, bubbles: true, cancelable: true };
    list.dispatchEvent(new DragEvent("drop", event));
}"""


@pytest.mark.parametrize(
    "place", ["[data-list=schedule]", "[data-list=schedule] .pasting textarea"]
)
def test_a_timetable_that_is_dropped_becomes_rows(open_tab: Callable[[], Page], place: str) -> None:
    page, _ = _start(open_tab)
    page.locator(place).first.evaluate(_DROP_TABLE)
    expect(page.locator("#notice")).to_contain_text("Rows made of what you pasted: 2.")


def test_a_file_is_opened_wherever_it_is_dropped_or_pasted(open_tab: Callable[[], Page]) -> None:
    page, sheet = _start(open_tab)
    for place in (sheet.locator("#role li").first, sheet.locator("#safety"), page.locator("#fit")):
        for kind in ("drop", "paste"):
            is_taken = place.evaluate(
                """(place, kind) => {
                    const data = new DataTransfer(), flags = { bubbles: true, cancelable: true };
                    data.items.add(new File(["room: '12'"], `${kind}.yaml`));
                    const event = kind === "drop"
                        ? new DragEvent("drop", { ...flags, dataTransfer: data })
                        : new ClipboardEvent("paste", { ...flags, clipboardData: data });
                    place.dispatchEvent(event);
                    return event.defaultPrevented;
                }""",
                kind,
            )
            assert is_taken
            expect(page.locator("#notice")).to_contain_text(f"{kind}.yaml is open")


def test_the_office_page_says_that_it_takes_files(open_tab: Callable[[], Page]) -> None:
    page = open_tab()
    page.goto(page.url.split("?")[0] + "office")
    page.locator("h1").evaluate(_DROP_TABLE)
    expect(page.locator("#state")).to_contain_text("Only files are taken here")
