"""Whatever changes the sheet in a browser, by whatever means, is noticed: told, saved, undone, and
the same wherever it stands.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import paths
import pytest
from browsers import Chromium
from editing import (
    Browser,
    changes,
    click,
    do,
    event,
    only_chromium,
    opened,
    saved,
    source,
    wait_for_words,
)
from press import prepare_text

from handout.publish.html.render import render

NAME = ".tag [data-field=teacher_name]"
BULLET = "#role li"
HOSTS = {
    "a field that recurs": NAME,
    "a field that stands once": ".tag [data-field=room]",
    "a bullet": BULLET,
    "a heading": "#role h2 span",
    "a cell": "#dos-donts tbody td",
    "a field in a locked box": ".answer [data-field=call_for_help]",
}


WITHOUT_KEYS = {
    "one line is pasted": event("paste", "zebra"),
    "lines are pasted": event("paste", "zebra\r\nquagga\r\n"),
    "formatted words are pasted": event("paste", "", "<p style='color: red'><b>zebra</b></p><ul><li>quagga"),
    "words are dropped": event("drop", "zebra"),
    "a program types": "document.execCommand('insertText', false, 'zebra')",
    "a program puts in formatted words": "document.execCommand('insertHTML', false, '<b>zebra</b>')",
    "a program writes words itself": "getSelection().anchorNode.textContent += 'zebra'",
    "a program puts a node in": "document.activeElement.append(' ', document.createTextNode('zebra'))",
    "spelling is put right": "getSelection().modify('extend', 'backward', 'word'); document.execCommand('insertText', false, 'zebra')",
}  # fmt: skip
WORDS = "return document.querySelector('main').innerText"
NOTICE = "return document.querySelector('[data-ui=notice]').textContent"
STATUS = "return document.querySelector('[data-ui=status]').textContent"


def noticed(browser: Browser, word: str, field: str = "") -> str:
    """It is told, saved, kept for the case that the page is closed, and can be undone.

    Return the saved file.
    """
    wait_for_words(browser, "status", "Changes not saved yet")
    assert not browser.run("return document.querySelector('[name=undo]').disabled")
    drafts = browser.run("return Object.values({ ...localStorage }).join()")
    assert word in drafts
    if field:
        places = browser.run(
            f"return [...document.querySelectorAll({field!r})].map(e => e.textContent)"
        )
        assert len(set(places)) == 1 and word in places[0]
    text = saved(browser)
    assert word in text
    return text


@pytest.mark.parametrize("where", HOSTS)
def test_words_without_keys(browser: Browser, file: Path, where: str) -> None:
    """One way after another in one page: saved after each is taken back, it has no changes again.

    All ways in all places in Chromium; in Firefox each way in two places, and in each place three.
    """
    html = source("full")
    field = "[data-field=teacher_name]" if where == "a field that recurs" else ""
    opened(browser, file, html)
    before = browser.run(WORDS)
    ways = list(WITHOUT_KEYS.items())
    if browser.name == "firefox":
        ways = ways[list(HOSTS).index(where) % 3 :: 3]
    for how, script in ways:
        click(browser, HOSTS[where])
        browser.press("End")
        assert browser.run("return document.activeElement.isContentEditable"), how
        browser.run(script)
        text = noticed(browser, "zebra", field)
        assert ("quagga" in script) == ("quagga" in text), how
        browser.run("document.querySelector('[name=undo]').click()")
        assert browser.run(WORDS) == before, how
        assert saved(browser) == html, how
        assert "not saved" not in browser.run(STATUS), how
    assert not browser.complaints


@only_chromium
def test_a_keyboard_for_other_scripts(browser: Chromium, file: Path) -> None:
    """Words that a person composes, or that a phone puts right, change a field wherever it stands."""
    opened(browser, file, source("full"))
    click(browser, NAME)
    browser.press("End")
    session = browser.page.context.new_cdp_session(browser.page)
    session.send("Input.imeSetComposition", {"text": "zeb", "selectionStart": 3, "selectionEnd": 3})
    session.send("Input.insertText", {"text": "zebra"})
    noticed(browser, "zebra", "[data-field=teacher_name]")


def test_words_are_dragged_from_one_bullet_to_another(browser: Browser, file: Path) -> None:
    opened(browser, file, source("full"))
    click(browser, BULLET)
    browser.run("""
        const [from, to] = document.querySelectorAll("#role li"), data = new DataTransfer(), range = document.createRange();
        getSelection().setBaseAndExtent(from.firstChild, 0, from.firstChild, 5);
        data.setData("text/plain", "Work ");
        from.dispatchEvent(new DragEvent("dragstart", { bubbles: true }));
        range.selectNodeContents(to);
        const place = range.getClientRects()[0];
        to.dispatchEvent(new DragEvent("drop", { dataTransfer: data, clientX: place.left + 1, clientY: place.top + 5, bubbles: true, cancelable: true }));
    """)
    noticed(browser, "Work Practice with")
    assert "<li>near the teacher</li>" in saved(browser)
    browser.press("Control+z")
    assert saved(browser) == source("full")


# At one element of each kind, in one go.
_EVERYWHERE = """
    const notice = document.querySelector("[data-ui=notice]"), seen = new Set(), silent = [], twice = [], taken = [];
    const kindOf = element => [
        element.localName, element.type ?? "", element.closest("[data-block].locked") ? "locked" : "",
        element.closest("[data-block]") ? "box" : "", element.isContentEditable, element.className,
        Object.keys(element.dataset).join(), element.closest("[data-ui]") ? "ui" : "",
    ].join("|");
    const places = [...document.body.querySelectorAll("*")].filter(element => {
        const kind = kindOf(element), isSeen = element.checkVisibility() && element.getBoundingClientRect().height;
        return isSeen && !seen.has(kind) && seen.add(kind);
    });
    places.forEach((place, number) => {
        if (!place.isConnected) return;
        for (const kind of ["drop", "paste"]) {
            const word = `zebra${kind}${number}x`, data = new DataTransfer(), flags = { bubbles: true, cancelable: true };
            data.setData("text/plain", word);
            notice.textContent = "";
            const typed = place.closest("[contenteditable=true], [contenteditable=plaintext-only]");
            getSelection().removeAllRanges();
            if (typed) {
                typed.focus();
                getSelection().selectAllChildren(typed);
                getSelection().collapseToEnd();
            }
            const { left, top, width, height } = place.getBoundingClientRect();
            const at = { clientX: left + width / 2, clientY: top + height / 2 };
            const event = kind === "drop"
                ? new DragEvent("drop", { ...flags, ...at, dataTransfer: data })
                : Object.defineProperty(new Event("paste", flags), "clipboardData", { value: data });
            place.dispatchEvent(event);
            const isTaken = document.querySelector("main").textContent.includes(word);
            const name = `${kind} ${kindOf(place)}`;
            if (isTaken) taken.push(name);
            if (isTaken && notice.textContent) twice.push(name);
            if (!isTaken && !notice.textContent) silent.push(name);
        }
    });
    return { taken, silent, twice, count: places.length };
