"""The HTML file opened in a real browser, what people do in it, and the file that is saved."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from browsers import Chromium, Firefox, wait_until
from press import SAMPLE, prepare_text

from handout.layout.fitting.fit import fit_sheet
from handout.layout.sheet.build import lay_out
from handout.publish.html.render import render

Browser = Chromium | Firefox
SAVE = "document.querySelector('[data-ui=bar] [name=save]').click()"
FULL = SAMPLE.read_text(encoding="utf-8")
TEXTS = {
    "full": FULL,
    "empty": "room: '12'\n",
    "plain": f"theme: plain\nink: mono\npaper: a4\n{FULL.replace('theme: field-guide', '').replace('paper: letter', '')}",
    "larger": "text_size: large\n",
    "large": "large_print: yes\n",
    "one": 'role: substitute\nteacher_name: "Ms. O\'Hara & Co"\nschool_name: \'The "Oak" School\'\n',
    "extras": "show_blocks: [words, growing]\nlink: {url: 'https://example.org/a?b=1&c=2', label: Our room}\ndos_extra: [Ask about “it”]\n",
    "bus": "role: bus\nbreaks: [{start: '9:30'}, {covered_by: Ms. Ito}]\nschedule: [{start: '8:00', para_does: 'Greet & smile'}]\nroom_signals: [Hand up and wait, A soft chime three times, Two claps, Stop]\n",
}


@cache
def source(page: str) -> str:
    """The HTML of a page."""
    if page != "waiting":
        prepared = prepare_text(TEXTS[page])
        return render(prepared.fitted, "file", prepared.logo, name="room").html
    prepared = prepare_text(FULL)
    blocks = [
        replace(
            block, waiting={block.item_ids[1]: "Check in **twice** a day.", block.item_ids[2]: ""}
        )
        if block.id == "team"
        else block
        for block in prepared.handout.blocks
    ]
    fitted, _ = fit_sheet(lay_out(replace(prepared.handout, blocks=tuple(blocks))))
    return render(fitted, "file", name="room").html


# What is typed is one step to undo while less than a second goes by between two letters: on a busy
# machine, more may.
_HOLD_CLOCK = """
    const { Date } = window, now = Date.now();
    Date.running ??= Date.now;
    Date.now = () => now;
"""
_RELEASE_CLOCK = "window.Date.now = window.Date.running"

only_chromium = pytest.mark.parametrize("browser", ["chromium"], indirect=True)


def opened(browser: Browser, file: Path, html: str) -> None:
    file.write_bytes(html.encode())
    browser.complaints.clear()
    browser.open(file)
    browser.run(
        "return document.fonts.ready.then(() => new Promise(done => setTimeout(done, 30)))"
    )  # until nothing moves any more


def saved(browser: Browser) -> str:
    """The file that Save downloads."""
    name, text = browser.downloaded(SAVE)
    assert name == "room 12.html"
    return text


def click(browser: Browser, selector: str) -> None:
    """Click at the end of the last line of an element's words, or in its middle if it has none.

    Chromium rounds where it looks for what was hit: less than 1.25 px from the end it may be beside
    the words.
    """
    place = f"""
        const element = document.querySelector({selector!r}), range = document.createRange();
        if (element.closest("main")) element.scrollIntoView({{ block: "center" }});
        range.selectNodeContents(element);
        const words = [...range.getClientRects()].at(-1), box = element.getBoundingClientRect();
        return element.textContent.trim() && words && !element.matches("button") ? [words.right - 1.5, words.top + words.height / 2] : [box.left + box.width / 2, box.top + box.height / 2];
    """
    click_until_hit(browser, selector, place)


def click_until_hit(browser: Browser, selector: str, place: str) -> None:
    """Click where the script `place` says, and once more if what is typed into was not hit.

    A busy Firefox sends one click of a hundred to what stood there before the page was scrolled.
    """
    is_hit = f"""
        const element = document.querySelector({selector!r});
        const line = element && !element.closest("button, input") && element.closest("[contenteditable]");
        return !line || line.contains(getSelection().anchorNode);
    """
    for _ in range(3):
        browser.click_at(*browser.run(place))
        # Until the browser has told of the new selection.
        browser.run("return new Promise(done => setTimeout(done, 30))")
        if browser.name != "firefox" or browser.run(is_hit):
            return
        # Sooner it would be a double click, which selects a word.
        browser.run("return new Promise(done => setTimeout(done, 700))")


def do(browser: Browser, *steps: str) -> None:
    for step in steps:
        action, _, rest = step.partition(": ")
        if action == "type":
            browser.run(_HOLD_CLOCK)
            browser.type(rest)
            browser.run(_RELEASE_CLOCK)
        elif action == "click":
            click(browser, rest)
        elif action == "focus":
            browser.run(f"document.querySelector({rest!r}).focus()")
        else:
            browser.press(step)


def changes(before: str, after: str) -> list[str]:
    """The lines that go ("- ") and come ("+ "), but for how closely the sides are set."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
    return [
        f"{line[0]} {line[1:].strip()}"
        for line in list(lines)[2:]
        if line[0] in "+-" and not re.match('.<div class="side ', line)
    ]


def wait_for_words(browser: Browser, where: str, text: str) -> None:
    """Wait until the editor says it."""
    words = f"document.querySelector('[data-ui={where}]').textContent"
    wait_until(browser, f"{words}.startsWith({json.dumps(text)})")


def event(kind: str, text: str, html: str = "") -> str:
    """A script that pastes or drops words at the caret."""
    data = f"const data = new DataTransfer(); data.setData('text/html', {json.dumps(html)}); if ({json.dumps(text)}) data.setData('text/plain', {json.dumps(text)});"
    if kind == "paste":
        return f"{data} document.activeElement.dispatchEvent(Object.defineProperty(new Event('paste', {{ bubbles: true, cancelable: true }}), 'clipboardData', {{ value: data }}))"
    return f"""{data} const range = getSelection().getRangeAt(0), place = (range.getClientRects()[0] || document.activeElement.getBoundingClientRect());
        document.activeElement.dispatchEvent(new DragEvent('drop', {{ dataTransfer: data, clientX: place.left - 2, clientY: place.top + place.height / 2, bubbles: true, cancelable: true }}))"""
