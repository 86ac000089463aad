"""The way of a screen reader through the page: what it hears from the start to the saved sheet.

It is written down in heard/page.txt, as a script to read: what stands there, and what is said and
where the reader is after each thing that is done. After a change that is meant run
pytest tests/web/test_page_heard.py --update-golden, and read the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from browsers import open_context, open_page
from own_names import is_ours
from playwright.sync_api import Browser, BrowserContext, Page, expect
from screen_reader import Reader, Story, check_script
from served import Served

pytestmark = pytest.mark.slow

_SCRIPT = Path(__file__).parent / "heard" / "page.txt"


@pytest.fixture(scope="module")
def warm(server: Served, browser: Browser) -> Served:
    """The server once it has made a sheet: what takes long is told of, and no part of this way."""
    for locale in ("en-US", "es-MX"):
        page = open_page(browser, locale=locale)
        page.goto(server.address)
        page.locator("[data-role]").first.click()
        expect(page.locator("#fit")).not_to_be_empty()
        page.close()
    return server


def way(page: Page, address: str, language: str) -> Story:
    """Go the whole way, by keyboard where a hand would not be needed."""
    story = Story(Reader(page), partial(is_ours, language=language))
    press = page.keyboard.press
    people = page.locator("[data-list=contacts]")

    def on(selector: str, *, key: str = "Enter", last: bool = False) -> Callable[[], None]:
        found = page.locator(selector)
        return partial((found.last if last else found.first).press, key)

    def typed(selector: str, text: str) -> Callable[[], None]:
        return partial(page.locator(selector).press_sequentially, text, delay=150)

    story.do("Open the page", partial(page.goto, address), keeps_focus=False)
    story.read("The start")
    story.do("Choose the first kind of aide", on("[data-role]"))
    story.read("The form and the sheet")

    story.do("Type a name", typed("#f-para_name", "Ana Ruiz"))
    story.do("Type a time", typed("#f-arrive", "7:45"))
    story.do("Type what is no time", typed("#f-leave", "25:99"))
    story.do("Undo", partial(press, "Control+z"))
    story.do("Redo", partial(press, "Control+y"))
    story.do("Type the time right", partial(page.locator("#f-leave").fill, "3:15"))
    story.do("Type a name of a student", typed("#f-teacher_note", "Marcus sits there."))
    story.read(
        "What there is to look at", within=page.locator("#sheet").get_attribute("aria-label") or ""
    )
    story.do("Keep these words", on(".says button", last=True))
    story.do(
        "Say why, and Enter", partial(page.keyboard.type, "the hamster"), partial(press, "Enter")
    )

    story.do("Open “Your people”", on("details:has([data-list=contacts]) > summary"))
    story.do("Add a person", on("[data-list=contacts] [data-do=add]"))
    story.do("Type who it is", partial(page.keyboard.type, "Coach"))
    story.do("Add another", on("[data-list=contacts] [data-do=add]"))
    story.read(
        "The last person", within=people.locator(".row").last.get_attribute("aria-label") or ""
    )
    story.do("Move it up", on("[data-list=contacts] [data-do=up]", last=True))
    story.do("Take it out", on("[data-list=contacts] [data-do=remove]", last=True))
    story.do("Bring it back, by the notice", on("#notice-act"))
    story.do("Close “Your people”", on("details:has([data-list=contacts]) > summary"))

    story.do("Open the list of boxes", on("details:has(#boxes) > summary"))
    story.do("Take a box off", on("#boxes input:enabled", key="Space"))
    story.do("Bring it back", partial(press, "Space"))
    story.do("Move a box down", on("#boxes [data-do=down]:enabled"))
    story.do("Close the list of boxes", on("details:has(#boxes) > summary"))

    story.do(
        "Go to a heading on the sheet",
        partial(page.frame_locator("#paper").locator("#checklist h2 [data-line]").focus),
    )
    story.do("Escape to the buttons of the box", partial(press, "Escape"))
    story.read(
        "The buttons of a box", within=page.locator("#box-bar").get_attribute("aria-label") or ""
    )
    story.do("Move the box up", partial(press, "ArrowUp"))
    story.do("Escape to its words", partial(press, "Escape"))
    story.do(
        "Down to a bullet, and type",
        partial(press, "ArrowDown"),
        partial(page.keyboard.type, "1. "),
    )
    story.do("Escape to the buttons of the box", partial(press, "Escape"))
    story.do("Take the box off", on("#box-bar [data-do=off]"))
    story.do("Bring it back, by the notice", on("#notice-act"))
    story.do("Add a box that is ready", on(".adding > summary"), on(".adding [data-ready]"))
    story.do("Open the list of changes", on("#changes > summary"))
    story.do("Take one back", on("#changes button"))

    story.do("Open “Save”", on("#save"))
    story.read("The dialog to save")
    story.do("Save a file", on("[data-kind=html]"))
    story.do("Close the dialog", partial(press, "Escape"))
    story.do("Reword the sheet", on("#reword"))
    story.read("The dialog to reword")
    story.do("Leave it as it was", on("#reword-cancel"))
    story.do(
        "Keep this sheet, go to the start",
        on("#save"),
        on("#another"),
        keeps_focus=False,
    )
    story.do("Throw the sheet away", on("#draft-away"))
    story.do("Bring it back", on("#notice-act"))
    return story


def test_what_a_screen_reader_hears_on_the_page(
    warm: Served, context: BrowserContext, request: pytest.FixtureRequest
) -> None:
    story = way(context.new_page(), warm.address, "en")
    check_script(_SCRIPT, story, request.config)


@pytest.mark.parametrize(("language", "locale"), [("en", "en-US"), ("es", "es-MX")])
def test_all_that_can_be_opened_is_named_in_the_language_of_the_page(
    language: str, locale: str, warm: Served, browser: Browser
) -> None:
    """With each part of the form open, and a row in each list."""
    context = open_context(browser, locale=locale)
    page = context.new_page()
    story = Story(Reader(page), partial(is_ours, language=language))
    page.goto(warm.address)
    story.read("The start")
    page.locator("[data-role]").first.click()
    expect(page.locator("#boxes li").first).to_be_attached()
    page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("form details")) one.open = true;
          for (const one of document.querySelectorAll("form [data-do=add]")) one.click();
        }"""
    )
    story.read("The form")
    for frame in page.frames[:2]:  # the page and the sheet
        assert frame.evaluate("document.documentElement.lang") == language
    for link in page.locator("nav a[hreflang]").all():
        assert link.get_attribute("lang") == link.get_attribute("hreflang")
    page.locator("#save").click()
    page.locator("#more-kinds").evaluate("more => { more.open = true; }")
    story.read("The dialog to save")
    context.close()
    assert not story.faults, "\n".join(story.faults)
