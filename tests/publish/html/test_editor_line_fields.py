"""Fields within lines in the editor: typed in, erased, split, pasted into, saved and read back."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from editing import Browser, click_until_hit, do, event, opened, saved
from pages import Room
from paths import CASES

FOLDER = CASES / "line_fields"
WAIT = "#participation li"
ROOM = f"{WAIT} [data-field=room]"
FOLDER_BLANK = "#participation [data-field=plans_location]"


@cache
def source() -> str:
    return Room(FOLDER / "room.yaml", FOLDER / "district.yaml").made()


def line(page: str, part: str) -> str:
    """The line with `part` in it, its fields as {name=words}."""
    found = next(each for each in page.splitlines() if part in re.sub(r"<[^>]*>", "", each))
    named = re.sub(
        r'<span (?:class="u u\d+" )?data-field="([^"]*)">([^<]*)</span>', r"{\1=\2}", found.strip()
    )
    return re.sub(r"<[^>]*>", "", named)


def words_in_places(browser: Browser, name: str) -> set[str]:
    """What a field says, in all its places on the screen."""
    found: list[str] = browser.run(
        f"return [...document.querySelectorAll('main [data-field=\"{name}\"]')]"
        ".map(field => field.textContent.replaceAll('\\u200b', ''))"
    )
    return set(found)


def select(browser: Browser, selector: str, start: int, end: int) -> None:
    """Select letters of a field."""
    browser.run(f"""
        const field = document.querySelector({selector!r}), range = document.createRange();
        field.closest("[contenteditable]").focus();
        range.setStart(field.firstChild, {start}); range.setEnd(field.firstChild, {end});
        getSelection().removeAllRanges(); getSelection().addRange(range);
        return new Promise(done => setTimeout(done, 30));
    """)


def click_middle(browser: Browser, selector: str) -> None:
    place = f"""
        const element = document.querySelector({selector!r});
        element.scrollIntoView({{ block: "center" }});
        const {{ left, top, width, height }} = element.getBoundingClientRect();
        return [left + width / 2, top + height / 2];
    """
    click_until_hit(browser, selector, place)


def test_an_untouched_page_is_saved_as_it_was(browser: Browser, file: Path) -> None:
    opened(browser, file, source())
    assert saved(browser) == source()


def test_words_typed_into_a_field_stand_in_all_its_places(browser: Browser, file: Path) -> None:
    opened(browser, file, source())
    do(browser, f"click: {ROOM}", "type: b")
    assert words_in_places(browser, "room") == {"Room 12b"}
    select(browser, ROOM, 0, 8)
    do(browser, "type: Gym")
    assert words_in_places(browser, "room") == {"Gym"}
    do(browser, "Backspace", "Backspace", "Backspace")
    assert words_in_places(browser, "room") == {""}
    do(browser, "type: Hall")
    assert words_in_places(browser, "room") == {"Hall"}
    assert line(saved(browser), "seconds. In") == (
        "Wait {wait_seconds=10} seconds. In {room=Hall}, ask {contacts.1.name=Ms. Rivera}."
    )
    do(browser, "Control+z", "Control+z")
    assert words_in_places(browser, "room") == {"Gym"}


def test_a_blank_is_filled_in_an_open_and_in_a_locked_line(browser: Browser, file: Path) -> None:
    opened(browser, file, source())
    click_middle(browser, FOLDER_BLANK)
    do(browser, "type: Desk")
    click_middle(browser, "#who [data-field=restroom]")
    do(browser, "type: Hall")
    assert words_in_places(browser, "plans_location") == {"Desk"}
    assert words_in_places(browser, "restroom") == {"Hall"}
    page = saved(browser)
    assert line(page, "Red folder") == "Red folder: {plans_location=Desk}"
    assert line(page, "The nearest") == "The nearest restroom: {restroom=Hall}"


def test_enter_and_paste_leave_a_field_whole(browser: Browser, file: Path) -> None:
    opened(browser, file, source())
    select(browser, ROOM, 4, 4)
    do(browser, "Enter")
    page = saved(browser)
    assert line(page, "seconds. In") == "Wait {wait_seconds=10} seconds. In {room=Room 12}"
    assert line(page, ", ask") == ", ask {contacts.1.name=Ms. Rivera}."
    select(browser, ROOM, 0, 7)
    browser.run(event("paste", "Big\nGym"))
    browser.run("return new Promise(done => setTimeout(done, 30))")
    assert words_in_places(browser, "room") == {"Big Gym"}


def test_edited_saved_read_back_and_made_anew(browser: Browser, file: Path, tmp_path: Path) -> None:
    for name in ("room.yaml", "district.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    room = Room(tmp_path / "room.yaml", tmp_path / "district.yaml")
    opened(browser, file, room.made())
    do(browser, f"click: {ROOM}", "type: b")
    do(browser, f"click: {WAIT}", "End", "type:  Softly.")
    do(browser, "click: #who [data-field='contacts.4.name']", "type:  Jr.")
    room.page.write_text(saved(browser), encoding="utf-8")
    pull = room.pull()
    assert sorted(change.kind for change in pull.changes) == ["field", "reworded", "reworded"]
    assert pull.problems == ()
    page = room.made()
    assert line(page, "Softly") == (
        "Wait {wait_seconds=10} seconds. In {room=Room 12b},"
        " ask {contacts.1.name=Ms. Rivera}. Softly."
    )
    assert "{contacts.4.name=Mr. O'Brien Jr.}" in line(page, "Ask Ms. Rivera, then")
    text = room.customization.read_text("utf-8")
    room.customization.write_text(text.replace("Room 12b", "Room 31"), encoding="utf-8")
    assert "In {room=Room 31}, ask" in line(room.made(), "Softly")


@pytest.mark.parametrize("words", ["a few", "99"])
def test_a_field_in_a_line_tells_what_it_takes(browser: Browser, file: Path, words: str) -> None:
    opened(browser, file, source())
    select(browser, f"{WAIT} [data-field=wait_seconds]", 0, 2)
    do(browser, f"type: {words}")
    message = browser.run("return document.querySelector('[data-ui=check]').textContent")
    assert message
