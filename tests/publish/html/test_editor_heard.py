"""The way of a screen reader through the editor in the HTML file, written down in
heard/editor.txt: what stands there, and what is said and where the reader is after each thing that
is done. After a change that is meant run
pytest tests/publish/html/test_editor_heard.py --update-golden, and read the difference.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from editing import source
from own_names import is_ours
from playwright.sync_api import BrowserContext, Page
from screen_reader import Reader, Story, check_script

pytestmark = pytest.mark.slow

_SCRIPT = Path(__file__).parent / "heard" / "editor.txt"


def way(page: Page, address: str) -> Story:
    """Change lines and boxes by keyboard, and save."""
    story = Story(Reader(page), is_named)
    press = page.keyboard.press

    def caret(selector: str) -> None:
        """Put the caret at the end of the first such place."""
        page.evaluate(
            """selector => {
              const place = document.querySelector(selector);
              (place.closest("[contenteditable=true]") ?? place).focus();
              getSelection().selectAllChildren(place);
              getSelection().collapseToEnd();
            }""",
            selector,
        )

    page.add_init_script("delete window.showSaveFilePicker")
    story.do("Open the file", partial(page.goto, address), keeps_focus=False)
    story.read("The bar and the sheet")
    story.do("Go to a bullet", partial(caret, "#team li"))
    story.read("The buttons", within="Buttons in the margin")
    story.do("Type", partial(page.keyboard.insert_text, " Say so."))
    story.do("Undo", partial(press, "Control+z"))
    story.do("Redo", partial(press, "Control+y"))
    story.do("Move the bullet down", partial(press, "Alt+ArrowDown"))
    story.do("Escape to its buttons", partial(press, "Escape"))
    story.do("On to the last of them", *[partial(press, "ArrowRight")] * 3)
    story.do("Take the bullet out", partial(press, "Enter"))
    story.do("Go to a field", partial(caret, "[data-field=arrive]"))
    story.do("Type what is no time", partial(page.keyboard.insert_text, " soon"))
    story.read("What is wrong there", within="Arrives")
    story.do("Undo", partial(press, "Control+z"))
    story.do("Go to a heading", partial(caret, "#checklist h2 > span"))
    story.do("Move the box up", partial(press, "Alt+Shift+ArrowUp"))
    story.do("Escape to its buttons", partial(press, "Escape"))
    story.do("Add a box", partial(page.locator(".box-tools [name=add]").press, "Enter"))
    story.do("Take it out again", partial(page.locator(".box-tools [name=remove]").press, "Enter"))
    story.do("Go to a locked box", partial(page.locator(".block.locked").first.focus))
    story.do(
        "Make it too long",
        partial(caret, "#team li"),
        partial(page.keyboard.insert_text, " too many words" * 40),
    )
    story.do("Save", partial(page.locator("[data-ui=bar] [name=save]").press, "Enter"))
    return story


def is_named(name: str) -> bool:
    """Return whether a name is words of ours: a box that is ticked is named by its own."""
    return is_ours(name, "en") or name.endswith(": done")


def test_what_a_screen_reader_hears_in_the_editor(
    shared_context: BrowserContext, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "room 12.html"
    file.write_text(source("full"), encoding="utf-8")
    page = shared_context.new_page()
    story = way(page, file.as_uri())
    page.evaluate("localStorage.clear()")
    page.close(run_before_unload=False)
    check_script(_SCRIPT, story, request.config)
