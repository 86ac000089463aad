"""Words of either direction, typed in a browser and pulled back: whole, and without any mark."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from editing import Browser, do, opened, saved
from pages import Room
from script_fonts import script_fonts
from test_writing_direction import CASES

from handout.content_folders import list_languages
from handout.layout.text.extra_faces import FONTS_VARIABLE

_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ANSWER = "[data-field=call_for_help]"
NOTE = "teacher_note: |\n  - انتظر قليلًا.\n  - ابدأ الآن.\n"


@pytest.fixture(autouse=True)
def fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FONTS_VARIABLE, script_fonts())


def make_room(folder: Path, text: str) -> Room:
    path = folder / "room 12.yaml"
    path.write_text(text, encoding="utf-8")
    return Room(path)


def put_caret_behind(browser: Browser, selector: str) -> None:
    """Put the caret behind an element's words: those of Arabic end at the left."""
    browser.run(f"""
        const element = document.querySelector({selector!r});
        element.closest("[contenteditable]").focus();
        getSelection().selectAllChildren(element);
        getSelection().collapseToEnd();
        return new Promise(done => setTimeout(done, 30));
    """)


def direction_of(browser: Browser, selector: str) -> str:
    return str(browser.run(f"return document.querySelector({selector!r}).dir"))


def pull_saved(browser: Browser, room: Room) -> str:
    """Save the page, pull it back, and return the two files that it is made from."""
    room.page.write_text(saved(browser), encoding="utf-8")
    pull = room.pull()
    assert [problem for problem in pull.problems if not problem.warning] == []
    files = room.customization.read_text(encoding="utf-8") + room.edits
    assert not _MARKS.search(files)
    return files


def test_an_arabic_page_comes_back_as_it_was_typed(browser: Browser, tmp_path: Path) -> None:
    room = make_room(tmp_path, f"language: ar\nteacher_name: Ms. Rivera\n{NOTE}")
    page = room.made()
    opened(browser, room.page, page)
    assert saved(browser) == page
    do(browser, f"click: {ANSWER}", "type: Press 9 (office).")
    assert direction_of(browser, ANSWER) == "ltr"
    put_caret_behind(browser, ".tag [data-field=teacher_name]")
    do(browser, "type:  وليلى (الصف 2).")
    put_caret_behind(browser, ".holds-note li")
    do(browser, "type:  الغرفة 3-4 (B).")
    assert direction_of(browser, ".holds-note li") == ""
    files = pull_saved(browser, room)
    assert "Press 9 (office)." in files and "Ms. Rivera وليلى (الصف 2)." in files
    assert "انتظر قليلًا. الغرفة 3-4 (B)." in files
    made = room.made()
    assert f'{ANSWER[1:-1].replace("=", "=" + chr(34))}" dir="ltr">Press 9 (office).<' in made
    assert not _MARKS.search(
        made.split("<main>")[1].split("</main>")[0].replace("not reviewed.\u200e", "")
    )


def test_arabic_typed_into_an_english_page_keeps_its_direction(
    browser: Browser, tmp_path: Path
) -> None:
    room = make_room(tmp_path, "teacher_name: Ms. Rivera\nteacher_note: |\n  - Wait.\n")
    opened(browser, room.page, room.made())
    do(browser, f"click: {ANSWER}", "type: اضغط الزر (قناة 2).")
    assert direction_of(browser, ANSWER) == "rtl"
    assert "اضغط الزر (قناة 2)." in pull_saved(browser, room)


def test_the_editor_decides_as_the_sheet_does(browser: Browser, tmp_path: Path) -> None:
    for language, around in (("ar", "rtl"), ("en", "ltr")):
        room = make_room(tmp_path, f"language: {language}\n")
        opened(browser, room.page, room.made())
        browser.run(f"document.querySelector({ANSWER!r}).focus()")
        for text, case_around, direction in CASES:
            if text and case_around == around:
                found = browser.run(
                    f"const field = document.querySelector({ANSWER!r});"
                    f"field.textContent = {json.dumps(text)};"
                    "return new Promise(done => setTimeout(() => done(field.dir)))"
                )
                assert found == (direction or ""), text


@pytest.mark.parametrize("language", list_languages())
def test_a_date_as_we_print_it_is_one_that_is_taken(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    dates = "valid_from: 2026-10-05\nvalid_to: 2027-06-11\n"
    room = make_room(tmp_path, f"language: {language}\n{dates}")
    opened(browser, room.page, room.made())
    find = 'return [...document.querySelectorAll("[data-wrong]")].map(each => each.outerHTML)'
    assert browser.run(find) == []
