"""What the privacy check finds is marked in the form while it is typed, and one press mends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe import AXE_TAGS, axe_violations
from playwright.sync_api import Page, Route, expect


@pytest.fixture
def page(open_tab: Callable[[], Page]) -> Page:
    page = open_tab()
    page.get_by_role("button", name="Classroom aide").click()
    expect(page.locator("#fit")).to_contain_text("Fits")
    page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    return page


def marked(page: Page) -> list[str]:
    return page.locator("#form mark").all_text_contents()


def test_words_are_marked_where_they_stand_and_one_press_mends_them(page: Page) -> None:
    note = page.locator("[name=teacher_note]")
    note.fill("  Hi. Sit by Marcus Todd.\nAsk me anything. ")
    expect(page.locator("#form mark")).to_have_text(["Marcus", "Todd"])
    says = page.locator("#f-teacher_note-says")
    expect(says).to_contain_text("This has what looks like a name")
    assert says.locator("> span").count() == 1
    # The mark lies on the words: where a click puts the caret is where they are.
    box = page.locator("#form mark").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    caret = note.evaluate("one => one.selectionStart")
    assert 13 < caret < 20, caret
    held: list[Route] = []
    page.route("**/preview", lambda asked: held.append(asked))
    page.keyboard.type("x")
    assert marked(page) in (["Todd"], [])  # at once, before the server has spoken
    for asked in held:
        asked.continue_()
    page.unroute("**/preview")
    page.keyboard.press("Backspace")
    expect(page.locator("#form mark")).to_have_text(["Marcus", "Todd"])
    assert axe_violations(page, (*AXE_TAGS, "wcag22aa")) == []
    says.get_by_role("button", name="Show the words").press("Enter")
    expect(note).to_be_focused()
    assert note.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)") in (
        "Marcus",
        "Todd",
    )
    says.get_by_role("button", name="Write “a student”").press("Enter")
    expect(note).to_have_value("  Hi. Sit by a student.\nAsk me anything. ")
    expect(page.locator("#form mark")).to_have_count(0)
    expect(note).to_be_focused()
    page.keyboard.press("Control+z")
    expect(note).to_have_value("  Hi. Sit by Marcus Todd.\nAsk me anything. ")


def test_cells_of_rows_have_marks_too_and_point_to_the_plan(page: Page) -> None:
    for text in ("", "Dele su inhalador a Sofía a las 9"):
        page.get_by_role("button", name="Add a line of the day").click()
        if text:
            page.locator("[data-list=schedule] [data-column=para_does]").last.fill(text)
    row = page.locator("[data-list=schedule] .row").last
    expect(row.locator(".cell-para_does mark")).to_have_count(2)
    expect(row.locator(".says")).to_contain_text("Esto habla de salud")
    row.get_by_role("button", name="Write “Vea el plan del estudiante.”").first.click()
    expect(row.locator("[data-column=para_does]")).to_have_value("Vea el plan del estudiante.")
    expect(row.locator("mark")).to_have_count(0)
    expect(row.locator(".says")).to_have_text("")


def test_what_may_stand_is_marked_no_more(page: Page) -> None:
    page.locator("[name=class_title]").fill("Hannah helps at 9")
    expect(page.locator("#form mark")).to_have_text(["Hannah"])
    says = page.locator("#f-class_title-says")
    says.get_by_role("button", name="Keep these words").click()
    says.get_by_label("Why may it stand?").fill("Hannah is the music aide.")
    page.keyboard.press("Enter")
    expect(page.locator("#form mark")).to_have_count(0)
    expect(says).to_have_text("")