"""


@pytest.mark.parametrize("page", ["full", "bus", "plain"])
def test_words_come_in_anywhere_or_it_is_said(browser: Browser, file: Path, page: str) -> None:
    opened(browser, file, source(page))
    found = browser.run(_EVERYWHERE)
    assert not found["silent"]
    assert not found["twice"]
    assert found["count"] > 50
    for name in ("drop h2", "paste li", "drop td"):
        assert any(each.startswith(name) for each in found["taken"]), (name, found["taken"])


PICTURE = "data.items.add(new File(['x'], 'a.png', { type: 'image/png' }))"
NO_WORDS = {
    "a picture": PICTURE,
    "a file": "data.items.add(new File(['zebra'], 'a.html', { type: 'text/html' }))",
    "a picture of a page": "data.setData('text/html', '<img src=x alt=zebra>')",
}


def test_pictures_and_files_are_left_out_and_told(browser: Browser, file: Path) -> None:
    """Beside the sheet, too, where a browser would open them in place of it."""
    html = source("full")
    opened(browser, file, html)
    click(browser, BULLET)
    drop = "const place = document.querySelector('#role li').getBoundingClientRect(), event = new DragEvent('drop', { dataTransfer: data, clientX: place.left + 9, clientY: place.top + 5, bubbles: true, cancelable: true })"
    paste = "const event = Object.defineProperty(new Event('paste', { bubbles: true, cancelable: true }), 'clipboardData', { value: data })"
    for what, script in NO_WORDS.items():
        for act, target in (
            (paste, "document.activeElement"),
            (drop, "document.activeElement"),
            (drop, "document.body"),
            (drop, "document.querySelector('[data-ui=bar]')"),
        ):
            is_beside = "activeElement" not in target
            if is_beside and "items" not in script:
                continue
            browser.run("document.querySelector('[data-ui=notice]').textContent = ''")
            is_taken = browser.run(
                f"const data = new DataTransfer(); {script}; {act}; {target}.dispatchEvent(event); return event.defaultPrevented"
            )
            assert is_taken, (what, act, target)
            assert "Only words" in browser.run(NOTICE), (what, act, target)
    assert saved(browser) == html
    browser.run(event("paste", "zebra", "<p>zebra<img src=x></p>"))
    assert "Only words" in browser.run(NOTICE) and "zebra" in saved(browser)
    browser.press("Control+z")
    browser.run(event("paste", "zebra", "<p>zebra</p>"))
    assert "Only words" not in browser.run(NOTICE)


def test_what_is_selected_goes_whole_or_not_at_all(browser: Browser, file: Path) -> None:
    """Pasting and Enter over several bullets leave one; over locked ones they do nothing, and say
    why.
    """
    html = source("full")
    select = "const items = document.querySelectorAll('#role li'); getSelection().setBaseAndExtent(items[0].lastChild, 4, items[%s].lastChild, 8)"
    opened(browser, file, html)
    click(browser, BULLET)
    browser.run(select % 1)
    browser.run(event("paste", "zebra\nquagga"))
    text = saved(browser)
    assert "<li>Work zebra</li>" in text and "<li>quagga with them what was taught</li>" in text
    browser.press("Control+z")
    locked = browser.run(
        "return [...document.querySelectorAll('#role li')].findIndex(item => item.matches('.locked'))"
    )
    for act in (
        event("paste", "zebra\nquagga"),
        "document.activeElement.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertParagraph', bubbles: true, cancelable: true }))",
    ):
        browser.run(f"{select % locked}; {act}")
        assert "locked" in browser.run(NOTICE)
        assert saved(browser) == html


def test_a_box_with_locked_words_stays(browser: Browser, file: Path) -> None:
    """Its button says why; a box without any goes, and comes back."""
    html = source("full")
    opened(browser, file, html)
    for box in ("role", "team", "calm"):
        click(browser, f"#{box} h2 span")
        assert "locked" not in browser.run(NOTICE)
        click(browser, ".box-tools [name=remove]")
        assert "holds locked words" in browser.run(NOTICE), box
        assert saved(browser) == html
    click(browser, "#checklist h2 span")
    click(browser, ".box-tools [name=remove]")
    assert 'data-block="checklist"' not in saved(browser)
    browser.press("Control+z")
    assert saved(browser) == html


def test_enter_in_a_table(browser: Browser, file: Path) -> None:
    """It goes to the cell below, and under the last row it makes one; a new row that stays empty is
    not saved.
    """
    html = source("full")
    opened(browser, file, html)
    click(browser, "#people tbody tr:nth-last-child(2) td")
    do(browser, "Enter", "type:  zebra", "Enter", "Tab", "type: quagga")
    text = saved(browser)
    assert len(changes(html, text)) == 4 and "zebra</span>" in text and "quagga" in text
    opened(browser, file, html)
    click(browser, "#people tbody tr:last-child td")
    do(browser, "Enter", "click: .tools:not(.box-tools) [name=add]")
    assert changes(html, saved(browser)) == []  # the empty row was there, so a side may be closer


MARKS = tomllib.loads((paths.CASES / "pasted_lines.toml").read_text(encoding="utf-8"))["case"]


@only_chromium
def test_marks_before_pasted_lines(browser: Chromium, file: Path) -> None:
    """What programs put before each line is taken off, and never a word."""
    opened(browser, file, source("full"))
    click(browser, BULLET)
    do(browser, "End", "Enter")
    for case in MARKS:
        browser.run(event("paste", case["pasted"]))
        lines = browser.run(
            "return [...document.querySelectorAll('#role ul > li')].map(item => item.textContent)"
        )
        assert lines[1 : 1 + len(case["lines"])] == case["lines"], case
        do(browser, "Control+z")
    do(browser, "Control+z")
    assert saved(browser) == source("full")


CHECK = "const one = document.querySelector('[data-ui=check]'); return one.hidden ? '' : one.textContent"
WRONG = {
    ("#schedule [data-field='schedule.2.start']", " at the latest"): "A time, please",
    ("#schedule [data-field='schedule.2.end']", "x"): "A time, please",
    (".facts [data-field=arrive]", " or so"): "A time, please",
    (".facts [data-field=wait_seconds]", "0"): "from 1 to 30",
    (".foot [data-field=valid_to]", " or later"): "A day, please",
    (".tag [data-field=room]", " at the end of the hall"): "room for 20",
    ("#people [data-field='contacts.2.name']", " and all of her many friends in the office"): "room for 40",
    (BULLET, " \N{GRINNING FACE}"): "\N{GRINNING FACE}",
    ("#role h2 span", " \u4f60\u597d"): "\u4f60 \u597d",
    ("#dos-donts tbody td", " \u2603"): "\u2603",
}  # fmt: skip


@only_chromium
def test_a_place_tells_at_once_what_it_takes(browser: Chromium, file: Path) -> None:
    """Under the field, in the status and at saving; the words are saved in any case."""
    html = source("full")
    opened(browser, file, html)
    for (at, words), wrong in WRONG.items():
        click(browser, at)
        browser.press("End")
        assert browser.run(CHECK) == "", at
        browser.run(event("paste", words))
        assert wrong in browser.run(CHECK), at
        wait_for_words(browser, "status", "Changes not saved yet · Please look at: ")
        assert words.strip() in saved(browser)
        assert "Please look at: " in browser.run(NOTICE), at
        browser.press("Control+z")
        assert browser.run(CHECK) == "", at
        assert saved(browser) == html
        assert not re.search("not saved|Please look at", browser.run(STATUS)), at


# What words mean is found by our script alone, so one browser looks at all of them; both look at a
# place that is wrong, and at times that are typed: in the two tests of hours that end too early,
# and of the aide's own day.
TAKEN_TIMES = {
    "7:45": "7:45",
    "07:45": "07:45",
    "2:45 pm": "2:45 pm",
    "7:05 p.m.": "7:05 p.m.",
    "745": "7:45",
    "7.45": "7:45",
    "8": "8:00",
    "8am": "8:00 am",
    "noon": "noon",
    "8 o'clock": "8 o'clock",
    "a las 8": "a las 8",
    "8 gi\u1edd 05": "8 gi\u1edd 05",
    "quarter past nine": "quarter past nine",
    "half past seven": "half past seven",
    "las ocho y cuarto": "las ocho y cuarto",
}  # the sample's hour ends at 8:10: one that would start later is another test's


@only_chromium
def test_times_that_are_taken(browser: Chromium, file: Path) -> None:
    opened(browser, file, source("full"))
    click(browser, ".facts [data-field=arrive]")
    for time in TAKEN_TIMES:
        do(browser, "Home", "Shift+End", "type: x")
        assert browser.run(CHECK), "what is typed is looked at"
        do(browser, "Home", "Shift+End", f"type: {time}")
        assert browser.run(CHECK) == "", time


@only_chromium
def test_a_time_is_written_with_a_colon_once_it_is_typed(browser: Chromium, file: Path) -> None:
    opened(browser, file, source("full"))
    place = "#schedule [data-field='schedule.1.start']"
    shown = f"return document.querySelector({place!r}).textContent"
    for typed, written in TAKEN_TIMES.items():
        click(browser, place)
        do(browser, "Home", "Shift+End", f"type: {typed}")
        click(browser, BULLET)
        assert browser.run(shown) == written, typed
        browser.press("Control+z")
        if typed != written:
            browser.press("Control+z")
        assert browser.run(shown) == "7:50", typed


def test_an_hour_that_ends_before_it_starts_is_told(browser: Browser, file: Path) -> None:
    opened(browser, file, source("full"))
    start, end = (f"#schedule [data-field='schedule.1.{name}']" for name in ("start", "end"))
    for typed, is_told in {"8:15": True, "13:15": True, "1:15": False, "8:10": False}.items():
        click(browser, start)
        do(browser, "Home", "Shift+End", f"type: {typed}")
        assert ("ends before it starts" in browser.run(CHECK)) == is_told, typed
        click(browser, end)
        assert ("ends before it starts" in browser.run(CHECK)) == is_told, typed


TWO_TIMES = {
    "730-8": "7:30–8:00",
    "9:30 – 9:45": "9:30–9:45",
    "9:30 to 9:45": "9:30–9:45",
    "from 9:30 until 9:45 am": "9:30–9:45 am",
    "de 9:30 a 9:45": "9:30–9:45",
    "9:30\u52309:45": "9:30–9:45",
    "half past seven - 8": "half past seven–8:00",
}
# Of these none is two times: they stay as they were typed, and are told.
NOT_TWO_TIMES = ("9:30-", "7:50 to gym", "7-8-9")


@only_chromium
@pytest.mark.parametrize("name", ["start", "end"])
def test_two_times_typed_into_one_place_go_into_both(
    browser: Chromium, file: Path, name: str
) -> None:
    opened(browser, file, source("full"))
    place = f"#schedule [data-field='schedule.1.{name}']"
    row = "return document.querySelector('#schedule tbody tr').cells[0].textContent"
    for typed, written in TWO_TIMES.items():
        click(browser, place)
        do(browser, "Home", "Shift+End", f"type: {typed}")
        click(browser, BULLET)
        assert browser.run(row) == written, typed
        do(browser, "Control+z", "Control+z")
        assert browser.run(row) == "7:50–8:10", typed
    for typed in NOT_TWO_TIMES:
        click(browser, place)
        do(browser, "Home", "Shift+End", f"type: {typed}")
        assert "A time, please" in browser.run(CHECK), typed
        click(browser, BULLET)
        assert typed in browser.run(row), typed
        browser.press("Control+z")


def test_two_times_of_the_aides_own_day_go_into_both(browser: Browser, file: Path) -> None:
    opened(browser, file, source("full"))
    hours = "return ['arrive', 'leave'].map(one => document.querySelector(`.facts [data-field=${one}]`).textContent).join()"
    for name in ("arrive", "leave"):
        click(browser, f".facts [data-field={name}]")
        do(browser, "Home", "Shift+End", "type: 8 to 2:15 pm")
        click(browser, BULLET)
        assert browser.run(hours) == "8:00,2:15 pm"
        do(browser, "Control+z", "Control+z")
        assert browser.run(hours) == "7:45,2:45"


def test_a_draft_stays_until_it_is_answered(browser: Browser, file: Path) -> None:
    html = source("full")
    for word in ("zebra", "quagga"):
        opened(browser, file, html)
        click(browser, BULLET)
        do(browser, "End", f"type:  {word}")
        wait_for_words(browser, "status", "Changes not saved yet")
    opened(browser, file, html)
    offers = "return document.querySelectorAll('[data-ui=draft]').length"
    assert browser.run(offers) == 2
    click(browser, "#role li:nth-child(2)")
    do(browser, "End", "type:  okapi")
    wait_for_words(browser, "status", "Changes not saved yet")
    back = "document.querySelector('[data-ui=draft] button').click()"
    changed = set()
    for _ in range(2):
        browser.run(back)
        assert "Undo" in browser.run(NOTICE)
        changed |= {word for word in ("zebra", "quagga") if word in browser.run(WORDS)}
        assert "okapi" not in browser.run(WORDS)
        browser.run("document.querySelector('[name=undo]').click()")
        assert "okapi" in browser.run(WORDS)
    assert changed == {"zebra", "quagga"} and browser.run(offers) == 0


def test_words_typed_just_before_the_page_is_left_are_kept(browser: Browser, file: Path) -> None:
    """Nobody waits until the typing has rested."""
    html = source("full")
    opened(browser, file, html)
    click(browser, BULLET)
    do(browser, "End", "type:  zebra")
    opened(browser, file, html)
    browser.run("document.querySelector('[data-ui=draft] button').click()")
    assert "Work near the teacher zebra</li>" in saved(browser)


def test_undo_after_saving_is_not_saved_yet(browser: Browser, file: Path) -> None:
    html = source("full")
    opened(browser, file, html)
    click(browser, BULLET)
    do(browser, "End", "type:  zebra")
    text = saved(browser)
    browser.press("Control+z")
    wait_for_words(browser, "status", "Changes not saved yet")
    assert saved(browser) == html
    browser.press("Control+y")
    wait_for_words(browser, "status", "Changes not saved yet")
    assert saved(browser) == text


@only_chromium
def test_two_tabs(browser: Chromium, file: Path) -> None:
    """Each tells that there is another; neither takes the other's draft, nor writes over what the
    other has saved.
    """
    opened(browser, file, source("full"))
    other = browser.page.context.new_page()
    other.goto(file.as_uri())
    other.click(BULLET)
    other.keyboard.type("zebra")
    other.wait_for_timeout(500)
    click(browser, BULLET)
    do(browser, "type: quagga")
    wait_for_words(browser, "status", "Changes not saved yet")
    assert "another tab" in browser.run(
        "return document.querySelector('[data-ui=other-tab]:not([hidden])')?.textContent ?? ''"
    )
    stored = browser.run("return Object.values({ ...localStorage }).join()")
    assert "zebra" in stored and "quagga" in stored
    other.close()
    browser.run("""
        window.disk = "";
        window.showSaveFilePicker = async () => ({
            name: "room.html",
            createWritable: async () => ({ write: async text => { window.disk = text; }, close: async () => {} }),
            getFile: async () => ({ text: async () => window.disk }),
        });
    """)
    do(browser, "Control+s")
    wait_for_words(browser, "notice", "Saved as")
    browser.run("window.disk = 'what the other tab has saved'")
    do(browser, "type: okapi", "Control+s")
    wait_for_words(browser, "notice", "Not saved: room.html was changed")
    assert browser.run("return window.disk") == "what the other tab has saved"
    do(browser, "Control+s")
    wait_for_words(browser, "notice", "Saved as")
    assert "okapi" in browser.run("return window.disk")


def test_a_click_on_the_second_sheet_says_where_its_words_are_changed(
    browser: Browser, file: Path
) -> None:
    """It is made anew from the first, so nothing can be typed there: that was left unsaid."""
    prepared = prepare_text(
        "second_language: es\nteacher_note: Welcome\nteacher_note_es: Con gusto\n"
    )
    opened(browser, file, render(prepared.fitted, "file", second=prepared.second).html)
    browser.run("document.querySelector('aside.second').scrollIntoView()")
    click(browser, "aside.second .block p")
    wait_for_words(browser, "notice", "This second sheet is made anew")
    do(browser, "type: zebra")
    assert "zebra" not in browser.run("return document.body.innerText")
